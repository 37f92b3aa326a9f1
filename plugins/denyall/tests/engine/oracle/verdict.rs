//! The answer for a pair: exemptions first, then the tiers in their order, both directions, each
//! address family for itself.

use std::net::IpAddr;

use serde_json::Value;

use super::{
    admin::Action,
    connection::{Connection, Direction, Side},
    network_policy,
    objects::{End, Objects, Protocol, Semantics, pod_addresses},
    tier::{self, Tier},
};

/// What the specifications say of one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four separate facts, not a state"
)]
pub(crate) struct Verdict {
    /// The source may send it, in some family.
    pub(crate) egress: bool,
    /// The destination may receive it, in some family.
    pub(crate) ingress: bool,
    /// In one family both hold.
    pub(crate) allowed: bool,
    /// Policies of equal priority disagree; the fields above follow the order of their names.
    pub(crate) ambiguous: bool,
}

const NOTHING: Verdict = Verdict {
    egress: false,
    ingress: false,
    allowed: false,
    ambiguous: false,
};
const EVERYTHING: Verdict = Verdict {
    egress: true,
    ingress: true,
    allowed: true,
    ambiguous: false,
};

/// Judges one connection. An end that does not exist reaches nothing and is reached by nothing.
pub(crate) fn allowed(
    objects: Objects,
    semantics: Semantics,
    from: &End,
    to: &End,
    protocol: Protocol,
    port: u16,
) -> Verdict {
    let (Some(source), Some(destination)) = (Party::find(objects, from), Party::find(objects, to))
    else {
        return NOTHING;
    };
    if rule_20_is_the_same_pod(from, to) {
        return EVERYTHING;
    }
    let mut verdict = NOTHING;
    for is_family in [IpAddr::is_ipv4, IpAddr::is_ipv6] {
        let (Some(source), Some(destination)) =
            (source.side(is_family), destination.side(is_family))
        else {
            continue;
        };
        let connection = Connection {
            objects,
            semantics,
            source,
            destination,
            protocol,
            port,
        };
        verdict = verdict.or(rule_03_both_directions(&connection));
    }
    verdict
}

impl Verdict {
    fn or(self, other: Self) -> Self {
        Self {
            egress: self.egress || other.egress,
            ingress: self.ingress || other.ingress,
            allowed: self.allowed || other.allowed,
            ambiguous: self.ambiguous || other.ambiguous,
        }
    }
}

/// An end with all its addresses.
struct Party<'a> {
    pod: Option<&'a Value>,
    addresses: Vec<IpAddr>,
}

impl<'a> Party<'a> {
    fn find(objects: Objects<'a>, end: &End) -> Option<Self> {
        match end {
            End::Pod { namespace, name } => objects.pod(namespace, name).map(|pod| Self {
                pod: Some(pod),
                addresses: pod_addresses(pod),
            }),
            End::Address(address) => Some(Self {
                pod: None,
                addresses: vec![*address],
            }),
        }
    }

    fn side(&self, is_family: fn(&IpAddr) -> bool) -> Option<Side<'a>> {
        let address = *self.addresses.iter().find(|address| is_family(address))?;
        Some(Side {
            pod: self.pod,
            address,
        })
    }
}

/// Rule 20: a pod reaches itself; the cluster-wide kinds do not touch its own address either.
fn rule_20_is_the_same_pod(from: &End, to: &End) -> bool {
    matches!(from, End::Pod { .. }) && from == to
}

/// Rule 3: the source must be allowed to send and the destination to receive.
fn rule_03_both_directions(connection: &Connection) -> Verdict {
    let (egress, unsure_egress) = direction_allows(connection, Direction::Egress);
    let (ingress, unsure_ingress) = direction_allows(connection, Direction::Ingress);
    Verdict {
        egress,
        ingress,
        allowed: egress && ingress,
        ambiguous: unsure_egress || unsure_ingress,
    }
}

/// One direction: the answer, and whether the specification leaves it open.
fn direction_allows(connection: &Connection, direction: Direction) -> (bool, bool) {
    // Rule 21: an end without an address of its own is no subject of any policy.
    let Some(subject) = connection.subject(direction).rule_21_selectable_pod() else {
        return (true, false);
    };
    if direction == Direction::Ingress && rule_19_comes_from_the_own_node(connection, subject) {
        return (true, false);
    }
    the_tiers_allow(connection, direction, subject)
}

/// Rule 19: a pod's own node always reaches it, and so does what uses that node's address. No
/// ingress peer of the cluster-wide kinds can name a node, so this comes before them.
fn rule_19_comes_from_the_own_node(connection: &Connection, subject: &Value) -> bool {
    connection.source.rule_21_selectable_pod().is_none()
        && connection
            .objects
            .addresses_of_the_node_of(subject)
            .contains(&connection.source.address)
}

/// Admin, then the namespaced policies, then Baseline, then allowed. Accept and Deny are final,
/// Pass goes on to the next tier; the namespaced policies are final for a pod that they isolate.
fn the_tiers_allow(connection: &Connection, direction: Direction, subject: &Value) -> (bool, bool) {
    let first = tier::decide(connection, direction, subject, Tier::Admin);
    match first.action {
        Some(Action::Accept) => return (true, first.ambiguous),
        Some(Action::Deny) => return (false, first.ambiguous),
        Some(Action::Pass) | None => {}
    }
    if let Some(allowed) = network_policy::decide(connection, direction, subject) {
        return (allowed, first.ambiguous);
    }
    let last = tier::decide(connection, direction, subject, Tier::Baseline);
    // Rule 1: what nothing decides is open.
    (
        last.action != Some(Action::Deny),
        first.ambiguous || last.ambiguous,
    )
}
