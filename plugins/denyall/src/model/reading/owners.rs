//! What pods belong to.

use std::collections::HashMap;

use plugin_kit::{
    Snapshot,
    object::{LabelSelector, Metadata, Object},
};

use super::WorkloadKey;
use crate::{
    model::WorkloadKind,
    object::{DaemonSet, Deployment, Job, ReplicaSet, StatefulSet, WorkloadSpec},
};

const TEMPLATE_HASH_LABEL: &str = "pod-template-hash";

/// Which replica sets and jobs belong to something else.
pub(super) struct Owners<'a>(HashMap<(&'a str, &'a str, &'a str), &'a Metadata>);

impl<'a> Owners<'a> {
    pub(super) fn of(snapshot: &'a Snapshot) -> Self {
        fn entries<T: Object>(
            objects: &[T],
        ) -> impl Iterator<Item = ((&str, &str, &str), &Metadata)> {
            objects.iter().map(|object| {
                let metadata = object.metadata();
                let key = (
                    metadata.namespace_or_empty(),
                    T::TYPE.kind,
                    metadata.name.as_str(),
                );
                (key, metadata)
            })
        }
        Self(
            entries(snapshot.all::<ReplicaSet>())
                .chain(entries(snapshot.all::<Job>()))
                .collect(),
        )
    }

    /// What a pod belongs to.
    pub(super) fn workload_of(&self, metadata: &'a Metadata) -> WorkloadKey<'a> {
        let namespace = metadata.namespace_or_empty();
        let itself = (namespace, WorkloadKind::Pod, metadata.name.as_str());
        // Mirror pods belong to their node.
        let Some(owner) = metadata.controller().filter(|owner| owner.kind != "Node") else {
            return itself;
        };
        let direct = (
            namespace,
            WorkloadKind::of(&owner.kind),
            owner.name.as_str(),
        );
        match self
            .0
            .get(&(namespace, owner.kind.as_str(), owner.name.as_str()))
        {
            Some(object) => object.controller().map_or(direct, |above| {
                (
                    namespace,
                    WorkloadKind::of(&above.kind),
                    above.name.as_str(),
                )
            }),
            None if direct.1 == WorkloadKind::ReplicaSet => metadata
                .labels
                .get(TEMPLATE_HASH_LABEL)
                .and_then(|hash| owner.name.strip_suffix(hash.as_str())?.strip_suffix('-'))
                .map_or(direct, |name| (namespace, WorkloadKind::Deployment, name)),
            None => direct,
        }
    }
}

/// What workloads say which pods are theirs. The selector of a job is made up for each run.
pub(super) fn selectors(snapshot: &Snapshot) -> HashMap<WorkloadKey<'_>, &LabelSelector> {
    fn of<'a, T: Object>(
        objects: &'a [T],
        spec: impl Fn(&'a T) -> &'a WorkloadSpec,
    ) -> impl Iterator<Item = (WorkloadKey<'a>, &'a LabelSelector)> {
        objects.iter().filter_map(move |object| {
            let (metadata, selector) = (object.metadata(), &spec(object).selector);
            let kind = WorkloadKind::of(T::TYPE.kind);
            let key = (metadata.namespace_or_empty(), kind, metadata.name.as_str());
            (!selector.is_empty()).then_some((key, selector))
        })
    }
    of(snapshot.all::<Deployment>(), |it| &it.spec)
        .chain(of(snapshot.all::<StatefulSet>(), |it| &it.spec))
        .chain(of(snapshot.all::<DaemonSet>(), |it| &it.spec))
        .chain(of(snapshot.all::<ReplicaSet>(), |it| &it.spec))
        .collect()
}
