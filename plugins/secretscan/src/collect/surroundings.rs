//! What is known about objects around a finding, from relations and RBAC.

use plugin_kit::object::ObjectRef;

use whocan::analyze::ItemSubject;

use super::Readers;
use crate::{
    finding::{Surroundings, Whereabouts},
    objects::Relations,
};

/// Kinds that run containers.
const WORKLOADS: [&str; 8] = [
    "CronJob",
    "DaemonSet",
    "Deployment",
    "Job",
    "Pod",
    "ReplicaSet",
    "ReplicationController",
    "StatefulSet",
];

/// Of a cluster, or of files that hold its objects.
pub(crate) struct ClusterSurroundings<'s> {
    pub(crate) relations: Relations,
    pub(crate) readers: Readers<'s>,
}

impl Surroundings for ClusterSurroundings<'_> {
    fn owners(&self, object: &ObjectRef) -> Vec<ObjectRef> {
        self.relations.owner_of(object)
    }

    fn used_by(&self, object: &ObjectRef) -> Vec<ObjectRef> {
        let mut users = self.relations.used_by(object);
        if WORKLOADS.contains(&object.kind.as_str()) {
            // What is written into a workload is used by it.
            users.push(self.owners(object).pop().unwrap_or_else(|| object.clone()));
        }
        users
    }

    fn readers(&self, whereabouts: &Whereabouts) -> Option<Vec<ItemSubject>> {
        self.readers.of_object(whereabouts)
    }
}
