//! What is wrong with an `aws-auth` config map, entry by entry.

use std::fmt;

use super::Mapping;

/// A part of the config map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// `mapRoles`.
    Roles,
    /// `mapUsers`.
    Users,
    /// `mapAccounts`.
    Accounts,
}

impl Section {
    pub(super) const ALL: [Self; 3] = [Self::Roles, Self::Users, Self::Accounts];

    /// The key under `data`; the authenticator knows it in this spelling only.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Roles => "mapRoles",
            Self::Users => "mapUsers",
            Self::Accounts => "mapAccounts",
        }
    }
}

/// A section, or an entry of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The section.
    pub section: Section,
    /// The entry, counted from 0; absent for the whole section.
    pub entry: Option<usize>,
}

impl fmt::Display for Place {
    /// `mapRoles`, or `mapRoles[0]`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.section.key())?;
        match self.entry {
            Some(entry) => write!(formatter, "[{entry}]"),
            None => Ok(()),
        }
    }
}

/// Something that the authenticator cannot use, or that does not mean what it seems to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub reason: Reason,
    /// The entry as it would work without the problem, where it can be told.
    pub mapping: Option<Mapping>,
}

/// What a problem does to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// The text could not be read here; the authenticator may read it otherwise.
    Unreadable,
    /// The entry maps nobody.
    Dead,
    /// The entry works, but not as it seems.
    Misleading,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The section is not YAML.
    #[error("it is not YAML")]
    NotYaml,
    /// The section is something else than a list.
    #[error("it is not a list")]
    NotAList,
    /// The key is spelled in other letters than the authenticator's.
    #[error("the authenticator ignores it: the key has to be spelled {expected}")]
    MisspelledSection {
        /// As it has to be.
        expected: &'static str,
        /// As it is.
        found: String,
    },
    /// The entry is not made of keys and values.
    #[error("it is not a mapping of keys to values")]
    NotAMapping,
    /// There is no ARN.
    #[error("it has no {key}")]
    NoArn {
        /// The key that is missing.
        key: &'static str,
    },
    /// The ARN is none.
    #[error("\"{text}\" is not an ARN")]
    NotAnArn {
        /// What is there.
        text: String,
    },
    /// No caller has this ARN.
    #[error("no caller is ever known as {arn}; map the role or the user itself")]
    NotACaller {
        /// The ARN.
        arn: String,
    },
    /// The role's ARN has a path.
    #[error("the path in {arn} never matches: sessions of a role are known by an ARN without it")]
    RolePath {
        /// The ARN.
        arn: String,
    },
    /// Another entry for the same ARN is used.
    #[error("{by} maps the same ARN and wins")]
    Replaced {
        /// The entry that is used.
        by: Place,
    },
    /// Not an account number.
    #[error("\"{text}\" is not an account number of 12 digits")]
    NotAnAccount {
        /// What is there.
        text: String,
    },
    /// Matches the root user of an account, not everybody in it.
    #[error("{arn} is the root user alone, not every identity of the account")]
    RootOnly {
        /// The ARN.
        arn: String,
    },
    /// Wildcards, which only some versions of the authenticator honour.
    #[error("{arn} is a pattern, which only recent versions of the authenticator honour")]
    Pattern {
        /// The ARN.
        arn: String,
    },
    /// A permission set, behind a switch of the authenticator that is off by default.
    #[error("sso matches only where the authenticator's SSORoleMatch feature is on")]
    SingleSignOn,
    /// A field that is not a text, or not a list of texts.
    #[error("{field} has the wrong type and is taken as empty")]
    WrongType {
        /// The field.
        field: &'static str,
    },
    /// Whoever may assume the role decides on the name.
    #[error("whoever may assume the role chooses {template} freely")]
    ChosenByCaller {
        /// The name or group.
        template: String,
    },
    /// A placeholder that the authenticator leaves as it is.
    #[error("{template} holds a placeholder that the authenticator does not know")]
    UnknownPlaceholder {
        /// The name or group.
        template: String,
    },
}

impl Reason {
    /// What it does to the entry.
    #[must_use]
    pub fn effect(&self) -> Effect {
        match self {
            Self::NotYaml => Effect::Unreadable,
            Self::NotAList
            | Self::MisspelledSection { .. }
            | Self::NotAMapping
            | Self::NoArn { .. }
            | Self::NotAnArn { .. }
            | Self::NotACaller { .. }
            | Self::RolePath { .. }
            | Self::Replaced { .. }
            | Self::NotAnAccount { .. } => Effect::Dead,
            Self::RootOnly { .. }
            | Self::Pattern { .. }
            | Self::SingleSignOn
            | Self::WrongType { .. }
            | Self::ChosenByCaller { .. }
            | Self::UnknownPlaceholder { .. } => Effect::Misleading,
        }
    }
}

impl Problem {
    /// What it does to the entry.
    #[must_use]
    pub fn effect(&self) -> Effect {
        self.reason.effect()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reason {
            Reason::MisspelledSection { found, .. } => {
                write!(formatter, "aws-auth {found}: {}", self.reason)
            }
            reason => write!(formatter, "aws-auth {}: {reason}", self.place),
        }
    }
}
