//! Judges that misread one rule. Each must be found out, which shows that the random clusters
//! reach that rule and that a difference is reported small.

use serde_json::{Value, json};

use super::{FULL, find_disagreement, scene};
use crate::{
    judge::{Judge, Oracle, Question},
    oracle::{self, End, Objects, Protocol, Semantics},
};

/// The oracle before objects in which one thing was changed.
struct Mutant {
    name: &'static str,
    change: fn(&mut Value),
}

impl Judge for Mutant {
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
        let mut objects = objects.to_vec();
        for object in &mut objects {
            (self.change)(object);
        }
        oracle::allowed(Objects(&objects), semantics, from, to, protocol, port).allowed
    }

    fn answers(
        &self,
        objects: &[Value],
        semantics: Semantics,
        questions: &[Question],
    ) -> Vec<bool> {
        let mut objects = objects.to_vec();
        for object in &mut objects {
            (self.change)(object);
        }
        Oracle.answers(&objects, semantics, questions)
    }
}

/// Changes every map of an object, at any depth.
fn everywhere(value: &mut Value, change: &dyn Fn(&mut serde_json::Map<String, Value>)) {
    match value {
        Value::Object(map) => {
            change(map);
            map.values_mut().for_each(|inner| everywhere(inner, change));
        }
        Value::Array(list) => list.iter_mut().for_each(|inner| everywhere(inner, change)),
        _ => {}
    }
}

fn without(object: &mut Value, field: &str) {
    everywhere(object, &|map| drop(map.remove(field)));
}

fn replaced(object: &mut Value, field: &str, from: &Value, to: &Value) {
    everywhere(object, &|map| {
        if map.get(field) == Some(from) {
            map.insert(field.to_owned(), to.clone());
        }
    });
}

fn is(object: &Value, kind: &str) -> bool {
    object["kind"] == kind
}

const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "rule 4: no policyTypes",
        change: |object| without(object, "policyTypes"),
    },
    Mutant {
        name: "rule 4: empty policyTypes are none",
        change: |object| {
            replaced(object, "policyTypes", &json!([]), &json!(["Other"]));
        },
    },
    Mutant {
        name: "rule 7: no podSelector",
        change: |object| without(object, "podSelector"),
    },
    Mutant {
        name: "rule 7: no namespaceSelector",
        change: |object| {
            without(object, "namespaceSelector");
        },
    },
    Mutant {
        name: "rule 10: NotIn wants the key",
        change: |object| {
            everywhere(object, &|map| {
                if let Some(Value::Array(all)) = map.get_mut("matchExpressions") {
                    for index in 0..all.len() {
                        if all[index]["operator"] == "NotIn" {
                            let exists = json!({ "key": all[index]["key"], "operator": "Exists" });
                            all.push(exists);
                        }
                    }
                }
            });
        },
    },
    Mutant {
        name: "rule 10: matchLabels are dropped beside expressions",
        change: |object| {
            everywhere(object, &|map| {
                if map
                    .get("matchExpressions")
                    .is_some_and(|all| all != &json!([]))
                {
                    map.remove("matchLabels");
                }
            });
        },
    },
    Mutant {
        name: "rule 10: DoesNotExist is Exists",
        change: |object| {
            replaced(object, "operator", &json!("DoesNotExist"), &json!("Exists"));
        },
    },
    Mutant {
        name: "rule 11: a name label that is looked up as written",
        change: |object| {
            everywhere(object, &|map| {
                if let Some(value) = map.remove("kubernetes.io/metadata.name") {
                    map.insert("name-as-written".to_owned(), value);
                }
                if map.get("key") == Some(&json!("kubernetes.io/metadata.name")) {
                    map.insert("key".to_owned(), json!("name-as-written"));
                }
            });
        },
    },
    Mutant {
        name: "rule 12: no except",
        change: |object| without(object, "except"),
    },
    Mutant {
        name: "rule 12: no ipBlock",
        change: |object| without(object, "ipBlock"),
    },
    Mutant {
        name: "rule 14: every entry is TCP",
        change: |object| {
            if !is(object, "Pod") {
                without(object, "protocol");
            }
        },
    },
    Mutant {
        name: "rule 14: a port without a protocol is UDP",
        change: |object| {
            everywhere(object, &|map| {
                if map.contains_key("port") && !map.contains_key("protocol") {
                    map.insert("protocol".to_owned(), json!("UDP"));
                }
            });
        },
    },
    Mutant {
        name: "rule 15: no endPort",
        change: |object| without(object, "endPort"),
    },
    Mutant {
        name: "rule 15: endPort is outside",
        change: |object| {
            everywhere(object, &|map| {
                if let Some(end) = map.get("endPort").and_then(Value::as_u64) {
                    map.insert("endPort".to_owned(), json!(end - 1));
                }
            });
        },
    },
    Mutant {
        name: "rule 16: a name without its protocol",
        change: |object| {
            if is(object, "Pod") {
                without(object, "protocol");
            }
        },
    },
    Mutant {
        name: "rule 17: SCTP is TCP",
        change: |object| {
            replaced(object, "protocol", &json!("SCTP"), &json!("TCP"));
            everywhere(object, &|map| {
                if let Some(attributes) = map.remove("sctp") {
                    map.insert("tcp".to_owned(), attributes);
                }
            });
        },
    },
    Mutant {
        name: "rule 19: no node",
        change: |object| {
            without(object, "hostIP");
            without(object, "hostIPs");
            without(object, "nodeName");
        },
    },
    Mutant {
        name: "rule 21: no host network",
        change: |object| without(object, "hostNetwork"),
    },
    Mutant {
        name: "rule 23: every policy is in alpha",
        change: |object| {
            if object["kind"]
                .as_str()
                .is_some_and(|kind| kind.ends_with("Policy"))
            {
                replaced(object, "namespace", &json!("beta"), &json!("alpha"));
            }
        },
    },
    Mutant {
        name: "families: the first address only",
        change: |object| {
            if is(object, "Pod") {
                without(object, "podIPs");
            }
        },
    },
    Mutant {
        name: "tiers: no priority",
        change: |object| without(object, "priority"),
    },
    Mutant {
        name: "tiers: everything is Admin",
        change: |object| {
            replaced(object, "tier", &json!("Baseline"), &json!("Admin"));
        },
    },
    Mutant {
        name: "tiers: Pass accepts",
        change: |object| {
            let allow = if is(object, "AdminNetworkPolicy") {
                "Allow"
            } else {
                "Accept"
            };
            replaced(object, "action", &json!("Pass"), &json!(allow));
        },
    },
    Mutant {
        name: "tiers: one word for allowing",
        change: |object| {
            replaced(object, "action", &json!("Allow"), &json!("Accept"));
        },
    },
    Mutant {
        name: "tiers: no nodes",
        change: |object| {
            replaced_peer(object, "nodes");
        },
    },
    Mutant {
        name: "tiers: no networks",
        change: |object| replaced_peer(object, "networks"),
    },
    Mutant {
        name: "tiers: an unknown peer is passed over",
        change: |object| {
            replaced_peer(object, "workloads");
        },
    },
    Mutant {
        name: "tiers: no protocols",
        change: |object| without(object, "protocols"),
    },
    Mutant {
        name: "tiers: no port ranges",
        change: |object| {
            everywhere(object, &|map| {
                if let Some(start) = map.get("start").cloned() {
                    map.insert("end".to_owned(), start);
                }
            });
        },
    },
    Mutant {
        name: "EKS: a named port has any protocol",
        change: |object| {
            if object["apiVersion"] == "networking.k8s.aws/v1alpha1"
                && object["spec"]["tier"] == "Admin"
            {
                object["apiVersion"] = json!("policy.networking.k8s.io/v1alpha1");
                object["kind"] = json!("AdminNetworkPolicy");
                replaced(object, "action", &json!("Accept"), &json!("Allow"));
            }
        },
    },
    Mutant {
        name: "EKS: no application policies",
        change: |object| {
            if is(object, "ApplicationNetworkPolicy") {
                object["kind"] = json!("Other");
            }
        },
    },
];

/// A peer that names nobody takes the place of one that names somebody.
fn replaced_peer(object: &mut Value, field: &str) {
    everywhere(object, &|map| {
        if map.remove(field).is_some() {
            map.insert("networks".to_owned(), json!([]));
        }
    });
}

#[test]
fn every_misreading_of_a_rule_is_found_out() {
    let mut unnoticed: Vec<&Mutant> = MUTANTS.iter().collect();
    for seed in (FULL.first_seed..).take(500) {
        let (objects, semantics, questions) = scene(seed, FULL.questions);
        let expected = Oracle.answers(&objects, semantics, &questions);
        unnoticed.retain(|mutant| mutant.answers(&objects, semantics, &questions) == expected);
    }
    let names: Vec<&str> = unnoticed.iter().map(|mutant| mutant.name).collect();
    assert!(names.is_empty(), "nobody notices: {names:#?}");
}

#[test]
fn a_disagreement_is_reported_with_few_objects() {
    let mutant = Mutant {
        name: "rule 15: no endPort",
        change: |object| without(object, "endPort"),
    };
    let found = find_disagreement(&mutant, &Oracle, &FULL).expect("a difference");
    assert!(found.objects.len() <= 3, "{found}");
    let message = found.to_string();
    assert!(
        message.contains("endPort") && message.contains("rule 15: no endPort"),
        "{message}"
    );
    let whole = scene(found.seed, FULL.questions).0;
    assert!(whole.len() > found.objects.len());
}
