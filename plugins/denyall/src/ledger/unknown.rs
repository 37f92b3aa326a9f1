//! What points at a flow and could not be turned into one. It is listed, never denied in silence.

use super::{Evidence, Party};
use crate::protocol::Protocol;

/// Something that points at a flow which cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unknown {
    /// Who would open it; absent when that is what is not known.
    pub from: Option<Party>,
    /// Who would accept it; absent when that is what is not known.
    pub to: Option<Party>,
    /// What is named: a host, an address, a selector.
    pub names: String,
    /// The protocol, where it is known.
    pub protocol: Option<Protocol>,
    /// The port, where it is known.
    pub port: Option<u16>,
    /// Why no flow could be made of it.
    pub reason: UnknownReason,
    /// What points at it, sorted.
    pub evidence: Vec<Evidence>,
}

/// Why no flow could be made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnknownReason {
    /// A name of the cluster's domain, or without dots, that is no Service here.
    NoSuchService,
    /// The Service has no such port, nor have its pods.
    NoSuchPort,
    /// A name or address outside of the cluster, and nothing tells the port.
    NoPort,
    /// A word with dots in running text, which may be a name and has no port.
    BareName,
    /// The value of a variable that says address was not taken for one.
    NotAnAddress,
    /// Names are resolved by the node's resolver, whose address no object holds.
    NodeResolver,
    /// The Service selects no pods: somebody else writes its endpoints.
    NoPods,
    /// The Service's port has a name that none of its pods knows.
    NoTargetPort,
    /// An address of the cluster's own ranges, which nobody holds now.
    AddressNotHeld,
    /// The pod that holds the address now is younger than the observation.
    AddressReused,
    /// A log names a pod or workload that is not here now.
    NotHere,
    /// Something is scraped and nothing that scrapes was found.
    NoScraper,
    /// Ingress is handled by a controller that was not found.
    NoController,
    /// A `ConfigMap` that a workload needs was not read or does not exist.
    NoConfigMap,
    /// The address is in a Secret, whose value is not read.
    InSecret,
    /// Sources may have any address: where clients connect from is not in the configuration.
    AnySource,
}

impl UnknownReason {
    /// As a sentence without its end.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoSuchService => "no Service of this name",
            Self::NoSuchPort => "neither the Service nor its pods have this port",
            Self::NoPort => "nothing tells the port",
            Self::BareName => "it may be a name, and nothing tells the port",
            Self::NotAnAddress => "its value was not taken for an address",
            Self::NodeResolver => "no object holds the address of the node's resolver",
            Self::NoPods => "the Service selects no pods",
            Self::NoTargetPort => "no pod of the Service has a port of this name",
            Self::AddressNotHeld => "nobody holds this address now",
            Self::AddressReused => "the pod that holds this address started later",
            Self::NotHere => "no such pod or workload now",
            Self::NoScraper => "nothing that scrapes was found",
            Self::NoController => "no controller of this class was found",
            Self::NoConfigMap => "the ConfigMap was not found",
            Self::InSecret => "the address is in a Secret, which is not read",
            Self::AnySource => "clients may have any address",
        }
    }
}
