//! Pods that get AWS credentials from EKS Pod Identity and cannot reach its agent.
//!
//! The agent answers on every node at 169.254.170.23 and `fd00:ec2::23`, port 80 (Amazon EKS User
//! Guide: "Understand how EKS Pod Identity works").

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use crate::{
    audit::{
        finding::{Finding, RuleId},
        scene::Scene,
    },
    object,
    policy::Direction,
    protocol::Protocol,
    verdict::Endpoint,
};

const AGENT: [&str; 2] = ["169.254.170.23", "fd00:ec2::23"];
const PORT: u16 = 80;

pub(super) fn find(scene: &Scene<'_>) -> Vec<Finding> {
    let users: BTreeSet<(&str, &str)> = scene
        .snapshot
        .all::<object::Pod>()
        .iter()
        .filter(|pod| pod.spec.uses_pod_identity())
        .map(|pod| {
            (
                pod.metadata.namespace_or_empty(),
                pod.metadata.name.as_str(),
            )
        })
        .collect();
    if users.is_empty() {
        return Vec::new();
    }
    let agent: Vec<IpAddr> = AGENT.iter().filter_map(|it| it.parse().ok()).collect();
    let mut cut_off: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for index in scene.isolated(Direction::Egress).into_values().flatten() {
        let Some(group) = scene.groups.get(index) else {
            continue;
        };
        let namespace = scene.namespace(group.namespace);
        let is_user = group.pods.iter().any(|pod| {
            let pod = scene.network.pods.get(*pod);
            pod.is_some_and(|pod| users.contains(&(namespace, pod.name)))
        });
        let reaches = |address: &IpAddr| {
            scene.may_send(group, Endpoint::Address(*address), Protocol::Tcp, PORT)
        };
        if is_user && !agent.iter().any(reaches) {
            cut_off.entry(group.namespace).or_default().push(index);
        }
    }
    let cut_off = cut_off.into_iter();
    cut_off
        .map(|(namespace, groups)| {
            let title = format!(
                "pods of namespace {} cannot get their AWS credentials from 169.254.170.23",
                scene.namespace(namespace)
            );
            let object = scene.namespace_object(namespace);
            Finding::new(RuleId::PodIdentityBlocked, object, title).with(scene.workloads(&groups))
        })
        .collect()
}
