//! The middle tier: `NetworkPolicy` (networking.k8s.io/v1), and the EKS `ApplicationNetworkPolicy`,
//! which has the same shape and adds to the same union.

use serde_json::Value;

use super::{
    connection::{Connection, Direction},
    objects::{at, labels_of, list, namespace_of, set},
    peers::peer_matches,
    ports::{Names, network_policy_port_matches},
    selector::rule_10_selects,
};

/// Whether the namespaced policies let the subject have this connection; none when no policy
/// isolates it in this direction (rule 1).
pub(crate) fn decide(
    connection: &Connection,
    direction: Direction,
    subject: &Value,
) -> Option<bool> {
    let isolating: Vec<&Value> = policies(connection)
        .filter(|policy| rule_23_is_in_the_namespace_of(policy, subject))
        .filter(|policy| rule_07_selects_subject(policy, subject))
        .filter(|policy| rule_04_affects(policy, direction))
        .collect();
    if isolating.is_empty() {
        return None;
    }
    Some(rule_02_any_policy_allows(&isolating, connection, direction))
}

fn policies<'a>(connection: &Connection<'a>) -> impl Iterator<Item = &'a Value> {
    let objects = connection.objects;
    objects
        .of("networking.k8s.io/v1", "NetworkPolicy")
        .chain(objects.of("networking.k8s.aws/v1alpha1", "ApplicationNetworkPolicy"))
}

/// Rule 23: a policy binds in its own namespace only.
fn rule_23_is_in_the_namespace_of(policy: &Value, subject: &Value) -> bool {
    namespace_of(policy) == namespace_of(subject)
}

/// Rule 7: a missing selector is an empty one, and picks every pod of the namespace.
fn rule_07_selects_subject(policy: &Value, subject: &Value) -> bool {
    let selector = at(policy, "/spec/podSelector").unwrap_or(&Value::Null);
    rule_10_selects(selector, &labels_of(subject))
}

/// Rule 4: `policyTypes` decides; when it is missing or empty, ingress is always meant and egress
/// only by a policy that has egress rules.
fn rule_04_affects(policy: &Value, direction: Direction) -> bool {
    let types = list(policy, "/spec/policyTypes");
    if types.is_empty() {
        return direction == Direction::Ingress
            || !list(policy, Direction::Egress.rules()).is_empty();
    }
    let wanted = match direction {
        Direction::Ingress => "Ingress",
        Direction::Egress => "Egress",
    };
    types.iter().any(|one| one.as_str() == Some(wanted))
}

/// Rules 2 and 5: the policies are a union, so one rule of one policy is enough, and a policy
/// without rules allows nothing.
fn rule_02_any_policy_allows(
    policies: &[&Value],
    connection: &Connection,
    direction: Direction,
) -> bool {
    policies.iter().any(|policy| {
        list(policy, direction.rules())
            .iter()
            .any(|rule| rule_allows(rule, namespace_of(policy), connection, direction))
    })
}

/// A rule allows what matches one of its peers and one of its ports.
fn rule_allows(
    rule: &Value,
    policy_namespace: &str,
    connection: &Connection,
    direction: Direction,
) -> bool {
    let peers = list(rule, direction.peers());
    if peers.is_empty() {
        return rule_06_any_peer(rule, connection);
    }
    peers.iter().any(|peer| {
        peer_matches(
            peer,
            policy_namespace,
            connection.peer(direction),
            connection,
        )
        .is_some_and(|names| ports_match(rule, connection, rule_16_asks(direction, names)))
    })
}

/// Rule 6: no peers, any peer.
fn rule_06_any_peer(rule: &Value, connection: &Connection) -> bool {
    ports_match(rule, connection, Names::OfTheDestinationPod)
}

/// Rule 16: the destination of ingress is the subject itself, whoever the peer is.
fn rule_16_asks(direction: Direction, names: Names) -> Names {
    match direction {
        Direction::Ingress => Names::OfTheDestinationPod,
        Direction::Egress => names,
    }
}

/// Rule 6: no ports, every port and protocol.
fn ports_match(rule: &Value, connection: &Connection, names: Names) -> bool {
    let ports = set(rule, "ports")
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    ports.is_empty()
        || ports
            .iter()
            .any(|entry| network_policy_port_matches(entry, connection, names))
}
