use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{ALL, App, BANK, CLINIC, End, Flow};

/// The static evidence that a needed flow may name.
const EVIDENCE: &[&str] = &[
    "annotation",
    "apiservice",
    "args",
    "command",
    "configmap",
    "dnspolicy",
    "env",
    "httproute",
    "ingress",
    "initcontainer",
    "irsa",
    "loadbalancer",
    "noderole",
    "podidentity",
    "podmonitor",
    "probe",
    "rbac",
    "servicemonitor",
    "statefulset",
    "targetgroupbinding",
    "webhook",
];

fn documents(app: &App) -> Vec<Value> {
    app.manifests
        .iter()
        .flat_map(|(name, text)| {
            serde_saphyr::from_multiple::<Value>(text)
                .unwrap_or_else(|error| panic!("{}/{name}: {error}", app.name))
        })
        .collect()
}

fn text<'a>(document: &'a Value, pointer: &str) -> &'a str {
    document
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// A pod template's or a pod's specification.
fn pod_spec(document: &Value) -> Option<&Value> {
    let pointer = match text(document, "/kind") {
        "Pod" => "/spec",
        "CronJob" => "/spec/jobTemplate/spec/template/spec",
        _ => "/spec/template/spec",
    };
    document
        .pointer(pointer)
        .filter(|spec| spec["containers"].is_array())
}

fn pod_labels(document: &Value) -> Option<&Value> {
    let pointer = match text(document, "/kind") {
        "Pod" => "/metadata/labels",
        "CronJob" => "/spec/jobTemplate/spec/template/metadata/labels",
        _ => "/spec/template/metadata/labels",
    };
    document.pointer(pointer)
}

/// Every workload, by the end that flow tables write.
fn workloads(documents: &[Value]) -> BTreeMap<String, &Value> {
    documents
        .iter()
        .filter(|document| pod_spec(document).is_some())
        .map(|document| {
            let key = format!(
                "{}/{}/{}",
                text(document, "/metadata/namespace"),
                text(document, "/kind").to_lowercase(),
                text(document, "/metadata/name")
            );
            (key, document)
        })
        .collect()
}

/// Every port that a container declares; an init container that restarts always is a sidecar and
/// serves too.
fn container_ports(spec: &Value) -> impl Iterator<Item = &Value> {
    let sidecars = spec["initContainers"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|container| container["restartPolicy"] == "Always");
    spec["containers"]
        .as_array()
        .into_iter()
        .flatten()
        .chain(sidecars)
        .flat_map(|container| container["ports"].as_array().into_iter().flatten())
}

fn connection(flow: &Flow) -> (String, String, String, u16) {
    (
        flow.source.to_string(),
        flow.destination.to_string(),
        flow.protocol.to_string(),
        flow.port,
    )
}

#[test]
fn every_file_of_the_folders_is_embedded() {
    for app in ALL {
        let folder = format!("{}/fixtures/apps/{}", env!("CARGO_MANIFEST_DIR"), app.name);
        let on_disk: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "flows.csv" && name != "forbidden.csv")
            .collect();
        let embedded: BTreeSet<String> = app
            .manifests
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .collect();
        assert_eq!(embedded, on_disk, "{}", app.name);
    }
}

#[test]
fn every_document_names_its_kind_and_no_object_comes_twice() {
    let mut seen = BTreeSet::new();
    for app in ALL {
        for document in documents(app) {
            let identity = [
                "/apiVersion",
                "/kind",
                "/metadata/namespace",
                "/metadata/name",
            ]
            .map(|pointer| text(&document, pointer).to_owned());
            let [version, kind, _, name] = &identity;
            assert!(
                !version.is_empty() && !kind.is_empty() && !name.is_empty(),
                "{document}"
            );
            assert!(seen.insert(identity.clone()), "{identity:?} comes twice");
        }
    }
}

#[test]
fn custom_kinds_come_with_their_definition_and_no_secret_is_there() {
    const BUILT_IN: &[&str] = &[
        "v1",
        "apps/v1",
        "batch/v1",
        "networking.k8s.io/v1",
        "rbac.authorization.k8s.io/v1",
        "admissionregistration.k8s.io/v1",
        "apiextensions.k8s.io/v1",
        "apiregistration.k8s.io/v1",
    ];
    for app in ALL {
        let documents = documents(app);
        let defined: BTreeSet<(String, &str)> = documents
            .iter()
            .filter(|document| document["kind"] == "CustomResourceDefinition")
            .flat_map(|document| {
                let group = text(document, "/spec/group");
                let kind = text(document, "/spec/names/kind");
                let versions = document["spec"]["versions"].as_array().unwrap();
                versions
                    .iter()
                    .map(move |version| (format!("{group}/{}", text(version, "/name")), kind))
            })
            .collect();
        for document in &documents {
            let (version, kind) = (text(document, "/apiVersion"), text(document, "/kind"));
            let known =
                BUILT_IN.contains(&version) || defined.contains(&(version.to_owned(), kind));
            assert!(known, "{}: {version} {kind}", app.name);
            assert_ne!(kind, "Secret");
        }
    }
}

#[test]
fn every_end_exists_and_every_port_of_a_needed_flow_is_a_container_port() {
    for app in ALL {
        let documents = documents(app);
        let workloads = workloads(&documents);
        let needed = app.flows().unwrap();
        assert!(needed.len() > 25, "{}", app.name);
        for flow in needed.iter().chain(&app.forbidden().unwrap()) {
            for end in [&flow.source, &flow.destination] {
                let exists = !matches!(end, End::Workload { .. })
                    || workloads.contains_key(&end.to_string());
                assert!(exists, "{}: {end} is not in the manifests", app.name);
            }
        }
        for flow in &needed {
            if let Some(workload) = workloads.get(&flow.destination.to_string()) {
                let listens = container_ports(pod_spec(workload).unwrap()).any(|port| {
                    port["containerPort"] == flow.port
                        && port["protocol"] == flow.protocol.to_string()
                });
                assert!(listens, "{}: {flow:?}", app.name);
            }
        }
    }
}

#[test]
fn tables_repeat_nothing_and_name_known_evidence() {
    for app in ALL {
        let flows = app.flows().unwrap();
        for flow in &flows {
            assert!(EVIDENCE.contains(&flow.reason.as_str()), "{flow:?}");
        }
        for table in [app.flows, app.forbidden] {
            let lines: Vec<&str> = table.lines().skip(1).collect();
            let distinct: BTreeSet<&&str> = lines.iter().collect();
            assert_eq!(distinct.len(), lines.len(), "{}", app.name);
        }
        // What a line says is what it was parsed to.
        let written: Vec<String> = flows
            .iter()
            .map(|flow| {
                let (source, destination, protocol, port) = connection(flow);
                format!("{source},{destination},{protocol},{port},{}", flow.reason)
            })
            .collect();
        let lines: Vec<&str> = app.flows.lines().skip(1).collect();
        assert_eq!(written, lines);
    }
}

#[test]
fn no_flow_is_both_needed_and_forbidden() {
    for app in ALL {
        let needed: BTreeSet<_> = app.flows().unwrap().iter().map(connection).collect();
        for flow in app.forbidden().unwrap() {
            assert!(
                !needed.contains(&connection(&flow)),
                "{}: {flow:?}",
                app.name
            );
        }
    }
}

#[test]
fn the_metadata_address_is_forbidden_to_all_but_the_host_network_and_the_node_role() {
    let metadata: End = "169.254.169.254".parse().unwrap();
    for app in ALL {
        let documents = documents(app);
        let on_node_role: BTreeSet<String> = app
            .flows()
            .unwrap()
            .iter()
            .filter(|flow| flow.destination == metadata)
            .map(|flow| flow.source.to_string())
            .collect();
        let expected: BTreeSet<String> = workloads(&documents)
            .into_iter()
            .filter(|(_, document)| pod_spec(document).unwrap()["hostNetwork"] != true)
            .map(|(end, _)| end)
            .filter(|end| !on_node_role.contains(end))
            .collect();
        let forbidden: BTreeSet<String> = app
            .forbidden()
            .unwrap()
            .iter()
            .filter(|flow| flow.destination == metadata && flow.port == 80)
            .map(|flow| flow.source.to_string())
            .collect();
        assert_eq!(forbidden, expected, "{}", app.name);
    }
}

#[test]
fn every_service_selects_a_workload_that_declares_its_target_ports() {
    for app in ALL {
        let documents = documents(app);
        let workloads = workloads(&documents);
        for service in documents
            .iter()
            .filter(|document| document["kind"] == "Service")
        {
            let namespace = text(service, "/metadata/namespace");
            let selector = service["spec"]["selector"].as_object().unwrap();
            let selected: Vec<&&Value> = workloads
                .values()
                .filter(|workload| text(workload, "/metadata/namespace") == namespace)
                .filter(|workload| {
                    let labels = pod_labels(workload).unwrap();
                    selector
                        .iter()
                        .all(|(key, value)| labels.get(key) == Some(value))
                })
                .collect();
            assert!(!selected.is_empty(), "{}", service["metadata"]);
            for port in service["spec"]["ports"].as_array().unwrap() {
                for workload in &selected {
                    let serves = container_ports(pod_spec(workload).unwrap()).any(|declared| {
                        declared["protocol"] == port["protocol"]
                            && [&declared["name"], &declared["containerPort"]]
                                .contains(&&port["targetPort"])
                    });
                    assert!(serves, "{port}: {}", service["metadata"]);
                }
            }
        }
    }
}

#[test]
fn one_port_name_has_two_numbers_behind_the_payments_service() {
    let ports: BTreeSet<u16> = BANK
        .flows()
        .unwrap()
        .iter()
        .filter(|flow| {
            let source = flow.source.to_string();
            let destination = flow.destination.to_string();
            source.ends_with("/gateway") && destination.contains("/payments-")
        })
        .map(|flow| flow.port)
        .collect();
    assert_eq!(ports, BTreeSet::from([8082, 8182]));
}

#[test]
fn two_deployments_of_the_clinic_are_named_as_two_of_the_bank() {
    let names = |app: &App| -> BTreeSet<String> {
        let documents = documents(app);
        workloads(&documents)
            .into_keys()
            .filter_map(|end| {
                end.split_once("/deployment/")
                    .map(|(_, name)| name.to_owned())
            })
            .collect()
    };
    let shared: BTreeSet<String> = names(&BANK)
        .intersection(&names(&CLINIC))
        .cloned()
        .collect();
    assert_eq!(
        shared,
        BTreeSet::from(["accounts".to_owned(), "gateway".to_owned()])
    );
}

#[test]
fn a_line_that_is_no_flow_is_refused_with_its_place() {
    let text = "source,destination,protocol,port,known_by\na/pod/b,internet,ICMP,1,env\n";
    let error = super::flow::parse(text, "flows.csv").unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot read line 2 of flows.csv: ICMP is no protocol"
    );
}
