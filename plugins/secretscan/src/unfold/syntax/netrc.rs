//! Password files: `.netrc` (ftp(1), curl's "netrc") and `.pgpass` (`PostgreSQL`, "The Password
//! File").

use std::{borrow::Cow, ops::Range};

/// Something that belongs to a machine.
#[derive(PartialEq, Eq)]
pub(in super::super) struct Entry<'t> {
    pub(in super::super) machine: &'t str,
    /// `login`, `password` or `account`
    pub(in super::super) name: &'t str,
    pub(in super::super) value: Cow<'t, str>,
    pub(in super::super) line: usize,
    pub(in super::super) range: Range<usize>,
}

/// What a `.netrc` file says of its machines.
pub(in super::super) fn netrc(text: &str) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    let mut machine = "default";
    let mut before = None;
    for (line, word, range) in words(text) {
        match before.take() {
            Some("machine") => machine = word,
            Some(name @ ("login" | "password" | "account")) => entries.push(Entry {
                machine,
                name,
                value: Cow::Borrowed(word.trim_matches('"')),
                line,
                range,
            }),
            _ if word == "default" => machine = word,
            _ => before = Some(word),
        }
    }
    entries
}

/// Every word with its line.
fn words(text: &str) -> impl Iterator<Item = (usize, &str, Range<usize>)> {
    let mut at = 0;
    text.split_inclusive('\n')
        .enumerate()
        .flat_map(move |(index, line)| {
            let start = at;
            at += line.len();
            let content = line
                .split('#')
                .next()
                .filter(|_| line.trim_start().starts_with('#'));
            let line = content.unwrap_or(line);
            let mut from = 0;
            line.split_ascii_whitespace().map(move |word| {
                let offset = line
                    .get(from..)
                    .and_then(|rest| rest.find(word))
                    .unwrap_or_default();
                let begin = from + offset;
                from = begin + word.len();
                (index + 1, word, start + begin..start + from)
            })
        })
}

/// The passwords of a `.pgpass` file.
pub(in super::super) fn password_file(text: &str) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    let mut at = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let start = at;
        at += line.len();
        let line = line.trim_end();
        let mut ends = separators(line);
        if let (false, Some(first), Some(last)) = (line.starts_with('#'), ends.next(), ends.nth(2))
        {
            let value = line.get(last + 1..).unwrap_or_default();
            let end = start + line.len();
            entries.push(Entry {
                machine: line.get(..first).unwrap_or_default(),
                name: "password",
                value: unescaped(value),
                line: index + 1,
                range: end - value.len()..end,
            });
        }
    }
    entries
}

/// Where the colons are that no backslash makes a part of a field.
fn separators(line: &str) -> impl Iterator<Item = usize> {
    let mut escaped = false;
    line.bytes().enumerate().filter_map(move |(at, byte)| {
        let is_separator = byte == b':' && !escaped;
        escaped = byte == b'\\' && !escaped;
        is_separator.then_some(at)
    })
}

/// A field without the backslashes before colons and backslashes.
fn unescaped(field: &str) -> Cow<'_, str> {
    if !field.contains('\\') {
        return Cow::Borrowed(field);
    }
    let mut plain = String::with_capacity(field.len());
    let mut characters = field.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.next_if(|next| character == '\\' && matches!(next, ':' | '\\'));
        plain.push(next.unwrap_or(character));
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(entries: &[Entry<'_>]) -> Vec<String> {
        entries
            .iter()
            .map(|entry| {
                format!(
                    "{}:{}/{}={}",
                    entry.line, entry.machine, entry.name, entry.value
                )
            })
            .collect()
    }

    #[test]
    fn machines_have_their_passwords() {
        let text = "# note\nmachine a.example login ann\n  password one\nmachine b login bob password two\ndefault password three\n";
        assert_eq!(
            shown(&netrc(text)),
            [
                "2:a.example/login=ann",
                "3:a.example/password=one",
                "4:b/login=bob",
                "4:b/password=two",
                "5:default/password=three"
            ]
        );
        assert_eq!(
            shown(&password_file("# note\nhost:5432:*:ann:one:two\n")),
            ["2:host/password=one:two"]
        );
        assert_eq!(
            shown(&password_file("\\:\\:1:5432:*:ann:one\\:two\\\\\n")),
            ["1:\\:\\:1/password=one:two\\"]
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(machine|login|password|default|[a-cé# \n:\"]){0,20}") {
            for entry in netrc(&text).into_iter().chain(password_file(&text)) {
                prop_assert!(text.get(entry.range).is_some());
            }
        }
    }
}
