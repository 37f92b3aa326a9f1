//! What holds where a name is given nothing: `${NAME:-value}` (POSIX.1-2017 "Shell Command Language"
//! section 2.6.2), `${name:value}` (Spring), `process.env.NAME || "value"`, `name ?? "value"`,
//! `getenv("NAME") ?: "value"`, `environ.get("NAME") or "value"`, `name | default "value"` (Jinja,
//! Sprig), `var("NAME").unwrap_or("value")`, `$ENV{NAME} // 'value'`.

use std::ops::Range;

/// What stands between a name and the value that holds without it.
const OPERATORS: &[&[u8]] = &[
    b"||=",
    b"||",
    b"??=",
    b"??",
    b"?:",
    b"//=",
    b"//",
    b"or ",
    b"| default",
    b"|default",
    b"{ ",
    b"do |_| ",
    b".unwrap_or(",
    b".unwrap_or_else(|_| ",
    b".unwrap_or_else(|| ",
    b".getOrElse(",
    b".orElse(",
    b".orElseGet(() -> ",
    b".or_else(",
];

/// Where the value begins, quote included.
pub(super) fn fallback(bytes: &[u8], name: &Range<usize>, quote: &Range<usize>) -> Option<usize> {
    if quote.is_empty()
        && let Some(value) = expansion(bytes, name)
    {
        return Some(value);
    }
    let rest = bytes.get(quote.end..)?;
    let closing = rest
        .iter()
        .take(3)
        .take_while(|byte| matches!(byte, b']' | b')' | b'}'))
        .count();
    let rest = rest.get(closing..)?;
    let space = |rest: &[u8]| {
        rest.iter()
            .take(8)
            .take_while(|byte| **byte == b' ')
            .count()
    };
    let before = space(rest);
    let here = rest.get(before..)?;
    // The first byte rules nearly all of them out, for nearly all names.
    let first = here.first();
    let operator = OPERATORS
        .iter()
        .find(|operator| operator.first() == first && here.starts_with(operator))?;
    // A block belongs to a call.
    if operator.starts_with(b"{") && (closing == 0 || before == 0) {
        return None;
    }
    let mut at = before + operator.len();
    at += space(rest.get(at..)?);
    at += usize::from(rest.get(at) == Some(&b'('));
    let opens = rest.get(at..)?.iter().find(|byte| **byte != b'\\');
    opens
        .is_some_and(|byte| matches!(byte, b'"' | b'\'' | b'`'))
        .then_some(quote.end + closing + at)
}

/// Of an expansion of a variable.
fn expansion(bytes: &[u8], name: &Range<usize>) -> Option<usize> {
    let opens = bytes
        .get(..name.start)
        .is_some_and(|before| before.ends_with(b"${"));
    match bytes.get(name.end..)? {
        [b':', b'-' | b'=', ..] if opens => Some(name.end + 2),
        [b':', b'?' | b'+', ..] => None,
        [b':', ..] if opens => Some(name.end + 1),
        _ => None,
    }
}
