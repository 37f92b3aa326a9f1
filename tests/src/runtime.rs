//! The one runtime that the harness's own I/O runs on, so that its interface can be blocking:
//! tests and the plugins under test are free to bring a runtime of their own.

use std::future::Future;
use std::sync::{OnceLock, mpsc};

use tokio::runtime::{Builder, Runtime};

/// Runs a future to its end and waits for it, also from within another runtime.
pub(crate) fn wait_for<F>(future: F) -> F::Output
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let (sender, receiver) = mpsc::sync_channel(1);
    runtime().spawn(async move {
        // The receiver waits below for as long as this task lives.
        let _ = sender.send(future.await);
    });
    #[expect(
        clippy::expect_used,
        reason = "the task drops the sender unused only if it panicked"
    )]
    receiver
        .recv()
        .expect("a task of the harness panicked; its message is above")
}

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        #[expect(clippy::expect_used, reason = "without threads no test can run")]
        Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("e2e")
            .enable_all()
            .build()
            .expect("invariant: the machine has threads to give")
    })
}
