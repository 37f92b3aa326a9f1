//! Solves one destination after the other: who may connect to it, and to which of its ports.
//!
//! The line of all ports is cut where a rule that touches the destination begins or ends, and
//! nowhere else. Destinations that the same rules touch have the same answer, which is computed
//! once.

use std::collections::HashMap;

use super::{
    census::Census,
    connection_set::{ConnectionSet, END, Span},
    index_set::IndexSet,
    partition::partition,
    ports::PortSet,
    rows::{Row, Unions},
    sets::{SetId, Sets},
    sides::Side,
};
use crate::policy::Direction;

/// Sources by what they may do; disjoint.
pub(super) type Profile = Vec<(ConnectionSet, IndexSet)>;

/// For each part of the line, the sources that pass: where the part begins, and who. It ends
/// where the next begins.
type Line = Vec<(u32, SetId)>;

/// Everything that tells destinations apart.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    /// Whether policies hold it, and isolate it.
    ingress: Option<bool>,
    /// The lanes it is in.
    lanes: Vec<usize>,
    ingress_items: Vec<u32>,
    /// For each of its lanes.
    egress_items: Vec<Vec<u32>>,
    /// Its named ports, where one of the rules has names.
    ports: Vec<super::census::PortOfName>,
}

/// Solves destinations.
pub(super) struct Destinations<'a> {
    census: &'a Census,
    ingress: &'a Side,
    egress: &'a Side,
    sets: &'a mut Sets,
    /// The parties of each lane.
    present: Vec<SetId>,
    unions: Unions,
    /// The parties that send without a namespaced policy that allows it.
    open: SetId,
    known: HashMap<Key, usize>,
    profiles: Vec<Profile>,
}

impl<'a> Destinations<'a> {
    pub(super) fn new(
        census: &'a Census,
        ingress: &'a Side,
        egress: &'a Side,
        sets: &'a mut Sets,
    ) -> Self {
        let lanes = census.lanes.iter();
        let present = lanes.map(|lane| sets.add(lane.present.clone())).collect();
        let everything = sets.get(Sets::EVERYTHING);
        let open = sets.add(everything.without(&sets.get(egress.isolated)));
        Self {
            census,
            ingress,
            egress,
            sets,
            present,
            unions: Unions::default(),
            open,
            known: HashMap::new(),
            profiles: Vec::new(),
        }
    }

    /// For each party the number of its profile, and the profiles.
    pub(super) fn solve(mut self) -> (Vec<usize>, Vec<Profile>) {
        let parties = 0..self.census.parties.len();
        let numbers = parties.map(|party| self.profile_of(party)).collect();
        (numbers, self.profiles)
    }

    fn profile_of(&mut self, destination: usize) -> usize {
        let key = self.key(destination);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let line = self.line(&key);
        let profile = self.profile(&line);
        let number = self.profiles.len();
        self.profiles.push(profile);
        self.known.insert(key, number);
        number
    }

    fn key(&self, destination: usize) -> Key {
        let is_subject = destination < self.census.subjects;
        let lanes: Vec<usize> = self
            .census
            .lanes
            .iter()
            .enumerate()
            .filter(|(_, lane)| lane.present.contains(destination))
            .map(|(number, _)| number)
            .collect();
        let ingress_items = if is_subject {
            self.ingress.items_at(0, destination)
        } else {
            Vec::new()
        };
        let egress_items: Vec<Vec<u32>> = lanes
            .iter()
            .map(|lane| self.egress.items_at(*lane, destination))
            .collect();
        let named = |side: &Side, items: &[u32]| {
            let mut items = items
                .iter()
                .filter_map(|item| side.items.get(*item as usize));
            items.any(|item| side.ports.get(item.ports).is_some_and(PortSet::has_names))
        };
        let has_names = named(self.ingress, &ingress_items)
            || egress_items.iter().any(|items| named(self.egress, items));
        let traits = self.census.traits.get(destination).filter(|_| has_names);
        Key {
            ingress: is_subject.then(|| self.sets.get(self.ingress.isolated).contains(destination)),
            lanes,
            ingress_items,
            egress_items,
            ports: traits
                .map(|traits| traits.ports.clone())
                .unwrap_or_default(),
        }
    }

    /// Who passes in both directions, in any family.
    fn line(&mut self, key: &Key) -> Line {
        let mut passing: Line = vec![(0, Sets::NOTHING)];
        for is_ipv4 in [true, false] {
            let mut out: Line = vec![(0, Sets::NOTHING)];
            let mut inward: Line = vec![(0, Sets::NOTHING)];
            let mut present = Sets::NOTHING;
            for (lane, items) in key.lanes.iter().zip(&key.egress_items) {
                let Some(found) = self.census.lanes.get(*lane) else {
                    continue;
                };
                if found.is_ipv4 != is_ipv4 {
                    continue;
                }
                present = self.present.get(*lane).copied().unwrap_or(present);
                let leaving = self.direction(Direction::Egress, *lane, items, key);
                out = join(&out, &leaving, |one, two| self.sets.or(one, two));
                let entering = match key.ingress {
                    Some(_) => self.direction(Direction::Ingress, *lane, &key.ingress_items, key),
                    None => vec![(0, Sets::EVERYTHING)],
                };
                inward = join(&inward, &entering, |one, two| self.sets.or(one, two));
            }
            let both = join(&out, &inward, |one, two| {
                let both = self.sets.and(one, two);
                self.sets.and(both, present)
            });
            passing = join(&passing, &both, |one, two| self.sets.or(one, two));
        }
        passing
    }

    /// Who passes in one direction and lane.
    fn direction(&mut self, direction: Direction, lane: usize, items: &[u32], key: &Key) -> Line {
        let (side, open) = match (direction, key.ingress) {
            (Direction::Egress, _) => (self.egress, self.open),
            (Direction::Ingress, Some(true)) => (self.ingress, Sets::NOTHING),
            (Direction::Ingress, _) => (self.ingress, Sets::EVERYTHING),
        };
        let mut steps = Vec::with_capacity(items.len());
        let mut edges: Vec<(u32, usize)> = Vec::new();
        for item in items {
            let Some(item) = side.items.get(*item as usize) else {
                continue;
            };
            let source = item.sources.get(lane).copied().unwrap_or(Sets::NOTHING);
            if source == Sets::NOTHING {
                continue;
            }
            let ports = side.ports.get(item.ports).map(|ports| ports.at(&key.ports));
            for Span { start, end } in ports.iter().flat_map(ConnectionSet::spans) {
                edges.push((*start, steps.len()));
                edges.push((*end, steps.len()));
            }
            steps.push((item.effect, source));
        }
        edges.push((0, usize::MAX));
        edges.sort_unstable();
        let mut pieces: Line = Vec::new();
        let mut row = Row::new(self.sets, open, &steps);
        let mut rest = edges.into_iter().peekable();
        while let Some((start, step)) = rest.next() {
            // Spans of one item are disjoint and never adjacent, so an edge of an active item ends
            // it. The edge that only begins the line is of no item.
            row.toggle(step);
            if start == END || rest.peek().is_some_and(|(next, _)| *next == start) {
                continue;
            }
            let passing = row.passing(self.sets, &mut self.unions);
            push(&mut pieces, start, passing);
        }
        pieces
    }

    fn profile(&self, line: &Line) -> Profile {
        let ends = line.iter().skip(1).map(|(start, _)| *start).chain([END]);
        let mut spans: HashMap<SetId, Vec<Span>> = HashMap::new();
        let mut order: Vec<SetId> = Vec::new();
        for ((start, set), end) in line.iter().zip(ends) {
            if *set == Sets::NOTHING {
                continue;
            }
            let spans = spans.entry(*set).or_insert_with(|| {
                order.push(*set);
                Vec::new()
            });
            spans.push(Span { start: *start, end });
        }
        let rows: Vec<_> = order
            .into_iter()
            .filter_map(|set| {
                Some((
                    self.sets.get(set),
                    ConnectionSet::of_spans(spans.remove(&set)?),
                ))
            })
            .collect();
        let rows: Vec<_> = rows.iter().map(|(set, ports)| (&**set, ports)).collect();
        partition(&rows, self.sets.words())
    }
}

fn push(line: &mut Line, start: u32, set: SetId) {
    if line.last().is_none_or(|(_, last)| *last != set) {
        line.push((start, set));
    }
}

/// Two lines as one.
fn join(left: &Line, right: &Line, mut operation: impl FnMut(SetId, SetId) -> SetId) -> Line {
    let (mut one, mut two) = (Sets::NOTHING, Sets::NOTHING);
    let mut line = Line::new();
    let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
    loop {
        let start = match (left.peek(), right.peek()) {
            (None, None) => return line,
            (Some((start, _)), None) | (None, Some((start, _))) => *start,
            (Some((left, _)), Some((right, _))) => *left.min(right),
        };
        if let Some((_, set)) = left.next_if(|(left, _)| *left == start) {
            one = *set;
        }
        if let Some((_, set)) = right.next_if(|(right, _)| *right == start) {
            two = *set;
        }
        push(&mut line, start, operation(one, two));
    }
}
