//! `image`: every credential in image archives.

use std::{num::NonZeroUsize, path::Path};

use plugin_kit::{Error, Exit};

use super::{
    Context,
    outcome::{self, Judge, Outcome, with_cause},
};
use crate::{
    archive::Archive,
    args::ImageArgs,
    finding::Alone,
    image::{self, ImageError, ImageSource, Limits},
    scan::Lookout,
};

/// Scans the archives.
pub(crate) fn run(args: &ImageArgs, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    context.paint(&args.output);
    let rules = outcome::rules(&args.detection.rules)?;
    let judge = Judge::new(&args.detection, context.environment)?;
    let lookout = Lookout::new(&rules, judge.fingerprinter.clone());
    let steps = context.steps(&args.output);
    let mut outcome = Outcome::default();
    for path in &args.archive {
        let begin = std::time::Instant::now();
        let layers = scan(path, &lookout, &mut outcome)?;
        steps.write("scanned layers as", layers, begin.elapsed());
    }
    let report = judge.report(outcome, &rules, &Alone);
    context.answer(&report, &rules, &args.detection, &args.output)
}

fn scan(path: &Path, lookout: &Lookout<'_>, outcome: &mut Outcome) -> Result<usize, Error> {
    let source = ImageSource::at(path).map_err(image_error)?;
    let mut archive = Archive::new(path, lookout);
    let threads = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let outline =
        image::scan(&source, &Limits::default(), threads, &mut archive).map_err(image_error)?;
    let layers = outline.layers.len();
    outcome.scanned += layers;
    outcome.take(archive.finish(&outline));
    Ok(layers)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "`map_err` hands the error over"
)]
fn image_error(error: ImageError) -> Error {
    Error::Usage {
        message: with_cause(&error),
        hint: error.hint(),
    }
}
