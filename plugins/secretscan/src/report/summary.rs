//! Totals of a report.

use plugin_kit::report::Severity;
use schemars::JsonSchema;
use serde::Serialize;

use crate::finding::{Class, Item};

/// Totals.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Findings that are told.
    pub findings: ClassTotals,
    /// Findings that the baseline accepts; they are not told.
    pub accepted: usize,
    /// Findings that an annotation or a comment silences; they are not told.
    pub ignored: usize,
    /// Objects, files or layers that were read.
    pub scanned: usize,
    /// Bytes that were searched, what was unpacked included.
    pub bytes: u64,
    /// Rules that were used.
    pub rules: usize,
    /// Name of the key that the fingerprints were made with; they compare under one name only.
    pub fingerprint_key: String,
}

/// Findings by class and severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClassTotals {
    /// Leaks that give an account, a cluster or money.
    pub critical: usize,
    /// Leaks that give one service or data.
    pub high: usize,
    /// Leaks that give little by themselves, or are only likely to be one.
    pub medium: usize,
    /// Leaks of little worth.
    pub low: usize,
    /// Credentials in Secrets only.
    pub stored: usize,
}

impl ClassTotals {
    /// Counts findings.
    #[must_use]
    pub fn of(items: &[Item]) -> Self {
        let mut totals = Self::default();
        for item in items {
            let count = match (item.class, item.severity) {
                (Class::Stored, _) => &mut totals.stored,
                (Class::Leak, Severity::Critical) => &mut totals.critical,
                (Class::Leak, Severity::High) => &mut totals.high,
                (Class::Leak, Severity::Medium) => &mut totals.medium,
                (Class::Leak, Severity::Low) => &mut totals.low,
            };
            *count += 1;
        }
        totals
    }

    /// Leaks of every severity.
    #[must_use]
    pub fn leaks(&self) -> usize {
        self.critical + self.high + self.medium + self.low
    }
}
