//! From what a scan saw to the report: baseline, classes, totals.

use std::path::PathBuf;

use plugin_kit::{Error, Note, environment::Environment, snapshot::NoteCode};

use crate::{
    args::DetectionArgs,
    baseline::{self, Baseline, BaselineError, installed_key},
    finding::{Class, Findings, Fingerprinter, Item, Surroundings, present},
    report::{Remarks, SecretScanReport, Summary},
    rules::RuleSet,
    scan::Seen,
};

/// What a scan saw.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Credentials in places.
    pub(crate) findings: Findings,
    /// What was remarked on the way.
    pub(crate) remarks: Remarks,
    /// Objects, files or layers that were read.
    pub(crate) scanned: usize,
    /// Bytes that were searched.
    pub(crate) bytes: u64,
    /// Sightings that were silenced on request.
    pub(crate) ignored: usize,
}

impl Outcome {
    /// Takes in what a watch saw.
    pub(crate) fn take(&mut self, seen: Seen) {
        self.findings.join(seen.findings);
        self.remarks.gaps.extend(seen.gaps);
        self.bytes += seen.bytes;
        self.ignored += seen.ignored;
    }
}

/// What findings are held against.
pub(crate) struct Judge {
    /// Makes the fingerprints of the run.
    pub(crate) fingerprinter: Fingerprinter,
    baseline: Option<Baseline>,
    class: Option<Class>,
    notes: Vec<Note>,
}

impl Judge {
    /// As the flags ask; a baseline that is named must be there.
    pub(crate) fn new(args: &DetectionArgs, environment: &Environment) -> Result<Self, Error> {
        let mut notes = Vec::new();
        let baseline =
            match &args.baseline {
                None => None,
                Some(path) => Some(baseline::read(path).map_err(baseline_error)?.ok_or_else(
                    || {
                        Error::usage(
                            format!("there is no baseline {}", path.display()),
                            "`kubectl secretscan baseline FILE` makes one",
                        )
                    },
                )?),
            };
        let fingerprinter = match &baseline {
            Some(baseline) => baseline.fingerprinter().clone(),
            None => key(environment, &mut notes)?,
        };
        Ok(Self {
            fingerprinter,
            baseline,
            class: args.class,
            notes,
        })
    }

    /// Tells everything.
    pub(crate) fn everything(fingerprinter: &Fingerprinter) -> Self {
        Self {
            fingerprinter: fingerprinter.clone(),
            baseline: None,
            class: None,
            notes: Vec::new(),
        }
    }

    /// The report.
    pub(crate) fn report(
        self,
        outcome: Outcome,
        rules: &RuleSet,
        surroundings: &dyn Surroundings,
    ) -> SecretScanReport {
        let mut remarks = outcome.remarks;
        remarks.notes.extend(self.notes);
        let merged = outcome
            .findings
            .merge(rules, |object| surroundings.owners(object).len());
        let mut items = present(&merged, rules, surroundings);
        items.retain(|item| self.class.is_none_or(|class| class == item.class));
        let found = items.len();
        if let Some(baseline) = &self.baseline {
            items.retain(|item: &Item| !baseline.accepts(item));
        }
        let summary = Summary {
            accepted: found - items.len(),
            ignored: outcome.ignored,
            scanned: outcome.scanned,
            bytes: outcome.bytes,
            rules: rules.rules().len(),
            fingerprint_key: self.fingerprinter.key_name(),
            ..Summary::default()
        };
        SecretScanReport::new(items, remarks, summary)
    }
}

/// The key of runs without a baseline.
fn key(environment: &Environment, notes: &mut Vec<Note>) -> Result<Fingerprinter, Error> {
    let (fingerprinter, is_kept) = installed_key(environment).ok_or_else(|| Error::Usage {
        message: "the system has no randomness to make fingerprints with".to_owned(),
        hint: None,
    })?;
    if !is_kept {
        let message = "fingerprints hold for this run only: their key could not be kept in the \
                       state folder of the user";
        notes.push(Note::new(NoteCode::Reading, message));
    }
    Ok(fingerprinter)
}

/// The built-in rules and those of the user's files. Rules that cannot be used are a mistake of who
/// named them.
pub(crate) fn rules(files: &[PathBuf]) -> Result<RuleSet, Error> {
    RuleSet::built_in()
        .with_files(files)
        .map_err(|error| Error::Usage {
            message: with_cause(&error),
            hint: error.hint(),
        })
}

/// So is a baseline.
#[expect(
    clippy::needless_pass_by_value,
    reason = "`map_err` hands the error over"
)]
pub(crate) fn baseline_error(error: BaselineError) -> Error {
    let hint = match &error {
        BaselineError::Malformed { .. } => {
            Some("name a file that `kubectl secretscan baseline FILE` made".to_owned())
        }
        BaselineError::Read { .. } | BaselineError::Write { .. } => None,
    };
    Error::Usage {
        message: with_cause(&error),
        hint,
    }
}

pub(crate) fn with_cause(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}
