//! What surrounds a plugin: streams, usage, errors, signals, panics, exit codes.
//!
//! A plugin is a function of its arguments, its environment and its streams. [`main`] calls it in
//! a process; a test calls it with [`Streams::captured`].
//!
//! ```
//! use std::ffi::OsString;
//! use plugin_kit::{Exit, app::{self, Streams}, environment::Environment};
//!
//! /// Greets whoever asks.
//! #[derive(clap::Parser)]
//! struct Args {
//!     name: String,
//! }
//!
//! fn run(argv: Vec<OsString>, _environment: &Environment, streams: &mut Streams<'_>) -> Exit {
//!     let args: Args = match app::parse("hello", argv, streams) {
//!         Ok(args) => args,
//!         Err(exit) => return exit,
//!     };
//!     match writeln!(streams.stdout, "hello {}", args.name) {
//!         Ok(()) => Exit::Done,
//!         Err(error) => app::fail(&plugin_kit::Error::Output(error), streams),
//!     }
//! }
//!
//! let environment = Environment::default();
//! let argv = ["kubectl-hello", "ann"].map(OsString::from).to_vec();
//! let done = Streams::captured("", |streams| run(argv, &environment, streams));
//! assert_eq!((done.exit, done.stdout.as_str()), (Exit::Done, "hello ann\n"));
//! ```

mod ending;
mod entry;
mod interrupt;
mod panics;
mod progress;
mod reading;
mod requests;
mod steps;
mod streams;
mod usage;

pub use ending::{answer, exit_of, fail, warn};
pub use entry::{Run, main};
pub use interrupt::{block_on, block_on_files};
pub use panics::{PanicPlace, catch};
pub use progress::Progress;
pub use reading::{Reading, observe};
pub use requests::RequestLog;
pub use steps::StepLog;
pub use streams::{Captured, Stderr, Streams, Terminal};
pub use usage::{VERSION, command, parse};
