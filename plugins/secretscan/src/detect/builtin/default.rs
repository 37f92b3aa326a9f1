//! What holds by default, where the name stands elsewhere in the line: `@DefaultValue("value") String
//! password`, `Password string` with a tag `default:"value"` (Go), `env = "PASSWORD", default_value =
//! "value"` (clap), `default "value" .Values.password` (Sprig).

use std::ops::Range;

use super::super::{assignment::quoted, name, search::Search, value::Origin};

/// How far before and behind the value the name may stand.
const REACH: usize = 160;

/// Looks at a word that says that a default follows; the quote of the value is its last byte.
pub(in super::super) fn look(search: &mut Search<'_, '_, '_>, at: &Range<usize>) {
    let bytes = search.bytes;
    let Some(quote) = at.end.checked_sub(1) else {
        return;
    };
    let Some(range) = bytes.get(quote..).and_then(quoted) else {
        return;
    };
    let range = quote + range.start..quote + range.end;
    let before = bytes.get(at.start.saturating_sub(REACH)..at.start);
    let before = before.unwrap_or_default();
    let line = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    let before = before.get(line..).unwrap_or_default();
    let behind = bytes.get(range.end..).unwrap_or_default();
    let behind = behind.get(..REACH.min(behind.len())).unwrap_or_default();
    let line = memchr::memchr(b'\n', behind).unwrap_or(behind.len());
    let behind = behind.get(..line).unwrap_or_default();
    // The name that is nearest.
    let name = identifiers(before)
        .rev()
        .chain(identifiers(behind))
        .find(|name| name::is_credential(name));
    if let Some(name) = name {
        search.assigned(&[], name, range, Origin::Text);
    }
}

/// The words of a line that may be names.
fn identifiers(line: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-".contains(byte);
    line.split(move |byte| !is_name(byte))
        .filter(|word| word.len() >= 3)
}

/// What is looked for, in lower case.
pub(in super::super) const BEGINNINGS: &[&str] = &[
    "default:\"",
    "envdefault:\"",
    "defaultvalue(\"",
    "defaultvalue = \"",
    "defaultvalue=\"",
    "defaultvalue: '",
    "defaultvalue: \"",
    "default_value = \"",
    "default_value=\"",
    "default_value(\"",
    "default_value_t = \"",
    "default \"",
];
