//! What AWS gives to whoever is in a pod.
//!
//! Sources: Amazon EKS User Guide, "IAM roles for service accounts" (the annotation), "EKS Pod
//! Identity" (the agent answers on a link-local address to pods that have an association; which
//! ones do, only the EKS API says); Amazon EC2 User Guide, "Instance metadata" (the node's role).

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use plugin_kit::{
    Snapshot,
    object::{Object as _, ServiceAccount},
};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    model::{Network, WorkloadKind},
    protocol::Protocol,
    solve::Solution,
    verdict::Endpoint,
};

const ROLE_ANNOTATION: &str = "eks.amazonaws.com/role-arn";
const AGENT_NAMESPACE: &str = "kube-system";
const AGENT: &str = "eks-pod-identity-agent";
/// Port of both link-local services.
const CREDENTIALS_PORT: u16 = 80;

/// Instance metadata, with the credentials of the node's role.
pub(super) const METADATA: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)),
];

/// The agent of EKS Pod Identity.
pub(super) const POD_IDENTITY: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::new(169, 254, 170, 23)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x23)),
];

/// What AWS gives there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Aws {
    /// Roles of its service accounts.
    pub roles: Vec<IrsaRole>,
    /// Whether the metadata address is reached from there, and with it the node's role.
    pub node_role: bool,
    /// Whether the agent of EKS Pod Identity runs and is reached from there: a role, if the service
    /// account has an association.
    pub pod_identity: bool,
}

/// A role that a service account names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct IrsaRole {
    /// Its ARN, as the annotation has it.
    pub role_arn: String,
    /// Namespace of the service account.
    pub namespace: String,
    /// Name of the service account.
    pub service_account: String,
}

/// What is known of roles.
pub(super) struct Roles<'a> {
    by_account: HashMap<(&'a str, &'a str), &'a str>,
    has_agent: bool,
}

impl<'a> Roles<'a> {
    pub(super) fn of(snapshot: &'a Snapshot, network: &Network<'_>) -> Self {
        let accounts = snapshot.all::<ServiceAccount>().iter();
        let by_account = accounts.filter_map(|account| {
            let metadata = account.metadata();
            let arn = metadata.annotations.get(ROLE_ANNOTATION)?;
            let key = (metadata.namespace_or_empty(), metadata.name.as_str());
            Some((key, arn.as_str()))
        });
        Self {
            by_account: by_account.collect(),
            has_agent: network
                .workload(AGENT_NAMESPACE, WorkloadKind::DaemonSet, AGENT)
                .is_some(),
        }
    }

    /// Whether the agent of EKS Pod Identity runs.
    pub(super) const fn has_agent(&self) -> bool {
        self.has_agent
    }

    /// What AWS gives to whoever is in one of these pods; nothing where it gives nothing.
    pub(super) fn of_pods(&self, solution: &Solution<'_>, pods: &[usize]) -> Option<Aws> {
        let network = solution.network();
        let mut aws = Aws::default();
        for index in pods {
            let Some(pod) = network.pods.get(*index) else {
                continue;
            };
            let namespace = network
                .namespaces
                .get(pod.namespace)
                .map_or("", |it| it.name);
            if let Some(arn) = self.by_account.get(&(namespace, pod.service_account)) {
                aws.roles.push(IrsaRole {
                    role_arn: (*arn).to_owned(),
                    namespace: namespace.to_owned(),
                    service_account: pod.service_account.to_owned(),
                });
            }
            let pod = Endpoint::Pod(*index);
            aws.node_role = aws.node_role || reaches_any(solution, pod, &METADATA);
            aws.pod_identity =
                aws.pod_identity || self.has_agent && reaches_any(solution, pod, &POD_IDENTITY);
        }
        aws.roles.sort_unstable();
        aws.roles.dedup();
        (aws != Aws::default()).then_some(aws)
    }
}

/// Whether a pod gets credentials at one of these addresses.
fn reaches_any(solution: &Solution<'_>, from: Endpoint, addresses: &[IpAddr]) -> bool {
    addresses.iter().any(|address| {
        let connections = solution.connections_between(from, Endpoint::Address(*address));
        connections.contains(Protocol::Tcp, CREDENTIALS_PORT)
    })
}
