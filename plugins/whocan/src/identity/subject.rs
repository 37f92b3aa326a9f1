//! Decides whom a subject of a binding names.
//!
//! The API server compares names of users and service accounts as one text: the service account
//! `a/b` is the user `system:serviceaccount:a:b`, so a `User` subject with that name is the service
//! account. A name of that form that no service account can have stays a user's. A service account
//! without a namespace is one of the role binding's own namespace, and nobody in a cluster role
//! binding. Other kinds name nobody; the subject's API group is not compared.
//!
//! Rules: Kubernetes "RBAC: referring to subjects" and "Authenticating: service account tokens".

use std::{borrow::Cow, fmt};

use plugin_kit::object::Subject;

/// What every user name of a service account starts with.
pub const SERVICE_ACCOUNT_PREFIX: &str = "system:serviceaccount:";

/// A user, a service account or a group; ordered as reports are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Identity<'a> {
    /// Whoever is in a group.
    Group(Cow<'a, str>),
    /// A service account.
    ServiceAccount {
        /// Its namespace.
        namespace: Cow<'a, str>,
        /// Its name.
        name: Cow<'a, str>,
    },
    /// A user of any other kind.
    User(Cow<'a, str>),
}

impl<'a> Identity<'a> {
    /// Whom a subject names, in a binding whose own namespace is this one, or empty.
    #[must_use]
    pub fn of_subject(subject: &'a Subject, binding_namespace: &'a str) -> Option<Self> {
        match subject.kind.as_str() {
            "User" => Some(Self::of_user(&subject.name)),
            "Group" => Some(Self::Group(Cow::Borrowed(&subject.name))),
            "ServiceAccount" => {
                let namespace = subject
                    .namespace
                    .as_deref()
                    .filter(|namespace| !namespace.is_empty())
                    .unwrap_or(binding_namespace);
                (!namespace.is_empty()).then(|| of_service_account(namespace, &subject.name))
            }
            _ => None,
        }
    }

    /// Whom a user name stands for.
    #[must_use]
    pub fn of_user(username: &'a str) -> Self {
        match split_username(username) {
            Some((namespace, name)) => Self::ServiceAccount {
                namespace: Cow::Borrowed(namespace),
                name: Cow::Borrowed(name),
            },
            None => Self::User(Cow::Borrowed(username)),
        }
    }

    /// The group with this name.
    #[must_use]
    pub fn group(name: &'a str) -> Self {
        Self::Group(Cow::Borrowed(name))
    }

    /// The name by which an authenticator knows it; groups have none.
    #[must_use]
    pub fn username(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Group(_) => None,
            Self::ServiceAccount { namespace, name } => Some(Cow::Owned(format!(
                "{SERVICE_ACCOUNT_PREFIX}{namespace}:{name}"
            ))),
            Self::User(name) => Some(Cow::Borrowed(name)),
        }
    }
}

/// How a subject is spelled, for when it names somebody in an unusual way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Spelling<'a> {
    /// As the kind that it is.
    Usual,
    /// A service account spelled as a user.
    AsUser(&'a str),
    /// A user spelled as a service account that cannot exist.
    AsServiceAccount { namespace: &'a str, name: &'a str },
}

impl<'a> Spelling<'a> {
    pub(crate) fn of(
        subject: &'a Subject,
        binding_namespace: &'a str,
        identity: &Identity<'_>,
    ) -> Self {
        match (subject.kind.as_str(), identity) {
            ("User", Identity::ServiceAccount { .. }) => Self::AsUser(&subject.name),
            ("ServiceAccount", Identity::User(_)) => Self::AsServiceAccount {
                namespace: subject
                    .namespace
                    .as_deref()
                    .filter(|namespace| !namespace.is_empty())
                    .unwrap_or(binding_namespace),
                name: &subject.name,
            },
            _ => Self::Usual,
        }
    }

    /// What a report says of it.
    pub(crate) fn through(self) -> Option<String> {
        match self {
            Self::Usual => None,
            Self::AsUser(name) => Some(format!("user {name}")),
            Self::AsServiceAccount { namespace, name } => {
                Some(format!("service account {namespace}/{name}"))
            }
        }
    }
}

impl fmt::Display for Identity<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Group(name) => write!(formatter, "group {name}"),
            Self::ServiceAccount { namespace, name } => {
                write!(formatter, "service account {namespace}/{name}")
            }
            Self::User(name) => write!(formatter, "user {name}"),
        }
    }
}

/// A service account, unless its user name would not be read back as one.
fn of_service_account<'a>(namespace: &'a str, name: &'a str) -> Identity<'a> {
    if is_dns_label(namespace) && is_dns_subdomain(name) {
        Identity::ServiceAccount {
            namespace: Cow::Borrowed(namespace),
            name: Cow::Borrowed(name),
        }
    } else {
        Identity::User(Cow::Owned(format!(
            "{SERVICE_ACCOUNT_PREFIX}{namespace}:{name}"
        )))
    }
}

/// Namespace and name of the service account with this user name.
fn split_username(username: &str) -> Option<(&str, &str)> {
    let (namespace, name) = username
        .strip_prefix(SERVICE_ACCOUNT_PREFIX)?
        .split_once(':')?;
    (is_dns_label(namespace) && is_dns_subdomain(name)).then_some((namespace, name))
}

/// RFC 1123 label: what namespaces are called.
fn is_dns_label(text: &str) -> bool {
    let bytes = text.as_bytes();
    let alphanumeric = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    bytes.len() <= 63
        && bytes.first().is_some_and(alphanumeric)
        && bytes.last().is_some_and(alphanumeric)
        && bytes.iter().all(|byte| alphanumeric(byte) || *byte == b'-')
}

/// RFC 1123 subdomain: what service accounts are called. Its labels have no length of their own.
fn is_dns_subdomain(text: &str) -> bool {
    let alphanumeric = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.len() <= 253
        && text.split('.').all(|label| {
            let bytes = label.as_bytes();
            bytes.first().is_some_and(alphanumeric)
                && bytes.last().is_some_and(alphanumeric)
                && bytes.iter().all(|byte| alphanumeric(byte) || *byte == b'-')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(kind: &str, namespace: Option<&str>, name: &str) -> Subject {
        Subject {
            kind: kind.to_owned(),
            name: name.to_owned(),
            namespace: namespace.map(str::to_owned),
        }
    }

    fn named(subject: &Subject, binding_namespace: &str) -> Option<String> {
        Identity::of_subject(subject, binding_namespace).map(|identity| identity.to_string())
    }

    #[test]
    fn a_user_or_group_is_its_exact_name() {
        let star = subject("User", None, "*");
        assert_eq!(named(&star, "pay").as_deref(), Some("user *"));
        let group = subject("Group", None, "Devs");
        assert_eq!(named(&group, "pay").as_deref(), Some("group Devs"));
    }

    #[test]
    fn a_service_account_without_a_namespace_is_the_binding_s_neighbour() {
        for namespace in [None, Some("")] {
            let account = subject("ServiceAccount", namespace, "app");
            assert_eq!(
                named(&account, "pay").as_deref(),
                Some("service account pay/app")
            );
        }
    }

    #[test]
    fn a_service_account_without_a_namespace_is_nobody_in_a_cluster_role_binding() {
        let account = subject("ServiceAccount", None, "app");
        assert_eq!(named(&account, ""), None);
    }

    #[test]
    fn kinds_are_exact_and_unknown_ones_name_nobody() {
        for kind in ["user", "Users", "Robot", ""] {
            assert_eq!(named(&subject(kind, None, "x"), "pay"), None, "{kind}");
        }
    }

    #[test]
    fn a_user_called_like_a_service_account_is_the_service_account() {
        let user = subject("User", None, "system:serviceaccount:pay:app");
        let account = subject("ServiceAccount", Some("pay"), "app");
        assert_eq!(
            Identity::of_subject(&user, ""),
            Identity::of_subject(&account, "")
        );
    }

    #[test]
    fn a_name_that_no_service_account_can_have_stays_a_user() {
        for name in [
            "system:serviceaccount:pay",
            "system:serviceaccount:pay:",
            "system:serviceaccount::app",
            "system:serviceaccount:pay:a:b",
            "system:serviceaccount:Pay:app",
            "system:serviceaccount:pay:app_1",
            "system:serviceaccount:a.b:app",
            "system:serviceaccounts:pay",
        ] {
            assert_eq!(
                Identity::of_user(name),
                Identity::User(Cow::Borrowed(name)),
                "{name}"
            );
        }
    }

    #[test]
    fn subjects_with_the_same_user_name_are_the_same_identity() {
        let account = subject("ServiceAccount", Some("pay"), "a:b");
        let user = subject("User", None, "system:serviceaccount:pay:a:b");
        assert_eq!(
            Identity::of_subject(&account, ""),
            Identity::of_subject(&user, "")
        );
    }

    #[test]
    fn an_unusual_spelling_is_reported() {
        let user = subject("User", None, "system:serviceaccount:pay:app");
        let identity = Identity::of_subject(&user, "").unwrap();
        assert_eq!(
            Spelling::of(&user, "", &identity).through().as_deref(),
            Some("user system:serviceaccount:pay:app")
        );
    }
}
