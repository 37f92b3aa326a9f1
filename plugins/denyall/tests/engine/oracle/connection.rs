//! One connection in one address family, as the rules of both directions see it.

use std::net::IpAddr;

use serde_json::Value;

use super::objects::{Objects, Protocol, Semantics, uses_host_network};

/// A connection attempt: the addresses of both ends are of one family.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Connection<'a> {
    pub(crate) objects: Objects<'a>,
    pub(crate) semantics: Semantics,
    pub(crate) source: Side<'a>,
    pub(crate) destination: Side<'a>,
    pub(crate) protocol: Protocol,
    pub(crate) port: u16,
}

/// One end, with its address in the family at hand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Side<'a> {
    pub(crate) pod: Option<&'a Value>,
    pub(crate) address: IpAddr,
}

/// The side whose policies are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Ingress,
    Egress,
}

impl Direction {
    /// The field of a policy that holds the rules of this direction.
    pub(crate) fn rules(self) -> &'static str {
        match self {
            Self::Ingress => "/spec/ingress",
            Self::Egress => "/spec/egress",
        }
    }

    /// The field of a rule that holds its peers.
    pub(crate) fn peers(self) -> &'static str {
        match self {
            Self::Ingress => "/from",
            Self::Egress => "/to",
        }
    }
}

impl<'a> Side<'a> {
    /// Rule 21: only a pod with an address of its own is a subject, or is picked by a selector.
    pub(crate) fn rule_21_selectable_pod(self) -> Option<&'a Value> {
        self.pod.filter(|pod| !uses_host_network(pod))
    }
}

impl<'a> Connection<'a> {
    /// The side that the policies of this direction protect.
    pub(crate) fn subject(&self, direction: Direction) -> Side<'a> {
        match direction {
            Direction::Ingress => self.destination,
            Direction::Egress => self.source,
        }
    }

    /// The side that the peers of this direction name.
    pub(crate) fn peer(&self, direction: Direction) -> Side<'a> {
        match direction {
            Direction::Ingress => self.source,
            Direction::Egress => self.destination,
        }
    }
}
