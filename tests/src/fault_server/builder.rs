//! Says what a fault-injecting server serves and where it fails.

use std::sync::Mutex;

use serde_json::Value;

use super::fault::{Fault, Rule, Target};
use super::handler::Scene;
use super::kinds;
use super::server::FaultServer;
use crate::Error;
use crate::api::text;

/// A server to be; see [`FaultServer::builder`].
#[derive(Debug)]
pub struct FaultServerBuilder {
    objects: Vec<Value>,
    absent: Vec<String>,
    stale_groups: Vec<String>,
    rules: Vec<Rule>,
    aggregated_discovery: bool,
    version: String,
}

impl Default for FaultServerBuilder {
    fn default() -> Self {
        Self {
            objects: Vec::new(),
            absent: Vec::new(),
            stale_groups: Vec::new(),
            rules: Vec::new(),
            aggregated_discovery: true,
            version: "v1.37.2".to_owned(),
        }
    }
}

impl FaultServerBuilder {
    /// Adds objects to serve; each needs `apiVersion`, `kind` and `metadata.name`.
    #[must_use]
    pub fn objects(mut self, objects: impl IntoIterator<Item = Value>) -> Self {
        self.objects.extend(objects);
        self
    }

    /// Lets a fault strike every request of the target. Faults are tried in the order given.
    #[must_use]
    pub fn fault(self, target: impl Into<Target>, fault: Fault) -> Self {
        self.rule(target.into(), fault, None)
    }

    /// Lets a fault strike the first `times` requests of the target.
    #[must_use]
    pub fn fault_times(self, times: u32, target: impl Into<Target>, fault: Fault) -> Self {
        self.rule(target.into(), fault, Some(times))
    }

    /// What `/version` says, such as `v1.37.2-eks-abc123`.
    #[must_use]
    pub fn version(mut self, version: &str) -> Self {
        version.clone_into(&mut self.version);
        self
    }

    /// Serves only the older discovery, one document per group.
    #[must_use]
    pub fn without_aggregated_discovery(mut self) -> Self {
        self.aggregated_discovery = false;
        self
    }

    /// Takes a built-in kind away, such as `networking.k8s.io/networkpolicies`.
    #[must_use]
    pub fn without_kind(mut self, kind: &str) -> Self {
        self.absent.push(kind.to_owned());
        self
    }

    /// Adds a group whose own server is down, such as `metrics.k8s.io/v1beta1`.
    #[must_use]
    pub fn stale_group(mut self, group_version: &str) -> Self {
        self.stale_groups.push(group_version.to_owned());
        self
    }

    /// Starts the server on a free port of loopback.
    pub fn start(mut self) -> Result<FaultServer, Error> {
        // The order of keys in etcd, which lists are in.
        self.objects
            .sort_by(|one, other| place(one).cmp(&place(other)));
        FaultServer::start(Scene {
            kinds: kinds::all(&self.objects, &self.absent),
            objects: self.objects,
            stale_groups: self.stale_groups,
            aggregated_discovery: self.aggregated_discovery,
            version: self.version,
            rules: Mutex::new(self.rules),
            requests: Mutex::default(),
            sent: std::sync::Arc::default(),
        })
    }

    fn rule(mut self, target: Target, fault: Fault, left: Option<u32>) -> Self {
        self.rules.push(Rule {
            target,
            fault,
            left,
        });
        self
    }
}

fn place(object: &Value) -> (&str, &str) {
    (
        text(object, "/metadata/namespace"),
        text(object, "/metadata/name"),
    )
}
