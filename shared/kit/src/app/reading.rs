//! Reads what a command wants, from files or from the cluster, whichever the flags name.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use super::{Progress, RequestLog, StepLog, Streams, block_on, warn};
use crate::{
    Error, Snapshot,
    args::{OutputArgs, SourceArgs},
    cluster::{Cluster, ClusterOptions, Observer},
    environment::Environment,
    report::FormatChoice,
    source::{Files, Wants, live, prepare_recording, record},
};

/// Where a command reads from and what it tells about it.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// The plugin's name, as in `kubectl NAME`.
    pub plugin: &'a str,
    /// Files, or nothing for the cluster; and whether what was read is kept.
    pub source: &'a SourceArgs,
    /// Which cluster.
    pub cluster: &'a ClusterOptions,
    /// `-v`.
    pub verbosity: u8,
    /// Whether a progress line would be in the way.
    pub quiet: bool,
}

impl Reading<'_> {
    /// Reads everything that is wanted, and records it where `--record` asks for it.
    pub fn snapshot(
        &self,
        wants: &Wants,
        environment: &Environment,
        streams: &mut Streams<'_>,
    ) -> Result<Snapshot, Error> {
        if let Some(folder) = &self.source.record {
            prepare_recording(folder)?;
        }
        let steps = StepLog::new(&streams.stderr, self.verbosity);
        let begin = Instant::now();
        let snapshot = if self.source.reads_files() {
            Files::new(&self.source.files.filenames)
                .recursive(self.source.files.recursive)
                .collect(streams.stdin, wants)?
        } else {
            self.live(wants, environment, streams)?
        };
        steps.write("read", snapshot.objects(), begin.elapsed());
        if let Some(folder) = &self.source.record {
            record(&snapshot, folder)?;
        }
        Ok(snapshot)
    }

    fn live(
        &self,
        wants: &Wants,
        environment: &Environment,
        streams: &mut Streams<'_>,
    ) -> Result<Snapshot, Error> {
        let log = RequestLog::new(&streams.stderr, self.verbosity);
        let observer = observer(log, Progress::new(streams, environment, self.quiet));
        block_on(async {
            let (cluster, warnings) =
                Cluster::connect(self.cluster, self.plugin, environment).await?;
            for warning in warnings {
                warn(&warning, streams);
            }
            live::collect(&cluster.observed_by(observer), wants).await
        })?
    }
}

/// Watches the requests of a run, as its flags ask.
#[must_use]
pub fn observe<F: FormatChoice>(
    output: &OutputArgs<F>,
    environment: &Environment,
    streams: &Streams<'_>,
) -> Observer {
    observer(
        RequestLog::new(&streams.stderr, output.verbosity),
        Progress::new(streams, environment, output.is_quiet()),
    )
}

/// Logs each request for `-v` and shows how far reading has come.
fn observer(log: RequestLog, progress: Progress) -> Observer {
    let (requests, bytes) = (AtomicUsize::new(0), AtomicUsize::new(0));
    Arc::new(move |event| {
        let requests = requests.fetch_add(1, Ordering::Relaxed) + 1;
        let bytes = bytes.fetch_add(event.bytes, Ordering::Relaxed) + event.bytes;
        progress.set(&format!(
            "reading: {requests} requests, {} KiB",
            bytes / 1024
        ));
        log.write(event);
    })
}
