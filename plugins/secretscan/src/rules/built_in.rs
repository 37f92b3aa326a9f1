//! The rules that come with the program, as `build.rs` packed them.
//!
//! They are not checked again at run time: `tests/rules.rs` reads the files they were packed from,
//! checks each of them, and compares.

use super::{Rule, file};

static PACKED: &str = include_str!(concat!(env!("OUT_DIR"), "/rules.json"));

/// The rules, without their samples.
#[expect(
    clippy::expect_used,
    reason = "the packed rules are part of the program, and every test reads them"
)]
pub(super) fn rules() -> Vec<Rule> {
    let entries: Vec<file::Entry> =
        serde_json::from_str(PACKED).expect("invariant: build.rs writes a list of rules");
    entries
        .into_iter()
        .map(|entry| {
            entry
                .unchecked()
                .expect("invariant: every built-in rule has a form")
        })
        .collect()
}
