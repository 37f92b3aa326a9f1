//! Random roles and bindings that a real API server accepts.

use serde_json::{Value, json};

use super::Random;

pub(super) const VERBS: &[&str] = &[
    "get",
    "list",
    "watch",
    "create",
    "update",
    "patch",
    "delete",
    "deletecollection",
    "*",
    "use",
    "impersonate",
    "bind",
    "escalate",
    "approve",
    "GET",
    "post",
];
pub(super) const RESOURCES: &[&str] = &[
    "pods",
    "pods/exec",
    "pods/log",
    "pods/*",
    "*/exec",
    "*/scale",
    "*/*",
    "*",
    "deployments",
    "deployments/scale",
    "secrets",
    "configmaps",
    "namespaces",
    "namespaces/status",
    "namespaces/finalize",
    "nodes",
    "nodes/proxy",
    "serviceaccounts",
    "serviceaccounts/token",
    "users",
    "groups",
    "Pods",
    "persistentvolumes",
    "userextras/scopes",
    "widgets",
    "widgets/status",
];
pub(super) const NAMES: &[&str] = &["a", "b", "a*", "*", "", "A"];
pub(super) const URLS: &[&str] = &[
    "/metrics",
    "/healthz",
    "/healthz/*",
    "/foo*",
    "/foo/*",
    "/q**",
    "*",
    "/",
    "/a/*/b",
    "/logs/*",
    "foo*",
    "/*",
];
const MISSING_ROLE: &str = "missing";

/// The objects of one run.
#[derive(Debug, Clone)]
pub struct Objects {
    /// What every name of the run starts with.
    pub prefix: String,
    /// Namespaces, by name.
    pub namespaces: Vec<String>,
    /// Users that bindings name.
    pub users: Vec<String>,
    /// Groups that bindings name.
    pub groups: Vec<String>,
    /// API groups of the run's own, which no other test uses.
    pub own_group: String,
    /// Manifests: namespaces first.
    pub manifests: Vec<Value>,
}

impl Objects {
    /// Random objects: `namespaces` namespaces and about ten times as many RBAC objects.
    #[must_use]
    pub fn generate(random: &mut Random, prefix: &str, namespaces: usize) -> Self {
        let mut objects = Self {
            prefix: prefix.to_owned(),
            namespaces: (0..namespaces)
                .map(|index| format!("{prefix}-{index}"))
                .collect(),
            users: (0..8)
                .map(|index| format!("{prefix}-user-{index}"))
                .collect(),
            groups: (0..6)
                .map(|index| format!("{prefix}:group-{index}"))
                .collect(),
            own_group: format!("{prefix}.example.com"),
            manifests: Vec::new(),
        };
        for name in &objects.namespaces {
            objects.manifests.push(json!({
                "apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name},
            }));
        }
        objects.add_cluster_roles(random, namespaces * 2);
        objects.add_roles(random, namespaces * 2);
        objects.add_cluster_role_bindings(random, namespaces);
        objects.add_role_bindings(random, namespaces * 5);
        objects
    }

    /// API groups that rules and questions name.
    #[must_use]
    pub fn api_groups(&self) -> Vec<&str> {
        vec!["", "apps", "authentication.k8s.io", &self.own_group]
    }

    fn resource_rule(&self, random: &mut Random, group: Option<&str>) -> Value {
        let mut groups: Vec<&str> = self.api_groups();
        groups.push("*");
        let api_groups = match group {
            Some(group) => vec![group.to_owned()],
            None => random.some(&groups, 1, 2),
        };
        let mut rule = json!({
            "verbs": random.some(VERBS, 1, 4),
            "apiGroups": api_groups,
            "resources": random.some(RESOURCES, 1, 3),
        });
        if random.chance(35) {
            rule["resourceNames"] = random.some(NAMES, 1, 2).into();
        }
        rule
    }

    fn rules(&self, random: &mut Random, cluster: bool) -> Vec<Value> {
        (0..random.below(4))
            .map(|_| {
                if cluster && random.chance(30) {
                    json!({"verbs": random.some(VERBS, 1, 3), "nonResourceURLs": random.some(URLS, 1, 2)})
                } else {
                    self.resource_rule(random, None)
                }
            })
            .collect()
    }

    fn add_cluster_roles(&mut self, random: &mut Random, count: usize) {
        for index in 0..count {
            let mut role = json!({
                "apiVersion": "rbac.authorization.k8s.io/v1",
                "kind": "ClusterRole",
                "metadata": {"name": format!("{}-cluster-role-{index}", self.prefix)},
            });
            role["metadata"]["labels"] = self.labels(random);
            if random.chance(15) {
                role["aggregationRule"] = json!({"clusterRoleSelectors": [self.selector(random)]});
            }
            role["rules"] = self.rules(random, true).into();
            self.manifests.push(role);
        }
        // Implied groups get a role on the run's own API group only: others share the server.
        let own = self.own_group.clone();
        let rule = self.resource_rule(random, Some(&own));
        self.manifests.push(json!({
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "ClusterRole",
            "metadata": {"name": format!("{}-own", self.prefix)},
            "rules": [rule],
        }));
    }

    fn labels(&self, random: &mut Random) -> Value {
        let mut labels = json!({});
        if random.chance(40) {
            labels[format!("{}/aggregate", self.own_group)] =
                (*random.pick(&["one", "two"])).into();
        }
        if random.chance(20) {
            labels[format!("{}/extra", self.own_group)] = "yes".into();
        }
        labels
    }

    fn selector(&self, random: &mut Random) -> Value {
        let aggregate = format!("{}/aggregate", self.own_group);
        let extra = format!("{}/extra", self.own_group);
        match random.below(5) {
            0 => json!({"matchLabels": {aggregate: "one"}}),
            1 => {
                json!({"matchExpressions": [{"key": aggregate, "operator": "In", "values": ["one", "two"]}]})
            }
            2 => json!({"matchExpressions": [
                {"key": aggregate, "operator": "Exists"}, {"key": extra, "operator": "DoesNotExist"}]}),
            3 => json!({"matchLabels": {extra: "yes"}, "matchExpressions": [
                {"key": aggregate, "operator": "NotIn", "values": ["two"]}]}),
            _ => json!({"matchLabels": {aggregate: "nothing-has-this"}}),
        }
    }

    fn add_roles(&mut self, random: &mut Random, count: usize) {
        for index in 0..count {
            let namespace = random.pick(&self.namespaces).clone();
            let rules = self.rules(random, false);
            self.manifests.push(json!({
                "apiVersion": "rbac.authorization.k8s.io/v1",
                "kind": "Role",
                "metadata": {"name": format!("role-{}", index % 7), "namespace": namespace},
                "rules": rules,
            }));
        }
        self.drop_repeated();
    }

    /// A role drawn twice for one namespace keeps its first manifest.
    fn drop_repeated(&mut self) {
        let mut seen = std::collections::BTreeSet::new();
        self.manifests.retain(|manifest| {
            seen.insert((
                manifest["kind"].to_string(),
                manifest["metadata"]["namespace"].to_string(),
                manifest["metadata"]["name"].to_string(),
            ))
        });
    }

    fn add_cluster_role_bindings(&mut self, random: &mut Random, count: usize) {
        for index in 0..count {
            let implied = random.chance(20);
            let subjects = if implied {
                vec![Self::implied_group(random)]
            } else {
                (0..=random.below(3))
                    .map(|_| self.subject(random, true))
                    .collect()
            };
            let role = if implied {
                format!("{}-own", self.prefix)
            } else {
                self.cluster_role_name(random)
            };
            self.manifests.push(json!({
                "apiVersion": "rbac.authorization.k8s.io/v1",
                "kind": "ClusterRoleBinding",
                "metadata": {"name": format!("{}-cluster-binding-{index}", self.prefix)},
                "subjects": subjects,
                "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
            }));
        }
    }

    fn add_role_bindings(&mut self, random: &mut Random, count: usize) {
        for index in 0..count {
            let namespace = random.pick(&self.namespaces).clone();
            let subjects: Vec<Value> = (0..=random.below(3))
                .map(|_| {
                    if random.chance(15) {
                        Self::implied_group(random)
                    } else {
                        self.subject(random, false)
                    }
                })
                .collect();
            let (kind, role) = if random.chance(50) {
                ("Role", format!("role-{}", random.below(8)))
            } else {
                ("ClusterRole", self.cluster_role_name(random))
            };
            self.manifests.push(json!({
                "apiVersion": "rbac.authorization.k8s.io/v1",
                "kind": "RoleBinding",
                "metadata": {"name": format!("binding-{index}"), "namespace": namespace},
                "subjects": subjects,
                "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": role},
            }));
        }
    }

    fn cluster_role_name(&self, random: &mut Random) -> String {
        if random.chance(5) {
            format!("{}-{MISSING_ROLE}", self.prefix)
        } else {
            format!(
                "{}-cluster-role-{}",
                self.prefix,
                random.below(self.namespaces.len() * 2)
            )
        }
    }

    fn subject(&self, random: &mut Random, cluster: bool) -> Value {
        let namespace = random.pick(&self.namespaces).clone();
        let account = *random.pick(&["app", "job"]);
        match random.below(6) {
            0 => json!({"kind": "User", "apiGroup": "rbac.authorization.k8s.io",
                "name": format!("system:serviceaccount:{namespace}:{account}")}),
            1 => json!({"kind": "Group", "apiGroup": "rbac.authorization.k8s.io",
                "name": format!("system:serviceaccounts:{namespace}")}),
            2 | 3 => json!({"kind": "Group", "apiGroup": "rbac.authorization.k8s.io",
                "name": random.pick(&self.groups)}),
            4 => json!({"kind": "User", "apiGroup": "rbac.authorization.k8s.io",
                "name": random.pick(&self.users)}),
            _ if cluster || random.chance(70) => {
                json!({"kind": "ServiceAccount", "name": account, "namespace": namespace})
            }
            // Stored without a namespace, and means the binding's own.
            _ => json!({"kind": "ServiceAccount", "name": account}),
        }
    }

    fn implied_group(random: &mut Random) -> Value {
        let name = *random.pick(&[
            "system:authenticated",
            "system:unauthenticated",
            "system:serviceaccounts",
        ]);
        json!({"kind": "Group", "apiGroup": "rbac.authorization.k8s.io", "name": name})
    }
}
