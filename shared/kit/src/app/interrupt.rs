//! Ctrl-C and SIGTERM.
//!
//! The first signal ends the reading that [`block_on`] is doing, and the run ends with code 130
//! after its destructors. A signal when nothing is being read, and any second one, ends the
//! process at once with the same code.
//!
//! # Why
//!
//! Once tokio listens for a signal, the signal no longer ends the process, even after the
//! listener is gone. A listener inside `block_on` alone would leave Ctrl-C without effect during a
//! long analysis or while standard input is read, so a thread of its own listens all along.

use std::{
    future::Future,
    sync::{Mutex, PoisonError, mpsc},
};

use futures::channel::oneshot;

use crate::{Error, Exit};

/// Whoever is reading now.
static READERS: Mutex<Vec<oneshot::Sender<()>>> = Mutex::new(Vec::new());

/// Starts to listen and returns when signals are listened for; without it, signals end the process
/// as the system has it.
pub(super) fn listen() {
    let (listening, started) = mpsc::channel();
    // If the thread cannot start, the system's default is all there is.
    let _ = std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            let Ok(runtime) = runtime() else { return };
            // Only fails where signals cannot be listened for.
            let _ = runtime.block_on(pass_signals_on(listening));
        });
    // Whatever fails drops the sender, which ends the wait as well.
    let _ = started.recv();
}

/// Runs a future to its end or to the first Ctrl-C or SIGTERM.
///
/// The runtime lives on the calling thread; call it once for all the reading of a run.
pub fn block_on<T>(work: impl Future<Output = T>) -> Result<T, Error> {
    let (sender, interrupted) = oneshot::channel();
    READERS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(sender);
    let runtime = runtime().map_err(Error::Runtime)?;
    let result = runtime.block_on(async {
        tokio::select! {
            value = work => Ok(value),
            Ok(()) = interrupted => Err(Error::Interrupted),
        }
    });
    // A name lookup cannot be cancelled, and nobody waits for it any more.
    runtime.shutdown_background();
    result
}

/// Runs a future that waits for nothing but files and standard input, for code that serves both them
/// and a cluster.
///
/// Nothing in it would ever take notice of a signal, so that a signal ends the process at once.
pub fn block_on_files<T>(work: impl Future<Output = T>) -> Result<T, Error> {
    Ok(runtime().map_err(Error::Runtime)?.block_on(work))
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
}

#[cfg(unix)]
async fn pass_signals_on(listening: mpsc::Sender<()>) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let _ = listening.send(());
    loop {
        tokio::select! {
            _ = interrupt.recv() => stop_readers(),
            _ = terminate.recv() => stop_readers(),
        }
    }
}

#[cfg(not(unix))]
async fn pass_signals_on(listening: mpsc::Sender<()>) -> std::io::Result<()> {
    // Tokio listens from the first wait on, and does not say when that is.
    let _ = listening.send(());
    loop {
        tokio::signal::ctrl_c().await?;
        stop_readers();
    }
}

/// Tells whoever is reading to stop; where nobody is, ends the process.
fn stop_readers() {
    let mut readers = READERS.lock().unwrap_or_else(PoisonError::into_inner);
    let mut told = 0;
    for reader in readers.drain(..) {
        // One that is done already has dropped its end.
        told += usize::from(reader.send(()).is_ok());
    }
    if told == 0 {
        #[expect(clippy::exit, reason = "no other thread can be told to return")]
        std::process::exit(Exit::Interrupted.code().into());
    }
}

#[cfg(test)]
mod tests {
    use super::block_on;

    #[test]
    fn work_that_ends_gives_its_value() {
        assert_eq!(block_on(async { 7 }).unwrap(), 7);
    }
}
