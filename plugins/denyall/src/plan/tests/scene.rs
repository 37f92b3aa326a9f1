//! A cluster as manifests, and ledgers about it.

use std::fmt::Write;

use plugin_kit::Snapshot;
use serde_json::Value;

use crate::{
    ledger::{Confidence, Evidence, EvidenceSource, Flow, Ledger, Party},
    model::{Network, WorkloadKind},
    object::NetworkPolicy,
    plan::{Cluster, DenyAllPlan, FlowItem, PlanOptions, PolicyItem, Surroundings, plan},
    policy::{Policy, PolicySet},
    protocol::Protocol,
    testing::snapshot,
    verdict::{Connection, Endpoint, Semantics, explain},
};

/// A running pod of a deployment of the same name, as a manifest.
pub(super) fn pod(namespace: &str, app: &str, address: &str) -> String {
    pod_with(namespace, app, address, &format!("app: {app}"), "")
}

/// A running pod with these labels and more of a spec.
pub(super) fn pod_with(
    namespace: &str,
    app: &str,
    address: &str,
    labels: &str,
    spec: &str,
) -> String {
    let suffix = address.replace(['.', ':'], "-");
    format!(
        "---
apiVersion: v1
kind: Pod
metadata:
  name: {app}-{suffix}
  namespace: {namespace}
  labels: {{{labels}}}
  ownerReferences: [{{apiVersion: apps/v1, kind: StatefulSet, name: {app}, controller: true}}]
spec:
  containers: [{{name: main}}]
  {spec}
status: {{phase: Running, podIP: \"{address}\", podIPs: [{{ip: \"{address}\"}}]}}
"
    )
}

/// DNS as Amazon EKS has it, but with ports of its own where they are given.
pub(super) fn dns(target: &str) -> String {
    let mut text = pod_with(
        "kube-system",
        "coredns",
        "10.0.9.9",
        "k8s-app: kube-dns, eks.amazonaws.com/component: coredns",
        "",
    );
    let _ = write!(
        text,
        "---
apiVersion: v1
kind: Service
metadata: {{name: kube-dns, namespace: kube-system, labels: {{k8s-app: kube-dns}}}}
spec:
  clusterIP: 172.20.0.10
  selector: {{k8s-app: kube-dns}}
  ports:
  - {{name: dns, port: 53, protocol: UDP, targetPort: {target}}}
  - {{name: dns-tcp, port: 53, protocol: TCP, targetPort: {target}}}
  - {{name: metrics, port: 9153, protocol: TCP, targetPort: 9153}}
"
    );
    text
}

/// A cluster that was read.
pub(super) struct Scene {
    snapshot: Snapshot,
}

impl Scene {
    pub(super) fn of(manifests: &[String]) -> Self {
        Self {
            snapshot: snapshot(&manifests.concat()),
        }
    }

    pub(super) fn network(&self) -> Network<'_> {
        Network::of(&self.snapshot)
    }

    /// The workload of pods that [`pod`] makes.
    pub(super) fn party(&self, namespace: &str, app: &str) -> Party {
        Party::Workload(self.workload(namespace, app))
    }

    pub(super) fn workload(&self, namespace: &str, app: &str) -> usize {
        let network = self.network();
        network
            .workload(namespace, WorkloadKind::StatefulSet, app)
            .unwrap()
    }

    pub(super) fn plan(&self, flows: Vec<Flow>, options: &PlanOptions) -> DenyAllPlan {
        let ledger = Ledger {
            flows,
            ..Ledger::default()
        };
        self.plan_ledger(&ledger, options)
    }

    pub(super) fn plan_ledger(&self, ledger: &Ledger, options: &PlanOptions) -> DenyAllPlan {
        let network = self.network();
        let (policies, gaps) = PolicySet::of(&self.snapshot);
        assert_eq!(gaps, []);
        let surroundings = Surroundings::of(&network, &self.snapshot);
        let cluster = Cluster {
            network: &network,
            policies: &policies,
            objects: self.snapshot.all::<NetworkPolicy>(),
            surroundings: &surroundings,
        };
        plan(&cluster, ledger, options)
    }

    /// The cluster's policies together with the plan's.
    pub(super) fn after(&self, plan: &DenyAllPlan) -> PolicySet {
        let (policies, _) = PolicySet::of(&self.snapshot);
        policies.with(plan.policies().map(|item| {
            let policy: NetworkPolicy =
                serde_json::from_value(item.change.after.clone().unwrap()).unwrap();
            Policy::from(&policy)
        }))
    }

    /// Whether a pod of one workload reaches a pod of another after the plan.
    pub(super) fn passes(
        &self,
        plan: &DenyAllPlan,
        from: (&str, &str),
        to: (&str, &str),
        port: u16,
    ) -> bool {
        let network = self.network();
        let first = |(namespace, app): (&str, &str)| {
            Endpoint::Pod(network.workloads[self.workload(namespace, app)].pods[0])
        };
        let connection = Connection {
            from: first(from),
            to: first(to),
            protocol: Protocol::Tcp,
            port,
        };
        explain(
            &network,
            &self.after(plan),
            Semantics::default(),
            connection,
        )
        .is_allowed()
    }

    /// Whether a pod of a workload reaches an address after the plan, as a profile reads it.
    pub(super) fn reaches(
        &self,
        plan: &DenyAllPlan,
        from: (&str, &str),
        (address, port): (&str, u16),
        semantics: Semantics,
    ) -> bool {
        let network = self.network();
        let connection = Connection {
            from: Endpoint::Pod(network.workloads[self.workload(from.0, from.1)].pods[0]),
            to: Endpoint::Address(address.parse().unwrap()),
            protocol: Protocol::Tcp,
            port,
        };
        explain(&network, &self.after(plan), semantics, connection).is_allowed()
    }
}

/// A flow that somebody needs for sure.
pub(super) fn flow(from: Party, to: Party, port: u16) -> Flow {
    Flow {
        from,
        to,
        protocol: Protocol::Tcp,
        port,
        confidence: Confidence::High,
        evidence: vec![Evidence {
            source: EvidenceSource::Environment,
            object: None,
            path: "env[URL]".to_owned(),
            says: "somewhere".to_owned(),
        }],
        first: None,
        last: None,
    }
}

/// The same, less sure.
pub(super) fn unsure(flow: Flow) -> Flow {
    Flow {
        confidence: Confidence::Low,
        ..flow
    }
}

/// The policy of this name.
pub(super) fn policy<'p>(plan: &'p DenyAllPlan, namespace: &str, name: &str) -> &'p PolicyItem {
    plan.policies()
        .find(|item| {
            let object = &item.change.object;
            (object.namespace.as_deref(), object.name.as_str()) == (Some(namespace), name)
        })
        .unwrap_or_else(|| panic!("no {namespace}/{name} among {:?}", names(plan)))
}

/// What a policy says.
pub(super) fn spec<'p>(plan: &'p DenyAllPlan, namespace: &str, name: &str) -> &'p Value {
    &policy(plan, namespace, name).change.after.as_ref().unwrap()["spec"]
}

/// Namespaces and names of all policies.
pub(super) fn names(plan: &DenyAllPlan) -> Vec<String> {
    plan.policies()
        .map(|item| {
            let object = &item.change.object;
            format!("{}/{}", object.namespace.as_deref().unwrap(), object.name)
        })
        .collect()
}

/// The only flow of a plan.
pub(super) fn only_flow(plan: &DenyAllPlan) -> &FlowItem {
    let flows: Vec<&FlowItem> = plan.flows().collect();
    assert_eq!(flows.len(), 1, "{flows:#?}");
    flows[0]
}

/// The promises that a plan does not hold.
pub(super) fn broken(plan: &DenyAllPlan) -> Vec<String> {
    let checks = plan.whole().checks.iter().filter(|check| !check.holds);
    checks
        .map(|check| format!("{:?} {:?}", check.promise, check.fails))
        .collect()
}
