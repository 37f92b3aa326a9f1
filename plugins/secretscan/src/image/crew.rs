//! Searches the files of a layer on several threads.
//!
//! ```text
//! caller: tar --batches of small files--> helpers: search --parts--> caller: joined in order
//!             \--everything else, and what the helpers have no time for: search
//! ```
//!
//! Parts are numbered as the layer has their files, and joined by their numbers, so that how many
//! threads there were, and which was faster, changes nothing.
//!
//! # Why
//!
//! Searching takes longer than inflating, so a single thread for it holds up all others. Files are
//! copied only where a helper is free: with one thread nothing changes, and a helper that falls
//! behind gets nothing until it has caught up.

use std::{
    collections::{BTreeMap, VecDeque},
    mem,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use super::{
    Limits, Shared,
    batch::{Batch, Part},
};

/// Most helpers: one thread inflates no faster than a few search.
const HELPERS: usize = 3;
/// Batches that wait for a helper.
const WAITING: usize = 2;

/// Where batches wait for helpers, and parts for being joined.
pub(super) struct Crew<'p, V> {
    limits: &'p Limits,
    helpers: usize,
    state: Mutex<State<'p, V>>,
    changed: Condvar,
}

struct State<'p, V> {
    waiting: VecDeque<Job<'p, V>>,
    parts: BTreeMap<usize, Part<V>>,
    /// How many batches helpers are searching.
    busy: usize,
    spare: Vec<Vec<u8>>,
    is_over: bool,
}

/// A batch, and who is to be shown it.
pub(super) struct Job<'p, V> {
    /// Orders parts.
    pub(super) number: usize,
    pub(super) batch: Batch<'p>,
    pub(super) visitor: V,
}

impl<'p, V: Shared> Crew<'p, V> {
    /// For so many threads, the caller's among them.
    pub(super) fn new(threads: usize, limits: &'p Limits) -> Self {
        Self {
            limits,
            helpers: threads.saturating_sub(1).min(HELPERS),
            state: Mutex::new(State {
                waiting: VecDeque::new(),
                parts: BTreeMap::new(),
                busy: 0,
                spare: Vec::new(),
                is_over: false,
            }),
            changed: Condvar::new(),
        }
    }

    /// How many threads are to [`help`](Self::help).
    pub(super) const fn helpers(&self) -> usize {
        self.helpers
    }

    /// Searches batches until there will be no more.
    pub(super) fn help(&self) {
        while let Some(job) = self.next() {
            let _busy = Busy(self);
            self.search(job);
        }
    }

    /// A buffer for a batch, if a helper has time for it.
    pub(super) fn wanted(&self) -> Option<Vec<u8>> {
        if self.helpers == 0 {
            return None;
        }
        let mut state = self.state();
        let is_wanted = state.waiting.len() < WAITING * self.helpers;
        is_wanted.then(|| state.spare.pop().unwrap_or_default())
    }

    /// Hands a batch over.
    pub(super) fn add(&self, job: Job<'p, V>) {
        self.state().waiting.push_back(job);
        self.changed.notify_one();
    }

    /// Keeps a part that the caller has searched.
    pub(super) fn keep(&self, number: usize, part: Part<V>) {
        self.state().parts.insert(number, part);
    }

    /// All parts, in order, once the last is there. What waits is searched by the caller.
    pub(super) fn parts(&self) -> Vec<Part<V>> {
        let mut state = self.state();
        loop {
            if let Some(job) = state.waiting.pop_front() {
                drop(state);
                self.search(job);
                state = self.state();
            } else if state.busy > 0 {
                state = self.wait(state);
            } else {
                return mem::take(&mut state.parts).into_values().collect();
            }
        }
    }

    /// Sends the helpers home when it is dropped, however the caller ends.
    pub(super) fn until_dropped(&self) -> impl Drop + use<'_, 'p, V> {
        Over(self)
    }

    fn search(&self, job: Job<'p, V>) {
        let (part, buffer) = job.batch.show(job.visitor, self.limits);
        let mut state = self.state();
        state.parts.insert(job.number, part);
        state.spare.push(buffer);
    }

    fn next(&self) -> Option<Job<'p, V>> {
        let mut state = self.state();
        loop {
            if state.is_over {
                return None;
            }
            if let Some(job) = state.waiting.pop_front() {
                state.busy += 1;
                return Some(job);
            }
            state = self.wait(state);
        }
    }

    fn wait<'s>(&self, state: MutexGuard<'s, State<'p, V>>) -> MutexGuard<'s, State<'p, V>> {
        let waited = self.changed.wait(state);
        waited.unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'p, V> Crew<'p, V> {
    fn state(&self) -> MutexGuard<'_, State<'p, V>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A helper at work: the caller waits for it no longer when it panics.
struct Busy<'c, 'p, V>(&'c Crew<'p, V>);

impl<V> Drop for Busy<'_, '_, V> {
    fn drop(&mut self) {
        self.0.state().busy -= 1;
        self.0.changed.notify_all();
    }
}

struct Over<'c, 'p, V>(&'c Crew<'p, V>);

impl<V> Drop for Over<'_, '_, V> {
    fn drop(&mut self) {
        self.0.state().is_over = true;
        self.0.changed.notify_all();
    }
}
