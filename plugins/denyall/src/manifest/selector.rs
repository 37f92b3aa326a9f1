//! Finds the labels that select a workload's pods and, if possible, nothing else.
//!
//! A policy outlives the pods it was made for, so labels that change with every rollout or chart
//! version are left alone, and as few labels as possible are used: first those of the workload's
//! own selector, which cannot change, then the usual names ("Kubernetes: Recommended Labels").

use std::collections::{BTreeMap, BTreeSet, HashMap};

use plugin_kit::object::LabelSelector;

use crate::model::Network;

/// Labels that controllers, charts and tools change.
const VOLATILE: &[&str] = &[
    "app.kubernetes.io/managed-by",
    "app.kubernetes.io/version",
    "apps.kubernetes.io/pod-index",
    "chart",
    "controller-revision-hash",
    "controller-uid",
    "helm.sh/chart",
    "heritage",
    "job-name",
    "pod-template-generation",
    "pod-template-hash",
    "statefulset.kubernetes.io/pod-name",
    "version",
];
const VOLATILE_PREFIX: &str = "batch.kubernetes.io/";

/// Labels by which people name their workloads, the most telling ones first.
const TELLING: &[&str] = &[
    "app.kubernetes.io/name",
    "app.kubernetes.io/instance",
    "app.kubernetes.io/component",
    "app",
    "k8s-app",
    "component",
    "name",
    "role",
    "tier",
];

/// Labels that select a workload's pods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The selector.
    pub selector: LabelSelector,
    /// Indices of other workloads of the namespace whose pods it selects too, in order.
    pub others: Vec<usize>,
}

/// The labels that select a workload's pods; nothing when they have no label to select them by.
#[must_use]
pub fn selection_of(network: &Network<'_>, workload: usize) -> Option<Selection> {
    let namespace = network.workloads.get(workload)?.namespace;
    Selections::of(network, |other| other == namespace).of_workload(workload)
}

/// Finds selections for many workloads: pods are found by their labels rather than looked through.
pub struct Selections<'n> {
    network: &'n Network<'n>,
    by_label: HashMap<(usize, &'n str, &'n str), Vec<usize>>,
}

impl<'n> Selections<'n> {
    /// For workloads of these namespaces, by index.
    #[must_use]
    pub fn of(network: &'n Network<'n>, namespaces: impl Fn(usize) -> bool) -> Self {
        let mut by_label: HashMap<(usize, &str, &str), Vec<usize>> = HashMap::new();
        for (index, pod) in network.pods.iter().enumerate() {
            if namespaces(pod.namespace) {
                for (key, value) in pod.labels {
                    let pods = by_label.entry((pod.namespace, key, value)).or_default();
                    pods.push(index);
                }
            }
        }
        Self { network, by_label }
    }

    /// The labels that select a workload's pods; nothing when they have no label to select them
    /// by.
    #[must_use]
    pub fn of_workload(&self, workload: usize) -> Option<Selection> {
        let own = self.network.workloads.get(workload)?;
        let others = |selector: &LabelSelector| {
            let mut workloads = self.workloads(own.namespace, selector);
            workloads.remove(&workload);
            workloads
        };
        let mut selector = own.selector.cloned().unwrap_or_default();
        let candidates = candidates(&common_labels(self.network, &own.pods)?);
        let mut also = others(&selector);
        for (key, value) in candidates {
            if also.is_empty() && !selector.is_empty() {
                break;
            }
            let mut narrower = selector.clone();
            narrower.match_labels.insert(key, value);
            let fewer = others(&narrower);
            if fewer.len() < also.len() || selector.is_empty() {
                (selector, also) = (narrower, fewer);
            }
        }
        (!selector.is_empty()).then(|| Selection {
            selector,
            others: also.into_iter().collect(),
        })
    }

    /// The workloads of a namespace that a selector selects pods of, by index.
    #[must_use]
    pub fn workloads(&self, namespace: usize, selector: &LabelSelector) -> BTreeSet<usize> {
        let with_label = selector.match_labels.iter().map(|(key, value)| {
            let pods = self
                .by_label
                .get(&(namespace, key.as_str(), value.as_str()));
            pods.map_or(&[][..], Vec::as_slice)
        });
        let pods = &self.network.pods;
        let selected = |index: &usize| {
            let pod = pods.get(*index)?;
            (pod.namespace == namespace && selector.matches(pod.labels)).then_some(pod.workload)
        };
        if let Some(few) = with_label.min_by_key(|pods| pods.len()) {
            return few.iter().filter_map(selected).collect();
        }
        let first = pods.partition_point(|pod| pod.namespace < namespace);
        let end = pods.partition_point(|pod| pod.namespace <= namespace);
        (first..end).filter_map(|index| selected(&index)).collect()
    }
}

/// The labels that all of these pods have.
fn common_labels(network: &Network<'_>, pods: &[usize]) -> Option<BTreeMap<String, String>> {
    let mut pods = pods.iter().filter_map(|&pod| network.pods.get(pod));
    let mut common = pods.next()?.labels.clone();
    for pod in pods {
        common.retain(|key, value| pod.labels.get(key) == Some(value));
    }
    Some(common)
}

/// The labels to try, in order.
fn candidates(labels: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let rank = |key: &str| {
        TELLING
            .iter()
            .position(|telling| *telling == key)
            .unwrap_or(TELLING.len())
    };
    let mut candidates: Vec<(String, String)> = labels
        .iter()
        .filter(|(key, _)| !VOLATILE.contains(&key.as_str()) && !key.starts_with(VOLATILE_PREFIX))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    candidates.sort_by_key(|(key, _)| rank(key));
    candidates
}
