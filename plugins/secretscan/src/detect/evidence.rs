//! What can be said of a value alone, for those who judge values that they already have.

pub(crate) use super::value::{entropy, is_chance, is_random};
use super::{
    name::{self, Words},
    value::{self, Origin},
};

/// Whether a value is a placeholder, a reference, or data of a kind that no credential is of.
pub(crate) fn is_ordinary(value: &[u8]) -> bool {
    value::is_ordinary(value)
}

/// Whether the name says that the value is a credential, and the value can be one.
pub(crate) fn is_named_credential(name: &str, value: &[u8]) -> bool {
    let mut words = Words::new();
    words.push_key(name.as_bytes());
    name::classify(&words).is_some_and(|class| value::is_credential(class, value, Origin::Pair))
}
