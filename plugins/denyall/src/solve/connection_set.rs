//! Sets of protocols and ports.
//!
//! All ports of TCP, UDP and SCTP, and the protocols without ports that only a rule without
//! `ports` allows, lie on one line, so that a set is a sorted list of disjoint spans.

use std::fmt;

use crate::protocol::Protocol;

/// Ports of one protocol.
const PORTS: u32 = 1 << 16;
/// Where the protocols without ports are.
pub(super) const PORTLESS: u32 = 3 * PORTS;
/// The end of the line.
pub(super) const END: u32 = PORTLESS + 1;

/// A part of the line: `start` is in it, `end` is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Span {
    /// The ports from `first` to `last`, both included.
    pub(super) fn of(protocol: Protocol, first: u16, last: u16) -> Self {
        Self {
            start: position(protocol, first),
            end: position(protocol, last) + 1,
        }
    }
}

fn position(protocol: Protocol, port: u16) -> u32 {
    let base = match protocol {
        Protocol::Tcp => 0,
        Protocol::Udp => PORTS,
        Protocol::Sctp => 2 * PORTS,
    };
    base + u32::from(port)
}

/// What one party may connect to at another: ports by protocol, and whether protocols without
/// ports, such as ICMP, are among it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionSet {
    /// Sorted, disjoint, never adjacent, never empty.
    spans: Vec<Span>,
}

/// Ports of one protocol, from the first to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PortRange {
    /// Protocol.
    pub protocol: Protocol,
    /// First port.
    pub first: u16,
    /// Last port, included.
    pub last: u16,
}

impl ConnectionSet {
    /// The empty set.
    #[must_use]
    pub const fn none() -> Self {
        Self { spans: Vec::new() }
    }

    /// Every port of every protocol, and the protocols without ports.
    #[must_use]
    pub fn all() -> Self {
        Self {
            spans: vec![Span { start: 0, end: END }],
        }
    }

    /// Some ports. A range whose first port is after its last is empty.
    #[must_use]
    pub fn of(ranges: impl IntoIterator<Item = PortRange>) -> Self {
        let spans = ranges
            .into_iter()
            .map(|range| Span::of(range.protocol, range.first, range.last));
        Self::of_spans(spans.collect())
    }

    /// The union of spans in any order.
    pub(super) fn of_spans(mut spans: Vec<Span>) -> Self {
        spans.retain(|span| span.start < span.end);
        spans.sort_unstable();
        let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            match merged.last_mut() {
                Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
                _ => merged.push(span),
            }
        }
        Self { spans: merged }
    }

    pub(super) fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Whether everything is in it, protocols without ports too.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.spans == [Span { start: 0, end: END }]
    }

    /// Whether protocols without ports are in it.
    #[must_use]
    pub fn has_portless(&self) -> bool {
        self.spans.last().is_some_and(|span| span.end == END)
    }

    /// Whether a port is in it.
    #[must_use]
    pub fn contains(&self, protocol: Protocol, port: u16) -> bool {
        let position = position(protocol, port);
        let after = self.spans.partition_point(|span| span.start <= position);
        let span = after.checked_sub(1).and_then(|index| self.spans.get(index));
        span.is_some_and(|span| position < span.end)
    }

    /// The ports: by protocol, sorted, disjoint, and as few ranges as can be.
    pub fn ranges(&self) -> impl Iterator<Item = PortRange> {
        Protocol::ALL.into_iter().flat_map(|protocol| {
            let own = Span::of(protocol, 0, u16::MAX);
            self.spans.iter().filter_map(move |span| {
                let (start, end) = (span.start.max(own.start), span.end.min(own.end));
                let port = |position: u32| u16::try_from(position.checked_sub(own.start)?).ok();
                (start < end).then_some(())?;
                Some(PortRange {
                    protocol,
                    first: port(start)?,
                    last: port(end - 1)?,
                })
            })
        })
    }

    /// What is in either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self::of_spans(self.spans.iter().chain(&other.spans).copied().collect())
    }

    /// What is in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let (mut left, mut right) = (self.spans.iter().peekable(), other.spans.iter().peekable());
        let mut spans = Vec::new();
        while let (Some(one), Some(two)) = (left.peek(), right.peek()) {
            spans.push(Span {
                start: one.start.max(two.start),
                end: one.end.min(two.end),
            });
            if one.end < two.end {
                left.next();
            } else {
                right.next();
            }
        }
        Self::of_spans(spans)
    }

    /// What is in this one and not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        self.intersection(&other.complement())
    }

    fn complement(&self) -> Self {
        let starts = std::iter::once(0).chain(self.spans.iter().map(|span| span.end));
        let ends = self.spans.iter().map(|span| span.start).chain([END]);
        Self::of_spans(
            starts
                .zip(ends)
                .map(|(start, end)| Span { start, end })
                .collect(),
        )
    }
}

impl fmt::Display for ConnectionSet {
    /// `all`, `none`, or such as `TCP 80, 8080-8090; UDP`. A protocol alone means all its ports.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_all() {
            return formatter.write_str("all");
        }
        if self.is_empty() {
            return formatter.write_str("none");
        }
        let mut previous = None;
        for range in self.ranges() {
            if previous == Some(range.protocol) {
                formatter.write_str(",")?;
            } else {
                let separator = if previous.is_some() { "; " } else { "" };
                write!(formatter, "{separator}{}", range.protocol)?;
            }
            previous = Some(range.protocol);
            match (range.first, range.last) {
                (0, u16::MAX) => {}
                (first, last) if first == last => write!(formatter, " {first}")?,
                (first, last) => write!(formatter, " {first}-{last}")?,
            }
        }
        if self.has_portless() {
            let separator = if previous.is_some() { "; " } else { "" };
            write!(formatter, "{separator}protocols without ports")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use Protocol::{Sctp, Tcp, Udp};

    fn set(ranges: &[(Protocol, u16, u16)]) -> ConnectionSet {
        ConnectionSet::of(ranges.iter().map(|&(protocol, first, last)| PortRange {
            protocol,
            first,
            last,
        }))
    }

    #[test]
    fn adjacent_and_overlapping_ranges_become_one() {
        let joined = set(&[(Tcp, 80, 80), (Tcp, 81, 90), (Tcp, 85, 100), (Udp, 53, 53)]);
        assert_eq!(joined, set(&[(Udp, 53, 53), (Tcp, 80, 100)]));
        assert_eq!(joined.to_string(), "TCP 80-100; UDP 53");
    }

    #[test]
    fn the_last_port_of_a_protocol_does_not_touch_the_first_of_the_next() {
        let both = set(&[(Tcp, 65535, 65535), (Udp, 0, 0)]);
        assert_eq!(both.to_string(), "TCP 65535; UDP 0");
        assert!(both.contains(Tcp, 65535) && both.contains(Udp, 0));
        assert!(!both.contains(Tcp, 0) && !both.contains(Udp, 65535));
    }

    #[test]
    fn all_is_more_than_all_ports() {
        let ports = set(&[(Tcp, 0, 65535), (Udp, 0, 65535), (Sctp, 0, 65535)]);
        assert!(!ports.is_all() && !ports.has_portless());
        assert_eq!(ports.to_string(), "TCP; UDP; SCTP");
        let rest = ConnectionSet::all().difference(&ports);
        assert_eq!(rest.to_string(), "protocols without ports");
        assert!(ports.union(&rest).is_all());
    }

    #[test]
    fn a_set_prints_as_people_write_ports() {
        assert_eq!(ConnectionSet::none().to_string(), "none");
        assert_eq!(ConnectionSet::all().to_string(), "all");
        assert_eq!(
            set(&[(Tcp, 80, 80), (Tcp, 8080, 8090), (Udp, 0, 65535)]).to_string(),
            "TCP 80, 8080-8090; UDP"
        );
        assert_eq!(
            ConnectionSet::all()
                .difference(&set(&[(Tcp, 1, 65535)]))
                .to_string(),
            "TCP 0; UDP; SCTP; protocols without ports"
        );
    }

    fn any_set() -> impl Strategy<Value = ConnectionSet> {
        let protocol = prop_oneof![Just(Tcp), Just(Udp), Just(Sctp)];
        let range = (protocol, 0..12_u16, 0..6_u16);
        (prop::collection::vec(range, 0..6), any::<bool>()).prop_map(|(ranges, all)| {
            let listed: Vec<_> = ranges
                .iter()
                .map(|&(p, first, more)| (p, first, first + more))
                .collect();
            let listed = set(&listed);
            if all {
                ConnectionSet::all().difference(&listed)
            } else {
                listed
            }
        })
    }

    proptest! {
        #[test]
        fn operations_are_those_of_sets(left in any_set(), right in any_set()) {
            let (union, both) = (left.union(&right), left.intersection(&right));
            let less = left.difference(&right);
            for protocol in Protocol::ALL {
                for port in (0..20).chain([65535]) {
                    let (one, two) = (left.contains(protocol, port), right.contains(protocol, port));
                    prop_assert_eq!(union.contains(protocol, port), one || two);
                    prop_assert_eq!(both.contains(protocol, port), one && two);
                    prop_assert_eq!(less.contains(protocol, port), one && !two);
                }
            }
            prop_assert_eq!(less.union(&both), left.clone());
            prop_assert!(less.intersection(&right).is_empty());
            prop_assert_eq!(union.has_portless(), left.has_portless() || right.has_portless());
        }
    }
}
