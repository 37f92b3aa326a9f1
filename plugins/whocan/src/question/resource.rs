//! Reads TYPE, its group, subresource and name, with the catalogue of kinds.
//!
//! A word after `/` is a subresource when the catalogue knows it as one of TYPE's, else a name. An
//! unknown TYPE is answered literally, as a namespaced resource, with a note.

use plugin_kit::{
    Error, Note,
    discovery::{ApiCatalog, ApiResource},
    snapshot::NoteCode,
};

use super::{Reach, Words, name};
use crate::rbac::{RequestNamespace, Target};

/// The resource of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ResourceWords {
    pub(super) group: String,
    pub(super) plural: String,
    pub(super) subresource: Option<String>,
    pub(super) name: Option<String>,
    pub(super) namespaced: bool,
    /// Verbs that discovery lists for it; empty when unknown.
    pub(super) verbs: Vec<String>,
    /// Whether the resource is a star or unknown, and so taken as typed.
    pub(super) literal: bool,
}

impl ResourceWords {
    /// `pods/log`, `deployments.apps`.
    pub(super) fn described(&self) -> String {
        let mut text = self.plural.clone();
        if !self.group.is_empty() {
            text = format!("{text}.{}", self.group);
        }
        match &self.subresource {
            Some(subresource) => format!("{text}/{subresource}"),
            None => text,
        }
    }

    /// The attributes the API server authorizes by.
    pub(super) fn into_target(self, verb: &str, reach: &Reach, notes: &mut Vec<Note>) -> Target {
        if let Some(object) = &self.name {
            name::remark(verb, object, self.subresource.as_deref(), notes);
        }
        let namespace = self.namespace(reach, notes);
        Target::Resource {
            group: self.group,
            resource: self.plural,
            subresource: self.subresource,
            name: self.name,
            namespace,
        }
    }

    fn namespace(&self, reach: &Reach, notes: &mut Vec<Note>) -> RequestNamespace {
        if self.namespaced {
            return match reach {
                Reach::AllNamespaces => RequestNamespace::All,
                Reach::Namespace { name, .. } => RequestNamespace::One(name.clone()),
            };
        }
        if let Reach::Namespace { name, typed: true } = reach {
            notes.push(Note::new(
                NoteCode::Reading,
                format!(
                    "{} are cluster-scoped: the namespace {name} is not part of the question",
                    self.described()
                ),
            ));
        }
        RequestNamespace::Cluster
    }
}

/// Reads the words of a question about a resource.
pub(super) fn read(
    words: &Words,
    catalog: &ApiCatalog,
    notes: &mut Vec<Note>,
) -> Result<ResourceWords, Error> {
    let (type_word, after_slash) = split(&words.target)?;
    if words.subresource.as_deref() == Some("") || words.name.as_deref() == Some("") {
        return Err(Error::usage(
            "a name or subresource is empty",
            "leave it out to ask about every object",
        ));
    }
    let (known, mut resource) = resolve(type_word, &words.verb, catalog, notes)?;
    resource.name.clone_from(&words.name);
    resource.subresource.clone_from(&words.subresource);
    if let Some(word) = after_slash {
        place_word_after_slash(word, words, known.as_ref(), &mut resource, notes)?;
    }
    if let Some(known) = &known {
        remark_subresource(known, &mut resource, notes);
    }
    Ok(resource)
}

fn split(target: &str) -> Result<(&str, Option<&str>), Error> {
    let (type_word, after_slash) = match target.split_once('/') {
        Some((type_word, rest)) => (type_word, Some(rest)),
        None => (target, None),
    };
    if type_word.is_empty() || after_slash.is_some_and(|rest| rest.is_empty() || rest.contains('/'))
    {
        return Err(Error::usage(
            format!("cannot read {target:?} as a resource"),
            "write TYPE, TYPE/NAME, TYPE/SUBRESOURCE NAME, or a URL path that starts with /",
        ));
    }
    Ok((type_word, after_slash))
}

/// Decides which resource the word names; the catalogue's entry comes along when there is one.
fn resolve(
    word: &str,
    verb: &str,
    catalog: &ApiCatalog,
    notes: &mut Vec<Note>,
) -> Result<(Option<ApiResource>, ResourceWords), Error> {
    let (plural, group) = word.split_once('.').unwrap_or((word, ""));
    if plural == "*" {
        return Ok((None, literal("*", group)));
    }
    let resolution = catalog.resolve(word);
    if let (None, Some(members)) = (&resolution.picked, &resolution.category) {
        let members: Vec<String> = members.iter().map(ApiResource::qualified_plural).collect();
        return Err(Error::usage(
            format!("{word} is a category, not a resource"),
            format!("ask about one of its resources: {}", members.join(", ")),
        ));
    }
    let mut candidates: Vec<ApiResource> = resolution
        .picked
        .into_iter()
        .chain(resolution.others)
        .collect();
    prefer_checked_by_impersonation(verb, &mut candidates);
    if candidates.is_empty() {
        remark_unknown(word, catalog, notes);
        return Ok((None, literal(plural, group)));
    }
    let picked = candidates.remove(0);
    if !candidates.is_empty() {
        let others: Vec<String> = candidates.iter().map(qualified).collect();
        notes.push(Note::new(
            NoteCode::Reading,
            format!(
                "{word} was read as {}; there is also {}",
                qualified(&picked),
                others.join(", ")
            ),
        ));
    }
    let words = ResourceWords {
        group: picked.group.clone(),
        plural: picked.plural.clone(),
        subresource: None,
        name: None,
        namespaced: picked.namespaced,
        verbs: picked.verbs.clone(),
        literal: false,
    };
    Ok((Some(picked), words))
}

/// `PLURAL.GROUP`; kubectl has no such form for the core group.
fn qualified(resource: &ApiResource) -> String {
    if resource.group.is_empty() {
        format!("{} of the core group", resource.plural)
    } else {
        resource.qualified_plural()
    }
}

/// Impersonation is checked on the resources of the core group and `authentication.k8s.io`,
/// whatever custom kind has the same plural ("Kubernetes: User impersonation").
fn prefer_checked_by_impersonation(verb: &str, candidates: &mut [ApiResource]) {
    if verb.starts_with("impersonate") {
        candidates.sort_by_key(|resource| {
            !matches!(
                (resource.group.as_str(), resource.plural.as_str()),
                ("", "users" | "groups" | "serviceaccounts")
                    | ("authentication.k8s.io", "uids" | "userextras")
            )
        });
    }
}

fn literal(plural: &str, group: &str) -> ResourceWords {
    ResourceWords {
        group: group.to_owned(),
        plural: plural.to_owned(),
        subresource: None,
        name: None,
        namespaced: true,
        verbs: Vec::new(),
        literal: true,
    }
}

fn remark_unknown(word: &str, catalog: &ApiCatalog, notes: &mut Vec<Note>) {
    let lists_none = if catalog.incomplete_groups.is_empty() {
        format!("the API server lists no resource {word}")
    } else {
        format!("no resource {word} was found, but not every API group could be discovered")
    };
    let mut message = format!("{lists_none}: answered as typed, as a namespaced resource");
    let nearest = catalog.nearest(word);
    if !nearest.is_empty() {
        message = format!("{message}; did you mean {}?", nearest.join(", "));
    }
    notes.push(Note::new(NoteCode::Unknown, message));
}

/// TYPE/WORD: a subresource when TYPE has one of that name, else the object's name.
fn place_word_after_slash(
    word: &str,
    words: &Words,
    known: Option<&ApiResource>,
    resource: &mut ResourceWords,
    notes: &mut Vec<Note>,
) -> Result<(), Error> {
    if words.subresource.is_some() && words.name.is_some() {
        return Err(Error::usage(
            format!(
                "{} names a third thing beside the name and the subresource",
                words.target
            ),
            "write TYPE/NAME --subresource SUBRESOURCE, or TYPE/SUBRESOURCE NAME",
        ));
    }
    let is_subresource = match known {
        Some(known) => known.any_subresource(word).is_some(),
        None => resource.plural == "*",
    };
    if words.subresource.is_some() {
        resource.name = Some(word.to_owned());
    } else if is_subresource || words.name.is_some() {
        resource.subresource = Some(word.to_owned());
    } else {
        resource.name = Some(word.to_owned());
        let mut message = format!(
            "{word} was read as the name of one of the {}",
            resource.described()
        );
        let nearest = known
            .map(|known| known.nearest_subresources(word))
            .unwrap_or_default();
        if let Some(nearest) = nearest.first() {
            message = format!(
                "{message}; the subresource is {}/{nearest}",
                resource.described()
            );
        } else if known.is_none() {
            message = format!("{message}; for a subresource use --subresource {word}");
        }
        notes.push(Note::new(NoteCode::Reading, message));
    }
    Ok(())
}

/// The verbs of a question about a subresource are the subresource's own.
fn remark_subresource(known: &ApiResource, resource: &mut ResourceWords, notes: &mut Vec<Note>) {
    let Some(name) = resource.subresource.clone() else {
        return;
    };
    if let Some(subresource) = known.any_subresource(&name) {
        resource.verbs = subresource.verbs;
    } else {
        resource.verbs.clear();
        notes.push(Note::new(
            NoteCode::Unknown,
            format!(
                "discovery lists no subresource {name} of {}: answered as typed",
                known.qualified_plural()
            ),
        ));
    }
}
