//! Label selectors: their shape, which of them are valid, and what they match.
//!
//! Rules: "`LabelSelector` API". An empty selector matches everything; `NotIn` and `DoesNotExist`
//! hold for objects without the label.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::null_as_empty;

/// Selects objects by labels; both parts must hold ("`LabelSelector` API").
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LabelSelector {
    /// Labels that must have these values.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub match_labels: BTreeMap<String, String>,
    /// Further requirements.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub match_expressions: Vec<LabelSelectorRequirement>,
}

/// One requirement of a label selector.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LabelSelectorRequirement {
    /// The label's key.
    pub key: String,
    /// How the key relates to the values.
    pub operator: LabelSelectorOperator,
    /// Values of `In` and `NotIn`.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub values: Vec<String>,
}

/// How a label's key relates to the values of a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LabelSelectorOperator {
    /// The label exists and has one of the values.
    In,
    /// The label is absent or has none of the values.
    NotIn,
    /// The label exists.
    Exists,
    /// The label is absent.
    DoesNotExist,
}

impl LabelSelector {
    /// Whether the API server would accept the selector: `In` and `NotIn` need values, `Exists`
    /// and `DoesNotExist` take none.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.match_expressions.iter().all(|requirement| {
            let takes_values = matches!(
                requirement.operator,
                LabelSelectorOperator::In | LabelSelectorOperator::NotIn
            );
            takes_values != requirement.values.is_empty()
        })
    }

    /// Whether it asks for nothing, and so matches everything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.match_labels.is_empty() && self.match_expressions.is_empty()
    }

    /// Whether all parts of the selector hold for these labels.
    #[must_use]
    pub fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        self.match_labels
            .iter()
            .all(|(key, value)| labels.get(key) == Some(value))
            && self
                .match_expressions
                .iter()
                .all(|requirement| requirement.holds(labels.get(&requirement.key)))
    }
}

impl LabelSelectorRequirement {
    /// Whether it holds for the label's value, absent when the object has no such label.
    #[must_use]
    pub fn holds(&self, value: Option<&String>) -> bool {
        match self.operator {
            LabelSelectorOperator::In => value.is_some_and(|value| self.values.contains(value)),
            LabelSelectorOperator::NotIn => value.is_none_or(|value| !self.values.contains(value)),
            LabelSelectorOperator::Exists => value.is_some(),
            LabelSelectorOperator::DoesNotExist => value.is_none(),
        }
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
        assert!(LabelSelector::default().matches(&labels(&[])));
        assert!(LabelSelector::default().matches(&labels(&[("a", "b")])));
    }

    #[test]
    fn every_label_has_to_match() {
        let selector = LabelSelector {
            match_labels: labels(&[("a", "1"), ("b", "2")]),
            match_expressions: Vec::new(),
        };
        assert!(selector.matches(&labels(&[("a", "1"), ("b", "2"), ("c", "3")])));
        assert!(!selector.matches(&labels(&[("a", "1")])));
        assert!(!selector.matches(&labels(&[("a", "1"), ("b", "3")])));
    }

    #[test]
    fn operators_treat_a_missing_label_as_documented() {
        for (selector, absent, web, db) in [
            (expression(In, &["web"]), false, true, false),
            (expression(NotIn, &["web"]), true, false, true),
            (expression(Exists, &[]), false, true, true),
            (expression(DoesNotExist, &[]), true, false, false),
        ] {
            assert_eq!(selector.matches(&labels(&[])), absent, "{selector:?}");
            assert_eq!(
                selector.matches(&labels(&[("tier", "web")])),
                web,
                "{selector:?}"
            );
            assert_eq!(
                selector.matches(&labels(&[("tier", "db")])),
                db,
                "{selector:?}"
            );
        }
    }

    #[test]
    fn labels_and_expressions_are_an_and() {
        let mut selector = expression(Exists, &[]);
        selector.match_labels = labels(&[("a", "1")]);
        assert!(selector.matches(&labels(&[("a", "1"), ("tier", "x")])));
        assert!(!selector.matches(&labels(&[("tier", "x")])));
    }

    #[test]
    fn values_are_required_or_forbidden_by_the_operator() {
        assert!(!expression(In, &[]).is_valid());
        assert!(!expression(Exists, &["web"]).is_valid());
        assert!(expression(NotIn, &["web"]).is_valid());
        assert!(expression(DoesNotExist, &[]).is_valid());
    }
}
