//! Cluster-wide policies of all four kinds, within what their CRDs accept, and now and then a peer
//! of a version to come.

use serde_json::{Map, Value, json};

use super::{
    cluster::Surroundings,
    generator::Generator,
    vocabulary::{
        NAMESPACE_LABELS, NODE_LABELS, POD_LABELS, PORT_NAMES, PROTOCOLS, edge, range, range_end,
        selector,
    },
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Admin,
    Baseline,
    Cluster,
    Eks,
}

/// A policy of one of the kinds.
pub(crate) fn admin_policy(
    generator: &mut Generator,
    number: usize,
    surroundings: &Surroundings,
) -> Value {
    let kind = *generator.pick(&[
        Kind::Admin,
        Kind::Baseline,
        Kind::Cluster,
        Kind::Cluster,
        Kind::Eks,
        Kind::Eks,
    ]);
    let (api_version, name) = match kind {
        Kind::Admin => ("policy.networking.k8s.io/v1alpha1", "AdminNetworkPolicy"),
        Kind::Baseline => (
            "policy.networking.k8s.io/v1alpha1",
            "BaselineAdminNetworkPolicy",
        ),
        Kind::Cluster => ("policy.networking.k8s.io/v1alpha2", "ClusterNetworkPolicy"),
        Kind::Eks => ("networking.k8s.aws/v1alpha1", "ClusterNetworkPolicy"),
    };
    let mut spec = Map::new();
    if kind != Kind::Baseline {
        spec.insert(
            "priority".to_owned(),
            json!(generator.pick(&[0, 5, 5, 5, 10, 1000])),
        );
    }
    if matches!(kind, Kind::Cluster | Kind::Eks) {
        spec.insert(
            "tier".to_owned(),
            json!(generator.pick(&["Admin", "Baseline"])),
        );
    }
    spec.insert("subject".to_owned(), pods_of(generator));
    for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
        if generator.percent(60) {
            let rules =
                generator.some(1, 3, |generator| rule(generator, kind, peers, surroundings));
            spec.insert(direction.to_owned(), Value::Array(rules));
        }
    }
    json!({
        "apiVersion": api_version, "kind": name,
        "metadata": { "name": if kind == Kind::Baseline { "default".to_owned() } else { format!("policy-{number}") } },
        "spec": spec,
    })
}

/// `namespaces` or `pods`, as subjects and peers write them.
fn pods_of(generator: &mut Generator) -> Value {
    if generator.percent(50) {
        return json!({ "namespaces": selector(generator, NAMESPACE_LABELS) });
    }
    json!({ "pods": {
        "namespaceSelector": selector(generator, NAMESPACE_LABELS),
        "podSelector": selector(generator, POD_LABELS),
    } })
}

fn rule(generator: &mut Generator, kind: Kind, peers: &str, surroundings: &Surroundings) -> Value {
    let allow = if matches!(kind, Kind::Admin | Kind::Baseline) {
        "Allow"
    } else {
        "Accept"
    };
    let action = match generator.below(10) {
        0..=3 => allow,
        4..=7 => "Deny",
        _ if kind == Kind::Baseline => "Deny",
        _ => "Pass",
    };
    let listed = generator.some(1, 3, |generator| {
        if peers == "from" {
            ingress_peer(generator)
        } else {
            egress_peer(generator, kind, action, surroundings)
        }
    });
    let by_address = listed
        .iter()
        .any(|peer| peer.get("namespaces").or(peer.get("pods")).is_none());
    let mut rule = json!({ "action": action, peers: listed });
    if generator.percent(60) {
        // The CRDs reject a rule that names ports and addresses at once.
        let named = peers == "from" || !by_address;
        let field = if kind == Kind::Cluster {
            "protocols"
        } else {
            "ports"
        };
        rule[field] = json!(generator.some(1, 3, |generator| match kind {
            Kind::Cluster => protocol(generator, named),
            _ => port(generator, named),
        }));
    }
    rule
}

fn ingress_peer(generator: &mut Generator) -> Value {
    if generator.percent(3) {
        json!({ "workloads": {} })
    } else {
        pods_of(generator)
    }
}

fn egress_peer(
    generator: &mut Generator,
    kind: Kind,
    action: &str,
    surroundings: &Surroundings,
) -> Value {
    match generator.below(20) {
        0..=10 => pods_of(generator),
        11..=13 if kind != Kind::Eks => json!({ "nodes": selector(generator, NODE_LABELS) }),
        14 if matches!(kind, Kind::Admin | Kind::Cluster)
            && matches!(action, "Allow" | "Accept") =>
        {
            json!({ "domainNames": ["api.example.com"] })
        }
        14 if kind == Kind::Eks && action != "Deny" => json!({ "domainNames": ["*.example.com"] }),
        15 if generator.percent(50) => json!({ "workloads": {} }),
        _ => json!({
            "networks": generator.some(1, 2, |generator| range(generator, &surroundings.addresses)),
        }),
    }
}

fn port(generator: &mut Generator, named: bool) -> Value {
    if named && generator.percent(45) {
        return json!({ "namedPort": generator.pick(PORT_NAMES) });
    }
    let start = edge(generator);
    let range = start < u16::MAX && generator.percent(40);
    let mut entry = if range {
        json!({ "start": start, "end": range_end(generator, start, 1) })
    } else {
        json!({ "port": start })
    };
    if generator.percent(60) {
        entry["protocol"] = json!(generator.pick(PROTOCOLS));
    }
    if range {
        json!({ "portRange": entry })
    } else {
        json!({ "portNumber": entry })
    }
}

fn protocol(generator: &mut Generator, named: bool) -> Value {
    if named && generator.percent(45) {
        return json!({ "destinationNamedPort": generator.pick(PORT_NAMES) });
    }
    let name = *generator.pick(&["tcp", "tcp", "udp", "sctp"]);
    let start = edge(generator);
    let attributes = match generator.below(10) {
        0 => json!({}),
        1..=5 => json!({ "destinationPort": { "number": start } }),
        _ if start == u16::MAX => json!({ "destinationPort": { "number": start } }),
        _ => json!({ "destinationPort": {
            "range": { "start": start, "end": range_end(generator, start, 1) },
        } }),
    };
    json!({ name: attributes })
}
