//! Prints what was measured.

use std::io::{self, Write};
use std::time::Duration;

use super::questions::Row;
use crate::scale::columns::{self, megabytes, milliseconds};

const HEADER: [&str; 11] = [
    "SCENE",
    "QUESTION",
    "OBJECTS",
    "JSON MB",
    "READ ms",
    "SOLVE ms",
    "EVALUATE ms",
    "WALL ms",
    "CPU ms",
    "MEMORY MB",
    "EXIT",
];

/// Writes one line a scene and question.
pub(super) fn write(output: &mut dyn Write, rows: &[Row]) -> io::Result<()> {
    let rows: Vec<Vec<String>> = rows.iter().map(cells).collect();
    columns::write(output, &HEADER, &rows)
}

fn cells(row: &Row) -> Vec<String> {
    let Row {
        scene,
        question,
        written,
        cost,
    } = row;
    vec![
        scene.to_string(),
        question.name().to_owned(),
        written.objects.to_string(),
        format!("{:.1}", megabytes(written.bytes as u64)),
        format!("{:.1}", milliseconds(cost.reading)),
        of_step(cost.solving),
        of_step(cost.evaluation),
        format!("{:.0}", milliseconds(cost.wall)),
        format!("{:.0}", milliseconds(cost.cpu)),
        format!("{:.1}", megabytes(cost.memory)),
        cost.exit.to_string(),
    ]
}

/// A step that the command does not have took no time at all.
fn of_step(took: Duration) -> String {
    match took {
        Duration::ZERO => "-".to_owned(),
        took => format!("{:.1}", milliseconds(took)),
    }
}
