//! What was found that enforces network policies or could, and what says so.

use plugin_kit::object::ObjectRef;
use schemars::JsonSchema;
use serde::Serialize;

use crate::verdict::Profile;

/// Something that enforces network policies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Enforcer {
    /// What it is.
    pub name: EnforcerName,
    /// How it reads policies; null where no profile describes it.
    pub profile: Option<Profile>,
    /// What happens to pods that no policy selects, or none yet.
    pub mode: EnforcingMode,
}

/// What enforces network policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EnforcerName {
    /// The node agent of the Amazon VPC CNI.
    VpcCni,
    /// The nodes of EKS Auto Mode.
    AutoMode,
    /// Cilium.
    Cilium,
    /// Calico.
    Calico,
    /// Another network plugin that is known by its daemon set.
    Other,
}

impl EnforcerName {
    /// As people call it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VpcCni => "the Amazon VPC CNI",
            Self::AutoMode => "EKS Auto Mode",
            Self::Cilium => "Cilium",
            Self::Calico => "Calico",
            Self::Other => "another network plugin",
        }
    }

    /// The kinds of policies that only it knows, where there are such.
    pub(super) const fn own_kinds(self) -> Option<&'static str> {
        match self {
            Self::Cilium => Some("CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy"),
            Self::Calico => Some("NetworkPolicy and GlobalNetworkPolicy of projectcalico.org"),
            Self::Other => Some("policies of its own kinds, if it has any,"),
            Self::VpcCni | Self::AutoMode => None,
        }
    }

    /// How it reads policies.
    #[must_use]
    pub const fn profile(self) -> Option<Profile> {
        match self {
            Self::VpcCni | Self::AutoMode => Some(Profile::Eks),
            Self::Cilium => Some(Profile::Cilium),
            Self::Calico | Self::Other => None,
        }
    }
}

/// What happens to pods that no policy selects, or none yet (Amazon VPC CNI:
/// `NETWORK_POLICY_ENFORCING_MODE`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EnforcingMode {
    /// They are open.
    Standard,
    /// They are closed.
    Strict,
    /// Nothing says so.
    Unknown,
}

/// What an object says about enforcement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Evidence {
    /// The object.
    pub object: ObjectRef,
    /// Where in it; empty for the object as a whole.
    pub path: String,
    /// What it says, in words.
    pub value: String,
    /// What follows.
    pub says: Says,
}

/// What follows from a piece of evidence; the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Says {
    /// Policies are enforced.
    Enforces,
    /// What could enforce is switched off.
    DoesNot,
    /// Policies may be enforced; it proves nothing.
    Suggests,
}
