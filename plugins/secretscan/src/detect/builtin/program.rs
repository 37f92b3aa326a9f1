//! Settings among the strings of programs and in the memory of processes: `NAME=value` of an
//! environment (`environ(7)`), lines of a configuration that was compiled in, and connection strings.
//!
//! Programs are full of names of credentials: messages, forms to be filled in, tables of symbols. So
//! the whole string must be a setting, from one control character to the next, and its value must be
//! one that no program has for itself.

use std::ops::Range;

use super::super::{
    name::{self, Words},
    search::Search,
    value::{self, Origin},
};

/// Longest name that is read.
const NAME: usize = 64;
/// Longest value that is read.
const VALUE: usize = 512;
/// How far the other fields of a connection string may be.
const FIELDS: usize = 400;

/// Looks at a credential word: is it part of the name of a setting?
pub(in super::super) fn look(search: &mut Search<'_, '_, '_>, word: &Range<usize>) {
    let bytes = search.bytes;
    let end = word.end + count(bytes.get(word.end..), |byte| is_name(*byte));
    search.named_until(end);
    let Some(separator) = separator(bytes.get(end..).unwrap_or_default()) else {
        return;
    };
    let before = bytes.get(..word.start).unwrap_or_default();
    let left = before.iter().rev().take(NAME + 1);
    let left = left.take_while(|byte| is_name(**byte)).count();
    let name = word.start - left..end;
    let at = end + separator;
    if left > NAME || !bytes.get(at).is_some_and(u8::is_ascii_graphic) {
        return;
    }
    let whole = at..at + count(bytes.get(at..), u8::is_ascii_graphic);
    if is_setting(bytes, &name, &whole) {
        setting(search, name, whole, separator);
    } else if separator == 1 {
        let before = name.start.checked_sub(1).and_then(|at| bytes.get(at));
        let separator = if matches!(before, Some(b'?' | b'&')) {
            b'&'
        } else {
            b';'
        };
        let length = count(bytes.get(at..), |byte| {
            byte.is_ascii_graphic() && *byte != separator
        });
        field(search, name, at..at + length);
    }
}

/// A string that is nothing but a setting.
fn setting(
    search: &mut Search<'_, '_, '_>,
    name: Range<usize>,
    range: Range<usize>,
    separator: usize,
) {
    let text = |range: Range<usize>| search.bytes.get(range).unwrap_or_default();
    let (name, told) = (text(name), text(range.clone()));
    let is_one = separator == 1 && is_variable(name) || value::is_drawn(told);
    if is_one && !is_form(told) {
        search.assigned(&[], name, range, Origin::Text);
    }
}

/// A field of a connection string, or of the query of a URL.
fn field(search: &mut Search<'_, '_, '_>, name: Range<usize>, range: Range<usize>) {
    if !is_field(search.bytes, &name, &range) {
        return;
    }
    let text = |range: Range<usize>| search.bytes.get(range).unwrap_or_default();
    let (name, told) = (text(name), text(range.clone()));
    let mut words = Words::new();
    words.push_key(name);
    let class = name::classify(&words);
    let is_one = class.is_some_and(|class| value::is_credential(class, told, Origin::Text));
    if is_one && !is_form(told) {
        search.assigned(&[], name, range, Origin::Field);
    }
}

/// The length of what stands between a name and its value.
fn separator(rest: &[u8]) -> Option<usize> {
    match rest {
        [b' ', b'=', b' ', ..] => Some(3),
        [b':', b' ', ..] => Some(2),
        [b'=', ..] => Some(1),
        _ => None,
    }
}

/// Whether name and value are all that stands between two control characters.
fn is_setting(bytes: &[u8], name: &Range<usize>, range: &Range<usize>) -> bool {
    let before = name.start.checked_sub(1).and_then(|at| bytes.get(at));
    before.is_none_or(u8::is_ascii_control) && bytes.get(range.end).is_none_or(u8::is_ascii_control)
}

/// Whether a name is that of a variable of an environment.
fn is_variable(name: &[u8]) -> bool {
    let is_capital =
        |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_';
    name.len() >= 6 && name.iter().all(is_capital)
}

/// Whether it is a field of a connection string: another says where the server is.
fn is_field(bytes: &[u8], name: &Range<usize>, range: &Range<usize>) -> bool {
    const SERVERS: [&[u8]; 6] = [
        b"://",
        b"server=",
        b"data source=",
        b"host=",
        b"hostname=",
        b"dbname=",
    ];
    let printable = |byte: &&u8| matches!(**byte, b' '..=b'~');
    let before = bytes.get(..name.start).unwrap_or_default();
    let before_length = before
        .iter()
        .rev()
        .take(FIELDS)
        .take_while(printable)
        .count();
    let after = bytes.get(range.end..).unwrap_or_default();
    let after_length = after.iter().take(FIELDS).take_while(printable).count();
    let is_parted = |byte: Option<&u8>| {
        byte.is_none_or(|byte| matches!(byte, b';' | b' ' | b'?' | b'&') || byte.is_ascii_control())
    };
    if !is_parted(before.last()) || !is_parted(after.first()) {
        return false;
    }
    let whole = bytes.get(name.start - before_length..range.end + after_length);
    let whole = whole.unwrap_or_default().to_ascii_lowercase();
    SERVERS
        .iter()
        .any(|server| memchr::memmem::find(&whole, server).is_some())
}

/// Whether something is to be filled in, is masked, or a text of some other language is escaped.
fn is_form(value: &[u8]) -> bool {
    let is_variable = value
        .windows(2)
        .any(|two| matches!(two, b"${" | b"$(" | b"**"));
    is_variable
        || matches!(value, [b'$' | b'<', ..] | [.., b'>'])
        || value.iter().any(|byte| b"%{}\\".contains(byte))
}

const fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// How many bytes pass, as far as a value may be long.
fn count(bytes: Option<&[u8]>, passes: impl Fn(&u8) -> bool) -> usize {
    let bytes = bytes.unwrap_or_default().iter().take(VALUE + 1);
    bytes.take_while(|byte| passes(byte)).count()
}
