//! Findings as SARIF.

use std::io::{self, Write};

use plugin_kit::{
    app::VERSION,
    report::{Report, SarifResult, SarifRule, SarifRun, write_sarif},
};

use super::{finding::RuleId, report::AuditReport};

const TOOL: &str = "kubectl-denyall";

/// Writes the findings of a report.
pub(super) fn write(report: &AuditReport, stdout: &mut dyn Write) -> io::Result<()> {
    let rules: Vec<SarifRule> = RuleId::ALL.iter().map(|rule| described(*rule)).collect();
    let results: Vec<SarifResult> = report
        .findings()
        .map(|finding| SarifResult {
            rule: finding.rule as usize,
            level: finding.severity.into(),
            message: finding.title.clone(),
            places: finding.objects.iter().cloned().map(Into::into).collect(),
            fingerprint: None,
        })
        .collect();
    let run = SarifRun {
        tool: TOOL,
        version: VERSION,
        rules: &rules,
        results: &results,
        notes: report.notes(),
        gaps: report.gaps(),
    };
    write_sarif(&run, stdout)
}

fn described(rule: RuleId) -> SarifRule {
    SarifRule {
        id: rule.id().to_owned(),
        about: rule.about().to_owned(),
        help: rule.cure().to_owned(),
        level: rule.severity().into(),
    }
}
