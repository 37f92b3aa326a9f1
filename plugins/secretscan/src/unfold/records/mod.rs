//! Binary formats whose texts lie next to each other with nothing between but their lengths: read
//! as what they are, so that no text is taken for a part of its neighbour.

pub(super) mod der;
mod java;
mod python;
pub(super) mod sqlite;

use std::ops::RangeInclusive;

use super::syntax::is_telling;
use crate::detect::evidence::is_chance;

pub(super) use java::{given as java_given, is_class, strings as java_strings};
pub(super) use python::{given as python_given, is_compiled, strings as python_strings};

/// Shorter texts hold nothing, longer ones are no values.
const TEXT: RangeInclusive<usize> = 6..=4096;
/// Longest name.
const NAME: usize = 120;

/// A text that compiled code gives a name to.
pub(super) struct Given {
    pub(super) name: String,
    pub(super) text: String,
}

impl Given {
    /// Nothing where the name is none of a credential, or the text no value.
    fn new(name: &[u8], text: &[u8]) -> Option<Self> {
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-".contains(byte);
        let is_one = name.len() <= NAME
            && name.iter().all(is_name)
            && TEXT.contains(&text.len())
            && !text.iter().any(u8::is_ascii_control);
        let (name, text) = (str::from_utf8(name).ok()?, str::from_utf8(text).ok()?);
        // Constants and names of classes are words.
        let is_value = text.bytes().any(|byte| byte.is_ascii_digit()) || is_chance(text.as_bytes());
        (is_one && is_value && is_telling(name)).then(|| Self {
            name: name.to_owned(),
            text: text.to_owned(),
        })
    }

    /// The assignment, as sources have it; nothing where quotes would have to be escaped.
    pub(super) fn assignment(&self) -> Option<String> {
        let quote = ['"', '\'']
            .into_iter()
            .find(|quote| !self.text.contains(*quote))?;
        Some(format!("{} = {quote}{}{quote}\n", self.name, self.text))
    }
}

/// Reads numbers of fixed size, most significant byte first.
fn big_endian(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let field = bytes.get(at..)?.get(..length)?;
    Some(
        field
            .iter()
            .fold(0, |number, &byte| number << 8 | usize::from(byte)),
    )
}

#[cfg(test)]
pub(super) use java::tests::class as java_class;
#[cfg(test)]
pub(super) use python::tests::module as python_module;
