//! The objects of a large cluster, seeded: Helm releases of teams, as they pile up over years.
//!
//! Sizes follow what `helm install` leaves behind: six labels, a few annotations, one to five
//! rules of common verbs and resources, one to three subjects; with the managed fields that the
//! API server adds, an object is about 1.2 kB.

use serde_json::{Value, json};

use super::options::Size;
use crate::random::Random;

const SEED: u64 = 20_260_726;
const RBAC: &str = "rbac.authorization.k8s.io";
const COMPONENTS: &[&str] = &[
    "api",
    "worker",
    "scheduler",
    "exporter",
    "gateway",
    "operator",
];
/// What rules are about: API group and resources.
const RESOURCES: &[(&str, &[&str])] = &[
    ("", &["configmaps", "secrets"]),
    ("", &["pods", "pods/log"]),
    ("", &["services", "endpoints"]),
    ("", &["events"]),
    ("apps", &["deployments", "statefulsets", "replicasets"]),
    ("batch", &["jobs", "cronjobs"]),
    ("coordination.k8s.io", &["leases"]),
    ("networking.k8s.io", &["ingresses", "networkpolicies"]),
];
const READ: &[&str] = &["get", "list", "watch"];
const WRITE: &[&str] = &["get", "list", "watch", "create", "update", "patch"];
const OWN: &[&str] = &[
    "get", "list", "watch", "create", "update", "patch", "delete",
];
const CLUSTER_ROLES: &[&str] = &["view", "edit", "admin"];

/// The name of a namespace.
pub(super) fn namespace_name(number: usize) -> String {
    format!("scale-team-{number:05}")
}

/// Every object, namespaces first.
pub(super) fn objects(size: Size) -> impl Iterator<Item = Value> {
    let roles = (0..size.roles).map(move |number| role(number, size.namespaces));
    let bindings = (0..size.bindings).map(move |number| binding(number, size.namespaces));
    (0..size.namespaces)
        .map(namespace)
        .chain(roles)
        .chain(bindings)
}

fn namespace(number: usize) -> Value {
    let name = namespace_name(number);
    json!({
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": name, "labels": {"example.com/team": format!("team-{number}")}},
    })
}

/// A Role.
pub(super) fn role(number: usize, namespaces: usize) -> Value {
    let mut random = Random::new(SEED ^ number as u64);
    let rules: Vec<Value> = (0..=random.below(5)).map(|_| rule(&mut random)).collect();
    json!({
        "apiVersion": format!("{RBAC}/v1"),
        "kind": "Role",
        "metadata": metadata(number, namespaces),
        "rules": rules,
    })
}

fn rule(random: &mut Random) -> Value {
    let (group, resources) = random.pick(RESOURCES);
    let verbs = match random.below(10) {
        0..6 => READ,
        6..9 => WRITE,
        _ => OWN,
    };
    json!({"apiGroups": [group], "resources": resources, "verbs": verbs})
}

/// A binding, to the Role of the same number or to a built-in `ClusterRole`.
pub(super) fn binding(number: usize, namespaces: usize) -> Value {
    let mut random = Random::new(!SEED ^ number as u64);
    let metadata = metadata(number, namespaces);
    let subjects: Vec<Value> = (0..=random.below(3))
        .map(|_| subject(&mut random, number % namespaces))
        .collect();
    let role = if random.chance(15) {
        json!({"apiGroup": RBAC, "kind": "ClusterRole", "name": random.pick(CLUSTER_ROLES)})
    } else {
        json!({"apiGroup": RBAC, "kind": "Role", "name": metadata["name"]})
    };
    json!({
        "apiVersion": format!("{RBAC}/v1"),
        "kind": "RoleBinding",
        "metadata": metadata,
        "roleRef": role,
        "subjects": subjects,
    })
}

fn subject(random: &mut Random, namespace: usize) -> Value {
    let component = random.pick(COMPONENTS);
    match random.below(10) {
        0..6 => json!({
            "kind": "ServiceAccount",
            "name": format!("{component}-{}", random.below(20)),
            "namespace": namespace_name(namespace),
        }),
        6..9 => json!({
            "apiGroup": RBAC,
            "kind": "Group",
            "name": format!("team-{namespace}-{component}"),
        }),
        _ => json!({
            "apiGroup": RBAC,
            "kind": "User",
            "name": format!("person-{}@example.com", random.below(3000)),
        }),
    }
}

fn metadata(number: usize, namespaces: usize) -> Value {
    let component = COMPONENTS[number % COMPONENTS.len()];
    let namespace = namespace_name(number % namespaces);
    let release = format!("payments-{component}-{number:05}");
    json!({
        "name": release,
        "namespace": namespace,
        "labels": {
            "app.kubernetes.io/component": component,
            "app.kubernetes.io/instance": release,
            "app.kubernetes.io/managed-by": "Helm",
            "app.kubernetes.io/name": format!("payments-{component}"),
            "app.kubernetes.io/version": "2.14.1",
            "helm.sh/chart": format!("payments-{component}-2.14.1"),
        },
        "annotations": {
            "meta.helm.sh/release-name": release,
            "meta.helm.sh/release-namespace": namespace,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Size = Size {
        namespaces: 3,
        roles: 50,
        bindings: 50,
    };

    #[test]
    fn the_same_size_gives_the_same_objects() {
        assert!(objects(SMALL).eq(objects(SMALL)));
        assert_eq!(objects(SMALL).count(), 103);
    }

    #[test]
    fn objects_are_of_the_size_that_helm_leaves_behind() {
        let sizes = objects(SMALL)
            .skip(SMALL.namespaces)
            .map(|object| object.to_string().len());
        let average = sizes.sum::<usize>() / (SMALL.roles + SMALL.bindings);
        assert!((700..1000).contains(&average), "{average}");
    }
}
