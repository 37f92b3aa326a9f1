//! Makes overlapping rows disjoint: who may do what, from who may do each part of it.

use std::collections::BTreeMap;

use super::{
    connection_set::{ConnectionSet, Span},
    index_set::{IndexSet, short},
};

/// Up to this many rows are split pair by pair; more are sorted member by member.
const FEW_ROWS: usize = 6;

/// Disjoint sets that are not empty, each with everything that its members may do.
pub(super) fn partition(
    rows: &[(&IndexSet, &ConnectionSet)],
    words: usize,
) -> Vec<(ConnectionSet, IndexSet)> {
    let parts = if rows.len() <= FEW_ROWS {
        row_by_row(rows)
    } else {
        member_by_member(rows, words)
    };
    let mut joined: BTreeMap<ConnectionSet, IndexSet> = BTreeMap::new();
    for (members, rows_of_part) in parts {
        let connections = union(rows, &rows_of_part);
        joined
            .entry(connections)
            .and_modify(|known| *known = known.or(&members, words))
            .or_insert(members);
    }
    joined.retain(|connections, _| !connections.is_empty());
    joined.into_iter().collect()
}

fn row_by_row(rows: &[(&IndexSet, &ConnectionSet)]) -> Vec<(IndexSet, Vec<u32>)> {
    let mut parts: Vec<(IndexSet, Vec<u32>)> = Vec::new();
    for (number, (row, _)) in rows.iter().enumerate() {
        let mut rest = (*row).clone();
        let mut split = Vec::with_capacity(2 * parts.len() + 1);
        for (members, of) in parts {
            let both = members.and(&rest);
            if both.is_empty() {
                split.push((members, of));
                continue;
            }
            rest = rest.without(&both);
            let only = members.without(&both);
            let mut more = of.clone();
            more.push(short(number));
            split.push((both, more));
            if !only.is_empty() {
                split.push((only, of));
            }
        }
        if !rest.is_empty() {
            split.push((rest, vec![short(number)]));
        }
        parts = split;
    }
    parts
}

fn member_by_member(
    rows: &[(&IndexSet, &ConnectionSet)],
    words: usize,
) -> Vec<(IndexSet, Vec<u32>)> {
    let mut rows_of: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for (number, (row, _)) in rows.iter().enumerate() {
        for member in row.iter() {
            rows_of.entry(member).or_default().push(short(number));
        }
    }
    let mut parts: BTreeMap<Vec<u32>, Vec<u32>> = BTreeMap::new();
    for (member, rows) in rows_of {
        parts.entry(rows).or_default().push(short(member));
    }
    let parts = parts.into_iter();
    parts
        .map(|(rows, members)| (IndexSet::of_sorted(members, words), rows))
        .collect()
}

fn union(rows: &[(&IndexSet, &ConnectionSet)], numbers: &[u32]) -> ConnectionSet {
    let sets = numbers
        .iter()
        .filter_map(|number| rows.get(*number as usize));
    let spans: Vec<Span> = sets.flat_map(|(_, set)| set.spans()).copied().collect();
    ConnectionSet::of_spans(spans)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{protocol::Protocol, solve::index_set::words_of};

    fn port(port: u16) -> ConnectionSet {
        ConnectionSet::of_spans(vec![Span::of(Protocol::Tcp, port, port)])
    }

    proptest! {
        #[test]
        fn every_member_keeps_just_what_its_rows_give(
            rows in prop::collection::vec((prop::collection::btree_set(0..90_u32, 0..60), 0..5_u16), 0..12)
        ) {
            let words = words_of(90);
            let rows: Vec<(IndexSet, ConnectionSet)> = rows
                .into_iter()
                .map(|(set, number)| (IndexSet::of_sorted(set.into_iter().collect(), words), port(number)))
                .collect();
            let borrowed: Vec<_> = rows.iter().map(|(set, ports)| (set, ports)).collect();
            let parts = partition(&borrowed, words);
            for member in 0..90 {
                let expected = rows.iter().filter(|(set, _)| set.contains(member));
                let expected = expected.fold(ConnectionSet::none(), |sum, (_, ports)| sum.union(ports));
                let found: Vec<_> = parts.iter().filter(|(_, set)| set.contains(member)).collect();
                prop_assert!(found.len() <= 1);
                let found = found.first().map_or(ConnectionSet::none(), |(ports, _)| ports.clone());
                prop_assert_eq!(found, expected);
            }
            prop_assert!(parts.iter().all(|(ports, set)| !ports.is_empty() && !set.is_empty()));
        }
    }
}
