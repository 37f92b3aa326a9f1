//! Collects flows and what could not be told, each once, with everything that says so.

use std::collections::{BTreeMap, BTreeSet};

use super::{Confidence, Evidence, Flow, Party, Unknown, UnknownReason};
use crate::protocol::Protocol;

/// What tells flows apart.
type Key = (Party, Party, Protocol, u16);
/// What tells the unknown apart.
type UnknownKey = (
    Option<Party>,
    Option<Party>,
    String,
    Option<Protocol>,
    Option<u16>,
    UnknownReason,
);

/// Flows and unknowns while they are collected.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    flows: BTreeMap<Key, Found>,
    unknown: BTreeMap<UnknownKey, BTreeSet<Evidence>>,
}

/// What is known of a flow.
#[derive(Debug)]
struct Found {
    confidence: Confidence,
    evidence: BTreeSet<Evidence>,
    first: Option<String>,
    last: Option<String>,
}

/// A port of a party.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Listener {
    /// Who listens.
    pub(super) party: Party,
    /// Protocol.
    pub(super) protocol: Protocol,
    /// Port.
    pub(super) port: u16,
}

/// What is known of something that is not known whole.
#[derive(Debug, Clone, Default)]
pub(super) struct Hint {
    /// Who would open.
    pub(super) from: Option<Party>,
    /// Who would accept.
    pub(super) to: Option<Party>,
    /// What is named.
    pub(super) names: String,
    /// The protocol.
    pub(super) protocol: Option<Protocol>,
    /// The port.
    pub(super) port: Option<u16>,
}

impl Gathering {
    /// Adds a flow, unless no policy can be about it: neither end is a workload or the cluster's
    /// DNS.
    pub(super) fn add(
        &mut self,
        from: &Party,
        to: &Listener,
        confidence: Confidence,
        evidence: Evidence,
    ) {
        self.add_at(from, to, confidence, evidence, None);
    }

    /// Adds a flow that was observed at these times, the first and the last.
    pub(super) fn add_at(
        &mut self,
        from: &Party,
        to: &Listener,
        confidence: Confidence,
        evidence: Evidence,
        times: Option<(String, String)>,
    ) {
        if !from.is_subject() && !to.party.is_subject() {
            return;
        }
        let key = (from.clone(), to.party.clone(), to.protocol, to.port);
        let found = self.flows.entry(key).or_insert_with(|| Found {
            confidence,
            evidence: BTreeSet::new(),
            first: None,
            last: None,
        });
        found.confidence = found.confidence.max(confidence);
        found.evidence.insert(evidence);
        if let Some((first, last)) = times {
            found.first = Some(found.first.take().map_or(first.clone(), |it| it.min(first)));
            found.last = Some(found.last.take().map_or(last.clone(), |it| it.max(last)));
        }
    }

    /// Lists what could not be made a flow.
    pub(super) fn miss(&mut self, hint: Hint, reason: UnknownReason, evidence: Evidence) {
        let key = (
            hint.from,
            hint.to,
            hint.names,
            hint.protocol,
            hint.port,
            reason,
        );
        self.unknown.entry(key).or_default().insert(evidence);
    }

    /// Every flow so far, as who opens and what listens.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&Party, Listener)> {
        self.flows.keys().map(|(from, to, protocol, port)| {
            let listener = Listener {
                party: to.clone(),
                protocol: *protocol,
                port: *port,
            };
            (from, listener)
        })
    }

    /// Whether a flow is known.
    pub(super) fn holds(&self, from: &Party, to: &Listener) -> bool {
        let key = (from.clone(), to.party.clone(), to.protocol, to.port);
        self.flows.contains_key(&key)
    }

    /// Everything, sorted.
    pub(super) fn finish(self) -> (Vec<Flow>, Vec<Unknown>) {
        let flows = self
            .flows
            .into_iter()
            .map(|((from, to, protocol, port), found)| Flow {
                from,
                to,
                protocol,
                port,
                confidence: found.confidence,
                evidence: found.evidence.into_iter().collect(),
                first: found.first,
                last: found.last,
            })
            .collect();
        let unknown = self
            .unknown
            .into_iter()
            .map(
                |((from, to, names, protocol, port, reason), evidence)| Unknown {
                    from,
                    to,
                    names,
                    protocol,
                    port,
                    reason,
                    evidence: evidence.into_iter().collect(),
                },
            )
            .collect();
        (flows, unknown)
    }
}

impl Party {
    /// Whether policies can be about it.
    pub(super) fn is_subject(&self) -> bool {
        matches!(self, Self::Workload(_) | Self::Dns)
    }
}
