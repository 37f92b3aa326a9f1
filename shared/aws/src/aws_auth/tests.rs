//! What the authenticator makes of a config map.

use std::collections::BTreeMap;

use super::*;

const NODES: &str = "\
- rolearn: arn:aws:iam::123456789012:role/Nodes
  username: system:node:{{EC2PrivateDNSName}}
  groups:
  - system:bootstrappers
  - system:nodes
";

fn parse(sections: &[(&str, &str)]) -> AwsAuth {
    let data: BTreeMap<String, String> = sections
        .iter()
        .map(|(key, text)| ((*key).to_owned(), (*text).to_owned()))
        .collect();
    AwsAuth::parse(&data)
}

fn principals(aws_auth: &AwsAuth) -> Vec<&str> {
    aws_auth
        .mappings
        .iter()
        .map(|mapping| mapping.principal.as_str())
        .collect()
}

fn problems(aws_auth: &AwsAuth) -> Vec<String> {
    aws_auth.problems.iter().map(Problem::to_string).collect()
}

#[test]
fn the_usual_config_map_is_read_without_a_remark() {
    let aws_auth = parse(&[
        ("mapRoles", NODES),
        (
            "mapUsers",
            "- userarn: arn:aws:iam::123456789012:user/admin\n  username: admin\n  groups: [\"system:masters\"]\n",
        ),
        ("mapAccounts", "- \"123456789012\"\n"),
    ]);
    assert_eq!(
        principals(&aws_auth),
        [
            "arn:aws:iam::123456789012:role/Nodes",
            "arn:aws:iam::123456789012:user/admin"
        ]
    );
    assert_eq!(aws_auth.accounts, ["123456789012"]);
    assert_eq!(problems(&aws_auth), Vec::<String>::new());
}

#[test]
fn keys_of_an_entry_may_be_written_in_any_case() {
    let aws_auth = parse(&[(
        "mapRoles",
        "- RoLeArN: arn:aws:iam::123456789012:role/A\n  userName: a\n  GROUPS: [g]\n",
    )]);
    assert_eq!(aws_auth.mappings[0].username.as_str(), "a");
    assert_eq!(aws_auth.mappings[0].groups[0].as_str(), "g");
}

#[test]
fn keys_of_sections_may_not() {
    let aws_auth = parse(&[("maproles", NODES)]);
    assert!(aws_auth.mappings.is_empty());
    assert_eq!(
        problems(&aws_auth),
        ["aws-auth maproles: the authenticator ignores it: the key has to be spelled mapRoles"]
    );
}

#[test]
fn one_bad_entry_leaves_the_others_alone() {
    let text = format!("- just a text\n- rolearn: nonsense\n- username: nobody\n{NODES}");
    let aws_auth = parse(&[("mapRoles", &text)]);
    assert_eq!(
        principals(&aws_auth),
        ["arn:aws:iam::123456789012:role/Nodes"]
    );
    assert_eq!(
        problems(&aws_auth),
        [
            "aws-auth mapRoles[0]: it is not a mapping of keys to values",
            "aws-auth mapRoles[1]: \"nonsense\" is not an ARN",
            "aws-auth mapRoles[2]: it has no rolearn",
        ]
    );
}

#[test]
fn a_field_of_the_wrong_type_is_empty_and_the_entry_stays() {
    let aws_auth = parse(&[(
        "mapUsers",
        "- userarn: arn:aws:iam::123456789012:user/a\n  username: 7\n  groups: developers\n",
    )]);
    assert_eq!(aws_auth.mappings[0].username.as_str(), "");
    assert!(aws_auth.mappings[0].groups.is_empty());
    assert_eq!(aws_auth.problems.len(), 2);
}

#[test]
fn a_list_that_lost_its_dash_is_one_group_with_an_odd_name() {
    let aws_auth = parse(&[(
        "mapRoles",
        "- rolearn: arn:aws:iam::123456789012:role/Nodes\n  username: n\n  groups:\n  - system:bootstrappers\n    - system:nodes\n",
    )]);
    assert_eq!(
        aws_auth.mappings[0].groups[0].as_str(),
        "system:bootstrappers - system:nodes"
    );
}

#[test]
fn text_that_is_no_yaml_is_unreadable_and_not_dead() {
    let aws_auth = parse(&[("mapRoles", "- [unclosed"), ("mapUsers", "a: b")]);
    let effects: Vec<Effect> = aws_auth.problems.iter().map(Problem::effect).collect();
    assert_eq!(effects, [Effect::Unreadable, Effect::Dead]);
}

#[test]
fn empty_sections_are_passed_over() {
    for text in ["", "  \n", "\"\"", "``", "[]"] {
        let aws_auth = parse(&[
            ("mapRoles", text),
            ("mapUsers", text),
            ("mapAccounts", text),
        ]);
        assert_eq!(aws_auth, AwsAuth::default(), "{text:?}");
    }
}

#[test]
fn the_last_entry_for_a_role_wins_whatever_its_case() {
    let aws_auth = parse(&[(
        "mapRoles",
        "- {rolearn: 'arn:aws:iam::123456789012:role/A', username: first}\n- {rolearn: 'arn:aws:iam::123456789012:role/a', username: last}\n",
    )]);
    assert_eq!(aws_auth.mappings.len(), 1);
    assert_eq!(aws_auth.mappings[0].username.as_str(), "last");
    assert_eq!(
        problems(&aws_auth),
        ["aws-auth mapRoles[0]: mapRoles[1] maps the same ARN and wins"]
    );
}

#[test]
fn map_roles_wins_over_map_users() {
    let aws_auth = parse(&[
        (
            "mapRoles",
            "- {rolearn: 'arn:aws:iam::123456789012:user/ann', username: by-role}\n",
        ),
        (
            "mapUsers",
            "- {userarn: 'arn:aws:iam::123456789012:user/ann', username: by-user}\n",
        ),
    ]);
    assert_eq!(aws_auth.mappings.len(), 1);
    assert_eq!(aws_auth.mappings[0].username.as_str(), "by-role");
}

#[test]
fn a_role_with_a_path_is_a_dead_entry() {
    let aws_auth = parse(&[(
        "mapRoles",
        "- {rolearn: 'arn:aws:iam::123456789012:role/team/A', username: a, groups: [admins]}\n",
    )]);
    assert!(aws_auth.mappings.is_empty());
    assert_eq!(aws_auth.problems[0].effect(), Effect::Dead);
    let entry = aws_auth.problems[0].mapping.as_ref().unwrap();
    assert_eq!(entry.groups[0].as_str(), "admins");
}

#[test]
fn a_user_with_a_path_works() {
    let aws_auth = parse(&[(
        "mapUsers",
        "- {userarn: 'arn:aws:iam::123456789012:user/team/ann', username: ann}\n",
    )]);
    assert_eq!(aws_auth.mappings.len(), 1);
}

#[test]
fn sessions_and_instance_profiles_are_never_callers() {
    for arn in [
        "arn:aws:sts::123456789012:assumed-role/A/session",
        "arn:aws:iam::123456789012:instance-profile/A",
    ] {
        let text = format!("- {{rolearn: '{arn}', username: a}}\n");
        let aws_auth = parse(&[("mapRoles", &text)]);
        assert!(aws_auth.mappings.is_empty(), "{arn}");
    }
}

#[test]
fn the_root_arn_is_one_user_and_not_the_account() {
    let aws_auth = parse(&[(
        "mapUsers",
        "- {userarn: 'arn:aws:iam::123456789012:root', username: root}\n",
    )]);
    assert_eq!(aws_auth.mappings.len(), 1);
    assert_eq!(aws_auth.problems[0].effect(), Effect::Misleading);
}

#[test]
fn a_name_that_the_caller_chooses_is_flagged() {
    let aws_auth = parse(&[(
        "mapRoles",
        "- {rolearn: 'arn:aws:iam::123456789012:role/A', username: '{{SessionName}}', groups: ['{{SessionNameRaw}}', 'x{{Team}}']}\n",
    )]);
    assert_eq!(
        problems(&aws_auth),
        [
            "aws-auth mapRoles[0]: whoever may assume the role chooses {{SessionName}} freely",
            "aws-auth mapRoles[0]: whoever may assume the role chooses {{SessionNameRaw}} freely",
            "aws-auth mapRoles[0]: x{{Team}} holds a placeholder that the authenticator does not know",
        ]
    );
}

#[test]
fn account_numbers_keep_their_leading_zeros_quoted_or_not() {
    let aws_auth = parse(&[("mapAccounts", "- 012345678901\n- '000000000001'\n- 12\n")]);
    assert_eq!(aws_auth.accounts, ["000000000001", "012345678901"]);
    assert_eq!(
        problems(&aws_auth),
        ["aws-auth mapAccounts[2]: \"12\" is not an account number of 12 digits"]
    );
}

#[test]
fn an_account_lets_in_those_whom_no_entry_names() {
    let aws_auth = parse(&[
        (
            "mapUsers",
            "- {userarn: 'arn:aws:iam::123456789012:user/ann', username: ann}\n",
        ),
        ("mapAccounts", "- 123456789012\n"),
    ]);
    let by_account = |text: &str| aws_auth.maps_by_account(&text.parse().unwrap());
    assert!(by_account("arn:aws:iam::123456789012:user/bob"));
    assert!(by_account("arn:aws:iam::123456789012:role/Deploy"));
    assert!(!by_account("arn:aws:iam::123456789012:user/Ann"));
    assert!(!by_account("arn:aws:iam::123456789012:role/team/Deploy"));
    assert!(!by_account("arn:aws:iam::210987654321:user/bob"));
}

#[test]
fn patterns_and_permission_sets_may_work_and_are_kept() {
    let aws_auth = parse(&[(
        "mapRoles",
        "- {rolearn: 'arn:aws:iam::123456789012:role/Dev*', username: a}\n- {sso: {permissionSetName: Admin, accountID: '123456789012'}, username: b}\n",
    )]);
    assert_eq!(
        principals(&aws_auth),
        [
            "arn:aws:iam::123456789012:role/Dev*",
            "arn:aws:iam::123456789012:role/AWSReservedSSO_Admin_*"
        ]
    );
    assert!(
        aws_auth
            .problems
            .iter()
            .all(|problem| problem.effect() == Effect::Misleading)
    );
}
