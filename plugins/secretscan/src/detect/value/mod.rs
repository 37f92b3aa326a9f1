//! Whether a value can be the credential that its name promises.

mod chance;
mod documented;
mod human;
mod placeholder;
mod random;
mod reference;
mod shape;
mod stock;
mod words;

use super::name::Class;

pub(crate) use crate::rules::entropy;
pub(crate) use chance::is_chance;
pub(super) use chance::is_drawn;
pub(super) use placeholder::is_placeholder;
pub(crate) use random::is_random;
pub(super) use shape::is_hexadecimal;
pub(super) use words::is_made_up;

/// How sure it is that a value is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// Name and value were parsed out of a structure.
    Pair,
    /// A field of a connection string.
    Field,
    /// A setting in a text: a flag, an environment variable, an element.
    Line,
    /// A quoted string in a text, which may be source code.
    Text,
    /// Text without quotes, which in source code would be a variable.
    Bare,
}

/// Longest value that is looked at: longer ones are documents.
const LONGEST: usize = 4096;

/// Whether a value of this class, with nothing round it, is a credential.
pub(super) fn is_credential(class: Class, value: &[u8], origin: Origin) -> bool {
    if value.len() > LONGEST || is_ordinary(value) {
        return false;
    }
    match class {
        Class::Password => human::is_password(value, origin),
        Class::Secret => human::is_secret(value, origin),
        Class::Key => random::is_key(value, origin),
    }
}

/// Whether a value has a character that no identifier, number or operator chain has.
pub(super) fn has_symbol(value: &[u8]) -> bool {
    value.iter().any(|byte| b"!@#$%^*~+".contains(byte))
}

/// Whether a value is a placeholder, a reference, or data of a kind that no credential is of.
pub(super) fn is_ordinary(value: &[u8]) -> bool {
    is_placeholder(value) || shape::is_plain_data(value) || reference::is_reference(value)
}

#[cfg(test)]
mod tests;
