//! Tables of a rule: a cluster, and what must and must not get through, asked of every judge.

use serde_json::{Value, json};

use crate::{
    judge::{JUDGES, Question},
    oracle::{self, Objects, Semantics, Verdict},
};

/// A cluster under test.
pub(crate) struct Table {
    objects: Vec<Value>,
    semantics: Semantics,
}

impl Table {
    /// A cluster of these objects, in which an `ipBlock` may match pods.
    pub(crate) fn of(objects: impl IntoIterator<Item = Value>) -> Self {
        Self {
            objects: objects.into_iter().collect(),
            semantics: Semantics {
                ip_block_matches_pods: true,
                deny_wins_at_equal_priority: false,
            },
        }
    }

    /// The same cluster, read by an implementation in which an `ipBlock` never matches pods.
    pub(crate) fn where_ip_blocks_pass_over_pods(mut self) -> Self {
        self.semantics.ip_block_matches_pods = false;
        self
    }

    /// The same cluster, enforced by the agent of Amazon EKS, for which the strictest policy of one
    /// priority decides.
    pub(crate) fn where_deny_wins_at_equal_priority(mut self) -> Self {
        self.semantics.deny_wins_at_equal_priority = true;
        self
    }

    /// The same cluster with more objects.
    pub(crate) fn and(mut self, objects: impl IntoIterator<Item = Value>) -> Self {
        self.objects.extend(objects);
        self
    }

    /// Every judge allows these.
    #[track_caller]
    pub(crate) fn allows(self, questions: &[&str]) -> Self {
        self.expect(questions, true)
    }

    /// Every judge denies these.
    #[track_caller]
    pub(crate) fn denies(self, questions: &[&str]) -> Self {
        self.expect(questions, false)
    }

    /// The oracle's verdict, where a table asks for more than yes or no.
    pub(crate) fn verdict(&self, question: &str) -> Verdict {
        let Question {
            from,
            to,
            protocol,
            port,
        } = Question::parse(question);
        oracle::allowed(
            Objects(&self.objects),
            self.semantics,
            &from,
            &to,
            protocol,
            port,
        )
    }

    #[track_caller]
    fn expect(self, questions: &[&str], expected: bool) -> Self {
        let parsed: Vec<Question> = questions.iter().map(|text| Question::parse(text)).collect();
        for judge in JUDGES {
            let answers = judge.answers(&self.objects, self.semantics, &parsed);
            for (question, answer) in parsed.iter().zip(answers) {
                assert_eq!(answer, expected, "{}: {question}", judge.name());
            }
        }
        self
    }
}

/// A running pod, `NAMESPACE/NAME`, with one address a family, on no node.
pub(crate) fn pod(path: &str, labels: Value, addresses: &[&str]) -> Value {
    let (namespace, name) = path.split_once('/').expect("a pod is NAMESPACE/NAME");
    let addresses: Vec<Value> = addresses.iter().map(|ip| json!({ "ip": ip })).collect();
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": { "namespace": namespace, "name": name, "labels": labels },
        "spec": { "containers": [{ "name": "main" }] },
        "status": {
            "phase": "Running",
            "podIP": addresses.first().map(|first| first["ip"].clone()),
            "podIPs": addresses,
        },
    })
}

/// A pod whose container declares these ports.
pub(crate) fn listening(mut pod: Value, ports: Value) -> Value {
    pod["spec"]["containers"][0]["ports"] = ports;
    pod
}

/// A pod on a node that has this address.
pub(crate) fn on_node(mut pod: Value, node: &str, address: &str) -> Value {
    pod["spec"]["nodeName"] = json!(node);
    pod["status"]["hostIP"] = json!(address);
    pod["status"]["hostIPs"] = json!([{ "ip": address }]);
    pod
}

/// A pod on its node's network.
pub(crate) fn on_host_network(path: &str, labels: Value, node: &str, address: &str) -> Value {
    let mut pod = on_node(pod(path, labels, &[address]), node, address);
    pod["spec"]["hostNetwork"] = json!(true);
    pod
}

/// A pod in another phase.
pub(crate) fn in_phase(mut pod: Value, phase: &str) -> Value {
    pod["status"]["phase"] = json!(phase);
    pod
}

/// A node with internal addresses.
pub(crate) fn node(name: &str, labels: Value, addresses: &[&str]) -> Value {
    let stated: Vec<Value> = addresses
        .iter()
        .map(|address| json!({ "type": "InternalIP", "address": address }))
        .chain([json!({ "type": "Hostname", "address": name })])
        .collect();
    json!({
        "apiVersion": "v1", "kind": "Node",
        "metadata": { "name": name, "labels": labels },
        "status": { "addresses": stated },
    })
}

/// A namespace with these labels and no others.
pub(crate) fn namespace(name: &str, labels: Value) -> Value {
    json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": name, "labels": labels } })
}

/// A `NetworkPolicy`, `NAMESPACE/NAME`.
pub(crate) fn network_policy(path: &str, spec: Value) -> Value {
    namespaced("networking.k8s.io/v1", "NetworkPolicy", path, spec)
}

/// An EKS `ApplicationNetworkPolicy`, `NAMESPACE/NAME`.
pub(crate) fn application(path: &str, spec: Value) -> Value {
    namespaced(
        "networking.k8s.aws/v1alpha1",
        "ApplicationNetworkPolicy",
        path,
        spec,
    )
}

/// An `AdminNetworkPolicy`.
pub(crate) fn admin(name: &str, spec: Value) -> Value {
    cluster_wide(
        "policy.networking.k8s.io/v1alpha1",
        "AdminNetworkPolicy",
        name,
        spec,
    )
}

/// The `BaselineAdminNetworkPolicy`, which can only be called default.
pub(crate) fn baseline(spec: Value) -> Value {
    let kind = "BaselineAdminNetworkPolicy";
    cluster_wide("policy.networking.k8s.io/v1alpha1", kind, "default", spec)
}

/// An upstream `ClusterNetworkPolicy`.
pub(crate) fn cluster(name: &str, spec: Value) -> Value {
    cluster_wide(
        "policy.networking.k8s.io/v1alpha2",
        "ClusterNetworkPolicy",
        name,
        spec,
    )
}

/// An EKS `ClusterNetworkPolicy`.
pub(crate) fn eks_cluster(name: &str, spec: Value) -> Value {
    cluster_wide(
        "networking.k8s.aws/v1alpha1",
        "ClusterNetworkPolicy",
        name,
        spec,
    )
}

fn namespaced(api_version: &str, kind: &str, path: &str, spec: Value) -> Value {
    let (namespace, name) = path.split_once('/').expect("a policy is NAMESPACE/NAME");
    json!({
        "apiVersion": api_version, "kind": kind,
        "metadata": { "namespace": namespace, "name": name }, "spec": spec,
    })
}

fn cluster_wide(api_version: &str, kind: &str, name: &str, spec: Value) -> Value {
    json!({
        "apiVersion": api_version, "kind": kind, "metadata": { "name": name }, "spec": spec,
    })
}
