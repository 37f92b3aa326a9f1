//! What a name is compared with: `password == "value"`, `token !== 'value'`, `"$TOKEN" = "value"` in
//! a test of a shell, `password.equalsIgnoreCase("value")`.

use std::ops::Range;

/// Signs that compare, the longest first.
const OPERATORS: [&[u8]; 4] = [b"===", b"!==", b"==", b"!="];

/// Methods that compare, and those that set, with a literal as their only argument.
const METHODS: [&[u8]; 4] = [b".equalsIgnoreCase", b".Equals", b".set", b".convention"];

/// Where the value begins, quote included.
pub(super) fn comparison(bytes: &[u8], name: &Range<usize>, at: usize) -> Option<usize> {
    let rest = bytes.get(at..at.saturating_add(64).min(bytes.len()))?;
    let closing = rest
        .iter()
        .take(2)
        .take_while(|byte| matches!(byte, b']' | b')'))
        .count();
    let mut end = closing;
    let space = |at: usize| {
        let rest = rest.get(at..).unwrap_or_default();
        rest.iter().take_while(|byte| **byte == b' ').count()
    };
    end += space(end);
    let here = rest.get(end..)?;
    if let Some(operator) = OPERATORS.iter().find(|sign| here.starts_with(sign)) {
        end += operator.len();
    } else if in_test(bytes, name) && here.starts_with(b"= ") {
        end += 1;
    } else {
        return None;
    }
    end += space(end);
    let value = rest.get(end..)?;
    let is_literal = matches!(value, [b'"' | b'\'' | b'`', ..] | [b'\\', b'"' | b'\'', ..]);
    is_literal.then_some(at + end)
}

/// Whether a name is a variable within a test of a shell: `[ "$NAME" = `.
pub(super) fn in_test(bytes: &[u8], name: &Range<usize>) -> bool {
    let before = bytes
        .get(name.start.saturating_sub(8)..name.start)
        .unwrap_or_default();
    [&b"[ \"$"[..], b"[ $", b"[ \"${", b"[ \\\"$"]
        .iter()
        .any(|opening| before.ends_with(opening))
}

/// A name without the method that is called on it.
pub(super) fn receiver(bytes: &[u8], name: &Range<usize>) -> Option<Range<usize>> {
    if bytes.get(name.end) != Some(&b'(') {
        return None;
    }
    let word = bytes.get(name.clone())?;
    let method = METHODS.iter().find(|method| word.ends_with(method))?;
    Some(name.start..name.end - method.len())
}
