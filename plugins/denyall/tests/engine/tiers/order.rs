//! Admin, then the namespaced policies, then Baseline; priorities and rule order within a tier.

use serde_json::{Value, json};

use crate::table::{Table, admin, baseline, cluster, eks_cluster, network_policy, pod};

const QUESTION: &str = "shop/web -> shop/db 80/TCP";

fn pods() -> [Value; 2] {
    [
        pod("shop/web", json!({ "app": "web" }), &["10.0.0.1"]),
        pod("shop/db", json!({ "app": "db" }), &["10.0.0.2"]),
    ]
}

/// Rules for everything that enters any pod from any pod.
fn ingress(tier: &str, priority: u16, actions: &[&str]) -> Value {
    let rules: Vec<Value> = actions
        .iter()
        .map(|action| json!({ "action": action, "from": [{ "namespaces": {} }] }))
        .collect();
    json!({ "tier": tier, "priority": priority, "subject": { "namespaces": {} }, "ingress": rules })
}

fn namespaced(rules: Value) -> Value {
    network_policy(
        "shop/own",
        json!({ "podSelector": {}, "policyTypes": ["Ingress"], "ingress": rules }),
    )
}

#[test]
fn tiers_are_asked_in_order_and_the_default_is_open() {
    let accept = || cluster("first", ingress("Admin", 5, &["Accept"]));
    let deny = || cluster("first", ingress("Admin", 5, &["Deny"]));
    let pass = || cluster("first", ingress("Admin", 5, &["Pass"]));
    let last = |action| cluster("last", ingress("Baseline", 5, &[action]));
    Table::of(pods())
        .and([deny(), namespaced(json!([{}])), last("Accept")])
        .denies(&[QUESTION]);
    Table::of(pods())
        .and([accept(), namespaced(json!([])), last("Deny")])
        .allows(&[QUESTION]);
    Table::of(pods())
        .and([namespaced(json!([{}])), last("Deny")])
        .allows(&[QUESTION]);
    Table::of(pods())
        .and([namespaced(json!([])), last("Accept")])
        .denies(&[QUESTION]);
    Table::of(pods()).and([last("Deny")]).denies(&[QUESTION]);
    Table::of(pods())
        .and([pass(), namespaced(json!([])), last("Accept")])
        .denies(&[QUESTION]);
    Table::of(pods())
        .and([pass(), last("Deny")])
        .denies(&[QUESTION]);
    Table::of(pods()).and([pass()]).allows(&[QUESTION]);
}

#[test]
fn the_lower_priority_number_and_the_earlier_rule_win() {
    let at =
        |name: &str, priority, action: &str| cluster(name, ingress("Admin", priority, &[action]));
    Table::of(pods())
        .and([at("z", 1, "Deny"), at("a", 1000, "Accept")])
        .denies(&[QUESTION]);
    Table::of(pods())
        .and([at("a", 10, "Accept"), at("z", 9, "Deny")])
        .denies(&[QUESTION]);
    Table::of(pods())
        .and([at("a", 0, "Accept"), at("z", 1, "Deny")])
        .allows(&[QUESTION]);
    let one =
        |actions: &[&str]| Table::of(pods()).and([cluster("one", ingress("Admin", 5, actions))]);
    one(&["Accept", "Deny"]).allows(&[QUESTION]);
    one(&["Deny", "Accept"]).denies(&[QUESTION]);
    one(&["Pass", "Deny"]).allows(&[QUESTION]);
}

#[test]
fn pass_skips_the_rest_of_its_own_tier_only() {
    let pass = |tier| cluster("pass", ingress(tier, 1, &["Pass"]));
    let deny = |tier| cluster("deny", ingress(tier, 2, &["Deny"]));
    Table::of(pods())
        .and([pass("Admin"), deny("Admin")])
        .allows(&[QUESTION]);
    Table::of(pods())
        .and([pass("Baseline"), deny("Baseline")])
        .allows(&[QUESTION]);
    Table::of(pods())
        .and([pass("Admin"), deny("Baseline")])
        .denies(&[QUESTION]);
}

#[test]
fn a_namespaced_policy_hides_the_baseline_in_its_own_direction_only() {
    let closed = json!({ "tier": "Baseline", "priority": 1, "subject": { "namespaces": {} },
        "ingress": [{ "action": "Deny", "from": [{ "namespaces": {} }] }],
        "egress": [{ "action": "Deny", "to": [{ "namespaces": {} }] }] });
    let sends = json!({ "podSelector": {}, "policyTypes": ["Egress"], "egress": [{}] });
    let table = Table::of(pods())
        .and([
            cluster("closed", closed),
            network_policy("shop/sends", sends),
        ])
        .denies(&[QUESTION]);
    let verdict = table.verdict(QUESTION);
    assert!(verdict.egress && !verdict.ingress);
    table.and([namespaced(json!([{}]))]).allows(&[QUESTION]);
}

#[test]
fn policies_of_one_priority_that_disagree_are_ambiguous_and_follow_their_names() {
    let at = |name: &str, action: &str| cluster(name, ingress("Admin", 7, &[action]));
    let table = Table::of(pods())
        .and([at("b", "Deny"), at("a", "Accept")])
        .allows(&[QUESTION]);
    assert!(table.verdict(QUESTION).ambiguous);
    let agreed = Table::of(pods())
        .and([at("b", "Deny"), at("a", "Deny")])
        .denies(&[QUESTION]);
    assert!(!agreed.verdict(QUESTION).ambiguous);
    let settled = Table::of(pods())
        .and([
            cluster("first", ingress("Admin", 6, &["Accept"])),
            at("b", "Deny"),
            at("a", "Pass"),
        ])
        .allows(&[QUESTION]);
    assert!(!settled.verdict(QUESTION).ambiguous);
    let tiers = Table::of(pods())
        .and([
            at("a", "Accept"),
            cluster("b", ingress("Baseline", 7, &["Deny"])),
        ])
        .allows(&[QUESTION]);
    assert!(!tiers.verdict(QUESTION).ambiguous);
}

#[test]
fn the_eks_agent_takes_the_strictest_policy_of_one_priority() {
    let at = |name: &str, actions: &[&str]| cluster(name, ingress("Admin", 7, actions));
    let decides = |policies: &[Value]| {
        Table::of(pods())
            .and(policies.to_vec())
            .where_deny_wins_at_equal_priority()
    };
    let both = decides(&[at("a", &["Accept"]), at("b", &["Deny"])]).denies(&[QUESTION]);
    assert!(!both.verdict(QUESTION).ambiguous);
    decides(&[at("a", &["Pass"]), at("b", &["Deny"])]).denies(&[QUESTION]);
    decides(&[
        at("a", &["Pass"]),
        at("b", &["Accept"]),
        cluster("last", ingress("Baseline", 7, &["Deny"])),
    ])
    .allows(&[QUESTION]);
    // The first matching rule of a policy hides its others, from the other policies too.
    decides(&[at("a", &["Accept", "Deny"]), at("b", &["Pass", "Deny"])]).allows(&[QUESTION]);
    // A lower priority has no say.
    decides(&[
        cluster("first", ingress("Admin", 6, &["Accept"])),
        at("a", &["Deny"]),
    ])
    .allows(&[QUESTION]);
    let baseline = |name: &str, action| cluster(name, ingress("Baseline", 7, &[action]));
    decides(&[baseline("a", "Accept"), baseline("b", "Deny")]).denies(&[QUESTION]);
}

#[test]
fn a_policy_without_rules_in_a_direction_leaves_it_alone() {
    let egress_only = json!({ "tier": "Admin", "priority": 1, "subject": { "namespaces": {} },
        "ingress": [],
        "egress": [{ "action": "Accept", "to": [{ "namespaces": {} }], "protocols": [{ "udp": { "destinationPort": { "number": 53 } } }] }] });
    Table::of(pods())
        .and([cluster("dns", egress_only)])
        .allows(&[QUESTION, "203.0.113.9 -> shop/db 80/TCP"]);
}

#[test]
fn each_direction_is_decided_apart_and_both_must_end_allowed() {
    let rule =
        |peers: &str, action: &str| json!([{ "action": action, peers: [{ "namespaces": {} }] }]);
    let policy = |into: &str, out: &str| {
        let spec = json!({ "tier": "Admin", "priority": 1, "subject": { "namespaces": {} },
            "ingress": rule("from", into), "egress": rule("to", out) });
        Table::of(pods()).and([cluster("both", spec)])
    };
    policy("Accept", "Accept").allows(&[QUESTION]);
    policy("Accept", "Deny").denies(&[QUESTION]);
    policy("Deny", "Accept").denies(&[QUESTION]);
}

#[test]
fn the_admin_kinds_share_one_order() {
    let old = |priority, action: &str| {
        let mut spec = ingress("Admin", priority, &[action]);
        spec.as_object_mut().expect("a spec").remove("tier");
        admin("old", spec)
    };
    let eks = |priority, action| eks_cluster("eks", ingress("Admin", priority, &[action]));
    Table::of(pods())
        .and([eks(1, "Deny"), old(2, "Allow")])
        .denies(&[QUESTION]);
    Table::of(pods())
        .and([eks(2, "Deny"), old(1, "Allow")])
        .allows(&[QUESTION]);
}

#[test]
fn the_baseline_of_v1alpha1_has_no_priority_and_comes_last() {
    let deny = baseline(json!({ "subject": { "namespaces": {} },
        "ingress": [{ "action": "Deny", "from": [{ "namespaces": {} }] }] }));
    Table::of(pods()).and([deny.clone()]).denies(&[QUESTION]);
    Table::of(pods())
        .and([deny.clone(), namespaced(json!([{}]))])
        .allows(&[QUESTION]);
    Table::of(pods())
        .and([
            deny,
            cluster("late", ingress("Baseline", 1000, &["Accept"])),
        ])
        .allows(&[QUESTION]);
}
