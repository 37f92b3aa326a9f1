//! How much of the cluster's life the observed flows cover.

/// How much the observed flows cover; all zero and empty when no log was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Logs that were read.
    pub logs: usize,
    /// The first observation (RFC 3339).
    pub first: Option<String>,
    /// The last observation (RFC 3339).
    pub last: Option<String>,
    /// Time between the two, in whole minutes.
    pub minutes: u64,
    /// Records of flows that were mapped to parties.
    pub mapped: u64,
    /// Records of flows whose ends could not be told; each is in the unknown.
    pub unmapped: u64,
    /// Lines that could not be used.
    pub skipped_lines: u64,
    /// Records that were left out because a log has too many distinct flows.
    pub beyond_limit: u64,
    /// Cron jobs and jobs of which nothing was observed, by index of their workload.
    pub unseen_jobs: Vec<usize>,
    /// Workloads all of whose pods started after the first observation, by index.
    pub younger: Vec<usize>,
}
