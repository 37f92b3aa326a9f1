//! The AWS principals that authenticate as a user or are members of a group.
//!
//! A principal is behind a user when its user name is, or can become, that user's; behind a group
//! when it is mapped into it; and behind `system:authenticated` whenever it is let in at all.
//! Whether the cluster honours `aws-auth` is not decided here.
//!
//! Rules: see [`aws_kit::aws_auth`].

use std::collections::{BTreeSet, HashMap};

use aws_kit::aws_auth::{AwsAuth, Effect, Filled, Mapping, Problem, Template};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Identity,
    groups::{ANONYMOUS, AUTHENTICATED},
};

/// An AWS principal behind a subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct IamPrincipal {
    /// ARN, or the number of an account that is let in as a whole.
    pub principal: String,
    /// What says so.
    pub source: IamSource,
    /// The entry, in words.
    pub detail: String,
}

/// What says that an AWS principal is behind a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IamSource {
    /// The config map `kube-system/aws-auth`.
    AwsAuth,
}

/// The mappings, indexed by what they lead to.
#[derive(Debug)]
pub(crate) struct Principals<'a> {
    aws_auth: &'a AwsAuth,
    users: Index<'a>,
    groups: Index<'a>,
}

#[derive(Debug, Default)]
struct Index<'a> {
    literal: HashMap<&'a str, Vec<&'a Mapping>>,
    patterns: Vec<(&'a Mapping, &'a Template)>,
}

impl<'a> Index<'a> {
    fn add(&mut self, mapping: &'a Mapping, template: &'a Template) {
        if template.is_literal() {
            self.literal
                .entry(template.as_str())
                .or_default()
                .push(mapping);
        } else {
            self.patterns.push((mapping, template));
        }
    }

    /// The mappings that lead to a name, with what their variables have to be.
    fn leading_to(&self, name: &str) -> impl Iterator<Item = (&'a Mapping, Vec<Filled>)> {
        let literal = self
            .literal
            .get(name)
            .into_iter()
            .flatten()
            .map(|mapping| (*mapping, Vec::new()));
        let patterns = self.patterns.iter().filter_map(move |(mapping, template)| {
            Some((*mapping, template.matches(name, &mapping.caller())?))
        });
        literal.chain(patterns)
    }
}

impl<'a> Principals<'a> {
    pub(crate) fn new(aws_auth: &'a AwsAuth) -> Self {
        let mut users = Index::default();
        let mut groups = Index::default();
        for mapping in &aws_auth.mappings {
            users.add(mapping, &mapping.username);
            for group in &mapping.groups {
                groups.add(mapping, group);
            }
        }
        Self {
            aws_auth,
            users,
            groups,
        }
    }

    /// The principals behind an identity, sorted.
    pub(crate) fn behind(&self, identity: &Identity<'_>) -> Vec<IamPrincipal> {
        let mut principals = BTreeSet::new();
        match identity {
            Identity::Group(name) if name == AUTHENTICATED => {
                principals.extend(self.everybody());
            }
            Identity::Group(name) => {
                let members = self.groups.leading_to(name);
                principals
                    .extend(members.map(|(mapping, filled)| principal(mapping, name, &filled)));
            }
            Identity::ServiceAccount { .. } | Identity::User(_) => {
                let name = identity.username().unwrap_or_default();
                let users = self.users.leading_to(&name);
                principals
                    .extend(users.map(|(mapping, filled)| principal(mapping, &name, &filled)));
                principals.extend(self.by_account(&name));
            }
        }
        principals.into_iter().collect()
    }

    /// Entries that would lead to the identity if they worked.
    pub(crate) fn dead_ends<'b>(
        &'b self,
        identity: &'b Identity<'_>,
    ) -> impl Iterator<Item = &'a Problem> + 'b {
        let username = identity.username();
        self.aws_auth
            .problems
            .iter()
            .filter(|problem| problem.effect() == Effect::Dead)
            .filter(move |problem| {
                problem
                    .mapping
                    .as_ref()
                    .is_some_and(|mapping| match identity {
                        Identity::Group(name) => mapping
                            .groups
                            .iter()
                            .any(|group| group.matches(name, &mapping.caller()).is_some()),
                        _ => username.as_deref().is_some_and(|name| {
                            mapping.username.matches(name, &mapping.caller()).is_some()
                        }),
                    })
            })
    }

    fn everybody(&self) -> impl Iterator<Item = IamPrincipal> {
        let mapped = self
            .aws_auth
            .mappings
            .iter()
            .filter(|mapping| mapping.username.as_str() != ANONYMOUS)
            .map(|mapping| principal(mapping, "", &[]));
        let accounts = self.aws_auth.accounts.iter().map(|account| IamPrincipal {
            principal: account.clone(),
            source: IamSource::AwsAuth,
            detail: "mapAccounts: every identity of the account, username its ARN, no groups"
                .to_owned(),
        });
        mapped.chain(accounts)
    }

    /// The identity that is let in by its account, under its ARN.
    fn by_account(&self, username: &str) -> Option<IamPrincipal> {
        let arn = username.parse().ok()?;
        self.aws_auth.maps_by_account(&arn).then(|| IamPrincipal {
            principal: username.to_owned(),
            source: IamSource::AwsAuth,
            detail: format!(
                "mapAccounts: account {}, username its ARN, no groups",
                arn.account
            ),
        })
    }
}

fn principal(mapping: &Mapping, becomes: &str, filled: &[Filled]) -> IamPrincipal {
    let username = match mapping.username.as_str() {
        "" => "no username".to_owned(),
        username => format!("username {username}"),
    };
    let groups = if mapping.groups.is_empty() {
        "no groups".to_owned()
    } else {
        let groups: Vec<&str> = mapping.groups.iter().map(Template::as_str).collect();
        format!("groups {}", groups.join(", "))
    };
    let mut detail = format!("{}: {username}, {groups}", mapping.place.section.key());
    if !filled.is_empty() {
        let values: Vec<String> = filled
            .iter()
            .map(|one| format!("{} is \"{}\"", one.variable.placeholder(), one.value))
            .collect();
        detail.push_str("; becomes \"");
        detail.push_str(becomes);
        detail.push_str("\" when ");
        detail.push_str(&values.join(" and "));
    }
    IamPrincipal {
        principal: mapping.principal.clone(),
        source: IamSource::AwsAuth,
        detail,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn aws_auth() -> AwsAuth {
        let roles = "\
- {rolearn: 'arn:aws:iam::123456789012:role/Admin', username: 'admin:{{SessionName}}', groups: ['system:masters']}
- {rolearn: 'arn:aws:iam::123456789012:role/Team', username: team, groups: ['{{SessionName}}']}
- {rolearn: 'arn:aws:iam::123456789012:role/ops/Lost', username: lost, groups: [ops]}
- {rolearn: 'arn:aws:iam::123456789012:role/Robot', username: 'system:serviceaccount:pay:app'}
";
        let users = "- {userarn: 'arn:aws:iam::123456789012:user/junior', username: junior-dev, groups: [developers]}\n";
        AwsAuth::parse(&BTreeMap::from([
            ("mapRoles".to_owned(), roles.to_owned()),
            ("mapUsers".to_owned(), users.to_owned()),
            ("mapAccounts".to_owned(), "- '210987654321'\n".to_owned()),
        ]))
    }

    fn behind(identity: &Identity<'_>) -> Vec<(String, String)> {
        Principals::new(&aws_auth())
            .behind(identity)
            .into_iter()
            .map(|one| (one.principal, one.detail))
            .collect()
    }

    fn pair(principal: &str, detail: &str) -> (String, String) {
        (principal.to_owned(), detail.to_owned())
    }

    #[test]
    fn a_group_has_the_principals_that_are_mapped_into_it() {
        assert_eq!(
            behind(&Identity::group("developers")),
            [
                pair(
                    "arn:aws:iam::123456789012:role/Team",
                    "mapRoles: username team, groups {{SessionName}}; becomes \"developers\" when {{SessionName}} is \"developers\""
                ),
                pair(
                    "arn:aws:iam::123456789012:user/junior",
                    "mapUsers: username junior-dev, groups developers"
                ),
            ]
        );
    }

    #[test]
    fn a_user_has_the_principals_that_can_become_it() {
        assert_eq!(
            behind(&Identity::of_user("admin:bob")),
            [pair(
                "arn:aws:iam::123456789012:role/Admin",
                "mapRoles: username admin:{{SessionName}}, groups system:masters; becomes \"admin:bob\" when {{SessionName}} is \"bob\""
            )]
        );
    }

    #[test]
    fn a_session_name_cannot_become_a_group_with_a_colon() {
        assert_eq!(
            behind(&Identity::group("system:masters")),
            [pair(
                "arn:aws:iam::123456789012:role/Admin",
                "mapRoles: username admin:{{SessionName}}, groups system:masters"
            )]
        );
    }

    #[test]
    fn a_principal_can_be_mapped_to_a_service_account_s_name() {
        assert_eq!(
            behind(&Identity::of_user("system:serviceaccount:pay:app")),
            [pair(
                "arn:aws:iam::123456789012:role/Robot",
                "mapRoles: username system:serviceaccount:pay:app, no groups"
            )]
        );
    }

    #[test]
    fn everybody_who_is_let_in_is_authenticated() {
        let principals: Vec<String> = behind(&Identity::group("system:authenticated"))
            .into_iter()
            .map(|(principal, _)| principal)
            .collect();
        assert_eq!(
            principals,
            [
                "210987654321",
                "arn:aws:iam::123456789012:role/Admin",
                "arn:aws:iam::123456789012:role/Robot",
                "arn:aws:iam::123456789012:role/Team",
                "arn:aws:iam::123456789012:user/junior",
            ]
        );
    }

    #[test]
    fn an_identity_of_a_mapped_account_is_called_like_its_arn() {
        assert_eq!(
            behind(&Identity::of_user("arn:aws:iam::210987654321:user/ann")),
            [pair(
                "arn:aws:iam::210987654321:user/ann",
                "mapAccounts: account 210987654321, username its ARN, no groups"
            )]
        );
        assert_eq!(
            behind(&Identity::of_user("arn:aws:iam::111111111111:user/ann")),
            []
        );
    }

    #[test]
    fn a_dead_entry_maps_nobody_and_is_known_as_a_dead_end() {
        let aws_auth = aws_auth();
        let principals = Principals::new(&aws_auth);
        let group = Identity::group("ops");
        assert!(
            principals
                .behind(&group)
                .iter()
                .all(|one| !one.principal.contains("Lost"))
        );
        assert_eq!(principals.dead_ends(&group).count(), 1);
        assert_eq!(principals.dead_ends(&Identity::of_user("ann")).count(), 0);
    }
}
