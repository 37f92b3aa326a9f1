//! What a source leaves out, and whether that could change an answer.
//!
//! A cluster that was read is whole. Files leave out what their author did not care for. A selector
//! on labels of a namespace says nothing where no file holds the namespace, and could let somebody
//! in or not: a gap. Files without any policy cannot be told from those of a cluster that has none,
//! for kubectl prints nothing of a kind without objects; that every pod was found open is said in
//! both cases, and is an error on the safe side.

use std::collections::BTreeSet;

use plugin_kit::{
    Gap, Note, Snapshot,
    object::{LabelSelector, Namespace, Object},
    snapshot::{GapCode, NoteCode, Origin},
    source::{Scope, Wants},
};

use crate::{
    model::{NAMESPACE_NAME_LABEL, Network},
    object::NetworkPolicy,
    policy::{NamespaceSelection, Peer, Policy, PolicySet, Rule},
};

/// How many namespaces a message names.
const SHOWN: usize = 5;

/// What is worth saying about a source.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Remarks {
    /// What changes nothing.
    pub(crate) notes: Vec<Note>,
    /// What could change the answer.
    pub(crate) gaps: Vec<Gap>,
}

/// Looks for what the source leaves out of what is wanted.
pub(crate) fn remark(snapshot: &Snapshot, wants: &Wants, policies: &PolicySet) -> Remarks {
    let mut remarks = Remarks::default();
    for want in wants.objects.iter().filter(|want| !snapshot.covers(want)) {
        let kind = want.resource.qualified_plural();
        let message = format!("the recording was made for another question and lacks {kind}");
        remarks.gaps.push(Gap::new(GapCode::Missing, message));
    }
    if policies.policies().is_empty() {
        let message = without_policies(wants);
        remarks.notes.push(Note::new(NoteCode::Reading, message));
    }
    if snapshot.origin == Origin::Files {
        remark_on_namespaces(snapshot, policies, &mut remarks);
    }
    remarks
}

/// Says that there are no policies where they were looked for.
fn without_policies(wants: &Wants) -> String {
    let of_policies = wants
        .objects
        .iter()
        .filter(|want| want.resource == NetworkPolicy::TYPE);
    let namespaces: BTreeSet<&str> = of_policies
        .filter_map(|want| match &want.scope {
            Scope::Namespace(namespace) => Some(namespace.as_str()),
            _ => None,
        })
        .collect();
    if namespaces.is_empty() {
        return "no network policy was read: every pod counts as open".to_owned();
    }
    let namespaces: Vec<&str> = namespaces.into_iter().collect();
    format!(
        "no network policy was read in {}: pods there count as open",
        namespaces.join(" or ")
    )
}

fn remark_on_namespaces(snapshot: &Snapshot, policies: &PolicySet, remarks: &mut Remarks) {
    let known = snapshot.all::<Namespace>().iter();
    let known: BTreeSet<&str> = known.map(|it| it.metadata().name.as_str()).collect();
    let network = Network::of(snapshot);
    let with_pods: BTreeSet<usize> = network.pods.iter().map(|pod| pod.namespace).collect();
    let unknown: Vec<&str> = with_pods
        .into_iter()
        .filter_map(|index| Some(network.namespaces.get(index)?.name))
        .filter(|name| !known.contains(name))
        .collect();
    if unknown.is_empty() && !known.is_empty() {
        return;
    }
    let keys: BTreeSet<&str> = policies
        .policies()
        .iter()
        .flat_map(namespace_selectors)
        .flat_map(keys)
        .filter(|key| *key != NAMESPACE_NAME_LABEL)
        .collect();
    if !keys.is_empty() {
        let keys: Vec<&str> = keys.into_iter().collect();
        let keys = keys.join(", ");
        let message = if known.is_empty() {
            format!("policies select namespaces by {keys}, and the files hold no namespaces")
        } else {
            let some: Vec<&str> = unknown.iter().take(SHOWN).copied().collect();
            let rest = match unknown.len() - some.len() {
                0 => String::new(),
                rest => format!(" and {rest} more"),
            };
            format!(
                "policies select namespaces by {keys}, and the files lack namespaces that have \
                 pods: {}{rest}",
                some.join(", ")
            )
        };
        remarks.gaps.push(Gap::new(GapCode::Missing, message));
    }
}

/// Every selector of a policy that looks at the labels of namespaces.
fn namespace_selectors(policy: &Policy) -> impl Iterator<Item = &LabelSelector> {
    let rules = policy.ingress.iter().chain(&policy.egress);
    let peers = rules.flat_map(Rule::listed_peers);
    let selections = peers.filter_map(|peer| match peer {
        Peer::Pods(selection) => Some(selection),
        _ => None,
    });
    selections
        .chain([&policy.subject])
        .filter_map(|selection| match &selection.namespaces {
            NamespaceSelection::Selected(selector) => Some(selector),
            NamespaceSelection::Named(_) => None,
        })
}

fn keys(selector: &LabelSelector) -> impl Iterator<Item = &str> {
    let expressions = selector.match_expressions.iter();
    selector
        .match_labels
        .keys()
        .chain(expressions.map(|requirement| &requirement.key))
        .map(String::as_str)
}
