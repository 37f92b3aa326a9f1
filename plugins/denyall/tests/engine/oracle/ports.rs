//! Rules 14 to 17, and the port shapes of the cluster-wide kinds.

use serde_json::Value;

use super::{
    connection::Connection,
    objects::{at, list, set, text},
};

/// Whether the name of a port may be looked up on the destination: a peer that is an address range
/// or a node has no pod to ask (rule 16).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    OfTheDestinationPod,
    Unknown,
}

/// An entry of `ports` of a `NetworkPolicy`.
pub(crate) fn network_policy_port_matches(
    entry: &Value,
    connection: &Connection,
    names: Names,
) -> bool {
    let protocol = rule_14_protocol(entry);
    match set(entry, "port") {
        None => rule_14_protocol_without_port(protocol, connection),
        Some(Value::String(name)) => rule_16_named_port(name, Some(protocol), connection, names),
        Some(number) => {
            let first = number.as_u64();
            let last = set(entry, "endPort").map_or(first, Value::as_u64);
            rule_17_same_protocol(protocol, connection) && rule_15_in_range(first, last, connection)
        }
    }
}

/// Rule 14: a port without a protocol is a TCP port.
fn rule_14_protocol(entry: &Value) -> &str {
    match text(entry, "/protocol") {
        "" => "TCP",
        protocol => protocol,
    }
}

/// Rule 14: a protocol without a port is every port of that protocol, and of no other.
fn rule_14_protocol_without_port(protocol: &str, connection: &Connection) -> bool {
    rule_17_same_protocol(protocol, connection)
}

/// Rule 15: `endPort` is part of the range.
fn rule_15_in_range(first: Option<u64>, last: Option<u64>, connection: &Connection) -> bool {
    let port = u64::from(connection.port);
    first.is_some_and(|first| first <= port) && last.is_some_and(|last| port <= last)
}

/// Rule 16: a name is looked up on the destination pod, together with its protocol. Without a
/// protocol (upstream cluster-wide kinds) the container port's own counts.
fn rule_16_named_port(
    name: &str,
    protocol: Option<&str>,
    connection: &Connection,
    names: Names,
) -> bool {
    if names == Names::Unknown {
        return false;
    }
    let Some(pod) = connection.destination.rule_21_selectable_pod() else {
        return false;
    };
    declared_ports(pod).any(|declared| {
        let declared_protocol = rule_14_protocol(declared);
        text(declared, "/name") == name
            && protocol.is_none_or(|protocol| protocol == declared_protocol)
            && rule_17_same_protocol(declared_protocol, connection)
            && at(declared, "/containerPort").and_then(Value::as_u64)
                == Some(u64::from(connection.port))
    })
}

/// The ports of the containers that run as long as the pod does: a sidecar is an init container
/// that always restarts.
fn declared_ports(pod: &Value) -> impl Iterator<Item = &Value> {
    let sidecars = list(pod, "/spec/initContainers")
        .iter()
        .filter(|container| text(container, "/restartPolicy") == "Always");
    list(pod, "/spec/containers")
        .iter()
        .chain(sidecars)
        .flat_map(|container| list(container, "/ports"))
}

/// Rule 17: TCP, UDP and SCTP are three things.
fn rule_17_same_protocol(protocol: &str, connection: &Connection) -> bool {
    protocol == connection.protocol.name()
}

/// An entry of `ports` of v1alpha1 and of the EKS kind; none when it has no field that we know.
pub(crate) fn admin_port_matches(
    entry: &Value,
    named_protocol: Option<&str>,
    connection: &Connection,
    names: Names,
) -> Option<bool> {
    if let Some(number) = set(entry, "portNumber") {
        let port = number.get("port").and_then(Value::as_u64);
        return Some(
            rule_17_same_protocol(rule_14_protocol(number), connection)
                && rule_15_in_range(port, port, connection),
        );
    }
    if let Some(range) = set(entry, "portRange") {
        return Some(
            rule_17_same_protocol(rule_14_protocol(range), connection)
                && range_matches(range, connection),
        );
    }
    let name = set(entry, "namedPort")?.as_str()?;
    Some(rule_16_named_port(name, named_protocol, connection, names))
}

/// An entry of `protocols` of v1alpha2; none when it has no field that we know.
pub(crate) fn protocol_matches(
    entry: &Value,
    connection: &Connection,
    names: Names,
) -> Option<bool> {
    for (field, protocol) in [("tcp", "TCP"), ("udp", "UDP"), ("sctp", "SCTP")] {
        if let Some(attributes) = set(entry, field) {
            let port_matches = set(attributes, "destinationPort")
                .is_none_or(|port| number_or_range_matches(port, connection));
            return Some(rule_17_same_protocol(protocol, connection) && port_matches);
        }
    }
    let name = set(entry, "destinationNamedPort")?.as_str()?;
    Some(rule_16_named_port(name, None, connection, names))
}

/// `destinationPort`.
fn number_or_range_matches(port: &Value, connection: &Connection) -> bool {
    if let Some(range) = set(port, "range") {
        return range_matches(range, connection);
    }
    let number = port.get("number").and_then(Value::as_u64);
    rule_15_in_range(number, number, connection)
}

/// `start` and `end` are both part of the range.
fn range_matches(range: &Value, connection: &Connection) -> bool {
    let bound = |field| range.get(field).and_then(Value::as_u64);
    rule_15_in_range(bound("start"), bound("end"), connection)
}
