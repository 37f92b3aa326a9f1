//! From a scene to workloads and findings.

use std::collections::{BTreeSet, HashMap};

use plugin_kit::object::ObjectRef;

use super::{
    finding::{Finding, RuleId},
    isolation::{self, WorkloadIsolation},
    rules,
    scene::Scene,
};

/// What was found.
pub(super) struct Found {
    /// By namespace, kind and name.
    pub(super) workloads: Vec<WorkloadIsolation>,
    /// The worst first.
    pub(super) findings: Vec<Finding>,
}

/// Looks at every workload and for everything.
pub(super) fn analyze(scene: &Scene<'_>) -> Found {
    let mut findings: Vec<Finding> = rules::ALL.iter().flat_map(|rule| rule(scene)).collect();
    findings.sort_by(|left, right| left.order().cmp(&right.order()));
    let mut workloads = isolation::workloads(scene);
    let mut rules_of: HashMap<&ObjectRef, BTreeSet<RuleId>> = HashMap::new();
    for finding in &findings {
        for object in &finding.objects {
            rules_of.entry(object).or_default().insert(finding.rule);
        }
    }
    for workload in &mut workloads {
        if let Some(rules) = rules_of.get(&workload.object()) {
            workload.findings = rules.iter().copied().collect();
        }
    }
    Found {
        workloads,
        findings,
    }
}
