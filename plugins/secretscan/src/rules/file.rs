//! Rules as they stand in a TOML file.
//!
//! A field that does not exist is an error: a misspelt `entropy` must not go unnoticed.

use std::collections::BTreeSet;

use plugin_kit::report::{Severity, visible};
use serde::Deserialize;

use super::{Builtin, Checksum, Form, Phrase, Problem, Rule, RulesError, check};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "rule")]
    rules: Vec<Entry>,
}

/// One `[[rule]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) id: String,
    name: Option<String>,
    severity: Option<Severity>,
    source: Option<String>,
    literals: Option<Vec<String>>,
    keys: Option<Vec<String>>,
    pattern: Option<String>,
    builtin: Option<Builtin>,
    entropy: Option<f32>,
    checksum: Option<Checksum>,
    positive: Option<Vec<String>>,
    negative: Option<Vec<String>>,
    #[serde(default)]
    disabled: bool,
}

/// The rules of a text; `name` stands in errors.
pub(super) fn read(name: &str, text: &str) -> Result<Vec<Entry>, RulesError> {
    let file: File = toml::from_str(text).map_err(|error| RulesError::Parse {
        file: visible(name).into_owned(),
        line: line(text, error.span()),
        message: visible(error.message()).into_owned(),
    })?;
    let mut ids = BTreeSet::new();
    for entry in &file.rules {
        if !check::is_id(&entry.id) {
            return Err(entry.refused(name, Problem::Id));
        }
        if !ids.insert(&entry.id) {
            return Err(entry.refused(name, Problem::Duplicate));
        }
    }
    Ok(file.rules)
}

fn line(text: &str, span: Option<std::ops::Range<usize>>) -> usize {
    let before = span
        .and_then(|span| text.get(..span.start))
        .unwrap_or_default();
    1 + before.matches('\n').count()
}

impl Entry {
    pub(super) fn is_disabled(&self) -> bool {
        self.disabled
    }

    /// The error for a rule that is to be disabled, but does not exist.
    pub(super) fn unknown(&self, file: &str) -> RulesError {
        self.refused(file, Problem::Unknown)
    }

    /// The rule, all of it given here.
    pub(super) fn alone(self, file: &str) -> Result<Rule, RulesError> {
        if self.builtin.is_some() && file != BUILTINS {
            return Err(self.refused(file, Problem::Builtin));
        }
        let id = self.id.clone();
        self.unchecked()
            .and_then(|rule| check::rule(&rule).map(|()| rule))
            .map_err(|problem| refused(file, &id, problem))
    }

    /// The rule, where what is not given here is as before.
    pub(super) fn over(self, base: &Rule, file: &str) -> Result<Rule, RulesError> {
        if self.builtin.is_some() {
            return Err(self.refused(file, Problem::Builtin));
        }
        let id = self.id.clone();
        self.merged(base)
            .and_then(|rule| check::rule(&rule).map(|()| rule))
            .map_err(|problem| refused(file, &id, problem))
    }

    /// The rule, of whose form and fields nothing is checked but that they are there.
    pub(super) fn unchecked(self) -> Result<Rule, Problem> {
        let form = self.form()?.ok_or(Problem::Form)?;
        Ok(Rule {
            name: self.name.ok_or(Problem::Missing("name"))?,
            severity: self.severity.ok_or(Problem::Missing("severity"))?,
            id: self.id,
            source: self.source,
            form,
            entropy: self.entropy,
            checksum: self.checksum,
            positive: self.positive.unwrap_or_default(),
            negative: self.negative.unwrap_or_default(),
        })
    }

    fn merged(self, base: &Rule) -> Result<Rule, Problem> {
        // Of a form, every part belongs to the others, and so do its gates and its samples.
        let base = match self.form()? {
            None => base.clone(),
            Some(form) => Rule {
                form,
                entropy: None,
                checksum: None,
                positive: Vec::new(),
                negative: Vec::new(),
                ..base.clone()
            },
        };
        Ok(Rule {
            id: self.id,
            name: self.name.unwrap_or(base.name),
            severity: self.severity.unwrap_or(base.severity),
            source: self.source.or(base.source),
            form: base.form,
            entropy: self.entropy.or(base.entropy),
            checksum: self.checksum.or(base.checksum),
            positive: self.positive.unwrap_or(base.positive),
            negative: self.negative.unwrap_or(base.negative),
        })
    }

    fn form(&self) -> Result<Option<Form>, Problem> {
        match (&self.literals, &self.keys, &self.pattern, self.builtin) {
            (None, None, None, None) => Ok(None),
            (Some(literals), None, Some(pattern), None) => Ok(Some(Form::Token {
                literals: literals.clone(),
                pattern: pattern.clone(),
            })),
            (None, Some(keys), Some(pattern), None) => Ok(Some(Form::Keyed {
                keys: keys.iter().map(|key| phrase(key)).collect(),
                pattern: pattern.clone(),
            })),
            (None, None, None, Some(builtin)) => Ok(Some(Form::Builtin(builtin))),
            _ => Err(Problem::Form),
        }
    }

    fn refused(&self, file: &str, problem: Problem) -> RulesError {
        refused(file, &self.id, problem)
    }
}

/// The one file whose rules may name a builtin.
const BUILTINS: &str = "rules/generic.toml";

fn phrase(key: &str) -> Phrase {
    Phrase(key.split(' ').map(str::to_owned).collect())
}

fn refused(file: &str, rule: &str, problem: Problem) -> RulesError {
    RulesError::Rule {
        file: visible(file).into_owned(),
        rule: rule.to_owned(),
        problem,
    }
}
