//! Reads a flow log line by line; every line may be of another format.

use std::io::BufRead;

use super::{
    agent, json,
    lines::{Line, Lines},
    log::{FlowError, FlowLog, SkipReason},
    merge::{Limits, Merge},
    reading::Reading,
    table::{self, Header},
    time::timestamp,
    vpc::{self, Columns},
};

/// Reads all flows of a log; the format is found out per line. Lines that cannot be used are
/// counted in the result, and only a failure to read is an error.
///
/// Memory is bounded: by the number of distinct flows, not by the length of the file.
pub fn read(name: &str, reader: impl BufRead) -> Result<FlowLog, FlowError> {
    read_within(name, reader, Limits::DEFAULT)
}

pub(super) fn read_within(
    name: &str,
    reader: impl BufRead,
    limits: Limits,
) -> Result<FlowLog, FlowError> {
    let mut log = FlowLog {
        name: name.to_owned(),
        ..FlowLog::default()
    };
    let mut merge = Merge::new(limits);
    let mut formats = Formats::default();
    let mut lines = Lines::new(reader);
    let mut number = 0;
    loop {
        let line = lines.next_line().map_err(|source| FlowError::Read {
            name: name.to_owned(),
            line: number,
            source,
        })?;
        let Some(line) = line else { break };
        number += 1;
        let Some(reading) = formats.reading(&line) else {
            continue;
        };
        log.lines += 1;
        match reading {
            Reading::Flow(record) => {
                let times = [record.first, record.last];
                if merge.add(*record) {
                    log.first = times.into_iter().flatten().chain(log.first).min();
                    log.last = times.into_iter().chain([log.last]).flatten().max();
                } else {
                    log.beyond_limit += 1;
                }
            }
            Reading::Reply => log.replies += 1,
            Reading::Empty => log.empty += 1,
            Reading::Unrelated => log.unrelated += 1,
            Reading::Skipped(reason) => log.skip(number, reason),
        }
    }
    log.flows = merge.into_flows();
    Ok(log)
}

/// The formats, and the header lines that were seen so far.
#[derive(Debug)]
struct Formats {
    default_columns: Columns,
    columns: Option<Columns>,
    header: Option<Header>,
}

impl Default for Formats {
    fn default() -> Self {
        Self {
            default_columns: Columns::of_header(vpc::DEFAULT).unwrap_or_default(),
            columns: None,
            header: None,
        }
    }
}

impl Formats {
    /// What the line says; nothing if it is blank.
    fn reading(&mut self, line: &Line<'_>) -> Option<Reading> {
        let bytes = match line {
            Line::TooLong => return Some(Reading::Skipped(SkipReason::TooLong)),
            Line::Bytes(bytes) => *bytes,
        };
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Some(Reading::Skipped(SkipReason::NotUtf8));
        };
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            return None;
        }
        if !text.starts_with('{') {
            return Some(self.text(text, None));
        }
        Some(match json::reading(text) {
            json::Found::Reading(reading) => reading,
            json::Found::Wrapped(inner, time) => {
                let inner = inner.trim();
                match inner.starts_with('{').then(|| json::reading(inner)) {
                    None => self.text(inner, time),
                    Some(json::Found::Reading(reading)) => reading,
                    Some(json::Found::Wrapped(..)) => Reading::Skipped(SkipReason::Unrecognized),
                }
            }
        })
    }

    fn text(&mut self, text: &str, time: Option<jiff::Timestamp>) -> Reading {
        if let Some(reading) = agent::reading(text, time.or_else(|| leading_time(text))) {
            return reading;
        }
        if let Some(reading) = vpc::reading(text, self.columns.as_ref(), &self.default_columns) {
            // A header that files repeat has as many words as its records.
            if Columns::of_header(text).is_none() {
                return reading;
            }
        }
        if let Some(columns) = Columns::of_header(text) {
            self.columns = Some(columns);
            return Reading::Unrelated;
        }
        if let Some(header) = Header::of_line(text) {
            self.header = Some(header);
            return Reading::Unrelated;
        }
        match &self.header {
            Some(header) if text.contains(',') => table::reading(text, header),
            _ => Reading::Skipped(SkipReason::Unrecognized),
        }
    }
}

/// The time that exports put before a line.
fn leading_time(text: &str) -> Option<jiff::Timestamp> {
    timestamp(text.split([' ', '\t']).next()?)
}
