//! Decides whether a label selector matches an object's labels.
//!
//! Rules: "`LabelSelector` API". An empty selector matches everything; `NotIn` and `DoesNotExist`
//! hold for objects without the label.

use std::collections::BTreeMap;

use plugin_kit::object::{LabelSelector, LabelSelectorOperator, LabelSelectorRequirement};

/// Whether the API server would accept the selector; a role with one that it would not is never
/// joined.
pub(super) fn is_valid(selector: &LabelSelector) -> bool {
    selector.match_expressions.iter().all(|requirement| {
        let takes_values = matches!(
            requirement.operator,
            LabelSelectorOperator::In | LabelSelectorOperator::NotIn
        );
        takes_values != requirement.values.is_empty()
    })
}

/// Whether all parts of the selector hold.
pub(super) fn matches(selector: &LabelSelector, labels: &BTreeMap<String, String>) -> bool {
    selector
        .match_labels
        .iter()
        .all(|(key, value)| labels.get(key) == Some(value))
        && selector
            .match_expressions
            .iter()
            .all(|requirement| holds(requirement, labels.get(&requirement.key)))
}

fn holds(requirement: &LabelSelectorRequirement, value: Option<&String>) -> bool {
    match requirement.operator {
        LabelSelectorOperator::In => value.is_some_and(|value| requirement.values.contains(value)),
        LabelSelectorOperator::NotIn => {
            value.is_none_or(|value| !requirement.values.contains(value))
        }
        LabelSelectorOperator::Exists => value.is_some(),
        LabelSelectorOperator::DoesNotExist => value.is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use LabelSelectorOperator::{DoesNotExist, Exists, In, NotIn};

    fn labels(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    }

    fn expression(operator: LabelSelectorOperator, values: &[&str]) -> LabelSelector {
        LabelSelector {
            match_labels: BTreeMap::new(),
            match_expressions: vec![LabelSelectorRequirement {
                key: "tier".to_owned(),
                operator,
                values: values.iter().map(|value| (*value).to_owned()).collect(),
            }],
        }
    }

    #[test]
    fn an_empty_selector_matches_everything() {
        assert!(matches(&LabelSelector::default(), &labels(&[])));
        assert!(matches(&LabelSelector::default(), &labels(&[("a", "b")])));
    }

    #[test]
    fn every_label_has_to_match() {
        let selector = LabelSelector {
            match_labels: labels(&[("a", "1"), ("b", "2")]),
            match_expressions: Vec::new(),
        };
        assert!(matches(
            &selector,
            &labels(&[("a", "1"), ("b", "2"), ("c", "3")])
        ));
        assert!(!matches(&selector, &labels(&[("a", "1")])));
        assert!(!matches(&selector, &labels(&[("a", "1"), ("b", "3")])));
    }

    #[test]
    fn operators_treat_a_missing_label_as_documented() {
        for (selector, absent, web, db) in [
            (expression(In, &["web"]), false, true, false),
            (expression(NotIn, &["web"]), true, false, true),
            (expression(Exists, &[]), false, true, true),
            (expression(DoesNotExist, &[]), true, false, false),
        ] {
            assert_eq!(matches(&selector, &labels(&[])), absent, "{selector:?}");
            assert_eq!(
                matches(&selector, &labels(&[("tier", "web")])),
                web,
                "{selector:?}"
            );
            assert_eq!(
                matches(&selector, &labels(&[("tier", "db")])),
                db,
                "{selector:?}"
            );
        }
    }

    #[test]
    fn labels_and_expressions_are_an_and() {
        let mut selector = expression(Exists, &[]);
        selector.match_labels = labels(&[("a", "1")]);
        assert!(matches(&selector, &labels(&[("a", "1"), ("tier", "x")])));
        assert!(!matches(&selector, &labels(&[("tier", "x")])));
    }

    #[test]
    fn values_are_required_or_forbidden_by_the_operator() {
        assert!(!is_valid(&expression(In, &[])));
        assert!(!is_valid(&expression(Exists, &["web"])));
        assert!(is_valid(&expression(NotIn, &["web"])));
        assert!(is_valid(&expression(DoesNotExist, &[])));
    }
}
