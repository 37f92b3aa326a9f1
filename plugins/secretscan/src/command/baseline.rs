//! `baseline`: accepts what is known.

use std::{fs, path::Path};

use plugin_kit::{
    Error, Exit, app,
    report::{API_VERSION, Report as _, visible},
};
use serde::Deserialize;

use super::{
    Context, cluster,
    outcome::{self, baseline_error},
};
use crate::{
    args::BaselineArgs,
    baseline::{self, Baseline, Entry, Reported},
    finding::Fingerprinter,
    report::SecretScanReport,
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
            accept_report(report, args, &mut known)?;
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
    let rules = outcome::rules(&args.rules)?;
    let report = cluster::findings(args, &rules, known.fingerprinter(), context)?;
    for item in report.items() {
        accept(item.into(), args, known);
    }
    for gap in report.gaps() {
        app::warn(
            &format!("not read, so not accepted: {}", gap.message),
            context.streams,
        );
    }
    Ok(app::exit_of(&report, false, false))
}

/// A report that was saved.
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

/// Accepts what a saved report says.
fn accept_report(path: &Path, args: &BaselineArgs, known: &mut Baseline) -> Result<(), Error> {
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
        accept(item, args, known);
    }
    Ok(())
}

fn accept(found: Reported, args: &BaselineArgs, known: &mut Baseline) {
    let reason = args.reason.as_deref();
    if args.by_place {
        known.accept(Entry::of_places(found, reason));
    } else {
        known.accept([Entry::of_value(found, reason)]);
    }
}
