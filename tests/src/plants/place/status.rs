//! Rows 13 to 15: what the cluster itself wrote down.

use serde_json::{Value, json};

use super::workload::{pod, workload};
use super::{Placement, Spot};
use crate::plants::credential::{Credential, Fits};
use crate::plants::encode::percent;
use crate::plants::syntax;

type Write = fn(&Credential) -> String;

pub(super) fn all() -> Vec<Placement> {
    let mut placements = Vec::new();
    for (name, fits, write) in MESSAGES {
        for (place, state) in [
            (
                "terminated.message",
                json!({"lastState": {"terminated": {"exitCode": 1}}}),
            ),
            (
                "state.terminated.message",
                json!({"state": {"terminated": {"exitCode": 2}}}),
            ),
        ] {
            placements.push(terminated(name, *fits, *write, place, state));
        }
        placements.push(event(name, *fits, *write, "v1", "message"));
        placements.push(event(name, *fits, *write, "events.k8s.io/v1", "note"));
    }
    placements.push(
        Placement::new("condition of a Pod", Fits::Line, |credential, spot| {
            let mut object = workload("Pod", spot, pod(json!({})));
            let message = (MESSAGES[0].2)(credential);
            object["status"]["conditions"] =
                json!([{"type": "Ready", "status": "False", "message": message}]);
            object
        })
        .in_files(),
    );
    placements.push(
        Placement::new("condition of a Job", Fits::Line, |credential, spot| {
            let mut object = workload("Job", spot, pod(json!({})));
            let message = (MESSAGES[0].2)(credential);
            object["status"]["conditions"] =
                json!([{"type": "Failed", "status": "True", "message": message}]);
            object
        })
        .in_files(),
    );
    placements.push(
        Placement::new("annotations of a CSR", Fits::Line, |credential, spot| {
            let spec = json!({
                "request": "", "signerName": "corp.internal/client", "usages": ["client auth"],
            });
            let kind = "CertificateSigningRequest";
            let mut object = spot.global("certificates.k8s.io/v1", kind, json!({"spec": spec}));
            for entry in &credential.entries {
                let key = format!("corp.internal/{}", entry.kebab());
                object["metadata"]["annotations"][key] = entry.value.as_str().into();
            }
            object
        })
        .in_files(),
    );
    placements
}

/// What applications say before they end.
const MESSAGES: &[(&str, Fits, Write)] = &[
    ("assignments", Fits::Line, |credential| {
        let body = credential.each(|entry| format!(" {}={}", entry.snake(), entry.value));
        format!("panic: cannot start with{body}: refused")
    }),
    ("a URL", Fits::Word, |credential| {
        let password = percent(credential.value());
        format!("dial postgres://orders:{password}@db:5432/orders: connection refused")
    }),
    ("an environment", Fits::Line, |credential| {
        format!(
            "env:\n{}exit status 1",
            (syntax::named("dotenv").write)(credential)
        )
    }),
    ("a request", Fits::Word, |credential| {
        let value = credential.value();
        format!("GET /v1 HTTP/1.1 401 (Authorization: Bearer {value}) after 3 tries")
    }),
];

fn terminated(
    name: &str,
    fits: Fits,
    write: Write,
    place: &'static str,
    state: Value,
) -> Placement {
    Placement::new(
        format!("{place} with {name}"),
        fits,
        move |credential: &Credential, spot: &Spot| {
            let mut object = workload("Pod", spot, pod(json!({})));
            let mut status = json!({"name": "main", "ready": false, "restartCount": 3});
            for (key, value) in state.as_object().into_iter().flatten() {
                status[key] = value.clone();
            }
            let key = if place.starts_with("state") {
                "state"
            } else {
                "lastState"
            };
            status[key]["terminated"]["message"] = write(credential).into();
            object["status"] = json!({"phase": "Running", "containerStatuses": [status]});
            object
        },
    )
    .in_files()
}

fn event(
    name: &str,
    fits: Fits,
    write: Write,
    api_version: &'static str,
    field: &'static str,
) -> Placement {
    let of = if field == "note" {
        "regarding"
    } else {
        "involvedObject"
    };
    Placement::new(
        format!("{field} of an Event with {name}"),
        fits,
        move |credential: &Credential, spot: &Spot| {
            let object = json!({"kind": "Pod", "namespace": spot.namespace, "name": "orders"});
            let fields = json!({
                of: object, field: write(credential), "reason": "Failed", "type": "Warning",
                "reportingController": "corp.internal/orders", "reportingInstance": "one",
                "action": "Start", "eventTime": "2025-03-01T10:00:00.000000Z",
            });
            spot.object(api_version, "Event", fields)
        },
    )
    .in_files()
}
