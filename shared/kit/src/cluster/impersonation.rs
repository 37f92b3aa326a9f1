//! Whom the API server is asked to act as, and the headers that say so.
//!
//! The headers are made here and not by the `kube` crate, which refuses the user names outside
//! ASCII that kubectl sends.
//! Rule: client-go, `transport/round_trippers.go`, `impersonatingRoundTripper`, `headerKeyEscape`.

use std::{collections::BTreeMap, fmt::Write as _};

use http::{HeaderName, HeaderValue};

/// Whom to act as; no user means nobody else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Impersonation {
    /// User name.
    pub user: Option<String>,
    /// UID of the user.
    pub uid: Option<String>,
    /// Groups, in the order given.
    pub groups: Vec<String>,
    /// Further attributes.
    pub extra: BTreeMap<String, Vec<String>>,
}

/// A name, group or attribute that cannot be sent in a header.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot impersonate: the {0} holds a character that HTTP headers cannot carry")]
pub struct ImpersonationError(&'static str);

impl Impersonation {
    /// Whether a group, UID or attribute is given without the user it belongs to.
    #[must_use]
    pub fn lacks_user(&self) -> bool {
        self.user.is_none()
            && (self.uid.is_some() || !self.groups.is_empty() || !self.extra.is_empty())
    }

    /// Replaces what `other` names, field by field, as kubectl lays flags over a kubeconfig.
    #[must_use]
    pub fn overridden_by(self, other: &Self) -> Self {
        Self {
            user: other.user.clone().or(self.user),
            uid: other.uid.clone().or(self.uid),
            groups: if other.groups.is_empty() {
                self.groups
            } else {
                other.groups.clone()
            },
            extra: if other.extra.is_empty() {
                self.extra
            } else {
                other.extra.clone()
            },
        }
    }

    /// The request headers.
    pub fn headers(&self) -> Result<Vec<(HeaderName, HeaderValue)>, ImpersonationError> {
        let Some(user) = &self.user else {
            return Ok(Vec::new());
        };
        let mut headers = vec![(
            HeaderName::from_static("impersonate-user"),
            value(user, "user name")?,
        )];
        if let Some(uid) = &self.uid {
            headers.push((
                HeaderName::from_static("impersonate-uid"),
                value(uid, "UID")?,
            ));
        }
        for group in &self.groups {
            headers.push((
                HeaderName::from_static("impersonate-group"),
                value(group, "group")?,
            ));
        }
        for (key, values) in &self.extra {
            let name = HeaderName::try_from(format!("impersonate-extra-{}", escape_key(key)))
                .map_err(|_| ImpersonationError("key of an extra"))?;
            for extra in values {
                headers.push((name.clone(), value(extra, "value of an extra")?));
            }
        }
        Ok(headers)
    }
}

fn value(text: &str, what: &'static str) -> Result<HeaderValue, ImpersonationError> {
    HeaderValue::from_bytes(text.as_bytes()).map_err(|_| ImpersonationError(what))
}

/// Percent-escapes what a header name cannot hold, and the percent sign itself.
fn escape_key(key: &str) -> String {
    let mut escaped = String::with_capacity(key.len());
    for byte in key.bytes() {
        // RFC 9110, section 5.6.2: the characters of a token, less `%`.
        if byte.is_ascii_alphanumeric() || b"!#$&'*+-.^_`|~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::Impersonation;

    fn sent(impersonation: &Impersonation) -> Vec<(String, Vec<u8>)> {
        impersonation
            .headers()
            .unwrap()
            .into_iter()
            .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
            .collect()
    }

    #[test]
    fn all_four_parts_are_sent() {
        let impersonation = Impersonation {
            user: Some("ann".to_owned()),
            uid: Some("42".to_owned()),
            groups: vec!["dev".to_owned(), "ops".to_owned()],
            extra: [(
                "example.org/team".to_owned(),
                vec!["a".to_owned(), "b".to_owned()],
            )]
            .into(),
        };
        let headers = sent(&impersonation);
        let expected = [
            ("impersonate-user", "ann"),
            ("impersonate-uid", "42"),
            ("impersonate-group", "dev"),
            ("impersonate-group", "ops"),
            ("impersonate-extra-example.org%2fteam", "a"),
            ("impersonate-extra-example.org%2fteam", "b"),
        ]
        .map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec()));
        assert_eq!(headers, expected);
    }

    #[test]
    fn a_user_name_outside_ascii_is_sent_as_its_bytes() {
        let impersonation = Impersonation {
            user: Some("zo\u{eb}".to_owned()),
            ..Impersonation::default()
        };
        assert_eq!(sent(&impersonation)[0].1, "zo\u{eb}".as_bytes());
    }

    #[test]
    fn a_line_break_cannot_smuggle_a_header() {
        let impersonation = Impersonation {
            user: Some("ann\r\nImpersonate-Group: system:masters".to_owned()),
            ..Impersonation::default()
        };
        assert!(impersonation.headers().is_err());
    }

    #[test]
    fn flags_replace_only_what_they_name() {
        let kubeconfig = Impersonation {
            user: Some("ann".to_owned()),
            groups: vec!["dev".to_owned()],
            ..Impersonation::default()
        };
        let flags = Impersonation {
            user: Some("bob".to_owned()),
            ..Impersonation::default()
        };
        let merged = kubeconfig.overridden_by(&flags);
        assert_eq!(merged.user.as_deref(), Some("bob"));
        assert_eq!(merged.groups, ["dev"]);
    }
}
