//! From the arguments to the difference.

use std::path::PathBuf;

use plugin_kit::{
    Error, Exit, app,
    args::{FilenameArgs, SourceArgs},
    source::{FileArgument, Wants},
};

use super::{joint::difference, report::DiffReport, side::Side};
use crate::{
    args::DiffArgs, enforcement::Enforcement, model::Network, run::Context, scene::Scene,
    solve::Solution, wants,
};

/// The word for the cluster itself.
const LIVE: &str = "live";

/// Answers `diff`.
pub(crate) fn run(args: &DiffArgs, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    context.paint(&args.output);
    if args.old == args.new && (args.old == LIVE || args.old == "-") {
        return Err(Error::usage(
            format!("OLD and NEW are both {:?}", args.old),
            "compare with a file or a directory; --record of another command makes one",
        ));
    }
    let wants = wants::network(&[]);
    let old = read(&args.old, &wants, args, context)?;
    let new = read(&args.new, &wants, args, context)?;
    let (old_network, new_network) = (Network::of(&old.snapshot), Network::of(&new.snapshot));
    let semantics = args.analysis.semantics();
    let old_solution = Solution::of(&old_network, &old.policies, semantics);
    let new_solution = Solution::of(&new_network, &new.policies, semantics);
    let old_map = old_solution.by_workload_and_policy();
    let new_map = new_solution.by_workload_and_policy();
    let found = difference(
        Side {
            solution: &old_solution,
            map: &old_map,
            policies: &old.policies,
        },
        Side {
            solution: &new_solution,
            map: &new_map,
            policies: &new.policies,
        },
    );
    let (mut notes, mut gaps) = (Vec::new(), Vec::new());
    let headline = headline(&old.enforcement, &new.enforcement);
    for (side, scene) in [("OLD", old), ("NEW", new)] {
        notes.extend(scene.notes.into_iter().map(|mut note| {
            note.message = format!("{side}: {}", note.message);
            note
        }));
        gaps.extend(scene.gaps.into_iter().map(|mut gap| {
            gap.message = format!("{side}: {}", gap.message);
            gap
        }));
    }
    notes.sort();
    gaps.sort();
    let report = DiffReport::new(found, notes, gaps, headline);
    app::answer(&report, &args.output, report.differs(), context.streams)
}

/// What has to be said before the answer: once where it is the same on both sides.
fn headline(old: &Enforcement, new: &Enforcement) -> Vec<String> {
    match (old.headline(), new.headline()) {
        (Some(old), Some(new)) if old == new => vec![new],
        (old, new) => {
            let old = old.map(|line| format!("OLD: {line}"));
            let new = new.map(|line| format!("NEW: {line}"));
            old.into_iter().chain(new).collect()
        }
    }
}

fn read(
    word: &str,
    wants: &Wants,
    args: &DiffArgs,
    context: &mut Context<'_, '_>,
) -> Result<Scene, Error> {
    let files = (word != LIVE).then(|| FileArgument::from(PathBuf::from(word)));
    let source = SourceArgs {
        files: FilenameArgs {
            recursive: args.recursive,
            filenames: files.into_iter().collect(),
        },
        record: None,
    };
    let snapshot = context.read(wants, &source, &args.cluster, &args.output)?;
    Ok(Scene::of(snapshot, wants))
}
