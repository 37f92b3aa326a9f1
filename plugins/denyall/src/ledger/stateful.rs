//! Flows among the members of a stateful set.
//!
//! A headless governing Service exists to give members names ("`StatefulSets`: stable network ID");
//! that they call each other by these names is likely and not certain.

use plugin_kit::object::Object;

use super::{
    Confidence, Evidence, EvidenceSource, Party, cluster::Cluster, gathering::Gathering,
    services::WhichPort,
};
use crate::{model::WorkloadKind, object::StatefulSet};

/// Adds the flows among the members of each stateful set with a headless Service.
pub(super) fn add(cluster: &Cluster<'_, '_>, gathering: &mut Gathering) {
    for set in cluster.snapshot.all::<StatefulSet>() {
        let namespace = set.metadata.namespace_or_empty();
        let kind = WorkloadKind::StatefulSet;
        let workload = cluster
            .network
            .workload(namespace, kind, &set.metadata.name);
        let service = set.spec.service_name.as_deref();
        let service = service.and_then(|name| cluster.services.named(namespace, name));
        let (Some(workload), Some(service)) = (workload, service) else {
            continue;
        };
        if !service.object.is_headless() {
            continue;
        }
        let Ok(listeners) = cluster.services.listeners(service, WhichPort::Any, None) else {
            continue;
        };
        let itself = cluster.services.party_of(workload);
        for listener in listeners {
            if listener.party == itself && matches!(itself, Party::Workload(_)) {
                let evidence = Evidence {
                    source: EvidenceSource::HeadlessService,
                    object: Some(set.reference()),
                    path: "spec.serviceName".to_owned(),
                    says: format!("{}:{}", service.name, listener.port),
                };
                gathering.add(&itself, &listener, Confidence::Medium, evidence);
            }
        }
    }
}

#[cfg(test)]
mod tests;
