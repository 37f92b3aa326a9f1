//! One policy of the kinds around the namespaced ones: whom it is for, and what its rules do.
//! Sources: apis/v1alpha1 and apis/v1alpha2 of network-policy-api, api/v1alpha1 of the EKS network
//! policy controller.

use serde_json::Value;

use super::{
    connection::{Connection, Direction, Side},
    objects::{Objects, at, labels_of, list, namespace_of, set, text},
    peers::cidr_contains,
    ports::{Names, admin_port_matches, protocol_matches},
    selector::rule_10_selects,
};

/// What a rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Accept,
    Deny,
    Pass,
}

/// The four kinds, each with its own words and fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// `AdminNetworkPolicy`
    Admin,
    /// `BaselineAdminNetworkPolicy`
    Baseline,
    /// `ClusterNetworkPolicy` upstream
    Cluster,
    /// `ClusterNetworkPolicy` of EKS
    EksCluster,
}

/// `subject`: all pods of some namespaces, or some pods of some namespaces.
pub(crate) fn subject_selects(policy: &Value, subject: &Value, connection: &Connection) -> bool {
    at(policy, "/spec/subject").is_some_and(|selection| names_pod(selection, subject, connection))
}

/// `namespaces` and `pods`, which subjects and peers share.
fn names_pod(selection: &Value, pod: &Value, connection: &Connection) -> bool {
    let namespace_labels = connection
        .objects
        .rule_11_namespace_labels(namespace_of(pod));
    if let Some(namespaces) = set(selection, "namespaces") {
        return rule_10_selects(namespaces, &namespace_labels);
    }
    let Some(pods) = set(selection, "pods") else {
        return false;
    };
    let selector = |field| pods.get(field).unwrap_or(&Value::Null);
    rule_10_selects(selector("namespaceSelector"), &namespace_labels)
        && rule_10_selects(selector("podSelector"), &labels_of(pod))
}

/// A policy without rules in a direction says nothing about it: there is no implicit isolation.
pub(crate) fn first_matching_rule(
    policy: &Value,
    kind: Kind,
    connection: &Connection,
    direction: Direction,
) -> Option<Action> {
    list(policy, direction.rules())
        .iter()
        .find_map(|rule| effect_of_rule(rule, kind, connection, direction))
}

/// What a rule does to the connection; none when it does not match.
fn effect_of_rule(
    rule: &Value,
    kind: Kind,
    connection: &Connection,
    direction: Direction,
) -> Option<Action> {
    let action = action_of(rule, kind);
    if must_fail_closed(rule, kind, connection, direction) {
        // "Accept": the rule matches no traffic. "Deny" and "Pass": the rule is a "Deny all" rule.
        return (action != Action::Accept).then_some(Action::Deny);
    }
    let matches = list(rule, direction.peers()).iter().any(|peer| {
        admin_peer_matches(peer, connection.peer(direction), connection).is_some_and(|names| {
            let names = match direction {
                Direction::Ingress => Names::OfTheDestinationPod,
                Direction::Egress => names,
            };
            admin_ports_match(rule, kind, connection, names)
        })
    });
    matches.then_some(action)
}

/// The permitting word differs between the versions. A word that the kind does not have denies.
fn action_of(rule: &Value, kind: Kind) -> Action {
    match (kind, text(rule, "/action")) {
        (Kind::Admin | Kind::Baseline, "Allow") | (Kind::Cluster | Kind::EksCluster, "Accept") => {
            Action::Accept
        }
        (Kind::Admin | Kind::Cluster | Kind::EksCluster, "Pass") => Action::Pass,
        _ => Action::Deny,
    }
}

/// A peer or a port in which we see no field that its kind has comes from a newer version of the
/// API, so nobody can tell what it means.
fn must_fail_closed(
    rule: &Value,
    kind: Kind,
    connection: &Connection,
    direction: Direction,
) -> bool {
    let unknown_peer = list(rule, direction.peers()).iter().any(|peer| {
        !known_peers(kind, direction)
            .iter()
            .any(|field| set(peer, field).is_some())
    });
    let unknown_port = port_entries(rule, kind)
        .iter()
        .any(|entry| port_entry_matches(entry, kind, connection, Names::Unknown).is_none());
    unknown_peer || unknown_port
}

fn known_peers(kind: Kind, direction: Direction) -> &'static [&'static str] {
    match (direction, kind) {
        (Direction::Ingress, _) => &["namespaces", "pods"],
        (_, Kind::Admin | Kind::Cluster) => {
            &["namespaces", "pods", "nodes", "networks", "domainNames"]
        }
        (_, Kind::Baseline) => &["namespaces", "pods", "nodes", "networks"],
        (_, Kind::EksCluster) => &["namespaces", "pods", "networks", "domainNames"],
    }
}

/// Whether a peer names the other end; if so, whether port names can be looked up through it.
/// No address is known to belong to a domain name, so `domainNames` names none.
fn admin_peer_matches(peer: &Value, other: Side, connection: &Connection) -> Option<Names> {
    let by_address = networks_match(peer, other) || nodes_match(peer, other, connection);
    if by_address {
        return Some(Names::Unknown);
    }
    let pod = other.rule_21_selectable_pod()?;
    names_pod(peer, pod, connection).then_some(Names::OfTheDestinationPod)
}

/// "Cluster-internal traffic will be checked against the rule as well": addresses of pods too.
fn networks_match(peer: &Value, other: Side) -> bool {
    list(peer, "/networks").iter().any(|cidr| {
        cidr.as_str()
            .is_some_and(|cidr| cidr_contains(cidr, other.address))
    })
}

/// A node is named by the addresses in its status.
fn nodes_match(peer: &Value, other: Side, connection: &Connection) -> bool {
    set(peer, "nodes").is_some_and(|selector| {
        connection
            .objects
            .of("v1", "Node")
            .filter(|node| rule_10_selects(selector, &labels_of(node)))
            .any(|node| Objects::node_addresses(node).contains(&other.address))
    })
}

/// No list of ports, every port and protocol.
fn admin_ports_match(rule: &Value, kind: Kind, connection: &Connection, names: Names) -> bool {
    let entries = port_entries(rule, kind);
    entries.is_empty()
        || entries
            .iter()
            .any(|entry| port_entry_matches(entry, kind, connection, names) == Some(true))
}

fn port_entries(rule: &Value, kind: Kind) -> &[Value] {
    match kind {
        Kind::Cluster => list(rule, "/protocols"),
        _ => list(rule, "/ports"),
    }
}

fn port_entry_matches(
    entry: &Value,
    kind: Kind,
    connection: &Connection,
    names: Names,
) -> Option<bool> {
    match kind {
        Kind::Cluster => protocol_matches(entry, connection, names),
        // The EKS controller, the only reader of this kind, takes a named port for a TCP port.
        Kind::EksCluster => admin_port_matches(entry, Some("TCP"), connection, names),
        _ => admin_port_matches(entry, None, connection, names),
    }
}
