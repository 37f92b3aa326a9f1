//! Values in the columns of SQL (ISO/IEC 9075-2; manuals of `PostgreSQL`, `MySQL` and `SQLite`), as
//! dumps, migrations and programs hold it: what `INSERT` and `COPY` put into a column whose name
//! says that it is a credential, or beside such a name in a table of settings.
//!
//! A statement is read once, from its beginning to where it ends or is no longer understood.

mod copy;
mod insert;
mod lexer;

use std::{collections::HashMap, ops::Range};

use super::{search::Search, value::Origin};

pub(super) use copy::look as look_at_copy;
pub(super) use insert::{look as look_at_insert, look_at_table};

/// Columns that hold the name of a setting, and those that hold what it is set to.
const NAMES: [&[u8]; 14] = [
    b"name",
    b"key",
    b"k",
    b"setting",
    b"option",
    b"option_name",
    b"param",
    b"parameter",
    b"property",
    b"variable",
    b"config_key",
    b"setting_name",
    b"meta_key",
    b"attribute",
];
const VALUES: [&[u8]; 10] = [
    b"value",
    b"val",
    b"v",
    b"data",
    b"option_value",
    b"content",
    b"setting_value",
    b"config_value",
    b"meta_value",
    b"setting",
];
/// Most columns that are read.
const COLUMNS: usize = 400;
/// Tables whose columns are remembered.
const TABLES: usize = 4_000;

/// What is known of the statements of a text.
#[derive(Default)]
pub(super) struct State {
    /// Statements up to here have been read.
    until: usize,
    /// Where the names of the columns stand, by the name of the table.
    tables: HashMap<Vec<u8>, Vec<Range<usize>>>,
}

/// What a table of settings calls its columns: where the name stands, and where the value does.
pub(crate) fn named_beside<'n>(
    columns: &(impl Iterator<Item = &'n [u8]> + Clone),
) -> Option<(usize, usize)> {
    let position = |names: &[&[u8]], other: Option<usize>| {
        columns.clone().enumerate().position(|(index, column)| {
            Some(index) != other && names.iter().any(|name| column.eq_ignore_ascii_case(name))
        })
    };
    let value = position(&VALUES, None)?;
    Some((position(&NAMES, Some(value))?, value))
}

/// Values of one row, each with where it stands; nothing where it is no text.
type Row = [Option<Range<usize>>];

/// Looks at the values of a row, by the names of their columns.
fn look_at_row(search: &mut Search<'_, '_, '_>, columns: &[Range<usize>], row: &Row) {
    let bytes = search.bytes;
    let text = |range: &Range<usize>| bytes.get(range.clone()).unwrap_or_default();
    let beside = named_beside(&columns.iter().map(text)).and_then(|(name, value)| {
        let name = row.get(name)?.clone()?;
        Some((name, row.get(value)?.clone()?))
    });
    if let Some((name, value)) = beside {
        let name = text(&name);
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-. :/".contains(byte);
        if name.len() <= 100 && name.iter().all(is_name) {
            search.assigned(&[], name, value, Origin::Line);
        }
    }
    for (column, value) in columns.iter().zip(row) {
        if let Some(value) = value {
            search.assigned(&[], text(column), value.clone(), Origin::Line);
        }
    }
}

#[cfg(test)]
mod tests;
