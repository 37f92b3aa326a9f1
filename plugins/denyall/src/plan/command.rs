//! From the arguments to the plan.

use std::{collections::BTreeSet, fs::File, io::BufReader, path::Path};

use plugin_kit::{Error, Exit, Note, app, snapshot::NoteCode};

use super::{Cluster, PlanOptions, Surroundings, folder, plan};
use crate::{
    args::PlanArgs,
    flows::{self, FlowLog},
    ledger::Ledger,
    model::{Network, WorkloadKind},
    object::NetworkPolicy,
    place::{Place, Side},
    run::Context,
    scene::Scene,
    wants,
};

/// Answers `plan`.
pub(crate) fn run(args: &PlanArgs, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    context.paint(&args.output);
    let observed = args
        .flows
        .iter()
        .map(|file| read_flows(file))
        .collect::<Result<Vec<FlowLog>, Error>>()?;
    // Peers are in any namespace, so all are read whatever the plan is for.
    let wants = wants::plan();
    let snapshot = context.read(&wants, &args.source, &args.cluster, &args.output)?;
    let mut scene = Scene::of(snapshot, &wants);
    scene.notes.extend(observed.iter().filter_map(skipped));
    let network = Network::of(&scene.snapshot);
    let options = options(args, &network)?;
    let surroundings = Surroundings::of(&network, &scene.snapshot);
    let ledger = Ledger::of(&network, &scene.snapshot, &observed);
    let cluster = Cluster {
        network: &network,
        policies: &scene.policies,
        objects: scene.snapshot.all::<NetworkPolicy>(),
        surroundings: &surroundings,
    };
    let plan = plan(&cluster, &ledger, &options)
        .with_remarks(scene.notes, scene.gaps)
        .enforced_by(&scene.enforcement);
    if let Some(folder) = &args.out {
        folder::write(&plan, folder)?;
    }
    app::answer(&plan, &args.output, plan.breaks(), context.streams)
}

fn read_flows(file: &Path) -> Result<FlowLog, Error> {
    let name = file.display().to_string();
    let cannot_read = |error: &dyn std::fmt::Display| {
        Error::usage(
            format!("cannot read flows of {name}: {error}"),
            "--flows takes a log of the network policy agent, a VPC flow log, or Hubble's",
        )
    };
    let opened = File::open(file).map_err(|error| cannot_read(&error))?;
    flows::read(&name, BufReader::new(opened)).map_err(|error| cannot_read(&error))
}

/// Says how many lines of a log could not be used.
fn skipped(log: &FlowLog) -> Option<Note> {
    let skipped = log.skipped_total();
    (skipped > 0).then(|| {
        let lines = if skipped == 1 { "line" } else { "lines" };
        let verb = if skipped == 1 { "tells" } else { "tell" };
        let message = format!("{skipped} {lines} of {} {verb} of no flow", log.name);
        Note::new(NoteCode::Files, message)
    })
}

fn options(args: &PlanArgs, network: &Network<'_>) -> Result<PlanOptions, Error> {
    let given = args.cluster.namespace.iter().filter(|it| !it.is_empty());
    let namespaces: Vec<String> = given.cloned().collect();
    if let Some(unknown) = namespaces.iter().find(|it| network.namespace(it).is_none()) {
        return Err(Error::usage(
            format!("namespace {unknown:?} is not there"),
            "name namespaces that were read, or none for all",
        ));
    }
    let mut metadata = BTreeSet::new();
    for word in &args.allow_metadata {
        metadata.extend(workloads(word, network)?);
    }
    Ok(PlanOptions {
        namespaces,
        include: args.include.confidence(),
        metadata,
        load_balancers: args.load_balancer_cidr.clone(),
        control_plane: args.control_plane_cidr.clone(),
        nodes: args.node_cidr.clone(),
        semantics: args.analysis.semantics(),
    })
}

/// The workloads that a word names: `NAMESPACE/TYPE/NAME`, or `NAMESPACE/NAME` for whatever has the
/// name.
fn workloads(word: &str, network: &Network<'_>) -> Result<Vec<usize>, Error> {
    let kind = match Place::read(word, Side::From, "default")? {
        Place::Workload {
            namespace,
            kind,
            name,
        } => (namespace, Some(kind), name),
        Place::Pod { namespace, name } => (namespace, None, name),
        Place::Service { .. } | Place::Block(_) | Place::Internet => {
            return Err(not_a_workload(word));
        }
    };
    let (namespace, kind, name): (String, Option<WorkloadKind<'_>>, String) = kind;
    let found: Vec<usize> = network
        .workloads
        .iter()
        .enumerate()
        .filter(|(_, it)| {
            it.name == name
                && network.namespace(&namespace) == Some(it.namespace)
                && kind.is_none_or(|kind| kind == it.kind)
        })
        .map(|(index, _)| index)
        .collect();
    if found.is_empty() {
        return Err(not_a_workload(word));
    }
    Ok(found)
}

fn not_a_workload(word: &str) -> Error {
    Error::usage(
        format!("--allow-metadata {word:?} names no workload"),
        "write NAMESPACE/NAME or NAMESPACE/TYPE/NAME, such as monitoring/ds/agent",
    )
}
