//! Flows to the API server.
//!
//! A service account that a binding names is one whose workload talks to the API server: every
//! authenticated one may do less than that without a binding of its own ("RBAC: default roles").
//! Roles are not read, and bindings to groups say nothing of a single workload.

use std::collections::HashMap;

use plugin_kit::object::{ClusterRoleBinding, Object, ObjectRef, RoleBinding, Subject as Bound};

use super::{
    Confidence, Evidence, EvidenceSource, cluster::Cluster, gathering::Gathering,
    services::api_server,
};

/// Adds the flows of workloads that use the Kubernetes API.
pub(super) fn add(cluster: &Cluster<'_, '_>, gathering: &mut Gathering) {
    let mut bound: HashMap<(&str, &str), Vec<ObjectRef>> = HashMap::new();
    for binding in cluster.snapshot.all::<RoleBinding>() {
        let own = binding.metadata.namespace_or_empty();
        for account in accounts(&binding.subjects, own) {
            bound.entry(account).or_default().push(binding.reference());
        }
    }
    for binding in cluster.snapshot.all::<ClusterRoleBinding>() {
        for account in accounts(&binding.subjects, "") {
            bound.entry(account).or_default().push(binding.reference());
        }
    }
    for subject in cluster.subjects {
        for pod in &subject.pods {
            let account = (subject.namespace, pod.service_account);
            let Some(bindings) = bound.get(&account) else {
                continue;
            };
            // Without the usual token a workload may still have one from elsewhere.
            let confidence = if pod.spec.automount_service_account_token == Some(false) {
                Confidence::Medium
            } else {
                Confidence::High
            };
            for binding in bindings {
                let evidence = Evidence {
                    source: EvidenceSource::ApiServerAccess,
                    object: Some(binding.clone()),
                    path: "subjects".to_owned(),
                    says: format!("ServiceAccount {}/{}", account.0, account.1),
                };
                gathering.add(&subject.party, &api_server(), confidence, evidence);
            }
        }
    }
}

fn accounts<'b>(
    subjects: &'b [Bound],
    namespace: &'b str,
) -> impl Iterator<Item = (&'b str, &'b str)> {
    subjects
        .iter()
        .filter(|subject| subject.kind == "ServiceAccount")
        .map(move |subject| {
            let namespace = subject.namespace.as_deref().unwrap_or(namespace);
            (namespace, subject.name.as_str())
        })
}

#[cfg(test)]
mod tests;
