//! The plan file: `DenyAllPlan`.
//!
//! `-o yaml` and `-o json` print one document, which is both the report and the file that is
//! reviewed, kept and applied: the envelope that all reports share, with this kind. Every change to
//! the cluster is an item (`policy` or `guard`), each manifest is there once, and what is edited is
//! what is applied. `order` is the order of the changes, and `summary` has what belongs to the plan
//! as a whole: its identity, the cluster, and the stages. Items of type `flow` and `unknown` say what
//! the plan means; whoever applies it passes over them.

use plugin_kit::{
    Gap, Note,
    object::ObjectRef,
    report::{Layout, Report, Table},
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Change, Summary, fate::Status, party::PartyRef, table};
use crate::{enforcement::Enforcement, protocol::Protocol, report::EndpointRef};

/// Default-deny, the policies that keep what is needed, and what would break.
#[derive(Debug)]
pub struct DenyAllPlan {
    pub(super) items: Vec<Item>,
    pub(super) notes: Vec<Note>,
    pub(super) gaps: Vec<Gap>,
    pub(super) summary: Summary,
    /// What has to be said before anything else.
    pub(super) headline: Option<String>,
}

/// One part of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Item {
    /// A policy that lets everything pass until the others are there, put up or taken away.
    Guard(Change),
    /// A policy.
    Policy(PolicyItem),
    /// A flow, and what becomes of it.
    Flow(FlowItem),
    /// Something that points at a flow which cannot be told.
    Unknown(UnknownItem),
}

/// A policy of the plan.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PolicyItem {
    /// What is done.
    #[serde(flatten)]
    pub change: Change,
    /// The workloads that it was made for; empty for all pods of the namespace.
    pub workloads: Vec<EndpointRef>,
    /// Other workloads that it selects, for no label tells them apart: they are allowed the same.
    pub also_selects: Vec<EndpointRef>,
    /// Other workloads that its peers select.
    pub also_peers: Vec<EndpointRef>,
    /// What a person should narrow or know.
    pub review: Vec<String>,
    /// How many flows need it.
    pub flows: usize,
}

/// A flow, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FlowItem {
    /// What becomes of it.
    pub status: Status,
    /// Who begins.
    pub from: PartyRef,
    /// Who listens.
    pub to: PartyRef,
    /// Protocol.
    pub protocol: Protocol,
    /// Port of the listener.
    pub port: u16,
    /// How sure it is that somebody needs it: `low`, `medium` or `high`.
    pub confidence: &'static str,
    /// What says so.
    pub evidence: Vec<EvidenceItem>,
    /// When it was observed first; null when it never was.
    pub first: Option<String>,
    /// When it was observed last; null when it never was.
    pub last: Option<String>,
    /// Whether it passes under the policies of today.
    pub passes_today: bool,
    /// Why it does not pass or is not held; null where it is kept.
    pub why: Option<String>,
}

/// One thing that says that a flow is needed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct EvidenceItem {
    /// What kind of thing, in one word.
    pub source: &'static str,
    /// The object that holds it; null for logs.
    pub object: Option<ObjectRef>,
    /// Where in it.
    pub path: String,
    /// What it says.
    pub says: String,
}

/// Something that points at a flow which cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct UnknownItem {
    /// Who would begin; null when that is what is not known.
    pub from: Option<PartyRef>,
    /// Who would listen; null when that is what is not known.
    pub to: Option<PartyRef>,
    /// What is named.
    pub names: String,
    /// Protocol, where it is known.
    pub protocol: Option<Protocol>,
    /// Port, where it is known.
    pub port: Option<u16>,
    /// Why no flow could be made of it.
    pub reason: &'static str,
    /// What points at it.
    pub evidence: Vec<EvidenceItem>,
}

impl DenyAllPlan {
    /// Whether a flow that passes today would not.
    #[must_use]
    pub const fn breaks(&self) -> bool {
        self.summary.flows.breaks > 0
    }

    /// What belongs to the plan as a whole.
    #[must_use]
    pub const fn whole(&self) -> &Summary {
        &self.summary
    }

    /// The policies of the plan, in the order in which they are made.
    pub fn policies(&self) -> impl Iterator<Item = &PolicyItem> {
        self.items.iter().filter_map(|item| match item {
            Item::Policy(policy) => Some(policy),
            _ => None,
        })
    }

    /// All changes, guards too, in the order in which they are made.
    #[must_use]
    pub fn changes(&self) -> Vec<&Change> {
        let mut changes: Vec<&Change> = self
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Policy(policy) => Some(&policy.change),
                Item::Guard(change) => Some(change),
                Item::Flow(_) | Item::Unknown(_) => None,
            })
            .collect();
        changes.sort_by_key(|change| change.order);
        changes
    }

    /// The flows, and what becomes of them.
    pub fn flows(&self) -> impl Iterator<Item = &FlowItem> {
        self.items.iter().filter_map(|item| match item {
            Item::Flow(flow) => Some(flow),
            _ => None,
        })
    }

    /// What points at flows that cannot be told.
    pub fn unknown(&self) -> impl Iterator<Item = &UnknownItem> {
        self.items.iter().filter_map(|item| match item {
            Item::Unknown(unknown) => Some(unknown),
            _ => None,
        })
    }

    /// Says whether anything enforces policies.
    #[must_use]
    pub fn enforced_by(mut self, enforcement: &Enforcement) -> Self {
        self.summary.enforcement = enforcement.state;
        self.headline = enforcement.headline();
        self
    }

    /// Adds what was remarked while the plan's input was read.
    #[must_use]
    pub fn with_remarks(
        mut self,
        notes: impl IntoIterator<Item = Note>,
        gaps: impl IntoIterator<Item = Gap>,
    ) -> Self {
        self.notes.extend(notes);
        self.notes.sort();
        self.notes.dedup();
        self.gaps.extend(gaps);
        self.gaps.sort();
        self.gaps.dedup();
        self
    }
}

impl Report for DenyAllPlan {
    const KIND: &'static str = "DenyAllPlan";
    type Item = Item;
    type Summary = Summary;

    fn items(&self) -> &[Item] {
        &self.items
    }

    fn notes(&self) -> &[Note] {
        &self.notes
    }

    fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    fn summary(&self) -> &Summary {
        &self.summary
    }

    fn table(&self, layout: Layout) -> Table {
        table::rows(self, layout)
    }

    fn names(&self) -> Vec<String> {
        table::names(self)
    }

    fn remarks(&self) -> Vec<String> {
        let headline = self.headline.iter().cloned();
        headline.chain(table::remarks(self)).collect()
    }
}
