//! The process environment as a value.
//!
//! Only `main` reads the real one. Everything below it takes an [`Environment`], so that a test can
//! give another and no hidden variable changes an answer. `KUBECONFIG`, `HOME`, the proxy
//! variables, `NO_COLOR` and `TERM` are the ones that are read.

use std::{collections::BTreeMap, ffi::OsStr, ffi::OsString, path::PathBuf};

/// Environment variables by name.
///
/// There is no `Debug`: variables may hold credentials.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Environment {
    variables: BTreeMap<String, OsString>,
}

impl Environment {
    /// What this process was started with; variables whose names are not UTF-8 are left out.
    #[must_use]
    pub fn from_process() -> Self {
        Self {
            variables: std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
                .collect(),
        }
    }

    /// Exactly these variables.
    ///
    /// ```
    /// use plugin_kit::environment::Environment;
    ///
    /// let environment = Environment::from_pairs([("HOME", "/home/ann")]);
    /// assert_eq!(environment.get("HOME"), Some("/home/ann"));
    /// assert_eq!(environment.get("KUBECONFIG"), None);
    /// ```
    pub fn from_pairs<Name, Value>(pairs: impl IntoIterator<Item = (Name, Value)>) -> Self
    where
        Name: Into<String>,
        Value: Into<OsString>,
    {
        Self {
            variables: pairs
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        }
    }

    /// The variable's text; `None` when it is unset or not UTF-8.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.get_os(name)?.to_str()
    }

    /// The variable as the system holds it: what a path needs.
    #[must_use]
    pub fn get_os(&self, name: &str) -> Option<&OsStr> {
        self.variables.get(name).map(OsString::as_os_str)
    }

    /// The variable's text, when it is set and not empty.
    #[must_use]
    pub fn non_empty(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// The user's home folder.
    #[must_use]
    pub fn home(&self) -> Option<PathBuf> {
        ["HOME", "USERPROFILE"]
            .into_iter()
            .filter_map(|name| self.get_os(name))
            .find(|folder| !folder.is_empty())
            .map(PathBuf::from)
    }

    /// Every variable, for a child process.
    pub fn variables(&self) -> impl Iterator<Item = (&str, &OsStr)> {
        self.variables
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_os_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::Environment;

    #[test]
    fn an_empty_variable_is_set_but_not_non_empty() {
        let environment = Environment::from_pairs([("NO_COLOR", "")]);
        assert_eq!(environment.get("NO_COLOR"), Some(""));
        assert_eq!(environment.non_empty("NO_COLOR"), None);
    }

    #[test]
    fn home_passes_over_an_empty_variable() {
        let environment = Environment::from_pairs([("HOME", ""), ("USERPROFILE", "/users/ann")]);
        assert_eq!(environment.home(), Some("/users/ann".into()));
    }
}
