//! What the words of the command line ask, in the attributes the API server authorizes by.
//!
//! The words are read as kubectl reads them, with the catalogue of kinds; whatever could have been
//! meant otherwise is said in a note. Nothing here looks at roles or bindings.

mod name;
mod resource;
mod url;
mod verb;

use plugin_kit::{Error, Note, discovery::ApiCatalog};

use crate::rbac::{Request, Target};

/// The words as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// VERB.
    pub verb: String,
    /// TYPE, TYPE/NAME, TYPE/SUBRESOURCE or /URL.
    pub target: String,
    /// NAME.
    pub name: Option<String>,
    /// `--subresource`.
    pub subresource: Option<String>,
}

/// Which namespaces are asked about, for kinds that live in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Every namespace.
    AllNamespaces,
    /// One namespace.
    Namespace {
        /// Its name.
        name: String,
        /// Whether the user typed it, rather than the context.
        typed: bool,
    },
}

/// The question, and how its words were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What the API server would be asked to allow.
    pub request: Request,
    /// Whether TYPE is unknown to the catalogue and was taken as typed.
    pub literal: bool,
    /// How ambiguous words were read.
    pub notes: Vec<Note>,
}

impl Question {
    /// Reads the words.
    ///
    /// # Errors
    ///
    /// A usage error when the words do not fit together or name a category.
    pub fn read(words: &Words, reach: &Reach, catalog: &ApiCatalog) -> Result<Self, Error> {
        if words.verb.is_empty() {
            return Err(Error::usage(
                "the verb is empty",
                "name a verb, such as get or delete",
            ));
        }
        if words.verb.contains(',') || words.target.contains(',') {
            return Err(Error::usage(
                "one question has one verb and one resource",
                "ask once for each: kubectl whocan get pods, kubectl whocan get secrets",
            ));
        }
        let mut notes = Vec::new();
        let mut literal = false;
        let target = if words.target.starts_with('/') {
            url::read(words, &mut notes)?
        } else {
            let resource = resource::read(words, catalog, &mut notes)?;
            verb::remark(words, &resource, &mut notes);
            verb::remark_other_checks(words, &resource, &mut notes);
            literal = resource.literal && resource.plural != "*";
            resource.into_target(&words.verb, reach, &mut notes)
        };
        if let Target::Url(_) = target {
            verb::remark_url(&words.verb, &mut notes);
        }
        Ok(Self {
            request: Request {
                verb: words.verb.clone(),
                target,
            },
            literal,
            notes,
        })
    }
}

#[cfg(test)]
mod tests;
