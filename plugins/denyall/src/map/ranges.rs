//! Ranges of addresses as people write them.
//!
//! What is public: IANA "IPv4 Special-Purpose Address Registry" and "IPv6 Global Unicast Address
//! Space". A set of addresses is called the internet when all public addresses of its families are
//! in it, whatever else is.

use std::{collections::BTreeMap, net::IpAddr};

use ipnet::{IpNet, Ipv4Subnets, Ipv6Subnets};

use crate::policy::{
    AddressBlock,
    neighbour::{next, previous},
};

/// What all of the public address space is called.
pub(crate) const INTERNET: &str = "internet";

/// Ranges that no public host is in.
const NOT_PUBLIC: &[&str] = &[
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/3",
];

/// Where all public addresses of version 6 are.
const PUBLIC_IPV6: &str = "2000::/3";

/// The fewest ranges that hold just the addresses of these blocks, sorted.
pub(crate) fn cidrs(blocks: &[AddressBlock]) -> Vec<IpNet> {
    let parts: Vec<IpNet> = blocks.iter().flat_map(without_exceptions).collect();
    let mut parts = IpNet::aggregate(&parts);
    parts.sort_unstable();
    parts
}

fn without_exceptions(block: &AddressBlock) -> Vec<IpNet> {
    let mut except = IpNet::aggregate(&block.except);
    except.sort_unstable();
    let mut parts = Vec::new();
    let mut start = Some(block.cidr.network());
    for except in except {
        let Some(first) = start else { break };
        if let Some(last) = previous(except.network()).filter(|last| first <= *last) {
            subnets(first, last, &mut parts);
        }
        start = next(except.broadcast());
    }
    if let Some(first) = start.filter(|first| block.cidr.contains(first)) {
        subnets(first, block.cidr.broadcast(), &mut parts);
    }
    parts
}

fn subnets(first: IpAddr, last: IpAddr, parts: &mut Vec<IpNet>) {
    match (first, last) {
        (IpAddr::V4(first), IpAddr::V4(last)) => {
            parts.extend(Ipv4Subnets::new(first, last, 0).map(IpNet::V4));
        }
        (IpAddr::V6(first), IpAddr::V6(last)) => {
            parts.extend(Ipv6Subnets::new(first, last, 0).map(IpNet::V6));
        }
        _ => {}
    }
}

/// Blocks in few words: `internet`, or the first of them.
pub(crate) fn in_words(blocks: &[AddressBlock]) -> String {
    let is_everything = |block: &AddressBlock| block.cidr.prefix_len() == 0;
    if !blocks.is_empty() && blocks.iter().all(is_everything) {
        let except: Vec<&IpNet> = blocks.iter().flat_map(|it| &it.except).collect();
        let public: Vec<&IpNet> = except.into_iter().filter(|it| is_public(it)).collect();
        let is_ipv6_only = blocks.iter().all(|block| block.cidr.addr().is_ipv6());
        let family = if is_ipv6_only { " (IPv6)" } else { "" };
        return match public.as_slice() {
            [] => format!("{INTERNET}{family}"),
            [one] => format!("{INTERNET}{family} except {one}"),
            [first, rest @ ..] => format!("{INTERNET}{family} except {first} (+{})", rest.len()),
        };
    }
    let words = |block: &AddressBlock| match block.except.as_slice() {
        [] => block.cidr.to_string(),
        [one] => format!("{} except {one}", block.cidr),
        [first, rest @ ..] => format!("{} except {first} (+{})", block.cidr, rest.len()),
    };
    match blocks {
        [] => String::new(),
        [one] => words(one),
        [first, rest @ ..] => format!("{} (+{})", words(first), rest.len()),
    }
}

/// Whether public addresses are in a range.
pub(crate) fn is_public(net: &IpNet) -> bool {
    let parse = |text: &str| text.parse::<IpNet>().ok();
    match net {
        IpNet::V4(_) => !NOT_PUBLIC
            .iter()
            .filter_map(|range| parse(range))
            .any(|range| range.contains(net)),
        IpNet::V6(_) => {
            parse(PUBLIC_IPV6).is_some_and(|public| public.contains(net) || net.contains(&public))
        }
    }
}

/// The same addresses in fewer blocks: a block that another one leaves out is put
/// back. A block has to stand before those inside it.
pub(crate) fn joined(mut blocks: Vec<AddressBlock>) -> Vec<AddressBlock> {
    // A block stands before those inside it.
    blocks.sort_by_key(|block| (block.cidr.network(), block.cidr.prefix_len()));
    let mut joined: Vec<AddressBlock> = Vec::with_capacity(blocks.len());
    // For each range that is left out, the block that leaves it out.
    let mut left_out: BTreeMap<IpNet, usize> = BTreeMap::new();
    for block in blocks {
        let around = left_out.remove(&block.cidr);
        let index = around.unwrap_or(joined.len());
        left_out.extend(block.except.iter().map(|except| (*except, index)));
        match around.and_then(|around| joined.get_mut(around)) {
            Some(around) => {
                around.except.retain(|except| *except != block.cidr);
                around.except.extend(block.except);
            }
            None => joined.push(block),
        }
    }
    for block in &mut joined {
        block.except.sort_unstable();
    }
    joined
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

    fn texts(blocks: &[AddressBlock]) -> Vec<String> {
        cidrs(blocks).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn exceptions_are_cut_out_with_the_fewest_ranges() {
        assert_eq!(
            texts(&[block("10.0.0.0/8", &["10.0.0.0/9", "10.128.0.0/10"])]),
            ["10.192.0.0/10"]
        );
        let around = texts(&[block("0.0.0.0/0", &["169.254.169.254/32"])]);
        assert_eq!(around.len(), 32, "one range a bit: {around:?}");
        assert_eq!(
            texts(&[block("0.0.0.0/0", &["255.0.0.0/8", "0.0.0.0/1"])]).last(),
            Some(&"254.0.0.0/8".to_owned())
        );
    }

    #[test]
    fn neighbours_become_one_range() {
        let halves = [
            block("::/1", &[]),
            block("8000::/1", &[]),
            block("10.0.0.0/8", &[]),
        ];
        assert_eq!(texts(&halves), ["10.0.0.0/8", "::/0"]);
    }

    #[test]
    fn all_public_space_is_the_internet_whatever_private_range_is_left_out() {
        for (blocks, words) in [
            (
                vec![block("0.0.0.0/0", &["10.0.0.0/8", "169.254.169.254/32"])],
                "internet",
            ),
            (
                vec![block("0.0.0.0/0", &[]), block("::/0", &["fd00::/8"])],
                "internet",
            ),
            (
                vec![block("0.0.0.0/0", &["52.0.0.0/8"])],
                "internet except 52.0.0.0/8",
            ),
            (
                vec![block("10.0.0.0/8", &["10.1.0.0/16"])],
                "10.0.0.0/8 except 10.1.0.0/16",
            ),
            (
                vec![block("1.0.0.0/8", &[]), block("2.0.0.0/8", &[])],
                "1.0.0.0/8 (+1)",
            ),
        ] {
            assert_eq!(in_words(&blocks), words);
        }
    }

    #[test]
    fn a_block_that_is_left_out_and_changes_the_same_way_is_put_back() {
        let blocks = vec![
            block("0.0.0.0/0", &["10.0.0.0/8", "52.0.0.0/8"]),
            block("10.0.0.0/8", &["10.1.0.0/16"]),
        ];
        assert_eq!(
            joined(blocks),
            [block("0.0.0.0/0", &["10.1.0.0/16", "52.0.0.0/8"])]
        );
    }
}
