//! Ctrl-C, in a process of its own: a signal meets every test of a process.
#![cfg(unix)]

use std::{
    ffi::OsString,
    process::{Command, ExitCode},
};

use plugin_kit::{
    Error, Exit,
    app::{self, Streams},
    environment::Environment,
};

fn reads_for_ever(_: Vec<OsString>, _: &Environment, _: &mut Streams<'_>) -> Exit {
    let read = app::block_on(async {
        let sent = Command::new("kill")
            .args(["-INT", &std::process::id().to_string()])
            .status();
        assert!(sent.is_ok_and(|status| status.success()));
        std::future::pending::<()>().await;
    });
    match read {
        Err(error @ Error::Interrupted) => error.exit(),
        _ => Exit::Failed,
    }
}

#[test]
fn ctrl_c_ends_the_reading_and_the_run_with_130() {
    assert_eq!(app::main("hello", reads_for_ever), ExitCode::from(130));
}
