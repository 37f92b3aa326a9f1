//! One credential in one place.

use super::{AwsAccessKey, Class, Fingerprint, ImagePlace, Redacted};
use crate::{rules::RuleIndex, unfold::Trail};
use plugin_kit::object::ObjectRef;

/// Where something is being read: an object, a file, an image.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Whereabouts {
    /// The object; kinds `File` and `Image` stand for what is none.
    pub object: ObjectRef,
    /// API group of the object; empty for the core group.
    pub group: String,
}

/// One credential in one place; the value is not kept.
#[derive(Debug, Clone)]
pub struct Sighting {
    /// Which rule found it.
    pub rule: RuleIndex,
    /// What tells the value from others.
    pub fingerprint: Fingerprint,
    /// How it is shown.
    pub redacted: Redacted,
    /// Whether it lies where credentials belong.
    pub class: Class,
    /// In what.
    pub whereabouts: Whereabouts,
    /// Where in it.
    pub trail: Trail,
    /// For AWS access keys.
    pub aws: Option<AwsAccessKey>,
    /// For images.
    pub image: Option<ImagePlace>,
}
