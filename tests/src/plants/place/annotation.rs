//! Row 9 and parts of row 15: annotations, and webhooks whose URLs carry a token.

use serde_json::{Value, json};

use super::applied::annotated;
use super::workload::{pod, workload};
use super::{Placement, Spot};
use crate::plants::credential::{Credential, Fits};
use crate::plants::encode::{base64, percent};
use crate::plants::syntax;

type Write = fn(&Credential) -> String;

pub(super) fn all() -> Vec<Placement> {
    let mut placements: Vec<Placement> = INGRESS
        .iter()
        .map(|&(key, fits, write)| {
            Placement::new(format!("Ingress {key}"), fits, move |credential, spot| {
                let key = format!("nginx.ingress.kubernetes.io/{key}");
                annotated(ingress(spot), &key, write(credential))
            })
        })
        .collect();
    for (kind, make) in KINDS {
        let placement = Placement::new(
            format!("annotations of a {kind}"),
            Fits::Text,
            move |credential, spot| named(make(spot), credential),
        );
        // Controllers look after Nodes, and take away those that nothing stands behind.
        placements.push(if *kind == "Node" {
            placement.in_files()
        } else {
            placement
        });
    }
    placements.push(Placement::new(
        "Pod template annotation with a document",
        Fits::Text,
        |credential, spot| {
            let mut object = workload("Deployment", spot, pod(json!({})));
            let document = (syntax::named("json, one line").write)(credential);
            object["spec"]["template"]["metadata"]["annotations"] =
                json!({"vault.corp.internal/config": document});
            object
        },
    ));
    placements.extend(["Validating", "Mutating"].into_iter().map(webhook));
    placements
}

const INGRESS: &[(&str, Fits, Write)] = &[
    ("configuration-snippet", Fits::Word, |credential| {
        format!(
            "more_set_headers \"X-Frame: deny\";\nproxy_set_header Authorization \"Bearer {}\";\n",
            credential.value()
        )
    }),
    ("server-snippet", Fits::One, |credential| {
        format!(
            "location /up {{\n  proxy_set_header X-Api-Key \"{}\";\n}}\n",
            credential.value()
        )
    }),
    ("auth-snippet", Fits::Word, |credential| {
        format!(
            "proxy_set_header Authorization \"Basic {}\";",
            base64(format!("orders:{}", credential.value()))
        )
    }),
    ("auth-url", Fits::One, |credential| {
        let token = percent(credential.value());
        format!("https://auth.corp.internal/check?token={token}")
    }),
    ("auth-signin", Fits::Word, |credential| {
        let password = percent(credential.value());
        format!("https://orders:{password}@auth.corp.internal/start")
    }),
];

/// A kind, and an object of it without annotations.
type Kind = (&'static str, fn(&Spot) -> Value);

const KINDS: &[Kind] = &[
    ("Namespace", |spot| {
        spot.global("v1", "Namespace", json!({}))
    }),
    ("Node", |spot| {
        spot.global("v1", "Node", json!({"spec": {"unschedulable": true}}))
    }),
    ("ServiceAccount", |spot| {
        spot.object("v1", "ServiceAccount", json!({}))
    }),
    ("Service", |spot| {
        spot.object("v1", "Service", json!({"spec": {"ports": [{"port": 80}]}}))
    }),
    ("Pod", |spot| workload("Pod", spot, pod(json!({})))),
    ("StatefulSet", |spot| {
        workload("StatefulSet", spot, pod(json!({})))
    }),
    ("Role", |spot| {
        spot.object("rbac.authorization.k8s.io/v1", "Role", json!({"rules": []}))
    }),
    ("NetworkPolicy", |spot| {
        let spec = json!({"podSelector": {"matchLabels": {"app": "none"}}});
        spot.object(
            "networking.k8s.io/v1",
            "NetworkPolicy",
            json!({"spec": spec}),
        )
    }),
    ("PersistentVolumeClaim", |spot| {
        let spec = json!({
            "accessModes": ["ReadWriteOnce"], "storageClassName": "none",
            "resources": {"requests": {"storage": "1Gi"}},
        });
        spot.object("v1", "PersistentVolumeClaim", json!({"spec": spec}))
    }),
    ("Lease", |spot| {
        spot.object("coordination.k8s.io/v1", "Lease", json!({"spec": {}}))
    }),
    ("PriorityClass", |spot| {
        spot.global("scheduling.k8s.io/v1", "PriorityClass", json!({"value": 1}))
    }),
    ("custom resource", |spot| {
        spot.object("plants.example/v1", "Custom", json!({"spec": {}}))
    }),
];

fn named(mut object: Value, credential: &Credential) -> Value {
    for entry in &credential.entries {
        let key = format!("corp.internal/{}", entry.kebab());
        object = annotated(object, &key, entry.value.as_str());
    }
    object
}

fn ingress(spot: &Spot) -> Value {
    let backend = json!({"service": {"name": "orders", "port": {"number": 80}}});
    spot.object(
        "networking.k8s.io/v1",
        "Ingress",
        json!({"spec": {"defaultBackend": backend}}),
    )
}

/// A webhook that is called for nothing.
fn webhook(kind: &'static str) -> Placement {
    let name = format!("URL of a {kind}WebhookConfiguration");
    Placement::new(
        name,
        Fits::One,
        move |credential: &Credential, spot: &Spot| {
            let token = percent(credential.value());
            let webhooks = json!([{
                "name": format!("{}.plants.example", spot.name),
                "clientConfig": {"url": format!("https://hooks.corp.internal/admit?token={token}")},
                "rules": [{
                    "apiGroups": ["nothing.example"], "apiVersions": ["v1"],
                    "resources": ["nothings"], "operations": ["DELETE"],
                }],
                "sideEffects": "None", "admissionReviewVersions": ["v1"], "failurePolicy": "Ignore",
            }]);
            let kind = format!("{kind}WebhookConfiguration");
            spot.global(
                "admissionregistration.k8s.io/v1",
                &kind,
                json!({"webhooks": webhooks}),
            )
        },
    )
    .in_files()
}
