//! Which policies a plan has, and what becomes of flows.

use serde_json::json;

use super::scene::{
    Scene, broken, dns, flow, names, only_flow, pod, pod_with, policy, spec, unsure,
};
use crate::{
    ledger::{Confidence, Flow, Party},
    plan::{PlanOptions, Status},
    protocol::Protocol,
};

fn shop() -> Scene {
    Scene::of(&[
        pod("front", "web", "10.0.1.1"),
        pod("back", "api", "10.0.2.1"),
        pod("back", "db", "10.0.2.2"),
        dns("53"),
    ])
}

fn default() -> PlanOptions {
    PlanOptions::default()
}

#[test]
fn every_namespace_gets_default_deny_and_dns_and_the_system_is_left_out() {
    let scene = shop();
    let plan = scene.plan(Vec::new(), &default());
    assert_eq!(
        names(&plan),
        [
            "back/default-deny",
            "back/allow-dns",
            "front/default-deny",
            "front/allow-dns",
        ]
    );
    assert_eq!(
        spec(&plan, "front", "default-deny"),
        &json!({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]})
    );
    assert_eq!(plan.whole().left_out[0].namespace, "kube-system");
    assert_eq!(broken(&plan), [""; 0]);
    assert!(!scene.passes(&plan, ("front", "web"), ("back", "api"), 80));
}

#[test]
fn a_needed_flow_gets_one_policy_at_each_end_and_nothing_else_passes() {
    let scene = shop();
    let (web, api) = (scene.party("front", "web"), scene.party("back", "api"));
    let plan = scene.plan(
        vec![flow(web.clone(), api.clone(), 80), flow(web, api, 443)],
        &default(),
    );
    let egress = policy(&plan, "front", "allow-web-to-api.back");
    let after = egress.change.after.as_ref().unwrap();
    assert_eq!(
        after["spec"],
        json!({
            "podSelector": {"matchLabels": {"app": "web"}},
            "egress": [{
                "to": [{
                    "podSelector": {"matchLabels": {"app": "api"}},
                    "namespaceSelector": {
                        "matchLabels": {"kubernetes.io/metadata.name": "back"}
                    },
                }],
                "ports": [{"protocol": "TCP", "port": 80}, {"protocol": "TCP", "port": 443}],
            }],
            "policyTypes": ["Egress"],
        })
    );
    let labels = &after["metadata"]["labels"];
    assert_eq!(labels["app.kubernetes.io/managed-by"], "denyall");
    assert_eq!(labels["denyall.ekshardening/plan"], plan.whole().plan);
    let annotations = &after["metadata"]["annotations"];
    assert_eq!(
        annotations["denyall.ekshardening/evidence"],
        "env[URL]: somewhere"
    );
    assert_eq!(egress.flows, 2);
    policy(&plan, "back", "allow-api-from-web.front");
    assert!(plan.flows().all(|flow| flow.status == Status::Kept));
    assert!(scene.passes(&plan, ("front", "web"), ("back", "api"), 443));
    for (from, to, port) in [
        (("front", "web"), ("back", "api"), 8080),
        (("back", "api"), ("front", "web"), 80),
        (("front", "web"), ("back", "db"), 80),
        (("back", "db"), ("back", "api"), 80),
    ] {
        assert!(!scene.passes(&plan, from, to, port), "{from:?} {to:?}");
    }
}

#[test]
fn a_flow_that_nobody_is_sure_of_is_listed_and_not_allowed() {
    let scene = shop();
    let (web, api) = (scene.party("front", "web"), scene.party("back", "api"));
    let flows = vec![unsure(flow(web, api, 80))];
    let plan = scene.plan(flows.clone(), &default());
    assert_eq!(only_flow(&plan).status, Status::Unreviewed);
    assert!(!plan.breaks());
    let options = PlanOptions {
        include: Confidence::Low,
        ..default()
    };
    let plan = scene.plan(flows, &options);
    assert_eq!(only_flow(&plan).status, Status::Kept);
}

#[test]
fn what_no_policy_can_be_written_for_breaks_and_says_why() {
    let scene = Scene::of(&[
        pod_with("shop", "bare", "10.0.0.1", "", ""),
        pod("shop", "api", "10.0.0.2"),
        dns("53"),
    ]);
    let (bare, api) = (scene.party("shop", "bare"), scene.party("shop", "api"));
    let plan = scene.plan(vec![flow(bare, api, 80)], &default());
    let flow = only_flow(&plan);
    assert_eq!(flow.status, Status::Breaks);
    assert!(flow.why.as_ref().unwrap().contains("no label"), "{flow:?}");
    assert!(plan.breaks());
    assert!(broken(&plan)[0].starts_with("NeededFlowsPass"));
}

#[test]
fn pods_that_no_policy_holds_are_said_not_to_be_held() {
    let fargate = "nodeName: fargate-10-0-0-1";
    let scene = Scene::of(&[
        pod_with("shop", "job", "10.0.0.1", "app: job", fargate),
        dns("53"),
    ]);
    let plan = scene.plan(
        vec![flow(scene.party("shop", "job"), Party::Internet, 443)],
        &default(),
    );
    let flow = only_flow(&plan);
    assert_eq!(flow.status, Status::CannotBeHeld);
    assert_eq!(flow.why.as_deref(), Some("it runs on Fargate"));
    let notes: Vec<&str> = plan
        .notes
        .iter()
        .map(|note| note.message.as_str())
        .collect();
    let held = "no policy holds shop/sts/job: it runs on Fargate";
    assert!(notes.contains(&held), "{notes:?}");
}

#[test]
fn policies_that_are_there_stay_and_are_not_written_over() {
    let foreign = "---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny, namespace: front}
spec: {podSelector: {}, policyTypes: [Ingress]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny, namespace: back}
spec: {podSelector: {}, policyTypes: [Egress, Ingress]}
"
    .to_owned();
    let scene = Scene::of(&[
        pod("front", "web", "10.0.1.1"),
        pod("back", "api", "10.0.2.1"),
        dns("53"),
        foreign,
    ]);
    let plan = scene.plan(Vec::new(), &default());
    let kept = policy(&plan, "back", "default-deny");
    assert_eq!(kept.change.verb.as_str(), "keep");
    let renamed: Vec<String> = names(&plan)
        .into_iter()
        .filter(|name| name.starts_with("front/default-deny-"))
        .collect();
    assert_eq!(renamed.len(), 1);
    assert!(plan.notes.iter().any(|note| {
        note.message
            .starts_with("NetworkPolicy front/default-deny says something else and stays")
    }));
    assert!(
        plan.changes()
            .iter()
            .all(|change| { change.verb.as_str() != "create" || change.precondition.absent })
    );
}

#[test]
fn a_second_plan_after_the_first_has_nothing_to_do() {
    let manifests = [
        pod("front", "web", "10.0.1.1"),
        pod("back", "api", "10.0.2.1"),
        dns("53"),
    ];
    let scene = Scene::of(&manifests);
    let flows = |scene: &Scene| -> Vec<Flow> {
        vec![flow(
            scene.party("front", "web"),
            scene.party("back", "api"),
            80,
        )]
    };
    let plan = scene.plan(flows(&scene), &default());
    let applied: Vec<_> = plan
        .policies()
        .map(|item| item.change.after.clone().unwrap())
        .collect();
    let again = Scene::of(&[
        manifests.concat(),
        "---\n".to_owned(),
        crate::manifest::yaml(&applied),
    ]);
    let plan = again.plan(flows(&again), &default());
    assert_eq!(
        (plan.summary.policies.create, plan.summary.policies.keep),
        (0, 6)
    );
    assert!(plan.changes().iter().all(|it| it.verb.as_str() == "keep"));
    assert_eq!(only_flow(&plan).status, Status::Kept);
}

#[test]
fn an_older_policy_of_a_plan_is_changed_and_can_be_put_back() {
    let older = "---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-dns, namespace: front, labels: {app.kubernetes.io/managed-by: denyall}}
spec: {podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: 53, protocol: UDP}]}]}
";
    let scene = Scene::of(&[pod("front", "web", "10.0.1.1"), dns("53"), older.to_owned()]);
    let plan = scene.plan(Vec::new(), &default());
    let change = &policy(&plan, "front", "allow-dns").change;
    assert_eq!(change.verb.as_str(), "update");
    let before = change.before.as_ref().unwrap();
    assert_eq!(before["spec"]["egress"][0]["ports"][0]["protocol"], "UDP");
    assert_eq!(change.undo.manifest.as_ref(), Some(before));
    assert!(!change.precondition.absent);
    // What it let pass is gone with it, and is not counted as there after the plan.
    let flows = vec![flow(
        scene.party("front", "web"),
        Party::Addresses(vec!["10.77.0.1/32".parse().unwrap()]),
        53,
    )];
    let udp = flows.into_iter().map(|it| Flow {
        protocol: Protocol::Udp,
        ..unsure(it)
    });
    let plan = scene.plan(udp.collect(), &default());
    assert!(only_flow(&plan).passes_today);
    assert_eq!(only_flow(&plan).status, Status::Unreviewed);
}

#[test]
fn two_workloads_of_one_name_get_policies_of_different_names() {
    let job = pod("shop", "web", "10.0.0.2")
        .replace("kind: StatefulSet", "kind: Rollout")
        .replace("app: web", "app: canary");
    let scene = Scene::of(&[pod("shop", "web", "10.0.0.1"), job, dns("53")]);
    let network = scene.network();
    let both: Vec<usize> = (0..network.workloads.len())
        .filter(|&index| network.workloads[index].name == "web")
        .collect();
    let flows = both
        .iter()
        .map(|&it| flow(Party::Workload(it), Party::Internet, 443))
        .collect();
    let plan = scene.plan(flows, &default());
    let mut policies = names(&plan);
    policies.retain(|name| name.starts_with("shop/allow-web-to-internet"));
    assert_eq!(policies.len(), 2);
    assert_ne!(policies[0], policies[1]);
}

#[test]
fn what_another_network_plugin_would_break_is_said() {
    let scene = shop();
    let said = |to: &str| {
        let to = Party::Addresses(vec![to.parse().unwrap()]);
        let plan = scene.plan(
            vec![flow(scene.party("front", "web"), to, 9153)],
            &default(),
        );
        assert_eq!(only_flow(&plan).status, Status::Kept);
        let mut notes = plan.notes.iter();
        notes.any(|note| note.message.contains("--profile cilium"))
    };
    // Cilium matches no pod by its address.
    assert!(said("10.0.9.9/32"));
    assert!(!said("10.0.9.8/32"));
}

#[test]
fn names_limit_the_plan_to_their_namespaces() {
    let scene = shop();
    let (web, api) = (scene.party("front", "web"), scene.party("back", "api"));
    let options = PlanOptions {
        namespaces: vec!["back".to_owned()],
        ..default()
    };
    let plan = scene.plan(vec![flow(web, api, 80)], &options);
    assert!(names(&plan).iter().all(|name| name.starts_with("back/")));
    assert_eq!(only_flow(&plan).status, Status::Kept);
    assert!(!scene.passes(&plan, ("front", "web"), ("back", "db"), 80));
}
