//! Who is shown what objects hold, and what is said about where it is.

use plugin_kit::object::ObjectRef;

use crate::{
    detect::Medium,
    finding::Class,
    unfold::{Limit, Trail},
};

/// Where something is: in which object, and whether it belongs there.
#[derive(Clone, Copy)]
pub struct Place<'p> {
    /// The object that holds it, however deep.
    pub object: &'p ObjectRef,
    /// `v1` or `GROUP/VERSION` of the object.
    pub api_version: &'p str,
    /// How it is kept.
    pub kept: Kept,
    /// How many steps of the trail lead to the thing whose parts belong together: a container, an
    /// object inside another, or, with none, the whole object. The two halves of an AWS access key
    /// are looked for inside of one such thing.
    pub scope: usize,
}

/// How something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kept {
    /// In clear for whoever may read the object, or as a copy that nobody rotates.
    Leak,
    /// In the data of a Secret.
    Stored,
    /// In the data of a Secret by the cluster itself: the token of a service account, or one that
    /// nodes join with.
    Issued,
}

impl Kept {
    /// Whether it lies where credentials belong.
    #[must_use]
    pub const fn class(self) -> Class {
        match self {
            Self::Leak => Class::Leak,
            Self::Stored | Self::Issued => Class::Stored,
        }
    }
}

/// Is shown everything that objects hold.
pub trait Witness {
    /// A text without known structure, or one whose loose ends are worth a look beside its values.
    fn text(&mut self, place: &Place<'_>, at: &Trail, bytes: &[u8], medium: Medium);

    /// A value with its name: keys from the outermost to the innermost; none where the name of the
    /// field says nothing about the value.
    fn value(&mut self, place: &Place<'_>, at: &Trail, keys: &[&str], value: &[u8]);

    /// Something was not read.
    fn unread(&mut self, place: &Place<'_>, at: &Trail, why: Limit);
}
