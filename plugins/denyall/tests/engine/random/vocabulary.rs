//! The words that clusters and policies share, few enough that they meet: labels, selectors,
//! ports, and address ranges with their exceptions.

use std::net::IpAddr;

use ipnet::IpNet;
use serde_json::{Map, Value, json};

use super::generator::Generator;

/// Keys and values of pod labels.
pub(crate) const POD_LABELS: &[(&str, &[&str])] = &[
    ("app", &["web", "api", "db"]),
    ("tier", &["front", "back", ""]),
    ("canary", &["true"]),
];

/// Keys and values of namespace labels.
pub(crate) const NAMESPACE_LABELS: &[(&str, &[&str])] = &[
    ("team", &["red", "blue"]),
    ("env", &["prod", "dev"]),
    ("kubernetes.io/metadata.name", &["alpha", "beta", "gamma"]),
];

/// Keys and values of node labels.
pub(crate) const NODE_LABELS: &[(&str, &[&str])] = &[("zone", &["x", "y"])];

/// Names of container ports.
pub(crate) const PORT_NAMES: &[&str] = &["http", "metrics", "dns"];

/// Numbers that policies and pods use.
pub(crate) const PORTS: &[u16] = &[53, 80, 443, 8080, 9090];

/// TCP more often than the others.
pub(crate) const PROTOCOLS: &[&str] = &["TCP", "TCP", "TCP", "UDP", "UDP", "SCTP"];

/// Addresses that belong to nobody in the cluster.
pub(crate) const OUTSIDE: &[&str] = &[
    "203.0.113.9",
    "198.51.100.200",
    "10.0.1.250",
    "2001:db8::9",
    "fd00:1::fa",
];

/// Labels out of a vocabulary; each key with some chance.
pub(crate) fn labels(generator: &mut Generator, words: &[(&str, &[&str])], chance: usize) -> Value {
    let mut labels = Map::new();
    for (key, values) in words {
        if generator.percent(chance) {
            labels.insert((*key).to_owned(), json!(generator.pick(values)));
        }
    }
    Value::Object(labels)
}

/// A selector of every form: empty, equalities, expressions, or both.
pub(crate) fn selector(generator: &mut Generator, words: &[(&str, &[&str])]) -> Value {
    let mut selector = Map::new();
    let form = generator.below(10);
    if matches!(form, 2..=5 | 9) {
        let (key, values) = generator.pick(words);
        selector.insert(
            "matchLabels".to_owned(),
            json!({ *key: generator.pick(values) }),
        );
    }
    if matches!(form, 6..=9) {
        let expressions = generator.some(1, 2, |generator| requirement(generator, words));
        selector.insert("matchExpressions".to_owned(), Value::Array(expressions));
    }
    if form == 1 {
        selector.insert("matchLabels".to_owned(), json!(null));
        selector.insert("matchExpressions".to_owned(), json!([]));
    }
    Value::Object(selector)
}

fn requirement(generator: &mut Generator, words: &[(&str, &[&str])]) -> Value {
    let (key, values) = *generator.pick(words);
    let operator = *generator.pick(&["In", "NotIn", "NotIn", "Exists", "DoesNotExist"]);
    if matches!(operator, "In" | "NotIn") {
        let listed = generator.some(1, 2, |generator| *generator.pick(values));
        return json!({ "key": key, "operator": operator, "values": listed });
    }
    match generator.below(3) {
        0 => json!({ "key": key, "operator": operator }),
        1 => json!({ "key": key, "operator": operator, "values": null }),
        _ => json!({ "key": key, "operator": operator, "values": [] }),
    }
}

/// A range of addresses: a famous one, or one around an address that the cluster knows.
pub(crate) fn range(generator: &mut Generator, known: &[IpAddr]) -> String {
    const FAMOUS: &[&str] = &[
        "0.0.0.0/0",
        "::/0",
        "10.0.0.0/8",
        "10.0.1.0/24",
        "10.0.1.77/24",
        "192.168.0.0/24",
        "203.0.113.0/24",
        "fd00::/16",
        "fd00:1::/64",
    ];
    if generator.percent(55) {
        return (*generator.pick(FAMOUS)).to_owned();
    }
    let address = *generator.pick(known);
    let bits = generator.below(5);
    let length = if address.is_ipv4() { 32 } else { 128 } - bits;
    let length = u8::try_from(length).expect("a prefix length");
    IpNet::new(address, length)
        .expect("a range")
        .trunc()
        .to_string()
}

/// An exception within a range: around an address that it holds, and smaller than it.
pub(crate) fn exception(
    generator: &mut Generator,
    range: &str,
    known: &[IpAddr],
) -> Option<String> {
    let outer: IpNet = range.parse().expect("a range that we made");
    let inside: Vec<IpAddr> = known
        .iter()
        .copied()
        .filter(|address| outer.contains(address))
        .collect();
    if inside.is_empty() || outer.prefix_len() == outer.max_prefix_len() {
        return None;
    }
    let address = *generator.pick(&inside);
    let shortest = usize::from(outer.prefix_len()) + 1;
    let longest = usize::from(outer.max_prefix_len());
    let length = if generator.percent(50) {
        longest
    } else {
        generator.between(shortest, longest)
    };
    let length = u8::try_from(length).expect("a prefix length");
    Some(
        IpNet::new(address, length)
            .expect("a range")
            .trunc()
            .to_string(),
    )
}

/// A number at or beside an edge.
pub(crate) fn edge(generator: &mut Generator) -> u16 {
    let port = *generator.pick(PORTS);
    match generator.below(10) {
        0 => port - 1,
        1 => port + 1,
        2 => *generator.pick(&[1, 65535, 85, 90, 91]),
        _ => port,
    }
}

/// Where a range ends that starts here.
pub(crate) fn range_end(generator: &mut Generator, start: u16, shortest: u16) -> u16 {
    let length = *generator.pick(&[shortest, 1, 10, 1000]);
    start.saturating_add(length.max(shortest))
}
