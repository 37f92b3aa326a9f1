//! A finding as it is reported.

use plugin_kit::{object::ObjectRef, report::Severity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use whocan::analyze::ItemSubject;

use super::Class;

/// A credential and everything that is known about it, but not the credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// Which rule found it.
    pub rule: String,
    /// What it is.
    pub title: String,
    /// Whether it lies where credentials belong.
    pub class: Class,
    /// How much it matters.
    pub severity: Severity,
    /// Where it lies: the place nearest to where somebody put it.
    pub location: Location,
    /// What the object belongs to; null when it stands for itself.
    pub owner: Option<Owner>,
    /// What tells the value from others: the same for equal values under one key.
    pub fingerprint: String,
    /// The value, unrecognisably.
    pub redacted: String,
    /// What an AWS access key tells about itself; null for other credentials.
    pub aws: Option<AwsAccessKey>,
    /// Every other place that holds the same value, sorted.
    pub duplicates: Vec<Location>,
    /// Who uses the objects that hold it, sorted.
    pub used_by: Vec<ObjectRef>,
    /// Who may read an object that holds it, sorted; null where that is not known.
    pub readable_by: Option<Vec<ItemSubject>>,
    /// The layer of an image; null elsewhere.
    pub image: Option<ImagePlace>,
    /// Whether it was tried.
    pub verified: Verified,
}

/// A place that holds a credential.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct Location {
    /// Kind of the object, `File` or `Image`.
    pub kind: String,
    /// Namespace; null for what has none.
    pub namespace: Option<String>,
    /// Name of the object; path of the file; name of the image.
    pub name: String,
    /// Where in it: fields as kubectl writes them, then ` > ` before each thing that was opened.
    pub path: String,
}

impl Location {
    /// The object without the path.
    #[must_use]
    pub fn object(&self) -> ObjectRef {
        ObjectRef {
            kind: self.kind.clone(),
            namespace: self.namespace.clone(),
            name: self.name.clone(),
        }
    }
}

/// What an object belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Owner {
    /// The outermost owner.
    #[serde(flatten)]
    pub object: ObjectRef,
    /// The owners between, from the object outwards.
    pub through: Vec<ObjectRef>,
}

/// What an AWS access key tells about itself ("IAM identifiers: unique identifiers").
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AwsAccessKey {
    /// The id, which is no secret.
    pub access_key_id: String,
    /// The account it belongs to, decoded from the id; null for ids that do not tell.
    pub account: Option<String>,
    /// Whether the account is known to hand out keys that raise an alarm when used.
    pub canary: bool,
    /// Whether the secret key was found with the id.
    pub paired: bool,
}

/// Where in an image.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImagePlace {
    /// The layer, counted from 0 at the bottom; null for the configuration.
    pub layer: Option<usize>,
    /// Digest of the layer.
    pub digest: Option<String>,
    /// The build step that made the layer, without values.
    pub created_by: Option<String>,
    /// The later layer that hides or replaces the file; null where it is visible.
    pub hidden_by: Option<usize>,
    /// The file as the layer names it; the location shows it.
    #[serde(skip)]
    pub file: Option<String>,
}

/// Whether a credential was tried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verified {
    /// Nobody was asked.
    #[default]
    NotTried,
    /// It raises an alarm when it is used, as its account says; nobody was asked.
    Honeytoken,
}
