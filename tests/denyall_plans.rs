//! What `kubectl denyall plan` makes of whole applications: every flow that they need still passes,
//! nothing that they should not do does, and a real API server takes the manifests.

#![expect(
    clippy::expect_used,
    reason = "a test stops where its scene cannot be set"
)]

use std::path::Path;

use e2e::{
    api::documents,
    apps::{self, App, End, Flow},
    control_plane::ControlPlane,
    run::Plugin,
    shop,
};
use plugin_kit::Exit;
use serde_json::Value;
use tempfile::TempDir;

/// Where the metadata service of every node listens.
const METADATA: &str = "169.254.169.254";
/// Where the Pod Identity agent of every node listens.
const POD_IDENTITY: &str = "169.254.170.23";

/// The DNS that a plan assumes where the files hold none.
const DNS: &str = "
apiVersion: v1
kind: Service
metadata: {name: kube-dns, namespace: kube-system}
spec:
  selector: {k8s-app: kube-dns}
  ports: [{name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53, protocol: TCP}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: coredns, namespace: kube-system}
spec:
  selector: {matchLabels: {k8s-app: kube-dns}}
  template:
    metadata: {labels: {k8s-app: kube-dns}}
    spec: {containers: [{name: coredns}]}
";

/// An application with the plan that was made for it.
struct Planned {
    name: &'static str,
    folder: TempDir,
}

impl Planned {
    fn app(app: &App) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let manifests = folder.path().join("manifests");
        std::fs::create_dir(&manifests).expect("a folder");
        app.write_to(&manifests)
            .expect("the application is written");
        Self::plan(app.name, folder)
    }

    fn shop() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let manifests = folder.path().join("manifests");
        std::fs::create_dir(&manifests).expect("a folder");
        shop::write_to(&manifests).expect("the shop is written");
        Self::plan("shop", folder)
    }

    fn plan(name: &'static str, folder: TempDir) -> Self {
        let done = Plugin::denyall("plan --load-balancer-cidr")
            .argument(apps::LOAD_BALANCERS)
            .argument("--control-plane-cidr")
            .argument(apps::CONTROL_PLANE)
            .argument("--out")
            .argument(folder.path().join("plan"))
            .files(&folder.path().join("manifests"))
            .run();
        assert_eq!(done.exit, Exit::Done, "{name}: {done:?}");
        Self { name, folder }
    }

    fn manifests(&self) -> std::path::PathBuf {
        self.folder.path().join("manifests")
    }

    /// The items of a report about the application under its plan.
    fn items(&self, words: &str) -> Vec<Value> {
        let (report, done) = Plugin::denyall(words)
            .argument("-R")
            .files(&self.manifests())
            .files(&self.folder.path().join("plan"))
            .json();
        assert_eq!(done.exit, Exit::Done, "{}: {words}: {done:?}", self.name);
        report["items"].as_array().expect("items").clone()
    }

    /// For each pair of pods that policies tell apart, whether one end reaches the other.
    fn verdicts(&self, flow: &Flow) -> Vec<bool> {
        let words = format!(
            "reach {} {} --port {}/{}",
            word(&flow.source),
            word(&flow.destination),
            flow.port,
            flow.protocol
        );
        let items = self.items(&words);
        assert!(!items.is_empty(), "{words}");
        items.iter().map(|item| item["allowed"] == true).collect()
    }

    /// Every workload that a policy can hold, outside of the system's namespace.
    fn workloads(&self) -> Vec<String> {
        let items = self.items("audit").into_iter().filter(|item| {
            item["type"] == "workload"
                && item["hostNetwork"] != true
                && item["namespace"] != "kube-system"
        });
        let name = |item: Value| {
            format!(
                "{}/{}/{}",
                item["namespace"].as_str().expect("a namespace"),
                item["kind"].as_str().expect("a kind").to_lowercase(),
                item["name"].as_str().expect("a name")
            )
        };
        items.map(name).collect()
    }

    /// Every policy of the plan.
    fn policies(&self) -> Vec<Value> {
        let mut policies = Vec::new();
        collect(&self.folder.path().join("plan"), &mut policies);
        policies
    }
}

/// Every plan that there is.
fn all() -> impl Iterator<Item = Planned> {
    apps::ALL.iter().map(Planned::app).chain([Planned::shop()])
}

/// An end as FROM or TO is typed.
fn word(end: &End) -> String {
    end.to_string()
}

fn collect(folder: &Path, policies: &mut Vec<Value>) {
    for entry in std::fs::read_dir(folder).expect("the plan is a folder") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            collect(&path, policies);
        } else if path.extension().is_some_and(|it| it == "yaml") {
            let text = std::fs::read_to_string(&path).expect("text");
            let found = documents(&text, "the plan").expect("YAML");
            policies.extend(found.into_iter().filter(|it| it["kind"] == "NetworkPolicy"));
        }
    }
}

/// Flows to the metadata address open only where the user asks for it.
fn is_metadata(flow: &Flow) -> bool {
    flow.destination.to_string().starts_with(METADATA)
}

/// A plan leaves the namespaces of the cluster itself alone, and says so.
fn of_the_system(flow: &Flow) -> bool {
    matches!(&flow.source, End::Workload { namespace, .. } if namespace == "kube-system")
}

#[test]
fn every_flow_that_an_application_needs_still_passes() {
    for app in apps::ALL {
        let planned = Planned::app(app);
        let broken: Vec<String> = app
            .flows()
            .expect("a table")
            .iter()
            .filter(|flow| !is_metadata(flow) && planned.verdicts(flow).contains(&false))
            .map(|flow| format!("{flow:?}"))
            .collect();
        assert_eq!(broken, Vec::<String>::new(), "{}", app.name);
    }
}

#[test]
fn nothing_that_an_application_should_not_do_passes() {
    for app in apps::ALL {
        let planned = Planned::app(app);
        let open: Vec<String> = app
            .forbidden()
            .expect("a table")
            .iter()
            .filter(|flow| !of_the_system(flow) && planned.verdicts(flow).contains(&true))
            .map(|flow| format!("{flow:?}"))
            .collect();
        assert_eq!(open, Vec::<String>::new(), "{}", app.name);
    }
}

#[test]
fn pods_on_the_role_of_their_node_are_in_the_break_report_unless_allowed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    apps::BANK.write_to(folder.path()).expect("written");
    let to_metadata = |words: &str| -> Vec<Value> {
        let (report, done) = Plugin::denyall(words).files(folder.path()).json();
        assert_eq!(done.exit, Exit::Done, "{done:?}");
        let items = report["items"].as_array().expect("items").clone();
        items
            .into_iter()
            .filter(|item| item["type"] == "flow" && item["to"]["type"] == "instance-metadata")
            .collect()
    };
    let breaks = to_metadata("plan");
    assert_eq!(breaks.len(), 1, "{breaks:?}");
    assert_eq!(breaks[0]["status"], "breaks");
    assert_eq!(breaks[0]["from"]["name"], "fraud-scorer");
    let kept = to_metadata("plan --allow-metadata bank-core/fraud-scorer");
    assert_eq!(kept[0]["status"], "kept", "{kept:?}");
}

#[test]
fn the_attacker_in_the_frontend_is_left_with_the_api() {
    let planned = Planned::shop();
    let reached: Vec<String> = planned
        .items("map")
        .iter()
        .filter(|item| item["from"]["namespace"] == "frontend")
        .map(|item| {
            format!(
                "{}/{} {}",
                item["to"]["namespace"], item["to"]["name"], item["ports"]
            )
        })
        .collect();
    // The files of the shop lack kube-system, and with it the DNS that the plan lets everybody ask.
    assert_eq!(reached.len(), 1, "{reached:?}");
    assert!(reached[0].contains("\"api\"/\"api\""), "{reached:?}");
    for (words, allowed) in [
        ("reach frontend/deploy/web api/svc/api --port 8080", true),
        (
            "reach frontend/deploy/web payment-service/sts/database",
            false,
        ),
        ("reach frontend/deploy/web internet", false),
        ("reach frontend/deploy/web 169.254.169.254 --port 80", false),
        (
            "reach api/deploy/api payment-service/sts/database --port 5432",
            true,
        ),
    ] {
        for item in planned.items(words) {
            assert_eq!(item["allowed"], allowed, "{words}");
        }
    }
}

#[test]
fn every_pod_can_ask_the_dns_of_the_cluster() {
    for planned in all() {
        // Most applications come without the system's namespace; only one has a DNS of its own way.
        let (port, addresses) = if planned.name == apps::STREAM.name {
            (5353, &["169.254.20.10"][..])
        } else {
            std::fs::write(planned.manifests().join("dns.yaml"), DNS).expect("a file");
            (53, &[][..])
        };
        let senders = planned.workloads();
        assert!(senders.len() > 5, "{}: {senders:?}", planned.name);
        for sender in senders {
            for protocol in ["UDP", "TCP"] {
                let words = format!("reach {sender} kube-system/svc/kube-dns --port 53/{protocol}");
                for item in planned.items(&words) {
                    assert_eq!(item["allowed"], true, "{}: {words}", planned.name);
                    assert_eq!(item["port"], port, "the target port: {words}");
                }
                for address in addresses {
                    let words = format!("reach {sender} {address} --port 53/{protocol}");
                    for item in planned.items(&words) {
                        assert_eq!(item["allowed"], true, "{}: {words}", planned.name);
                    }
                }
            }
        }
    }
}

#[test]
fn pod_identity_is_open_where_it_is_used_and_the_metadata_address_nowhere() {
    for planned in all() {
        let app = apps::ALL.iter().find(|app| app.name == planned.name);
        let flows = app.map_or_else(Vec::new, |app| app.flows().expect("a table"));
        let users: Vec<String> = flows
            .iter()
            .filter(|flow| flow.destination.to_string().starts_with(POD_IDENTITY))
            .map(|flow| flow.source.to_string())
            .collect();
        for name in planned.workloads() {
            for (address, expected) in [(METADATA, false), (POD_IDENTITY, users.contains(&name))] {
                let words = format!("reach {name} {address} --port 80");
                for item in planned.items(&words) {
                    assert_eq!(item["allowed"], expected, "{}: {words}", planned.name);
                }
            }
        }
    }
}

#[test]
fn a_real_api_server_takes_every_manifest_of_a_plan() {
    let cluster = ControlPlane::shared();
    let api = cluster.api();
    for planned in all() {
        let policies = planned.policies();
        assert!(policies.len() > 5, "{}", planned.name);
        for policy in policies {
            let namespace = &policy["metadata"]["namespace"];
            let manifest = serde_json::json!({
                "apiVersion": "v1",
                "kind": "Namespace",
                "metadata": {"name": namespace},
            });
            api.apply(&manifest).expect("the namespace is accepted");
            let stored = api.dry_run(&policy);
            assert!(stored.is_ok(), "{}: {stored:?}\n{policy}", planned.name);
        }
    }
}
