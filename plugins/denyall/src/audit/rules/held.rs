//! Pods that policies do not hold, whatever they say.
//!
//! Pods with `hostNetwork` have their node's address, and policies are about pods ("Network
//! Policies: what you can't do"). The policies of the Amazon VPC CNI hold pods on Linux nodes of
//! Amazon EC2 only (Amazon EKS User Guide: "Limit pod traffic with Kubernetes network policies").

use std::collections::{BTreeMap, BTreeSet};

use plugin_kit::report::Severity;

use crate::{
    audit::{
        finding::{Finding, RuleId},
        scene::Scene,
    },
    model::Pod,
};

const COMPUTE_TYPE: &str = "eks.amazonaws.com/compute-type";
const FARGATE_PROFILE: &str = "eks.amazonaws.com/fargate-profile";
const OPERATING_SYSTEM: &str = "kubernetes.io/os";

pub(super) fn find(scene: &Scene<'_>) -> Vec<Finding> {
    let mut found: BTreeMap<(RuleId, usize, &str), BTreeSet<usize>> = BTreeMap::new();
    for pod in &scene.network.pods {
        let held = if pod.host_network {
            Some((RuleId::HostNetwork, "use their node's network"))
        } else if scene.is_eks() {
            place(scene, pod).map(|place| (RuleId::PodsNotHeld, place))
        } else {
            None
        };
        if let Some((rule, what)) = held {
            let workloads = found.entry((rule, pod.namespace, what)).or_default();
            workloads.insert(pod.workload);
        }
    }
    let found = found.into_iter();
    found
        .map(|((rule, namespace, what), workloads)| {
            let title = format!("pods of namespace {} {what}", scene.namespace(namespace));
            let severity = if scene.is_system(namespace) {
                Severity::Low
            } else {
                rule.severity()
            };
            let workloads = workloads.into_iter().filter_map(|it| scene.workload(it));
            Finding::new(rule, scene.namespace_object(namespace), title)
                .with(workloads)
                .rated(severity)
        })
        .collect()
}

/// Where a pod runs, if that is where the VPC CNI holds no pods.
pub(in crate::audit) fn place(scene: &Scene<'_>, pod: &Pod<'_>) -> Option<&'static str> {
    let node = pod
        .node
        .and_then(|node| scene.network.nodes.get(node)?.labels);
    let label = |key: &str| node.and_then(|labels| labels.get(key)).map(String::as_str);
    if label(COMPUTE_TYPE) == Some("fargate") || pod.labels.contains_key(FARGATE_PROFILE) {
        Some("run on AWS Fargate, where no policy holds them")
    } else if label(OPERATING_SYSTEM) == Some("windows") {
        Some("run on Windows nodes, where no policy holds them")
    } else {
        None
    }
}
