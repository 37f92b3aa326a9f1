//! Address ranges inside one another, each with exceptions of its own: the elementary ranges are
//! many more than the ranges. Half of them lie over the pods' own addresses.

use std::net::Ipv4Addr;

use serde_json::{Value, json};

use crate::networks::address;
use crate::networks::identity::{Purpose, stream};
use crate::networks::layout::{Layout, ROLES, namespace_name};
use crate::networks::policy::{OF_A_NAMESPACE, except, named, network_policy};
use crate::random::Random;

const POLICIES: usize = 50;
const BLOCKS_OF_A_POLICY: usize = 10;
const MOST_EXCEPTIONS: usize = 4;
const WIDEST: u32 = 9;
const NARROWEST: u32 = 24;

/// 500 `ipBlock`s in 50 policies.
pub(in crate::networks) fn overlapping_blocks(
    layout: Layout,
    seed: u64,
) -> impl Iterator<Item = Value> {
    (0..POLICIES).map(move |index| {
        let number = layout.namespaces * OF_A_NAMESPACE + index;
        let mut random = stream(seed, Purpose::Adversary, index);
        let peers: Vec<Value> = (0..BLOCKS_OF_A_POLICY)
            .map(|block| peer(&mut random, layout, seed, block))
            .collect();
        let (name, _) = ROLES[index % ROLES.len()];
        let spec = json!({
            "egress": [{"ports": [{"port": 443}], "to": peers}],
            "ingress": [{"from": peers}],
            "podSelector": named(name),
            "policyTypes": ["Ingress", "Egress"],
        });
        network_policy(
            seed,
            number,
            &namespace_name(index % layout.namespaces),
            &format!("blocks-{index:02}"),
            spec,
        )
    })
}

fn peer(random: &mut Random, layout: Layout, seed: u64, block: usize) -> Value {
    let around = if block.is_multiple_of(2) {
        address::pod(seed, random.below(layout.pods()))
    } else {
        Ipv4Addr::new(10, low(random, 8), low(random, 255), low(random, 255))
    };
    let prefix = WIDEST
        + u32::from(low(
            random,
            usize::try_from(NARROWEST - WIDEST).unwrap_or(1),
        ));
    let mut exceptions: Vec<String> = (0..=random.below(MOST_EXCEPTIONS))
        .map(|_| exception(random, around, prefix))
        .collect();
    exceptions.sort();
    exceptions.dedup();
    except(&address::range(around, prefix), &exceptions)
}

/// A range strictly inside the range of that prefix length around the address.
fn exception(random: &mut Random, around: Ipv4Addr, prefix: u32) -> String {
    let deeper = prefix + 1 + u32::from(low(random, 30)) % (32 - prefix);
    let host_mask = (1_u32 << (32 - prefix)) - 1;
    let host = u32::try_from(random.bits() & u64::from(host_mask)).unwrap_or_default();
    let inside = (u32::from(around) & !host_mask) | host;
    address::range(Ipv4Addr::from(inside), deeper)
}

fn low(random: &mut Random, bound: usize) -> u8 {
    u8::try_from(random.below(bound)).unwrap_or(u8::MAX)
}
