//! What is looked for, as data.
//!
//! The rules are TOML files under `rules/`; [`Rule`] says what each field means. `--rules FILE`
//! reads more of them.
//!
//! ```
//! use secretscan::rules::RuleSet;
//!
//! let built_in = RuleSet::built_in();
//! let more = built_in.with_text(
//!     "mine.toml",
//!     r#"
//!     [[rule]]
//!     id = "acme-token"
//!     name = "Acme token"
//!     severity = "high"
//!     literals = ["acme_"]
//!     pattern = 'acme_[a-z0-9]{32}'
//!     "#,
//! )?;
//! assert!(more.find("acme-token").is_some());
//! # Ok::<(), secretscan::rules::RulesError>(())
//! ```

mod built_in;
mod check;
pub mod checksum;
mod coverage;
mod error;
mod file;
mod gates;
mod pattern;
mod rule;
pub mod samples;
mod set;

pub use check::CREDENTIAL_WORDS;
pub use error::{Problem, RulesError};
pub use gates::entropy;
pub use rule::{Builtin, Checksum, Form, Phrase, Rule, RuleIndex};
pub use set::RuleSet;
