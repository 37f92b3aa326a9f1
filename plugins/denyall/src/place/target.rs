//! Finds what a target names in the network.
//!
//! A pod that connects to a service's own address ends at a pod behind it, and policies see that
//! pod (Kubernetes: Network Policies, "Behavior of ipBlock selectors"). An address that a service
//! has is therefore the service, where pods are behind it; of others it is not known who answers.

use ipnet::IpNet;
use plugin_kit::Error;

use super::{Ends, Place, resolve};
use crate::{model::Network, policy::PolicySet};

/// Finds what a place names as the end that listens.
pub(crate) fn resolve_target(
    place: &Place,
    network: &Network<'_>,
    policies: &PolicySet,
) -> Result<Ends, Error> {
    let service = match place {
        Place::Block(block) => service_at(network, *block),
        _ => None,
    };
    resolve(service.as_ref().unwrap_or(place), network, policies)
}

/// The service with pods that has this address as its own.
fn service_at(network: &Network<'_>, block: IpNet) -> Option<Place> {
    let is_one_address = block.prefix_len() == block.max_prefix_len();
    let mut services = network.services.iter();
    let service = services.find(|service| {
        is_one_address && !service.pods.is_empty() && service.addresses.contains(&block.addr())
    })?;
    Some(Place::Service {
        namespace: network.namespaces.get(service.namespace)?.name.to_owned(),
        name: service.name.to_owned(),
    })
}
