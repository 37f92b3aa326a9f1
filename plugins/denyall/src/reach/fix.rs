//! The smallest policies that let a denied connection pass.
//!
//! One policy for each direction that denies, for the workloads of the two ends and this port only.
//! Whether they do it is not assumed but tried.

use std::collections::BTreeSet;

use plugin_kit::object::{LabelSelector, ObjectRef};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{
    groups::is_host,
    opened::{Comparison, Judge, Opened},
};
use crate::{
    manifest::{self, Selection, selection_of},
    model::{Network, Service},
    object::{IpBlock, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort, PortReference},
    policy::{Direction, Policy, PolicySet, Tier},
    report::EndpointRef,
    verdict::{Connection, Endpoint, Reason, Side, Verdict, is_selected},
};

/// A change that lets a denied connection pass.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fix {
    /// Policies to add, as manifests.
    pub policies: Vec<Value>,
    /// What else they let pass on the same port.
    pub opens: Vec<Opened>,
}

/// A denied connection.
pub(super) struct Denied<'a> {
    /// Who is there.
    pub(super) network: &'a Network<'a>,
    /// What is allowed.
    pub(super) policies: &'a PolicySet,
    /// One for each group of ends that the verdict is about; never empty.
    pub(super) connections: Vec<Connection>,
    /// How the report names the sender and the listener.
    pub(super) names: [&'a EndpointRef; 2],
    /// The service whose own address is judged in place of the listener's.
    pub(super) service: Option<&'a Service<'a>>,
    /// Why it is denied.
    pub(super) verdict: &'a Verdict,
    /// What other policies would make of it.
    pub(super) judge: Judge<'a>,
}

impl Denied<'_> {
    /// Proposes a fix, or says why no policy helps.
    pub(super) fn propose(&self) -> Result<Fix, String> {
        let mut proposed: Vec<NetworkPolicy> = Vec::new();
        for direction in [Direction::Egress, Direction::Ingress] {
            let side = self.verdict.side(direction);
            if !side.allowed {
                refuse_what_policies_cannot_change(self.policies, side)?;
                let policy = self.propose_for(direction, &proposed)?;
                self.refuse_to_isolate_more(&Policy::from(&policy), direction)?;
                proposed.push(policy);
            }
        }
        let after = self
            .policies
            .with(proposed.iter().map(Policy::from).collect::<Vec<_>>());
        let flips = |connection: &Connection| (self.judge)(&after, *connection).is_allowed();
        if !self.connections.iter().all(flips) {
            return Err("no rule of a NetworkPolicy for this port changes this verdict".to_owned());
        }
        let comparison = Comparison {
            network: self.network,
            before: self.policies,
            after: &after,
            judge: self.judge,
            service: self.service,
            proposed: &proposed,
        };
        let asked = self.connections.first();
        Ok(Fix {
            opens: asked.map_or_else(Vec::new, |asked| comparison.opened(*asked)),
            policies: proposed.iter().map(manifest::manifest).collect(),
        })
    }

    /// A policy isolates whatever it selects: of pods that were open in a direction it would cut
    /// off all but what it allows.
    fn refuse_to_isolate_more(&self, policy: &Policy, direction: Direction) -> Result<(), String> {
        let network = self.network;
        let isolating: Vec<&Policy> = self
            .policies
            .policies()
            .iter()
            .filter(|it| it.tier == Tier::Namespaced && it.isolates(direction))
            .filter(|it| it.id.namespace == policy.id.namespace)
            .collect();
        let mut seen = BTreeSet::new();
        for (index, pod) in network.pods.iter().enumerate() {
            let is_held = !pod.host_network && is_selected(network, &policy.subject, index);
            if is_held
                && seen.insert(pod.labels)
                && !isolating
                    .iter()
                    .any(|it| is_selected(network, &it.subject, index))
            {
                let name = EndpointRef::workload(network, pod.workload)
                    .map_or_else(|| pod.name.to_owned(), |it| it.to_string());
                return Err(format!(
                    "a policy for it would also select pods of {name} that no policy isolates in \
                     this direction, and deny them everything else"
                ));
            }
        }
        Ok(())
    }

    /// A policy for the pod at one end that lets the other end in or be reached.
    fn propose_for(
        &self,
        direction: Direction,
        proposed: &[NetworkPolicy],
    ) -> Result<NetworkPolicy, String> {
        let network = self.network;
        let connection = *self.connections.first().ok_or("nothing was asked")?;
        let (own, other) = ends(connection, direction);
        let Endpoint::Pod(pod) = own else {
            return Err("no policy can hold this end".to_owned());
        };
        let (namespace, workload, selection) = subject(network, pod)?;
        let wanted = policy_name(network, workload, other, direction, connection);
        let name = free_name(self.policies, proposed, namespace, &wanted);
        let peers = self.peers(direction, namespace)?;
        let port = NetworkPolicyPort {
            protocol: Some(connection.protocol.as_str().to_owned()),
            port: Some(PortReference::Number(connection.port)),
            end_port: None,
        };
        let policy = manifest::named(namespace, &name);
        Ok(match direction {
            Direction::Ingress => {
                manifest::allow_ingress(policy, selection.selector, peers, vec![port])
            }
            Direction::Egress => {
                manifest::allow_egress(policy, selection.selector, peers, vec![port])
            }
        })
    }

    /// The other end as peers: pods by their labels, everything else by address.
    fn peers(
        &self,
        direction: Direction,
        namespace: &str,
    ) -> Result<Vec<NetworkPolicyPeer>, String> {
        if let (Direction::Egress, Some(service)) = (direction, self.service) {
            // The address of a service belongs to peers that its own selector satisfies.
            let selector = LabelSelector {
                match_labels: service.object.spec.selector.clone(),
                ..LabelSelector::default()
            };
            let their = self.network.namespaces.get(service.namespace);
            let their = their.ok_or("the namespace of the service is not known")?;
            return Ok(vec![pods_of(their.name, selector, namespace)]);
        }
        let mut blocks: BTreeSet<String> = BTreeSet::new();
        for connection in &self.connections {
            let addresses = match ends(*connection, direction).1 {
                Endpoint::Pod(pod) if !is_host(self.network, Endpoint::Pod(pod)) => {
                    let (their, _, selection) = subject(self.network, pod)?;
                    return Ok(vec![pods_of(their, selection.selector, namespace)]);
                }
                Endpoint::Pod(pod) => self.network.addresses_of(pod),
                Endpoint::Node(node) => {
                    let node = self.network.nodes.get(node);
                    node.map_or(&[][..], |node| &node.addresses)
                }
                Endpoint::Address(_) => {
                    let [from, to] = self.names;
                    let name = if direction == Direction::Ingress {
                        from
                    } else {
                        to
                    };
                    if let EndpointRef::Cidr { cidrs } = name {
                        blocks.extend(cidrs.iter().cloned());
                    }
                    continue;
                }
            };
            // One address of each family is enough to be reached.
            for v4 in [true, false] {
                let address = addresses.iter().find(|it| it.is_ipv4() == v4);
                blocks.extend(address.map(|it| ipnet::IpNet::from(*it).to_string()));
            }
        }
        if blocks.is_empty() {
            return Err("the address of the node is not known".to_owned());
        }
        let peer = |cidr| NetworkPolicyPeer {
            ip_block: Some(IpBlock {
                cidr,
                except: Vec::new(),
            }),
            ..NetworkPolicyPeer::default()
        };
        Ok(blocks.into_iter().map(peer).collect())
    }
}

/// The end whose policies a direction asks, and the other one.
fn ends(connection: Connection, direction: Direction) -> (Endpoint, Endpoint) {
    match direction {
        Direction::Ingress => (connection.to, connection.from),
        Direction::Egress => (connection.from, connection.to),
    }
}

/// Pods of a namespace, as a peer in a policy of another one or the same.
fn pods_of(their: &str, selector: LabelSelector, namespace: &str) -> NetworkPolicyPeer {
    NetworkPolicyPeer {
        pod_selector: Some(selector),
        namespace_selector: (their != namespace).then(|| by_name(their)),
        ..NetworkPolicyPeer::default()
    }
}

fn refuse_what_policies_cannot_change(policies: &PolicySet, side: &Side) -> Result<(), String> {
    if side.reason == Reason::NoCommonFamily {
        return Err("the two ends have no address family in common".to_owned());
    }
    for deciding in &side.decided_by {
        let Some(policy) = policies.policies().get(deciding.policy) else {
            continue;
        };
        match deciding.tier {
            Tier::Admin => {
                return Err(format!(
                    "{} denies it before any NetworkPolicy is asked",
                    policy.id
                ));
            }
            // A NetworkPolicy comes before the baseline, but it isolates the pod in this direction
            // from everything else that the baseline lets pass.
            Tier::Baseline => {
                return Err(format!(
                    "{} denies it; a NetworkPolicy that allowed it would deny the pod everything \
                     else in this direction",
                    policy.id
                ));
            }
            Tier::Namespaced => {}
        }
    }
    Ok(())
}

/// Namespace and workload of a pod, and the labels to select it by.
fn subject<'n>(
    network: &'n Network<'_>,
    pod: usize,
) -> Result<(&'n str, &'n str, Selection), String> {
    let found = network.pods.get(pod).and_then(|pod| {
        let workload = network.workloads.get(pod.workload)?;
        let namespace = network.namespaces.get(pod.namespace)?;
        Some((pod.workload, namespace.name, workload.name))
    });
    let (index, namespace, name) = found.ok_or("the pod is not known")?;
    let selection = selection_of(network, index)
        .ok_or_else(|| format!("{namespace}/{name} has no label that a policy could select"))?;
    Ok((namespace, name, selection))
}

/// Selects a namespace by the label that every namespace has.
fn by_name(namespace: &str) -> LabelSelector {
    LabelSelector {
        match_labels: [(
            "kubernetes.io/metadata.name".to_owned(),
            namespace.to_owned(),
        )]
        .into(),
        ..LabelSelector::default()
    }
}

fn policy_name(
    network: &Network<'_>,
    workload: &str,
    other: Endpoint,
    direction: Direction,
    connection: Connection,
) -> String {
    let other = match other {
        Endpoint::Pod(pod) => network
            .pods
            .get(pod)
            .and_then(|pod| network.workloads.get(pod.workload))
            .map_or("pod", |workload| workload.name),
        Endpoint::Node(_) => "node",
        Endpoint::Address(_) => "address",
    };
    let word = match direction {
        Direction::Ingress => "from",
        Direction::Egress => "to",
    };
    let port = format!(
        "{}-{}",
        connection.protocol.as_str().to_lowercase(),
        connection.port
    );
    // The longest name of an object has 253 characters ("Object Names and IDs").
    let name = format!("allow-{workload}-{word}-{other}");
    let name: String = name.chars().take(200).collect();
    format!("{}-{port}", name.trim_end_matches(['-', '.']))
}

/// The name, or the name with a number where a policy has it already.
fn free_name(
    policies: &PolicySet,
    proposed: &[NetworkPolicy],
    namespace: &str,
    name: &str,
) -> String {
    let taken: BTreeSet<&str> = policies
        .policies()
        .iter()
        .filter(|policy| policy.id.namespace.as_deref() == Some(namespace))
        .map(|policy| policy.id.name.as_str())
        .chain(proposed.iter().map(|policy| policy.metadata.name.as_str()))
        .collect();
    if !taken.contains(name) {
        return name.to_owned();
    }
    (2..=taken.len() + 2)
        .map(|number| format!("{name}-{number}"))
        .find(|name| !taken.contains(name.as_str()))
        .unwrap_or_else(|| name.to_owned())
}

/// How reports name a policy.
pub(super) fn reference(policies: &PolicySet, policy: usize) -> Option<ObjectRef> {
    Some(policies.policies().get(policy)?.id.reference())
}
