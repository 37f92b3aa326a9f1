//! Flows of name resolution.
//!
//! Rules: "Pod's DNS Policy": absent means `ClusterFirst`; with the node's network that falls back
//! to `Default`, the node's own resolver; `None` means the servers of `dnsConfig`, which are asked
//! beside the others, too. On EC2 the node's resolver is 169.254.169.253 or the VPC's base plus two
//! ("Amazon DNS server"); no object tells which.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;

use super::{
    Confidence, EvidenceSource, Party, UnknownReason,
    cluster::{Cluster, Subject},
    gathering::{Gathering, Hint, Listener},
    names::Target,
    services::{DNS_PORT, dns},
};
use crate::{
    address::Host,
    model::{Pod, WorkloadKind},
    protocol::Protocol,
};

const AMAZON_RESOLVER: IpAddr = IpAddr::V4(Ipv4Addr::new(169, 254, 169, 253));
/// The daemon set that answers on each node and asks the cluster's DNS itself.
const NODE_LOCAL_DNS: &str = "node-local-dns";

/// Adds the flows of name resolution.
pub(super) fn add(cluster: &Cluster<'_, '_>, gathering: &mut Gathering) {
    for (subject, workload) in cluster.subjects.iter().zip(&cluster.network.workloads) {
        for pod in &subject.pods {
            let policy = pod.spec.dns_policy.as_deref().unwrap_or("ClusterFirst");
            let is_node_local =
                workload.kind == WorkloadKind::DaemonSet && workload.name == NODE_LOCAL_DNS;
            let asks_cluster = match policy {
                "ClusterFirst" => !pod.host_network,
                "ClusterFirstWithHostNet" => true,
                _ => false,
            };
            if asks_cluster || is_node_local {
                let evidence = subject.evidence(EvidenceSource::DnsResolution, "dnsPolicy", policy);
                gathering.add(&subject.party, &dns(), Confidence::High, evidence);
            }
            if policy == "Default" && !pod.host_network {
                add_resolver(subject, gathering);
            }
            add_servers(cluster, subject, pod, gathering);
        }
    }
}

fn add_resolver(subject: &Subject<'_, '_>, gathering: &mut Gathering) {
    let evidence = subject.evidence(EvidenceSource::DnsResolution, "dnsPolicy", "Default");
    for protocol in [Protocol::Udp, Protocol::Tcp] {
        let resolver = Listener {
            party: Party::Addresses(vec![IpNet::from(AMAZON_RESOLVER)]),
            protocol,
            port: DNS_PORT,
        };
        gathering.add(
            &subject.party,
            &resolver,
            Confidence::Medium,
            evidence.clone(),
        );
    }
    let hint = Hint {
        from: Some(subject.party.clone()),
        names: "the node's resolver".to_owned(),
        port: Some(DNS_PORT),
        ..Hint::default()
    };
    gathering.miss(hint, UnknownReason::NodeResolver, evidence);
}

fn add_servers(
    cluster: &Cluster<'_, '_>,
    subject: &Subject<'_, '_>,
    pod: &Pod<'_>,
    gathering: &mut Gathering,
) {
    let servers = pod.spec.dns_config.iter().flat_map(|it| &it.nameservers);
    for server in servers.filter_map(|server| server.parse::<IpAddr>().ok()) {
        for protocol in [Protocol::Udp, Protocol::Tcp] {
            let host = Host::Ip(server);
            let target = Target::at(&host, DNS_PORT, protocol);
            let evidence = subject.evidence(
                EvidenceSource::DnsResolution,
                "dnsConfig.nameservers",
                server.to_string(),
            );
            cluster.add_target(gathering, subject, &target, evidence);
        }
    }
}

#[cfg(test)]
mod tests;
