//! The forms in which a value is written.
//!
//! Base64 depends on where in its text a value begins: each of the three alignments has other
//! characters. Those that also depend on the neighbours are cut off.

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

use super::{Edges, LONG, SHORTEST};

/// Longest value that is searched in all forms; of longer ones, the plain text alone.
const LONGEST: usize = 16 << 10;

/// Calls `each` with every form of a value; forms that are written alike are told once.
pub(super) fn each(value: &[u8], mut each: impl FnMut(Vec<u8>, Edges)) {
    let edges = if value.len() >= LONG {
        Edges::Free
    } else {
        Edges::Separate
    };
    each(value.to_vec(), edges);
    if value.len() > LONGEST {
        return;
    }
    for alignment in 0..3 {
        let text = base64(value, alignment);
        if text.len() < SHORTEST {
            continue;
        }
        let for_urls: Vec<u8> = text
            .iter()
            .map(|byte| match byte {
                b'+' => b'-',
                b'/' => b'_',
                _ => *byte,
            })
            .collect();
        if for_urls != text {
            each(for_urls, Edges::Free);
        }
        each(text, Edges::Free);
    }
    each(hexadecimal(value, b"0123456789abcdef"), Edges::Free);
    for written in [percent(value), json(value)].into_iter().flatten() {
        each(written, edges);
    }
}

/// The characters of base64 that a value alone decides, where so many bytes stand before it.
fn base64(value: &[u8], alignment: usize) -> Vec<u8> {
    let mut bytes = vec![0; alignment];
    bytes.extend_from_slice(value);
    let text = STANDARD_NO_PAD.encode(&bytes).into_bytes();
    bytes.fill(0);
    // Bits before the value, rounded up to characters; bits of it, rounded down.
    let start = (alignment * 8).div_ceil(6);
    let end = (alignment + value.len()) * 8 / 6;
    text.get(start..end).unwrap_or_default().to_vec()
}

/// Digits of hexadecimal.
fn hexadecimal(value: &[u8], digits: &[u8; 16]) -> Vec<u8> {
    let digit = |index: u8| digits.get(usize::from(index)).copied().unwrap_or(b'0');
    value
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// Percent-encoded (RFC 3986 section 2.1), where that is different.
fn percent(value: &[u8]) -> Option<Vec<u8>> {
    let unreserved = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    if value.iter().all(unreserved) {
        return None;
    }
    let text = value.iter().flat_map(|byte| {
        if unreserved(byte) {
            vec![*byte]
        } else {
            let mut escape = vec![b'%'];
            escape.extend(hexadecimal(&[*byte], b"0123456789ABCDEF"));
            escape
        }
    });
    Some(text.collect())
}

/// As a string of JSON (RFC 8259 section 7), where that is different.
fn json(value: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(value).ok()?;
    let quoted = serde_json::to_string(text).ok()?.into_bytes();
    let inner = quoted.get(1..quoted.len().saturating_sub(1))?;
    (inner != value).then(|| inner.to_vec())
}
