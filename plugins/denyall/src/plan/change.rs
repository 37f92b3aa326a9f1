//! One change to the cluster, with what must hold before it and how it is taken back.

use plugin_kit::object::ObjectRef;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One change to the cluster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// Names the change in the plan.
    pub id: String,
    /// Its place in the order of all changes, from 0.
    pub order: usize,
    /// When it is made.
    pub stage: Stage,
    /// What is done.
    pub verb: Verb,
    /// To which object.
    pub object: ObjectRef,
    /// The object as it was read, as a manifest; null where there is none.
    pub before: Option<Value>,
    /// The object as it shall be, as a manifest; null where it shall be gone.
    pub after: Option<Value>,
    /// Why.
    pub reason: String,
    /// What must hold, or the change is not made.
    pub precondition: Precondition,
    /// How it is taken back.
    pub undo: Undo,
}

/// When a change is made. A policy that allows isolates at once, so everything is let through by a
/// guard until all policies are there.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Guards let everything pass for pods that nothing isolates yet.
    Guard,
    /// The policies are created; nothing changes under the guards.
    Policies,
    /// The guards for what comes in are taken away.
    CutOverIngress,
    /// The guards for what goes out are taken away.
    CutOverEgress,
}

impl Stage {
    /// The word of plans.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Guard => "guard",
            Self::Policies => "policies",
            Self::CutOverIngress => "cut-over-ingress",
            Self::CutOverEgress => "cut-over-egress",
        }
    }
}

/// What is done to an object.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Verb {
    /// It is created.
    Create,
    /// It is changed.
    Update,
    /// It is deleted.
    Delete,
    /// Nothing: it is there already, with this content.
    Keep,
}

impl Verb {
    /// The word of plans.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Keep => "keep",
        }
    }
}

/// What must hold before a change. What is null is not known when the plan is made; `before` is
/// compared then.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Precondition {
    /// Whether there must be no such object.
    pub absent: bool,
    /// The object must have this UID.
    pub uid: Option<String>,
    /// The object must have this resource version.
    pub resource_version: Option<String>,
    /// The object must be the one that this change of the plan created.
    pub created_by: Option<String>,
}

/// How a change is taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Undo {
    /// What is done.
    pub verb: Verb,
    /// The UID that a deleted object must have; set when the plan is applied.
    pub uid_of_created: Option<String>,
    /// What is written, as a manifest; null where an object is deleted.
    pub manifest: Option<Value>,
}

impl Undo {
    /// Deletes what was created.
    pub(super) const fn delete() -> Self {
        Self {
            verb: Verb::Delete,
            uid_of_created: None,
            manifest: None,
        }
    }
}
