//! From the arguments to the answer.

use std::slice;

use plugin_kit::{
    Error, Exit, Note, app,
    report::{FindingsFormat, Severity},
    snapshot::NoteCode,
};

use super::{
    analyze::analyze,
    report::AuditReport,
    sarif,
    scene::{Facts, Scene},
};
use crate::{
    args::AuditArgs,
    coverage,
    enforcement::{self, Enforcement},
    model::Network,
    policy::PolicySet,
    run::Context,
    verdict::Profile,
    wants,
};

/// Answers `audit`.
pub(crate) fn run(args: &AuditArgs, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    context.paint(&args.output);
    let namespace = args.cluster.resolve()?.namespace;
    let report = report(args, namespace.as_ref(), context)?;
    if args.output.format == FindingsFormat::Sarif {
        let written = sarif::write(&report, context.streams.stdout);
        written.map_err(Error::Output)?;
    } else {
        app::answer(&report, &args.output, false, context.streams)?;
    }
    let threshold = args.fail_on.unwrap_or(Severity::Low);
    let asked = args.output.exit_code || args.fail_on.is_some();
    Ok(app::exit_of(&report, asked, report.has_findings(threshold)))
}

fn report(
    args: &AuditArgs,
    namespace: Option<&String>,
    context: &mut Context<'_, '_>,
) -> Result<AuditReport, Error> {
    let namespaces = namespace.map_or(&[][..], slice::from_ref);
    let wants = wants::network(namespaces);
    let mut snapshot = context.read(&wants, &args.source, &args.cluster, &args.output)?;
    if namespace.is_some() {
        // Whoever asks about one namespace may well have no rights in those of the system.
        enforcement::note_gaps(&mut snapshot);
    }
    let (mut gaps, mut notes) = (
        std::mem::take(&mut snapshot.gaps),
        std::mem::take(&mut snapshot.notes),
    );
    if let Some(namespace) = namespace {
        let message = format!(
            "only namespace {namespace} was read: peers in others, the cluster's DNS, and policies \
             in the wrong namespace were not looked at"
        );
        notes.push(Note::new(NoteCode::Reading, message));
    }
    let network = Network::of(&snapshot);
    let (policies, unreadable) = PolicySet::of(&snapshot);
    gaps.extend(unreadable);
    let coverage = coverage::remark(&snapshot, &wants, &policies);
    gaps.extend(coverage.gaps);
    notes.extend(coverage.notes);
    notes.extend(policies.notes());
    let enforcement = Enforcement::of(&snapshot);
    let detected = enforcement.profile().unwrap_or(Profile::Spec);
    let profile = args.profile.unwrap_or(detected);
    let found = analyze(&Scene::new(&Facts {
        snapshot: &snapshot,
        network: &network,
        policies: &policies,
        enforcement: &enforcement,
        profile,
        is_whole: namespace.is_none(),
    }));
    Ok(AuditReport::new(found, (enforcement, profile), notes, gaps))
}
