//! Namespaced policies of both kinds.

use serde_json::{Map, Value, json};

use super::{
    cluster::Surroundings,
    generator::Generator,
    vocabulary::{
        NAMESPACE_LABELS, POD_LABELS, PORT_NAMES, PROTOCOLS, edge, exception, range, range_end,
        selector,
    },
};

/// A `NetworkPolicy` or an `ApplicationNetworkPolicy`.
pub(crate) fn namespaced_policy(
    generator: &mut Generator,
    number: usize,
    surroundings: &Surroundings,
) -> Value {
    let eks = generator.percent(25);
    let mut spec = Map::new();
    match generator.below(10) {
        0 if !eks => {}
        1 if !eks => drop(spec.insert("podSelector".to_owned(), Value::Null)),
        _ => drop(spec.insert("podSelector".to_owned(), selector(generator, POD_LABELS))),
    }
    match generator.below(8) {
        0 | 1 => {}
        2 => drop(spec.insert("policyTypes".to_owned(), json!([]))),
        3 | 4 => drop(spec.insert("policyTypes".to_owned(), json!(["Ingress"]))),
        5 => drop(spec.insert("policyTypes".to_owned(), json!(["Egress"]))),
        _ => drop(spec.insert("policyTypes".to_owned(), json!(["Ingress", "Egress"]))),
    }
    for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
        match generator.below(10) {
            0 | 1 => {}
            2 => drop(spec.insert(direction.to_owned(), json!([]))),
            _ => {
                let names = eks && direction == "egress";
                let rules = generator.some(1, 3, |generator| {
                    rule(generator, peers, names, surroundings)
                });
                spec.insert(direction.to_owned(), Value::Array(rules));
            }
        }
    }
    let (api_version, kind) = if eks {
        ("networking.k8s.aws/v1alpha1", "ApplicationNetworkPolicy")
    } else {
        ("networking.k8s.io/v1", "NetworkPolicy")
    };
    json!({
        "apiVersion": api_version, "kind": kind,
        "metadata": {
            "namespace": generator.pick(&surroundings.namespaces), "name": format!("policy-{number}"),
        },
        "spec": spec,
    })
}

fn rule(generator: &mut Generator, peers: &str, names: bool, surroundings: &Surroundings) -> Value {
    let mut rule = Map::new();
    match generator.below(12) {
        0 => {}
        1 => drop(rule.insert(peers.to_owned(), json!([]))),
        _ => {
            let listed = generator.some(1, 3, |generator| peer(generator, names, surroundings));
            rule.insert(peers.to_owned(), Value::Array(listed));
        }
    }
    match generator.below(8) {
        0..=2 => {}
        3 => drop(rule.insert("ports".to_owned(), Value::Null)),
        _ => drop(rule.insert("ports".to_owned(), Value::Array(generator.some(1, 3, port)))),
    }
    Value::Object(rule)
}

fn peer(generator: &mut Generator, names: bool, surroundings: &Surroundings) -> Value {
    if names && generator.percent(20) {
        return json!({ "domainNames": ["*.example.com"] });
    }
    match generator.below(10) {
        0..=2 => json!({ "podSelector": selector(generator, POD_LABELS) }),
        3 | 4 => json!({ "namespaceSelector": selector(generator, NAMESPACE_LABELS) }),
        5 => json!({
            "namespaceSelector": selector(generator, NAMESPACE_LABELS), "podSelector": null,
        }),
        6 => json!({
            "namespaceSelector": selector(generator, NAMESPACE_LABELS),
            "podSelector": selector(generator, POD_LABELS),
        }),
        _ => block(generator, surroundings),
    }
}

fn block(generator: &mut Generator, surroundings: &Surroundings) -> Value {
    let cidr = range(generator, &surroundings.addresses);
    let mut block = json!({ "cidr": cidr });
    if generator.percent(60) {
        let excepts: Vec<String> = generator
            .some(1, 2, |generator| {
                exception(generator, &cidr, &surroundings.addresses)
            })
            .into_iter()
            .flatten()
            .collect();
        block["except"] = json!(excepts);
    }
    json!({ "ipBlock": block })
}

fn port(generator: &mut Generator) -> Value {
    let mut entry = Map::new();
    if generator.percent(60) {
        entry.insert("protocol".to_owned(), json!(generator.pick(PROTOCOLS)));
    }
    match generator.below(10) {
        0 | 1 => {}
        2..=4 => drop(entry.insert("port".to_owned(), json!(generator.pick(PORT_NAMES)))),
        5..=7 => drop(entry.insert("port".to_owned(), json!(edge(generator)))),
        _ => {
            let start = edge(generator);
            entry.insert("port".to_owned(), json!(start));
            entry.insert("endPort".to_owned(), json!(range_end(generator, start, 0)));
        }
    }
    Value::Object(entry)
}
