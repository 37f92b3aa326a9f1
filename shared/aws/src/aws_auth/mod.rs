//! Whom the config map `kube-system/aws-auth` lets into an Amazon EKS cluster, and as whom.
//!
//! Reads what the authenticator would read: sections by their exact key, keys inside entries in
//! any case, and one bad entry leaves the others alone. The last entry for an ARN wins, and
//! `mapRoles` wins over `mapUsers`; an identity of an account in `mapAccounts` that no entry names
//! is the user called like its ARN, in no group. Everything that cannot work or does not mean what
//! it seems to is a [`Problem`].
//!
//! Whether the cluster asks this config map at all is the authentication mode's decision and is
//! not known here.
//!
//! Rules: AWS "Grant IAM users access to Kubernetes with a `ConfigMap`" and aws-iam-authenticator's
//! documentation of its `EKSConfigMap` backend.
//!
//! ```
//! use std::collections::BTreeMap;
//! use aws_kit::AwsAuth;
//!
//! let text = "- userarn: arn:aws:iam::123456789012:user/ann\n  username: ann\n  groups: [developers]\n";
//! let aws_auth = AwsAuth::parse(&BTreeMap::from([("mapUsers".to_owned(), text.to_owned())]));
//! assert_eq!(aws_auth.mappings[0].username.as_str(), "ann");
//! assert!(aws_auth.problems.is_empty());
//! ```

mod entry;
mod problem;
mod template;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

pub use problem::{Effect, Place, Problem, Reason, Section};
pub use template::{Caller, Filled, Template, Variable};

use crate::arn::{Arn, PrincipalKind};

/// The namespace of the config map ("EKS: Grant IAM users access with a `ConfigMap`").
pub const NAMESPACE: &str = "kube-system";

/// The name of the config map.
pub const NAME: &str = "aws-auth";

/// The config map, as far as it lets anybody in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AwsAuth {
    /// Entries that work, `mapRoles` first, in the order in which they are written.
    pub mappings: Vec<Mapping>,
    /// Accounts whose every identity is let in under its ARN, sorted.
    pub accounts: Vec<String>,
    /// What cannot work or is easily misread.
    pub problems: Vec<Problem>,
}

/// One principal, or a pattern of them, and the user and groups it becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// Where it is written.
    pub place: Place,
    /// The ARN as it is written.
    pub principal: String,
    /// What the principal is; absent for a pattern.
    pub kind: Option<PrincipalKind>,
    /// The principal's account number.
    pub account: String,
    /// User name; may be empty.
    pub username: Template,
    /// Groups.
    pub groups: Vec<Template>,
}

impl Mapping {
    /// What is known of the callers that use the mapping.
    #[must_use]
    pub fn caller(&self) -> Caller<'_> {
        Caller {
            account: &self.account,
            kind: self.kind,
        }
    }
}

impl AwsAuth {
    /// Reads the `data` of the config map.
    #[must_use]
    pub fn parse(data: &BTreeMap<String, String>) -> Self {
        let mut aws_auth = Self::default();
        aws_auth.look_for_misspelled_sections(data);
        for section in [Section::Roles, Section::Users] {
            aws_auth.read_mappings(section, data);
        }
        aws_auth.read_accounts(data);
        aws_auth.drop_replaced();
        aws_auth.problems.sort_by_key(|problem| problem.place);
        aws_auth
    }

    /// Whether an identity with this canonical ARN is let in by its account alone.
    #[must_use]
    pub fn maps_by_account(&self, arn: &Arn) -> bool {
        self.accounts.binary_search(&arn.account).is_ok() && arn.is_canonical_of_a_caller() && {
            let folded = arn.folded();
            !self
                .mappings
                .iter()
                .any(|mapping| mapping.principal.to_lowercase() == folded)
        }
    }

    fn look_for_misspelled_sections(&mut self, data: &BTreeMap<String, String>) {
        for key in data.keys() {
            let misspelled = Section::ALL
                .into_iter()
                .find(|section| section.key() != key && section.key().eq_ignore_ascii_case(key));
            if let Some(section) = misspelled {
                let expected = section.key();
                let found = key.clone();
                self.remark(section, Reason::MisspelledSection { expected, found });
            }
        }
    }

    fn read_mappings(&mut self, section: Section, data: &BTreeMap<String, String>) {
        let Some(text) = section_text(section, data) else {
            return;
        };
        match parse_yaml(text) {
            None => self.remark(section, Reason::NotYaml),
            Some(Value::Null) => {}
            Some(Value::Array(entries)) => {
                for (index, value) in entries.iter().enumerate() {
                    let place = Place {
                        section,
                        entry: Some(index),
                    };
                    let mapping = entry::read(place, value, &mut self.problems);
                    self.mappings.extend(mapping);
                }
            }
            Some(_) => self.remark(section, Reason::NotAList),
        }
    }

    fn read_accounts(&mut self, data: &BTreeMap<String, String>) {
        let section = Section::Accounts;
        let Some(text) = section_text(section, data) else {
            return;
        };
        // The authenticator takes an account number as it is written, quoted or not, so it must
        // not pass through a number: that would lose its leading zeros.
        let texts = match serde_saphyr::from_str::<Vec<String>>(text) {
            Ok(texts) => texts,
            Err(_) => match parse_yaml(text) {
                Some(Value::Array(values)) => values
                    .into_iter()
                    .map(|value| match value {
                        Value::String(text) => text,
                        other => other.to_string(),
                    })
                    .collect(),
                Some(Value::Null) => return,
                Some(_) => return self.remark(section, Reason::NotAList),
                None => return self.remark(section, Reason::NotYaml),
            },
        };
        let mut accounts = BTreeSet::new();
        for (index, text) in texts.into_iter().enumerate() {
            if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
                accounts.insert(text);
            } else {
                self.problems.push(Problem {
                    place: Place {
                        section,
                        entry: Some(index),
                    },
                    reason: Reason::NotAnAccount { text },
                    mapping: None,
                });
            }
        }
        self.accounts = accounts.into_iter().collect();
    }

    /// Keeps one entry an ARN: the last of `mapRoles`, else the last of `mapUsers`.
    fn drop_replaced(&mut self) {
        let mut winners: HashMap<String, Place> = HashMap::new();
        for mapping in &self.mappings {
            let winner = winners
                .entry(mapping.principal.to_lowercase())
                .or_insert(mapping.place);
            if winner.section == mapping.place.section {
                *winner = mapping.place;
            }
        }
        let (kept, replaced) =
            std::mem::take(&mut self.mappings)
                .into_iter()
                .partition(|mapping| {
                    winners.get(&mapping.principal.to_lowercase()) == Some(&mapping.place)
                });
        self.mappings = kept;
        let replaced: Vec<Mapping> = replaced;
        self.problems
            .extend(replaced.into_iter().filter_map(|mapping| {
                let by = *winners.get(&mapping.principal.to_lowercase())?;
                Some(Problem {
                    place: mapping.place,
                    reason: Reason::Replaced { by },
                    mapping: Some(mapping),
                })
            }));
    }

    fn remark(&mut self, section: Section, reason: Reason) {
        self.problems.push(Problem {
            place: Place {
                section,
                entry: None,
            },
            reason,
            mapping: None,
        });
    }
}

/// The text of a section, unless it is one of those that the authenticator passes over.
fn section_text(section: Section, data: &BTreeMap<String, String>) -> Option<&str> {
    data.get(section.key())
        .map(String::as_str)
        .filter(|text| !matches!(text.trim(), "" | "``" | "\"\""))
}

fn parse_yaml(text: &str) -> Option<Value> {
    let options = serde_saphyr::options! {
        duplicate_keys: serde_saphyr::DuplicateKeyPolicy::LastWins,
    };
    serde_saphyr::from_str_with_options(text, options).ok()
}
