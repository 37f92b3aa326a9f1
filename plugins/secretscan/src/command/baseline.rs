//! `baseline`: accepts what is known.

use std::{fs, path::Path};

use plugin_kit::{
    Error, Exit, app,
    report::{API_VERSION, Report as _, visible},
};
use serde::Deserialize;

use super::{
    Context, cluster,
    outcome::{baseline_error, rules_error},
};
use crate::{
    args::BaselineArgs,
    baseline::{self, Baseline, Entry},
    finding::{Class, Fingerprinter, Location},
    report::SecretScanReport,
    rules::RuleSet,
};

/// Adds to the baseline what a scan finds, or what reports say.
pub(crate) fn run(args: &BaselineArgs, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    context.paint(&args.output);
    let present = baseline::read(&args.baseline).map_err(baseline_error)?;
    let mut known = match present {
        Some(known) => known,
        None => Baseline::new(Fingerprinter::random().ok_or_else(|| Error::Usage {
            message: "the system has no randomness to make a key with".to_owned(),
            hint: None,
        })?),
    };
    let before = known.len();
    let exit = if args.accept.is_empty() {
        scan(args, &mut known, context)?
    } else {
        for report in &args.accept {
            accept(report, args, &mut known)?;
        }
        Exit::Done
    };
    baseline::write(&known, &args.baseline).map_err(baseline_error)?;
    let text = format!(
        "{}: {} entries, {} of them new\n",
        visible(&args.baseline.display().to_string()),
        known.len(),
        known.len() - before
    );
    context.print(&text)?;
    Ok(exit)
}

fn scan(
    args: &BaselineArgs,
    known: &mut Baseline,
    context: &mut Context<'_, '_>,
) -> Result<Exit, Error> {
    let rules = RuleSet::built_in()
        .with_files(&args.rules)
        .map_err(rules_error)?;
    let report = cluster::findings(args, &rules, known.fingerprinter(), context)?;
    let reason = args.reason.as_deref();
    for item in report.items() {
        if args.by_place {
            known.accept(Entry::of_places(item, reason));
        } else {
            known.accept([Entry::of_value(item, reason)]);
        }
    }
    for gap in report.gaps() {
        app::warn(
            &format!("not read, so not accepted: {}", gap.message),
            context.streams,
        );
    }
    Ok(app::exit_of(&report, false, false))
}

/// What a saved report says of a finding.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reported {
    rule: String,
    class: Class,
    fingerprint: String,
    location: Location,
    duplicates: Vec<Location>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SavedReport {
    api_version: String,
    kind: String,
    items: Vec<Reported>,
    summary: SavedSummary,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SavedSummary {
    fingerprint_key: String,
}

fn accept(path: &Path, args: &BaselineArgs, known: &mut Baseline) -> Result<(), Error> {
    let file = path.display();
    let text = fs::read_to_string(path).map_err(|error| Error::Usage {
        message: format!("cannot read the report {file}: {error}"),
        hint: None,
    })?;
    let not_a_report = || {
        Error::usage(
            format!("{file} is no report of secretscan"),
            "name what `kubectl secretscan -o json` printed",
        )
    };
    let report: SavedReport = serde_json::from_str(&text).map_err(|_| not_a_report())?;
    if report.kind != SecretScanReport::KIND || report.api_version != API_VERSION {
        return Err(not_a_report());
    }
    if !args.by_place && report.summary.fingerprint_key != known.fingerprinter().key_name() {
        return Err(Error::usage(
            format!("the fingerprints of {file} were made with another key"),
            "make the report with --baseline FILE, or accept its places with --by-place",
        ));
    }
    for item in report.items {
        let reason = args.reason.clone();
        if args.by_place {
            let places = std::iter::once(item.location).chain(item.duplicates);
            known.accept(places.map(|place| Entry {
                rule: item.rule.clone(),
                class: item.class,
                fingerprint: None,
                place: Some(place),
                reason: reason.clone(),
            }));
        } else {
            known.accept([Entry {
                rule: item.rule,
                class: item.class,
                fingerprint: Some(item.fingerprint),
                place: None,
                reason,
            }]);
        }
    }
    Ok(())
}
