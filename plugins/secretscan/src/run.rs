//! From arguments to exit code.

use std::ffi::OsString;

use plugin_kit::{
    Error, Exit,
    app::{self, Streams},
    environment::Environment,
    report::print_schema,
};

use crate::{
    args::{Args, Command, NAME},
    command::{self, Context},
    completion,
    report::SecretScanReport,
};

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
        None => command::cluster(&typed, &mut context),
        Some(Command::Image(chosen)) => command::image(chosen, &mut context),
        Some(Command::Files(chosen)) => command::files(chosen, &mut context),
        Some(Command::Baseline(chosen)) => command::baseline(chosen, &mut context),
        Some(Command::Rules(chosen)) => command::rules(chosen, &mut context),
        Some(Command::Permissions(chosen)) => command::permissions(chosen, &mut context),
        Some(Command::Schema) => print_schema::<SecretScanReport>(context.streams.stdout)
            .map(|()| Exit::Done)
            .map_err(Error::Output),
    };
    done.unwrap_or_else(|error| app::fail(&error, context.streams))
}
