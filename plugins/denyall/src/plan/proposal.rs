//! A policy that a plan proposes, and how it is labelled and named.

use plugin_kit::{object::LabelSelector, report::visible};
use serde_json::Value;

use super::pairs::PairKey;
use crate::{
    ledger::{Evidence, Flow, Party},
    manifest::{digest, object_name},
    model::Network,
    object::{NetworkPolicy, NetworkPolicyPort, NetworkPolicySpec, PolicyType, PortReference},
    policy::Direction,
    protocol::Protocol,
};

/// Who manages an object ("Kubernetes: Recommended Labels").
pub(super) const MANAGED_BY: (&str, &str) = ("app.kubernetes.io/managed-by", "denyall");
/// Which plan an object belongs to.
pub(super) const PLAN_LABEL: &str = "denyall.ekshardening/plan";
/// Marks a policy that lets everything pass until the plan's policies are all there.
pub(super) const GUARD_LABEL: &str = "denyall.ekshardening/guard";
const EVIDENCE_ANNOTATION: &str = "denyall.ekshardening/evidence";

/// How many pieces of evidence an annotation names, and how long it gets.
const MOST_EVIDENCE: usize = 3;
const LONGEST_ANNOTATION: usize = 400;

/// A policy that a plan proposes.
#[derive(Debug, Clone)]
pub(super) struct Proposal {
    /// The policy.
    pub(super) policy: NetworkPolicy,
    /// Index of its namespace.
    pub(super) namespace: usize,
    /// Workloads, by index, that it was made for; all pods of the namespace, or those of DNS, when
    /// empty.
    pub(super) subjects: Vec<usize>,
    /// Workloads, by index, that it selects although nobody asked.
    pub(super) also_subjects: Vec<usize>,
    /// Workloads, by index, that its peers select although nobody asked.
    pub(super) also_peers: Vec<usize>,
    /// What a person should narrow or know.
    pub(super) review: Vec<String>,
    /// Why it is there.
    pub(super) reason: String,
    /// How many flows need it.
    pub(super) flows: usize,
    /// What the cluster holds under its name.
    pub(super) standing: Standing,
}

/// What the cluster holds under a proposed policy's name.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Standing {
    /// Nothing.
    New,
    /// A policy that lets the same pass, as a manifest.
    Same(Value),
    /// An earlier plan's policy with other content, as a manifest.
    Older(Value),
}

/// A policy for all pods that denies what no other allows.
pub(super) fn default_deny(namespace: &str) -> NetworkPolicy {
    let mut policy = crate::manifest::named(namespace, "default-deny");
    policy.spec = NetworkPolicySpec {
        policy_types: vec![PolicyType::Ingress, PolicyType::Egress],
        ..NetworkPolicySpec::default()
    };
    label(&mut policy);
    policy
}

/// Says who manages a policy.
pub(super) fn label(policy: &mut NetworkPolicy) {
    let labels = &mut policy.metadata.labels;
    labels.insert(MANAGED_BY.0.to_owned(), MANAGED_BY.1.to_owned());
}

/// Whether a policy was made by a plan.
pub(super) fn is_ours(policy: &NetworkPolicy) -> bool {
    let manager = policy.metadata.labels.get(MANAGED_BY.0);
    manager.is_some_and(|manager| manager == MANAGED_BY.1)
}

/// Whether a policy is a guard that an unfinished run left.
pub(super) fn is_guard(policy: &NetworkPolicy) -> bool {
    is_ours(policy) && policy.metadata.labels.contains_key(GUARD_LABEL)
}

/// Says in a policy what needs it.
pub(super) fn annotate(policy: &mut NetworkPolicy, flows: &[&Flow]) {
    let mut evidence: Vec<&Evidence> = flows.iter().flat_map(|flow| &flow.evidence).collect();
    evidence.sort_unstable();
    evidence.dedup();
    if evidence.is_empty() {
        return;
    }
    let more = evidence.len().saturating_sub(MOST_EVIDENCE);
    let named = evidence.iter().take(MOST_EVIDENCE).map(|it| in_words(it));
    let mut text = named.collect::<Vec<_>>().join("; ");
    if text.chars().count() > LONGEST_ANNOTATION {
        text = text.chars().take(LONGEST_ANNOTATION).collect();
        text.push('…');
    }
    if more > 0 {
        text = format!("{text} (+{more})");
    }
    let annotations = &mut policy.metadata.annotations;
    annotations.insert(EVIDENCE_ANNOTATION.to_owned(), visible(&text).into_owned());
}

/// A piece of evidence in words: what says what.
pub(super) fn in_words(evidence: &Evidence) -> String {
    let object = evidence
        .object
        .as_ref()
        .map_or_else(String::new, |object| format!("{object} "));
    format!("{object}{}: {}", evidence.path, evidence.says)
}

/// Ports as a rule has them.
pub(super) fn policy_ports<'p>(
    ports: impl IntoIterator<Item = &'p (Protocol, u16)>,
) -> Vec<NetworkPolicyPort> {
    ports
        .into_iter()
        .map(|(protocol, number)| NetworkPolicyPort {
            protocol: Some(protocol.as_str().to_owned()),
            port: Some(PortReference::Number(*number)),
            end_port: None,
        })
        .collect()
}

/// Selects all pods of a namespace.
pub(super) fn all_pods() -> LabelSelector {
    LabelSelector::default()
}

/// The name of a pair's policy.
pub(super) fn pair_name(network: &Network<'_>, key: &PairKey) -> String {
    let subject = network.workloads.get(key.subject);
    let word = match key.direction {
        Direction::Egress => "to",
        Direction::Ingress => "from",
    };
    let other = match &key.other {
        Party::Workload(other) => network.workloads.get(*other).map_or_else(
            || "workload".to_owned(),
            |other| {
                let elsewhere = subject.is_some_and(|it| it.namespace != other.namespace);
                let namespace = network.namespaces.get(other.namespace);
                match namespace.filter(|_| elsewhere) {
                    Some(namespace) => format!("{}.{}", other.name, namespace.name),
                    None => other.name.to_owned(),
                }
            },
        ),
        Party::Addresses(nets) => match nets.as_slice() {
            [net] => net.to_string(),
            nets => {
                let nets: Vec<String> = nets.iter().map(ToString::to_string).collect();
                format!("addresses-{}", digest(&nets.join(",")))
            }
        },
        Party::Name(name) => name.clone(),
        Party::Internet => "internet".to_owned(),
        Party::ControlPlane => "control-plane".to_owned(),
        Party::LoadBalancer => "load-balancer".to_owned(),
        Party::Nodes => "nodes".to_owned(),
        Party::Dns => "dns".to_owned(),
        Party::Metadata => "instance-metadata".to_owned(),
        Party::PodIdentity => "pod-identity".to_owned(),
    };
    let subject = subject.map_or("workload", |it| it.name);
    object_name(&["allow", subject, word, &other])
}

/// What tells a pair from others of the same name.
pub(super) fn pair_identity(network: &Network<'_>, key: &PairKey) -> String {
    let workload = |index: usize| {
        let workload = network.workloads.get(index);
        let namespace = workload.and_then(|it| network.namespaces.get(it.namespace));
        format!(
            "{} {} {}",
            namespace.map_or("", |it| it.name),
            workload.map_or("", |it| it.kind.as_str()),
            workload.map_or("", |it| it.name)
        )
    };
    let other = match &key.other {
        Party::Workload(other) => workload(*other),
        Party::Name(name) => format!("name {name}"),
        Party::Addresses(nets) => format!("{nets:?}"),
        other => format!("{other:?}"),
    };
    let direction = key.direction.as_str();
    format!("{} {direction} {other}", workload(key.subject))
}
