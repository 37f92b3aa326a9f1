//! What is looked for, as data.
//!
//! The rules are TOML files under `rules/`; [`Rule`] says what each field means.

mod rule;

pub use rule::{Builtin, Checksum, Form, Phrase, Rule, RuleIndex, RuleSet};
