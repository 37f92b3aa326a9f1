//! The groups that an identity is in without anybody putting it there.
//!
//! Rules: Kubernetes "Authenticating": every service account is in `system:serviceaccounts` and in
//! `system:serviceaccounts:NAMESPACE`; whoever authenticates is in `system:authenticated`, and
//! `system:anonymous` is in `system:unauthenticated`. Other memberships are stored nowhere in the
//! cluster.

use std::collections::BTreeSet;

use super::Identity;

/// Members are allowed everything before any authorizer is asked.
pub const MASTERS: &str = "system:masters";
/// Everybody who authenticated.
pub const AUTHENTICATED: &str = "system:authenticated";
/// Everybody who did not.
pub const UNAUTHENTICATED: &str = "system:unauthenticated";
/// All service accounts.
pub const SERVICE_ACCOUNTS: &str = "system:serviceaccounts";
/// The user of requests without credentials.
pub const ANONYMOUS: &str = "system:anonymous";

/// The groups of an identity that authenticated as what it is; a group is in no other.
#[must_use]
pub fn implied_groups(identity: &Identity<'_>) -> Vec<String> {
    match identity {
        Identity::Group(_) => Vec::new(),
        Identity::ServiceAccount { namespace, .. } => vec![
            SERVICE_ACCOUNTS.to_owned(),
            format!("{SERVICE_ACCOUNTS}:{namespace}"),
            AUTHENTICATED.to_owned(),
        ],
        Identity::User(name) if name == ANONYMOUS => vec![UNAUTHENTICATED.to_owned()],
        Identity::User(_) => vec![AUTHENTICATED.to_owned()],
    }
}

/// All groups of a user who was given these ones: what the API server authorizes with.
#[must_use]
pub fn groups_of(username: &str, given: &[&str]) -> BTreeSet<String> {
    let mut groups: BTreeSet<String> = given.iter().map(|group| (*group).to_owned()).collect();
    let settled = groups.contains(AUTHENTICATED) || groups.contains(UNAUTHENTICATED);
    groups.extend(
        implied_groups(&Identity::of_user(username))
            .into_iter()
            .filter(|group| !(settled && group == AUTHENTICATED)),
    );
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_account_is_in_three_groups() {
        assert_eq!(
            implied_groups(&Identity::of_user("system:serviceaccount:pay:app")),
            [
                "system:serviceaccounts",
                "system:serviceaccounts:pay",
                "system:authenticated"
            ]
        );
    }

    #[test]
    fn every_user_is_authenticated_but_the_anonymous_one() {
        assert_eq!(
            implied_groups(&Identity::of_user("ann")),
            ["system:authenticated"]
        );
        assert_eq!(
            implied_groups(&Identity::of_user("system:anonymous")),
            ["system:unauthenticated"]
        );
    }

    #[test]
    fn a_group_is_in_no_group() {
        assert!(implied_groups(&Identity::group("devs")).is_empty());
    }

    #[test]
    fn a_user_who_was_given_a_state_keeps_it() {
        let groups = groups_of("ann", &["devs", "system:unauthenticated"]);
        assert!(!groups.contains("system:authenticated"));
        assert!(groups_of("ann", &["devs"]).contains("system:authenticated"));
    }
}
