//! Namespaces.

use serde_json::{Value, json};

use super::identity::{Purpose, stream, uid};
use super::layout::{Layout, namespace_name, team};

/// `kube-system` and the namespaces of the workloads.
pub(super) fn namespaces(layout: Layout, seed: u64) -> impl Iterator<Item = Value> {
    let own = (0..layout.namespaces).map(move |number| {
        let environment = if number % 4 == 3 {
            "staging"
        } else {
            "production"
        };
        namespace(
            &namespace_name(number),
            json!({
                "example.com/environment": environment,
                "example.com/team": team(number),
            }),
            &uid(&mut stream(seed, Purpose::Namespace, number + 1)),
        )
    });
    let system = namespace(
        "kube-system",
        json!({}),
        &uid(&mut stream(seed, Purpose::Namespace, 0)),
    );
    std::iter::once(system).chain(own)
}

fn namespace(name: &str, mut labels: Value, uid: &str) -> Value {
    labels["kubernetes.io/metadata.name"] = name.into();
    json!({
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {
            "creationTimestamp": "2026-01-12T08:00:00Z",
            "labels": labels,
            "name": name,
            "uid": uid,
        },
        "spec": {"finalizers": ["kubernetes"]},
        "status": {"phase": "Active"},
    })
}
