//! IPv4 egress of clusters with IPv6 pods.
//!
//! The VPC CNI gives such pods an IPv4 interface for egress, which its agent does not filter; a
//! default denial does not stop the IPv4 metadata address (Amazon VPC CNI: `ENABLE_V4_EGRESS`).

use plugin_kit::object::Object;

use crate::{
    audit::{
        finding::{Finding, RuleId},
        scene::Scene,
    },
    object::EnforcerDaemonSet,
};

const AWS_NODE: &str = "aws-node";
const V4_EGRESS: &str = "ENABLE_V4_EGRESS";

pub(super) fn find(scene: &Scene<'_>) -> Vec<Finding> {
    let pods = scene.network.pods.iter();
    let mut addresses = pods
        .filter(|pod| !pod.host_network)
        .flat_map(|pod| &pod.addresses);
    if !scene.is_eks() || !addresses.any(std::net::IpAddr::is_ipv6) {
        return Vec::new();
    }
    let daemon_sets = scene.snapshot.all::<EnforcerDaemonSet>().iter();
    let aws_node = daemon_sets.filter(|it| it.metadata.name == AWS_NODE);
    aws_node
        .filter(|aws_node| aws_node.variable(V4_EGRESS) != Some("false"))
        .map(|aws_node| {
            let title = "IPv4 egress of IPv6 pods is not held by any policy";
            Finding::new(RuleId::Ipv4EgressUnfiltered, aws_node.reference(), title)
        })
        .collect()
}
