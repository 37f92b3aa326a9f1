//! Merges records into flows while they are read, in bounded memory.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{
    flow::{FlowEnd, FlowFormat, FlowVerdict, ObservedFlow},
    reading::Record,
};
use crate::protocol::Protocol;

/// How much is kept of one file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Distinct flows.
    pub(super) flows: usize,
    /// Memory of their ends, in bytes.
    pub(super) weight: usize,
}

impl Limits {
    /// A million distinct flows, and a quarter of a gigabyte of ends.
    pub(super) const DEFAULT: Self = Self {
        flows: 1_000_000,
        weight: 256 << 20,
    };
}

/// Flows by what tells them apart.
#[derive(Debug)]
pub(super) struct Merge {
    limits: Limits,
    ends: HashSet<Arc<FlowEnd>>,
    weight: usize,
    flows: HashMap<Key, ObservedFlow>,
}

type Key = (
    Arc<FlowEnd>,
    Arc<FlowEnd>,
    Protocol,
    u16,
    FlowVerdict,
    FlowFormat,
);

impl Merge {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            ends: HashSet::new(),
            weight: 0,
            flows: HashMap::new(),
        }
    }

    /// Adds the record; false when it is of a new flow and the limit is reached.
    pub(super) fn add(&mut self, record: Record) -> bool {
        let (Some(source), Some(destination)) =
            (self.end(record.source), self.end(record.destination))
        else {
            return false;
        };
        let key = (
            Arc::clone(&source),
            Arc::clone(&destination),
            record.protocol,
            record.port,
            record.verdict,
            record.format,
        );
        if let Some(flow) = self.flows.get_mut(&key) {
            flow.first = earlier(flow.first, record.first);
            flow.last = flow.last.max(record.last);
            flow.count = flow.count.saturating_add(record.count);
            flow.opener = flow.opener.max(record.opener);
            if flow.direction != record.direction {
                flow.direction = None;
            }
            return true;
        }
        if self.flows.len() >= self.limits.flows {
            return false;
        }
        self.flows.insert(
            key,
            ObservedFlow {
                source,
                destination,
                protocol: record.protocol,
                port: record.port,
                verdict: record.verdict,
                format: record.format,
                direction: record.direction,
                opener: record.opener,
                first: record.first,
                last: record.last,
                count: record.count,
            },
        );
        true
    }

    /// All flows, sorted.
    pub(super) fn into_flows(self) -> Vec<ObservedFlow> {
        let mut flows: Vec<ObservedFlow> = self.flows.into_values().collect();
        flows.sort_unstable();
        flows
    }

    fn end(&mut self, end: FlowEnd) -> Option<Arc<FlowEnd>> {
        if let Some(known) = self.ends.get(&end) {
            return Some(Arc::clone(known));
        }
        let weight = self.weight + end.weight();
        if weight > self.limits.weight {
            return None;
        }
        self.weight = weight;
        let end = Arc::new(end);
        self.ends.insert(Arc::clone(&end));
        Some(end)
    }
}

fn earlier<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
