//! Flows that come in through ports of nodes (`hostPort`).
//!
//! Rules: "`ContainerPort` API"; CNI plugin "portmap": it translates the destination and leaves the
//! client's address as it is, so that anybody who reaches the node may be the source. Agents for
//! metrics and traces are called so by the pods of their node.

use super::{
    Confidence, EvidenceSource, UnknownReason,
    cluster::Cluster,
    gathering::{Gathering, Hint, Listener},
};
use crate::{ledger::Party, protocol::Protocol};

/// Adds the flows that come in through ports of nodes.
pub(super) fn add(cluster: &Cluster<'_, '_>, gathering: &mut Gathering) {
    for subject in cluster.subjects {
        for pod in subject.pods.iter().filter(|pod| !pod.host_network) {
            for container in pod.spec.containers.iter().chain(&pod.spec.init_containers) {
                for port in &container.ports {
                    let Some(node_port) = port.host_port.filter(|it| *it > 0) else {
                        continue;
                    };
                    let Ok(protocol) = Protocol::of_field(port.protocol.as_deref()) else {
                        continue;
                    };
                    let evidence = subject.evidence(
                        EvidenceSource::HostPort,
                        &format!("containers[{}].ports", container.name),
                        format!("hostPort {node_port}"),
                    );
                    let listener = Listener {
                        party: subject.party.clone(),
                        protocol,
                        port: port.container_port,
                    };
                    let hint = Hint {
                        to: Some(subject.party.clone()),
                        names: "clients of the host port".to_owned(),
                        protocol: Some(protocol),
                        port: Some(port.container_port),
                        from: None,
                    };
                    let nodes = Party::Nodes;
                    gathering.add(&nodes, &listener, Confidence::Medium, evidence.clone());
                    gathering.miss(hint, UnknownReason::AnySource, evidence);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ledger::testing::{deployment, ledger};

    #[test]
    fn a_port_of_the_node_is_called_by_nodes_and_by_nobody_knows_whom() {
        let ports = ", ports: [{containerPort: 8125, hostPort: 18125, protocol: UDP}, \
                     {containerPort: 80}]";
        let found = ledger(&deployment("agent", ports));
        assert_eq!(
            found.flows,
            ["nodes > shop/deployment/agent UDP 8125 medium hostport"]
        );
        assert_eq!(
            found.unknown,
            ["? > shop/deployment/agent clients of the host port: clients may have any address"]
        );
    }
}
