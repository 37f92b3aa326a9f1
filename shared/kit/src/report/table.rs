//! Lays a table out as kubectl does: upper-case headers, three spaces between columns, no borders.
//!
//! Rules: kubectl's `printers/tableprinter.go` (a cell ends at the first newline, carriage return
//! or form feed, and `...` says that it was cut; padding of three) and style.md section 5. Lines
//! are never wrapped, whatever the terminal's width: `-o wide` and pipes keep one row a line.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use unicode_width::UnicodeWidthStr;

use super::{Table, escape::visible};

const GAP: usize = 3;
const EMPTY: &str = "<none>";

/// Writes the table; a table without rows is nothing at all, not even headers.
pub(super) fn write(
    table: &Table,
    with_headers: bool,
    bold: bool,
    writer: &mut dyn Write,
) -> io::Result<()> {
    if table.rows.is_empty() {
        return Ok(());
    }
    let rows: Vec<Vec<Cow<'_, str>>> = table
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| shown(cell)).collect())
        .collect();
    let mut widths: Vec<usize> = Vec::new();
    widen(&mut widths, rows.iter().map(Vec::as_slice));
    if with_headers {
        let headers: Vec<Cow<'_, str>> = table.columns.iter().map(|&c| c.into()).collect();
        widen(&mut widths, [headers.as_slice()]);
        writer.write_all(if bold { b"\x1b[1m" } else { b"" })?;
        write_cells(&headers, &widths, writer)?;
        writer.write_all(if bold { b"\x1b[0m\n" } else { b"\n" })?;
    }
    for row in &rows {
        write_cells(row, &widths, writer)?;
        writer.write_all(b"\n")?;
    }
    Ok(())
}

/// What a cell shows: its first line, escaped, or `<none>`.
fn shown(cell: &str) -> Cow<'_, str> {
    match cell.split_once(['\n', '\r', '\u{c}']) {
        Some((first, _)) => Cow::Owned(format!("{}...", visible(first))),
        None if cell.is_empty() => Cow::Borrowed(EMPTY),
        None => visible(cell),
    }
}

fn widen<'a>(widths: &mut Vec<usize>, rows: impl IntoIterator<Item = &'a [Cow<'a, str>]>) {
    for row in rows {
        widths.resize(widths.len().max(row.len()), 0);
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.width().max(*width);
        }
    }
}

/// Writes cells padded to their columns; the last is not padded, so no line ends in spaces.
fn write_cells(cells: &[Cow<'_, str>], widths: &[usize], writer: &mut dyn Write) -> io::Result<()> {
    for (index, (cell, width)) in cells.iter().zip(widths).enumerate() {
        writer.write_all(cell.as_bytes())?;
        if index + 1 < cells.len() {
            // Formatting pads by characters, so the columns are counted here.
            let padding = width - cell.width() + GAP;
            write!(writer, "{:padding$}", "")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Table, write};

    fn table(columns: &[&'static str], rows: &[&[&str]]) -> Table {
        Table {
            columns: columns.to_vec(),
            rows: rows
                .iter()
                .map(|row| row.iter().map(|&cell| cell.to_owned()).collect())
                .collect(),
        }
    }

    fn printed(table: &Table) -> String {
        let mut bytes = Vec::new();
        write(table, true, false, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn columns_are_three_spaces_apart_and_no_line_ends_in_spaces() {
        assert_eq!(
            printed(&table(
                &["KIND", "NAME"],
                &[&["User", "ann"], &["ServiceAccount", ""]]
            )),
            "\
KIND             NAME
User             ann
ServiceAccount   <none>
"
        );
    }

    #[test]
    fn wide_characters_count_for_two_columns() {
        assert_eq!(
            printed(&table(
                &["NAME", "SCOPE"],
                &[&["日本", "a"], &["größe", "b"]]
            )),
            "\
NAME    SCOPE
日本    a
größe   b
"
        );
    }

    #[test]
    fn a_cell_ends_at_its_first_line_and_says_so() {
        assert_eq!(
            printed(&table(
                &["NAME", "AGE"],
                &[
                    &["a\nUser   root", "1"],
                    &["b\rc", "2"],
                    &["d\u{c}e", "3"],
                    &["\n", "4"]
                ]
            )),
            "\
NAME   AGE
a...   1
b...   2
d...   3
...    4
"
        );
    }

    #[test]
    fn escape_sequences_cannot_shift_a_column() {
        assert_eq!(
            printed(&table(
                &["NAME", "AGE"],
                &[&["\u{1b}[8mx", "1"], &["y\u{202e}", "2"]]
            )),
            "\
NAME        AGE
^[[8mx      1
y\\u{202e}   2
"
        );
    }

    #[test]
    fn an_empty_table_has_no_headers() {
        assert_eq!(printed(&table(&["NAME"], &[])), "");
    }

    #[test]
    fn without_headers_their_width_does_not_count() {
        let mut bytes = Vec::new();
        write(
            &table(&["NAMESPACE", "NAME"], &[&["a", "b"]]),
            false,
            true,
            &mut bytes,
        )
        .unwrap();
        assert_eq!(bytes, b"a   b\n");
    }

    #[test]
    fn bold_headers_change_nothing_else() {
        let mut bytes = Vec::new();
        write(
            &table(&["NAME", "AGE"], &[&["a", "b"]]),
            true,
            true,
            &mut bytes,
        )
        .unwrap();
        assert_eq!(bytes, b"\x1b[1mNAME   AGE\x1b[0m\na      b\n");
    }
}
