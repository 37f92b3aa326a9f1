//! All rules of a run: the built-in ones and those of `--rules FILE`.

use std::{fs, path::Path};

use super::{
    Builtin, Form, Rule, RuleIndex, RulesError, built_in,
    file::{self, Entry},
};

/// Rules, each known by its index.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RuleSet {
    rules: Vec<Rule>,
}

impl RuleSet {
    /// These rules, in this order.
    #[must_use]
    pub fn new(rules: Vec<Rule>) -> Self {
        Self { rules }
    }

    /// The rules that come with the program, without their samples.
    #[must_use]
    pub fn built_in() -> Self {
        Self::new(built_in::rules())
    }

    /// The rules of a text, such as the content of a file; `name` stands in errors.
    pub fn parse(name: &str, text: &str) -> Result<Self, RulesError> {
        Self::default().with_text(name, text)
    }

    /// These rules and those of the files, each file over what came before it.
    pub fn with_files<P: AsRef<Path>>(&self, files: &[P]) -> Result<Self, RulesError> {
        let mut set = self.clone();
        for file in files {
            let name = file.as_ref().display().to_string();
            let text = fs::read_to_string(file.as_ref()).map_err(|source| RulesError::Read {
                file: name.clone(),
                source,
            })?;
            set = set.with_text(&name, &text)?;
        }
        Ok(set)
    }

    /// These rules and those of the text.
    ///
    /// A rule with the id of one that is there changes the fields that it gives, and keeps the
    /// place; `disabled = true` takes the rule out.
    pub fn with_text(&self, name: &str, text: &str) -> Result<Self, RulesError> {
        let mut set = self.clone();
        for entry in file::read(name, text)? {
            let position = set.rules.iter().position(|rule| rule.id == entry.id);
            match (position, entry.is_disabled()) {
                (Some(position), true) => {
                    set.rules.remove(position);
                }
                (None, true) => return Err(entry.unknown(name)),
                (position, false) => set.put(position, entry, name)?,
            }
        }
        Ok(set)
    }

    fn put(&mut self, position: Option<usize>, entry: Entry, name: &str) -> Result<(), RulesError> {
        let base = position.and_then(|position| self.rules.get_mut(position));
        match base {
            Some(base) => *base = entry.over(base, name)?,
            None => self.rules.push(entry.alone(name)?),
        }
        Ok(())
    }

    /// Every rule, in the order of its index.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule of an index.
    #[must_use]
    pub fn get(&self, index: RuleIndex) -> Option<&Rule> {
        self.rules.get(usize::from(index.0))
    }

    /// Every rule with its index.
    pub fn indexed(&self) -> impl Iterator<Item = (RuleIndex, &Rule)> {
        (0..=u16::MAX).map(RuleIndex).zip(&self.rules)
    }

    /// The rule of an id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<RuleIndex> {
        self.indexed()
            .find(|(_, rule)| rule.id == id)
            .map(|(index, _)| index)
    }

    /// The rule of what code recognises, unless it is disabled.
    #[must_use]
    pub fn builtin(&self, builtin: Builtin) -> Option<RuleIndex> {
        self.indexed()
            .find(|(_, rule)| matches!(rule.form, Form::Builtin(this) if this == builtin))
            .map(|(index, _)| index)
    }
}

#[cfg(test)]
mod tests;
