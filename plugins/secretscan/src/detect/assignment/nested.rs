//! A name whose value is a map that holds it under `value` or `default`: variables of GitLab's
//! pipelines and of Terraform, parameters of templates.
//!
//! ```text
//! DB_PASSWORD:                 variable "db_password" {
//!   value: x                     default = "x"
//! ```

use std::ops::Range;

/// How far the value may be.
const REACH: usize = 320;

/// Keys that hold the value.
const HOLDING: [&[u8]; 4] = [b"value", b"Value", b"default", b"Default"];

/// Where the value is that the map behind a name holds.
pub(super) fn nested(bytes: &[u8], name: &Range<usize>, at: usize) -> Option<usize> {
    let rest = bytes.get(at..at.saturating_add(REACH).min(bytes.len()))?;
    let space = |rest: &[u8]| {
        rest.iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
            .count()
    };
    let mut start = space(rest);
    let is_key = matches!(rest.get(start), Some(b':' | b'='));
    start += usize::from(is_key);
    start += space(rest.get(start..)?);
    let body = rest.get(start..)?;
    let length = match body.first()? {
        b'{' if is_key || at > name.end => memchr::memchr(b'}', body).unwrap_or(body.len()),
        b'\n' if is_key => indented(body, indentation(bytes, name)),
        _ => return None,
    };
    let body = body.get(..length)?;
    let (key, width) = HOLDING.iter().find_map(|word| {
        let found = memchr::memmem::find_iter(body, word).find(|key| {
            let before = key.checked_sub(1).and_then(|before| body.get(before));
            before.is_some_and(|before| b" \t\n{,\"'".contains(before))
        });
        found.map(|key| (key, word.len()))
    })?;
    let behind = body.get(key + width..)?;
    let mut joint = behind
        .iter()
        .take_while(|byte| b"\"'\\ \t".contains(byte))
        .count();
    matches!(behind.get(joint), Some(b':' | b'=')).then_some(())?;
    joint += 1;
    joint += space(behind.get(joint..)?);
    Some(at + start + key + width + joint)
}

/// How deep the line of a name is.
fn indentation(bytes: &[u8], name: &Range<usize>) -> usize {
    let before = bytes
        .get(name.start.saturating_sub(80)..name.start)
        .unwrap_or_default();
    let line = before.rsplit(|byte| *byte == b'\n').next();
    line.unwrap_or_default()
        .iter()
        .take_while(|byte| **byte == b' ')
        .count()
}

/// How long the lines are that are deeper than this, from the end of a line on.
fn indented(body: &[u8], depth: usize) -> usize {
    let mut length = 1;
    for line in body
        .get(1..)
        .unwrap_or_default()
        .split_inclusive(|byte| *byte == b'\n')
    {
        let spaces = line.iter().take_while(|byte| **byte == b' ').count();
        if spaces <= depth {
            break;
        }
        length += line.len();
    }
    length.min(body.len())
}
