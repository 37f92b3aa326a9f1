//! How a credential is shown: what kind of thing it is, never the thing.
//!
//! A public prefix (`ghp_`, `AKIA`) says what it is and gives nothing away; the length helps to
//! recognise it. Prefixes come from the rules' own literals, which are public.

use std::fmt;

use crate::rules::{Form, Rule};

/// A credential as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Redacted {
    prefix: String,
    characters: usize,
}

impl Redacted {
    /// Shows a value that a rule found.
    #[must_use]
    pub fn of(rule: &Rule, value: &[u8]) -> Self {
        let literals = match &rule.form {
            Form::Token { literals, .. } => literals.as_slice(),
            Form::Keyed { .. } | Form::Builtin(_) => &[],
        };
        let prefix = literals
            .iter()
            .filter(|literal| value.starts_with(literal.as_bytes()))
            .max_by_key(|literal| literal.len());
        let characters =
            std::str::from_utf8(value).map_or(value.len(), |text| text.chars().count());
        Self {
            prefix: prefix.cloned().unwrap_or_default(),
            characters,
        }
    }
}

impl fmt::Display for Redacted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}***** ({} characters)",
            self.prefix, self.characters
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Redacted;
    use crate::rules::{Form, Rule};
    use plugin_kit::report::Severity;

    fn rule(form: Form) -> Rule {
        Rule {
            id: "test".to_owned(),
            name: "test".to_owned(),
            severity: Severity::High,
            source: None,
            form,
            entropy: None,
            checksum: None,
            positive: Vec::new(),
            negative: Vec::new(),
        }
    }

    #[test]
    fn the_public_prefix_and_the_length_are_shown() {
        let token = rule(Form::Token {
            literals: vec!["gh".to_owned(), "ghp_".to_owned()],
            pattern: String::new(),
        });
        let value = format!("ghp_{}", "a1".repeat(18));
        let shown = Redacted::of(&token, value.as_bytes()).to_string();
        assert_eq!(shown, "ghp_***** (40 characters)");
    }

    #[test]
    fn nothing_of_a_value_without_public_prefix_is_shown() {
        let keyed = rule(Form::Keyed {
            keys: Vec::new(),
            pattern: String::new(),
        });
        assert_eq!(
            Redacted::of(&keyed, "pässword".as_bytes()).to_string(),
            "***** (8 characters)"
        );
    }
}
