//! References to variables in values and arguments: `$(NAME)`.
//!
//! Rules: "`EnvVar` API" and "Container API": `$(NAME)` stands for the value of a variable, `$$(NAME)`
//! for itself with one dollar sign less, and what cannot be resolved stays as it is. Kubernetes lets a value refer only
//! to variables before it; here any may, for the order changes no address that works.

use std::{borrow::Cow, collections::HashMap};

/// The longest text that references may grow to, in bytes: values that double each other would
/// grow without bound.
const LONGEST: usize = 1 << 16;

/// The values that references stand for.
pub(super) struct Expansion<'a> {
    values: HashMap<&'a str, &'a str>,
}

impl<'a> Expansion<'a> {
    /// References to these variables; of two with one name the last counts.
    pub(super) fn of(variables: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self {
            values: variables.into_iter().collect(),
        }
    }

    /// The text with its references resolved, one level deep twice over: a value that refers to a
    /// value that refers to a third is rare, and a circle must end.
    pub(super) fn expand<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.values.is_empty() || !text.contains("$(") {
            return Cow::Borrowed(text);
        }
        let once = self.once(text);
        let twice = self.once(&once);
        Cow::Owned(twice)
    }

    fn once(&self, text: &str) -> String {
        let mut expanded = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find("$(") {
            let (before, reference) = rest.split_at(start);
            expanded.push_str(before);
            let inner = reference.get(2..).unwrap_or_default();
            let is_escaped = before.ends_with('$');
            let resolved = inner.find(')').filter(|_| !is_escaped).and_then(|end| {
                let value = self.values.get(inner.get(..end)?)?;
                let fits = expanded.len() + value.len() + inner.len() <= LONGEST;
                fits.then(|| (*value, inner.get(end + 1..).unwrap_or_default()))
            });
            if let Some((value, after)) = resolved {
                expanded.push_str(value);
                rest = after;
            } else {
                expanded.push_str("$(");
                rest = inner;
            }
        }
        expanded.push_str(rest);
        expanded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_replaced_and_unknown_ones_stay() {
        let expansion = Expansion::of([("HOST", "db"), ("ADDR", "$(HOST):5432")]);
        assert_eq!(expansion.expand("pg://$(HOST)/x"), "pg://db/x");
        assert_eq!(expansion.expand("$(ADDR)"), "db:5432");
        assert_eq!(expansion.expand("$(OTHER)$(HOST"), "$(OTHER)$(HOST");
        assert_eq!(expansion.expand("$$(HOST)"), "$$(HOST)");
    }

    #[test]
    fn values_that_refer_to_themselves_end() {
        let long = "$(A)".repeat(5000);
        let expansion = Expansion::of([("A", long.as_str())]);
        assert!(expansion.expand("$(A)$(A)$(A)").len() <= LONGEST + 2 * long.len());
    }
}
