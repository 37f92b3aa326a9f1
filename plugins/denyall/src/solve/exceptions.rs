//! Exceptions where they count for all rules of a pod, not for their own block only
//! ([`Excepts::OfThePod`]).

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use ipnet::IpNet;

use super::{address_tree::AddressTree, peers::Finder};
use crate::policy::{Direction, Policy, Rule, Tier};
#[cfg(doc)]
use crate::verdict::Excepts;

/// For each atom the length of the longest prefix of an exception that holds it.
pub(super) type Excepted = [Option<u8>];

/// The exceptions of each party in one direction.
#[derive(Debug, Default)]
pub(super) struct Exceptions {
    /// For each party that has any, the number of its list.
    of_party: HashMap<u32, usize>,
    /// The lists; the first is empty.
    lists: Vec<Arc<[IpNet]>>,
}

impl Exceptions {
    /// The number of the list without exceptions.
    pub(super) const NONE: usize = 0;

    pub(super) fn of<'a>(
        policies: &'a [Policy],
        direction: Direction,
        finder: &mut Finder<'a>,
    ) -> Self {
        let mut nets: BTreeMap<u32, Vec<IpNet>> = BTreeMap::new();
        for policy in policies {
            if policy.tier != Tier::Namespaced || !policy.isolates(direction) {
                continue;
            }
            let blocks = policy
                .rules(direction)
                .iter()
                .flat_map(Rule::address_blocks);
            let excepts: Vec<IpNet> = blocks.flat_map(|block| block.except.clone()).collect();
            if excepts.is_empty() {
                continue;
            }
            for party in finder.pods(&policy.subject).iter() {
                nets.entry(*party).or_default().extend(&excepts);
            }
        }
        let mut numbers: HashMap<Arc<[IpNet]>, usize> = HashMap::new();
        let mut lists: Vec<Arc<[IpNet]>> = vec![Arc::new([])];
        let mut of_party = HashMap::new();
        for (party, mut nets) in nets {
            nets.sort_unstable_by_key(|net| (net.prefix_len(), net.addr()));
            nets.dedup();
            let nets: Arc<[IpNet]> = nets.into();
            let number = *numbers.entry(Arc::clone(&nets)).or_insert_with(|| {
                lists.push(nets);
                lists.len() - 1
            });
            of_party.insert(party, number);
        }
        Self { of_party, lists }
    }

    /// Parties by the number of their list.
    pub(super) fn split(&self, parties: &[u32]) -> Vec<(usize, Vec<u32>)> {
        if self.of_party.is_empty() {
            return vec![(Self::NONE, parties.to_vec())];
        }
        let mut groups: Vec<(usize, Vec<u32>)> = Vec::new();
        let mut places: HashMap<usize, usize> = HashMap::new();
        for party in parties {
            let list = self.of_party.get(party).copied().unwrap_or(Self::NONE);
            let place = *places.entry(list).or_insert_with(|| {
                groups.push((list, Vec::new()));
                groups.len() - 1
            });
            if let Some((_, members)) = groups.get_mut(place) {
                members.push(*party);
            }
        }
        groups
    }

    /// What a list takes away; nothing for the empty one.
    pub(super) fn excepted(&self, list: usize, tree: &AddressTree) -> Option<Vec<Option<u8>>> {
        let list = self.lists.get(list).filter(|list| !list.is_empty())?;
        let mut excepted = vec![None; tree.len()];
        // Longer prefixes come later.
        for net in list.iter() {
            let inside = tree.inside(net);
            for atom in excepted.iter_mut().take(inside.end).skip(inside.start) {
                *atom = Some(net.prefix_len());
            }
        }
        Some(excepted)
    }
}
