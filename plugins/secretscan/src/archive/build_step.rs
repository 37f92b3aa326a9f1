//! A build step as it is shown: what was done, without values.
//!
//! The history of an image holds build arguments in clear, so only what cannot be one is shown:
//! assigned values, options that take one and whatever looks random are left out.

use crate::{image::assignments, scan::Lookout};

/// Longer steps are cut: the beginning says what was done.
const LENGTH: usize = 80;
/// Longer words with digits among their letters may be random.
const WORD: usize = 12;

/// The step, cut and without values.
pub(super) fn shown(step: &str, lookout: &Lookout<'_>) -> String {
    let masked = lookout.without_credentials(without_assigned(step));
    let mut shown = String::new();
    for word in masked.split_whitespace() {
        if !shown.is_empty() {
            shown.push(' ');
        }
        match word.split_once('=') {
            Some((name, _)) if is_plain(name) => {
                shown.push_str(name);
                shown.push_str("=*****");
            }
            None if is_plain(word) => shown.push_str(word),
            Some(_) | None => shown.push_str("*****"),
        }
        if shown.chars().count() > LENGTH {
            break;
        }
    }
    if shown.chars().count() > LENGTH {
        shown = shown.chars().take(LENGTH).collect();
        shown.push_str("...");
    }
    shown
}

/// The step with a mask in place of what it assigns.
fn without_assigned(step: &str) -> String {
    let mut shown = String::with_capacity(step.len());
    let mut from = step;
    for (name, value) in assignments(step) {
        let assigned = format!("{name}={value}");
        if let Some((before, after)) = from.split_once(&assigned) {
            shown.push_str(before);
            shown.push_str(name);
            shown.push_str("=*****");
            from = after;
        }
    }
    shown.push_str(from);
    shown
}

/// Whether a word is part of a command rather than a value: a path, an option, a name.
fn is_plain(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let parts = word.split(['/', '.', '-', '_', ':', '@']);
    let longest = parts.map(str::len).max().unwrap_or_default();
    word.len() <= 2 * WORD || digits == 0 || longest <= WORD
}
