//! From the arguments to the answer.

use std::time::Instant;

use plugin_kit::{Error, Exit, app};

use super::{answer::Question, report::ReachReport};
use crate::{
    args::ReachArgs,
    model::Network,
    place::{Place, Side, in_doubt, resolve, resolve_target},
    run::Context,
    scene::Scene,
    wants,
};

const DEFAULT_NAMESPACE: &str = "default";

/// Answers `reach`.
pub(crate) fn run(args: &ReachArgs, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    context.paint(&args.output);
    let namespace = args.cluster.resolve()?.namespace;
    let namespace = namespace.as_deref().unwrap_or(DEFAULT_NAMESPACE);
    let from = Place::read(&args.from, Side::From, namespace)?;
    let to = Place::read(&args.to, Side::To, namespace)?;
    let namespaces = namespaces(&[&from, &to]);
    let wants = wants::network(&namespaces);
    let snapshot = context.read(&wants, &args.source, &args.cluster, &args.output)?;
    let (steps, objects) = (context.steps(&args.output), snapshot.objects());
    let begin = Instant::now();
    let scene = Scene::of(snapshot, &wants);
    let network = Network::of(&scene.snapshot);
    let doubt = |error| in_doubt(error, &scene.gaps);
    let question = Question {
        network: &network,
        policies: &scene.policies,
        analysis: &args.analysis,
        enforcement: scene.enforcement.state,
        from: resolve(&from, &network, &scene.policies).map_err(doubt)?,
        to: resolve_target(&to, &network, &scene.policies).map_err(doubt)?,
        port: args.port.as_deref(),
    };
    let (items, remarks) = question.answer()?;
    let notes = scene.notes.into_iter().chain(remarks).collect();
    let report = ReachReport::new(items, notes, scene.gaps, scene.enforcement.headline());
    steps.write("evaluated", objects, begin.elapsed());
    app::answer(&report, &args.output, report.is_denied(), context.streams)
}

/// The namespaces to read; all of them when an address may be any pod's.
fn namespaces(places: &[&Place]) -> Vec<String> {
    let mut namespaces = Vec::new();
    for place in places {
        match place {
            Place::Block(_) => return Vec::new(),
            Place::Internet => {}
            place => namespaces.extend(place.namespace().map(str::to_owned)),
        }
    }
    namespaces.sort_unstable();
    namespaces.dedup();
    namespaces
}
