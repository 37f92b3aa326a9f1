//! `files`: every credential in plain files.

use std::{num::NonZeroUsize, time::Instant};

use plugin_kit::{Error, Exit};

use super::{
    Context,
    outcome::{self, Judge, Outcome},
};
use crate::{
    args::FilesArgs,
    files::{find, read, unreadable},
    finding::Alone,
    scan::Lookout,
};

/// Scans the files.
pub(crate) fn run(args: &FilesArgs, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    context.paint(&args.output);
    let rules = outcome::rules(&args.detection.rules)?;
    let judge = Judge::new(&args.detection, context.environment)?;
    let steps = context.steps(&args.output);
    let found = find(&args.paths)?;
    let lookout = Lookout::new(&rules, judge.fingerprinter.clone());
    let begin = Instant::now();
    let mut outcome = Outcome {
        scanned: found.files.len(),
        ..Outcome::default()
    };
    outcome.remarks.notes.extend(found.notes);
    let unread = found.unread.iter();
    let unread = unread.map(|(path, error)| unreadable(path, error, &lookout));
    outcome.remarks.gaps.extend(unread);
    let threads = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    for seen in read(&found.files, &lookout, threads) {
        outcome.take(seen);
    }
    steps.write("scanned files as", found.files.len(), begin.elapsed());
    let report = judge.report(outcome, &rules, &Alone);
    context.answer(&report, &rules, &args.detection, &args.output)
}
