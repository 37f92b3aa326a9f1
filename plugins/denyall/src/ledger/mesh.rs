//! Flows of sidecars to the control plane of their mesh.
//!
//! Rules: Istio "Application Requirements": sidecars connect to istiod on 15012; injection is asked
//! for by label or annotation `sidecar.istio.io/inject`, or by the namespace's `istio-injection`.

use super::{EvidenceSource, cluster::Cluster, gathering::Gathering, services::WhichPort};
use crate::model::Pod;

const SIDECAR: &str = "istio-proxy";
const INJECT: &str = "sidecar.istio.io/inject";
const NAMESPACE_INJECT: &str = "istio-injection";
/// Where istiod is unless it was installed by revision.
const ISTIOD: (&str, &str) = ("istio-system", "istiod");
const DISCOVERY: u16 = 15012;

/// Adds the flows of sidecars.
pub(super) fn add(cluster: &Cluster<'_, '_>, gathering: &mut Gathering) {
    for subject in cluster.subjects {
        for pod in &subject.pods {
            let Some((path, says)) = sidecar(cluster, pod) else {
                continue;
            };
            let mut evidence = subject.evidence(EvidenceSource::Mesh, "", says);
            path.clone_into(&mut evidence.path);
            cluster.add_service(
                gathering,
                &subject.party,
                ISTIOD,
                WhichPort::Number(DISCOVERY),
                evidence,
            );
        }
    }
}

/// What says that a pod has a sidecar, or would get one.
fn sidecar(cluster: &Cluster<'_, '_>, pod: &Pod<'_>) -> Option<(&'static str, &'static str)> {
    let containers = pod.spec.containers.iter().chain(&pod.spec.init_containers);
    if containers.into_iter().any(|it| it.name == SIDECAR) {
        return Some(("containers", SIDECAR));
    }
    // A pod that runs without one was made before anybody asked for it, or not looked at.
    if !pod.is_template {
        return None;
    }
    let asked = pod
        .labels
        .get(INJECT)
        .or_else(|| pod.annotations.get(INJECT));
    match asked.map(String::as_str) {
        Some("true") => Some(("metadata", "sidecar.istio.io/inject=true")),
        Some(_) => None,
        None => {
            let namespace = cluster.network.namespaces.get(pod.namespace)?;
            let is_enabled = namespace.labels.get(NAMESPACE_INJECT)? == "enabled";
            is_enabled.then_some(("namespace", "istio-injection=enabled"))
        }
    }
}

#[cfg(test)]
mod tests;
