//! A plan for a thousand workloads takes seconds, in a debug build too.

use std::time::{Duration, Instant};

use super::scene::{Scene, dns, flow, pod};
use crate::plan::PlanOptions;

#[test]
fn the_cost_grows_with_pods_and_flows_and_not_with_their_product() {
    const WORKLOADS: usize = 300;
    let mut manifests = vec![dns("53")];
    for index in 0..WORKLOADS {
        let address = format!("10.1.{}.{}", index / 200, index % 200 + 1);
        manifests.push(pod("shop", &format!("app{index}"), &address));
    }
    let scene = Scene::of(&manifests);
    let network = scene.network();
    let party = |index: usize| {
        let name = format!("app{}", index % WORKLOADS);
        let kind = crate::model::WorkloadKind::StatefulSet;
        crate::ledger::Party::Workload(network.workload("shop", kind, &name).unwrap())
    };
    let mut flows: Vec<_> = (0..WORKLOADS * 4)
        .map(|index| flow(party(index), party(index + index / WORKLOADS + 1), 80))
        .collect();
    flows.sort_by(|one, other| (&one.from, &one.to).cmp(&(&other.from, &other.to)));
    let started = Instant::now();
    let plan = scene.plan(flows, &PlanOptions::default());
    let took = started.elapsed();
    assert_eq!(plan.summary.flows.kept, WORKLOADS * 4);
    assert_eq!(plan.summary.policies.create, WORKLOADS * 8 + 2);
    assert!(took < Duration::from_mins(1), "{took:?}");
}

#[test]
fn a_workload_that_everybody_calls_costs_no_more_than_many_that_few_call() {
    const CLIENTS: usize = 1000;
    let mut manifests = vec![dns("53"), pod("shop", "hub", "10.2.0.1")];
    for index in 0..CLIENTS {
        let address = format!("10.1.{}.{}", index / 200, index % 200 + 1);
        manifests.push(pod("shop", &format!("app{index}"), &address));
    }
    let scene = Scene::of(&manifests);
    let network = scene.network();
    let party = |name: &str| {
        let kind = crate::model::WorkloadKind::StatefulSet;
        crate::ledger::Party::Workload(network.workload("shop", kind, name).unwrap())
    };
    let mut flows = Vec::new();
    for index in 0..CLIENTS {
        for port in 1..3 {
            flows.push(flow(party(&format!("app{index}")), party("hub"), port));
            flows.push(flow(party("hub"), party(&format!("app{index}")), port));
        }
    }
    flows.sort_by(|one, other| (&one.from, &one.to).cmp(&(&other.from, &other.to)));
    let started = Instant::now();
    let plan = scene.plan(flows, &PlanOptions::default());
    let took = started.elapsed();
    assert_eq!(plan.summary.flows.kept, CLIENTS * 4);
    // Looking through the policies of the hub for each flow takes minutes.
    assert!(took < Duration::from_mins(1), "{took:?}");
}
