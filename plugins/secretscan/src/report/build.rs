//! The report of a scan.

use plugin_kit::{
    Gap, Note,
    report::{Layout, Report, Severity, Table},
};

use super::{ClassTotals, Summary, rows};
use crate::finding::Item;

/// Every credential that was found, without any of them.
#[derive(Debug)]
pub struct SecretScanReport {
    items: Vec<Item>,
    notes: Vec<Note>,
    gaps: Vec<Gap>,
    summary: Summary,
}

/// What was remarked on the way.
#[derive(Debug, Default)]
pub struct Remarks {
    /// What is worth saying and changes nothing.
    pub notes: Vec<Note>,
    /// What could not be read.
    pub gaps: Vec<Gap>,
}

impl SecretScanReport {
    /// A report of these findings, in their order; `summary` has everything but their totals.
    #[must_use]
    pub fn new(items: Vec<Item>, remarks: Remarks, summary: Summary) -> Self {
        let Remarks {
            mut notes,
            mut gaps,
        } = remarks;
        notes.sort();
        notes.dedup();
        gaps.sort();
        gaps.dedup();
        let summary = Summary {
            findings: ClassTotals::of(&items),
            ..summary
        };
        Self {
            items,
            notes,
            gaps,
            summary,
        }
    }

    /// Whether there is a finding of this severity or a worse one.
    #[must_use]
    pub fn has_findings(&self, threshold: Severity) -> bool {
        self.items.iter().any(|item| item.severity <= threshold)
    }
}

impl Report for SecretScanReport {
    const KIND: &'static str = "SecretScanReport";
    type Item = Item;
    type Summary = Summary;

    fn items(&self) -> &[Item] {
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
        rows::table(&self.items, layout)
    }

    fn names(&self) -> Vec<String> {
        let names = self.items.iter().map(|item| {
            let (rule, fingerprint) = (&item.rule, &item.fingerprint);
            format!("{rule} {} {fingerprint}", item.location.object())
        });
        names.collect()
    }

    fn remarks(&self) -> Vec<String> {
        rows::remarks(&self.summary, !self.gaps.is_empty())
    }
}
