//! The table of an audit: a row for each object that something is said about.
//!
//! Workloads with what holds them, and the policies, namespaces and system objects that findings are
//! about; so that whoever reads it sees each thing once.

use std::collections::BTreeMap;

use plugin_kit::{
    object::ObjectRef,
    report::{Layout, Severity, Table},
};

use super::{finding::Finding, isolation::WorkloadIsolation, report::AuditReport};
use crate::report::short_type;

#[derive(Default)]
struct Row<'r> {
    workload: Option<&'r WorkloadIsolation>,
    findings: Vec<&'r Finding>,
}

/// The rows by namespace, kind and name; cluster-wide objects first.
pub(super) fn table(report: &AuditReport, layout: Layout) -> Table {
    let mut rows: BTreeMap<(Option<String>, String, String), Row<'_>> = BTreeMap::new();
    for workload in report.workloads() {
        rows.entry(key(&workload.object())).or_default().workload = Some(workload);
    }
    for finding in report.findings() {
        for (index, object) in finding.objects.iter().enumerate() {
            let key = key(object);
            // Others that a finding concerns have a row only if they are workloads.
            if index == 0 || rows.contains_key(&key) {
                let findings = &mut rows.entry(key).or_default().findings;
                findings.push(finding);
            }
        }
    }
    let mut columns = vec!["NAMESPACE", "OBJECT", "INGRESS", "EGRESS", "FINDINGS"];
    if layout == Layout::Wide {
        columns = vec![
            "NAMESPACE",
            "OBJECT",
            "PODS",
            "INGRESS",
            "EGRESS",
            "POLICIES",
            "FINDINGS",
        ];
    }
    let rows = rows.into_iter();
    Table {
        columns,
        rows: rows
            .map(|((namespace, kind, name), row)| {
                let namespace = namespace.unwrap_or_default();
                let object = format!("{}/{name}", short_type(&kind));
                cells(namespace, object, &row, layout)
            })
            .collect(),
    }
}

fn key(object: &ObjectRef) -> (Option<String>, String, String) {
    // A namespace stands before what is in it.
    let namespace = match (&object.namespace, object.kind.as_str()) {
        (None, "Namespace") => Some(object.name.clone()),
        (namespace, _) => namespace.clone(),
    };
    (namespace, object.kind.clone(), object.name.clone())
}

fn cells(namespace: String, object: String, row: &Row<'_>, layout: Layout) -> Vec<String> {
    let (ingress, egress) = row.workload.map_or(("-", "-"), |workload| {
        let (ingress, egress) = (workload.ingress.state, workload.egress.state);
        (ingress.as_str(), egress.as_str())
    });
    let findings = match layout {
        Layout::Normal => counted(&row.findings),
        Layout::Wide => all(&row.findings),
    };
    let (ingress, egress) = (ingress.to_owned(), egress.to_owned());
    if layout == Layout::Normal {
        return vec![namespace, object, ingress, egress, findings];
    }
    let pods = row
        .workload
        .map_or_else(|| "-".to_owned(), |it| it.pods.to_string());
    let policies = row.workload.map_or_else(|| "-".to_owned(), policies);
    vec![namespace, object, pods, ingress, egress, policies, findings]
}

/// How many findings there are of each severity.
fn counted(findings: &[&Finding]) -> String {
    let counts = Severity::ALL.into_iter().filter_map(|severity| {
        let findings = findings.iter();
        let count = findings.filter(|it| it.severity == severity).count();
        (count > 0).then(|| format!("{count} {}", severity.as_str()))
    });
    counts.collect::<Vec<_>>().join(", ")
}

/// The rules that found something.
fn all(findings: &[&Finding]) -> String {
    let findings = findings
        .iter()
        .map(|finding| format!("{} {}", finding.severity.as_str(), finding.rule.id()));
    findings.collect::<Vec<_>>().join(", ")
}

fn policies(workload: &WorkloadIsolation) -> String {
    let policies = workload.ingress.by.iter().chain(&workload.egress.by);
    let mut names: Vec<&str> = policies.map(|policy| policy.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names.join(",")
}
