//! From the ledger to the plan.

use std::collections::BTreeSet;

use plugin_kit::{Note, snapshot::NoteCode};

use super::{
    DenyAllPlan, PlanOptions, Surroundings,
    checks::Checks,
    dns::Dns,
    ends::Ends,
    fate::{Fate, Fates, Status, unheld},
    judge::Judge,
    pairs::pairs,
    peers::PeerFinder,
    proposal::{PLAN_LABEL, Proposal, is_guard},
    propose::{Proposals, Proposer},
    scope::Scope,
    silent::silent,
    stages::Staging,
    surroundings::Families,
    writing::{Found, write},
};
use crate::{
    ledger::{Flow, Ledger},
    manifest::{self, Selection, Selections, digest},
    model::Network,
    object::NetworkPolicy,
    policy::{Policy, PolicySet},
    report::EndpointRef,
    verdict::Profile,
};

/// The cluster that a plan is for.
#[derive(Debug, Clone, Copy)]
pub struct Cluster<'c> {
    /// Who is there.
    pub network: &'c Network<'c>,
    /// Policies of every kind.
    pub policies: &'c PolicySet,
    /// Its network policies as objects.
    pub objects: &'c [NetworkPolicy],
    /// What surrounds the pods.
    pub surroundings: &'c Surroundings,
}

/// Plans default-deny: which policies, in which order, and what would break.
///
/// What the cluster's policies let pass they still do; a plan only adds. Guards that an unfinished
/// run left are looked through.
#[must_use]
pub fn plan(cluster: &Cluster<'_>, ledger: &Ledger, options: &PlanOptions) -> DenyAllPlan {
    let network = cluster.network;
    let scope = Scope::of(network, &options.namespaces);
    let dns = Dns::of(network, cluster.surroundings);
    let selections = Selections::of(network, |_| true);
    let selection: Vec<Option<Selection>> = (0..network.workloads.len())
        .map(|workload| selections.of_workload(workload))
        .collect();
    let services = services_of_workloads(network);
    let families = Families::of(network);
    let finder = PeerFinder {
        network,
        selections: &selections,
        selection: &selection,
        services: &services,
        surroundings: cluster.surroundings,
        families,
        options,
    };
    let pairs = pairs(network, &scope, &ledger.flows, options);
    let objects = cluster.objects.iter().filter(|policy| !is_guard(policy));
    let Proposals {
        policies: mut proposals,
        impossible,
        kept_names,
    } = Proposer::new(&finder, &dns, objects).propose(&scope, &pairs);
    let id = identify(&mut proposals);
    let planned: Vec<Policy> = proposals
        .iter()
        .map(|it| Policy::from(&it.policy))
        .collect();
    let standing = without_guards(cluster);
    let every = PolicySet::new([standing.policies(), planned.as_slice()].concat());
    let ends = Ends::of(network, &every, options, cluster.surroundings, &dns);
    let judge = Judge::new(
        network,
        options.semantics,
        &selections,
        &standing,
        &proposals,
        &planned,
    );
    let fates = Fates {
        network,
        scope: &scope,
        options,
        ends: &ends,
        judge: &judge,
        impossible: &impossible,
    }
    .of(&ledger.flows);
    let subjects = proposals.iter().map(|it| it.subjects.as_slice());
    let checks = Checks {
        network,
        scope: &scope,
        options,
        ends: &ends,
        judge: &judge,
    }
    .all(&fates, &planned.iter().zip(subjects).collect::<Vec<_>>());
    let changes = Staging {
        network,
        selection: &selection,
        is_isolated: &|workload, direction| judge.is_isolated(workload, direction),
    }
    .changes(&proposals);
    let mut notes = notes(network, &scope, families);
    notes.extend(kept_names.iter().map(kept_name));
    notes.extend(opened(&fates));
    notes.extend(other_profiles(&judge, &fates, |judge| {
        Fates {
            network,
            scope: &scope,
            options,
            ends: &ends,
            judge,
            impossible: &impossible,
        }
        .of(&ledger.flows)
    }));
    notes.extend(attempts(ledger));
    notes.extend(silent(network, &scope, ledger));
    write(Found {
        network,
        scope: &scope,
        ledger,
        id,
        proposals: &proposals,
        changes,
        fates,
        checks,
        notes,
    })
}

fn kept_name((namespace, name): &(String, String)) -> Note {
    let message = format!(
        "NetworkPolicy {namespace}/{name} says something else and stays: the plan's policy has \
         another name"
    );
    Note::new(NoteCode::Reading, message)
}

/// Says how many flows the plan opens that are closed today.
fn opened(fates: &[(&Flow, Fate)]) -> Option<Note> {
    let opened = fates
        .iter()
        .filter(|(_, fate)| fate.status == Status::Kept && !fate.passes_today)
        .count();
    (opened > 0).then(|| {
        let message = format!(
            "{opened} needed flows do not pass today, for policies of the cluster stop them; the \
             plan lets them pass (passesToday is false)"
        );
        Note::new(NoteCode::Reading, message)
    })
}

/// Says how many flows that are kept would break as another network plugin reads the policies.
fn other_profiles<'l>(
    judge: &Judge<'_>,
    fates: &[(&Flow, Fate)],
    fates_of: impl Fn(&Judge<'_>) -> Vec<(&'l Flow, Fate)>,
) -> Vec<Note> {
    let mut notes = Vec::new();
    for profile in Profile::ALL {
        let Some(other) = judge.reading_as(profile.semantics()) else {
            continue;
        };
        let breaking = fates.iter().zip(fates_of(&other)).filter(|(own, other)| {
            own.1.status == Status::Kept && other.1.status == Status::Breaks
        });
        let count = breaking.count();
        if count > 0 {
            let profile = profile.as_str();
            let message = format!(
                "{count} of the flows that are kept break as {profile} reads policies: --profile \
                 {profile} lists them"
            );
            notes.push(Note::new(NoteCode::Reading, message));
        }
    }
    notes
}

/// Says how many flows were tried and never passed.
fn attempts(ledger: &Ledger) -> Option<Note> {
    let count = ledger.denied.len();
    (count > 0).then(|| {
        let message = format!("{count} observed flows were denied: attempts, which need no policy");
        Note::new(NoteCode::Reading, message)
    })
}

/// Names the plan by its policies, and the plan on each of them.
fn identify(proposals: &mut [Proposal]) -> String {
    let texts: Vec<String> = proposals
        .iter()
        .map(|it| manifest::manifest(&it.policy).to_string())
        .collect();
    let id = digest(&texts.join("\n"));
    for proposal in proposals {
        let labels = &mut proposal.policy.metadata.labels;
        labels.insert(PLAN_LABEL.to_owned(), id.clone());
    }
    id
}

/// The cluster's policies without the guards of an unfinished run, which let everything pass.
fn without_guards(cluster: &Cluster<'_>) -> PolicySet {
    let guards: BTreeSet<(Option<&str>, &str)> = cluster
        .objects
        .iter()
        .filter(|policy| is_guard(policy))
        .map(|policy| {
            let metadata = &policy.metadata;
            (metadata.namespace.as_deref(), metadata.name.as_str())
        })
        .collect();
    let policies = cluster.policies.policies().iter();
    let standing = policies.filter(|policy| {
        let id = &policy.id;
        !guards.contains(&(id.namespace.as_deref(), id.name.as_str()))
    });
    PolicySet::new(standing.cloned().collect())
}

/// For each workload the services, by index, that select pods of it.
fn services_of_workloads(network: &Network<'_>) -> Vec<Vec<usize>> {
    let mut services = vec![Vec::new(); network.workloads.len()];
    for (index, service) in network.services.iter().enumerate() {
        for pod in service.pods.iter().filter_map(|&pod| network.pods.get(pod)) {
            if let Some(of_workload) = services.get_mut(pod.workload)
                && of_workload.last() != Some(&index)
            {
                of_workload.push(index);
            }
        }
    }
    services
}

fn notes(network: &Network<'_>, scope: &Scope, families: Families) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut say = |message: String| notes.push(Note::new(NoteCode::Reading, message));
    for (&namespace, why) in &scope.left_out {
        if let Some(namespace) = network.namespaces.get(namespace) {
            say(format!(
                "namespace {} is left out: {why}; name it with -n",
                namespace.name
            ));
        }
    }
    if !families.known {
        say("no address is known: policies are written for IPv4".to_owned());
    }
    if families.has_v6() {
        say(
            "on an IPv6 cluster of Amazon EKS policies do not hold what pods send by IPv4, the \
             metadata address among it: set ENABLE_V4_EGRESS=false, or a hop limit of 1 on nodes"
                .to_owned(),
        );
    }
    for workload in 0..network.workloads.len() {
        if scope.holds(network, workload)
            && let Some(why) = unheld(network, workload)
            && let Some(name) = EndpointRef::workload(network, workload)
        {
            say(format!("no policy holds {name}: {why}"));
        }
    }
    notes
}
