//! The values of a document, each with the names that lead to it.

use std::borrow::Cow;

use super::{Step, syntax, unfolding::Unfolding};
use crate::tree::Tree;

/// How documents name a value beside it instead of by its key.
const NAMED_BESIDE: [(&str, &str); 8] = [
    ("name", "value"),
    ("key", "value"),
    ("Name", "Value"),
    ("Key", "Value"),
    ("ParameterKey", "ParameterValue"),
    ("header", "value"),
    // JSON Patch (RFC 6902): the path ends with the name.
    ("path", "value"),
    // Conditions of the AWS Load Balancer Controller.
    ("httpHeaderName", "values"),
];

/// Names from this length on may be credentials themselves.
const LONG_NAME: usize = 20;

impl Unfolding<'_> {
    /// Unfolds the values of a document, or of a part of one.
    pub(super) fn walk<'k>(&mut self, keys: &mut Vec<&'k str>, tree: &'k Tree<'_>) {
        match tree {
            Tree::Null => {}
            Tree::Scalar(scalar) => {
                if scalar.len() >= 4 && !matches!(&**scalar, "true" | "false") {
                    self.show_value(keys, scalar.as_bytes());
                }
            }
            Tree::Text(text) => self.named(keys, text),
            Tree::List(elements) => self.elements(keys, elements),
            Tree::Map(entries) => {
                self.resource(keys, tree);
                self.entries(keys, entries);
            }
        }
    }

    fn entries<'k>(&mut self, keys: &mut Vec<&'k str>, entries: &'k [(Cow<'_, str>, Tree<'_>)]) {
        let beside = named_beside(entries).or_else(|| private_part(entries));
        for (index, (key, value)) in entries.iter().enumerate() {
            let name = match beside {
                Some((name, position)) if position == index => name,
                _ => name_by_others(key, entries),
            };
            if key.len() >= LONG_NAME {
                self.show_value(keys, key.as_bytes());
            }
            keys.push(name);
            self.within(Step::Key(key.clone().into_owned()), |this| {
                this.walk(keys, value);
            });
            keys.pop();
        }
    }

    fn elements<'k>(&mut self, keys: &mut Vec<&'k str>, elements: &'k [Tree<'_>]) {
        let words: Option<Vec<&str>> = elements.iter().map(Tree::text).collect();
        match words {
            Some(words) if !words.is_empty() && syntax::is_command(words.iter().copied()) => {
                self.command(keys, &words);
            }
            _ => {
                for (index, element) in elements.iter().enumerate() {
                    self.within(Step::Index(index), |this| this.walk(keys, element));
                }
            }
        }
    }

    /// A command as a list of words: what a flag is given is the flag's.
    fn command<'k>(&mut self, keys: &mut Vec<&'k str>, words: &[&'k str]) {
        let mut pairs = syntax::command_pairs(words).into_iter().peekable();
        for (index, word) in words.iter().enumerate() {
            let pair = pairs.next_if(|(_, _, position)| *position == index);
            self.within(Step::Index(index), |this| match pair {
                Some((name, value, _)) => {
                    keys.push(name);
                    this.named(keys, value);
                    keys.pop();
                }
                None => this.named(keys, word),
            });
        }
        // Flags of one letter mean something only together with their command; the script that a
        // shell is given does not need them.
        let is_short = |word: &&str| word.starts_with('-') && !word.starts_with("--");
        let is_script = |word: &&str| word.len() > 1024 || word.contains('\n');
        if words.iter().any(is_short) && !words.iter().any(is_script) {
            self.show_value(keys, words.join(" ").as_bytes());
        }
    }
}

/// What a key is called in view of the keys beside it: `sys/init` of Vault gives the keys that unseal
/// it in two encodings, and beside `secretName` stands under which key of a Secret the value is kept.
fn name_by_others<'k>(key: &'k str, entries: &'k [(Cow<'_, str>, Tree<'_>)]) -> &'k str {
    let has = |name: &str| entries.iter().any(|(other, _)| other == name);
    let is_unsealing = matches!(key, "keys" | "keys_base64") && has("keys") && has("keys_base64");
    let is_selector = matches!(key, "key" | "password" | "secretKey") && has("secretName");
    match key {
        _ if is_unsealing => "unseal_keys",
        _ if is_selector => "secretKeyRef",
        key => key,
    }
}

/// What the private part of a JSON Web Key is called here.
const PRIVATE_PART: &str = "private_key";

/// The private part of a JSON Web Key (RFC 7518 section 6, RFC 8037 section 2), whose own name is one
/// letter, and its position.
fn private_part<'k>(entries: &'k [(Cow<'_, str>, Tree<'_>)]) -> Option<(&'k str, usize)> {
    let position = |key: &str| entries.iter().position(|(name, _)| name == key);
    let (_, kind) = entries.get(position("kty")?)?;
    let part = match kind.text()? {
        "EC" | "OKP" | "RSA" => "d",
        "oct" => "k",
        _ => return None,
    };
    Some((PRIVATE_PART, position(part)?))
}

/// The name that stands beside a value, and the value's position.
fn named_beside<'k>(entries: &'k [(Cow<'_, str>, Tree<'_>)]) -> Option<(&'k str, usize)> {
    let position = |key: &str| entries.iter().position(|(name, _)| name == key);
    NAMED_BESIDE.iter().find_map(|(name, value)| {
        let (_, name) = entries.get(position(name)?)?;
        Some((name.text()?, position(value)?))
    })
}
