//! Binary formats whose texts lie next to each other with nothing between but their lengths: read
//! as what they are, so that no text is taken for a part of its neighbour.

pub(super) mod der;
mod java;
mod python;
pub(super) mod sqlite;

pub(super) use java::{is_class, strings as java_strings};
pub(super) use python::{is_compiled, strings as python_strings};

/// Reads numbers of fixed size, most significant byte first.
fn big_endian(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let field = bytes.get(at..)?.get(..length)?;
    Some(
        field
            .iter()
            .fold(0, |number, &byte| number << 8 | usize::from(byte)),
    )
}
