//! DNS, the metadata address, and what is outside of the cluster.

use serde_json::{Value, json};

use super::scene::{Scene, broken, dns, flow, only_flow, pod, policy, spec};
use crate::{
    ledger::Party,
    plan::{PlanOptions, Status},
    verdict::Profile,
};

const WEB: (&str, &str) = ("shop", "web");

fn shop(more: &[String]) -> Scene {
    let web = pod("shop", "web", "10.0.0.1");
    Scene::of(&[&[web, dns("53")], more].concat())
}

fn default() -> PlanOptions {
    PlanOptions::default()
}

fn cidrs(spec: &Value) -> Vec<&str> {
    let peers = spec["egress"][0]["to"].as_array().unwrap();
    let cidrs = peers.iter().map(|peer| &peer["ipBlock"]["cidr"]);
    cidrs.filter_map(Value::as_str).collect()
}

fn ports(spec: &Value) -> Vec<(String, Value)> {
    let ports = spec["egress"][0]["ports"].as_array().unwrap();
    ports
        .iter()
        .map(|port| {
            (
                port["protocol"].as_str().unwrap().to_owned(),
                port["port"].clone(),
            )
        })
        .collect()
}

#[test]
fn dns_is_the_services_pods_at_the_ports_where_they_listen() {
    let scene = Scene::of(&[pod("shop", "web", "10.0.0.1"), dns("5353")]);
    let plan = scene.plan(Vec::new(), &default());
    let spec = spec(&plan, "shop", "allow-dns");
    assert_eq!(spec["podSelector"], json!({}));
    assert_eq!(
        spec["egress"][0]["to"],
        json!([{
            "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
        }])
    );
    let both = |port: u16| {
        [
            ("UDP".to_owned(), json!(port)),
            ("TCP".to_owned(), json!(port)),
        ]
    };
    assert_eq!(ports(spec), [both(53), both(5353)].concat());
    assert_eq!(broken(&plan), [""; 0]);
}

#[test]
fn a_named_port_of_dns_is_looked_up_in_its_pods() {
    let named = dns("dns-port").replace(
        "containers: [{name: main}]",
        "containers: [{name: main, ports: [{name: dns-port, containerPort: 1053, protocol: UDP}]}]",
    );
    let scene = Scene::of(&[pod("shop", "web", "10.0.0.1"), named]);
    let plan = scene.plan(Vec::new(), &default());
    let numbers: Vec<Value> = ports(spec(&plan, "shop", "allow-dns"))
        .into_iter()
        .map(|(_, port)| port)
        .collect();
    assert_eq!(numbers, [json!(53), json!(53), json!(1053), json!(1053)]);
}

#[test]
fn the_dns_cache_of_nodes_is_reached_at_the_address_it_is_told() {
    let cache = |arguments: &str| {
        format!(
            "---
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: node-local-dns, namespace: kube-system}}
spec:
  selector: {{matchLabels: {{k8s-app: node-local-dns}}}}
  template:
    metadata: {{labels: {{k8s-app: node-local-dns}}}}
    spec:
      hostNetwork: true
      containers: [{{name: cache, args: [{arguments}]}}]
"
        )
    };
    let plan = shop(&[cache("")]).plan(Vec::new(), &default());
    let expected = ["169.254.20.10/32", "172.20.0.10/32"];
    assert_eq!(cidrs(spec(&plan, "shop", "allow-dns")), expected);
    let plan = shop(&[cache("-localip, '169.254.20.25,172.20.0.10'")]).plan(Vec::new(), &default());
    let expected = ["169.254.20.25/32", "172.20.0.10/32"];
    assert_eq!(cidrs(spec(&plan, "shop", "allow-dns")), expected);
}

#[test]
fn dns_that_was_not_found_is_assumed_and_said_so() {
    let scene = Scene::of(&[pod("shop", "web", "10.0.0.1")]);
    let plan = scene.plan(
        vec![flow(scene.party("shop", "web"), Party::Dns, 53)],
        &default(),
    );
    assert_eq!(only_flow(&plan).status, Status::Kept);
    let review = &policy(&plan, "shop", "allow-dns").review;
    assert!(review[0].contains("k8s-app=kube-dns"), "{review:?}");
}

#[test]
fn dns_answers_when_its_own_namespace_is_planned() {
    let options = PlanOptions {
        namespaces: vec!["kube-system".to_owned(), "shop".to_owned()],
        ..default()
    };
    let plan = shop(&[]).plan(Vec::new(), &options);
    policy(&plan, "kube-system", "allow-dns-from-everywhere");
    assert_eq!(broken(&plan), [""; 0]);
}

#[test]
fn the_internet_is_everything_but_the_metadata_address() {
    let scene = shop(&[]);
    let web = scene.party("shop", "web");
    let name = Party::Name("db.eu-west-1.rds.amazonaws.com".to_owned());
    let plan = scene.plan(vec![flow(web, name, 80)], &default());
    let name = "allow-web-to-db.eu-west-1.rds.amazonaws.com";
    assert_eq!(
        spec(&plan, "shop", name)["egress"][0]["to"],
        json!([{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["169.254.169.254/32"]}}])
    );
    for profile in Profile::ALL {
        let reaches = |address| scene.reaches(&plan, WEB, (address, 80), profile.semantics());
        // Databases and VPC endpoints have private addresses.
        assert!(reaches("1.2.3.4") && reaches("10.9.9.9"), "{profile:?}");
        assert!(!reaches("169.254.169.254"), "{profile:?}");
    }
    assert_eq!(broken(&plan), [""; 0]);
}

#[test]
fn the_metadata_address_opens_for_named_workloads_only_and_in_every_profile() {
    let scene = shop(&[pod("shop", "agent", "10.0.0.7")]);
    let (web, agent) = (scene.party("shop", "web"), scene.party("shop", "agent"));
    let flows = vec![
        flow(agent.clone(), Party::Internet, 443),
        flow(agent, Party::Metadata, 80),
        flow(web, Party::Metadata, 80),
    ];
    let options = PlanOptions {
        metadata: [scene.workload("shop", "agent")].into(),
        ..default()
    };
    let plan = scene.plan(flows, &options);
    for profile in Profile::ALL {
        let at = ("169.254.169.254", 80);
        assert!(scene.reaches(&plan, ("shop", "agent"), at, profile.semantics()));
        assert!(!scene.reaches(&plan, WEB, at, profile.semantics()));
    }
    let broken_flow = plan.flows().find(|flow| flow.status == Status::Breaks);
    let why = broken_flow.unwrap().why.as_deref().unwrap();
    assert!(why.contains("--allow-metadata"), "{why}");
    assert_eq!(broken(&plan), [""; 0]);
}

#[test]
fn an_open_metadata_address_is_found_by_the_plan_itself() {
    let wide = "---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: internet, namespace: shop}
spec: {podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}
";
    let plan = shop(&[wide.to_owned()]).plan(Vec::new(), &default());
    assert_eq!(broken(&plan), [r#"MetadataIsClosed ["shop/sts/web"]"#]);
}

#[test]
fn pod_identity_is_one_address_of_each_family_of_the_cluster() {
    let scene = shop(&[]);
    let flows = vec![flow(scene.party("shop", "web"), Party::PodIdentity, 80)];
    let plan = scene.plan(flows, &default());
    let spec_of = |plan| cidrs(spec(plan, "shop", "allow-web-to-pod-identity")).join(" ");
    assert_eq!(spec_of(&plan), "169.254.170.23/32");
    let scene = Scene::of(&[pod("shop", "web", "fd00::1")]);
    let flows = vec![flow(scene.party("shop", "web"), Party::PodIdentity, 80)];
    let plan = scene.plan(flows, &default());
    assert_eq!(spec_of(&plan), "169.254.170.23/32 fd00:ec2::23/128");
    assert_eq!(broken(&plan), [""; 0]);
}

#[test]
fn sources_that_the_cluster_does_not_tell_are_any_until_they_are_named() {
    let scene = shop(&[]);
    for (party, name) in [
        (Party::LoadBalancer, "load-balancer"),
        (Party::ControlPlane, "control-plane"),
        (Party::Nodes, "nodes"),
    ] {
        let flows = vec![flow(party, scene.party("shop", "web"), 8443)];
        let policy_name = format!("allow-web-from-{name}");
        let plan = scene.plan(flows.clone(), &default());
        let open = policy(&plan, "shop", &policy_name);
        assert_eq!(
            open.change.after.as_ref().unwrap()["spec"]["ingress"],
            json!([{"ports": [{"protocol": "TCP", "port": 8443}]}])
        );
        assert!(open.review[0].contains("-cidr"), "{:?}", open.review);
        assert_eq!(only_flow(&plan).status, Status::Kept);
        let subnets = vec!["10.7.0.0/20".parse().unwrap()];
        let options = PlanOptions {
            load_balancers: subnets.clone(),
            control_plane: subnets.clone(),
            nodes: subnets,
            ..default()
        };
        let plan = scene.plan(flows, &options);
        assert_eq!(
            spec(&plan, "shop", &policy_name)["ingress"][0]["from"],
            json!([{"ipBlock": {"cidr": "10.7.0.0/20"}}])
        );
        assert_eq!(policy(&plan, "shop", &policy_name).review, [""; 0]);
        assert_eq!(only_flow(&plan).status, Status::Kept);
    }
}

#[test]
fn the_api_server_is_its_endpoints_and_its_service() {
    let api = "---
apiVersion: v1
kind: Service
metadata: {name: kubernetes, namespace: default}
spec: {clusterIP: 172.20.0.1, ports: [{name: https, port: 443, targetPort: 6443}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: kubernetes, namespace: default}
addressType: IPv4
endpoints: [{addresses: [10.0.200.2]}, {addresses: [10.0.201.2]}]
ports: [{name: https, port: 6443, protocol: TCP}]
";
    let scene = shop(&[api.to_owned()]);
    let flows = vec![flow(scene.party("shop", "web"), Party::ControlPlane, 6443)];
    let plan = scene.plan(flows.clone(), &default());
    let spec_there = spec(&plan, "shop", "allow-web-to-control-plane");
    assert_eq!(
        cidrs(spec_there),
        ["10.0.200.2/32", "10.0.201.2/32", "172.20.0.1/32"]
    );
    let numbers: Vec<Value> = ports(spec_there).into_iter().map(|it| it.1).collect();
    assert_eq!(numbers, [json!(443), json!(6443)]);
    assert_eq!(only_flow(&plan).status, Status::Kept);
    // Without them the flow is kept all the same, and a person is asked to narrow it.
    let plan = shop(&[]).plan(flows, &default());
    assert_eq!(
        cidrs(spec(&plan, "shop", "allow-web-to-control-plane")),
        ["0.0.0.0/0"]
    );
    assert!(policy(&plan, "shop", "allow-web-to-control-plane").review[0].contains("API server"));
}

#[test]
fn known_ranges_are_allowed_as_they_are() {
    let scene = shop(&[]);
    let nets = vec!["10.4.0.0/16".parse().unwrap()];
    let flows = vec![flow(
        scene.party("shop", "web"),
        Party::Addresses(nets),
        5432,
    )];
    let plan = scene.plan(flows, &default());
    let spec = spec(&plan, "shop", "allow-web-to-10.4.0.0-16");
    assert_eq!(cidrs(spec), ["10.4.0.0/16"]);
    assert_eq!(only_flow(&plan).status, Status::Kept);
}

#[test]
fn a_deployment_without_running_pods_is_planned_for_by_its_template() {
    let manifest = "
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: main}]}}
";
    let scene = Scene::of(&[manifest.to_owned()]);
    let plan = scene.plan(
        vec![flow(scene.party("shop", "web"), Party::Internet, 443)],
        &default(),
    );
    assert_eq!(only_flow(&plan).status, Status::Kept);
    assert_eq!(broken(&plan), [""; 0]);
}
