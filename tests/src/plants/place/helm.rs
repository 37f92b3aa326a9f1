//! Row 10: Helm 3 releases, in Secrets and in `ConfigMap`s, whatever revision they are of.

use serde_json::json;

use super::release::{Release, append, empty, file, labels, payload, stored};
use super::{Placement, Spot};
use crate::plants::credential::{Credential, Entry, Fits};
use crate::plants::encode::{base64, indented};
use crate::plants::syntax::{self, map, pairs};

type Fill = fn(&Credential, &mut Release);

pub(super) fn all() -> Vec<Placement> {
    let mut placements: Vec<Placement> = PARTS
        .iter()
        .map(|&(part, fits, fill)| {
            Placement::new(format!("Helm {part}"), fits, move |credential, spot| {
                stored(
                    spot,
                    "deployed",
                    4,
                    payload(&filled(spot, credential, fill)),
                )
            })
        })
        .collect();
    for (index, status) in ["superseded", "uninstalled", "failed", "pending-upgrade"]
        .into_iter()
        .enumerate()
    {
        let fill = PARTS[index].2;
        placements.push(Placement::new(
            format!("Helm {} of a release that is {status}", PARTS[index].0),
            PARTS[index].1,
            move |credential, spot| {
                stored(spot, status, 1, payload(&filled(spot, credential, fill)))
            },
        ));
    }
    for (part, fits, fill) in PARTS.iter().copied().take(4) {
        let name = format!("Helm {part} in a ConfigMap");
        placements.push(Placement::new(
            name,
            fits,
            move |credential: &Credential, spot: &Spot| {
                let release = payload(&filled(spot, credential, fill));
                let mut object =
                    spot.object("v1", "ConfigMap", json!({"data": {"release": release}}));
                object["metadata"]["labels"] = labels(spot, "deployed", 2);
                object
            },
        ));
    }
    placements.push(Placement::new(
        "Helm values, not compressed",
        Fits::Text,
        |credential, spot| {
            let release = filled(spot, credential, PARTS[0].2);
            stored(spot, "deployed", 1, base64(release.to_string()))
        },
    ));
    placements
}

/// Where a release holds text.
const PARTS: &[(&str, Fits, Fill)] = &[
    ("values", Fits::Text, |credential, release| {
        release["config"]["store"]["auth"] = map(credential, Entry::camel);
    }),
    (
        "manifest of a Deployment",
        Fits::Text,
        |credential, release| {
            let body = credential.each(|entry| {
                format!(
                    "        - name: {}\n          value: {}\n",
                    entry.name,
                    entry.quoted()
                )
            });
            append(
                release,
                &format!(
                    "# Source: orders/templates/deployment.yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: orders\nspec:\n  template:\n    spec:\n      containers:\n      - name: main\n        image: orders:1\n        env:\n{body}"
                ),
            );
        },
    ),
    ("manifest of a Secret", Fits::Text, |credential, release| {
        let body =
            credential.each(|entry| format!("  {}: {}\n", entry.kebab(), base64(&entry.value)));
        append(
            release,
            &format!(
                "# Source: orders/templates/secret.yaml\napiVersion: v1\nkind: Secret\nmetadata:\n  name: orders\ntype: Opaque\ndata:\n{body}"
            ),
        );
    }),
    (
        "manifest of a ConfigMap",
        Fits::Text,
        |credential, release| {
            let file = (syntax::named("yaml").write)(credential);
            append(
                release,
                &format!(
                    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: orders\ndata:\n  app.yaml: |\n{}",
                    indented(&file, 4)
                ),
            );
        },
    ),
    (
        "manifest of a Secret in clear",
        Fits::Text,
        |credential, release| {
            let body = credential.each(|entry| format!("  {}: {}\n", entry.name, entry.quoted()));
            append(
                release,
                &format!(
                    "apiVersion: v1\nkind: Secret\nmetadata:\n  name: orders\nstringData:\n{body}"
                ),
            );
        },
    ),
    ("hook", Fits::Text, |credential, release| {
        let variables = pairs(credential, "name", "value");
        let manifest = format!(
            "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: migrate\nspec:\n  template:\n    spec:\n      containers:\n      - name: m\n        image: orders:1\n        env: {variables}\n"
        );
        release["hooks"] = json!([{
            "name": "migrate", "kind": "Job", "path": "orders/templates/hook.yaml",
            "manifest": manifest, "events": ["pre-upgrade"],
        }]);
    }),
    ("template", Fits::Text, |credential, release| {
        let body = credential.each(|entry| {
            format!(
                "  {}: {{{{ .Values.x | default {} }}}}\n",
                entry.camel(),
                entry.quoted()
            )
        });
        let plain = credential.each(|entry| format!("  {}: {}\n", entry.kebab(), entry.quoted()));
        file(
            release,
            "templates",
            "templates/config.yaml",
            &format!(
                "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{{{ .Release.Name }}}}\ndata:\n{body}{plain}"
            ),
        );
    }),
    ("file of the chart", Fits::Text, |credential, release| {
        let text = (syntax::named("json").write)(credential);
        file(release, "files", "files/config.json", &text);
    }),
    (
        "shell script of the chart",
        Fits::Line,
        |credential, release| {
            let text = (syntax::named("shell script").write)(credential);
            file(release, "files", "scripts/run.sh", &text);
        },
    ),
    ("notes", Fits::Line, |credential, release| {
        let body = credential.each(|entry| format!("  export {}={}\n", entry.name, entry.value));
        release["info"]["notes"] = format!("Orders is up. To talk to it:\n\n{body}").into();
    }),
    (
        "default values of the chart",
        Fits::Text,
        |credential, release| {
            release["chart"]["values"]["auth"] = map(credential, Entry::camel);
        },
    ),
    (
        "default values of a subchart",
        Fits::Text,
        |credential, release| {
            release["chart"]["values"]["postgresql"]["global"]["auth"] =
                map(credential, Entry::camel);
        },
    ),
    (
        "values, names and values apart",
        Fits::Text,
        |credential, release| {
            release["config"]["extraEnv"] = pairs(credential, "name", "value");
        },
    ),
    (
        "values, a document in a string",
        Fits::Text,
        |credential, release| {
            release["config"]["configFile"] = (syntax::named("yaml").write)(credential).into();
        },
    ),
    ("description", Fits::EvidentLine, |credential, release| {
        let body = credential.each(|entry| format!(" {}={}", entry.name, entry.value));
        release["info"]["description"] = format!("Upgrade failed with{body}").into();
    }),
    (
        "annotation of the chart",
        Fits::Line,
        |credential, release| {
            release["chart"]["metadata"]["annotations"] = map(credential, Entry::kebab);
        },
    ),
];

fn filled(spot: &Spot, credential: &Credential, fill: Fill) -> Release {
    let mut release = empty(spot);
    fill(credential, &mut release);
    release
}
