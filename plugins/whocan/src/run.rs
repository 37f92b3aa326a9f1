//! From arguments to exit code.

use std::{ffi::OsString, time::Instant};

use aws_kit::AwsAuth;
use plugin_kit::{
    Error, Exit, Snapshot,
    app::{self, StepLog, Streams},
    cluster::Cluster,
    environment::Environment,
    object::ConfigMap,
    permissions,
    report::print_schema,
    source::{Files, Scope, prepare_recording, record},
};

use crate::{
    access::role_source,
    analyze::{Inputs, Options, analyze},
    args::{Args, Command, NAME},
    bindings,
    collect::{self, NamespaceFlag},
    completion, eks,
    question::{Question, Words},
    rbac::RoleSource,
    report::WhoCanReport,
    wants::{self, Aws},
};

/// Name of the roles that `permissions` prints.
const PERMISSIONS_ROLE: &str = "eks-hardening-whocan";

/// Runs the plugin: arguments with the program's name first, environment, streams.
pub fn run(argv: Vec<OsString>, environment: &Environment, streams: &mut Streams<'_>) -> Exit {
    if let Some(exit) = completion::answer(&argv, environment, streams) {
        return exit;
    }
    let typed: Args = match app::parse(NAME, argv, streams) {
        Ok(typed) => typed,
        Err(exit) => return exit,
    };
    streams.paint = typed.output.paint(environment, streams.terminal);
    execute(&typed, environment, streams).unwrap_or_else(|error| app::fail(&error, streams))
}

fn execute(
    args: &Args,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Result<Exit, Error> {
    match &args.command {
        Some(Command::Permissions { namespace }) => {
            print(&permissions_of(namespace.as_deref()), streams)
        }
        Some(Command::Schema) => {
            print_schema::<WhoCanReport>(streams.stdout).map_err(Error::Output)?;
            Ok(Exit::Done)
        }
        None => answer(args, environment, streams),
    }
}

fn print(text: &str, streams: &mut Streams<'_>) -> Result<Exit, Error> {
    streams
        .stdout
        .write_all(text.as_bytes())
        .map_err(Error::Output)?;
    Ok(Exit::Done)
}

fn permissions_of(namespace: Option<&str>) -> String {
    let scope = namespace.map_or(Scope::Cluster, |name| Scope::Namespace(name.to_owned()));
    permissions::manifests(PERMISSIONS_ROLE, &wants::everything(&scope, Aws::Included))
}

fn answer(
    args: &Args,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Result<Exit, Error> {
    let aws = if args.rbac_only {
        Aws::LeftOut
    } else {
        Aws::Included
    };
    if let Some(folder) = &args.source.record {
        prepare_recording(folder)?;
    }
    let steps = StepLog::new(&streams.stderr, args.output.verbosity);
    let begin = Instant::now();
    let (mut snapshot, question) = collect(args, aws, environment, streams)?;
    let objects = snapshot.objects();
    steps.write("read", objects, begin.elapsed());
    if let Some(folder) = &args.source.record {
        record(&snapshot, folder)?;
    }
    let role_source = role_source(&snapshot);
    let options = Options {
        include_named: args.include_named,
    };
    let begin = Instant::now();
    let report = report(&mut snapshot, question, role_source, options, aws);
    steps.write("evaluated", objects, begin.elapsed());
    app::answer(&report, &args.output, report.is_nobody(), streams)
}

fn collect(
    args: &Args,
    aws: Aws,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Result<(Snapshot, Question), Error> {
    let words = Words {
        verb: args.verb.clone().unwrap_or_default(),
        target: args.target.clone().unwrap_or_default(),
        name: args.name.clone(),
        subresource: args.subresource.clone(),
    };
    let options = args.cluster.resolve()?;
    let namespace = match (args.all_namespaces, &options.namespace) {
        (true, _) => NamespaceFlag::All,
        (false, Some(namespace)) => NamespaceFlag::Named(namespace.clone()),
        (false, None) => NamespaceFlag::Context,
    };
    if args.source.reads_files() {
        let files = Files::new(&args.source.files.filenames).recursive(args.source.files.recursive);
        return collect::from_files(&files, streams.stdin, &words, namespace, aws);
    }
    let observer = app::observe(&args.output, environment, streams);
    app::block_on(async {
        let (cluster, warnings) = Cluster::connect(&options, NAME, environment).await?;
        for warning in warnings {
            app::warn(&warning, streams);
        }
        collect::from_cluster(&cluster.observed_by(observer), &words, namespace, aws).await
    })?
}

/// The answer of a snapshot to a question.
fn report(
    snapshot: &mut Snapshot,
    question: Question,
    role_source: RoleSource,
    options: Options,
    aws: Aws,
) -> WhoCanReport {
    let aws_auth = match aws {
        Aws::Included => snapshot
            .all::<ConfigMap>()
            .first()
            .map(|map| AwsAuth::parse(&map.data)),
        Aws::LeftOut => None,
    };
    let inputs = Inputs::of_snapshot(snapshot, role_source, aws_auth.as_ref());
    let answer = analyze(&inputs, &question.request, options);
    let (mut notes, mut gaps) = (question.notes, Vec::new());
    if aws == Aws::Included {
        let remark = eks::remark(snapshot, aws_auth.is_some());
        notes.extend(remark.note);
        gaps.extend(remark.gap);
    }
    let bindings = bindings::remark(snapshot, &question.request);
    notes.extend(bindings.notes);
    gaps.extend(bindings.gaps);
    notes.append(&mut snapshot.notes);
    gaps.append(&mut snapshot.gaps);
    WhoCanReport::new(&question.request, answer, notes, gaps, aws)
}
