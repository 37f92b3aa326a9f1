//! Keeps each distinct set once, so that equal sets are equal numbers, and remembers what it
//! computed of them.

use std::{collections::HashMap, sync::Arc};

use super::index_set::{IndexSet, words_of};

/// The number of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct SetId(u32);

/// Distinct sets of one universe.
#[derive(Debug)]
pub(super) struct Sets {
    universe: usize,
    list: Vec<Arc<IndexSet>>,
    ids: HashMap<Arc<IndexSet>, SetId>,
    both: HashMap<(SetId, SetId), SetId>,
    either: HashMap<(SetId, SetId), SetId>,
}

impl Sets {
    /// The set of nothing.
    pub(super) const NOTHING: SetId = SetId(0);
    /// The whole universe; of an empty universe it is a second name for nothing.
    pub(super) const EVERYTHING: SetId = SetId(1);

    pub(super) fn new(universe: usize) -> Self {
        let words = words_of(universe);
        let everything = (0..universe).map(super::index_set::short).collect();
        let nothing = Arc::new(IndexSet::of_sorted(Vec::new(), words));
        let everything = Arc::new(IndexSet::of_sorted(everything, words));
        Self {
            universe,
            ids: HashMap::from([
                (Arc::clone(&everything), Self::EVERYTHING),
                (Arc::clone(&nothing), Self::NOTHING),
            ]),
            list: vec![nothing, everything],
            both: HashMap::new(),
            either: HashMap::new(),
        }
    }

    /// The words that bits of the universe take.
    pub(super) const fn words(&self) -> usize {
        words_of(self.universe)
    }

    pub(super) fn add(&mut self, set: IndexSet) -> SetId {
        if let Some(id) = self.ids.get(&set) {
            return *id;
        }
        let id = SetId(super::index_set::short(self.list.len()));
        let set = Arc::new(set);
        self.list.push(Arc::clone(&set));
        self.ids.insert(set, id);
        id
    }

    /// Adds a list that is sorted and has no index twice.
    pub(super) fn add_sorted(&mut self, list: Vec<u32>) -> SetId {
        self.add(IndexSet::of_sorted(list, self.words()))
    }

    pub(super) fn get(&self, id: SetId) -> Arc<IndexSet> {
        let set = self.list.get(id.0 as usize).or_else(|| self.list.first());
        set.map_or_else(|| Arc::new(IndexSet::of_words(&[])), Arc::clone)
    }

    pub(super) fn and(&mut self, left: SetId, right: SetId) -> SetId {
        let (left, right) = (left.min(right), left.max(right));
        match (left, right) {
            (Self::NOTHING, _) => return Self::NOTHING,
            (Self::EVERYTHING, other) => return other,
            _ if left == right => return left,
            _ => {}
        }
        if let Some(known) = self.both.get(&(left, right)) {
            return *known;
        }
        let set = self.get(left).and(&self.get(right));
        let id = self.add(set);
        self.both.insert((left, right), id);
        id
    }

    pub(super) fn or(&mut self, left: SetId, right: SetId) -> SetId {
        let (left, right) = (left.min(right), left.max(right));
        match (left, right) {
            (Self::NOTHING, other) => return other,
            (Self::EVERYTHING, _) => return Self::EVERYTHING,
            _ if left == right => return left,
            _ => {}
        }
        if let Some(known) = self.either.get(&(left, right)) {
            return *known;
        }
        let set = self.get(left).or(&self.get(right), self.words());
        let id = self.add(set);
        self.either.insert((left, right), id);
        id
    }
}
