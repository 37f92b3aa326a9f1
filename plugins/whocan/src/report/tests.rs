//! Exact tables and remarks of small answers.

use plugin_kit::{
    Gap,
    object::ObjectRef,
    report::{Layout, Report},
    snapshot::GapCode,
};

use super::WhoCanReport;
use crate::{
    analyze::{Answer, Grant, Item, ItemScope, ItemSubject, SubjectKind},
    identity::{IamPrincipal, IamSource},
    rbac::{Request, RequestNamespace, Target},
    wants::Aws,
};

fn request(namespace: RequestNamespace) -> Request {
    Request {
        verb: "get".to_owned(),
        target: Target::Resource {
            group: "apps".to_owned(),
            resource: "deployments".to_owned(),
            subresource: Some("scale".to_owned()),
            name: Some("web".to_owned()),
            namespace,
        },
    }
}

fn item(kind: SubjectKind, name: &str, grants: Vec<Grant>) -> Item {
    Item {
        subject: ItemSubject {
            kind,
            name: name.to_owned(),
            namespace: (kind == SubjectKind::ServiceAccount).then(|| "team".to_owned()),
        },
        scope: ItemScope::Cluster,
        namespaces: Vec::new(),
        grants,
        iam: Vec::new(),
        names: Vec::new(),
        notes: Vec::new(),
    }
}

fn masters() -> Item {
    item(SubjectKind::Group, "system:masters", Vec::new())
}

fn grant(binding: ObjectRef, rule: usize) -> Grant {
    Grant {
        binding,
        role: ObjectRef::cluster("ClusterRole", "edit"),
        rule,
        through: None,
    }
}

fn report(namespace: RequestNamespace, items: Vec<Item>, gaps: Vec<Gap>, aws: Aws) -> WhoCanReport {
    let answer = Answer {
        items,
        ..Answer::default()
    };
    WhoCanReport::new(&request(namespace), answer, Vec::new(), gaps, aws)
}

fn principal(arn: &str) -> IamPrincipal {
    IamPrincipal {
        principal: arn.to_owned(),
        source: IamSource::AwsAuth,
        detail: String::new(),
    }
}

#[test]
fn a_binding_is_one_row_and_each_rule_one_wide_row() {
    let binding = || ObjectRef::namespaced("RoleBinding", "pay", "ops");
    let app = item(
        SubjectKind::ServiceAccount,
        "app",
        vec![grant(binding(), 1), grant(binding(), 4)],
    );
    let report = report(
        RequestNamespace::All,
        vec![masters(), app],
        Vec::new(),
        Aws::LeftOut,
    );
    let normal = report.table(Layout::Normal);
    assert_eq!(
        normal.columns,
        ["NAMESPACE", "KIND", "NAME", "BINDING", "ROLE", "RULE"]
    );
    assert_eq!(
        normal.rows,
        [
            [
                "*",
                "Group",
                "system:masters",
                "<bypasses authorization>",
                "",
                ""
            ],
            [
                "pay",
                "ServiceAccount",
                "team/app",
                "RoleBinding/ops",
                "ClusterRole/edit",
                "1,4"
            ],
        ]
    );
    let wide = report.table(Layout::Wide);
    let rules: Vec<&str> = wide.rows.iter().map(|row| row[5].as_str()).collect();
    assert_eq!(rules, ["", "1", "4"]);
    assert_eq!(
        report.names(),
        [
            "group.rbac.authorization.k8s.io/system:masters",
            "serviceaccount/team/app"
        ]
    );
}

#[test]
fn the_first_principal_is_shown_and_all_of_them_in_the_wide_table() {
    let mut ann = item(
        SubjectKind::User,
        "ann",
        vec![grant(ObjectRef::cluster("ClusterRoleBinding", "b"), 0)],
    );
    ann.iam = vec![principal("arn:a"), principal("arn:b"), principal("arn:c")];
    let report = report(
        RequestNamespace::Cluster,
        vec![ann],
        Vec::new(),
        Aws::Included,
    );
    let last = |layout| report.table(layout).rows[0].last().cloned();
    assert_eq!(last(Layout::Normal).as_deref(), Some("arn:a (+2)"));
    assert_eq!(last(Layout::Wide).as_deref(), Some("arn:a,arn:b,arn:c"));
}

#[test]
fn nobody_is_said_only_when_everything_was_read() {
    let one = || RequestNamespace::One("pay".to_owned());
    let complete = report(one(), vec![masters()], Vec::new(), Aws::LeftOut);
    assert!(complete.is_nobody());
    assert_eq!(
        complete.remarks(),
        ["Nobody but system:masters can get deployments.apps/scale web in namespace pay."]
    );
    let gap = Gap::new(GapCode::Forbidden, "cannot list roles");
    let incomplete = report(one(), vec![masters()], vec![gap], Aws::LeftOut);
    assert!(!incomplete.remarks()[0].contains("Nobody but"));
    let somebody = report(
        one(),
        vec![masters(), item(SubjectKind::User, "ann", Vec::new())],
        Vec::new(),
        Aws::LeftOut,
    );
    assert!(!somebody.is_nobody() && somebody.remarks().is_empty());
}
