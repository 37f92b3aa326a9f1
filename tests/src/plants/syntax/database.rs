//! Dumps and migrations of databases.

use super::Row;
use crate::plants::credential::{Credential, Entry, Fits};

pub(super) const ROWS: &[Row] = &[
    ("sql, columns", "users.sql", Fits::Line, |credential| {
        let names = row(credential, |entry| format!("`{}`", entry.snake()));
        let values = row(credential, literal);
        format!(
            "-- Users\nINSERT INTO `orders`.`gateways` (`id`, {names}) VALUES\n  (1, {values}),\n  (2, {});\n",
            row(credential, |_| "NULL".to_owned())
        )
    }),
    (
        "sql, columns of the table",
        "backup.sql",
        Fits::Line,
        |credential| {
            let columns = row(credential, |entry| {
                format!("  `{}` varchar(255) DEFAULT NULL", entry.snake())
            });
            let values = row(credential, literal);
            format!(
                "CREATE TABLE `gateways` (\n  `id` int(11) NOT NULL,\n{columns},\n  PRIMARY KEY (`id`)\n);\nINSERT INTO `gateways` VALUES (1,{values});\n"
            )
        },
    ),
    (
        "sql, settings with the value first",
        "settings.sql",
        Fits::Line,
        |credential| {
            credential.each(|entry| {
                format!(
                    "INSERT INTO settings (value, name) VALUES ({}, '{}');\n",
                    literal(entry),
                    entry.snake()
                )
            })
        },
    ),
    ("sql, copy", "dump.sql", Fits::Line, |credential| {
        let names = row(credential, Entry::snake);
        let values: Vec<&str> = credential
            .entries
            .iter()
            .map(|entry| entry.value.as_str())
            .collect();
        format!(
            "COPY public.gateways (id, {names}, state) FROM stdin;\n1\t{}\tactive\n\\.\n",
            values.join("\t")
        )
    }),
];

/// One text an entry, with commas between them.
fn row(credential: &Credential, write: impl Fn(&Entry) -> String) -> String {
    let texts: Vec<String> = credential.entries.iter().map(write).collect();
    texts.join(", ")
}

/// The value as a text of SQL.
fn literal(entry: &Entry) -> String {
    format!("'{}'", entry.value.replace('\'', "''"))
}
