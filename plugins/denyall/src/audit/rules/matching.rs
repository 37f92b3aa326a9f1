//! Policies and peers that select no pod.

use plugin_kit::object::LabelSelector;

use crate::{
    audit::{
        finding::{Finding, RuleId},
        scene::{Scene, selection_of},
    },
    policy::{Direction, NamespaceSelection, Peer, PodSelection, Policy, Rule},
};

pub(super) fn find(scene: &Scene<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for policy in scene.policies.policies() {
        findings.extend(subject(scene, policy));
        for direction in Direction::BOTH {
            for (rule, peers) in policy
                .rules(direction)
                .iter()
                .map(Rule::listed_peers)
                .enumerate()
            {
                let path = format!("spec.{}[{rule}]", direction.as_str());
                findings.extend(peers.iter().filter_map(|it| peer(scene, policy, it, &path)));
            }
        }
    }
    findings
}

/// A policy that is about nobody. One for all pods waits for the first pod, on purpose.
fn subject(scene: &Scene<'_>, policy: &Policy) -> Option<Finding> {
    if !scene.selected(&policy.subject).is_empty() || policy.subject.pods.is_empty() {
        return None;
    }
    if let NamespaceSelection::Selected(selector) = &policy.subject.namespaces {
        if !scene.is_whole {
            return None;
        }
        if scene.namespaces_of(selector).is_empty() {
            let title = format!("{} is about no namespace", policy.id);
            let rule = RuleId::NamespaceSelectorMatchesNothing;
            return Some(Finding::new(rule, policy.id.reference(), title));
        }
    }
    let object = policy.id.reference();
    if let [namespace] = elsewhere(scene, policy).as_slice() {
        let namespace = scene.namespace_object(*namespace);
        let title = format!(
            "{} selects no pod, and would in namespace {}",
            policy.id, namespace.name
        );
        return Some(Finding::new(RuleId::WrongNamespace, object, title).with([namespace]));
    }
    let title = format!("{} selects no pod", policy.id);
    Some(Finding::new(RuleId::SelectsNothing, object, title))
}

/// The other namespaces with pods that a namespaced policy would select.
fn elsewhere(scene: &Scene<'_>, policy: &Policy) -> Vec<usize> {
    if !matches!(policy.subject.namespaces, NamespaceSelection::Named(_)) || !scene.is_whole {
        return Vec::new();
    }
    let selector = &policy.subject.pods;
    let asks_for_labels = !selector.match_labels.is_empty();
    let matching = scene.groups.iter().filter(|group| {
        let pod = group
            .pods
            .first()
            .and_then(|pod| scene.network.pods.get(*pod));
        asks_for_labels
            && !group.host_network
            && pod.is_some_and(|pod| selector.matches(pod.labels))
    });
    let mut namespaces: Vec<usize> = matching.map(|group| group.namespace).collect();
    namespaces.dedup();
    namespaces
}

fn peer(scene: &Scene<'_>, policy: &Policy, peer: &Peer, path: &str) -> Option<Finding> {
    let selection = selection_of(peer)?;
    if !scene.selected(selection).is_empty() || waits_for_pods(scene, policy, selection) {
        return None;
    }
    let object = policy.id.reference();
    if let NamespaceSelection::Selected(selector) = &selection.namespaces
        && scene.namespaces_of(selector).is_empty()
    {
        let title = format!("a peer of {} matches no namespace", policy.id);
        let rule = RuleId::NamespaceSelectorMatchesNothing;
        return Some(Finding::new(rule, object, title).because(path));
    }
    let title = format!("a peer of {} matches no pod", policy.id);
    Some(Finding::new(RuleId::PeerMatchesNothing, object, title).because(path))
}

/// Whether nothing can be said: what the peer names was not read, or it names all pods of a place
/// that has none yet.
fn waits_for_pods(scene: &Scene<'_>, policy: &Policy, selection: &PodSelection) -> bool {
    match &selection.namespaces {
        NamespaceSelection::Named(name) => {
            let own = policy.id.namespace.as_ref() == Some(name);
            selection.pods == LabelSelector::default() || !(scene.is_whole || own)
        }
        NamespaceSelection::Selected(selector) => {
            let named = scene.namespaces_of(selector);
            !scene.is_whole || (selection.pods == LabelSelector::default() && !named.is_empty())
        }
    }
}
