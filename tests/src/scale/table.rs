//! Prints what was measured.

use std::io::{self, Write};
use std::time::Duration;

use super::questions::Row;

/// Writes one line a question.
pub(super) fn write(output: &mut dyn Write, rows: &[Row]) -> io::Result<()> {
    let width = rows.iter().map(|row| row.question.len()).max().unwrap_or(0);
    writeln!(
        output,
        "{:width$}  {:>8}  {:>8}  {:>8}  {:>7}  {:>7}  {:>7}  {:>11}  {:>9}  {:>6}  {:>4}",
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
    )?;
    for Row {
        question,
        file,
        cost,
    } in rows
    {
        let bytes = file.unwrap_or(cost.bytes as u64);
        let speed = file.map_or_else(
            || "-".to_owned(),
            |size| format!("{:.0}", megabytes(size) / cost.reading.as_secs_f64()),
        );
        writeln!(
            output,
            "{question:width$}  {:>8}  {:>8}  {:>8.1}  {:>7.0}  {:>7.0}  {:>7.0}  {:>11.1}  \
             {:>9.1}  {speed:>6}  {:>4}",
            cost.objects,
            cost.requests,
            megabytes(bytes),
            milliseconds(cost.wall),
            milliseconds(cost.cpu),
            milliseconds(cost.reading),
            milliseconds(cost.evaluation),
            megabytes(cost.memory),
            cost.exit,
        )?;
    }
    Ok(())
}

/// Millions of bytes.
pub(super) fn megabytes(bytes: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
    let bytes = bytes as f64;
    bytes / 1e6
}

/// A time as a number of milliseconds.
pub(super) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
