//! Addresses that an attacker looks for: credentials and the API server.
//!
//! The service `default/kubernetes` leads to the API server ("Kubernetes: Access Clusters Using the
//! API", from within a pod). What a policy sees of it is taken to be the service's own address.

use std::net::IpAddr;

use super::{
    aws::{METADATA, POD_IDENTITY},
    report::Kind,
};
use crate::{model::Network, protocol::Protocol};

const API_NAMESPACE: &str = "default";
const API_SERVICE: &str = "kubernetes";
const HTTP: u16 = 80;
const HTTPS: u16 = 443;

/// An address that is worth more than others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// What it is.
    pub(super) kind: Kind,
    /// Its addresses, one a family.
    pub(super) addresses: Vec<IpAddr>,
    /// Protocol and port on which it answers.
    pub(super) port: (Protocol, u16),
}

/// The addresses that matter in a network. The agent of EKS Pod Identity counts where it runs.
pub(super) fn targets(network: &Network<'_>, has_agent: bool) -> Vec<Target> {
    let families = |addresses: [IpAddr; 2]| {
        // The second address exists on nodes with IPv6 only.
        let with_ipv6 = network.addresses.keys().any(IpAddr::is_ipv6);
        let addresses = addresses.into_iter();
        addresses.filter(|it| it.is_ipv4() || with_ipv6).collect()
    };
    let mut targets = vec![Target {
        kind: Kind::Metadata,
        addresses: families(METADATA),
        port: (Protocol::Tcp, HTTP),
    }];
    if has_agent {
        targets.push(Target {
            kind: Kind::PodIdentity,
            addresses: families(POD_IDENTITY),
            port: (Protocol::Tcp, HTTP),
        });
    }
    let service = network.service(API_NAMESPACE, API_SERVICE);
    if let Some(service) = service.and_then(|it| network.services.get(it))
        && !service.addresses.is_empty()
    {
        targets.push(Target {
            kind: Kind::ApiServer,
            addresses: service.addresses.clone(),
            port: (Protocol::Tcp, HTTPS),
        });
    }
    targets
}
