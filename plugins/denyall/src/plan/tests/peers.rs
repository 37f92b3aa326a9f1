//! How workloads are selected, and what else a policy opens.

use super::scene::{Scene, broken, dns, flow, only_flow, pod, pod_with, policy, spec};
use crate::plan::{PlanOptions, Status};
use serde_json::json;

fn service(selector: &str) -> String {
    format!(
        "---
apiVersion: v1
kind: Service
metadata: {{name: api, namespace: shop}}
spec: {{clusterIP: 172.20.0.7, selector: {{{selector}}}, ports: [{{port: 80, targetPort: 8080}}]}}
"
    )
}

fn scene(selector: &str) -> Scene {
    Scene::of(&[
        pod("shop", "web", "10.0.0.1"),
        pod_with("shop", "api", "10.0.0.2", "app: api, tier: back", ""),
        // Shares the labels that workloads are usually named by.
        pod_with("shop", "canary", "10.0.0.3", "app: api, tier: canary", ""),
        service(selector),
        dns("53"),
    ])
}

fn plan_for(scene: &Scene) -> crate::plan::DenyAllPlan {
    let (web, api) = (scene.party("shop", "web"), scene.party("shop", "api"));
    scene.plan(vec![flow(web, api, 8080)], &PlanOptions::default())
}

#[test]
fn a_service_that_asks_for_less_than_the_peer_has_a_peer_of_its_own() {
    let scene = scene("app: api");
    let plan = plan_for(&scene);
    assert_eq!(
        spec(&plan, "shop", "allow-web-to-api")["egress"][0]["to"],
        json!([
            {"podSelector": {"matchLabels": {"app": "api", "tier": "back"}}},
            {"podSelector": {"matchLabels": {"app": "api"}}},
        ])
    );
    let opened = &policy(&plan, "shop", "allow-web-to-api").also_peers;
    let opened: Vec<String> = opened.iter().map(ToString::to_string).collect();
    assert_eq!(opened, ["shop/sts/canary"]);
    // Its own ingress is still closed.
    assert!(!scene.passes(&plan, ("shop", "web"), ("shop", "canary"), 8080));
    assert_eq!(only_flow(&plan).status, Status::Kept);
    assert_eq!(broken(&plan), [""; 0]);
}

#[test]
fn a_service_that_satisfies_the_peer_needs_none() {
    let plan = plan_for(&scene("app: api, tier: back"));
    assert_eq!(
        spec(&plan, "shop", "allow-web-to-api")["egress"][0]["to"],
        json!([{"podSelector": {"matchLabels": {"app": "api", "tier": "back"}}}])
    );
}

#[test]
fn a_service_of_other_ports_plays_no_part() {
    let scene = scene("app: api");
    let (web, api) = (scene.party("shop", "web"), scene.party("shop", "api"));
    let plan = scene.plan(vec![flow(web, api, 9999)], &PlanOptions::default());
    let to = &spec(&plan, "shop", "allow-web-to-api")["egress"][0]["to"];
    assert_eq!(to.as_array().unwrap().len(), 1);
}

#[test]
fn workloads_that_no_label_tells_apart_are_listed_as_also_selected() {
    let scene = Scene::of(&[
        pod("shop", "web", "10.0.0.1"),
        pod_with("shop", "blue", "10.0.0.2", "app: api", ""),
        pod_with("shop", "green", "10.0.0.3", "app: api", ""),
        dns("53"),
    ]);
    let (web, blue) = (scene.party("shop", "web"), scene.party("shop", "blue"));
    let plan = scene.plan(vec![flow(web, blue, 80)], &PlanOptions::default());
    let ingress = policy(&plan, "shop", "allow-blue-from-web");
    let also: Vec<String> = ingress
        .also_selects
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(also, ["shop/sts/green"]);
    let egress = policy(&plan, "shop", "allow-web-to-blue");
    let also: Vec<String> = egress.also_peers.iter().map(ToString::to_string).collect();
    assert_eq!(also, ["shop/sts/green"]);
}
