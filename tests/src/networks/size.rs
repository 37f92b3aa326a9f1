//! Which scenes there are, by name.

use std::fmt;
use std::str::FromStr;

use super::layout::Layout;

/// A scene. Counts are of workloads' pods and of policies; the cluster DNS adds two pods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// 30 pods in 3 namespaces, 30 policies.
    S,
    /// 1,000 pods in 100 namespaces, 1,000 policies.
    M,
    /// 10,000 pods of 1,000 workloads, 2,000 policies.
    L,
    /// 100,000 pods of 10,000 workloads, 20,000 policies.
    Xl,
    /// 10,000 pods, each with a label value of its own, and a policy for each that selects by it:
    /// no two pods are alike.
    UniqueLabels,
    /// M, with selectors of `NotIn` and `DoesNotExist` only.
    NotIn,
    /// M, and 500 overlapping `ipBlock`s with exceptions.
    OverlappingBlocks,
    /// M, and 1,000 overlapping port ranges of three protocols.
    PortRanges,
    /// M, and 30 ports for one address range in every namespace: more than the 24 combinations of
    /// port and protocol that the VPC CNI keeps for one address.
    ManyPorts,
    /// M, and 1,000 `ClusterNetworkPolicy` objects of one tier and one priority.
    OnePriority,
}

/// No scene has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no scene is called {0}")]
pub struct UnknownSize(String);

impl Size {
    /// Every scene.
    pub const ALL: &[Self] = &[
        Self::S,
        Self::M,
        Self::L,
        Self::Xl,
        Self::UniqueLabels,
        Self::NotIn,
        Self::OverlappingBlocks,
        Self::PortRanges,
        Self::ManyPorts,
        Self::OnePriority,
    ];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::S => "s",
            Self::M => "m",
            Self::L => "l",
            Self::Xl => "xl",
            Self::UniqueLabels => "unique-labels",
            Self::NotIn => "not-in",
            Self::OverlappingBlocks => "overlapping-blocks",
            Self::PortRanges => "port-ranges",
            Self::ManyPorts => "many-ports",
            Self::OnePriority => "one-priority",
        }
    }

    pub(super) const fn layout(self) -> Layout {
        let (namespaces, replicas) = match self {
            Self::S => (3, 2),
            Self::M
            | Self::NotIn
            | Self::OverlappingBlocks
            | Self::PortRanges
            | Self::ManyPorts
            | Self::OnePriority => (100, 2),
            Self::L | Self::UniqueLabels => (200, 10),
            Self::Xl => (2000, 10),
        };
        Layout {
            namespaces,
            replicas,
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Size {
    type Err = UnknownSize;

    fn from_str(name: &str) -> Result<Self, UnknownSize> {
        Self::ALL
            .iter()
            .copied()
            .find(|size| size.name() == name)
            .ok_or_else(|| UnknownSize(name.to_owned()))
    }
}
