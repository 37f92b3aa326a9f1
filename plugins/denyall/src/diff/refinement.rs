//! Cuts the addresses outside into ranges that neither of two sets of policies cuts further.
//!
//! Ranges in CIDR form never overlap in part: one holds another, or they have nothing in common.

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use crate::{
    model::Network,
    place::policy_nets,
    policy::{AddressBlock, PolicySet, neighbour::next},
};

/// Addresses that no policy of either side tells apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// All of them.
    pub(super) block: AddressBlock,
    /// One that nobody in either cluster has.
    pub(super) example: IpAddr,
}

/// Every range of two sets of policies, without the ranges inside it. Ranges all of whose addresses
/// somebody in a cluster has are left out: those ends are compared by name.
pub(super) fn refine(policies: [&PolicySet; 2], networks: [&Network<'_>; 2]) -> Vec<Place> {
    let everything = [IpNet::V4(Ipv4Net::default()), IpNet::V6(Ipv6Net::default())];
    let named = policies.into_iter().flat_map(policy_nets);
    let mut nets: Vec<IpNet> = named.map(|net| net.trunc()).chain(everything).collect();
    // A range stands before the ranges inside it.
    nets.sort_by_key(|net| (net.network(), net.prefix_len()));
    nets.dedup();
    let mut blocks: Vec<AddressBlock> = Vec::with_capacity(nets.len());
    let mut open: Vec<usize> = Vec::new();
    for net in nets {
        let holds = |index: &usize| {
            let block = blocks.get(*index);
            block.is_some_and(|block: &AddressBlock| block.cidr.contains(&net))
        };
        while open.last().is_some_and(|last| !holds(last)) {
            open.pop();
        }
        if let Some(around) = open.last().and_then(|last| blocks.get_mut(*last)) {
            around.except.push(net);
        }
        open.push(blocks.len());
        blocks.push(AddressBlock::new(net));
    }
    let free = |block: AddressBlock| {
        let example = free(&block, networks)?;
        Some(Place { block, example })
    };
    blocks.into_iter().filter_map(free).collect()
}

/// The first address of a block that nobody has; its exceptions are sorted.
fn free(block: &AddressBlock, networks: [&Network<'_>; 2]) -> Option<IpAddr> {
    let mut address = block.cidr.network();
    let mut except = block.except.iter().peekable();
    loop {
        if !block.cidr.contains(&address) {
            return None;
        }
        if let Some(part) = except.next_if(|part| part.contains(&address)) {
            address = next(part.broadcast())?;
        } else if networks
            .iter()
            .any(|it| it.addresses.contains_key(&address))
        {
            address = next(address)?;
        } else {
            return Some(address);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(cidr: &str, except: &[&str]) -> AddressBlock {
        AddressBlock {
            cidr: cidr.parse().unwrap(),
            except: except.iter().map(|it| it.parse().unwrap()).collect(),
        }
    }

    #[test]
    fn without_policies_each_family_is_one_place() {
        let (network, policies) = (Network::default(), PolicySet::default());
        let places = refine([&policies, &policies], [&network, &network]);
        let blocks: Vec<AddressBlock> = places.into_iter().map(|place| place.block).collect();
        assert_eq!(blocks, [block("0.0.0.0/0", &[]), block("::/0", &[])]);
    }

    #[test]
    fn an_example_is_in_no_exception_and_is_nobodys() {
        let mut network = Network::default();
        let held = "10.1.0.0".parse().unwrap();
        network.addresses.insert(held, crate::model::Holder::Pod(0));
        let found = |cidr: &str, except: &[&str]| {
            let found = free(&block(cidr, except), [&network, &Network::default()]);
            found.map(|address| address.to_string())
        };
        assert_eq!(
            found("10.0.0.0/8", &["10.0.0.0/16"]).as_deref(),
            Some("10.1.0.1")
        );
        assert_eq!(found("10.1.0.0/32", &[]), None);
        assert_eq!(
            found("255.0.0.0/8", &["255.0.0.0/9", "255.128.0.0/9"]),
            None
        );
    }
}
