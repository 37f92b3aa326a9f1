//! Computes the rules of aggregated cluster roles, as the cluster role aggregation controller
//! stores them.
//!
//! For each selector in order, the rules of the cluster roles that it matches are appended, roles
//! by name and the aggregated role itself left out; a rule that is already there, value by value,
//! is not appended again. The rules written in the aggregated role itself are replaced. The
//! indexes of the result are therefore those of the stored role.
//!
//! # What a real API server 1.37 was seen to store
//!
//! - The order above, also where a later selector matches a role whose name sorts first; rules
//!   that differ only in the order of their values both stay.
//! - An aggregated role that joins another takes over what that one joined.
//! - Where the result has no rule, because the selectors match nothing, only roles without rules or
//!   only the role itself, hand-written rules stay: the controller applies an empty list, and
//!   server-side apply leaves out what is empty.
//! - Two roles that join each other end up equal, with the rules of one of them; nothing is lost
//!   from a state that is already stable, so computing again from stored rules changes nothing.
//! - A role with a selector that is not valid is left as it is.
//!
//! A ring of three or more roles that were written by hand never becomes stable; then the rules
//! are taken as they are stored.
//!
//! Rules: Kubernetes "RBAC: aggregated `ClusterRoles`".

use std::collections::{HashMap, HashSet};

use plugin_kit::object::{ClusterRole, LabelSelector, PolicyRule};

/// The rules of a role.
#[derive(Debug, Clone)]
pub(crate) enum Rules<'a> {
    /// As they are stored.
    Stored(&'a [PolicyRule]),
    /// Joined from other roles.
    Joined(Vec<&'a PolicyRule>),
}

impl<'a> Rules<'a> {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &'a PolicyRule> {
        let (stored, joined) = match self {
            Self::Stored(rules) => (*rules, &[][..]),
            Self::Joined(rules) => (&[][..], rules.as_slice()),
        };
        stored.iter().chain(joined.iter().copied())
    }

    pub(crate) fn get(&self, index: usize) -> Option<&'a PolicyRule> {
        match self {
            Self::Stored(rules) => rules.get(index),
            Self::Joined(rules) => rules.get(index).copied(),
        }
    }
}

/// A cluster role that may be joined into others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate<'a> {
    pub(super) role: &'a ClusterRole,
    /// Whether selectors see it.
    pub(super) selectable: bool,
}

/// The outcome for one cluster role.
#[derive(Debug, Clone)]
pub(super) struct Aggregated<'a> {
    pub(super) rules: Rules<'a>,
    /// Indexes of the roles whose rules were joined.
    pub(super) members: Vec<usize>,
}

/// Computes the rules of every role. Roles have to be sorted by name.
pub(super) fn aggregate<'a>(roles: &[Candidate<'a>]) -> Vec<Aggregated<'a>> {
    let mut outcome: Vec<Aggregated<'a>> = roles
        .iter()
        .map(|candidate| Aggregated {
            rules: Rules::Stored(&candidate.role.rules),
            members: Vec::new(),
        })
        .collect();
    let aggregated = aggregated_roles(roles);
    if aggregated.is_empty() {
        return outcome;
    }
    let index = LabelIndex::new(roles);
    for &role in &aggregated {
        outcome[role].members = index.members(roles, role);
    }
    if !settle(&mut outcome, &aggregated) {
        for &role in &aggregated {
            outcome[role].rules = Rules::Stored(&roles[role].role.rules);
            outcome[role].members = Vec::new();
        }
    }
    outcome
}

/// Roles with an aggregation rule that the controller can read.
fn aggregated_roles(roles: &[Candidate<'_>]) -> Vec<usize> {
    let readable = |candidate: &Candidate<'_>| {
        candidate
            .role
            .aggregation_rule
            .as_ref()
            .is_some_and(|rule| {
                rule.cluster_role_selectors
                    .iter()
                    .all(LabelSelector::is_valid)
            })
    };
    (0..roles.len())
        .filter(|&role| readable(&roles[role]))
        .collect()
}

/// Joins until nothing changes; false when that never happens.
fn settle(outcome: &mut [Aggregated<'_>], aggregated: &[usize]) -> bool {
    let mut joined_by: HashMap<usize, Vec<usize>> = HashMap::new();
    for &role in aggregated {
        for &member in &outcome[role].members {
            joined_by.entry(member).or_default().push(role);
        }
    }
    let mut pending: HashSet<usize> = aggregated.iter().copied().collect();
    // Roles that do not join each other in a ring need at most one pass for each level.
    for _ in 0..=aggregated.len() {
        if pending.is_empty() {
            return true;
        }
        for &role in aggregated {
            if !pending.remove(&role) {
                continue;
            }
            let joined = join(outcome, role);
            let unchanged = joined.iter().copied().eq(outcome[role].rules.iter());
            if !joined.is_empty() && !unchanged {
                outcome[role].rules = Rules::Joined(joined);
                pending.extend(joined_by.get(&role).into_iter().flatten());
            }
        }
    }
    pending.is_empty()
}

fn join<'a>(outcome: &[Aggregated<'a>], role: usize) -> Vec<&'a PolicyRule> {
    let mut seen = HashSet::new();
    outcome[role]
        .members
        .iter()
        .flat_map(|&member| outcome[member].rules.iter())
        .filter(|rule| seen.insert(*rule))
        .collect()
}

/// Finds roles by one label, so that a selector with labels does not look at every role.
struct LabelIndex<'a> {
    /// By key, then by value.
    by_label: HashMap<&'a str, HashMap<&'a str, Vec<usize>>>,
    all: Vec<usize>,
}

impl<'a> LabelIndex<'a> {
    fn new(roles: &[Candidate<'a>]) -> Self {
        let mut by_label: HashMap<&'a str, HashMap<&'a str, Vec<usize>>> = HashMap::new();
        let all: Vec<usize> = (0..roles.len())
            .filter(|&role| roles[role].selectable)
            .collect();
        for &role in &all {
            for (key, value) in &roles[role].role.metadata.labels {
                by_label
                    .entry(key)
                    .or_default()
                    .entry(value)
                    .or_default()
                    .push(role);
            }
        }
        Self { by_label, all }
    }

    /// The roles that are joined into `role`, in the order in which they are.
    fn members(&self, roles: &[Candidate<'a>], role: usize) -> Vec<usize> {
        let selectors = roles[role]
            .role
            .aggregation_rule
            .iter()
            .flat_map(|rule| &rule.cluster_role_selectors);
        let mut seen = HashSet::new();
        let mut members = Vec::new();
        for selector in selectors {
            for &member in self.shortest_list(selector) {
                if member != role
                    && selector.matches(&roles[member].role.metadata.labels)
                    && seen.insert(member)
                {
                    members.push(member);
                }
            }
        }
        members
    }

    fn shortest_list<'s>(&'s self, selector: &LabelSelector) -> &'s [usize] {
        selector
            .match_labels
            .iter()
            .map(|(key, value)| self.labelled(key, value))
            .min_by_key(|roles| roles.len())
            .unwrap_or(&self.all)
    }

    fn labelled<'s>(&'s self, key: &str, value: &str) -> &'s [usize] {
        self.by_label
            .get(key)
            .and_then(|values| values.get(value))
            .map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cluster_role, rule};

    /// The resources of a role's rules, in order.
    fn joined(roles: &[ClusterRole], name: &str) -> Vec<String> {
        let candidates: Vec<Candidate<'_>> = roles
            .iter()
            .map(|role| Candidate {
                role,
                selectable: true,
            })
            .collect();
        assert!(roles.is_sorted_by_key(|role| &role.metadata.name));
        let position = roles.iter().position(|role| role.metadata.name == name);
        aggregate(&candidates)[position.unwrap()]
            .rules
            .iter()
            .map(|rule| rule.resources.join(","))
            .collect()
    }

    fn part(name: &str, label: &str, resources: &[&str]) -> ClusterRole {
        resources
            .iter()
            .fold(cluster_role(name).label("part", label), |role, resource| {
                role.rule(rule("get", "", resource))
            })
            .into()
    }

    #[test]
    fn rules_are_joined_selector_by_selector_and_name_by_name_without_repetition() {
        let roles = [
            part("a", "two", &["secrets", "pods"]),
            part("b", "one", &["pods", "nodes"]),
            part("c", "one", &["pods", "leases"]),
            cluster_role("z")
                .joins("part", "one")
                .joins("part", "two")
                .into(),
        ];
        assert_eq!(joined(&roles, "z"), ["pods", "nodes", "leases", "secrets"]);
    }

    #[test]
    fn rules_that_differ_in_the_order_of_values_both_stay() {
        let roles = [
            part("a", "one", &[]),
            cluster_role("b")
                .label("part", "one")
                .rule(rule("get", "", "pods").verbs(["get", "list"]))
                .rule(rule("get", "", "pods").verbs(["list", "get"]))
                .into(),
            cluster_role("z").joins("part", "one").into(),
        ];
        assert_eq!(joined(&roles, "z").len(), 2);
    }

    #[test]
    fn joined_rules_replace_the_role_s_own() {
        let roles = [
            part("a", "one", &["pods"]),
            cluster_role("z")
                .joins("part", "one")
                .rule(rule("get", "", "handwritten"))
                .into(),
        ];
        assert_eq!(joined(&roles, "z"), ["pods"]);
    }

    #[test]
    fn hand_written_rules_stay_when_nothing_is_joined() {
        let handwritten = |name: &str, value: &str| -> ClusterRole {
            cluster_role(name)
                .label("part", "own")
                .joins("part", value)
                .rule(rule("get", "", "handwritten"))
                .into()
        };
        let matches_nothing = [handwritten("z", "none")];
        let matches_itself = [handwritten("z", "own")];
        let matches_an_empty_role = [part("a", "empty", &[]), handwritten("z", "empty")];
        for roles in [
            &matches_nothing[..],
            &matches_itself,
            &matches_an_empty_role,
        ] {
            assert_eq!(joined(roles, "z"), ["handwritten"]);
        }
    }

    #[test]
    fn aggregated_roles_join_aggregated_roles() {
        let roles = [
            cluster_role("a").joins("part", "two").into(),
            cluster_role("b")
                .label("part", "two")
                .joins("part", "one")
                .into(),
            part("c", "one", &["pods"]),
        ];
        assert_eq!(joined(&roles, "a"), ["pods"]);
    }

    #[test]
    fn two_roles_that_join_each_other_become_equal() {
        let ring = |name: &str, own: &str, other: &str| -> ClusterRole {
            cluster_role(name)
                .label("part", own)
                .joins("part", other)
                .rule(rule("get", "", name))
                .into()
        };
        let roles = [ring("a", "a", "b"), ring("b", "b", "a")];
        assert_eq!(joined(&roles, "a"), ["b"]);
        assert_eq!(joined(&roles, "b"), ["b"]);
    }

    #[test]
    fn a_ring_that_never_settles_keeps_what_is_stored() {
        let ring = |name: &str, other: &str| -> ClusterRole {
            cluster_role(name)
                .label("part", name)
                .joins("part", other)
                .rule(rule("get", "", name))
                .into()
        };
        let roles = [ring("a", "b"), ring("b", "c"), ring("c", "a")];
        for name in ["a", "b", "c"] {
            assert_eq!(joined(&roles, name), [name]);
        }
    }

    #[test]
    fn stored_results_of_a_ring_stay_as_they_are() {
        let ring = |name: &str, own: &str, other: &str| -> ClusterRole {
            cluster_role(name)
                .label("part", own)
                .joins("part", other)
                .rule(rule("get", "", "x"))
                .rule(rule("get", "", "y"))
                .into()
        };
        let roles = [ring("a", "a", "b"), ring("b", "b", "a")];
        assert_eq!(joined(&roles, "a"), ["x", "y"]);
    }

    #[test]
    fn an_empty_selector_joins_every_other_role() {
        let roles = [
            part("a", "one", &["pods"]),
            part("b", "two", &["nodes"]),
            cluster_role("z").joins_everything().into(),
        ];
        assert_eq!(joined(&roles, "z"), ["pods", "nodes"]);
    }

    #[test]
    fn a_role_without_selectors_joins_nothing() {
        let mut role: ClusterRole = cluster_role("z").rule(rule("get", "", "own")).into();
        role.aggregation_rule = Some(plugin_kit::object::AggregationRule::default());
        assert_eq!(joined(&[part("a", "one", &["pods"]), role], "z"), ["own"]);
    }
}
