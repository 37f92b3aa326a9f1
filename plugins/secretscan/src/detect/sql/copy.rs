//! `COPY table (columns) FROM stdin;` with a line a row behind it, as `pg_dump(1)` writes it.

use std::ops::Range;

use super::{super::search::Search, COLUMNS, lexer::Lexer, look_at_row};

/// Longest statement that is read.
const STATEMENT: usize = 8 << 10;

/// Looks at a `FROM stdin`.
pub(in super::super) fn look(search: &mut Search<'_, '_, '_>, at: &Range<usize>) {
    let bytes = search.bytes;
    if at.start < search.sql().until {
        return;
    }
    let Some(columns) = columns(bytes, at) else {
        return;
    };
    let rest = bytes.get(at.end..).unwrap_or_default();
    let Some(first) = memchr::memchr(b'\n', rest) else {
        return;
    };
    let mut start = at.end + first + 1;
    while let Some(rest) = bytes.get(start..).filter(|rest| !rest.is_empty()) {
        let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let line = rest.get(..length).unwrap_or_default();
        if line.starts_with(b"\\.") {
            break;
        }
        let mut from = start;
        let row: Vec<_> = line
            .strip_suffix(b"\r")
            .unwrap_or(line)
            .split(|byte| *byte == b'\t')
            .take(columns.len())
            .map(|field| {
                let range = from..from + field.len();
                from = range.end + 1;
                (field != b"\\N").then_some(range)
            })
            .collect();
        if row.len() < columns.len() {
            break;
        }
        look_at_row(search, &columns, &row);
        start += length + 1;
    }
    search.sql().until = start;
}

/// The columns of the statement that ends here, if it is one with plain rows behind it.
fn columns(bytes: &[u8], at: &Range<usize>) -> Option<Vec<Range<usize>>> {
    let from = at.start.saturating_sub(STATEMENT);
    let before = bytes.get(from..at.start)?;
    let line = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    let start = from + line;
    let is_copy = bytes.get(start..start + 5)?.eq_ignore_ascii_case(b"copy ");
    let rest = bytes.get(at.end..)?;
    let end = memchr::memchr(b';', rest.get(..80).unwrap_or(rest))?;
    if !is_copy || !rest.get(..end)?.trim_ascii().is_empty() {
        return None;
    }
    let mut lexer = Lexer::new(bytes, start + 5);
    lexer.table()?;
    lexer.names(COLUMNS).filter(|_| lexer.at <= at.start)
}
