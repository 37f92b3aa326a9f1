//! `Node`: its addresses and labels.

use plugin_kit::object::{Metadata, null_as_empty};
use serde::{Deserialize, Serialize};

/// A node.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// Name and labels.
    pub metadata: Metadata,
    /// What the node reported.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub status: NodeStatus,
}
plugin_kit::object!(Node, "", "v1", "Node", "nodes", false);

/// What a node reported.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeStatus {
    /// Its addresses.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub addresses: Vec<NodeAddress>,
}

/// An address of a node.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeAddress {
    /// `InternalIP`, `ExternalIP`, or a kind of host name.
    #[serde(rename = "type")]
    pub kind: String,
    /// The address.
    pub address: String,
}
