//! What a sentence says a password is: `the password is "value"`, `password for admin is value`, `A
//! temporary password is generated for root@localhost: value` (`MySQL`).

use std::ops::Range;

/// Longest sentence behind the name.
const REACH: usize = 80;

/// Most words between the name and `is`.
const WORDS: usize = 3;

/// Words behind `is` that say something else than what it is.
const OTHERS: [&[u8]; 9] = [
    b"a ", b"an ", b"the ", b"not ", b"in ", b"set ", b"to ", b"no ", b": ",
];

/// Where the value begins, quote included.
pub(super) fn sentence(bytes: &[u8], name: &Range<usize>, at: usize) -> Option<usize> {
    if at != name.end || bytes.get(at) != Some(&b' ') {
        return None;
    }
    if !matches!(bytes.get(at + 1)?, b'i' | b'g' | b's' | b'f' | b'o') {
        return None;
    }
    let rest = bytes.get(at + 1..at.saturating_add(REACH).min(bytes.len()))?;
    let says = |said: &[u8]| !OTHERS.iter().any(|word| said.starts_with(word));
    if let Some(said) = rest
        .strip_prefix(b"is ")
        .filter(|said| !said.starts_with(b"generated "))
    {
        return says(said).then_some(at + 4);
    }
    let before_colon = [&b"is generated for "[..], b"generated for ", b"set for "];
    if let Some(start) = before_colon.iter().find(|start| rest.starts_with(start)) {
        let whom = rest.get(start.len()..)?;
        let end = whom.iter().position(|byte| *byte == b' ')?;
        let is_end = end.checked_sub(1).and_then(|last| whom.get(last)) == Some(&b':');
        return is_end.then_some(at + 1 + start.len() + end + 1);
    }
    let whose = rest
        .strip_prefix(b"for ")
        .or_else(|| rest.strip_prefix(b"of "))?;
    let start = rest.len() - whose.len();
    let is = memchr::memmem::find(whose, b" is ")?;
    let words = whose.get(..is)?;
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-@. '\"`".contains(byte);
    let few = memchr::memchr_iter(b' ', words).count() < WORDS;
    let said = whose.get(is + 4..)?;
    (few && says(said) && words.iter().all(plain)).then_some(at + 1 + start + is + 4)
}
