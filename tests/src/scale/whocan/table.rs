//! Prints what was measured.

use std::io::{self, Write};

use super::questions::Row;
use crate::scale::columns::{self, megabytes, milliseconds};

const HEADER: [&str; 11] = [
    "QUESTION",
    "OBJECTS",
    "REQUESTS",
    "READ MB",
    "WALL ms",
    "CPU ms",
    "READ ms",
    "EVALUATE ms",
    "MEMORY MB",
    "MB/s",
    "EXIT",
];

/// Writes one line a question.
pub(super) fn write(output: &mut dyn Write, rows: &[Row]) -> io::Result<()> {
    let rows: Vec<Vec<String>> = rows.iter().map(cells).collect();
    columns::write(output, &HEADER, &rows)
}

fn cells(row: &Row) -> Vec<String> {
    let Row {
        question,
        file,
        cost,
    } = row;
    let bytes = file.unwrap_or(cost.bytes as u64);
    let speed = file.map_or_else(
        || "-".to_owned(),
        |size| format!("{:.0}", megabytes(size) / cost.reading.as_secs_f64()),
    );
    vec![
        question.clone(),
        cost.objects.to_string(),
        cost.requests.to_string(),
        format!("{:.1}", megabytes(bytes)),
        format!("{:.0}", milliseconds(cost.wall)),
        format!("{:.0}", milliseconds(cost.cpu)),
        format!("{:.0}", milliseconds(cost.reading)),
        format!("{:.1}", milliseconds(cost.evaluation)),
        format!("{:.1}", megabytes(cost.memory)),
        speed,
        cost.exit.to_string(),
    ]
}
