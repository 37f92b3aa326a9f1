//! Amazon Resource Names, and the form in which an authenticator compares them.
//!
//! Rules: AWS "IAM identifiers" and aws-iam-authenticator's notion of a canonical ARN: a session
//! of an assumed role stands for its role, and its ARN does not carry the role's path.
//!
//! ```
//! use aws_kit::Arn;
//!
//! let session: Arn = "arn:aws:sts::123456789012:assumed-role/Deploy/alice".parse()?;
//! let role = session.canonical().map(|arn| arn.to_string());
//! assert_eq!(role.as_deref(), Some("arn:aws:iam::123456789012:role/Deploy"));
//! # Ok::<(), aws_kit::arn::ArnError>(())
//! ```

use std::{fmt, str::FromStr};

/// An ARN, in its six parts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Arn {
    /// `aws`, `aws-cn`, `aws-us-gov`, ...
    pub partition: String,
    /// Service, such as `iam`.
    pub service: String,
    /// Region; empty for IAM.
    pub region: String,
    /// Account number; empty where the service does not use it.
    pub account: String,
    /// Everything after the account, colons included.
    pub resource: String,
}

/// Why a text is not an ARN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ArnError {
    /// It does not start with `arn:`.
    #[error("it does not start with \"arn:\"")]
    Prefix,
    /// It has fewer than six parts.
    #[error("it has fewer than six parts separated by colons")]
    Parts,
}

/// Which kind of principal a canonical ARN names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrincipalKind {
    /// An IAM role; who uses it is a session with a name.
    Role,
    /// An IAM user; has no session name.
    User,
    /// The root user of an account; not every identity of it.
    Root,
    /// A federated user of STS.
    FederatedUser,
}

impl Arn {
    /// The ARN by which an authenticator knows the caller with this ARN: a session of an assumed
    /// role is its role; anything that cannot call AWS is nothing.
    #[must_use]
    pub fn canonical(&self) -> Option<Self> {
        let segments: Vec<&str> = self.resource.split('/').collect();
        match (self.service.as_str(), segments.as_slice()) {
            ("iam", ["role" | "user" | "root", ..]) | ("sts", ["federated-user", ..]) => {
                Some(self.clone())
            }
            ("sts", ["assumed-role", role @ .., _session]) if !role.is_empty() => Some(Self {
                service: "iam".to_owned(),
                region: String::new(),
                resource: format!("role/{}", role.join("/")),
                ..self.clone()
            }),
            _ => None,
        }
    }

    /// Which kind of principal this is, taken as a canonical ARN.
    #[must_use]
    pub fn principal_kind(&self) -> Option<PrincipalKind> {
        let first = self.resource.split('/').next().unwrap_or_default();
        match (self.service.as_str(), first) {
            ("iam", "role") => Some(PrincipalKind::Role),
            ("iam", "user") => Some(PrincipalKind::User),
            ("iam", "root") => Some(PrincipalKind::Root),
            ("sts", "federated-user") => Some(PrincipalKind::FederatedUser),
            _ => None,
        }
    }

    /// Whether the ARN is one that a caller can have as its canonical ARN.
    ///
    /// STS leaves the path out of a session's ARN, so a role with a path is never seen.
    #[must_use]
    pub fn is_canonical_of_a_caller(&self) -> bool {
        match self.principal_kind() {
            Some(PrincipalKind::Role) => self.resource.matches('/').count() == 1,
            Some(_) => true,
            None => false,
        }
    }

    /// The form in which two ARNs are compared: authenticators ignore case.
    #[must_use]
    pub fn folded(&self) -> String {
        self.to_string().to_lowercase()
    }
}

impl FromStr for Arn {
    type Err = ArnError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rest = text.strip_prefix("arn:").ok_or(ArnError::Prefix)?;
        let mut parts = rest.splitn(5, ':');
        let mut part = || parts.next().map(str::to_owned).ok_or(ArnError::Parts);
        Ok(Self {
            partition: part()?,
            service: part()?,
            region: part()?,
            account: part()?,
            resource: part()?,
        })
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "arn:{}:{}:{}:{}:{}",
            self.partition, self.service, self.region, self.account, self.resource
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> Option<String> {
        text.parse::<Arn>()
            .unwrap()
            .canonical()
            .map(|arn| arn.to_string())
    }

    #[test]
    fn an_arn_is_printed_as_it_was_read() {
        for text in [
            "arn:aws:iam::123456789012:role/Deploy",
            "arn:aws-cn:iam::123456789012:user/team/ann",
            "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/eks/shop:*",
        ] {
            assert_eq!(text.parse::<Arn>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_text_with_fewer_parts_is_no_arn() {
        assert_eq!("role/Deploy".parse::<Arn>(), Err(ArnError::Prefix));
        assert_eq!("arn:aws:iam::1".parse::<Arn>(), Err(ArnError::Parts));
    }

    #[test]
    fn a_session_of_an_assumed_role_is_its_role() {
        assert_eq!(
            canonical("arn:aws:sts::123456789012:assumed-role/Deploy/alice").as_deref(),
            Some("arn:aws:iam::123456789012:role/Deploy")
        );
    }

    #[test]
    fn users_root_and_federated_users_are_themselves() {
        for text in [
            "arn:aws:iam::123456789012:user/team/ann",
            "arn:aws:iam::123456789012:root",
            "arn:aws:sts::123456789012:federated-user/bob",
        ] {
            assert_eq!(canonical(text).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_cannot_call_aws_is_nobody() {
        for text in [
            "arn:aws:iam::123456789012:instance-profile/Nodes",
            "arn:aws:iam::123456789012:policy/Deploy",
            "arn:aws:sts::123456789012:assumed-role/Deploy",
            "arn:aws:s3:::bucket/key",
        ] {
            assert_eq!(canonical(text), None, "{text}");
        }
    }

    #[test]
    fn no_caller_has_a_role_with_a_path() {
        let arn = |text: &str| text.parse::<Arn>().unwrap().is_canonical_of_a_caller();
        assert!(arn("arn:aws:iam::123456789012:role/Deploy"));
        assert!(!arn("arn:aws:iam::123456789012:role/team/Deploy"));
        assert!(!arn("arn:aws:sts::123456789012:assumed-role/Deploy/alice"));
        assert!(arn("arn:aws:iam::123456789012:user/team/ann"));
    }
}
