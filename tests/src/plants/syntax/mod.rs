//! Files as applications keep them, each a way to write names and values down.

mod application;
mod assignment;
mod command;
mod database;
mod document;
mod markup;
mod platform;
mod position;
mod script;
mod source;
mod tool;

use super::credential::{Credential, Fits};

pub(super) use document::{map, pairs};

/// A kind of file.
pub(super) struct Syntax {
    /// What a report calls it.
    pub(super) name: &'static str,
    /// The file's usual name.
    pub(super) file: &'static str,
    pub(super) fits: Fits,
    pub(super) write: fn(&Credential) -> String,
}

/// A kind of file, as the tables below have it.
type Row = (&'static str, &'static str, Fits, fn(&Credential) -> String);

/// Every kind of file, in a fixed order.
pub(super) fn all() -> Vec<Syntax> {
    let tables = [
        assignment::ROWS,
        document::ROWS,
        markup::ROWS,
        application::ROWS,
        tool::ROWS,
        source::ROWS,
        command::ROWS,
        database::ROWS,
        platform::ROWS,
        position::ROWS,
        script::ROWS,
    ];
    let rows = tables.into_iter().flatten();
    rows.map(|&(name, file, fits, write)| Syntax {
        name,
        file,
        fits,
        write,
    })
    .collect()
}

/// The syntax of this name.
///
/// # Panics
///
/// When there is none.
pub(super) fn named(name: &str) -> Syntax {
    all()
        .into_iter()
        .find(|syntax| syntax.name == name)
        .unwrap_or_else(|| panic!("no syntax is called {name}"))
}
