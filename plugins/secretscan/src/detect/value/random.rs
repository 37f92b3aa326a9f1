//! Whether a text was drawn by a machine.

use super::{Origin, chance::is_chance, shape};
use crate::rules::entropy;

/// Whether letters and digits are mixed as chance mixes them and people do not.
pub(crate) fn is_random(value: &[u8]) -> bool {
    let letters = value
        .iter()
        .filter(|byte| byte.is_ascii_alphabetic())
        .count();
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    let others = value.len() - letters - digits;
    // Entropy cannot exceed the logarithm of the length.
    let least = match value.len() {
        0..=11 => 2.8,
        12..=19 => 3.0,
        20..=31 => 3.2,
        _ => 3.4,
    };
    let least = if shape::is_hexadecimal(value) {
        // Four bits at most.
        (least - 0.4_f32).min(2.7)
    } else {
        least
    };
    others * 3 <= value.len()
        && entropy(value) >= least
        && (digits >= 2 && letters >= 2 || jumps(value) * 4 >= value.len())
}

/// How often the kind of letter changes in a way that words do not.
fn jumps(value: &[u8]) -> usize {
    value
        .iter()
        .zip(value.iter().skip(1))
        .filter(|(left, right)| {
            left.is_ascii_digit() != right.is_ascii_digit()
                || left.is_ascii_lowercase() && right.is_ascii_uppercase()
                || left.is_ascii_uppercase() && right.is_ascii_lowercase()
        })
        .count()
}

/// Whether a value is a key of an unknown kind: long, random, of one alphabet.
pub(super) fn is_key(value: &[u8], origin: Origin) -> bool {
    let least = match origin {
        Origin::Pair | Origin::Field | Origin::Line => 16,
        Origin::Text | Origin::Bare => 20,
    };
    // In a text, points join members of objects.
    let members = matches!(origin, Origin::Text | Origin::Bare) && value.contains(&b'.');
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    value.len() >= least
        && !members
        && (digits >= 2 || is_chance(value))
        && value
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-+/=.:~".contains(byte))
        && !shape::is_uuid(value)
        && is_random(value)
        && jumps(value) * 5 >= value.len()
}
