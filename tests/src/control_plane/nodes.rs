//! Pods that run, for tests of rollouts: a real scheduler, and kwok in the place of kubelets. They
//! are started only when a test asks, and then serve all tests of the run.

use std::fs;

use serde_json::{Value, json};

use super::component::Component;
use super::programs::program;
use super::shared::ControlPlane;
use crate::Error;
use crate::api::text;
use crate::waiting::eventually;

const NODES: [(&str, &str); 2] = [
    ("e2e-node-a", "eu-central-1a"),
    ("e2e-node-b", "eu-central-1b"),
];

impl ControlPlane {
    /// Makes pods run: starts a scheduler and two nodes, unless a test before has. Containers are
    /// only played, so they are ready at once, whatever their image.
    pub fn ensure_nodes(&self) -> Result<(), Error> {
        // Here and not in the supervisor, so that whoever watches the tests sees why they wait.
        for component in [Component::KubeScheduler, Component::Kwok] {
            program(component)?;
        }
        fs::write(self.meeting().nodes_wanted(), "").map_err(Error::io("ask for nodes"))?;
        for (name, zone) in NODES {
            self.api().apply(&node(name, zone))?;
        }
        let ready = || NODES.iter().all(|(name, _)| self.is_ready(name));
        if eventually(ready) {
            return Ok(());
        }
        Err(Error::ControlPlane {
            reason: "its nodes did not become ready in time".to_owned(),
            logs: self.meeting().logs(),
        })
    }

    fn is_ready(&self, node: &str) -> bool {
        let node = self
            .api()
            .get(&format!("/api/v1/nodes/{node}"))
            .unwrap_or_default();
        let conditions = node["status"]["conditions"]
            .as_array()
            .into_iter()
            .flatten();
        let ready = |condition: &Value| {
            text(condition, "/type") == "Ready" && text(condition, "/status") == "True"
        };
        // Until the node controller takes the taint away, no pod is put there.
        conditions.filter(|condition| ready(condition)).count() == 1
            && node["spec"]["taints"].is_null()
    }
}

fn node(name: &str, zone: &str) -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": {
            "kubernetes.io/os": "linux",
            "kubernetes.io/arch": "amd64",
            "kubernetes.io/hostname": name,
            "topology.kubernetes.io/zone": zone,
        }},
    })
}
