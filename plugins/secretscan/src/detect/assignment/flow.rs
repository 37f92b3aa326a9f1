//! Values without quotes among others.

use super::super::value;

/// A value among others: in a flow mapping of YAML (1.2, section 7.4.2), in a structure or a map as Go
/// prints it, before a remark. In source code a variable would stand there, so it must be none.
pub(super) fn flow(rest: &[u8]) -> Option<usize> {
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b",;)}]".contains(byte);
    let end = rest.iter().position(ends)?;
    let value = rest.get(..end)?;
    let is_plain = !value.iter().any(|byte| b"\"'`({<>\\=[$&|/".contains(byte));
    let is_mixed =
        value.iter().any(u8::is_ascii_digit) && value.iter().any(u8::is_ascii_alphabetic);
    // Names of types and constants are no words of chance.
    let is_name = value.iter().any(|byte| matches!(byte, b'_' | b'.'))
        || !value.iter().any(u8::is_ascii_lowercase)
        || value.len() < 16 && digit_runs(value) < 2;
    let is_variable = !value::has_symbol(value)
        && !value::is_made_up(value)
        && (is_name || !value::is_random(value));
    (value.len() >= 8 && is_plain && is_mixed && !is_variable).then_some(end)
}

/// How often digits begin.
fn digit_runs(value: &[u8]) -> usize {
    let parts = value.split(|byte| !byte.is_ascii_digit());
    parts.filter(|part| !part.is_empty()).count()
}
