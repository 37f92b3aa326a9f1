//! The changes of a plan in the order that cuts nobody off.
//!
//! In `NetworkPolicy` v1 a policy that allows isolates its pods at once, so "allows first, deny
//! later" is no safe order. Policies are a union: a guard that lets everything pass makes all others
//! inert, and taking it away is the cut-over in one call, putting it back the way back in one call.
//! Ingress comes first, for its mistakes are seen at one workload and not at all it depends on.
//!
//! A guard is only put over pods that nothing isolates in its direction yet; over others it would
//! open what is closed today.

use plugin_kit::object::{LabelSelector, Object, ObjectRef};

use super::{
    Change, Precondition, Stage, Undo, Verb,
    proposal::{GUARD_LABEL, Proposal, Standing, all_pods, label},
};
use crate::{
    manifest::{self, Selection, object_name},
    model::Network,
    object::{
        NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicySpec,
        PolicyType,
    },
    policy::Direction,
};

/// How long a guard may stay; whoever applies the plan writes down when that ends.
const GUARD_LIFETIME: &str = "24h";
const GUARD_LIFETIME_ANNOTATION: &str = "denyall.ekshardening/expires-after";

/// What stages are made of.
pub(super) struct Staging<'p> {
    /// Who is there.
    pub(super) network: &'p Network<'p>,
    /// The selection of each workload.
    pub(super) selection: &'p [Option<Selection>],
    /// Whether a workload, by index, is isolated in a direction today.
    pub(super) is_isolated: &'p dyn Fn(usize, Direction) -> bool,
}

impl Staging<'_> {
    /// All changes in order: guards, policies, and namespace by namespace the cut-over.
    pub(super) fn changes(&self, proposals: &[Proposal]) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut lifting = Vec::new();
        let mut policies = Vec::new();
        for group in proposals.chunk_by(|one, other| one.namespace == other.namespace) {
            let changing = group
                .iter()
                .any(|it| !matches!(it.standing, Standing::Same(_)));
            if let Some(first) = group.first().filter(|_| changing) {
                for direction in Direction::BOTH {
                    for guard in self.guards(first.namespace, direction) {
                        let put = create(Stage::Guard, &guard, guard_reason(direction));
                        lifting.push(lift(&put, direction));
                        changes.push(put);
                    }
                }
            }
            policies.extend(group.iter().map(change_of));
        }
        changes.extend(policies);
        changes.extend(lifting);
        for (order, change) in changes.iter_mut().enumerate() {
            change.order = order;
        }
        changes
    }

    /// Policies that let everything pass in a direction, for pods that nothing isolates in it.
    fn guards(&self, namespace: usize, direction: Direction) -> Vec<NetworkPolicy> {
        let Some(name) = self.network.namespaces.get(namespace).map(|it| it.name) else {
            return Vec::new();
        };
        let first = self
            .network
            .workloads
            .partition_point(|it| it.namespace < namespace);
        let workloads = self.network.workloads.iter().enumerate().skip(first);
        let (isolated, open): (Vec<usize>, Vec<usize>) = workloads
            .take_while(|(_, it)| it.namespace == namespace)
            .map(|(index, _)| index)
            .partition(|&index| (self.is_isolated)(index, direction));
        let base = format!("denyall-guard-{}", direction.as_str());
        if isolated.is_empty() {
            return vec![guard(name, &base, all_pods(), direction)];
        }
        open.into_iter()
            .filter_map(|index| {
                let workload = self.network.workloads.get(index)?;
                let selection = self.selection.get(index)?.as_ref()?;
                // A guard that reached an isolated neighbour would open it.
                let safe = selection.others.iter().all(|it| !isolated.contains(it));
                let kind = workload.kind.as_str();
                let own = object_name(&[&base, kind, workload.name]);
                safe.then(|| guard(name, &own, selection.selector.clone(), direction))
            })
            .collect()
    }
}

fn guard_reason(direction: Direction) -> &'static str {
    match direction {
        Direction::Ingress => "lets everything in until the plan's policies are all there",
        Direction::Egress => "lets everything out until the plan's policies are all there",
    }
}

fn guard(namespace: &str, name: &str, pods: LabelSelector, direction: Direction) -> NetworkPolicy {
    let mut policy = manifest::named(namespace, name);
    label(&mut policy);
    let labels = &mut policy.metadata.labels;
    labels.insert(GUARD_LABEL.to_owned(), direction.as_str().to_owned());
    let annotations = &mut policy.metadata.annotations;
    annotations.insert(
        GUARD_LIFETIME_ANNOTATION.to_owned(),
        GUARD_LIFETIME.to_owned(),
    );
    policy.spec = match direction {
        Direction::Ingress => NetworkPolicySpec {
            pod_selector: pods,
            ingress: vec![NetworkPolicyIngressRule::default()],
            policy_types: vec![PolicyType::Ingress],
            ..NetworkPolicySpec::default()
        },
        Direction::Egress => NetworkPolicySpec {
            pod_selector: pods,
            egress: vec![NetworkPolicyEgressRule::default()],
            policy_types: vec![PolicyType::Egress],
            ..NetworkPolicySpec::default()
        },
    };
    policy
}

fn id(verb: Verb, object: &ObjectRef) -> String {
    let namespace = object.namespace.as_deref().unwrap_or_default();
    format!("{} {namespace}/{}", verb.as_str(), object.name)
}

fn create(stage: Stage, policy: &NetworkPolicy, reason: &str) -> Change {
    let object = policy.reference();
    Change {
        id: id(Verb::Create, &object),
        order: 0,
        stage,
        verb: Verb::Create,
        object,
        before: None,
        after: Some(manifest::manifest(policy)),
        reason: reason.to_owned(),
        precondition: Precondition {
            absent: true,
            ..Precondition::default()
        },
        undo: Undo::delete(),
    }
}

/// Takes a guard away; taken back, it is there again.
fn lift(put: &Change, direction: Direction) -> Change {
    Change {
        id: id(Verb::Delete, &put.object),
        order: 0,
        stage: match direction {
            Direction::Ingress => Stage::CutOverIngress,
            Direction::Egress => Stage::CutOverEgress,
        },
        verb: Verb::Delete,
        object: put.object.clone(),
        before: put.after.clone(),
        after: None,
        reason: format!("the policies begin to hold for {}", direction.as_str()),
        precondition: Precondition {
            created_by: Some(put.id.clone()),
            ..Precondition::default()
        },
        undo: Undo {
            verb: Verb::Create,
            uid_of_created: None,
            manifest: put.after.clone(),
        },
    }
}

/// What a proposal changes.
fn change_of(proposal: &Proposal) -> Change {
    let new = create(Stage::Policies, &proposal.policy, &proposal.reason);
    match &proposal.standing {
        Standing::New => new,
        Standing::Same(before) => Change {
            id: id(Verb::Keep, &new.object),
            verb: Verb::Keep,
            before: Some(before.clone()),
            precondition: Precondition::default(),
            undo: Undo {
                verb: Verb::Keep,
                ..Undo::delete()
            },
            ..new
        },
        Standing::Older(before) => Change {
            id: id(Verb::Update, &new.object),
            verb: Verb::Update,
            before: Some(before.clone()),
            precondition: Precondition::default(),
            undo: Undo {
                verb: Verb::Update,
                uid_of_created: None,
                manifest: Some(before.clone()),
            },
            ..new
        },
    }
}
