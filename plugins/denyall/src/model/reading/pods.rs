//! The pods of a snapshot: those that run, and one for each workload that has none.

use std::{collections::BTreeMap, net::IpAddr};

use plugin_kit::{Snapshot, object::Object};

use super::{WorkloadKey, owners::Owners};
use crate::{
    model::WorkloadKind,
    object::{
        self, CronJob, DaemonSet, Deployment, Job, PodPhase, PodSpec, PodTemplate, ReplicaSet,
        ReplicationController, StatefulSet,
    },
};

/// A pod before its namespace, workload and node have indices.
pub(super) struct Found<'a> {
    pub(super) namespace: &'a str,
    pub(super) name: &'a str,
    pub(super) workload: WorkloadKey<'a>,
    pub(super) labels: &'a BTreeMap<String, String>,
    pub(super) annotations: &'a BTreeMap<String, String>,
    pub(super) spec: &'a PodSpec,
    pub(super) started: Option<&'a str>,
    pub(super) addresses: Vec<IpAddr>,
    pub(super) node: Option<&'a str>,
    pub(super) is_template: bool,
}

/// Pods that have not ended.
pub(super) fn running_pods<'a>(
    snapshot: &'a Snapshot,
    owners: &Owners<'a>,
) -> impl Iterator<Item = Found<'a>> {
    snapshot
        .all::<object::Pod>()
        .iter()
        // What has ended holds no address ("Pod Lifecycle"); what is being deleted still does.
        .filter(|pod| {
            !matches!(
                pod.status.phase,
                Some(PodPhase::Succeeded | PodPhase::Failed)
            )
        })
        .map(|pod| Found {
            namespace: pod.metadata.namespace_or_empty(),
            name: &pod.metadata.name,
            workload: owners.workload_of(&pod.metadata),
            labels: &pod.metadata.labels,
            annotations: &pod.metadata.annotations,
            spec: &pod.spec,
            started: pod.status.start_time.as_deref(),
            addresses: addresses(
                pod.status.pod_ip.iter(),
                pod.status.pod_ips.iter().map(|ip| &ip.ip),
            ),
            node: pod.spec.node_name.as_deref(),
            is_template: false,
        })
}

/// One pod for every workload that nobody controls, as its template says.
pub(super) fn templates(snapshot: &Snapshot) -> Vec<Found<'_>> {
    fn of<'a, T: Object>(
        objects: &'a [T],
        template: impl Fn(&'a T) -> &'a PodTemplate,
    ) -> impl Iterator<Item = Found<'a>> {
        objects.iter().filter_map(move |object| {
            let metadata = object.metadata();
            let template = template(object);
            let name = metadata.name.as_str();
            let namespace = metadata.namespace_or_empty();
            metadata.controller().is_none().then(|| Found {
                namespace,
                name,
                workload: (namespace, WorkloadKind::of(T::TYPE.kind), name),
                labels: &template.metadata.labels,
                annotations: &template.metadata.annotations,
                spec: &template.spec,
                started: None,
                addresses: Vec::new(),
                node: None,
                is_template: true,
            })
        })
    }
    let mut found: Vec<Found<'_>> = Vec::new();
    found.extend(of(snapshot.all::<Deployment>(), |it| &it.spec.template));
    found.extend(of(snapshot.all::<StatefulSet>(), |it| &it.spec.template));
    found.extend(of(snapshot.all::<DaemonSet>(), |it| &it.spec.template));
    found.extend(of(snapshot.all::<ReplicaSet>(), |it| &it.spec.template));
    found.extend(of(snapshot.all::<ReplicationController>(), |it| {
        &it.spec.template
    }));
    found.extend(of(snapshot.all::<Job>(), |it| &it.spec.template));
    found.extend(of(snapshot.all::<CronJob>(), |it| {
        &it.spec.job_template.spec.template
    }));
    found
}

/// Reads addresses; words that are none, such as host names, are left out.
pub(super) fn addresses<'a>(
    first: impl IntoIterator<Item = &'a String>,
    all: impl IntoIterator<Item = &'a String>,
) -> Vec<IpAddr> {
    let mut addresses: Vec<IpAddr> = first
        .into_iter()
        .chain(all)
        .filter_map(|address| address.parse().ok())
        .collect();
    addresses.sort_unstable();
    addresses.dedup();
    addresses
}

/// Containers that run as long as the pod does ("Sidecar Containers").
pub(super) fn long_running(spec: &PodSpec) -> impl Iterator<Item = &object::Container> {
    let sidecars = spec
        .init_containers
        .iter()
        .filter(|container| container.restart_policy.as_deref() == Some("Always"));
    spec.containers.iter().chain(sidecars)
}
