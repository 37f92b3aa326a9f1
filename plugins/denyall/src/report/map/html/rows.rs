//! The matrix as bytes: one row for each node, in order, that says whom it reaches.
//!
//! All numbers are unsigned LEB128. A row is three layers, each a count of runs and then the runs:
//!
//! | layer | a run is |
//! |---|---|
//! | ports | columns skipped, columns covered, index of the port set |
//! | egress | connections covered, index of the reason |
//! | ingress | connections covered, index of the reason |
//!
//! # Why
//!
//! In an open namespace a row is one run. Which rule lets a pair through depends on the sender in
//! one layer and on the receiver in the other: kept apart, each layer is either one run or the same
//! as in the row above, which compression reduces to a few bytes. One list of runs with all three
//! values would be 1,000,000 runs, all different, for 1,000 workloads with a policy each.

use std::io::{self, Write};

use crate::report::map::view::{MapEdge, MapView};

/// Writes every row of the matrix.
pub(super) fn write(view: &MapView, writer: &mut dyn Write) -> io::Result<()> {
    let nodes = u32::try_from(view.nodes.len()).map_err(io::Error::other)?;
    let mut rows = view
        .edges
        .chunk_by(|one, other| one.from == other.from)
        .peekable();
    let mut bytes = Vec::new();
    for from in 0..nodes {
        let starts_here = |row: &&[MapEdge]| row.first().is_some_and(|edge| edge.from == from);
        let row = rows.next_if(starts_here).unwrap_or_default();
        bytes.clear();
        layers(row, nodes, &mut bytes)?;
        writer.write_all(&bytes)?;
    }
    match rows.next() {
        None => Ok(()),
        Some(_) => Err(invalid(
            "edges are not sorted by sender, or name an unknown sender",
        )),
    }
}

/// Appends one row.
fn layers(row: &[MapEdge], nodes: u32, bytes: &mut Vec<u8>) -> io::Result<()> {
    let runs = row
        .chunk_by(|one, other| one.to.checked_add(1) == Some(other.to) && one.ports == other.ports);
    put(runs.clone().count(), bytes);
    let mut column = 0;
    for run in runs {
        let [first, ..] = run else { continue };
        let skipped = first.to.checked_sub(column);
        put_index(
            skipped.ok_or_else(|| invalid("edges are not sorted by receiver"))?,
            bytes,
        );
        put(run.len(), bytes);
        put_index(first.ports, bytes);
        column = run.last().map_or(column, |last| last.to.saturating_add(1));
    }
    if column > nodes {
        return Err(invalid("an edge names an unknown receiver"));
    }
    reasons(row, |edge| edge.egress, bytes);
    reasons(row, |edge| edge.ingress, bytes);
    Ok(())
}

/// Appends one layer of reasons.
fn reasons(row: &[MapEdge], reason: impl Fn(&MapEdge) -> u32, bytes: &mut Vec<u8>) {
    let runs = row.chunk_by(|one, other| reason(one) == reason(other));
    put(runs.clone().count(), bytes);
    for run in runs {
        put(run.len(), bytes);
        put_index(run.first().map_or(0, &reason), bytes);
    }
}

fn put_index(index: u32, bytes: &mut Vec<u8>) {
    // Lossless: every platform that runs this has pointers of 32 bits or more.
    put(usize::try_from(index).unwrap_or(usize::MAX), bytes);
}

/// Appends a number, seven bits a byte, the low ones first; the high bit says that more follow.
fn put(mut number: usize, bytes: &mut Vec<u8>) {
    while number > 0x7f {
        bytes.push(0x80 | low_bits(number));
        number >>= 7;
    }
    bytes.push(low_bits(number));
}

const fn low_bits(number: usize) -> u8 {
    #[expect(clippy::cast_possible_truncation, reason = "seven bits are left")]
    let bits = (number & 0x7f) as u8;
    bits
}

fn invalid(text: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Protocol;
    use crate::report::map::{
        PortSet,
        testing::{ports, view, workload},
    };

    fn three() -> MapView {
        view(["a", "b", "c"].map(|name| workload("shop", "Pod", name)))
    }

    fn bytes(view: &MapView) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        write(view, &mut bytes)?;
        Ok(bytes)
    }

    #[test]
    fn a_row_is_runs_of_ports_then_of_each_reason() {
        let all = PortSet {
            all: true,
            ports: vec![],
        };
        let map = three()
            .edge(0, 1, all.clone(), "out", "in-1")
            .edge(0, 2, all, "out", "in-2")
            .edge(2, 0, ports(Protocol::Tcp, &[(80, 80)]), "out", "in-1");
        let first = [1, 1, 2, 0, 1, 2, 0, 2, 1, 1, 1, 2];
        let second = [0, 0, 0];
        let third = [1, 0, 1, 1, 1, 1, 0, 1, 1, 1];
        assert_eq!(bytes(&map).unwrap(), [&first[..], &second, &third].concat());
    }

    #[test]
    fn numbers_above_seven_bits_continue_in_the_next_byte() {
        let mut bytes = Vec::new();
        for number in [0, 127, 128, 16_384] {
            put(number, &mut bytes);
        }
        assert_eq!(bytes, [0, 127, 0x80, 1, 0x80, 0x80, 1]);
    }

    #[test]
    fn edges_out_of_order_or_out_of_range_are_an_error() {
        let port = || ports(Protocol::Tcp, &[(80, 80)]);
        let table = [
            three()
                .edge(1, 0, port(), "", "")
                .edge(0, 0, port(), "", ""),
            three()
                .edge(0, 1, port(), "", "")
                .edge(0, 0, port(), "", ""),
            three()
                .edge(0, 1, port(), "", "")
                .edge(0, 1, port(), "", ""),
            three().edge(3, 0, port(), "", ""),
            three().edge(0, 3, port(), "", ""),
        ];
        for view in table {
            assert_eq!(bytes(&view).unwrap_err().kind(), io::ErrorKind::InvalidData);
        }
    }
}
