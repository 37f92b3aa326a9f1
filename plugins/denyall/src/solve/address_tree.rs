//! The ranges that policies speak of, as a tree.
//!
//! Two CIDRs are disjoint or one holds the other, so the ranges form a tree, and all addresses
//! with the same innermost range are in the same blocks: such a set of addresses is an atom, and
//! has the index of that range. The ranges inside a range come right after it, so a block is a
//! run of atoms without some runs inside.

use std::{net::IpAddr, ops::Range};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use crate::policy::{AddressBlock, neighbour::next};

/// The ranges in order, each before those inside it. The whole of each family is always there.
#[derive(Debug, Clone)]
pub(super) struct AddressTree {
    atoms: Vec<Atom>,
}

#[derive(Debug, Clone)]
struct Atom {
    net: IpNet,
    parent: Option<usize>,
    /// One after the last range inside.
    end: usize,
    /// Whether no address has this as its innermost range.
    is_covered: bool,
}

impl AddressTree {
    pub(super) fn of(nets: impl IntoIterator<Item = IpNet>) -> Self {
        let mut nets: Vec<IpNet> = nets.into_iter().map(|net| net.trunc()).collect();
        nets.push(Ipv4Net::default().into());
        nets.push(Ipv6Net::default().into());
        nets.sort_unstable_by_key(|net| (net.addr(), net.prefix_len()));
        nets.dedup();
        let count = nets.len();
        let mut atoms: Vec<Atom> = Vec::with_capacity(count);
        let mut inside = vec![Some(0_u128); count];
        let mut open: Vec<usize> = Vec::new();
        for (index, net) in nets.into_iter().enumerate() {
            while let Some(&last) = open.last() {
                let Some(atom) = atoms.get_mut(last) else {
                    break;
                };
                if atom.net.contains(&net) {
                    break;
                }
                atom.end = index;
                open.pop();
            }
            let parent = open.last().copied();
            if let Some(sum) = parent.and_then(|parent| inside.get_mut(parent)) {
                *sum = sum.and_then(|sum| sum.checked_add(size(&net)?));
            }
            open.push(index);
            atoms.push(Atom {
                net,
                parent,
                end: count,
                is_covered: false,
            });
        }
        for (atom, inside) in atoms.iter_mut().zip(inside) {
            // No sum means that it does not fit, which only the whole of IPv6 does not.
            atom.is_covered = inside == size(&atom.net);
        }
        Self { atoms }
    }

    pub(super) fn len(&self) -> usize {
        self.atoms.len()
    }

    pub(super) fn net(&self, atom: usize) -> Option<IpNet> {
        self.atoms.get(atom).map(|atom| atom.net)
    }

    pub(super) fn is_ipv4(&self, atom: usize) -> bool {
        self.net(atom).is_some_and(|net| net.addr().is_ipv4())
    }

    /// The atoms that some address belongs to.
    pub(super) fn inhabited(&self) -> impl Iterator<Item = usize> {
        let atoms = self.atoms.iter().enumerate();
        atoms
            .filter(|(_, atom)| !atom.is_covered)
            .map(|(index, _)| index)
    }

    /// An address of an inhabited atom.
    pub(super) fn example(&self, atom: usize) -> Option<IpAddr> {
        let own = self.atoms.get(atom)?;
        let mut address = own.net.network();
        let mut child = atom + 1;
        while let Some(inside) = self.atoms.get(child).filter(|_| child < own.end) {
            if address < inside.net.network() {
                break;
            }
            address = next(inside.net.broadcast())?;
            child = inside.end;
        }
        own.net.contains(&address).then_some(address)
    }

    /// The atom of an address.
    pub(super) fn atom_of(&self, address: IpAddr) -> usize {
        let after = self
            .atoms
            .partition_point(|atom| atom.net.addr() <= address);
        let mut atom = after.saturating_sub(1);
        while let Some(found) = self.atoms.get(atom) {
            match found.parent {
                Some(parent) if !found.net.contains(&address) => atom = parent,
                _ => break,
            }
        }
        atom
    }

    /// The atom of the whole family of an address.
    pub(super) fn root_of(&self, address: IpAddr) -> usize {
        let whole = if address.is_ipv4() {
            IpNet::from(Ipv4Net::default())
        } else {
            IpNet::from(Ipv6Net::default())
        };
        self.inside(&whole).start
    }

    /// The atoms of a range that the tree was made with; none of another.
    pub(super) fn inside(&self, net: &IpNet) -> Range<usize> {
        let key = (net.addr(), net.prefix_len());
        let found = self
            .atoms
            .binary_search_by_key(&key, |atom| (atom.net.addr(), atom.net.prefix_len()));
        found.map_or(0..0, |index| {
            index..self.atoms.get(index).map_or(index, |atom| atom.end)
        })
    }

    /// A block's atoms, as runs.
    pub(super) fn runs(&self, block: &AddressBlock) -> Vec<Range<usize>> {
        let whole = self.inside(&block.cidr);
        let mut except: Vec<Range<usize>> = block.except.iter().map(|it| self.inside(it)).collect();
        except.sort_unstable_by_key(|run| run.start);
        let mut runs = Vec::with_capacity(except.len() + 1);
        let mut start = whole.start;
        for except in except {
            if start < except.start {
                runs.push(start..except.start);
            }
            start = start.max(except.end);
        }
        if start < whole.end {
            runs.push(start..whole.end);
        }
        runs
    }

    /// The fewest blocks that hold just the addresses of these atoms, as people write them: a
    /// range, and what of it is left out.
    pub(super) fn blocks(&self, atoms: impl IntoIterator<Item = usize>) -> Vec<AddressBlock> {
        let mut chosen = vec![false; self.atoms.len()];
        for atom in atoms {
            if let Some(chosen) = chosen.get_mut(atom) {
                *chosen = true;
            }
        }
        // An atom without addresses goes with what is around it.
        for (index, atom) in self.atoms.iter().enumerate() {
            let around = atom.parent.and_then(|parent| chosen.get(parent).copied());
            if let (true, Some(around), Some(own)) =
                (atom.is_covered, around, chosen.get_mut(index))
            {
                *own = around;
            }
        }
        let mut blocks: Vec<AddressBlock> = Vec::new();
        // For each atom that is chosen, the block it is in.
        let mut block_of: Vec<Option<usize>> = vec![None; self.atoms.len()];
        for (index, atom) in self.atoms.iter().enumerate() {
            let above = atom
                .parent
                .and_then(|parent| block_of.get(parent).copied().flatten());
            let is_chosen = chosen.get(index).copied().unwrap_or_default();
            let own = match (is_chosen, above) {
                (true, Some(above)) => Some(above),
                (true, None) => {
                    blocks.push(AddressBlock::new(atom.net));
                    Some(blocks.len() - 1)
                }
                (false, above) => {
                    if let Some(block) = above.and_then(|above| blocks.get_mut(above)) {
                        block.except.push(atom.net);
                    }
                    None
                }
            };
            if let Some(slot) = block_of.get_mut(index) {
                *slot = own;
            }
        }
        blocks
    }
}

/// How many addresses a range has; nothing for the whole of IPv6, whose number does not fit.
fn size(net: &IpNet) -> Option<u128> {
    let bits = net.max_prefix_len() - net.prefix_len();
    1_u128.checked_shl(u32::from(bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(nets: &[&str]) -> AddressTree {
        AddressTree::of(nets.iter().map(|net| net.parse::<IpNet>().unwrap()))
    }

    fn atom(tree: &AddressTree, address: &str) -> String {
        tree.net(tree.atom_of(address.parse().unwrap()))
            .unwrap()
            .to_string()
    }

    fn block(cidr: &str, except: &[&str]) -> AddressBlock {
        AddressBlock {
            cidr: cidr.parse().unwrap(),
            except: except.iter().map(|part| part.parse().unwrap()).collect(),
        }
    }

    #[test]
    fn an_address_belongs_to_the_innermost_range() {
        let tree = tree(&["10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "fd00::/8"]);
        for (address, net) in [
            ("9.9.9.9", "0.0.0.0/0"),
            ("10.0.0.0", "10.0.0.0/8"),
            ("10.1.1.255", "10.1.0.0/16"),
            ("10.1.2.3", "10.1.2.0/24"),
            ("10.1.3.0", "10.1.0.0/16"),
            ("10.2.0.0", "10.0.0.0/8"),
            ("255.255.255.255", "0.0.0.0/0"),
            ("fd00::1", "fd00::/8"),
            ("::", "::/0"),
            ("ff::", "::/0"),
        ] {
            assert_eq!(atom(&tree, address), net, "{address}");
        }
    }

    #[test]
    fn the_example_of_an_atom_belongs_to_it() {
        let tree = tree(&[
            "0.0.0.0/8",
            "1.0.0.0/16",
            "1.0.0.0/24",
            "128.0.0.0/1",
            "::/3",
            "::/64",
        ]);
        for atom in tree.inhabited() {
            assert_eq!(
                tree.atom_of(tree.example(atom).unwrap()),
                atom,
                "{:?}",
                tree.net(atom)
            );
        }
    }

    #[test]
    fn a_block_is_its_range_without_the_runs_of_its_exceptions() {
        let tree = tree(&["10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.2.0.0/16"]);
        let block = block("10.0.0.0/8", &["10.2.0.0/16", "10.1.2.0/24"]);
        let runs = tree.runs(&block);
        for address in ["10.0.0.1", "10.1.1.1", "10.1.2.1", "10.2.0.1", "11.0.0.0"] {
            let address = address.parse().unwrap();
            let atom = tree.atom_of(address);
            let inside = runs.iter().any(|run| run.contains(&atom));
            assert_eq!(inside, block.contains(address), "{address}");
        }
    }

    #[test]
    fn a_range_that_its_parts_fill_has_no_addresses_of_its_own() {
        let tree = tree(&[
            "10.0.0.0/8",
            "10.0.0.0/9",
            "10.128.0.0/9",
            "::/1",
            "8000::/1",
        ]);
        let left: Vec<String> = tree
            .inhabited()
            .map(|atom| tree.net(atom).unwrap().to_string())
            .collect();
        assert_eq!(
            left,
            [
                "0.0.0.0/0",
                "10.0.0.0/9",
                "10.128.0.0/9",
                "::/1",
                "8000::/1"
            ]
        );
    }

    #[test]
    fn atoms_are_written_as_ranges_and_exceptions() {
        let tree = tree(&["10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "192.168.0.0/16"]);
        let atoms = |nets: &[&str]| -> Vec<usize> {
            nets.iter()
                .map(|net| tree.inside(&net.parse().unwrap()).start)
                .collect()
        };
        assert_eq!(
            tree.blocks(atoms(&["0.0.0.0/0", "192.168.0.0/16", "10.1.2.0/24"])),
            [
                block("0.0.0.0/0", &["10.0.0.0/8"]),
                block("10.1.2.0/24", &[])
            ]
        );
        assert_eq!(
            tree.blocks(atoms(&["10.0.0.0/8", "10.1.2.0/24"])),
            [
                block("10.0.0.0/8", &["10.1.0.0/16"]),
                block("10.1.2.0/24", &[])
            ]
        );
    }
}
