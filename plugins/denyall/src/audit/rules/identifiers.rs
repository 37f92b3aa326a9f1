//! Pods that the agent of Amazon EKS takes for one workload.
//!
//! It keeps one set of rules for each pod identifier: the pod's name without what follows its last
//! dash, and its namespace. Standalone pods `web-a` and `web-b` of one node share their rules, those
//! of the one that was resolved last.

use std::collections::{BTreeMap, BTreeSet};

use plugin_kit::object::ObjectRef;

use crate::audit::{
    finding::{Finding, RuleId},
    scene::Scene,
};

pub(super) fn find(scene: &Scene<'_>) -> Vec<Finding> {
    if !scene.is_eks() {
        return Vec::new();
    }
    // By namespace and identifier: the sets of policies, and one pod that has each.
    let mut sets: BTreeMap<(usize, &str), BTreeMap<&[usize], usize>> = BTreeMap::new();
    for group in scene.groups.iter().filter(|group| !group.host_network) {
        for pod in &group.pods {
            let Some(found) = scene.network.pods.get(*pod).filter(|it| !it.is_template) else {
                continue;
            };
            let identifier = found.name.rsplit_once('-').map_or(found.name, |(it, _)| it);
            let sets = sets.entry((group.namespace, identifier)).or_default();
            sets.entry(group.policies.as_slice()).or_insert(*pod);
        }
    }
    let colliding = sets.into_iter().filter(|(_, sets)| sets.len() > 1);
    colliding
        .map(|((namespace, identifier), sets)| {
            let pods: BTreeSet<&str> = sets
                .values()
                .filter_map(|pod| Some(scene.network.pods.get(*pod)?.name))
                .collect();
            let namespace = scene.namespace(namespace);
            let title = format!(
                "pods of namespace {namespace} share the identifier {identifier} and have {} \
                 different sets of policies",
                sets.len()
            );
            let mut objects = pods
                .into_iter()
                .map(|pod| ObjectRef::namespaced("Pod", namespace, pod));
            let first = objects
                .next()
                .unwrap_or_else(|| ObjectRef::cluster("Namespace", namespace));
            Finding::new(RuleId::CollidingIdentifiers, first, title).with(objects)
        })
        .collect()
}
