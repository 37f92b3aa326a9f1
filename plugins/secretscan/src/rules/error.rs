//! Why rules cannot be used.

use plugin_kit::report::visible;

use super::samples::TemplateError;

/// Why a file of rules cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// A file cannot be read.
    #[error("cannot read the rules in {file}")]
    Read {
        /// The file.
        file: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file is not TOML, or has a field or word that does not exist.
    #[error("cannot parse the rules in {file}: line {line}: {message}")]
    Parse {
        /// The file.
        file: String,
        /// Line, counted from 1.
        line: usize,
        /// What is wrong there.
        message: String,
    },
    /// A rule contradicts itself or could never work.
    #[error("cannot use the rule \"{}\" in {file}: {problem}", visible(.rule))]
    Rule {
        /// The file.
        file: String,
        /// The rule's id.
        rule: String,
        /// What is wrong with it.
        problem: Problem,
    },
}

/// What is wrong with one rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The id is not made of lower-case words with dashes.
    #[error("its id is not made of lower-case words with dashes between them")]
    Id,
    /// Two rules of one file share the id.
    #[error("another rule of the file has the same id")]
    Duplicate,
    /// It is to be disabled, but does not exist.
    #[error("there is no rule of this id to disable")]
    Unknown,
    /// A field is missing.
    #[error("it has no {0}")]
    Missing(&'static str),
    /// It has the fields of no form, or of several.
    #[error("it must have either literals and pattern, or keys and pattern, or builtin")]
    Form,
    /// Another rule has this builtin.
    #[error("only the built-in rule of this kind can name a builtin")]
    Builtin,
    /// The pattern is not a regular expression.
    #[error("its pattern is not a regular expression: {0}")]
    Pattern(String),
    /// The pattern can match without end, or more than fits the window.
    #[error("its pattern can match more than {longest} bytes")]
    Unbounded {
        /// The most that a pattern may match.
        longest: usize,
    },
    /// The pattern matches nothing, or next to nothing.
    #[error("its pattern can match fewer than {shortest} bytes")]
    Short {
        /// The least that a pattern must match.
        shortest: usize,
    },
    /// A literal is too short to be searched for.
    #[error("the literal \"{}\" is shorter than 3 bytes", visible(.0))]
    Literal(String),
    /// No match can hold the literal.
    #[error("nothing that its pattern matches holds the literal \"{}\"", visible(.0))]
    Impossible(String),
    /// There are matches without any of the literals, so they would never be found.
    #[error("its pattern matches texts that hold none of its literals")]
    Uncovered,
    /// A phrase is not made of lower-case words.
    #[error("the key \"{}\" is not made of lower-case words", visible(.0))]
    Phrase(String),
    /// A phrase has no word that tells a credential.
    #[error("the key \"{}\" has no word that tells a credential", visible(.0))]
    NoCredential(String),
    /// The least entropy is not between 0 and 8 bits.
    #[error("its entropy is not between 0 and 8 bits per byte")]
    Entropy,
    /// An example cannot be read.
    #[error("the example \"{}\" cannot be read: {problem}", visible(.template))]
    Template {
        /// The example.
        template: String,
        /// What is wrong with it.
        problem: TemplateError,
    },
}

impl RulesError {
    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Read { .. } => Some("check --rules and the file's permissions".to_owned()),
            Self::Parse { .. } => Some(
                "a rule is a table [[rule]] with id, name, severity, and either literals and \
                 pattern or keys and pattern"
                    .to_owned(),
            ),
            Self::Rule { problem, .. } => Some(problem.hint().to_owned()),
        }
    }
}

impl Problem {
    fn hint(&self) -> &'static str {
        match self {
            Self::Id => "write it as acme-api-token",
            Self::Duplicate => "give each rule an id of its own",
            Self::Unknown => "the id of a rule stands in the RULE column of a finding",
            Self::Missing(_) => {
                "only a rule that changes a built-in one may leave fields out; check its id"
            }
            Self::Form => {
                "literals are texts that every match holds, keys are the words of a name, such as \
                 \"acme api key\""
            }
            Self::Builtin => "take builtin out and give literals or keys, and a pattern",
            Self::Pattern(_) => {
                "write it in single quotes, so that TOML leaves its backslashes alone"
            }
            Self::Unbounded { .. } => "give every repetition an upper bound, such as {20,200}",
            Self::Short { .. } => "a pattern this short finds words, not credentials",
            Self::Literal(_) | Self::Impossible(_) | Self::Uncovered => {
                "literals are the fixed parts of the pattern, such as [\"acme_\"] for \
                 'acme_[a-z0-9]{32}'"
            }
            Self::Phrase(_) => "write it as \"acme api key\"",
            Self::NoCredential(_) => {
                "names are read where they hold a word such as key, token, secret or password"
            }
            Self::Entropy => "3.0 keeps out words, 4.0 all but random text",
            Self::Template { .. } => {
                "write random parts as {alnum:32} and mark the credential with [[ and ]]"
            }
        }
    }
}
