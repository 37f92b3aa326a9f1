//! Programs that take a file, a user and a password in batch mode: `htpasswd -b FILE USER PASSWORD`,
//! `htpasswd -nb USER PASSWORD`, `mosquitto_passwd -b FILE USER PASSWORD`.

use std::ops::Range;

use super::{is_end, words::Words};

/// Whether a program is one of them.
pub(super) fn is_one(program: &[u8]) -> bool {
    matches!(program, b"htpasswd" | b"mosquitto_passwd")
}

/// The password among the words.
pub(super) fn password(text: &[u8], words: &mut Words<'_>) -> Option<Range<usize>> {
    let mut batch = false;
    let mut print = false;
    let mut last = None;
    let mut count = 0;
    for range in words.by_ref() {
        let word = text.get(range.clone()).unwrap_or_default();
        if is_end(word) {
            break;
        }
        if let Some(flags) = word.strip_prefix(b"-") {
            batch |= flags.contains(&b'b');
            print |= flags.contains(&b'n');
        } else {
            count += 1;
            last = Some(range);
            if count == if print { 2 } else { 3 } {
                break;
            }
        }
    }
    last.filter(|_| batch && count == if print { 2 } else { 3 })
}
