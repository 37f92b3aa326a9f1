//! Doors for the fuzz targets, which are compiled into nothing else.
#![expect(missing_docs, reason = "each runs the reader of its name")]

use super::{
    Limit,
    base64::{Spans, whole},
    budget::Allowance,
    escapes::{self, Escape},
    inflate,
    records::{self, sqlite::Database},
    syntax::{self, Dialect},
    tar::Tar,
    zip::Zip,
};

const ALLOWANCE: Allowance = Allowance {
    bytes: 1 << 20,
    beyond: Limit::Bytes,
};

pub fn zip(bytes: &[u8]) {
    let mut zip = Zip::new(bytes);
    while zip.next(|_| ALLOWANCE).is_some() {}
}

pub fn tar(bytes: &[u8]) {
    Tar::new(bytes).for_each(drop);
}

pub fn streams(bytes: &[u8]) {
    let _ = inflate::gzip(bytes, ALLOWANCE);
    let _ = inflate::zlib(bytes, ALLOWANCE);
    let _ = inflate::bare(bytes, ALLOWANCE);
    let _ = inflate::zstd(bytes, ALLOWANCE);
}

pub fn base64(bytes: &[u8]) {
    let mut end = 0;
    for span in Spans::new(bytes) {
        assert!(span.range.start >= end && span.range.end <= bytes.len());
        assert!(span.decoded.len() <= span.range.len());
        end = span.range.end;
    }
    let _ = whole(bytes, true);
}

pub fn sqlite(bytes: &[u8]) {
    if let Some(mut database) = Database::open(bytes, ALLOWANCE.bytes) {
        for table in database.tables() {
            database.table(&table, &mut |_| {});
        }
        database.orphans(&mut |_| {});
    }
}

pub fn compiled(bytes: &[u8]) {
    let (_, end) = records::java_strings(bytes);
    assert!(end <= bytes.len());
    let _ = records::java_given(bytes);
    let _ = records::python_strings(bytes);
    let _ = records::python_given(bytes);
    let _ = records::der::label(bytes);
}

pub fn user_data(bytes: &[u8]) {
    if let Ok(text) = str::from_utf8(bytes) {
        let _ = syntax::parts(text);
    }
}

pub fn syntaxes(text: &str) {
    for dialect in [Dialect::Dotenv, Dialect::Properties, Dialect::Ini] {
        let mut end = 0;
        for pair in dialect.pairs(text) {
            assert!(pair.range.start >= end && text.get(pair.range.clone()).is_some());
            end = pair.range.end;
        }
    }
    for entry in syntax::netrc(text)
        .into_iter()
        .chain(syntax::password_file(text))
    {
        assert!(text.get(entry.range).is_some());
    }
    for node in syntax::xml_nodes(text) {
        assert!(text.get(node.range).is_some());
    }
    let _ = syntax::query_pairs(text);
    let words = syntax::words(text);
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    let _ = syntax::command_pairs(&words);
    for escape in [
        Escape::Percent,
        Escape::Backslash,
        Escape::Entity,
        Escape::QuotedPrintable,
    ] {
        let _ = escapes::undo(text, escape);
    }
    let _ = escapes::find(text.as_bytes());
}
