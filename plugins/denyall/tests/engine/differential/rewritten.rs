//! The same cluster written another way is the same cluster: objects in another order, and the
//! API server's defaults written out.

use serde_json::{Map, Value, json};

use super::{FULL, Plan, assert_agreement};
use crate::{
    judge::{Judge, Oracle, Question},
    oracle::{End, Protocol, Semantics},
};

/// The oracle before a rewritten cluster.
struct Rewritten {
    name: &'static str,
    rewrite: fn(&[Value]) -> Vec<Value>,
}

impl Judge for Rewritten {
    fn name(&self) -> &'static str {
        self.name
    }

    fn allowed(
        &self,
        objects: &[Value],
        semantics: Semantics,
        from: &End,
        to: &End,
        protocol: Protocol,
        port: u16,
    ) -> bool {
        Oracle.allowed(
            &(self.rewrite)(objects),
            semantics,
            from,
            to,
            protocol,
            port,
        )
    }

    fn answers(
        &self,
        objects: &[Value],
        semantics: Semantics,
        questions: &[Question],
    ) -> Vec<bool> {
        Oracle.answers(&(self.rewrite)(objects), semantics, questions)
    }
}

const PLAN: Plan = Plan {
    clusters: 120,
    ..FULL
};

#[test]
fn the_order_of_objects_changes_nothing() {
    let rewrite = |objects: &[Value]| objects.iter().rev().cloned().collect();
    assert_agreement(
        &Rewritten {
            name: "objects in reverse",
            rewrite,
        },
        &Oracle,
        &PLAN,
    );
}

#[test]
fn defaults_written_out_change_nothing() {
    let judge = Rewritten {
        name: "defaults written out",
        rewrite: with_defaults,
    };
    assert_agreement(&judge, &Oracle, &PLAN);
}

/// What the API server would have stored.
fn with_defaults(objects: &[Value]) -> Vec<Value> {
    let mut written = objects.to_vec();
    for name in ["alpha", "beta", "gamma", "delta", "epsilon"] {
        let exists =
            |object: &Value| object["kind"] == "Namespace" && object["metadata"]["name"] == name;
        if !objects.iter().any(exists) {
            written.push(json!({
                "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": name },
            }));
        }
    }
    for object in &mut written {
        match object["kind"].as_str() {
            Some("Namespace") => {
                let name = object["metadata"]["name"].clone();
                object["metadata"]["labels"]["kubernetes.io/metadata.name"] = name;
            }
            Some("NetworkPolicy" | "ApplicationNetworkPolicy") => namespaced_defaults(object),
            _ => {}
        }
        protocol_defaults(object);
    }
    written
}

fn namespaced_defaults(policy: &mut Value) {
    let spec = &mut policy["spec"];
    if spec["podSelector"].is_null() {
        spec["podSelector"] = json!({});
    }
    let is_empty = |list: &Value| list.as_array().is_none_or(Vec::is_empty);
    if is_empty(&spec["policyTypes"]) {
        let both = !is_empty(&spec["egress"]);
        spec["policyTypes"] = if both {
            json!(["Ingress", "Egress"])
        } else {
            json!(["Ingress"])
        };
    }
}

/// TCP, in container ports and in ports of policies of every shape.
fn protocol_defaults(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(protocol_defaults);
            let is_port = ["containerPort", "port", "start"]
                .iter()
                .any(|key| fields.contains_key(*key));
            let is_upstream_range = fields.contains_key("start") && fields.len() == 2;
            if is_port && !is_upstream_range {
                default_protocol(fields);
            }
            for key in ["portRange", "portNumber"] {
                if let Some(Value::Object(port)) = fields.get_mut(key) {
                    default_protocol(port);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(protocol_defaults),
        _ => {}
    }
}

fn default_protocol(port: &mut Map<String, Value>) {
    port.entry("protocol").or_insert_with(|| json!("TCP"));
}
