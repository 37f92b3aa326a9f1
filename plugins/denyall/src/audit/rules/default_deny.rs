//! Namespaces whose pods are open unless a policy happens to select them.
//!
//! A namespace is closed in a direction when a policy selects all its pods and isolates them there
//! ("Network Policies: Default policies"). Rules of that policy take nothing away from that unless
//! one of them allows everything; a name such as `default-deny` says nothing. A denial of everything
//! in the admin or baseline tier closes a namespace too.

use plugin_kit::{
    object::{LabelSelector, ObjectRef},
    report::Severity,
};

use crate::{
    audit::{
        finding::{Finding, RuleId},
        scene::Scene,
    },
    policy::{Action, Direction, NamespaceSelection, Peer, Peers, Policy, Ports, Rule, Tier},
};

pub(super) fn find(scene: &Scene<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for direction in Direction::BOTH {
        let closed = closed(scene, direction);
        for (namespace, is_closed) in closed.into_iter().enumerate() {
            if !is_closed {
                findings.extend(open(scene, namespace, direction));
            }
        }
        findings.extend(allow_everything(scene, direction));
    }
    findings
}

/// For each namespace whether its pods are closed in a direction.
fn closed(scene: &Scene<'_>, direction: Direction) -> Vec<bool> {
    let mut closed = vec![false; scene.network.namespaces.len()];
    for policy in scene.policies.policies() {
        if !policy.subject.pods.is_empty() || !closes(policy, direction) {
            continue;
        }
        let namespaces = match &policy.subject.namespaces {
            NamespaceSelection::Named(name) => scene.network.namespace(name).into_iter().collect(),
            NamespaceSelection::Selected(selector) => scene.namespaces_of(selector),
        };
        for namespace in namespaces {
            if let Some(closed) = closed.get_mut(namespace) {
                *closed = true;
            }
        }
    }
    closed
}

/// Whether a policy leaves its pods closed in a direction.
fn closes(policy: &Policy, direction: Direction) -> bool {
    let rules = policy.rules(direction);
    match policy.tier {
        Tier::Namespaced => policy.isolates(direction),
        Tier::Admin | Tier::Baseline => rules
            .iter()
            .any(|rule| rule.action == Action::Deny && is_about_everything(rule)),
    }
}

/// Whether a rule is about all peers and all ports.
fn is_about_everything(rule: &Rule) -> bool {
    let everybody = rule.peers == Peers::Anyone
        || rule.listed_peers().iter().any(|peer| match peer {
            Peer::Pods(selection) => {
                let all = NamespaceSelection::Selected(LabelSelector::default());
                selection.pods.is_empty() && selection.namespaces == all
            }
            Peer::Addresses(block) => block.cidr.prefix_len() == 0 && block.except.is_empty(),
            Peer::Networks(network) => network.prefix_len() == 0,
            Peer::Nodes(_) | Peer::DomainNames(_) => false,
        });
    everybody && rule.ports == Ports::All
}

/// What is said of a namespace that no policy closes; nothing when it has no pods to hold.
fn open(scene: &Scene<'_>, namespace: usize, direction: Direction) -> Option<Finding> {
    let groups: Vec<usize> = scene
        .groups_in(namespace)
        .filter(|(_, group)| !group.host_network)
        .map(|(index, _)| index)
        .collect();
    if groups.is_empty() {
        return None;
    }
    let isolated = |group: &usize| {
        let group = scene.groups.get(*group);
        group.is_some_and(|group| !scene.isolating(group, direction).is_empty())
    };
    let open: Vec<usize> = groups.iter().copied().filter(|it| !isolated(it)).collect();
    let name = scene.namespace(namespace);
    let (rule, verb) = match direction {
        Direction::Ingress => (RuleId::NoDefaultDenyIngress, "reached by everybody"),
        Direction::Egress => (RuleId::NoDefaultDenyEgress, "free to connect to everything"),
    };
    let workloads = scene.workloads(&open);
    let title = if open.is_empty() {
        let direction = direction.as_str();
        format!("no policy isolates the {direction} of all pods that namespace {name} may get")
    } else {
        format!("{} of namespace {name}: {verb}", counted(workloads.len()))
    };
    let severity = if open.is_empty() || scene.is_system(namespace) {
        Severity::Low
    } else {
        rule.severity()
    };
    let finding = Finding::new(rule, scene.namespace_object(namespace), title);
    Some(finding.rated(severity).with(workloads))
}

fn counted(workloads: usize) -> String {
    match workloads {
        1 => "1 workload".to_owned(),
        many => format!("{many} workloads"),
    }
}

/// Policies for all pods that allow everything.
fn allow_everything(scene: &Scene<'_>, direction: Direction) -> Vec<Finding> {
    let policies = scene.policies.policies().iter();
    policies
        .filter(|policy| policy.tier == Tier::Namespaced && policy.subject.pods.is_empty())
        .filter(|policy| policy.isolates(direction))
        .filter_map(|policy| {
            let rules = policy.rules(direction);
            let rule = rules
                .iter()
                .position(|rule| rule.action == Action::Accept && is_about_everything(rule))?;
            let object: ObjectRef = policy.id.reference();
            let title = format!(
                "{} allows the {} of all pods of its namespace",
                policy.id,
                direction.as_str()
            );
            let evidence = format!("spec.{}[{rule}]", direction.as_str());
            Some(Finding::new(RuleId::AllowsEverything, object, title).because(evidence))
        })
        .collect()
}
