//! Builds the network of a snapshot.
//!
//! A pod belongs to the topmost controller that is known: a deployment rather than its replica
//! set, a cron job rather than its job. Where files lack the replica set, the deployment's name is
//! the set's without its `pod-template-hash` ("Kubernetes: Deployments").

mod owners;
mod places;
mod pods;
mod services;

use std::collections::{BTreeSet, HashMap};

use plugin_kit::{Snapshot, object::LabelSelector};

use self::{
    owners::{Owners, selectors},
    places::{namespaces, nodes},
    pods::{Found, long_running, running_pods, templates},
};
use super::{Network, Pod, Workload, WorkloadKind, network::Holder};
use crate::object;

const DEFAULT_SERVICE_ACCOUNT: &str = "default";

/// Namespace, kind and name.
type WorkloadKey<'a> = (&'a str, WorkloadKind<'a>, &'a str);

impl<'a> Network<'a> {
    /// The network of a snapshot.
    #[must_use]
    pub fn of(snapshot: &'a Snapshot) -> Self {
        let owners = Owners::of(snapshot);
        let mut found: Vec<Found<'a>> = running_pods(snapshot, &owners).collect();
        let present: BTreeSet<WorkloadKey<'a>> = found.iter().map(|pod| pod.workload).collect();
        found.extend(
            templates(snapshot)
                .into_iter()
                .filter(|pod| !present.contains(&pod.workload)),
        );
        found.sort_by(|left, right| {
            (left.namespace, left.name, left.is_template, left.workload).cmp(&(
                right.namespace,
                right.name,
                right.is_template,
                right.workload,
            ))
        });
        let services = snapshot.all::<object::Service>();
        let mut network = Self {
            namespaces: namespaces(snapshot, &found, services),
            nodes: nodes(snapshot, &found),
            ..Self::default()
        };
        network.place(found, &selectors(snapshot));
        network.find_holders();
        network.services = services::services(&network, services);
        network
    }

    /// Gives pods and workloads their indices.
    fn place(
        &mut self,
        found: Vec<Found<'a>>,
        selectors: &HashMap<WorkloadKey<'a>, &'a LabelSelector>,
    ) {
        let keys: BTreeSet<WorkloadKey<'a>> = found.iter().map(|pod| pod.workload).collect();
        let indices: HashMap<WorkloadKey<'a>, usize> = keys
            .iter()
            .enumerate()
            .map(|(index, key)| (*key, index))
            .collect();
        self.workloads = keys
            .into_iter()
            .filter_map(|(namespace_name, kind, name)| {
                Some(Workload {
                    namespace: self.namespace(namespace_name)?,
                    kind,
                    name,
                    selector: selectors.get(&(namespace_name, kind, name)).copied(),
                    pods: Vec::new(),
                })
            })
            .collect();
        for found in found {
            let Some(namespace) = self.namespace(found.namespace) else {
                continue;
            };
            let workload = indices.get(&found.workload).copied().unwrap_or_default();
            if let Some(workload) = self.workloads.get_mut(workload) {
                workload.pods.push(self.pods.len());
            }
            let node = found.node.and_then(|name| {
                let found = self.nodes.binary_search_by(|node| node.name.cmp(name));
                found.ok()
            });
            self.pods.push(Pod {
                namespace,
                name: found.name,
                workload,
                labels: found.labels,
                annotations: found.annotations,
                spec: found.spec,
                started: found.started,
                containers: long_running(found.spec).collect(),
                addresses: found.addresses,
                node,
                host_network: found.spec.host_network,
                service_account: found
                    .spec
                    .service_account_name
                    .as_deref()
                    .filter(|name| !name.is_empty())
                    .unwrap_or(DEFAULT_SERVICE_ACCOUNT),
                is_template: found.is_template,
            });
        }
    }

    fn find_holders(&mut self) {
        for (index, node) in self.nodes.iter().enumerate() {
            for address in &node.addresses {
                self.addresses.insert(*address, Holder::Node(index));
            }
        }
        for (index, pod) in self.pods.iter().enumerate() {
            if !pod.host_network {
                for address in &pod.addresses {
                    self.addresses.insert(*address, Holder::Pod(index));
                }
            }
        }
    }
}
