//! Row 4: what volumes and storage classes tell their drivers.

use serde_json::{Value, json};

use super::workload::{pod, workload};
use super::{Placement, Spot};
use crate::plants::credential::{Entry, Fits};
use crate::plants::syntax::map;

pub(super) fn all() -> Vec<Placement> {
    let mut placements = in_pods();
    placements.extend(in_cluster());
    placements
}

fn in_pods() -> Vec<Placement> {
    vec![
        Placement::new(
            "csi.volumeAttributes of a Pod",
            Fits::Text,
            |credential, spot| {
                let csi = json!({
                    "driver": "fuse.corp.internal", "volumeAttributes": map(credential, Entry::camel),
                });
                with_volume("Deployment", spot, json!({"csi": csi}))
            },
        ),
        Placement::new(
            "csi mount options of a Pod",
            Fits::Word,
            |credential, spot| {
                let options = format!(
                    "vers=3.0,username=orders,password={},uid=1000",
                    credential.value()
                );
                let csi = json!({
                    "driver": "smb.csi.k8s.io", "volumeAttributes": {"mountOptions": options},
                });
                with_volume("StatefulSet", spot, json!({"csi": csi}))
            },
        ),
        Placement::new("flexVolume.options", Fits::Line, |credential, spot| {
            let flex = json!({"driver": "corp/cifs", "options": map(credential, Entry::snake)});
            with_volume("DaemonSet", spot, json!({"flexVolume": flex}))
        }),
    ]
}

/// What is not part of a Pod, and one Pod that has more than its env.
fn in_cluster() -> Vec<Placement> {
    vec![
        Placement::new(
            "PersistentVolume csi.volumeAttributes",
            Fits::Line,
            |credential, spot| {
                let csi = json!({
                    "driver": "s3.corp.internal", "volumeHandle": "bucket",
                    "volumeAttributes": map(credential, Entry::kebab),
                });
                persistent(spot, json!({"csi": csi}))
            },
        ),
        Placement::new(
            "PersistentVolume mountOptions",
            Fits::Word,
            |credential, spot| {
                let mut volume = persistent(spot, json!({"nfs": {"server": "nas", "path": "/x"}}));
                let password = format!("password={}", credential.value());
                volume["spec"]["mountOptions"] = json!(["vers=3.0", "username=orders", password]);
                volume
            },
        ),
        Placement::new(
            "PersistentVolume mountOptions in one",
            Fits::Word,
            |credential, spot| {
                let mut volume = persistent(spot, json!({"nfs": {"server": "nas", "path": "/x"}}));
                let options = format!(
                    "credentials,username=orders,password={}",
                    credential.value()
                );
                volume["spec"]["mountOptions"] = json!([options]);
                volume
            },
        ),
        Placement::new("StorageClass parameters", Fits::Line, |credential, spot| {
            let parameters = map(credential, Entry::camel);
            let fields = json!({"provisioner": "s3.corp.internal", "parameters": parameters});
            spot.global("storage.k8s.io/v1", "StorageClass", fields)
        }),
        Placement::new("StorageClass rest key", Fits::Word, |credential, spot| {
            let parameters = json!({
                "resturl": "http://heketi:8080", "restuser": "admin", "restuserkey": credential.value(),
                "restuserpassword": credential.value(),
            });
            let fields = json!({"provisioner": "gluster.corp.internal", "parameters": parameters});
            spot.global("storage.k8s.io/v1", "StorageClass", fields)
        }),
        Placement::new(
            "StorageClass mountOptions",
            Fits::Word,
            |credential, spot| {
                let fields = json!({
                    "provisioner": "smb.csi.k8s.io",
                    "mountOptions": ["dir_mode=0777", format!("password={}", credential.value())],
                });
                spot.global("storage.k8s.io/v1", "StorageClass", fields)
            },
        ),
        Placement::new(
            "downward and projected volumes beside env",
            Fits::Text,
            |credential, spot| {
                let variables = credential.entries.iter();
                let variables: Vec<Value> = variables
                    .map(|entry| json!({"value": entry.value, "name": entry.name}))
                    .collect();
                let mut pod = pod(json!({"env": variables}));
                pod["volumes"] = json!([{"name": "token", "projected": {"sources": [
                {"serviceAccountToken": {"path": "token", "expirationSeconds": 3600, "audience": "sts"}}]}}]);
                workload("Pod", spot, pod)
            },
        ),
    ]
}

fn with_volume(kind: &str, spot: &Spot, mut volume: Value) -> Value {
    volume["name"] = "data".into();
    let mut pod = pod(json!({}));
    pod["volumes"] = json!([{"name": "scratch", "emptyDir": {}}, volume]);
    workload(kind, spot, pod)
}

fn persistent(spot: &Spot, source: Value) -> Value {
    let mut spec = source;
    spec["capacity"] = json!({"storage": "1Gi"});
    spec["accessModes"] = json!(["ReadWriteMany"]);
    spec["storageClassName"] = "none".into();
    spot.global("v1", "PersistentVolume", json!({"spec": spec}))
}
