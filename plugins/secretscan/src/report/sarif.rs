//! Findings as SARIF: places in objects are logical locations, files are artifacts.

use std::io::{self, Write};

use plugin_kit::{
    app::VERSION,
    report::{Report as _, SarifPlace, SarifResult, SarifRule, SarifRun, write_sarif},
};

use super::SecretScanReport;
use crate::{
    finding::{Class, Item, Location},
    rules::RuleSet,
};

const TOOL: &str = "kubectl-secretscan";

/// Writes the findings of a report.
pub fn write(report: &SecretScanReport, rules: &RuleSet, stdout: &mut dyn Write) -> io::Result<()> {
    let described: Vec<SarifRule> = rules
        .rules()
        .iter()
        .map(|rule| SarifRule {
            id: rule.id.clone(),
            about: rule.name.clone(),
            help: match &rule.source {
                Some(source) => format!("Rotate it, then remove it. Its form: {source}"),
                None => "Rotate it, then remove it.".to_owned(),
            },
            level: rule.severity.into(),
        })
        .collect();
    let results: Vec<SarifResult> = report
        .items()
        .iter()
        .filter_map(|item| {
            let rule = rules.rules().iter().position(|rule| rule.id == item.rule)?;
            Some(result(item, rule))
        })
        .collect();
    let run = SarifRun {
        tool: TOOL,
        version: VERSION,
        rules: &described,
        results: &results,
        notes: report.notes(),
        gaps: report.gaps(),
    };
    write_sarif(&run, stdout)
}

fn result(item: &Item, rule: usize) -> SarifResult {
    let what = match item.class {
        Class::Leak => "leaks from",
        Class::Stored => "is stored in",
    };
    let (title, object, path) = (&item.title, item.location.object(), &item.location.path);
    SarifResult {
        rule,
        level: item.severity.into(),
        message: format!("{title} {what} {object}: {path} ({})", item.redacted),
        places: std::iter::once(&item.location)
            .chain(&item.duplicates)
            .map(place)
            .collect(),
        fingerprint: Some(item.fingerprint.clone()),
    }
}

fn place(location: &Location) -> SarifPlace {
    let object = location.object();
    match location.kind.as_str() {
        "File" => SarifPlace::File {
            path: location.name.clone(),
            within: location.path.clone(),
        },
        _ => SarifPlace::Within {
            object,
            path: location.path.clone(),
        },
    }
}
