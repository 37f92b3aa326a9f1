//! Tables with a line of names (RFC 4180), as password managers and databases export them: each
//! field is the value of its column.

use std::{borrow::Cow, ops::Range};

/// A field under the name of its column.
#[derive(PartialEq, Eq)]
pub(in super::super) struct Field<'t> {
    pub(in super::super) column: &'t str,
    pub(in super::super) value: Cow<'t, str>,
    pub(in super::super) line: usize,
    /// Where it stands, without its quotes.
    pub(in super::super) range: Range<usize>,
}

/// Most columns of a table.
const COLUMNS: usize = 200;

/// The fields of the columns whose name is wanted.
pub(in super::super) fn fields(text: &str, is_wanted: impl Fn(&str) -> bool) -> Vec<Field<'_>> {
    let head = text.lines().next().unwrap_or_default();
    let Some(separator) = separator(head) else {
        return Vec::new();
    };
    let mut columns: Vec<&str> = Vec::new();
    let mut fields = Vec::new();
    let (mut at, mut line, mut column) = (0, 1, 0);
    while at < text.len() {
        let (range, next) = field(text, at, separator);
        let raw = text.get(range.clone()).unwrap_or_default();
        let ends = text
            .get(..next)
            .is_some_and(|before| before.ends_with('\n'));
        if line == 1 && columns.len() <= COLUMNS {
            columns.push(raw.trim());
        } else if let Some(name) = columns.get(column)
            && is_wanted(name)
        {
            let value = if raw.contains("\"\"") {
                Cow::Owned(raw.replace("\"\"", "\""))
            } else {
                Cow::Borrowed(raw)
            };
            fields.push(Field {
                column: name,
                value,
                line,
                range,
            });
        }
        column = if ends { 0 } else { column + 1 };
        let passed = text.as_bytes().get(at..next).unwrap_or_default();
        line += memchr::memchr_iter(b'\n', passed).count();
        at = next;
    }
    fields
}

/// What separates the names of the first line, if all of it is names.
fn separator(head: &str) -> Option<char> {
    let separator = [',', ';', '\t'].into_iter().find(|it| head.contains(*it))?;
    let mut names = head
        .split(separator)
        .map(|name| name.trim().trim_matches('"'));
    let is_name = |name: &str| {
        (1..=60).contains(&name.len())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_-. ".contains(&byte))
    };
    names.all(is_name).then_some(separator)
}

/// Where the field is that begins here, and where the next begins.
fn field(text: &str, at: usize, separator: char) -> (Range<usize>, usize) {
    let rest = text.get(at..).unwrap_or_default();
    if let Some(inner) = rest.strip_prefix('"')
        && let Some(length) = quoted_length(inner)
    {
        let behind = at + length + 2;
        let rest = text.get(behind..).unwrap_or_default();
        let skipped = rest
            .find([separator, '\n'])
            .map_or(rest.len(), |end| end + 1);
        return (at + 1..at + 1 + length, behind + skipped);
    }
    let length = rest.find([separator, '\n']).unwrap_or(rest.len());
    let content = rest
        .get(..length)
        .unwrap_or_default()
        .trim_end_matches('\r');
    let next = (at + length + 1).min(text.len());
    (at..at + content.len(), next)
}

/// How long a text is up to its closing quote; two quotes are one of the text.
fn quoted_length(inner: &str) -> Option<usize> {
    let bytes = inner.as_bytes();
    let mut at = 0;
    loop {
        at += memchr::memchr(b'"', bytes.get(at..)?)?;
        if bytes.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn fields_stand_under_the_names_of_their_columns() {
        let text = "name,password,note\r\na,one,x\r\nb,\"two, \"\"three\"\"\nfour\",y\nc,five\n";
        let read: Vec<String> = fields(text, |name| name == "password")
            .iter()
            .map(|field| format!("{}:{}={}", field.line, field.column, field.value))
            .collect();
        assert_eq!(
            read,
            [
                "2:password=one",
                "3:password=two, \"three\"\nfour",
                "5:password=five"
            ]
        );
        assert!(fields("it is said, that\na,b\n(x),y\n", |_| true).len() <= 4);
        assert!(fields("f(password, x)\na,b\n", |_| true).is_empty());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[ab,;\"\n\r\té ]{0,60}") {
            for field in fields(&text, |_| true) {
                prop_assert!(text.get(field.range).is_some());
            }
        }
    }
}
