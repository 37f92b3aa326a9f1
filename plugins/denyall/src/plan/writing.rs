//! Puts what was found into the plan file.

use plugin_kit::Note;

use super::{
    Change, DenyAllPlan, Item, PolicyItem, Stage, Verb,
    checks::Check,
    document::{EvidenceItem, FlowItem, UnknownItem},
    fate::{Fate, Status},
    party::PartyRef,
    proposal::Proposal,
    scope::Scope,
    summary::{
        ClusterIdentity, CoverageSummary, FlowCounts, LeftOut, PolicyCounts, StageSummary, Summary,
    },
};
use crate::{
    enforcement::EnforcementState,
    ledger::{Evidence, Flow, Ledger, Party, Unknown},
    model::Network,
    report::EndpointRef,
};

/// What was found.
pub(super) struct Found<'p> {
    pub(super) network: &'p Network<'p>,
    pub(super) scope: &'p Scope,
    pub(super) ledger: &'p Ledger,
    pub(super) id: String,
    pub(super) proposals: &'p [Proposal],
    pub(super) changes: Vec<Change>,
    pub(super) fates: Vec<(&'p Flow, Fate)>,
    pub(super) checks: Vec<Check>,
    pub(super) notes: Vec<Note>,
}

/// Writes the plan.
pub(super) fn write(found: Found<'_>) -> DenyAllPlan {
    let network = found.network;
    let stages = stages(&found.changes);
    let mut policies = PolicyCounts::default();
    for change in &found.changes {
        match (change.stage, change.verb) {
            (Stage::Policies, Verb::Create) => policies.create += 1,
            (Stage::Policies, Verb::Update) => policies.update += 1,
            (Stage::Policies, Verb::Keep) => policies.keep += 1,
            _ => {}
        }
    }
    let mut flows: Vec<FlowItem> = found
        .fates
        .into_iter()
        .map(|(flow, fate)| flow_item(network, flow, fate))
        .collect();
    flows.sort();
    let mut unknown: Vec<UnknownItem> = found
        .ledger
        .unknown
        .iter()
        .filter(|it| concerns(network, found.scope, it))
        .map(|it| unknown_item(network, it))
        .collect();
    unknown.sort();
    let summary = Summary {
        plan: found.id,
        cluster: ClusterIdentity::default(),
        enforcement: EnforcementState::default(),
        namespaces: names(network, found.scope.planned.iter().copied()),
        left_out: found
            .scope
            .left_out
            .iter()
            .filter_map(|(&namespace, why)| {
                Some(LeftOut {
                    namespace: network.namespaces.get(namespace)?.name.to_owned(),
                    why,
                })
            })
            .collect(),
        stages,
        policies,
        flows: count(&flows),
        unknown: unknown.len(),
        checks: found.checks,
        coverage: coverage(network, found.ledger),
    };
    let mut proposals = found.proposals.iter();
    let mut items: Vec<Item> = found
        .changes
        .into_iter()
        .map(|change| {
            // Changes of this stage are in the order of the proposals.
            match change.stage {
                Stage::Policies => policy_item(network, proposals.next(), change),
                _ => Item::Guard(change),
            }
        })
        .collect();
    items.extend(flows.into_iter().map(Item::Flow));
    items.extend(unknown.into_iter().map(Item::Unknown));
    let mut notes = found.notes;
    notes.sort();
    notes.dedup();
    DenyAllPlan {
        items,
        notes,
        gaps: Vec::new(),
        summary,
        headline: None,
    }
}

/// Whether something unknown is about a namespace of the plan, as far as that is known.
fn concerns(network: &Network<'_>, scope: &Scope, unknown: &Unknown) -> bool {
    let ends = [&unknown.from, &unknown.to].into_iter().flatten();
    let mut workloads = ends
        .filter_map(|party| match party {
            Party::Workload(workload) => Some(*workload),
            _ => None,
        })
        .peekable();
    workloads.peek().is_none() || workloads.any(|it| scope.holds(network, it))
}

fn names(network: &Network<'_>, namespaces: impl IntoIterator<Item = usize>) -> Vec<String> {
    namespaces
        .into_iter()
        .filter_map(|index| network.namespaces.get(index))
        .map(|namespace| namespace.name.to_owned())
        .collect()
}

fn policy_item(network: &Network<'_>, proposal: Option<&Proposal>, change: Change) -> Item {
    let workloads = |indices: &[usize]| -> Vec<EndpointRef> {
        indices
            .iter()
            .filter_map(|&index| EndpointRef::workload(network, index))
            .collect()
    };
    let of = |part: fn(&Proposal) -> &[usize]| {
        proposal.map_or_else(Vec::new, |proposal| workloads(part(proposal)))
    };
    Item::Policy(PolicyItem {
        change,
        workloads: of(|it| &it.subjects),
        also_selects: of(|it| &it.also_subjects),
        also_peers: of(|it| &it.also_peers),
        review: proposal.map_or_else(Vec::new, |it| it.review.clone()),
        flows: proposal.map_or(0, |it| it.flows),
    })
}

fn flow_item(network: &Network<'_>, flow: &Flow, fate: Fate) -> FlowItem {
    FlowItem {
        status: fate.status,
        from: PartyRef::of(network, &flow.from),
        to: PartyRef::of(network, &flow.to),
        protocol: flow.protocol,
        port: flow.port,
        confidence: flow.confidence.as_str(),
        evidence: flow.evidence.iter().map(evidence_item).collect(),
        first: flow.first.clone(),
        last: flow.last.clone(),
        passes_today: fate.passes_today,
        why: fate.why,
    }
}

fn unknown_item(network: &Network<'_>, unknown: &Unknown) -> UnknownItem {
    UnknownItem {
        from: unknown.from.as_ref().map(|it| PartyRef::of(network, it)),
        to: unknown.to.as_ref().map(|it| PartyRef::of(network, it)),
        names: unknown.names.clone(),
        protocol: unknown.protocol,
        port: unknown.port,
        reason: unknown.reason.as_str(),
        evidence: unknown.evidence.iter().map(evidence_item).collect(),
    }
}

fn evidence_item(evidence: &Evidence) -> EvidenceItem {
    EvidenceItem {
        source: evidence.source.as_str(),
        object: evidence.object.clone(),
        path: evidence.path.clone(),
        says: evidence.says.clone(),
    }
}

fn count(flows: &[FlowItem]) -> FlowCounts {
    let mut counts = FlowCounts::default();
    for flow in flows {
        *match flow.status {
            Status::Kept => &mut counts.kept,
            Status::Breaks => &mut counts.breaks,
            Status::Unreviewed => &mut counts.unreviewed,
            Status::Denied => &mut counts.denied,
            Status::CannotBeHeld => &mut counts.cannot_be_held,
        } += 1;
    }
    counts
}

/// Changes of one stage and namespace that follow each other.
fn stages(changes: &[Change]) -> Vec<StageSummary> {
    let key = |change: &Change| (change.stage, change.object.namespace.clone());
    changes
        .chunk_by(|one, other| key(one) == key(other))
        .filter_map(|group| {
            let (first, last) = (group.first()?, group.last()?);
            Some(StageSummary {
                stage: first.stage,
                namespace: first.object.namespace.clone().unwrap_or_default(),
                changes: [first.order, last.order],
            })
        })
        .collect()
}

fn coverage(network: &Network<'_>, ledger: &Ledger) -> CoverageSummary {
    let coverage = &ledger.coverage;
    let workloads = |indices: &[usize]| {
        let named = indices
            .iter()
            .filter_map(|&index| EndpointRef::workload(network, index));
        named.collect()
    };
    CoverageSummary {
        logs: coverage.logs,
        first: coverage.first.clone(),
        last: coverage.last.clone(),
        minutes: coverage.minutes,
        unmapped: coverage.unmapped,
        unseen_jobs: workloads(&coverage.unseen_jobs),
        younger: workloads(&coverage.younger),
    }
}
