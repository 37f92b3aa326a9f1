//! The order of the cluster-wide policies: `AdminNetworkPolicy` and `BaselineAdminNetworkPolicy`
//! (policy.networking.k8s.io/v1alpha1), `ClusterNetworkPolicy` (policy.networking.k8s.io/v1alpha2)
//! and the EKS `ClusterNetworkPolicy` (networking.k8s.aws/v1alpha1).

use serde_json::Value;

use super::{
    admin::{Action, Kind, first_matching_rule, subject_selects},
    connection::{Connection, Direction},
    objects::{Objects, at, text},
};

/// The two tiers that administrators write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tier {
    Admin,
    Baseline,
}

/// What a tier says of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The first matching rule's action; none when no rule matches.
    pub(crate) action: Option<Action>,
    /// Policies of one priority disagree, so the specification leaves the action open.
    pub(crate) ambiguous: bool,
}

const KINDS: [(&str, &str, Kind); 4] = [
    (
        "policy.networking.k8s.io/v1alpha1",
        "AdminNetworkPolicy",
        Kind::Admin,
    ),
    (
        "policy.networking.k8s.io/v1alpha1",
        "BaselineAdminNetworkPolicy",
        Kind::Baseline,
    ),
    (
        "policy.networking.k8s.io/v1alpha2",
        "ClusterNetworkPolicy",
        Kind::Cluster,
    ),
    (
        "networking.k8s.aws/v1alpha1",
        "ClusterNetworkPolicy",
        Kind::EksCluster,
    ),
];

/// The baseline of v1alpha1 is a singleton without a priority: it comes after what has one.
const AFTER_EVERY_PRIORITY: i64 = 1001;

/// Asks one tier: policies by priority and then name, rules in the order they are written, first
/// match wins. The agent of Amazon EKS takes the strictest of the policies of one priority instead.
pub(crate) fn decide(
    connection: &Connection,
    direction: Direction,
    subject: &Value,
    tier: Tier,
) -> Outcome {
    let mut matches: Vec<(i64, Action)> = Vec::new();
    for (priority, _, kind, policy) in policies_in_order(connection.objects, tier) {
        if subject_selects(policy, subject, connection)
            && let Some(action) = first_matching_rule(policy, kind, connection, direction)
        {
            matches.push((priority, action));
        }
    }
    let Some((priority, action)) = matches.first().copied() else {
        return Outcome {
            action: None,
            ambiguous: false,
        };
    };
    let of_one_priority = matches.iter().filter(|other| other.0 == priority);
    let actions: Vec<Action> = of_one_priority.map(|(_, action)| *action).collect();
    if connection.semantics.deny_wins_at_equal_priority {
        let strictest = [Action::Deny, Action::Accept, Action::Pass];
        return Outcome {
            action: strictest.into_iter().find(|it| actions.contains(it)),
            ambiguous: false,
        };
    }
    let ambiguous = actions.iter().any(|other| *other != action);
    Outcome {
        action: Some(action),
        ambiguous,
    }
}

/// One order over all kinds of the tier.
fn policies_in_order(objects: Objects<'_>, tier: Tier) -> Vec<(i64, &str, Kind, &Value)> {
    let mut found = Vec::new();
    for (api_version, kind_name, kind) in KINDS {
        for policy in objects.of(api_version, kind_name) {
            if tier_of(policy, kind) == Some(tier) {
                found.push((
                    priority_of(policy, kind),
                    text(policy, "/metadata/name"),
                    kind,
                    policy,
                ));
            }
        }
    }
    found.sort_by_key(|(priority, name, kind, _)| (*priority, *name, *kind));
    found
}

fn tier_of(policy: &Value, kind: Kind) -> Option<Tier> {
    let tier = match kind {
        Kind::Admin => "Admin",
        Kind::Baseline => "Baseline",
        Kind::Cluster | Kind::EksCluster => text(policy, "/spec/tier"),
    };
    match tier {
        "Admin" => Some(Tier::Admin),
        "Baseline" => Some(Tier::Baseline),
        _ => None,
    }
}

fn priority_of(policy: &Value, kind: Kind) -> i64 {
    match kind {
        Kind::Baseline => AFTER_EVERY_PRIORITY,
        _ => at(policy, "/spec/priority")
            .and_then(Value::as_i64)
            .unwrap_or_default(),
    }
}
