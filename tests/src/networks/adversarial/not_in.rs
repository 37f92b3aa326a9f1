//! Selectors that say what they do not select: none of them narrows the candidates by itself.

use serde_json::{Value, json};

use crate::networks::identity::{Purpose, stream};
use crate::networks::layout::{Layout, NAME, ROLES, namespace_name, team};
use crate::networks::policy::{OF_A_NAMESPACE, network_policy};
use crate::random::Random;

/// As many policies as the namespaces have otherwise.
pub(in crate::networks) fn not_in(layout: Layout, seed: u64) -> impl Iterator<Item = Value> {
    (0..layout.namespaces * OF_A_NAMESPACE).map(move |number| {
        let mut random = stream(seed, Purpose::Adversary, number);
        let namespace = number / OF_A_NAMESPACE;
        let other_teams = team(random.below(layout.namespaces));
        let peer = json!({
            "namespaceSelector": {"matchExpressions": [
                {"key": "example.com/team", "operator": "NotIn", "values": [other_teams]},
            ]},
            "podSelector": all_but(&mut random),
        });
        let rule = json!({"ports": [{"port": ROLES[number % ROLES.len()].1[0].number}]});
        let (direction, rules, side) = if random.chance(50) {
            ("Ingress", "ingress", "from")
        } else {
            ("Egress", "egress", "to")
        };
        let mut spec = json!({"podSelector": all_but(&mut random), "policyTypes": [direction]});
        spec[rules] = json!([rule]);
        spec[rules][0][side] = json!([peer]);
        network_policy(
            seed,
            number,
            &namespace_name(namespace),
            &format!("all-but-{:02}", number % OF_A_NAMESPACE),
            spec,
        )
    })
}

fn all_but(random: &mut Random) -> Value {
    let mut names: Vec<&str> = ROLES.iter().map(|(name, _)| *name).collect();
    let first = names.swap_remove(random.below(names.len()));
    let second = *random.pick(&names);
    let mut expressions =
        vec![json!({"key": NAME, "operator": "NotIn", "values": [first, second]})];
    if random.chance(50) {
        expressions.push(json!({"key": "example.com/excluded", "operator": "DoesNotExist"}));
    }
    json!({"matchExpressions": expressions})
}
