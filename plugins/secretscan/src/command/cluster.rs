//! The scan of a cluster, or of files that hold its objects.

use std::time::Instant;

use plugin_kit::{
    Error, Exit, Gap, Note, Snapshot,
    app::{self, StepLog},
    args::{ClusterArgs, OutputArgs},
    cluster::Cluster,
    report::FormatChoice,
    snapshot::NoteCode,
    source::{Files, StdinText, Wants, live},
};
use whocan::access::Access;

use super::{
    Context,
    outcome::{self, Judge, Outcome},
    permissions::kinds,
};
use crate::{
    args::{Args, BaselineArgs, NAME, ScanArgs},
    collect::{ClusterSurroundings, Readers, Scope, Source, Watched, is_definition, known_values},
    finding::Fingerprinter,
    objects::Relations,
    report::SecretScanReport,
    rules::RuleSet,
    scan::Lookout,
};

/// Scans and prints.
pub(crate) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    context.paint(&args.output);
    let rules = outcome::rules(&args.detection.rules)?;
    let judge = Judge::new(&args.detection, context.environment)?;
    let scan = Scan {
        args: &args.scan,
        cluster: &args.cluster,
        rules: &rules,
    };
    let report = scan.report(judge, &args.output, context)?;
    context.answer(&report, &rules, &args.detection, &args.output)
}

/// Everything that a scan finds, for a baseline.
pub(crate) fn findings(
    args: &BaselineArgs,
    rules: &RuleSet,
    fingerprinter: &Fingerprinter,
    context: &mut Context<'_, '_>,
) -> Result<SecretScanReport, Error> {
    let scan = Scan {
        args: &args.scan,
        cluster: &args.cluster,
        rules,
    };
    scan.report(Judge::everything(fingerprinter), &args.output, context)
}

/// What is scanned, and for what.
struct Scan<'a> {
    args: &'a ScanArgs,
    cluster: &'a ClusterArgs,
    rules: &'a RuleSet,
}

impl Scan<'_> {
    fn report<F: FormatChoice>(
        &self,
        judge: Judge,
        output: &OutputArgs<F>,
        context: &mut Context<'_, '_>,
    ) -> Result<SecretScanReport, Error> {
        let steps = context.steps(output);
        let scope = Scope {
            namespace: self.cluster.resolve()?.namespace,
            skip_secrets: self.args.skip_secrets,
        };
        let reading = async {
            let mut source = self.open(output, context).await?;
            let (outcome, relations) = self.scan(&mut source, &scope, &judge, &steps).await?;
            let begin = Instant::now();
            let access = source.snapshot(&Access::wants(&scope.kit())).await?;
            steps.write("read for RBAC", access.objects(), begin.elapsed());
            Ok::<_, Error>((outcome, relations, access))
        };
        // One runtime for the whole run: connections live in the one they were made in. Files have
        // none, so that a signal ends the process at once instead of waiting for its turn.
        let (mut outcome, relations, access) = if self.args.files.reads_files() {
            app::block_on_files(reading)??
        } else {
            app::block_on(reading)??
        };
        outcome.remarks.notes.extend(self.notes(&scope, &access));
        let surroundings = ClusterSurroundings {
            relations,
            readers: Readers::of(&access),
        };
        Ok(judge.report(outcome, self.rules, &surroundings))
    }

    /// Opens the files or the cluster.
    async fn open<'c, F: FormatChoice>(
        &'c self,
        output: &OutputArgs<F>,
        context: &'c mut Context<'_, '_>,
    ) -> Result<Source<'c>, Error> {
        if self.args.files.reads_files() {
            let files = Files::new(&self.args.files.filenames).recursive(self.args.files.recursive);
            let stdin = StdinText::new(&mut *context.streams.stdin);
            return Ok(Source::Files { files, stdin });
        }
        let options = self.cluster.resolve()?;
        let observer = app::observe(output, context.environment, context.streams);
        let (cluster, warnings) = Cluster::connect(&options, NAME, context.environment).await?;
        for warning in warnings {
            app::warn(&warning, context.streams);
        }
        let cluster = cluster.observed_by(observer).without_quotes();
        let discovered = live::collect(&cluster, &Wants::new().discovery()).await?;
        Ok(Source::Live {
            cluster: Box::new(cluster),
            kinds: kinds(discovered.catalog.listable(), self.args.skip_secrets),
            discovered: Box::new(discovered),
        })
    }

    /// Goes through the objects: once for the values of Secrets, once for everything.
    async fn scan(
        &self,
        source: &mut Source<'_>,
        scope: &Scope,
        judge: &Judge,
        steps: &StepLog,
    ) -> Result<(Outcome, Relations), Error> {
        let begin = Instant::now();
        let (values, stores) = known_values(source, scope, &judge.fingerprinter).await?;
        steps.write("found values of Secrets in", stores.len(), begin.elapsed());
        let lookout = Lookout::new(self.rules, judge.fingerprinter.clone()).knowing(values, stores);
        let mut watched = Watched::new(&lookout, self.args.logs.is_some());
        let begin = Instant::now();
        let end = source.each(scope, &mut watched).await?;
        steps.write("scanned", end.objects, begin.elapsed());
        let mut outcome = Outcome {
            scanned: end.objects,
            ..Outcome::default()
        };
        outcome.remarks.gaps.extend(end.gaps);
        outcome.remarks.notes.extend(end.notes);
        outcome.remarks.gaps.extend(source.gaps());
        if let Some(limit) = self.args.logs {
            let gaps = source.logs(&mut watched, limit).await?;
            outcome.remarks.gaps.extend(gaps);
        }
        let (seen, relations) = watched.finish();
        outcome.take(seen);
        Ok((outcome, relations))
    }

    /// What the answer leaves out on request, and what is not known of readers.
    fn notes(&self, scope: &Scope, access: &Snapshot) -> Vec<Note> {
        let mut notes = Vec::new();
        if let Some(namespace) = &scope.namespace {
            let message = format!(
                "only namespace {namespace} was read: copies of its credentials in others were not \
                 looked for"
            );
            notes.push(Note::new(NoteCode::Reading, message));
        }
        if self.args.skip_secrets {
            let message = "Secrets and the Helm releases in them were not read, and their values \
                           not looked for elsewhere";
            notes.push(Note::new(NoteCode::Reading, message));
        }
        notes.extend(access.gaps.iter().map(without_readers));
        notes
    }
}

/// Whose readers are not known because of what was not read.
fn without_readers(gap: &Gap) -> Note {
    if is_definition(gap) {
        let message = format!(
            "who may read objects of a custom kind is not known: {}",
            gap.message
        );
        return Note {
            object: gap.object.clone(),
            location: gap.location.clone(),
            ..Note::new(NoteCode::Files, message)
        };
    }
    let message = format!("who may read what was found is not known: {}", gap.message);
    Note::new(NoteCode::Authorizer, message)
}
