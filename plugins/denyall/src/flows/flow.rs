//! A network flow that somebody observed, in terms that no log format owns.

use std::{collections::BTreeMap, net::IpAddr, sync::Arc};

use ipnet::IpNet;
use jiff::Timestamp;

use crate::protocol::Protocol;

/// All observations of one end talking to another end's port.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObservedFlow {
    /// The end that opened the connection.
    pub source: Arc<FlowEnd>,
    /// The end that was connected to.
    pub destination: Arc<FlowEnd>,
    /// Transport protocol.
    pub protocol: Protocol,
    /// Port of the destination, as it was seen: before or after a Service's translation, depending
    /// on the format.
    pub port: u16,
    /// What was decided.
    pub verdict: FlowVerdict,
    /// Which log it is from.
    pub format: FlowFormat,
    /// The side of the pod that it was seen on; absent where it was seen on both, or not told.
    pub direction: Option<Direction>,
    /// How it is known which end opened the connection.
    pub opener: Opener,
    /// The first time that it was seen.
    pub first: Option<Timestamp>,
    /// The last time that it was seen.
    pub last: Option<Timestamp>,
    /// How many records tell of it; at least one.
    pub count: u64,
}

/// One end of a flow: whatever the log tells about it. Names are as the log spells them.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlowEnd {
    /// Namespace of the pod.
    pub namespace: Option<String>,
    /// Name of the pod.
    pub pod: Option<String>,
    /// The controller of the pod.
    pub workload: Option<FlowWorkload>,
    /// IP address.
    pub address: Option<IpAddr>,
    /// A range of addresses, from a table.
    pub network: Option<IpNet>,
    /// Labels of the pod, or of a Cilium identity (`reserved:world`).
    pub labels: BTreeMap<String, String>,
    /// DNS names that the address was resolved from, sorted.
    pub names: Vec<String>,
}

/// The controller of a pod: kind and name, as the log spells them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlowWorkload {
    /// Kind, such as `Deployment`.
    pub kind: String,
    /// Name.
    pub name: String,
}

/// What was decided about a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FlowVerdict {
    /// It passed.
    Accepted,
    /// It was dropped by a policy, a security group or a network ACL.
    Denied,
    /// It passed, and would be dropped if policies were enforced.
    Audited,
    /// The log does not tell, or tells of something else than a decision.
    Unknown,
}

/// The side of a pod that a flow was seen on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// At the destination.
    Ingress,
    /// At the source.
    Egress,
}

/// How it is known which end opened the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Opener {
    /// From the port numbers only.
    Guessed,
    /// From TCP flags, connection tracking, or whoever wrote the table.
    Seen,
}

/// The log that a flow is from. Flows of two formats are never merged: an ACCEPT in a VPC flow log
/// is the word of security groups, one of the agent is the word of network policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FlowFormat {
    /// The EKS network policy agent.
    Agent,
    /// VPC flow logs.
    Vpc,
    /// Hubble of Cilium.
    Hubble,
    /// A table with a header line.
    Table,
}

impl FlowEnd {
    /// An end of which only the IP address is known.
    #[must_use]
    pub fn of_address(address: IpAddr) -> Self {
        Self {
            address: Some(address.to_canonical()),
            ..Self::default()
        }
    }

    /// The memory that its text takes, in bytes.
    pub(super) fn weight(&self) -> usize {
        let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let workload = self
            .workload
            .as_ref()
            .map_or(0, |workload| workload.kind.len() + workload.name.len());
        let labels = self
            .labels
            .iter()
            .map(|(key, value)| key.len() + value.len() + 64);
        let names = self.names.iter().map(|name| name.len() + 32);
        size_of::<Self>()
            + length(&self.namespace)
            + length(&self.pod)
            + workload
            + labels.sum::<usize>()
            + names.sum::<usize>()
    }
}

impl Direction {
    pub(super) const fn flipped(self) -> Self {
        match self {
            Self::Ingress => Self::Egress,
            Self::Egress => Self::Ingress,
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        if word.eq_ignore_ascii_case("ingress") {
            Some(Self::Ingress)
        } else if word.eq_ignore_ascii_case("egress") {
            Some(Self::Egress)
        } else {
            None
        }
    }
}
