//! A credential as it is planted: names and values, and which of the values are secret.

/// One name with its value; the name is written as an environment variable's.
pub struct Entry {
    /// Such as `DB_PASSWORD`.
    pub name: &'static str,
    /// What it is set to.
    pub value: String,
}

/// A credential, made at run time. Has no `Debug`: a failing test must not print it.
pub struct Credential {
    /// What it is, such as `github-classic`.
    pub kind: &'static str,
    /// One entry, or several that make the credential together.
    pub entries: Vec<Entry>,
    /// The parts that no output may show.
    pub secrets: Vec<String>,
    /// Whether its own text says what it is, whatever its name.
    pub is_evident: bool,
}

impl Credential {
    /// A single value under a name, all of it secret.
    pub(super) fn token(kind: &'static str, name: &'static str, value: String) -> Self {
        Self {
            kind,
            secrets: vec![value.clone()],
            entries: vec![Entry { name, value }],
            is_evident: true,
        }
    }

    /// A value that is known by its name only.
    pub(super) fn named(kind: &'static str, name: &'static str, value: String) -> Self {
        Self {
            is_evident: false,
            ..Self::token(kind, name, value)
        }
    }

    /// A value that holds a secret.
    pub(super) fn around(
        kind: &'static str,
        name: &'static str,
        secret: String,
        value: String,
    ) -> Self {
        Self {
            secrets: vec![secret],
            ..Self::token(kind, name, value)
        }
    }

    /// The value of the first entry.
    #[must_use]
    pub fn value(&self) -> &str {
        self.entries
            .first()
            .map_or("", |entry| entry.value.as_str())
    }

    /// One text an entry, one after the other.
    pub(super) fn each(&self, write: impl Fn(&Entry) -> String) -> String {
        self.entries.iter().map(write).collect()
    }

    /// Whether every value is one line.
    fn is_line(&self) -> bool {
        !self.entries.iter().any(|entry| entry.value.contains('\n'))
    }
}

impl Entry {
    /// `db_password`.
    pub(super) fn snake(&self) -> String {
        self.name.to_ascii_lowercase()
    }

    /// `db-password`.
    pub(super) fn kebab(&self) -> String {
        self.snake().replace('_', "-")
    }

    /// `db.password`.
    pub(super) fn dotted(&self) -> String {
        self.snake().replace('_', ".")
    }

    /// `dbPassword`.
    pub(super) fn camel(&self) -> String {
        let mut camel = String::new();
        for (index, word) in self.name.split('_').enumerate() {
            let (first, rest) = word.split_at(1.min(word.len()));
            if index == 0 {
                camel.push_str(&first.to_ascii_lowercase());
            } else {
                camel.push_str(first);
            }
            camel.push_str(&rest.to_ascii_lowercase());
        }
        camel
    }

    /// The value as a JSON string, quotes included: also right for YAML, TOML and most languages.
    pub(super) fn quoted(&self) -> String {
        serde_json::Value::from(self.value.as_str()).to_string()
    }
}

/// What a place can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fits {
    /// Any text under a name.
    Text,
    /// Values of one line under names.
    Line,
    /// One value of one line under a name, or where the place itself says what it is.
    One,
    /// One value without blanks that is no URL, where the place says what it is.
    Word,
    /// Values of one line that need no name.
    EvidentLine,
    /// One value without blanks that needs no name.
    Token,
    /// Keys in PEM armour.
    Key,
    /// Keys in PEM armour that are DER without it.
    Sequence,
}

impl Fits {
    /// Whether the place can hold the credential.
    pub(super) fn takes(self, credential: &Credential) -> bool {
        let is_one = credential.entries.len() == 1;
        let is_line = credential.is_line();
        match self {
            Self::Text => true,
            Self::Line => is_line,
            Self::One => is_one && is_line,
            Self::Word => {
                let value = credential.value();
                is_one && is_line && !value.contains([' ', ';', '"']) && !value.contains("://")
            }
            Self::EvidentLine => is_line && credential.is_evident,
            Self::Token => credential.is_evident && Self::Word.takes(credential),
            Self::Key => credential.value().starts_with("-----BEGIN"),
            Self::Sequence => {
                Self::Key.takes(credential) && !credential.value().contains("OPENSSH")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Entry;

    #[test]
    fn names_are_written_in_every_style() {
        let entry = Entry {
            name: "DB_PASSWORD",
            value: String::new(),
        };
        let styles = [entry.snake(), entry.kebab(), entry.dotted(), entry.camel()];
        assert_eq!(
            styles,
            ["db_password", "db-password", "db.password", "dbPassword"]
        );
    }
}
