//! What the user may have meant by a word that names nothing.

use super::{ApiCatalog, ApiResource, authorization_only};

const MOST: usize = 3;

impl ApiCatalog {
    /// The resources whose names are nearest to a word, as `PLURAL` or `PLURAL.GROUP`.
    #[must_use]
    pub fn nearest(&self, word: &str) -> Vec<String> {
        let word = word.to_lowercase();
        let (word, group) = word.split_once('.').unwrap_or((&word, ""));
        let resources = self.resources.iter().chain(authorization_only());
        best(
            resources
                .filter(|resource| resource.group.starts_with(group))
                .filter_map(|resource| {
                    let kind = resource.kind.to_lowercase();
                    let names = [&resource.plural, &resource.singular, &kind];
                    let distance = names.iter().filter_map(|name| distance(word, name)).min()?;
                    Some((distance, resource.qualified_plural()))
                }),
        )
    }
}

impl ApiResource {
    /// The subresources whose names are nearest to a word.
    #[must_use]
    pub fn nearest_subresources(&self, word: &str) -> Vec<String> {
        let word = word.to_lowercase();
        best(self.subresources.iter().filter_map(|subresource| {
            Some((
                distance(&word, &subresource.name)?,
                subresource.name.clone(),
            ))
        }))
    }
}

/// How far a name is from a word, unless it is too far to have been meant.
fn distance(word: &str, name: &str) -> Option<usize> {
    let distance = strsim::damerau_levenshtein(word, name);
    (distance <= (word.chars().count() / 3).max(1)).then_some(distance)
}

/// The nearest few; at the same distance, those that the API server prefers.
fn best(candidates: impl Iterator<Item = (usize, String)>) -> Vec<String> {
    let mut candidates: Vec<_> = candidates.collect();
    candidates.sort_by_key(|(distance, _)| *distance);
    candidates.truncate(MOST);
    candidates.into_iter().map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelled_words_find_what_was_meant() {
        let builtin = ApiCatalog::builtin();
        assert_eq!(
            builtin.nearest("rolebidings"),
            ["rolebindings.rbac.authorization.k8s.io"]
        );
        assert_eq!(builtin.nearest("deploymnet.apps"), ["deployments.apps"]);
        assert_eq!(builtin.nearest("sercets")[0], "secrets");
        assert!(builtin.nearest("xyzzyxyzzy").is_empty());
        let pods = builtin.resolve("pods").picked.unwrap();
        assert_eq!(pods.nearest_subresources("exce"), ["exec"]);
        assert_eq!(pods.nearest_subresources("logs"), ["log"]);
    }
}
