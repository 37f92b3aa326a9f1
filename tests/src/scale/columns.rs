//! Lines up the columns of a table: the first to the left, numbers to the right.

use std::io::{self, Write};
use std::time::Duration;

/// Writes a header and as many cells a row.
pub(super) fn write(
    output: &mut dyn Write,
    header: &[&str],
    rows: &[Vec<String>],
) -> io::Result<()> {
    let header: Vec<String> = header.iter().map(|&title| title.to_owned()).collect();
    let lines = || std::iter::once(&header).chain(rows);
    let widths: Vec<usize> = (0..header.len())
        .map(|column| {
            lines()
                .filter_map(|line| line.get(column))
                .map(String::len)
                .max()
        })
        .map(Option::unwrap_or_default)
        .collect();
    for line in lines() {
        let mut cells = line.iter().zip(&widths);
        if let Some((first, width)) = cells.next() {
            write!(output, "{first:width$}")?;
        }
        for (cell, width) in cells {
            write!(output, "  {cell:>width$}")?;
        }
        writeln!(output)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_as_wide_as_its_widest_cell() {
        let mut output = Vec::new();
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let rows = [row(["one", "1", "10.5"]), row(["thirteen", "13", "9.0"])];
        write(&mut output, &["NAME", "N", "MS"], &rows).unwrap();
        assert_eq!(
            String::from_utf8(output).unwrap(),
            "NAME       N    MS\none        1  10.5\nthirteen  13   9.0\n"
        );
    }
}
