//! What a snapshot becomes.

use std::net::IpAddr;

use super::{Holder, Network, WorkloadKind};
use crate::testing::snapshot;

/// Kind and name of every workload with the names of its pods.
fn workloads(network: &Network<'_>) -> Vec<String> {
    network
        .workloads
        .iter()
        .map(|workload| {
            let pods = workload.pods.iter().map(|&pod| network.pods[pod].name);
            let pods: Vec<&str> = pods.collect();
            format!("{} {}: {}", workload.kind, workload.name, pods.join(" "))
        })
        .collect()
}

const DEPLOYMENT: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web}]}}
---
";

fn pod(name: &str, owner: &str, more: &str) -> String {
    format!(
        "apiVersion: v1
kind: Pod
metadata:
  name: {name}
  namespace: shop
  labels: {{app: web, pod-template-hash: 7d9f}}
  ownerReferences: [{owner}]
spec: {{containers: [{{name: web}}]}}
{more}
---
"
    )
}

#[test]
fn a_workload_without_pods_has_one_that_stands_for_them() {
    let snapshot = snapshot(DEPLOYMENT);
    let network = Network::of(&snapshot);
    assert_eq!(workloads(&network), ["Deployment web: web"]);
    assert!(network.pods[0].is_template);
    assert_eq!(network.pod("shop", "web"), None);
}

#[test]
fn pods_belong_to_the_deployment_above_their_replica_set() {
    let set = "
apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: web-7d9f
  namespace: shop
  ownerReferences: [{kind: Deployment, name: web, controller: true}]
---
";
    let owner = "{kind: ReplicaSet, name: web-7d9f, controller: true}";
    let pods = pod("web-7d9f-b", owner, "") + &pod("web-7d9f-a", owner, "");
    let snapshot = snapshot(&format!("{DEPLOYMENT}{set}{pods}"));
    let network = Network::of(&snapshot);
    assert_eq!(
        workloads(&network),
        ["Deployment web: web-7d9f-a web-7d9f-b"]
    );
    assert!(network.workloads[0].selector.is_some());
}

#[test]
fn without_the_replica_set_the_hash_tells_the_deployment() {
    let owner = "{kind: ReplicaSet, name: web-7d9f, controller: true}";
    let snapshot = snapshot(&pod("web-7d9f-a", owner, ""));
    let network = Network::of(&snapshot);
    assert_eq!(workloads(&network), ["Deployment web: web-7d9f-a"]);
}

#[test]
fn pods_of_a_cron_job_belong_to_it_through_their_job() {
    let job = "
apiVersion: batch/v1
kind: Job
metadata:
  name: report-28
  namespace: shop
  ownerReferences: [{kind: CronJob, name: report, controller: true}]
---
";
    let owner = "{kind: Job, name: report-28, controller: true}";
    let snapshot = snapshot(&format!("{job}{}", pod("report-28-x", owner, "")));
    let network = Network::of(&snapshot);
    assert_eq!(workloads(&network), ["CronJob report: report-28-x"]);
}

#[test]
fn mirror_pods_and_pods_of_nobody_are_workloads_of_their_own() {
    let mirror = pod("proxy-a", "{kind: Node, name: a, controller: true}", "");
    let watched = pod("lone", "{kind: Thing, name: b}", "");
    let snapshot = snapshot(&(mirror + &watched));
    let network = Network::of(&snapshot);
    assert_eq!(
        workloads(&network),
        ["Pod lone: lone", "Pod proxy-a: proxy-a"]
    );
}

#[test]
fn other_controllers_keep_their_kind() {
    let snapshot = snapshot(&pod(
        "web-1",
        "{kind: Rollout, name: web, controller: true}",
        "",
    ));
    let network = Network::of(&snapshot);
    assert_eq!(workloads(&network), ["Rollout web: web-1"]);
    assert_eq!(
        network.workload("shop", WorkloadKind::Other("Rollout"), "web"),
        Some(0)
    );
}

#[test]
fn rule_24_pods_that_have_ended_are_not_there() {
    let owner = "{kind: Job, name: report, controller: true}";
    let ended: String = ["Succeeded", "Failed"]
        .iter()
        .map(|phase| {
            pod(
                &phase.to_lowercase(),
                owner,
                &format!("status: {{phase: {phase}}}"),
            )
        })
        .collect();
    let running = pod("running", owner, "status: {phase: Running}");
    let snapshot = snapshot(&(ended + &running));
    let network = Network::of(&snapshot);
    assert_eq!(workloads(&network), ["Job report: running"]);
}

#[test]
fn rule_11_every_namespace_has_the_label_of_its_name() {
    let snapshot = snapshot(&format!(
        "{DEPLOYMENT}apiVersion: v1
kind: Namespace
metadata: {{name: other, labels: {{kubernetes.io/metadata.name: lie}}}}
"
    ));
    let network = Network::of(&snapshot);
    let labels: Vec<&str> = network
        .namespaces
        .iter()
        .map(|namespace| namespace.labels["kubernetes.io/metadata.name"].as_str())
        .collect();
    assert_eq!(labels, ["other", "shop"]);
}

#[test]
fn nodes_are_known_from_their_pods_where_files_lack_them() {
    let manifests = pod(
        "web-1",
        "{kind: Rollout, name: web, controller: true}",
        "  nodeName: a
status: {hostIP: 10.0.0.1, podIP: 10.1.0.1, podIPs: [{ip: 10.1.0.1}, {ip: 'fd00::1'}]}",
    )
    .replace(
        "spec: {containers: [{name: web}]}",
        "spec:\n  containers: [{name: web}]",
    );
    let snapshot = snapshot(&manifests);
    let network = Network::of(&snapshot);
    assert_eq!(
        network.nodes[0].addresses,
        ["10.0.0.1".parse::<IpAddr>().unwrap()]
    );
    let holder = |address: &str| network.addresses.get(&address.parse::<IpAddr>().unwrap());
    assert_eq!(holder("10.0.0.1"), Some(&Holder::Node(0)));
    assert_eq!(holder("fd00::1"), Some(&Holder::Pod(0)));
}

#[test]
fn rule_22_a_service_leads_to_the_target_port_of_each_of_its_pods() {
    let backend = |name: &str, number: u16| {
        format!(
            "apiVersion: v1
kind: Pod
metadata: {{name: {name}, namespace: shop, labels: {{app: api}}}}
spec: {{containers: [{{name: api, ports: [{{name: http, containerPort: {number}}}]}}]}}
---
"
        )
    };
    let service = "
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec:
  clusterIP: 10.100.0.7
  selector: {app: api}
  ports: [{name: web, port: 80, targetPort: http}, {port: 90, targetPort: 9000}, {port: 53, protocol: UDP}]
---
";
    let blue = backend("blue", 8080);
    let green = backend("green", 9090);
    let snapshot = snapshot(&format!("{service}{blue}{green}"));
    let network = Network::of(&snapshot);
    let service = &network.services[0];
    assert_eq!(service.pods, [0, 1]);
    let targets = |pod: usize| -> Vec<Option<u16>> {
        let ports = service.ports.iter();
        ports.map(|port| port.number_in(&network, pod)).collect()
    };
    assert_eq!(targets(0), [Some(8080), Some(9000), Some(53)]);
    assert_eq!(targets(1), [Some(9090), Some(9000), Some(53)]);
}

#[test]
fn a_service_without_selector_leads_to_no_pod() {
    let service = "
apiVersion: v1
kind: Service
metadata: {name: outside, namespace: shop}
spec: {ports: [{port: 80}]}
---
";
    let snapshot = snapshot(&format!("{service}{DEPLOYMENT}"));
    assert!(Network::of(&snapshot).services[0].pods.is_empty());
}
