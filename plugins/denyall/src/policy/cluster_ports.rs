//! Normalises the ports of the cluster-wide kinds: `protocols` of v1alpha2, and `ports` of the
//! others ("`ClusterNetworkPolicyProtocol` API", "`AdminNetworkPolicyPort` API").

use super::{
    PolicyKind, Port, Ports,
    cluster_policy::{Reader, Unknown},
};
use crate::{
    object::{
        ClusterPolicyPort, ClusterPolicyProtocol, ClusterPolicyRule, DestinationPort, PortSpan,
        ProtocolPorts,
    },
    protocol::Protocol,
};

/// The ports of a rule; no list means all.
pub(super) fn read(
    reader: &mut Reader,
    path: &str,
    rule: &ClusterPolicyRule,
) -> Result<Ports, Unknown> {
    let entries: Vec<Option<Entry>> = if reader.kind == PolicyKind::ClusterNetworkPolicy {
        rule.protocols.iter().map(of_protocol).collect()
    } else {
        let kind = reader.kind;
        rule.ports.iter().map(|port| of_port(port, kind)).collect()
    };
    if entries.is_empty() {
        return Ok(Ports::All);
    }
    let mut ports = Vec::new();
    let mut unknown = false;
    for entry in entries {
        match entry {
            Some(Entry::Ports(port)) => ports.push(port),
            Some(Entry::Refused(problem)) => reader.note(path, problem),
            None => {
                let problem = "a port without any field that is known; the rule fails closed";
                reader.note(path, problem);
                unknown = true;
            }
        }
    }
    if unknown {
        Err(Unknown)
    } else {
        Ok(Ports::Listed(ports))
    }
}

/// One entry of a list of ports.
enum Entry {
    Ports(Port),
    /// What the API server would refuse; it matches nothing.
    Refused(&'static str),
}

fn of_port(port: &ClusterPolicyPort, kind: PolicyKind) -> Option<Entry> {
    if let Some(number) = &port.port_number {
        return Some(span(number.protocol.as_deref(), number.port, number.port));
    }
    if let Some(range) = &port.port_range {
        return Some(span(range.protocol.as_deref(), range.start, range.end));
    }
    Some(Entry::Ports(Port::Named {
        // The EKS controller, the only reader of this kind, takes a named port for a TCP port.
        protocol: (kind == PolicyKind::EksClusterNetworkPolicy).then_some(Protocol::Tcp),
        name: port.named_port.clone()?,
    }))
}

fn of_protocol(entry: &ClusterPolicyProtocol) -> Option<Entry> {
    let protocols = [
        (&entry.tcp, Protocol::Tcp),
        (&entry.udp, Protocol::Udp),
        (&entry.sctp, Protocol::Sctp),
    ];
    for (ports, protocol) in protocols {
        if let Some(ports) = ports {
            return Some(of_destination(ports, protocol));
        }
    }
    Some(Entry::Ports(Port::Named {
        protocol: None,
        name: entry.destination_named_port.clone()?,
    }))
}

fn of_destination(ports: &ProtocolPorts, protocol: Protocol) -> Entry {
    let word = Some(protocol.as_str());
    match &ports.destination_port {
        None => Entry::Ports(Port::all(protocol)),
        Some(DestinationPort {
            range: Some(PortSpan { start, end, .. }),
            ..
        }) => span(word, *start, *end),
        Some(DestinationPort {
            number: Some(number),
            ..
        }) => span(word, *number, *number),
        Some(_) => Entry::Refused("a destinationPort without a number or a range"),
    }
}

fn span(protocol: Option<&str>, first: u16, last: u16) -> Entry {
    match Protocol::of_field(protocol) {
        Err(_) => Entry::Refused("the protocol is none of TCP, UDP and SCTP"),
        Ok(_) if first > last => Entry::Refused("a range that ends before it starts"),
        Ok(protocol) => Entry::Ports(Port::Range {
            protocol,
            first,
            last,
        }),
    }
}
