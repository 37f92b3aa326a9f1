//! `TargetGroupBinding` (elbv2.k8s.aws/v1beta1): a target group of a load balancer, bound to a
//! Service. Source: AWS Load Balancer Controller, "`TargetGroupBinding`".

use plugin_kit::object::{Metadata, null_as_empty};
use serde::{Deserialize, Serialize};

use super::{IpBlock, PortReference};

/// A target group of a load balancer, bound to a Service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TargetGroupBinding {
    /// Name, namespace and annotations.
    pub metadata: Metadata,
    /// What it says.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub spec: TargetGroupBindingSpec,
}
plugin_kit::object!(
    TargetGroupBinding,
    "elbv2.k8s.aws",
    "v1beta1",
    "TargetGroupBinding",
    "targetgroupbindings",
    true
);

/// What it binds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TargetGroupBindingSpec {
    /// The Service.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub service_ref: TargetGroupService,
    /// `ip` or `instance`; absent means what the target group says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_type: Option<String>,
    /// Who may connect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub networking: Option<TargetGroupNetworking>,
}

/// A port of a Service of the same namespace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TargetGroupService {
    /// Name.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub name: String,
    /// The port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<PortReference>,
}

/// Who may connect.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TargetGroupNetworking {
    /// The rules.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub ingress: Vec<TargetGroupIngress>,
}

/// One rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TargetGroupIngress {
    /// Any of these.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub from: Vec<TargetGroupPeer>,
}

/// A range, or a security group, which is not read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TargetGroupPeer {
    /// The range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip_block: Option<IpBlock>,
}
