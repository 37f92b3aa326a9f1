//! What an answer says, question by question.

use std::collections::BTreeMap;

use aws_kit::AwsAuth;
use plugin_kit::{
    object::{ClusterRole, ClusterRoleBinding, ObjectRef, Role, RoleBinding},
    snapshot::{GapCode, Note, NoteCode},
};

use super::*;
use crate::{
    rbac::bootstrap,
    testing::{
        cluster_role, cluster_role_binding, cluster_scoped, deny_nothing, get, namespace_object,
        request, role, role_binding, rule, url, url_rule,
    },
};

/// A few objects to ask about.
#[derive(Default)]
struct Objects {
    roles: Vec<Role>,
    cluster_roles: Vec<ClusterRole>,
    role_bindings: Vec<RoleBinding>,
    cluster_role_bindings: Vec<ClusterRoleBinding>,
    source: Option<RoleSource>,
    gaps: Vec<Gap>,
    aws_auth: Option<AwsAuth>,
}

impl Objects {
    fn role(mut self, role: impl Into<Role>) -> Self {
        self.roles.push(role.into());
        self
    }

    fn cluster_role(mut self, role: impl Into<ClusterRole>) -> Self {
        self.cluster_roles.push(role.into());
        self
    }

    fn bind(mut self, binding: impl Into<RoleBinding>) -> Self {
        self.role_bindings.push(binding.into());
        self
    }

    fn bind_everywhere(mut self, binding: impl Into<ClusterRoleBinding>) -> Self {
        self.cluster_role_bindings.push(binding.into());
        self
    }

    fn aws_auth(mut self, section: &str, text: &str) -> Self {
        let data = BTreeMap::from([(section.to_owned(), text.to_owned())]);
        self.aws_auth = Some(AwsAuth::parse(&data));
        self
    }

    fn in_files(mut self) -> Self {
        self.source = Some(RoleSource::Partial {
            cluster_roles: !self.cluster_roles.is_empty(),
            roles: !self.roles.is_empty(),
        });
        self
    }

    fn ask_with(&self, request: &Request, options: Options) -> Answer {
        let inputs = Inputs {
            roles: &self.roles,
            cluster_roles: &self.cluster_roles,
            role_bindings: &self.role_bindings,
            cluster_role_bindings: &self.cluster_role_bindings,
            role_source: self.source.unwrap_or(RoleSource::Complete),
            gaps: &self.gaps,
            aws_auth: self.aws_auth.as_ref(),
        };
        analyze(&inputs, request, options)
    }

    fn ask(&self, request: &Request) -> Answer {
        self.ask_with(request, Options::default())
    }

    fn ask_named(&self, request: &Request) -> Answer {
        let include_named = true;
        self.ask_with(request, Options { include_named })
    }
}

/// A cluster role `reader` that may read pods, everywhere it is bound.
fn readers() -> Objects {
    Objects::default().cluster_role(cluster_role("reader").rule(rule("get", "", "pods")))
}

/// Every item but `system:masters`: `subject @ where`.
fn who(answer: &Answer) -> Vec<String> {
    answer
        .items
        .iter()
        .filter(|item| item.subject.name != "system:masters")
        .map(|item| {
            let subject = match &item.subject.namespace {
                Some(namespace) => format!("{namespace}/{}", item.subject.name),
                None => item.subject.name.clone(),
            };
            let place = match item.scope {
                ItemScope::Cluster => "cluster".to_owned(),
                ItemScope::Namespace => item.namespaces.join(","),
            };
            format!("{:?} {subject} @ {place}", item.subject.kind)
        })
        .collect()
}

/// The grants of an item: `binding > role [rule] through`.
fn grants(item: &Item) -> Vec<String> {
    item.grants
        .iter()
        .map(|grant| {
            let through = grant
                .through
                .as_ref()
                .map_or(String::new(), |through| format!(" through {through}"));
            format!(
                "{} > {} [{}]{through}",
                grant.binding, grant.role, grant.rule
            )
        })
        .collect()
}

fn notes(answer: &Answer, code: NoteCode) -> Vec<&str> {
    texts(&answer.notes, code)
}

fn texts(notes: &[Note], code: NoteCode) -> Vec<&str> {
    notes
        .iter()
        .filter(|note| note.code == code)
        .map(|note| note.message.as_str())
        .collect()
}

#[test]
fn members_of_system_masters_are_always_listed() {
    let answer = Objects::default().ask(&get("pods"));
    assert_eq!(answer.items.len(), 1);
    let masters = &answer.items[0];
    assert_eq!(masters.subject.name, "system:masters");
    assert_eq!(masters.scope, ItemScope::Cluster);
    assert!(masters.grants.is_empty());
    assert_eq!(
        texts(&masters.notes, NoteCode::Authorizer),
        ["bypasses authorization"]
    );
    assert!(answer.covers("root", &["system:masters"], Some("pay")));
    assert!(!answer.covers("root", &[], Some("pay")));
}

#[test]
fn a_binding_of_system_masters_is_not_what_gives_it_access() {
    let cluster = Objects::default()
        .cluster_role(cluster_role("cluster-admin").rule(deny_nothing()))
        .bind_everywhere(
            cluster_role_binding("cluster-admin")
                .cluster_role("cluster-admin")
                .group("system:masters"),
        );
    let answer = cluster.ask(&get("pods"));
    assert_eq!(answer.items.len(), 1);
    assert!(answer.items[0].grants.is_empty());
}

#[test]
fn a_role_binding_grants_a_cluster_role_inside_its_namespace_only() {
    let cluster = readers().bind(
        role_binding("pay", "devs")
            .cluster_role("reader")
            .group("devs"),
    );
    assert_eq!(who(&cluster.ask(&get("pods"))), ["Group devs @ pay"]);
    let elsewhere = get("pods").within(crate::rbac::RequestNamespace::One("shop".to_owned()));
    assert!(who(&cluster.ask(&elsewhere)).is_empty());
    assert_eq!(
        who(&cluster.ask(&get("pods").in_all_namespaces())),
        ["Group devs @ pay"]
    );
}

#[test]
fn a_cluster_role_binding_grants_everywhere() {
    let cluster = readers().bind_everywhere(
        cluster_role_binding("devs")
            .cluster_role("reader")
            .group("devs"),
    );
    let answer = cluster.ask(&get("pods"));
    assert_eq!(who(&answer), ["Group devs @ cluster"]);
    assert_eq!(
        grants(&answer.items[0]),
        ["ClusterRoleBinding devs > ClusterRole reader [0]"]
    );
}

#[test]
fn a_role_is_looked_up_in_the_namespace_of_the_binding() {
    let cluster = Objects::default()
        .role(role("shop", "reader").rule(rule("get", "", "pods")))
        .bind(role_binding("pay", "devs").role("reader").user("ann"));
    assert!(who(&cluster.ask(&get("pods"))).is_empty());
}

#[test]
fn role_bindings_never_grant_cluster_scoped_resources() {
    let cluster = Objects::default()
        .cluster_role(cluster_role("reader").rule(rule("get", "", "nodes")))
        .bind(
            role_binding("pay", "devs")
                .cluster_role("reader")
                .user("ann"),
        );
    assert!(who(&cluster.ask(&cluster_scoped("get", "nodes"))).is_empty());
}

#[test]
fn role_bindings_never_grant_urls() {
    let cluster = Objects::default()
        .cluster_role(cluster_role("reader").rule(url_rule("get", "*")))
        .bind(
            role_binding("pay", "devs")
                .cluster_role("reader")
                .user("ann"),
        );
    assert!(who(&cluster.ask(&url("get", "/healthz"))).is_empty());
}

#[test]
fn a_role_binding_grants_its_own_namespace_object() {
    let cluster = Objects::default()
        .cluster_role(cluster_role("owner").rule(rule("*", "", "namespaces")))
        .bind(
            role_binding("pay", "devs")
                .cluster_role("owner")
                .user("ann"),
        );
    let answer = cluster.ask(&namespace_object("delete", Some("pay")));
    assert_eq!(who(&answer), ["User ann @ pay"]);
    assert!(who(&cluster.ask(&namespace_object("delete", Some("shop")))).is_empty());
    assert!(who(&cluster.ask(&namespace_object("list", None))).is_empty());
}

#[test]
fn rules_add_up_and_are_never_mixed() {
    let cluster = Objects::default()
        .role(
            role("pay", "mixed")
                .rule(rule("get", "", "secrets"))
                .rule(rule("delete", "", "pods"))
                .rule(rule("get", "", "pods").verbs(["get", "list"])),
        )
        .bind(role_binding("pay", "devs").role("mixed").user("ann"));
    assert!(who(&cluster.ask(&request("delete", "", "secrets", None))).is_empty());
    let answer = cluster.ask(&get("pods"));
    assert_eq!(
        grants(&answer.items[1]),
        ["RoleBinding pay/devs > Role pay/mixed [2]"]
    );
}

#[test]
fn every_rule_that_allows_it_is_a_grant() {
    let cluster = Objects::default()
        .role(
            role("pay", "twice")
                .rule(rule("get", "", "pods"))
                .rule(rule("*", "*", "*")),
        )
        .bind(role_binding("pay", "b").role("twice").user("ann"))
        .bind(
            role_binding("pay", "a")
                .role("twice")
                .user("ann")
                .user("ann"),
        );
    let answer = cluster.ask(&get("pods"));
    assert_eq!(
        grants(&answer.items[1]),
        [
            "RoleBinding pay/a > Role pay/twice [0]",
            "RoleBinding pay/a > Role pay/twice [1]",
            "RoleBinding pay/b > Role pay/twice [0]",
            "RoleBinding pay/b > Role pay/twice [1]",
        ]
    );
}

#[test]
fn a_user_called_like_a_service_account_is_one_item_with_it() {
    let cluster = readers()
        .bind(
            role_binding("pay", "a")
                .cluster_role("reader")
                .user("system:serviceaccount:pay:app"),
        )
        .bind(role_binding("pay", "b").cluster_role("reader").subject(
            "ServiceAccount",
            None,
            "app",
        ));
    let answer = cluster.ask(&get("pods"));
    assert_eq!(who(&answer), ["ServiceAccount pay/app @ pay"]);
    assert_eq!(
        grants(&answer.items[1]),
        [
            "RoleBinding pay/a > ClusterRole reader [0] through user system:serviceaccount:pay:app",
            "RoleBinding pay/b > ClusterRole reader [0]",
        ]
    );
}

#[test]
fn a_cluster_role_binding_names_service_accounts_with_their_namespace() {
    let cluster = readers().bind_everywhere(
        cluster_role_binding("apps")
            .cluster_role("reader")
            .service_account("pay", "app")
            .subject("ServiceAccount", None, "lost")
            .subject("ServiceAccount", Some(""), "lost"),
    );
    assert_eq!(
        who(&cluster.ask(&get("pods"))),
        ["ServiceAccount pay/app @ cluster"]
    );
}

#[test]
fn a_subject_that_a_binding_spells_in_two_ways_is_granted_once() {
    let cluster = readers().bind(
        role_binding("pay", "twice")
            .cluster_role("reader")
            .user("system:serviceaccount:pay:app")
            .subject("ServiceAccount", None, "app"),
    );
    assert_eq!(
        grants(&cluster.ask(&get("pods")).items[1]),
        ["RoleBinding pay/twice > ClusterRole reader [0]"]
    );
}

#[test]
fn a_group_grant_in_the_same_namespace_is_listed_whatever_was_asked() {
    let cluster = readers()
        .bind(
            role_binding("pay", "own")
                .cluster_role("reader")
                .user("ann"),
        )
        .bind(
            role_binding("pay", "all")
                .cluster_role("reader")
                .group("system:authenticated"),
        );
    for request in [get("pods"), get("pods").in_all_namespaces()] {
        assert_eq!(
            grants(&cluster.ask(&request).items[2]),
            [
                "RoleBinding pay/own > ClusterRole reader [0]",
                "RoleBinding pay/all > ClusterRole reader [0] through group system:authenticated",
            ]
        );
    }
}

#[test]
fn implied_groups_of_a_listed_subject_are_listed_with_it() {
    let cluster = readers()
        .bind(
            role_binding("pay", "own")
                .cluster_role("reader")
                .service_account("pay", "app"),
        )
        .bind(
            role_binding("pay", "neighbours")
                .cluster_role("reader")
                .group("system:serviceaccounts:pay"),
        )
        .bind_everywhere(
            cluster_role_binding("all")
                .cluster_role("reader")
                .group("system:authenticated"),
        );
    let answer = cluster.ask(&get("pods"));
    assert_eq!(
        who(&answer),
        [
            "Group system:authenticated @ cluster",
            "Group system:serviceaccounts:pay @ pay",
            "ServiceAccount pay/app @ cluster",
        ]
    );
    assert_eq!(
        grants(&answer.items[3]),
        [
            "RoleBinding pay/own > ClusterRole reader [0]",
            "RoleBinding pay/neighbours > ClusterRole reader [0] through group system:serviceaccounts:pay",
            "ClusterRoleBinding all > ClusterRole reader [0] through group system:authenticated",
        ]
    );
}

#[test]
fn a_subject_without_a_grant_of_its_own_is_covered_by_its_group() {
    let cluster = readers().bind(
        role_binding("pay", "all")
            .cluster_role("reader")
            .group("system:serviceaccounts"),
    );
    let answer = cluster.ask(&get("pods"));
    assert_eq!(who(&answer), ["Group system:serviceaccounts @ pay"]);
    assert!(answer.covers("system:serviceaccount:shop:app", &[], Some("pay")));
    assert!(!answer.covers("ann", &[], Some("pay")));
    assert!(!answer.covers("system:serviceaccount:shop:app", &[], None));
}

#[test]
fn the_anonymous_user_is_unauthenticated_and_not_authenticated() {
    let cluster = readers()
        .bind_everywhere(
            cluster_role_binding("open")
                .cluster_role("reader")
                .group("system:unauthenticated"),
        )
        .bind(
            role_binding("pay", "own")
                .cluster_role("reader")
                .user("system:anonymous"),
        );
    let answer = cluster.ask(&get("pods"));
    assert_eq!(
        grants(&answer.items[2]),
        [
            "RoleBinding pay/own > ClusterRole reader [0]",
            "ClusterRoleBinding open > ClusterRole reader [0] through group system:unauthenticated",
        ]
    );
    assert!(!answer.covers("ann", &[], Some("pay")));
}

#[test]
fn a_group_grant_elsewhere_stays_with_the_group() {
    let cluster = readers()
        .bind(
            role_binding("pay", "own")
                .cluster_role("reader")
                .service_account("pay", "app"),
        )
        .bind(
            role_binding("shop", "all")
                .cluster_role("reader")
                .group("system:serviceaccounts"),
        );
    let answer = cluster.ask(&get("pods").in_all_namespaces());
    assert_eq!(
        who(&answer),
        [
            "Group system:serviceaccounts @ shop",
            "ServiceAccount pay/app @ pay"
        ]
    );
    assert!(answer.covers("system:serviceaccount:pay:app", &[], Some("shop")));
}

#[test]
fn items_are_sorted_by_kind_namespace_and_name() {
    let cluster = readers().bind(
        role_binding("pay", "all")
            .cluster_role("reader")
            .user("bob")
            .user("ann")
            .service_account("shop", "a")
            .service_account("pay", "z")
            .group("zoo"),
    );
    assert_eq!(
        who(&cluster.ask(&get("pods"))),
        [
            "Group zoo @ pay",
            "ServiceAccount pay/z @ pay",
            "ServiceAccount shop/a @ pay",
            "User ann @ pay",
            "User bob @ pay",
        ]
    );
}

#[test]
fn a_binding_to_a_missing_role_grants_nothing_and_is_noted() {
    let cluster = Objects::default().bind(role_binding("pay", "ops").role("gone").user("ann"));
    let answer = cluster.ask(&get("pods"));
    assert!(who(&answer).is_empty());
    assert_eq!(
        notes(&answer, NoteCode::DanglingRole),
        ["RoleBinding pay/ops refers to Role pay/gone, which does not exist"]
    );
    assert!(answer.gaps.is_empty());
}

#[test]
fn a_cluster_role_binding_of_a_role_grants_nothing_and_is_noted() {
    let cluster = Objects::default()
        .role(role("pay", "reader").rule(rule("get", "", "pods")))
        .bind_everywhere(cluster_role_binding("odd").role("reader").user("ann"));
    let answer = cluster.ask(&get("pods"));
    assert!(who(&answer).is_empty());
    assert_eq!(
        notes(&answer, NoteCode::DanglingRole),
        ["ClusterRoleBinding odd refers to Role reader, which it can never grant"]
    );
}

#[test]
fn bindings_out_of_scope_are_not_noted() {
    let cluster = Objects::default().bind(role_binding("shop", "ops").role("gone").user("ann"));
    assert!(notes(&cluster.ask(&get("pods")), NoteCode::DanglingRole).is_empty());
}

#[test]
fn many_dangling_bindings_are_counted() {
    let cluster = (0..25).fold(Objects::default(), |cluster, index| {
        cluster.bind(role_binding("pay", &format!("b{index:02}")).role("gone"))
    });
    let answer = cluster.ask(&get("pods"));
    let notes = notes(&answer, NoteCode::DanglingRole);
    assert_eq!(notes.len(), 21);
    assert!(notes.contains(&"5 more bindings refer to roles that do not exist"));
}

#[test]
fn files_without_the_built_in_roles_are_answered_with_them() {
    let cluster = Objects::default()
        .bind(role_binding("pay", "devs").cluster_role("view").user("ann"))
        .in_files();
    let answer = cluster.ask(&get("pods"));
    assert_eq!(who(&answer), ["User ann @ pay"]);
    assert_eq!(
        notes(&answer, NoteCode::AssumedRole),
        ["ClusterRole view is not in the files: the built-in one of Kubernetes 1.37 is assumed"]
    );
    assert!(answer.gaps.is_empty());
}

#[test]
fn a_live_cluster_without_a_role_is_never_answered_with_a_built_in_one() {
    let cluster =
        Objects::default().bind(role_binding("pay", "devs").cluster_role("view").user("ann"));
    let answer = cluster.ask(&get("pods"));
    assert!(who(&answer).is_empty());
    assert_eq!(notes(&answer, NoteCode::DanglingRole).len(), 1);
}

#[test]
fn files_without_any_role_of_a_kind_leave_a_gap() {
    let cluster = Objects::default()
        .bind(role_binding("pay", "devs").role("mine").user("ann"))
        .in_files();
    let answer = cluster.ask(&get("pods"));
    assert_eq!(answer.gaps.len(), 1);
    assert_eq!(answer.gaps[0].code, GapCode::Missing);
    assert_eq!(
        answer.gaps[0].message,
        "the files hold no Role, and 1 binding refers to one that is not built in"
    );
    assert!(notes(&answer, NoteCode::DanglingRole).is_empty());
}

#[test]
fn a_cluster_that_did_not_let_its_roles_be_listed_leaves_a_gap() {
    let cluster = Objects {
        source: Some(RoleSource::Listed {
            cluster_roles: false,
            roles: false,
        }),
        ..Objects::default()
            .bind(role_binding("pay", "devs").role("mine").user("ann"))
            .bind(role_binding("pay", "ops").cluster_role("view").user("bob"))
    };
    let answer = cluster.ask(&get("pods"));
    assert_eq!(who(&answer), ["User bob @ pay"]);
    assert_eq!(
        notes(&answer, NoteCode::AssumedRole),
        ["ClusterRole view was not read: the built-in one of Kubernetes 1.37 is assumed"]
    );
    assert!(notes(&answer, NoteCode::DanglingRole).is_empty());
    assert_eq!(answer.gaps.len(), 1);
    assert_eq!(
        answer.gaps[0].message,
        "1 binding refers to a Role that was not read and is not built in"
    );
}

#[test]
fn a_role_that_does_not_decode_is_not_called_missing() {
    let role = ObjectRef::namespaced("Role", "pay", "mine");
    let cluster = Objects {
        gaps: vec![Gap::new(GapCode::Undecodable, "cannot decode it").about(role)],
        ..Objects::default()
            .bind(role_binding("pay", "devs").role("mine").user("ann"))
            .bind(role_binding("pay", "ops").role("gone").user("bob"))
    };
    let answer = cluster.ask(&get("pods"));
    assert_eq!(
        notes(&answer, NoteCode::DanglingRole),
        ["RoleBinding pay/ops refers to Role pay/gone, which does not exist"]
    );
    assert!(answer.gaps.is_empty());
}

#[test]
fn files_with_other_roles_of_the_kind_leave_a_note_only() {
    let cluster = Objects::default()
        .role(role("shop", "other"))
        .bind(role_binding("pay", "devs").role("mine").user("ann"))
        .in_files();
    let answer = cluster.ask(&get("pods"));
    assert!(answer.gaps.is_empty());
    assert_eq!(notes(&answer, NoteCode::DanglingRole).len(), 1);
}

#[test]
fn a_dump_of_a_cluster_is_answered_like_the_cluster() {
    let policy = bootstrap::policy();
    let with_policy = |mut cluster: Objects| {
        cluster.roles.extend(policy.roles.iter().cloned());
        cluster
            .cluster_roles
            .extend(policy.cluster_roles.iter().cloned());
        cluster
            .role_bindings
            .extend(policy.role_bindings.iter().cloned());
        cluster
            .cluster_role_bindings
            .extend(policy.cluster_role_bindings.iter().cloned());
        cluster.bind(
            role_binding("pay", "devs")
                .cluster_role("admin")
                .user("ann"),
        )
    };
    let live = with_policy(readers());
    let files = with_policy(readers()).in_files();
    for request in [
        get("pods").in_all_namespaces(),
        get("secrets"),
        request("create", "apps", "deployments", None),
        url("get", "/healthz"),
        cluster_scoped("list", "nodes"),
    ] {
        assert_eq!(live.ask(&request), files.ask(&request), "{request:?}");
    }
}

#[test]
fn a_grant_of_an_aggregated_role_has_the_index_that_the_server_stores() {
    let cluster = Objects::default()
        .cluster_role(
            cluster_role("a")
                .label("to", "ops")
                .rule(rule("get", "", "secrets"))
                .rule(rule("get", "", "pods")),
        )
        .cluster_role(
            cluster_role("ops")
                .joins("to", "ops")
                .rule(rule("get", "", "pods")),
        )
        .bind_everywhere(cluster_role_binding("ops").cluster_role("ops").group("ops"));
    assert_eq!(
        grants(&cluster.ask(&get("pods")).items[0]),
        ["ClusterRoleBinding ops > ClusterRole ops [1]"]
    );
}

fn named_reader() -> Objects {
    Objects::default()
        .cluster_role(cluster_role("db").rule(rule("get", "", "secrets").names(["tls", "db"])))
        .bind(role_binding("pay", "devs").cluster_role("db").user("ann"))
}

#[test]
fn access_to_named_objects_only_is_counted_and_not_listed() {
    let answer = named_reader().ask(&get("secrets"));
    assert!(who(&answer).is_empty());
    assert_eq!(answer.named_only, 1);
    assert_eq!(
        notes(&answer, NoteCode::NamedOnly),
        ["1 subject may get some secrets by name only; --include-named lists them"]
    );
    assert!(!answer.covers("ann", &[], Some("pay")));
}

#[test]
fn access_to_named_objects_is_listed_on_demand() {
    let answer = named_reader().ask_named(&get("secrets"));
    assert_eq!(who(&answer), ["User ann @ pay"]);
    assert_eq!(answer.items[1].names, ["db", "tls"]);
    assert!(notes(&answer, NoteCode::NamedOnly).is_empty());
    assert!(!answer.covers("ann", &[], Some("pay")));
}

#[test]
fn a_question_with_a_name_is_answered_for_that_name() {
    let cluster = named_reader();
    assert_eq!(
        who(&cluster.ask(&get("secrets").named("db"))),
        ["User ann @ pay"]
    );
    let answer = cluster.ask(&get("secrets").named("other"));
    assert!(who(&answer).is_empty());
    assert_eq!(answer.named_only, 0);
}

#[test]
fn whoever_may_act_on_all_objects_is_not_listed_for_some() {
    let cluster = named_reader()
        .cluster_role(cluster_role("all").rule(rule("get", "", "secrets")))
        .bind(
            role_binding("pay", "all")
                .cluster_role("all")
                .group("system:authenticated"),
        );
    let answer = cluster.ask_named(&get("secrets"));
    assert_eq!(who(&answer), ["Group system:authenticated @ pay"]);
    assert_eq!(answer.named_only, 0);
}

#[test]
fn names_of_different_namespaces_are_not_mixed() {
    let cluster = named_reader()
        .cluster_role(cluster_role("ca").rule(rule("get", "", "secrets").names(["ca"])))
        .bind(role_binding("shop", "devs").cluster_role("ca").user("ann"))
        .bind_everywhere(cluster_role_binding("devs").cluster_role("ca").user("ann"));
    let answer = cluster.ask_named(&get("secrets").in_all_namespaces());
    assert_eq!(who(&answer), ["User ann @ cluster", "User ann @ pay"]);
    assert_eq!(answer.items[1].names, ["ca"]);
    assert_eq!(answer.items[2].names, ["db", "tls"]);
    assert_eq!(answer.named_only, 1);
}

#[test]
fn principals_of_aws_auth_stand_behind_users_groups_and_masters() {
    let cluster = readers()
        .bind_everywhere(
            cluster_role_binding("devs")
                .cluster_role("reader")
                .group("developers"),
        )
        .aws_auth(
            "mapUsers",
            "\
- {userarn: 'arn:aws:iam::123456789012:user/junior', username: junior-dev, groups: [developers]}
- {userarn: 'arn:aws:iam::123456789012:user/boss', username: boss, groups: ['system:masters']}
",
        );
    let answer = cluster.ask(&get("pods"));
    let principals: Vec<(&str, &str)> = answer
        .items
        .iter()
        .map(|item| (item.subject.name.as_str(), item.iam[0].principal.as_str()))
        .collect();
    assert_eq!(
        principals,
        [
            ("developers", "arn:aws:iam::123456789012:user/junior"),
            ("system:masters", "arn:aws:iam::123456789012:user/boss"),
        ]
    );
    assert_eq!(
        answer.items[0].iam[0].detail,
        "mapUsers: username junior-dev, groups developers"
    );
    assert_eq!(
        texts(&answer.items[0].notes, NoteCode::Identity),
        ["AWS principals have this access if aws-auth is honoured"]
    );
}

#[test]
fn an_entry_that_cannot_work_is_noted_on_the_subject_it_was_meant_for() {
    let cluster = readers()
        .bind(
            role_binding("pay", "ops")
                .cluster_role("reader")
                .group("ops"),
        )
        .aws_auth(
            "mapRoles",
            "- {rolearn: 'arn:aws:iam::123456789012:role/team/Ops', username: ops, groups: [ops]}\n",
        );
    let answer = cluster.ask(&get("pods"));
    assert!(answer.items[0].iam.is_empty());
    assert_eq!(
        texts(&answer.items[0].notes, NoteCode::Identity),
        [
            "aws-auth mapRoles[0]: the path in arn:aws:iam::123456789012:role/team/Ops never matches: sessions of a role are known by an ARN without it"
        ]
    );
}

#[test]
fn an_aws_auth_that_cannot_be_read_is_a_gap() {
    let answer = Objects::default()
        .aws_auth("mapRoles", "- [unclosed")
        .ask(&get("pods"));
    assert_eq!(answer.gaps.len(), 1);
    assert_eq!(answer.gaps[0].code, GapCode::Undecodable);
    assert_eq!(answer.gaps[0].message, "aws-auth mapRoles: it is not YAML");
}

#[test]
fn what_nodes_may_do_is_a_note() {
    let answer = Objects::default().ask(&get("secrets"));
    assert_eq!(
        notes(&answer, NoteCode::Authorizer),
        ["nodes may get secrets by the node authorizer, for pods scheduled on them"]
    );
}

#[test]
fn an_item_is_printed_in_the_published_shape() {
    let cluster = readers().bind(
        role_binding("pay", "own")
            .cluster_role("reader")
            .service_account("pay", "app"),
    );
    let item = serde_json::to_value(&cluster.ask(&get("pods")).items[1]).unwrap();
    assert_eq!(
        item,
        serde_json::json!({
            "subject": {"kind": "ServiceAccount", "name": "app", "namespace": "pay"},
            "scope": "namespace",
            "namespaces": ["pay"],
            "grants": [{
                "binding": {"kind": "RoleBinding", "namespace": "pay", "name": "own"},
                "role": {"kind": "ClusterRole", "namespace": null, "name": "reader"},
                "rule": 0,
                "through": null,
            }],
            "iam": [],
            "notes": [],
        })
    );
}
