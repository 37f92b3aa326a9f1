//! From arguments to exit code.

use std::ffi::OsString;

use plugin_kit::{
    Error, Exit, Snapshot,
    app::{self, Reading, StepLog, Streams},
    args::{ClusterArgs, OutputArgs, SourceArgs},
    environment::Environment,
    permissions,
    report::{FormatChoice, print_schema},
    source::Wants,
};

use crate::{
    args::{Args, Command, NAME, ReportKind},
    audit::{self, AuditReport},
    blast::{self, BlastReport},
    completion,
    diff::{self, DiffReport},
    map::{self, MapReport},
    plan::{self, DenyAllPlan},
    reach::{self, ReachReport},
    wants,
};

/// Name of the roles that `permissions` prints.
const PERMISSIONS_ROLE: &str = "eks-hardening-denyall";

/// What every command is given beside its own arguments.
pub(crate) struct Context<'a, 's> {
    /// Where variables come from.
    pub(crate) environment: &'a Environment,
    /// Where to read and write.
    pub(crate) streams: &'a mut Streams<'s>,
}

/// Runs the plugin: arguments with the program's name first, environment, streams.
pub fn run(argv: Vec<OsString>, environment: &Environment, streams: &mut Streams<'_>) -> Exit {
    if let Some(exit) = completion::answer(&argv, environment, streams) {
        return exit;
    }
    let typed: Args = match app::parse(NAME, argv, streams) {
        Ok(typed) => typed,
        Err(exit) => return exit,
    };
    let mut context = Context {
        environment,
        streams,
    };
    let done = match &typed.command {
        Command::Audit(audit) => audit::run(audit, &mut context),
        Command::Reach(reach) => reach::run(reach, &mut context),
        Command::Plan(plan) => plan::run(plan, &mut context),
        Command::Map(map) => map::run(map, &mut context),
        Command::Blast(blast) => blast::run(blast, &mut context),
        Command::Diff(diff) => diff::run(diff, &mut context),
        Command::Permissions(permissions) => context.print_permissions(&permissions.namespace),
        Command::Schema(schema) => context.print_schema(schema.report),
    };
    done.unwrap_or_else(|error| app::fail(&error, context.streams))
}

impl Context<'_, '_> {
    fn print_permissions(&mut self, namespaces: &[String]) -> Result<Exit, Error> {
        let roles = permissions::manifests(PERMISSIONS_ROLE, &wants::everything(namespaces));
        self.streams
            .stdout
            .write_all(roles.as_bytes())
            .map_err(Error::Output)?;
        Ok(Exit::Done)
    }

    fn print_schema(&mut self, report: ReportKind) -> Result<Exit, Error> {
        let stdout = &mut *self.streams.stdout;
        match report {
            ReportKind::Audit => print_schema::<AuditReport>(stdout),
            ReportKind::Plan => print_schema::<DenyAllPlan>(stdout),
            ReportKind::Reach => print_schema::<ReachReport>(stdout),
            ReportKind::Map => print_schema::<MapReport>(stdout),
            ReportKind::Blast => print_schema::<BlastReport>(stdout),
            ReportKind::Diff => print_schema::<DiffReport>(stdout),
        }
        .map_err(Error::Output)?;
        Ok(Exit::Done)
    }

    /// Sets colours as the command's flags ask.
    pub(crate) fn paint<F: FormatChoice>(&mut self, output: &OutputArgs<F>) {
        self.streams.paint = output.paint(self.environment, self.streams.terminal);
    }

    /// The log of steps that `-v 4` asks for.
    pub(crate) fn steps<F: FormatChoice>(&self, output: &OutputArgs<F>) -> StepLog {
        StepLog::new(&self.streams.stderr, output.verbosity)
    }

    /// Reads what is wanted, from files or from the cluster.
    pub(crate) fn read<F: FormatChoice>(
        &mut self,
        wants: &Wants,
        source: &SourceArgs,
        cluster: &ClusterArgs,
        output: &OutputArgs<F>,
    ) -> Result<Snapshot, Error> {
        let reading = Reading {
            plugin: NAME,
            source,
            cluster: &cluster.resolve()?,
            verbosity: output.verbosity,
            quiet: output.is_quiet(),
        };
        reading.snapshot(wants, self.environment, self.streams)
    }
}
