//! A document as a tree, from JSON or YAML, borrowed from its text where it can be.
//!
//! Nothing that could hold a credential is lost: keys that are given twice stand twice, numbers
//! stay as they are written. Values are credentials often enough, so neither a tree nor an error
//! can be printed.
//!
//! ```
//! use secretscan::tree::Tree;
//!
//! let tree = Tree::from_json(r#"{"kind":"Pod","spec":{"hostname":"db-0"}}"#)?;
//! let hostname = tree.get("spec").and_then(|spec| spec.get("hostname"));
//! assert_eq!(hostname.and_then(Tree::text), Some("db-0"));
//! # Ok::<(), secretscan::tree::Malformed>(())
//! ```

mod json;
mod malformed;
mod yaml;

use std::{borrow::Cow, fmt};

pub(crate) use json::{Dialect, Documents};
pub use malformed::Malformed;
pub(crate) use yaml::Yaml;

/// How deep maps and lists may lie in each other.
pub(crate) const MAX_DEPTH: usize = 128;

/// A document or a part of one.
#[derive(Clone, PartialEq, Eq)]
pub enum Tree<'t> {
    /// Nothing.
    Null,
    /// A number or a boolean, as it is written.
    Scalar(Cow<'t, str>),
    /// A text.
    Text(Cow<'t, str>),
    /// A list.
    List(Vec<Tree<'t>>),
    /// Keys and values, in the order in which they stand.
    Map(Vec<(Cow<'t, str>, Tree<'t>)>),
}

impl<'t> Tree<'t> {
    /// Reads one document of JSON (RFC 8259). A surrogate that stands alone becomes U+FFFD.
    pub fn from_json(text: &'t str) -> Result<Self, Malformed> {
        let mut documents = Documents::new(text, Dialect::Strict);
        let tree = documents.next_document()?.ok_or_else(|| documents.here())?;
        documents.end()?;
        Ok(tree)
    }

    /// Reads every document of a YAML stream. A key of `<<` brings in what it refers to, beside
    /// what stands there itself.
    pub fn from_yaml(text: &'t str) -> Result<Vec<Self>, Malformed> {
        let yaml = Yaml::read(text);
        match yaml.problem {
            Some(problem) => Err(problem),
            None => Ok(yaml.documents),
        }
    }

    /// The first value of a key, if this is a map that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries()
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// The text, if this is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The entries, if this is a map; none otherwise.
    #[must_use]
    pub fn entries(&self) -> &[(Cow<'t, str>, Self)] {
        match self {
            Self::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The elements, if this is a list; none otherwise.
    #[must_use]
    pub fn elements(&self) -> &[Self] {
        match self {
            Self::List(elements) => elements,
            _ => &[],
        }
    }
}

impl fmt::Debug for Tree<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => formatter.write_str("Null"),
            Self::Scalar(_) => formatter.write_str("Scalar"),
            Self::Text(text) => write!(formatter, "Text({} bytes)", text.len()),
            Self::List(elements) => write!(formatter, "List({})", elements.len()),
            Self::Map(entries) => write!(formatter, "Map({})", entries.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tree;

    #[test]
    fn a_tree_in_a_panic_message_shows_no_value() {
        let tree = Tree::from_json(r#"{"password":"hunter2"}"#).unwrap();
        assert_eq!(format!("{tree:?}"), "Map(1)");
        assert_eq!(
            format!("{:?}", tree.get("password").unwrap()),
            "Text(7 bytes)"
        );
    }
}
