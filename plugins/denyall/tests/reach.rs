//! `kubectl denyall reach` from files, in process.
#![expect(
    clippy::unwrap_used,
    reason = "a test stops where its scene cannot be set"
)]

mod driver;

use driver::denyall;
use plugin_kit::{Exit, app::Captured};
use serde_json::Value;

/// Two tiers of a shop; the API listens on 8080, its service on 80.
const SHOP: &str = "
apiVersion: v1
kind: Namespace
metadata: {name: front}
---
apiVersion: v1
kind: Namespace
metadata: {name: back, labels: {tier: back}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: front}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, version: v3}}
    spec: {containers: [{name: web, ports: [{name: http, containerPort: 8000}]}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: back}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api, part: core}}
    spec: {containers: [{name: api, ports: [{name: http, containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: back}
spec:
  clusterIP: 10.100.0.9
  selector: {app: api}
  ports: [{name: web, port: 80, targetPort: http}]
---
";

const DENY_BACK: &str = "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: back}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
---
";

fn reach(words: &str, manifests: &str) -> Captured {
    let words = ["reach", "-f", "-"]
        .into_iter()
        .chain(words.split_whitespace());
    denyall(words, manifests)
}

fn items(words: &str, manifests: &str) -> Vec<Value> {
    let done = reach(&format!("{words} -o json"), manifests);
    assert_eq!(done.exit, Exit::Done, "{done:?}");
    let report: Value = serde_json::from_str(&done.stdout).unwrap();
    report["items"].as_array().unwrap().clone()
}

fn item(words: &str, manifests: &str) -> Value {
    let items = items(words, manifests);
    let [item] = items.as_slice() else {
        panic!("not one item: {items:?}");
    };
    item.clone()
}

#[test]
fn without_policies_everything_is_reached_and_nothing_isolates() {
    let item = item("front/deploy/web back/deploy/api", SHOP);
    assert_eq!(item["allowed"], true);
    assert_eq!(item["port"], 8080);
    assert_eq!(item["ingress"]["reason"], "not-isolated");
    assert_eq!(item["fix"], Value::Null);
}

#[test]
fn a_service_is_answered_for_the_port_behind_it() {
    for words in [
        "front/deploy/web back/svc/api",
        "front/deploy/web back/svc/api --port 80",
        "front/deploy/web back/svc/api --port web",
        "front/deploy/web -n back svc/api --port 80/tcp",
    ] {
        let item = item(words, SHOP);
        assert_eq!(
            (&item["port"], &item["service"]["port"]),
            (&8080.into(), &80.into())
        );
    }
}

#[test]
fn the_address_of_a_service_is_the_pods_behind_it() {
    let manifests = format!("{SHOP}{DENY_BACK}");
    let named = item("front/deploy/web back/svc/api --port 80", &manifests);
    let by_address = item("front/deploy/web 10.100.0.9 --port 80", &manifests);
    assert_eq!(by_address, named);
    assert_eq!(by_address["allowed"], false);
    // Nobody is behind it, so nobody's policies are either.
    let nobody = manifests.replace("selector: {app: api}", "selector: {app: gone}");
    let alone = item("front/deploy/web 10.100.0.9 --port 80", &nobody);
    assert_eq!(alone["to"]["type"], "cidr");
}

#[test]
fn a_deny_names_the_policy_and_a_fix_that_flips_it() {
    let manifests = format!("{SHOP}{DENY_BACK}");
    let denied = item("front/deploy/web back/deploy/api", &manifests);
    assert_eq!(denied["allowed"], false);
    assert_eq!(denied["egress"]["allowed"], true);
    assert_eq!(denied["ingress"]["reason"], "isolated");
    assert_eq!(denied["ingress"]["decidedBy"][0]["policy"]["name"], "deny");
    assert_eq!(denied["fix"]["opens"], Value::Array(Vec::new()));
    let policies = denied["fix"]["policies"].as_array().unwrap();
    assert_eq!(policies.len(), 1);
    // Labels that change with a version select nothing for long.
    let peer = &policies[0]["spec"]["ingress"][0]["from"][0];
    assert_eq!(
        peer["podSelector"]["matchLabels"],
        serde_json::json!({"app": "web"})
    );

    let fixed = format!("{manifests}{}", policies[0]);
    let allowed = item("front/deploy/web back/deploy/api", &fixed);
    assert_eq!(allowed["allowed"], true);
    assert_eq!(
        allowed["ingress"]["decidedBy"][0]["path"],
        "spec.ingress[0]"
    );
    let other_port = item("front/deploy/web back/deploy/api --port 22", &fixed);
    assert_eq!(other_port["allowed"], false);
}

#[test]
fn both_directions_are_fixed_where_both_deny() {
    let manifests = format!("{SHOP}{DENY_BACK}{}", DENY_BACK.replace("back", "front"));
    let denied = item("front/deploy/web back/deploy/api", &manifests);
    let policies = denied["fix"]["policies"].as_array().unwrap();
    let namespaces: Vec<&str> = policies
        .iter()
        .map(|policy| policy["metadata"]["namespace"].as_str().unwrap())
        .collect();
    assert_eq!(namespaces, ["front", "back"]);
    let fixed = format!("{manifests}{}\n---\n{}", policies[0], policies[1]);
    assert_eq!(
        item("front/deploy/web back/deploy/api", &fixed)["allowed"],
        true
    );
}

#[test]
fn what_a_fix_opens_beside_is_listed() {
    // A second deployment with the same labels cannot be told apart from the first.
    let twin = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: twin, namespace: front}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, version: v3}}
    spec: {containers: [{name: web}]}
---
";
    let denied = item(
        "front/deploy/web back/deploy/api",
        &format!("{SHOP}{DENY_BACK}{twin}"),
    );
    let opens = denied["fix"]["opens"].as_array().unwrap();
    assert_eq!(opens.len(), 1);
    assert_eq!(opens[0]["from"]["name"], "twin");
    assert_eq!(opens[0]["to"]["name"], "api");
}

#[test]
fn where_no_policy_helps_the_reason_is_said() {
    let unlabelled = "
apiVersion: v1
kind: Pod
metadata: {name: bare, namespace: back}
spec: {containers: [{name: bare}]}
---
";
    let denied = item(
        "front/deploy/web back/bare --port 80",
        &format!("{SHOP}{DENY_BACK}{unlabelled}"),
    );
    assert_eq!(denied["fix"], Value::Null);
    assert!(
        denied["noFix"].as_str().unwrap().contains("no label"),
        "{denied}"
    );
}

/// A cluster-wide policy of this name that treats everything into pods so.
fn into_pods(name: &str, action: &str) -> String {
    format!(
        "
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {{name: {name}}}
spec:
  tier: Admin
  priority: 7
  subject: {{namespaces: {{}}}}
  ingress: [{{action: {action}, from: [{{namespaces: {{}}}}]}}]
---
"
    )
}

#[test]
fn a_verdict_that_the_specification_leaves_open_is_marked() {
    let question = "front/deploy/web back/deploy/api";
    for (one, other, allowed) in [
        ("Accept", "Deny", true),
        ("Deny", "Accept", false),
        ("Pass", "Deny", true),
        ("Deny", "Pass", false),
    ] {
        let policies = into_pods("a", one) + &into_pods("b", other);
        let open = item(question, &format!("{SHOP}{policies}"));
        assert_eq!(
            (&open["allowed"], &open["ambiguous"]),
            (&allowed.into(), &true.into()),
            "{one} {other}: {open}"
        );
    }
    let agreed = into_pods("a", "Deny") + &into_pods("b", "Deny");
    assert_eq!(
        item(question, &format!("{SHOP}{agreed}"))["ambiguous"],
        false
    );
    // What may be let in is not let out.
    let held = into_pods("a", "Accept") + &into_pods("b", "Deny") + DENY_BACK;
    let denied = item(
        question,
        &format!(
            "{SHOP}{}",
            held.replace("namespace: back", "namespace: front")
        ),
    );
    assert_eq!(
        (&denied["allowed"], &denied["ambiguous"]),
        (&false.into(), &false.into())
    );
}

#[test]
fn a_pod_reaches_itself_whatever_its_policies_say() {
    let lone = "
apiVersion: v1
kind: Pod
metadata: {name: lone, namespace: back, labels: {app: lone}}
spec: {containers: [{name: lone}]}
---
";
    let item = item(
        "back/lone back/lone --port 80",
        &format!("{SHOP}{DENY_BACK}{lone}"),
    );
    assert_eq!(
        (&item["allowed"], &item["ingress"]["reason"]),
        (&true.into(), &"itself".into())
    );
}

/// A pod with a service of its own.
const ALONE: &str = "
apiVersion: v1
kind: Pod
metadata: {name: lone, namespace: back, labels: {app: lone}}
spec: {containers: [{name: lone}]}
---
apiVersion: v1
kind: Service
metadata: {name: lone, namespace: back}
spec:
  clusterIP: 10.100.0.7
  selector: {app: lone}
  ports: [{port: 80}]
---
";

/// ClusterNetworkPolicy API, hairpin traffic.
#[test]
fn cluster_wide_policies_hold_a_pod_that_its_service_leads_back_to_itself() {
    let asks = |question: &str, policies: &str| {
        let item = item(question, &format!("{SHOP}{ALONE}{policies}"));
        let reason = item["ingress"]["reason"].as_str().unwrap().to_owned();
        (item["allowed"].as_bool().unwrap(), reason)
    };
    let through = "back/lone svc/lone -n back";
    let direct = "back/lone back/lone --port 80";
    let said = |allowed, reason: &str| (allowed, reason.to_owned());
    let deny = into_pods("all", "Deny");
    assert_eq!(asks(through, &deny), said(false, "rule"));
    assert_eq!(asks(direct, &deny), said(true, "itself"));
    let by_address = "back/lone 10.100.0.7 --port 80";
    assert_eq!(asks(by_address, &deny), said(false, "rule"));
    let headless = ALONE.replace("10.100.0.7", "None");
    let denied = item(through, &format!("{SHOP}{headless}{deny}"));
    assert_eq!(
        denied["allowed"], true,
        "the name leads to the pod's address"
    );
    // Namespaced policies do not hold it, and hide the baseline from it as from all others.
    assert_eq!(asks(through, DENY_BACK), said(true, "itself"));
    let baseline = deny.replace("tier: Admin", "tier: Baseline");
    assert_eq!(asks(through, &baseline), said(false, "rule"));
    let hidden = format!("{baseline}{DENY_BACK}");
    assert_eq!(asks(through, &hidden), said(true, "itself"));
    let passed = into_pods("all", "Pass");
    assert_eq!(asks(through, &passed), said(true, "not-isolated"));
}

/// The network policy agent of Amazon EKS takes the strictest action of one priority.
#[test]
fn the_profile_of_eks_denies_where_policies_of_one_priority_disagree() {
    let policies = into_pods("a", "Accept") + &into_pods("b", "Deny");
    let question = "front/deploy/web back/deploy/api";
    let scene = format!("{SHOP}{policies}");
    let spec = item(question, &scene);
    assert_eq!(
        (&spec["allowed"], &spec["ambiguous"]),
        (&true.into(), &true.into())
    );
    assert_eq!(spec["otherProfiles"][0]["profile"], "eks");
    assert_eq!(
        spec["otherProfiles"][0]["rule"],
        "of several policies of one priority, one that denies decides there"
    );
    let eks = item(&format!("{question} --profile eks"), &scene);
    assert_eq!(
        (&eks["allowed"], &eks["ambiguous"]),
        (&false.into(), &false.into())
    );
    assert_eq!(
        eks["ingress"]["decidedBy"][0]["policy"]["name"], "b",
        "{eks}"
    );
}

#[test]
fn a_range_is_cut_where_policies_tell_its_parts_apart() {
    let policy = "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: out, namespace: front}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress: [{to: [{ipBlock: {cidr: 192.168.0.0/16, except: [192.168.128.0/17]}}]}]
---
";
    let items = items(
        "front/deploy/web 192.168.0.0/15 --port 443",
        &format!("{SHOP}{policy}"),
    );
    let parts: Vec<(String, bool)> = items
        .iter()
        .map(|item| {
            (
                item["to"]["cidrs"][0].as_str().unwrap().to_owned(),
                item["allowed"] == true,
            )
        })
        .collect();
    assert_eq!(
        parts,
        [
            ("192.168.0.0/17".to_owned(), true),
            ("192.168.128.0/17".to_owned(), false),
            ("192.169.0.0/16".to_owned(), false),
        ]
    );
}

#[test]
fn eks_judges_the_address_of_the_service_and_says_so() {
    // The peer asks for a label that the pods have and the service's selector lacks.
    let policy = "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: out, namespace: front}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
    - to: [{namespaceSelector: {matchLabels: {tier: back}}, podSelector: {matchLabels: {app: api, part: core}}}]
      ports: [{port: 8080}]
---
";
    let manifests = format!("{SHOP}{policy}");
    let spec = item("front/deploy/web back/svc/api", &manifests);
    assert_eq!(spec["allowed"], true);
    assert_eq!(spec["otherProfiles"][0]["profile"], "eks");
    assert_eq!(spec["otherProfiles"][0]["allowed"], false);
    let eks = item("front/deploy/web back/svc/api --profile eks", &manifests);
    assert_eq!(
        (&eks["allowed"], &eks["egress"]["reason"]),
        (&false.into(), &"service-address".into())
    );
    // The pods themselves are let through.
    assert_eq!(
        item("front/deploy/web back/deploy/api --profile eks", &manifests)["allowed"],
        true
    );

    let looser = manifests.replace(", part: core}}}]", "}}}]");
    assert_eq!(
        item("front/deploy/web back/svc/api --profile eks", &looser)["allowed"],
        true
    );
}

#[test]
fn denied_is_exit_code_one_where_it_is_asked_for() {
    let manifests = format!("{SHOP}{DENY_BACK}");
    for (words, exit) in [
        ("front/deploy/web back/deploy/api", Exit::Done),
        (
            "front/deploy/web back/deploy/api --exit-code",
            Exit::Findings,
        ),
        ("back/deploy/api internet --exit-code", Exit::Findings),
        ("front/deploy/web internet --exit-code", Exit::Done),
    ] {
        assert_eq!(reach(words, &manifests).exit, exit, "{words}");
    }
}

#[test]
fn words_that_fit_nothing_are_one_clear_error() {
    for (words, error, hint) in [
        (
            "front/deploy/web back/deploy/db",
            "Deployment back/db is not there",
            "deploy/api",
        ),
        (
            "front/deploy/web gone/deploy/db",
            "Deployment gone/db is not there",
            "namespace \"gone\"",
        ),
        (
            "front/deploy/web back/deploy/api --port 0",
            "--port \"0\" is no port",
            "65535",
        ),
        (
            "front/deploy/web back/deploy/api --port 80/icmp",
            "no known protocol",
            "SCTP",
        ),
        (
            "front/deploy/web back/deploy/api --port grpc",
            "no such port",
            "declares",
        ),
        (
            "svc/api back/deploy/api",
            "a service sends nothing",
            "deploy/api",
        ),
    ] {
        let done = reach(words, SHOP);
        assert_eq!(
            (done.exit, done.stdout.as_str()),
            (Exit::Failed, ""),
            "{words}"
        );
        let lines: Vec<&str> = done.stderr.lines().collect();
        assert!(
            lines[0].starts_with("error: ") && lines[0].contains(error),
            "{done:?}"
        );
        assert!(
            lines[1].starts_with("hint: ") && lines[1].contains(hint),
            "{done:?}"
        );
    }
}

#[test]
fn where_no_policy_was_found_it_is_said() {
    let words = "front/deploy/web back/deploy/api";
    let note = "no network policy was read in back or front: pods there count as open";
    assert!(reach(words, SHOP).stderr.contains(note));
    // Of other namespaces nothing is said, for their policies were not looked at.
    let elsewhere = format!(
        "{SHOP}{}",
        DENY_BACK.replace("namespace: back", "namespace: far")
    );
    assert!(reach(words, &elsewhere).stderr.contains(note));
    let closed = reach(words, &format!("{SHOP}{DENY_BACK}"));
    assert!(!closed.stderr.contains("no network policy"), "{closed:?}");
    let by_address = reach("front/deploy/web 10.1.2.3 --port 80", SHOP);
    let note = "no network policy was read: every pod counts as open";
    assert!(by_address.stderr.contains(note), "{by_address:?}");
}

#[test]
fn selectors_on_labels_of_unknown_namespaces_are_a_gap() {
    let pods = SHOP.split("---").skip(2).collect::<Vec<_>>().join("---");
    let by = |key: &str| {
        format!(
            "{pods}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: from, namespace: back}}
spec:
  podSelector: {{}}
  ingress: [{{from: [{{namespaceSelector: {{matchLabels: {{{key}: front}}}}}}]}}]
"
        )
    };
    let known = reach(
        "front/deploy/web back/deploy/api",
        &by("kubernetes.io/metadata.name"),
    );
    assert_eq!(known.exit, Exit::Done, "{known:?}");
    let unknown = reach("front/deploy/web back/deploy/api", &by("team"));
    assert_eq!(unknown.exit, Exit::Incomplete, "{unknown:?}");
    assert!(unknown.stderr.contains("select namespaces by team"));
}
