//! From the arguments to the map.

use std::{io, time::Instant};

use plugin_kit::{
    Error, Exit, Note, app,
    report::{Format, FormatChoice as _, talk},
    snapshot::NoteCode,
};

use super::{
    ends::ends,
    format::{By, MapFormat},
    lines::{LineKind, Lines},
    picture::Picture,
    report::{ClassMembers, MapReport, Parts},
    solved::{chosen, grid},
};
use crate::{
    args::MapArgs,
    model::{Network, Pod},
    report::{
        EndpointRef,
        map::{csv, dot, html, mermaid},
    },
    run::Context,
    scene::Scene,
    solve::{Party, Solution},
    wants,
};

/// What a picture is called. It does not name its source, so that a cluster and its dump give the
/// same picture.
const TITLE: &str = "Who reaches whom";

/// Mermaid draws no more edges than these unless it is told to (mermaid.js.org: maxEdges).
const MERMAID_EDGES: usize = 500;
/// Pictures hold their edges in memory, and no reader can do anything with more.
const PICTURE_EDGES: usize = 4_000_000;

/// Answers `map`.
pub(crate) fn run(args: &MapArgs, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    context.paint(&args.output);
    args.cluster.resolve()?;
    let wants = wants::network(&[]);
    let snapshot = context.read(&wants, &args.source, &args.cluster, &args.output)?;
    let (steps, objects) = (context.steps(&args.output), snapshot.objects());
    let begin = Instant::now();
    let scene = Scene::of(snapshot, &wants);
    let network = Network::of(&scene.snapshot);
    let solution = Solution::of(&network, &scene.policies, args.analysis.semantics());
    let by_workload = (args.by == By::Workload).then(|| solution.by_workload());
    let lines = match &by_workload {
        Some(map) => Lines::of_workloads(map),
        None => Lines::of_parties(&solution),
    };
    steps.write("solved", objects, begin.elapsed());
    let ends = ends(&solution, &lines, args.by);
    let namespaces: Vec<String> = named(&args.cluster.namespace);
    let chosen = chosen(&solution, &lines, &ends, &namespaces);
    let grid = grid(&solution, &lines, &ends, &chosen, args.by);
    let report = MapReport::new(Parts {
        by: args.by,
        enforcement: scene.enforcement,
        classes: classes(&solution, &lines, args.by),
        is_narrowed: !namespaces.is_empty(),
        grid,
        notes: notes(scene.notes, &network, &namespaces, args.by),
        gaps: scene.gaps,
        ends,
    });
    steps.write("evaluated", objects, begin.elapsed());
    if args.output.format.shared().is_some() {
        return app::answer(&report, &args.output, false, context.streams);
    }
    let picture = Picture {
        solution: &solution,
        policies: &scene.policies,
        lines: &lines,
        report: &report,
        title: TITLE.to_owned(),
        profile: args.analysis.profile,
    };
    write(&picture, args.output.format, context)?;
    let options = args
        .output
        .print_options(Format::Table, context.streams.paint);
    talk(&report, options, &mut context.streams.stderr).map_err(Error::Output)?;
    Ok(app::exit_of(&report, args.output.exit_code, false))
}

fn named(namespaces: &[String]) -> Vec<String> {
    let named = namespaces.iter().filter(|name| !name.is_empty());
    named.cloned().collect()
}

fn notes(mut notes: Vec<Note>, network: &Network<'_>, namespaces: &[String], by: By) -> Vec<Note> {
    let is_on_node = |pod: &Pod<'_>| pod.node.is_some();
    if by == By::Class && network.pods.iter().any(is_on_node) {
        // Pods of one class run on different nodes.
        let message = "a class says what policies say: that a node reaches its own pods whatever \
                       they say is left out";
        notes.push(Note::new(NoteCode::Reading, message));
    }
    for name in namespaces {
        if network.namespace(name).is_none() {
            let message = format!("nothing is known of a namespace {name:?}");
            notes.push(Note::new(NoteCode::Reading, message));
        }
    }
    notes.sort();
    notes
}

/// The workloads of each class.
fn classes(solution: &Solution<'_>, lines: &Lines<'_>, by: By) -> Vec<ClassMembers> {
    let network = solution.network();
    let members = lines.kinds().iter().enumerate().filter_map(|(line, kind)| {
        let LineKind::Pods(party) = kind else {
            return None;
        };
        let Party::Pods { pods, .. } = solution.parties().get(party.0)? else {
            return None;
        };
        let workloads = pods
            .iter()
            .filter_map(|pod| EndpointRef::workload(network, network.pods.get(*pod)?.workload));
        let mut workloads: Vec<EndpointRef> = workloads.collect();
        workloads.sort_unstable();
        workloads.dedup();
        Some(ClassMembers {
            class: line,
            workloads,
        })
    });
    if by == By::Class {
        members.collect()
    } else {
        Vec::new()
    }
}

/// Writes the map in a format of its own.
fn write(
    picture: &Picture<'_, '_>,
    format: MapFormat,
    context: &mut Context<'_, '_>,
) -> Result<(), Error> {
    if format == MapFormat::Name {
        return finish(picture.report.write_names(context.streams.stdout), context);
    }
    let edges = picture.report.grid().count(|_| true);
    if edges > PICTURE_EDGES {
        return Err(Error::usage(
            format!("the map has {edges} connections, too many for a picture"),
            "narrow it with -n, draw it --by workload, or ask for -o json",
        ));
    }
    if format == MapFormat::Mermaid && edges > MERMAID_EDGES {
        app::warn(
            &format!(
                "the flowchart has {edges} connections and Mermaid draws {MERMAID_EDGES} unless \
                 maxEdges is raised: narrow it with -n, or ask for -o html"
            ),
            context.streams,
        );
    }
    let view = picture.view();
    let stdout = &mut *context.streams.stdout;
    let written = match format {
        MapFormat::Csv => csv::write(&view, stdout),
        MapFormat::Dot => dot::write(&view, stdout),
        MapFormat::Mermaid => mermaid::write(&view, stdout),
        _ => html::write(&view, stdout),
    };
    finish(written, context)
}

/// A reader that closed the pipe has what it wanted.
fn finish(written: io::Result<()>, context: &mut Context<'_, '_>) -> Result<(), Error> {
    match written.and_then(|()| context.streams.stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::Output(error)),
        _ => Ok(()),
    }
}
