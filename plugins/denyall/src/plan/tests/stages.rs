//! The order of changes, and how each is taken back.

use super::scene::{Scene, dns, flow, pod};
use crate::{
    ledger::Party,
    plan::{Change, DenyAllPlan, PlanOptions, Stage, Verb},
};

fn changes(plan: &DenyAllPlan, stage: Stage) -> Vec<&Change> {
    let changes = plan.changes().into_iter();
    changes.filter(|change| change.stage == stage).collect()
}

fn ids<'c>(changes: &[&'c Change]) -> Vec<&'c str> {
    changes.iter().map(|change| change.id.as_str()).collect()
}

#[test]
fn guards_come_first_policies_next_and_the_cut_over_last_ingress_before_egress() {
    let scene = Scene::of(&[
        pod("a", "web", "10.0.0.1"),
        pod("b", "api", "10.0.0.2"),
        dns("53"),
    ]);
    let plan = scene.plan(Vec::new(), &PlanOptions::default());
    let stages: Vec<(&str, &str)> = plan
        .summary
        .stages
        .iter()
        .map(|stage| (stage.stage.as_str(), stage.namespace.as_str()))
        .collect();
    assert_eq!(
        stages,
        [
            ("guard", "a"),
            ("guard", "b"),
            ("policies", "a"),
            ("policies", "b"),
            ("cut-over-ingress", "a"),
            ("cut-over-egress", "a"),
            ("cut-over-ingress", "b"),
            ("cut-over-egress", "b"),
        ]
    );
    let orders: Vec<usize> = plan.changes().iter().map(|change| change.order).collect();
    assert_eq!(orders, (0..orders.len()).collect::<Vec<_>>());
    let [ingress, egress] = plan.summary.stages[0].changes;
    assert_eq!((ingress, egress), (0, 1));
}

#[test]
fn a_guard_lets_everything_pass_and_its_removal_can_be_undone() {
    let scene = Scene::of(&[pod("a", "web", "10.0.0.1"), dns("53")]);
    let plan = scene.plan(Vec::new(), &PlanOptions::default());
    let guard = changes(&plan, Stage::Guard)[0];
    let manifest = guard.after.as_ref().unwrap();
    assert_eq!(
        manifest["spec"],
        serde_json::json!({"podSelector": {}, "ingress": [{}], "policyTypes": ["Ingress"]})
    );
    let annotations = &manifest["metadata"]["annotations"];
    assert_eq!(annotations["denyall.ekshardening/expires-after"], "24h");
    let lift = changes(&plan, Stage::CutOverIngress)[0];
    assert_eq!((lift.verb, &lift.after), (Verb::Delete, &None));
    assert_eq!(
        lift.precondition.created_by.as_deref(),
        Some(guard.id.as_str())
    );
    assert_eq!(lift.undo.manifest, guard.after);
    assert_eq!(guard.undo.verb, Verb::Delete);
}

#[test]
fn what_is_closed_today_is_not_opened_by_a_guard() {
    let isolating = "---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: a}
spec: {podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress]}
";
    let scene = Scene::of(&[
        pod("a", "web", "10.0.0.1"),
        pod("a", "db", "10.0.0.2"),
        dns("53"),
        isolating.to_owned(),
    ]);
    let plan = scene.plan(Vec::new(), &PlanOptions::default());
    assert_eq!(
        ids(&changes(&plan, Stage::Guard)),
        [
            "create a/denyall-guard-ingress-statefulset-web",
            "create a/denyall-guard-egress",
        ]
    );
}

#[test]
fn a_guard_that_was_left_is_looked_through() {
    let scene = Scene::of(&[pod("a", "web", "10.0.0.1"), dns("53")]);
    let first = scene.plan(Vec::new(), &PlanOptions::default());
    let guards: Vec<_> = changes(&first, Stage::Guard)
        .into_iter()
        .map(|change| change.after.clone().unwrap())
        .collect();
    let left = Scene::of(&[
        pod("a", "web", "10.0.0.1"),
        dns("53"),
        "---\n".to_owned(),
        crate::manifest::yaml(&guards),
    ]);
    let flows = vec![flow(left.party("a", "web"), Party::Metadata, 80)];
    let plan = left.plan(flows, &PlanOptions::default());
    assert!(plan.breaks(), "a guard would let it pass");
    assert!(super::scene::broken(&plan).is_empty());
}

#[test]
fn the_document_has_the_envelope_of_all_reports_and_holds_each_manifest_once() {
    let scene = Scene::of(&[pod("a", "web", "10.0.0.1"), dns("53")]);
    let flows = vec![flow(scene.party("a", "web"), Party::Internet, 443)];
    let plan = scene.plan(flows, &PlanOptions::default());
    let mut text = Vec::new();
    let options = plugin_kit::report::PrintOptions {
        format: plugin_kit::report::Format::Json,
        ..Default::default()
    };
    plugin_kit::report::print(&plan, options, &mut text, &mut Vec::new()).unwrap();
    let document: serde_json::Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(document["kind"], "DenyAllPlan");
    assert_eq!(document["apiVersion"], "ekshardening/v1");
    for part in ["items", "notes", "gaps", "summary"] {
        assert!(!document[part].is_null(), "{part}");
    }
    let kinds: Vec<&str> = document["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["type"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "guard", "guard", "policy", "policy", "policy", "guard", "guard", "flow"
        ]
    );
    let policy = &document["items"][2];
    assert_eq!(policy["precondition"]["absent"], true);
    assert_eq!(policy["undo"]["verb"], "delete");
    assert_eq!(policy["before"], serde_json::Value::Null);
    // What a later command reads is what was written.
    let change: Change = serde_json::from_value(policy.clone()).unwrap();
    assert_eq!(&change, plan.changes()[2]);
}
