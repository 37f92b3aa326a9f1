//! Which workloads are isolated in which direction, and by what.

use std::collections::BTreeMap;

use plugin_kit::object::ObjectRef;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    finding::RuleId,
    rules::unheld_place,
    scene::{Group, Scene},
};
use crate::policy::Direction;

/// A workload and what holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkloadIsolation {
    /// Namespace.
    pub namespace: String,
    /// Kind, such as `Deployment`; `Pod` for a pod that nobody controls.
    pub kind: String,
    /// Name.
    pub name: String,
    /// How many pods it has; 0 where one that it would have was looked at.
    pub pods: usize,
    /// Whether any of its pods uses its node's network, where no policy holds it.
    pub host_network: bool,
    /// What may come in.
    pub ingress: DirectionIsolation,
    /// What may go out.
    pub egress: DirectionIsolation,
    /// The rules whose findings concern it, in order; the findings are items of their own.
    pub findings: Vec<RuleId>,
}

impl WorkloadIsolation {
    /// The workload as an object.
    #[must_use]
    pub fn object(&self) -> ObjectRef {
        ObjectRef::namespaced(&self.kind, &self.namespace, &self.name)
    }
}

/// Whether a workload's pods are isolated in a direction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DirectionIsolation {
    /// Whether they are.
    pub state: Isolation,
    /// The policies that isolate any of them, sorted.
    pub by: Vec<ObjectRef>,
    /// Names of the pods that are not isolated, where others of the workload are; else empty.
    pub open_pods: Vec<String>,
}

/// Whether pods are isolated: what no rule of their policies allows is denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Isolation {
    /// All are.
    Isolated,
    /// Some are.
    Partly,
    /// None is.
    Open,
    /// No policy can hold them: they use their node's network, or run where what enforces the
    /// policies holds no pods.
    NotHeld,
}

impl Isolation {
    /// The word of tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Isolated => "isolated",
            Self::Partly => "partly",
            Self::Open => "open",
            Self::NotHeld => "not-held",
        }
    }
}

/// All workloads, by namespace, kind and name.
pub(super) fn workloads(scene: &Scene<'_>) -> Vec<WorkloadIsolation> {
    let mut groups: BTreeMap<usize, Vec<&Group>> = BTreeMap::new();
    for group in &scene.groups {
        let mut last = None;
        for pod in &group.pods {
            let workload = scene.network.pods.get(*pod).map(|pod| pod.workload);
            // Pods of a workload follow each other, so most repetitions are seen here.
            if let Some(workload) = workload.filter(|_| workload != last) {
                let groups = groups.entry(workload).or_default();
                if !groups.last().is_some_and(|it| std::ptr::eq(*it, group)) {
                    groups.push(group);
                }
            }
            last = workload;
        }
    }
    let workloads = scene.network.workloads.iter().enumerate();
    workloads
        .map(|(index, workload)| {
            let groups = groups.get(&index).map_or(&[][..], Vec::as_slice);
            let pods = workload
                .pods
                .iter()
                .filter_map(|pod| scene.network.pods.get(*pod));
            WorkloadIsolation {
                namespace: scene.namespace(workload.namespace).to_owned(),
                kind: workload.kind.as_str().to_owned(),
                name: workload.name.to_owned(),
                pods: pods.filter(|pod| !pod.is_template).count(),
                host_network: groups.iter().any(|group| group.host_network),
                ingress: direction(scene, index, groups, Direction::Ingress),
                egress: direction(scene, index, groups, Direction::Egress),
                findings: Vec::new(),
            }
        })
        .collect()
}

fn direction(
    scene: &Scene<'_>,
    workload: usize,
    groups: &[&Group],
    direction: Direction,
) -> DirectionIsolation {
    let held = groups.iter().filter(|group| is_held(scene, group));
    let held: Vec<(&Group, Vec<usize>)> = held
        .map(|group| (*group, scene.isolating(group, direction)))
        .collect();
    let isolated = held.iter().filter(|(_, by)| !by.is_empty()).count();
    let state = if held.is_empty() {
        Isolation::NotHeld
    } else if isolated == groups.len() {
        Isolation::Isolated
    } else if isolated == 0 {
        Isolation::Open
    } else {
        Isolation::Partly
    };
    let open = held.iter().filter(|(_, by)| by.is_empty());
    let open = open.flat_map(|(group, _)| &group.pods);
    let open = open.filter_map(|pod| scene.network.pods.get(*pod));
    let mut open_pods: Vec<String> = if state == Isolation::Partly {
        open.filter(|pod| pod.workload == workload)
            .map(|pod| pod.name.to_owned())
            .collect()
    } else {
        Vec::new()
    };
    open_pods.sort();
    let mut by: Vec<ObjectRef> = held
        .into_iter()
        .flat_map(|(_, by)| by)
        .filter_map(|policy| Some(scene.policy(policy)?.id.reference()))
        .collect();
    by.sort();
    by.dedup();
    DirectionIsolation {
        state,
        by,
        open_pods,
    }
}

/// Whether policies can hold any pod of a group.
fn is_held(scene: &Scene<'_>, group: &Group) -> bool {
    let mut pods = group
        .pods
        .iter()
        .filter_map(|pod| scene.network.pods.get(*pod));
    !group.host_network && (!scene.is_eks() || pods.any(|pod| unheld_place(scene, pod).is_none()))
}

#[cfg(test)]
mod tests {
    use super::{Isolation, workloads};
    use crate::{
        audit::scene::{Facts, Scene},
        enforcement::Enforcement,
        model::Network,
        policy::PolicySet,
        testing::snapshot,
        verdict::Profile,
    };

    /// Two pods of one replica set, of which a policy selects the first; both on one node.
    const HALF: &str = "
apiVersion: v1
kind: Pod
metadata: {name: a-1, namespace: shop, labels: {canary: 'yes'}, ownerReferences: [{kind: ReplicaSet, name: a, controller: true}]}
spec: {nodeName: n1, containers: []}
---
apiVersion: v1
kind: Pod
metadata: {name: a-2, namespace: shop, ownerReferences: [{kind: ReplicaSet, name: a, controller: true}]}
spec: {nodeName: n1, containers: []}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: canary, namespace: shop}
spec: {podSelector: {matchLabels: {canary: 'yes'}}}
---
";

    fn states(profile: Profile, manifests: &str) -> (Isolation, Isolation, Vec<String>) {
        let snapshot = snapshot(manifests);
        let network = Network::of(&snapshot);
        let (policies, _) = PolicySet::of(&snapshot);
        let enforcement = Enforcement::of(&snapshot);
        let scene = Scene::new(&Facts {
            snapshot: &snapshot,
            network: &network,
            policies: &policies,
            enforcement: &enforcement,
            profile,
            is_whole: true,
        });
        let [one] = workloads(&scene).try_into().unwrap();
        (one.ingress.state, one.egress.state, one.ingress.open_pods)
    }

    #[test]
    fn a_workload_of_which_some_pods_are_isolated_names_the_others() {
        assert_eq!(
            states(Profile::Spec, HALF),
            (Isolation::Partly, Isolation::Open, vec!["a-2".to_owned()])
        );
        let all = HALF.replace("{matchLabels: {canary: 'yes'}}", "{}");
        assert_eq!(
            states(Profile::Spec, &all),
            (Isolation::Isolated, Isolation::Open, Vec::new())
        );
    }

    #[test]
    fn pods_on_fargate_are_held_by_no_policy_of_the_vpc_cni() {
        let fargate = "
apiVersion: v1
kind: Node
metadata: {name: n1, labels: {eks.amazonaws.com/compute-type: fargate}}
---
";
        let manifests = format!("{HALF}{fargate}");
        let (ingress, egress, _) = states(Profile::Eks, &manifests);
        assert_eq!((ingress, egress), (Isolation::NotHeld, Isolation::NotHeld));
        assert_eq!(states(Profile::Spec, &manifests).0, Isolation::Partly);
    }
}
