//! Addresses: pods in the secondary range that EKS documents for custom networking, nodes in a VPC
//! range, Services in the default Service range.

use std::net::Ipv4Addr;

use super::identity::{Purpose, stream};

const PODS: Ipv4Addr = Ipv4Addr::new(100, 64, 0, 0);
const PODS_BITS: u32 = 22;
const NODES: Ipv4Addr = Ipv4Addr::new(10, 32, 0, 10);
const SERVICES: Ipv4Addr = Ipv4Addr::new(10, 100, 1, 0);
/// What EKS gives the Service `kube-dns`.
const DNS: Ipv4Addr = Ipv4Addr::new(10, 100, 0, 10);

/// The address of a pod, distinct for every number below 2^22, and scattered: neighbours in a list
/// are no neighbours in the network.
pub(super) fn pod(seed: u64, number: usize) -> Ipv4Addr {
    // Odd, so that numbers map to addresses one to one.
    const STEP: u32 = 2_654_435;
    let offset = low_bits(stream(seed, Purpose::Address, 0).bits());
    let scattered = low_bits(number as u64)
        .wrapping_mul(STEP)
        .wrapping_add(offset);
    let host = scattered & ((1 << PODS_BITS) - 1);
    Ipv4Addr::from(u32::from(PODS) + host)
}

/// The address of a node.
pub(super) fn node(number: usize) -> Ipv4Addr {
    Ipv4Addr::from(u32::from(NODES) + low_bits(number as u64))
}

/// The cluster IP of the Service of a workload; number 0 is the cluster's DNS.
pub(super) fn service(number: usize) -> Ipv4Addr {
    match number {
        0 => DNS,
        _ => Ipv4Addr::from(u32::from(SERVICES) + low_bits(number as u64)),
    }
}

/// The range of this prefix length around an address.
pub(super) fn range(around: Ipv4Addr, prefix: u32) -> String {
    let mask = u32::MAX.checked_shl(32 - prefix).unwrap_or(0);
    format!("{}/{prefix}", Ipv4Addr::from(u32::from(around) & mask))
}

fn low_bits(number: u64) -> u32 {
    u32::try_from(number & u64::from(u32::MAX)).unwrap_or_default()
}
