//! The audit as it is printed: `AuditReport`.
//!
//! Items are of two types, for both are the answer: workloads with what holds them, and findings,
//! which may concern many workloads, a policy, or the cluster. A reader picks by `type`; totals and
//! what enforces the policies are in the summary.

use plugin_kit::{
    Gap, Note,
    report::{Layout, Report, Severity, Table},
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    analyze::Found,
    finding::Finding,
    isolation::{Isolation, WorkloadIsolation},
    rows,
};
use crate::{enforcement::Enforcement, verdict::Profile};

/// How many findings are told in full beside the table.
const TOLD: usize = 20;

/// Which pods are open, whether anything enforces the policies, and what is wrong with them.
#[derive(Debug)]
pub struct AuditReport {
    items: Vec<AuditItem>,
    notes: Vec<Note>,
    gaps: Vec<Gap>,
    summary: Summary,
}

/// A workload or a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum AuditItem {
    /// Something that should be otherwise.
    Finding(Finding),
    /// A workload and what holds it.
    Workload(WorkloadIsolation),
}

/// Totals, and what enforces the policies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Summary {
    /// Whether anything enforces the policies, and what says so.
    pub enforcement: Enforcement,
    /// Whose reading of the policies this is.
    pub profile: Profile,
    /// Workloads by what holds them.
    pub workloads: WorkloadTotals,
    /// Findings by severity.
    pub findings: FindingTotals,
}

/// Workloads by what holds them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkloadTotals {
    /// All of them.
    pub total: usize,
    /// All pods isolated in both directions.
    pub isolated: usize,
    /// No pod isolated in any direction.
    pub open: usize,
    /// Neither: one direction, or some pods.
    pub partly: usize,
    /// Use their node's network.
    pub not_held: usize,
}

/// Findings by severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FindingTotals {
    /// Policies do nothing at all.
    pub critical: usize,
    /// Pods are open, or cut off, where the policies look as if they were not.
    pub high: usize,
    /// A rule or policy does not do what it seems to.
    pub medium: usize,
    /// Worth tidying up.
    pub low: usize,
}

impl AuditReport {
    /// The answer, with what was remarked on the way.
    pub(super) fn new(
        found: Found,
        (enforcement, profile): (Enforcement, Profile),
        mut notes: Vec<Note>,
        mut gaps: Vec<Gap>,
    ) -> Self {
        notes.sort();
        notes.dedup();
        gaps.sort();
        gaps.dedup();
        let summary = Summary {
            enforcement,
            profile,
            workloads: WorkloadTotals::of(&found.workloads),
            findings: FindingTotals::of(&found.findings),
        };
        let findings = found.findings.into_iter().map(AuditItem::Finding);
        let workloads = found.workloads.into_iter().map(AuditItem::Workload);
        Self {
            items: findings.chain(workloads).collect(),
            notes,
            gaps,
            summary,
        }
    }

    /// The findings, the worst first.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.items.iter().filter_map(|item| match item {
            AuditItem::Finding(finding) => Some(finding),
            AuditItem::Workload(_) => None,
        })
    }

    /// The workloads, by namespace, kind and name.
    pub fn workloads(&self) -> impl Iterator<Item = &WorkloadIsolation> {
        self.items.iter().filter_map(|item| match item {
            AuditItem::Workload(workload) => Some(workload),
            AuditItem::Finding(_) => None,
        })
    }

    /// Whether anything was found that is as bad as this, or worse.
    #[must_use]
    pub fn has_findings(&self, threshold: Severity) -> bool {
        let mut findings = self.findings();
        findings.any(|finding| finding.severity <= threshold)
    }
}

impl WorkloadTotals {
    fn of(workloads: &[WorkloadIsolation]) -> Self {
        let mut totals = Self {
            total: workloads.len(),
            ..Self::default()
        };
        for workload in workloads {
            let count = match (workload.ingress.state, workload.egress.state) {
                (Isolation::Isolated, Isolation::Isolated) => &mut totals.isolated,
                (Isolation::Open, Isolation::Open) => &mut totals.open,
                (Isolation::NotHeld, _) | (_, Isolation::NotHeld) => &mut totals.not_held,
                _ => &mut totals.partly,
            };
            *count += 1;
        }
        totals
    }
}

impl FindingTotals {
    fn of(findings: &[Finding]) -> Self {
        let mut totals = Self::default();
        for finding in findings {
            let count = match finding.severity {
                Severity::Critical => &mut totals.critical,
                Severity::High => &mut totals.high,
                Severity::Medium => &mut totals.medium,
                Severity::Low => &mut totals.low,
            };
            *count += 1;
        }
        totals
    }
}

impl Report for AuditReport {
    const KIND: &'static str = "AuditReport";
    type Item = AuditItem;
    type Summary = Summary;

    fn items(&self) -> &[AuditItem] {
        &self.items
    }

    fn notes(&self) -> &[Note] {
        &self.notes
    }

    fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    fn summary(&self) -> &Summary {
        &self.summary
    }

    fn table(&self, layout: Layout) -> Table {
        rows::table(self, layout)
    }

    fn names(&self) -> Vec<String> {
        let items = self.items.iter().map(|item| match item {
            AuditItem::Workload(workload) => workload.object().to_string(),
            AuditItem::Finding(finding) => match finding.objects.first() {
                Some(object) => format!("{} {object}", finding.rule.id()),
                None => finding.rule.id().to_owned(),
            },
        });
        items.collect()
    }

    fn remarks(&self) -> Vec<String> {
        let headline = self.summary.enforcement.headline();
        let mut remarks: Vec<String> = headline.iter().cloned().collect();
        let WorkloadTotals {
            total,
            isolated,
            open,
            partly,
            not_held,
        } = self.summary.workloads;
        let workloads = if total == 1 { "workload" } else { "workloads" };
        remarks.push(format!(
            "{total} {workloads}: {isolated} isolated both ways, {partly} partly, {open} open, \
             {not_held} not held."
        ));
        let mut last = None;
        for finding in self.findings().take(TOLD) {
            let (severity, rule) = (finding.severity.as_str(), finding.rule);
            if last != Some(rule) {
                remarks.push(format!("{severity} {}: {}", rule.id(), rule.about()));
                remarks.push(format!("  cure: {}", finding.cure));
            }
            last = Some(rule);
            if headline.as_ref() != Some(&finding.title) {
                remarks.push(format!("  - {}", finding.title));
            }
        }
        match self.findings().count().saturating_sub(TOLD) {
            0 => {}
            more => remarks.push(format!("{more} more findings: -o json has them all.")),
        }
        remarks
    }
}
