//! Ledgers of manifests as lines of text, for the tests of this room.

use plugin_kit::Snapshot;

use super::{Flow, Ledger, Party};
use crate::{flows::FlowLog, model::Network, testing::snapshot};

/// A ledger as text.
#[derive(Debug)]
pub(super) struct Written {
    /// `from > to PROTOCOL port confidence sources`.
    pub(super) flows: Vec<String>,
    /// `from > to names reason`.
    pub(super) unknown: Vec<String>,
    /// As `flows`.
    pub(super) denied: Vec<String>,
    pub(super) ledger: Ledger,
}

/// The ledger of manifests, without the flows of name resolution that almost every pod has.
pub(super) fn ledger(manifests: &str) -> Written {
    let mut written = observed(manifests, &[]);
    written
        .flows
        .retain(|flow| !flow.contains("> dns UDP 53 high dns"));
    written
}

/// The ledger of manifests and logs.
pub(super) fn observed(manifests: &str, logs: &[FlowLog]) -> Written {
    of(&snapshot(manifests), logs)
}

pub(super) fn of(snapshot: &Snapshot, logs: &[FlowLog]) -> Written {
    let network = Network::of(snapshot);
    let ledger = Ledger::of(&network, snapshot, logs);
    let party = |it: &Option<Party>| it.as_ref().map_or("?".to_owned(), |it| text(&network, it));
    let unknown = |it: &super::Unknown| {
        let (from, to) = (party(&it.from), party(&it.to));
        format!("{from} > {to} {}: {}", it.names, it.reason.as_str())
    };
    let flow = |it: &Flow| line(&network, it);
    Written {
        flows: ledger.flows.iter().map(flow).collect(),
        unknown: ledger.unknown.iter().map(unknown).collect(),
        denied: ledger.denied.iter().map(flow).collect(),
        ledger,
    }
}

fn line(network: &Network<'_>, flow: &Flow) -> String {
    let mut sources: Vec<&str> = flow.evidence.iter().map(|it| it.source.as_str()).collect();
    sources.dedup();
    format!(
        "{} > {} {} {} {} {}",
        text(network, &flow.from),
        text(network, &flow.to),
        flow.protocol,
        flow.port,
        flow.confidence.as_str(),
        sources.join(",")
    )
}

pub(super) fn text(network: &Network<'_>, party: &Party) -> String {
    match party {
        Party::Workload(index) => {
            let workload = &network.workloads[*index];
            let namespace = network.namespaces[workload.namespace].name;
            let kind = workload.kind.as_str().to_lowercase();
            format!("{namespace}/{kind}/{}", workload.name)
        }
        Party::Addresses(nets) => {
            let nets: Vec<String> = nets.iter().map(ToString::to_string).collect();
            nets.join(",")
        }
        Party::Name(name) => name.clone(),
        Party::Internet => "internet".to_owned(),
        Party::ControlPlane => "controlplane".to_owned(),
        Party::LoadBalancer => "loadbalancer".to_owned(),
        Party::Nodes => "nodes".to_owned(),
        Party::Dns => "dns".to_owned(),
        Party::Metadata => "metadata".to_owned(),
        Party::PodIdentity => "podidentity".to_owned(),
    }
}

/// A deployment in namespace `shop` whose only container is written as YAML flow mappings.
pub(super) fn deployment(name: &str, container: &str) -> String {
    format!(
        "
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}, namespace: shop}}
spec:
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      containers: [{{name: main{container}}}]
---"
    )
}

/// A Service in namespace `shop` in front of the deployment of the same name.
pub(super) fn service(name: &str, ports: &str) -> String {
    format!(
        "
apiVersion: v1
kind: Service
metadata: {{name: {name}, namespace: shop}}
spec: {{selector: {{app: {name}}}, ports: [{ports}]}}
---"
    )
}
