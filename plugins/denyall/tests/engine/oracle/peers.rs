//! Rules 7 to 9, 12 and 13: whether a peer of a namespaced policy names the other end.

use std::net::IpAddr;

use ipnet::IpNet;
use serde_json::Value;

use super::{
    connection::{Connection, Side},
    objects::{labels_of, list, namespace_of, set, text},
    ports::Names,
    selector::rule_10_selects,
};

/// Whether one peer names the other end; if so, whether port names can be looked up through it.
pub(crate) fn peer_matches(
    peer: &Value,
    policy_namespace: &str,
    other: Side,
    connection: &Connection,
) -> Option<Names> {
    if let Some(block) = set(peer, "ipBlock") {
        let matches = rule_13_may_be_matched_by_address(other, connection)
            && rule_12_block_matches(block, other.address);
        return matches.then_some(Names::Unknown);
    }
    let pods = set(peer, "podSelector");
    let namespaces = set(peer, "namespaceSelector");
    rule_09_names_something(pods, namespaces)?;
    let pod = other.rule_21_selectable_pod()?;
    let matches = rule_07_namespace_matches(namespaces, policy_namespace, pod, connection)
        && rule_08_pod_matches_too(pods, pod);
    matches.then_some(Names::OfTheDestinationPod)
}

/// Rule 9: a peer with no field is rejected by the API server, and names nothing.
fn rule_09_names_something(pods: Option<&Value>, namespaces: Option<&Value>) -> Option<()> {
    pods.or(namespaces).map(|_| ())
}

/// Rule 7: without `namespaceSelector` the policy's own namespace is meant, with it any namespace
/// that it picks.
fn rule_07_namespace_matches(
    namespaces: Option<&Value>,
    policy_namespace: &str,
    pod: &Value,
    connection: &Connection,
) -> bool {
    match namespaces {
        None => namespace_of(pod) == policy_namespace,
        Some(selector) => rule_10_selects(
            selector,
            &connection
                .objects
                .rule_11_namespace_labels(namespace_of(pod)),
        ),
    }
}

/// Rules 7 and 8: a missing `podSelector` picks every pod of the namespaces; a given one must pick
/// the pod as well.
fn rule_08_pod_matches_too(pods: Option<&Value>, pod: &Value) -> bool {
    pods.is_none_or(|selector| rule_10_selects(selector, &labels_of(pod)))
}

/// Rule 13: whether an address range reaches pods is the implementation's choice; nodes, pods on a
/// node's network and everything outside the cluster are only ever named by address.
fn rule_13_may_be_matched_by_address(other: Side, connection: &Connection) -> bool {
    connection.semantics.ip_block_matches_pods || other.rule_21_selectable_pod().is_none()
}

/// Rule 12: `except` takes away from the `cidr` beside it, and from nothing else.
fn rule_12_block_matches(block: &Value, address: IpAddr) -> bool {
    cidr_contains(text(block, "/cidr"), address)
        && !list(block, "/except").iter().any(|except| {
            except
                .as_str()
                .is_some_and(|cidr| cidr_contains(cidr, address))
        })
}

/// Whether a range holds an address of its own family. Bits behind the prefix do not count.
pub(crate) fn cidr_contains(cidr: &str, address: IpAddr) -> bool {
    cidr.parse::<IpNet>()
        .is_ok_and(|network| network.trunc().contains(&address))
}
