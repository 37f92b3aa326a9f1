//! Which resource a word of the command line means, as kubectl reads it.
//!
//! Rules: cli-runtime `Builder.mappingFor`, client-go `restmapper` (`shortcutExpander` and the
//! discovery mapper) and apimachinery `DefaultRESTMapper.ResourcesFor`, checked against kubectl
//! 1.37.1 on a 1.37.2 API server:
//!
//! - A plural or singular of any group beats every short name; among equals, the group that the
//!   API server lists first wins, the core group before all others.
//! - `TYPE.GROUP` wants that group, and if there is none, a group whose name begins so. An empty
//!   group (`TYPE.`) is no group.
//! - A kind that is not its own singular is found with its whole group only.
//!
//! Other than `kubectl get`, and like `kubectl auth can-i`, the case of every word is ignored; and
//! `TYPE.VERSION.GROUP` is found in whatever version, for authorization knows no versions.

use super::{ApiCatalog, ApiResource, authorization_only};

/// What a word means.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resolution {
    /// What kubectl would take it for.
    pub picked: Option<ApiResource>,
    /// What else goes by the word, in the API server's order; resources that exist for
    /// authorization only come last.
    pub others: Vec<ApiResource>,
    /// The resources of a category, such as `all`; `kubectl get` prefers it over a resource.
    pub category: Option<Vec<ApiResource>>,
}

/// A word taken apart.
#[derive(Debug, Clone, Copy)]
struct Word<'a> {
    name: &'a str,
    group: &'a str,
}

/// How strictly a group is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum GroupMatch {
    Exact,
    Prefix,
}

impl ApiCatalog {
    /// Finds the resource that a word means: plural, singular, short name or kind, alone or as
    /// `TYPE.GROUP` or `TYPE.VERSION.GROUP`.
    #[must_use]
    pub fn resolve(&self, word: &str) -> Resolution {
        let word = word.to_lowercase();
        let readings = readings(&word);
        let listed: Vec<&ApiResource> = self.resources.iter().collect();
        let unlisted: Vec<&ApiResource> = authorization_only()
            .iter()
            .filter(|resource| {
                let name = resource.qualified_plural();
                listed
                    .iter()
                    .all(|listed| listed.qualified_plural() != name)
            })
            .collect();
        let picked = readings
            .iter()
            .find_map(|reading| reading.pick(&listed))
            .or_else(|| readings.iter().find_map(|reading| reading.pick(&unlisted)));
        let others = listed
            .iter()
            .chain(&unlisted)
            .filter(|resource| readings.iter().any(|reading| reading.may_mean(resource)))
            .filter(|resource| picked != Some(**resource))
            .map(|resource| (*resource).clone())
            .collect();
        let category: Vec<ApiResource> = listed
            .iter()
            .filter(|resource| resource.categories.contains(&word))
            .map(|resource| (*resource).clone())
            .collect();
        Resolution {
            picked: picked.cloned(),
            others,
            category: (!category.is_empty()).then_some(category),
        }
    }
}

/// The ways to read a word: with a version if it has the form of one, then without.
fn readings(word: &str) -> Vec<Word<'_>> {
    let (name, group) = word.split_once('.').unwrap_or((word, ""));
    let versioned = group
        .split_once('.')
        .filter(|(version, _)| is_version(version))
        .map(|(_, group)| Word { name, group });
    versioned
        .into_iter()
        .chain([Word { name, group }])
        .collect()
}

fn is_version(text: &str) -> bool {
    text.strip_prefix('v')
        .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
}

impl Word<'_> {
    fn pick<'c>(&self, resources: &[&'c ApiResource]) -> Option<&'c ApiResource> {
        let find = |matches: &dyn Fn(&ApiResource) -> bool| {
            resources.iter().copied().find(|resource| matches(resource))
        };
        let named = |resource: &ApiResource| self.is_name_of(resource);
        let short = |resource: &ApiResource| self.is_short_name_of(resource);
        let exact = |resource: &ApiResource| self.is_in(resource, GroupMatch::Exact);
        let prefix = |resource: &ApiResource| self.is_in(resource, GroupMatch::Prefix);
        find(&|resource| exact(resource) && named(resource))
            .or_else(|| find(&|resource| exact(resource) && short(resource)))
            // Short names are expanded before names are looked up, so here they come first.
            .or_else(|| find(&|resource| prefix(resource) && short(resource)))
            .or_else(|| find(&|resource| prefix(resource) && named(resource)))
            .or_else(|| find(&|resource| resource.group == self.group && self.is_kind_of(resource)))
    }

    /// Whether the resource goes by the word at all.
    fn may_mean(&self, resource: &ApiResource) -> bool {
        self.is_in(resource, GroupMatch::Prefix)
            && (self.is_name_of(resource)
                || self.is_short_name_of(resource)
                || self.is_kind_of(resource))
    }

    fn is_in(&self, resource: &ApiResource, group_match: GroupMatch) -> bool {
        self.group.is_empty()
            || match group_match {
                GroupMatch::Exact => resource.group == self.group,
                GroupMatch::Prefix => resource.group.starts_with(self.group),
            }
    }

    fn is_name_of(&self, resource: &ApiResource) -> bool {
        !self.name.is_empty() && (resource.plural == self.name || resource.singular == self.name)
    }

    fn is_short_name_of(&self, resource: &ApiResource) -> bool {
        resource.short_names.iter().any(|short| short == self.name)
    }

    fn is_kind_of(&self, resource: &ApiResource) -> bool {
        resource.kind.to_lowercase() == self.name
    }
}

#[cfg(test)]
mod tests;
