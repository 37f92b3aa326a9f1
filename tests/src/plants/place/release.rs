//! A release as Helm 3 keeps it (helm.sh/helm `pkg/release`, `pkg/storage/driver`).

use serde_json::{Value, json};

use super::Spot;
use crate::plants::encode::{base64, gzip};

/// A release of a chart.
pub(in crate::plants) type Release = Value;

/// A release without credentials.
pub(in crate::plants) fn empty(spot: &Spot) -> Release {
    json!({
        "name": spot.name,
        "namespace": spot.namespace,
        "version": 1,
        "info": {"status": "deployed", "first_deployed": "2025-02-11T08:00:00Z", "notes": ""},
        "chart": {
            "metadata": {"name": "orders", "version": "3.1.4", "apiVersion": "v2"},
            "templates": [{"name": "templates/a.yaml", "data": base64("{{ .Values.replicas }}")}],
            "values": {"replicas": 1, "image": {"tag": "1.4.2", "pullPolicy": "IfNotPresent"}},
            "files": [],
        },
        "config": {"replicas": 2},
        "manifest": "---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: orders\n",
        "hooks": [],
    })
}

pub(in crate::plants) fn append(release: &mut Release, manifest: &str) {
    let before = release["manifest"].as_str().unwrap_or_default();
    release["manifest"] = format!("{before}---\n{manifest}").into();
}

pub(in crate::plants) fn file(release: &mut Release, list: &str, name: &str, text: &str) {
    if let Some(files) = release["chart"][list].as_array_mut() {
        files.push(json!({"name": name, "data": base64(text)}));
    }
}

/// What Helm gives to the API, which encodes it once more in a Secret.
pub(in crate::plants) fn payload(release: &Release) -> String {
    base64(gzip(release.to_string()))
}

pub(in crate::plants) fn stored(spot: &Spot, status: &str, version: u32, release: String) -> Value {
    let mut object = spot.secret("helm.sh/release.v1", json!({"release": base64(release)}));
    object["metadata"]["labels"] = labels(spot, status, version);
    object
}

pub(in crate::plants) fn labels(spot: &Spot, status: &str, version: u32) -> Value {
    json!({"name": spot.name, "owner": "helm", "status": status, "version": version.to_string()})
}
