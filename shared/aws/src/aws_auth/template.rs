//! User and group names with placeholders, and which names they can become.
//!
//! Rules: aws-iam-authenticator "Configuration" (placeholders) and AWS "`AssumeRole` request
//! parameters" (session names).
//! A placeholder that the authenticator does not know stays in the name as it is written.

use std::fmt;

use crate::arn::PrincipalKind;

/// Something that the authenticator fills in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Variable {
    /// Session name with `@` turned into `-`.
    SessionName,
    /// Session name as it is.
    SessionNameRaw,
    /// Account number of the caller.
    AccountId,
    /// Access key id that signed the token.
    AccessKeyId,
    /// Private DNS name of the EC2 instance that the session is named after.
    Ec2PrivateDnsName,
}

impl Variable {
    const ALL: [Self; 5] = [
        Self::SessionName,
        Self::SessionNameRaw,
        Self::AccountId,
        Self::AccessKeyId,
        Self::Ec2PrivateDnsName,
    ];

    /// How it is written.
    #[must_use]
    pub fn placeholder(self) -> &'static str {
        match self {
            Self::SessionName => "{{SessionName}}",
            Self::SessionNameRaw => "{{SessionNameRaw}}",
            Self::AccountId => "{{AccountID}}",
            Self::AccessKeyId => "{{AccessKeyID}}",
            Self::Ec2PrivateDnsName => "{{EC2PrivateDNSName}}",
        }
    }

    /// Whether the caller can be one for whom the variable becomes `value`.
    fn can_be(self, value: &str, caller: &Caller<'_>) -> bool {
        let length = value.len();
        let all = |allowed: fn(u8) -> bool| value.bytes().all(allowed);
        match self {
            Self::SessionName | Self::SessionNameRaw if !caller.has_session() => length == 0,
            Self::SessionName => (2..=64).contains(&length) && all(in_converted_session_name),
            Self::SessionNameRaw => (2..=64).contains(&length) && all(in_session_name),
            Self::AccountId => value == caller.account,
            Self::AccessKeyId => {
                (16..=128).contains(&length)
                    && all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            }
            // Without an instance behind the session, the authenticator refuses the caller.
            Self::Ec2PrivateDnsName => {
                caller.has_session() && (1..=253).contains(&length) && all(in_host_name)
            }
        }
    }

    /// The longest text it can become.
    fn longest(self) -> usize {
        match self {
            Self::SessionName | Self::SessionNameRaw => 64,
            Self::AccountId | Self::AccessKeyId => 128,
            Self::Ec2PrivateDnsName => 253,
        }
    }
}

fn in_session_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte)
}

fn in_converted_session_name(byte: u8) -> bool {
    byte != b'@' && in_session_name(byte)
}

fn in_host_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-.".contains(&byte)
}

/// What is known of whoever uses a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller<'a> {
    /// Account number.
    pub account: &'a str,
    /// Kind of principal; absent for a mapping that is a pattern of roles.
    pub kind: Option<PrincipalKind>,
}

impl Caller<'_> {
    /// Whether the caller has a session name: IAM users have none.
    pub(super) fn has_session(&self) -> bool {
        !matches!(self.kind, Some(PrincipalKind::User | PrincipalKind::Root))
    }
}

/// A variable and the text it stands for in one match.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Filled {
    /// The variable.
    pub variable: Variable,
    /// What it has to be.
    pub value: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Variable(Variable),
}

/// A name with placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    text: String,
    parts: Vec<Part>,
}

impl Template {
    /// Reads a name; every text is a template.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let mut parts = Vec::new();
        let mut rest = text.as_str();
        while let Some((start, variable)) = first_variable(rest) {
            if start > 0 {
                parts.push(Part::Literal(rest[..start].to_owned()));
            }
            parts.push(Part::Variable(variable));
            rest = &rest[start + variable.placeholder().len()..];
        }
        if !rest.is_empty() {
            parts.push(Part::Literal(rest.to_owned()));
        }
        Self { text, parts }
    }

    /// The name as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it has no placeholder, and so stands for one name only.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        self.parts
            .iter()
            .all(|part| matches!(part, Part::Literal(_)))
    }

    /// Whether whoever may assume a role chooses the whole name, by naming the session.
    #[must_use]
    pub fn is_chosen_by_caller(&self) -> bool {
        matches!(
            self.parts.as_slice(),
            [Part::Variable(
                Variable::SessionName | Variable::SessionNameRaw
            )]
        )
    }

    /// Whether it holds braces that no placeholder accounts for.
    #[must_use]
    pub fn has_unknown_placeholder(&self) -> bool {
        self.parts
            .iter()
            .any(|part| matches!(part, Part::Literal(text) if text.contains("{{")))
    }

    /// What the variables have to be for the name to become `name`; absent when it never does.
    #[must_use]
    pub fn matches(&self, name: &str, caller: &Caller<'_>) -> Option<Vec<Filled>> {
        let mut filled = Vec::new();
        fill(&self.parts, name, caller, &mut filled).then_some(filled)
    }
}

impl fmt::Display for Template {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

fn first_variable(text: &str) -> Option<(usize, Variable)> {
    Variable::ALL
        .into_iter()
        .filter_map(|variable| Some((text.find(variable.placeholder())?, variable)))
        .min_by_key(|(start, _)| *start)
}

/// Matches the parts one after the other, longest values first.
fn fill(parts: &[Part], rest: &str, caller: &Caller<'_>, filled: &mut Vec<Filled>) -> bool {
    let Some((part, later)) = parts.split_first() else {
        return rest.is_empty();
    };
    match part {
        Part::Literal(text) => rest
            .strip_prefix(text.as_str())
            .is_some_and(|rest| fill(later, rest, caller, filled)),
        Part::Variable(variable) => {
            let longest = rest.len().min(variable.longest());
            (0..=longest)
                .rev()
                .filter(|end| rest.is_char_boundary(*end))
                .any(|end| {
                    let (value, rest) = rest.split_at(end);
                    if !variable.can_be(value, caller) || !agrees(filled, *variable, value) {
                        return false;
                    }
                    filled.push(Filled {
                        variable: *variable,
                        value: value.to_owned(),
                    });
                    if fill(later, rest, caller, filled) {
                        return true;
                    }
                    filled.pop();
                    false
                })
        }
    }
}

/// One session has one name: every use of a variable stands for the same text.
fn agrees(filled: &[Filled], variable: Variable, value: &str) -> bool {
    filled
        .iter()
        .all(|earlier| match (earlier.variable, variable) {
            (Variable::SessionName, Variable::SessionNameRaw) => {
                value.replace('@', "-") == earlier.value
            }
            (Variable::SessionNameRaw, Variable::SessionName) => {
                earlier.value.replace('@', "-") == value
            }
            (left, right) => left != right || earlier.value == value,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLE: Caller<'static> = Caller {
        account: "123456789012",
        kind: Some(PrincipalKind::Role),
    };
    const USER: Caller<'static> = Caller {
        account: "123456789012",
        kind: Some(PrincipalKind::User),
    };

    fn matches(template: &str, name: &str, caller: &Caller<'_>) -> Option<Vec<(Variable, String)>> {
        Template::new(template).matches(name, caller).map(|filled| {
            filled
                .into_iter()
                .map(|one| (one.variable, one.value))
                .collect()
        })
    }

    #[test]
    fn a_name_without_placeholders_is_that_name_only() {
        assert_eq!(matches("ann", "ann", &ROLE), Some(vec![]));
        assert_eq!(matches("ann", "anna", &ROLE), None);
    }

    #[test]
    fn a_session_name_is_whatever_the_caller_chose() {
        assert_eq!(
            matches("admin:{{SessionName}}", "admin:bob", &ROLE),
            Some(vec![(Variable::SessionName, "bob".to_owned())])
        );
        assert_eq!(matches("admin:{{SessionName}}", "admin:", &ROLE), None);
    }

    #[test]
    fn a_session_name_cannot_hold_a_colon() {
        assert_eq!(matches("{{SessionNameRaw}}", "system:masters", &ROLE), None);
    }

    #[test]
    fn only_the_raw_session_name_keeps_its_at_sign() {
        let name = "ann@example.com";
        assert_eq!(matches("{{SessionName}}", name, &ROLE), None);
        assert!(matches("{{SessionNameRaw}}", name, &ROLE).is_some());
        let both = "{{SessionName}}/{{SessionNameRaw}}";
        assert!(matches(both, "ann-example.com/ann@example.com", &ROLE).is_some());
        assert_eq!(matches(both, "ann/bob", &ROLE), None);
    }

    #[test]
    fn the_same_variable_stands_for_the_same_text() {
        assert!(matches("{{SessionName}}:{{SessionName}}", "ann:ann", &ROLE).is_some());
        assert_eq!(
            matches("{{SessionName}}:{{SessionName}}", "ann:bob", &ROLE),
            None
        );
    }

    #[test]
    fn the_account_number_is_the_callers() {
        assert!(matches("aws:{{AccountID}}:x", "aws:123456789012:x", &ROLE).is_some());
        assert_eq!(
            matches("aws:{{AccountID}}:x", "aws:210987654321:x", &ROLE),
            None
        );
    }

    #[test]
    fn a_node_is_named_after_its_instance() {
        let template = "system:node:{{EC2PrivateDNSName}}";
        let name = "system:node:ip-10-0-0-1.eu-west-1.compute.internal";
        assert!(matches(template, name, &ROLE).is_some());
        assert_eq!(matches(template, name, &USER), None);
    }

    #[test]
    fn an_access_key_id_is_upper_case() {
        assert!(matches("{{AccessKeyID}}", "AKIAIOSFODNN7EXAMPLE", &ROLE).is_some());
        assert_eq!(matches("{{AccessKeyID}}", "ann", &ROLE), None);
    }

    #[test]
    fn an_iam_user_has_an_empty_session_name() {
        assert!(matches("x{{SessionName}}", "x", &USER).is_some());
        assert_eq!(matches("x{{SessionName}}", "xann", &USER), None);
    }

    #[test]
    fn an_unknown_placeholder_stays_as_it_is_written() {
        let template = Template::new("{{UserName}}");
        assert!(template.has_unknown_placeholder());
        assert_eq!(template.matches("ann", &ROLE), None);
        assert_eq!(template.matches("{{UserName}}", &ROLE), Some(vec![]));
    }

    #[test]
    fn a_bare_session_name_is_chosen_by_the_caller() {
        assert!(Template::new("{{SessionName}}").is_chosen_by_caller());
        assert!(Template::new("{{SessionNameRaw}}").is_chosen_by_caller());
        assert!(!Template::new("admin:{{SessionName}}").is_chosen_by_caller());
    }

    proptest::proptest! {
        #[test]
        fn every_session_matches_the_template_it_fills(
            before in "[a-z:]{0,5}",
            after in "[a-z:]{0,5}",
            session in "[A-Za-z0-9_+=,.@-]{2,64}",
        ) {
            let template = format!("{before}{{{{SessionName}}}}{after}{{{{SessionNameRaw}}}}");
            let name = format!("{before}{}{after}{session}", session.replace('@', "-"));
            proptest::prop_assert!(matches(&template, &name, &ROLE).is_some());
        }
    }
}
