//! What reading a flow log gave, and what it did not.

use std::{collections::BTreeMap, fmt, io};

use jiff::Timestamp;

use super::flow::ObservedFlow;

/// The flows of one file, and an account of every line of it: each line is a flow, one of the
/// counted kinds that hold none, or skipped with a reason.
#[derive(Debug, Default)]
pub struct FlowLog {
    /// Name of the file.
    pub name: String,
    /// The flows, merged and sorted.
    pub flows: Vec<ObservedFlow>,
    /// Lines that were read, blank ones not counted.
    pub lines: u64,
    /// The first lines that could not be used, at most [`FlowLog::SHOWN`].
    pub skipped: Vec<SkippedLine>,
    /// How many lines could not be used, per reason.
    pub skipped_by_reason: BTreeMap<SkipReason, u64>,
    /// Records of replies, whose connection is a flow of its own record.
    pub replies: u64,
    /// Records that tell of no traffic: `NODATA`.
    pub empty: u64,
    /// Lines of the same programs that tell of something else than flows, and header lines.
    pub unrelated: u64,
    /// Records of flows that were not kept, since the file has more distinct flows than the limit;
    /// if not zero, `flows` is incomplete.
    pub beyond_limit: u64,
    /// The first time that any flow was seen.
    pub first: Option<Timestamp>,
    /// The last time that any flow was seen.
    pub last: Option<Timestamp>,
}

impl FlowLog {
    /// How many skipped lines are kept to be shown.
    pub const SHOWN: usize = 100;

    /// How many lines could not be used.
    #[must_use]
    pub fn skipped_total(&self) -> u64 {
        self.skipped_by_reason.values().sum()
    }

    pub(super) fn skip(&mut self, line: u64, reason: SkipReason) {
        *self.skipped_by_reason.entry(reason).or_default() += 1;
        if self.skipped.len() < Self::SHOWN {
            self.skipped.push(SkippedLine { line, reason });
        }
    }
}

/// A line that could not be used. Its text is not kept: it may be anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SkippedLine {
    /// Number of the line, from 1, blank lines counted.
    pub line: u64,
    /// Why.
    pub reason: SkipReason,
}

/// Why a line could not be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SkipReason {
    /// It is of no known format.
    Unrecognized,
    /// It is longer than 1 MiB.
    TooLong,
    /// It is not UTF-8.
    NotUtf8,
    /// A field that a flow needs is missing or is `-`.
    MissingField,
    /// An end is no address, pod or workload.
    BadEnd,
    /// The port is no number from 1 to 65535.
    BadPort,
    /// The number of records is no number.
    BadCount,
    /// The protocol is none of network policies, such as ICMP.
    OtherProtocol,
    /// The word for the verdict is not known.
    UnknownVerdict,
    /// The log itself tells that records were lost.
    Lost,
}

impl SkipReason {
    const fn text(self) -> &'static str {
        match self {
            Self::Unrecognized => "not a line of a known flow log",
            Self::TooLong => "longer than 1 MiB",
            Self::NotUtf8 => "not UTF-8",
            Self::MissingField => "a field is missing",
            Self::BadEnd => "an end is no IP address, pod or workload",
            Self::BadPort => "the port is not a number from 1 to 65535",
            Self::BadCount => "the count is not a number",
            Self::OtherProtocol => "neither TCP, UDP nor SCTP",
            Self::UnknownVerdict => "an unknown verdict",
            Self::Lost => "records were lost before they were logged",
        }
    }
}

impl fmt::Display for SkipReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.text())
    }
}

/// Why no flows could be read at all.
#[derive(Debug, thiserror::Error)]
pub enum FlowError {
    /// The file could not be read to its end.
    #[error("cannot read flow log {name:?} after line {line}")]
    Read {
        /// Name of the file.
        name: String,
        /// The last line that was read.
        line: u64,
        /// Cause.
        source: io::Error,
    },
}
