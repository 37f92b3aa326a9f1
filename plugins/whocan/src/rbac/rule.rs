//! Decides whether one rule of a role allows a request.
//!
//! The fields of a rule are an AND, the values of a field an OR, and a list that is empty allows
//! nothing, except `resourceNames`, where it means every object. Rules are compared for resource
//! requests by verb, group, resource and name, and for URLs by verb and URL, whatever other fields
//! they fill in.
//!
//! Rules: Kubernetes "RBAC authorization" and "`PolicyRule` API".

use plugin_kit::object::PolicyRule;

use super::{Request, Target};

/// What a rule says about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing.
    Silent,
    /// It would allow it for the objects that it names; the request names none.
    NamedOnly,
    /// It allows it.
    Allows,
}

/// A request in the form in which rules are compared with it.
#[derive(Debug, Clone)]
pub struct Attributes<'a> {
    verb: &'a str,
    target: AttributesTarget<'a>,
}

#[derive(Debug, Clone)]
enum AttributesTarget<'a> {
    Resource {
        group: &'a str,
        /// `resource` or `resource/subresource`.
        resource: String,
        /// `*/subresource`.
        any_parent: Option<String>,
        /// Empty when the request carries none.
        name: &'a str,
        can_have_name: bool,
    },
    Url(&'a str),
}

impl<'a> Attributes<'a> {
    /// Prepares a request.
    #[must_use]
    pub fn of(request: &'a Request) -> Self {
        let target = match &request.target {
            Target::Url(url) => AttributesTarget::Url(url),
            Target::Resource {
                group,
                resource,
                subresource,
                name,
                ..
            } => {
                let subresource = subresource.as_deref().filter(|text| !text.is_empty());
                AttributesTarget::Resource {
                    group,
                    resource: match subresource {
                        Some(subresource) => format!("{resource}/{subresource}"),
                        None => resource.clone(),
                    },
                    any_parent: subresource.map(|subresource| format!("*/{subresource}")),
                    name: name.as_deref().unwrap_or_default(),
                    can_have_name: request.can_have_name(),
                }
            }
        };
        Self {
            verb: &request.verb,
            target,
        }
    }

    /// What a rule says.
    #[must_use]
    pub fn verdict(&self, rule: &PolicyRule) -> Verdict {
        if !has_or_any(&rule.verbs, self.verb) {
            return Verdict::Silent;
        }
        match &self.target {
            AttributesTarget::Url(url) => {
                let matches = rule
                    .non_resource_urls
                    .iter()
                    .any(|pattern| url_matches(pattern, url));
                if matches {
                    Verdict::Allows
                } else {
                    Verdict::Silent
                }
            }
            AttributesTarget::Resource {
                group,
                resource,
                any_parent,
                name,
                can_have_name,
            } => {
                let resource_matches = rule.resources.iter().any(|pattern| {
                    pattern == "*"
                        || pattern == resource
                        || any_parent.as_ref().is_some_and(|any| pattern == any)
                });
                if !resource_matches || !has_or_any(&rule.api_groups, group) {
                    return Verdict::Silent;
                }
                name_verdict(&rule.resource_names, name, *can_have_name)
            }
        }
    }
}

fn has_or_any(values: &[String], wanted: &str) -> bool {
    values.iter().any(|value| value == "*" || value == wanted)
}

/// A request without a name is allowed by a rule for `""`, which no object can be called.
fn name_verdict(allowed: &[String], name: &str, can_have_name: bool) -> Verdict {
    if allowed.is_empty() || allowed.iter().any(|allowed| allowed == name) {
        Verdict::Allows
    } else if name.is_empty() && can_have_name {
        Verdict::NamedOnly
    } else {
        Verdict::Silent
    }
}

/// All trailing stars count as one.
fn url_matches(pattern: &str, url: &str) -> bool {
    pattern == url || (pattern.ends_with('*') && url.starts_with(pattern.trim_end_matches('*')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{RuleBuilder, deny_nothing, get, request, rule, url, url_rule};

    fn verdict(rule: impl Into<PolicyRule>, request: &Request) -> Verdict {
        Attributes::of(request).verdict(&rule.into())
    }

    fn allows(rule: RuleBuilder, request: &Request) -> bool {
        verdict(rule, request) == Verdict::Allows
    }

    #[test]
    fn verbs_are_exact_and_case_sensitive() {
        assert!(allows(rule("get", "", "pods"), &get("pods")));
        assert!(!allows(rule("Get", "", "pods"), &get("pods")));
        assert!(!allows(rule("list", "", "pods"), &get("pods")));
    }

    #[test]
    fn a_star_verb_allows_every_verb() {
        assert!(allows(
            rule("*", "", "pods"),
            &request("brew", "", "pods", None)
        ));
    }

    #[test]
    fn asking_for_the_star_verb_needs_a_star() {
        assert!(!allows(
            rule("get", "", "pods"),
            &request("*", "", "pods", None)
        ));
        assert!(allows(
            rule("*", "", "pods"),
            &request("*", "", "pods", None)
        ));
    }

    #[test]
    fn groups_are_exact_and_the_empty_one_is_core() {
        assert!(allows(
            rule("get", "apps", "deployments"),
            &request("get", "apps", "deployments", None)
        ));
        assert!(!allows(
            rule("get", "", "deployments"),
            &request("get", "apps", "deployments", None)
        ));
        assert!(allows(
            rule("get", "*", "deployments"),
            &request("get", "apps", "deployments", None)
        ));
    }

    #[test]
    fn empty_lists_of_groups_verbs_or_resources_allow_nothing() {
        let full: PolicyRule = rule("get", "", "pods").into();
        for empty in 0..3 {
            let mut rule = full.clone();
            match empty {
                0 => rule.api_groups.clear(),
                1 => rule.verbs.clear(),
                _ => rule.resources.clear(),
            }
            assert_eq!(verdict(rule, &get("pods")), Verdict::Silent, "{empty}");
        }
    }

    #[test]
    fn a_resource_does_not_cover_its_subresources() {
        let status = request("get", "", "pods", Some("status"));
        assert!(!allows(rule("get", "", "pods"), &status));
        assert!(!allows(rule("get", "", "pods/*"), &status));
        assert!(allows(rule("get", "", "pods/status"), &status));
        assert!(!allows(rule("get", "", "pods/status"), &get("pods")));
    }

    #[test]
    fn a_star_resource_covers_subresources() {
        assert!(allows(
            rule("get", "", "*"),
            &request("get", "", "pods", Some("status"))
        ));
    }

    #[test]
    fn a_star_parent_covers_that_subresource_of_everything() {
        let scale = request("get", "apps", "deployments", Some("scale"));
        assert!(allows(rule("get", "apps", "*/scale"), &scale));
        assert!(!allows(rule("get", "apps", "*/status"), &scale));
        assert!(!allows(
            rule("get", "apps", "*/scale"),
            &request("get", "apps", "deployments", None)
        ));
        assert!(!allows(
            rule("get", "apps", "*/"),
            &request("get", "apps", "deployments", None)
        ));
    }

    #[test]
    fn a_rule_for_names_allows_these_names_only() {
        let named = || rule("get", "", "secrets").names(["db", "tls"]);
        assert!(allows(named(), &get("secrets").named("tls")));
        assert!(!allows(named(), &get("secrets").named("other")));
    }

    #[test]
    fn a_rule_for_names_never_allows_a_request_without_one() {
        let named = rule("get", "", "secrets").names(["db"]);
        assert_eq!(verdict(named, &get("secrets")), Verdict::NamedOnly);
    }

    #[test]
    fn a_star_is_a_name_like_any_other() {
        let star = || rule("get", "", "secrets").names(["*"]);
        assert!(!allows(star(), &get("secrets").named("db")));
        assert!(!allows(star(), &get("secrets")));
        assert!(allows(star(), &get("secrets").named("*")));
    }

    #[test]
    fn the_empty_name_allows_exactly_the_requests_without_one() {
        let empty = || rule("get", "", "secrets").names([""]);
        assert!(allows(empty(), &get("secrets")));
        assert!(!allows(empty(), &get("secrets").named("db")));
    }

    #[test]
    fn a_rule_for_names_can_never_allow_to_delete_a_collection() {
        let named = rule("deletecollection", "", "secrets").names(["db"]);
        let request = request("deletecollection", "", "secrets", None);
        assert_eq!(verdict(named, &request), Verdict::Silent);
    }

    #[test]
    fn urls_match_exactly_by_star_or_by_prefix() {
        for (pattern, path, expected) in [
            ("*", "/healthz", true),
            ("/healthz", "/healthz", true),
            ("/healthz", "/healthz/etcd", false),
            ("/foo/*", "/foo/bar/baz", true),
            ("/foo/*", "/foo", false),
            ("/foo*", "/foobar", true),
            ("/q**", "/q", true),
            ("/a*/b", "/a1/b", false),
        ] {
            let verdict = verdict(url_rule("get", pattern), &url("get", path));
            assert_eq!(verdict == Verdict::Allows, expected, "{pattern} {path}");
        }
    }

    #[test]
    fn urls_compare_the_verb_too() {
        assert_eq!(
            verdict(url_rule("get", "*"), &url("post", "/healthz")),
            Verdict::Silent
        );
    }

    #[test]
    fn a_rule_with_resources_and_urls_answers_both_kinds_of_request() {
        let mut both: PolicyRule = rule("get", "", "pods").into();
        both.non_resource_urls = vec!["/healthz".to_owned()];
        both.resource_names = vec!["web".to_owned()];
        assert_eq!(
            verdict(both.clone(), &url("get", "/healthz")),
            Verdict::Allows
        );
        assert_eq!(verdict(both, &get("pods").named("web")), Verdict::Allows);
    }

    #[test]
    fn cluster_admin_is_two_rules_one_for_each_kind_of_request() {
        assert!(allows(deny_nothing(), &get("pods")));
        assert_eq!(
            verdict(deny_nothing(), &url("get", "/healthz")),
            Verdict::Silent
        );
    }
}
