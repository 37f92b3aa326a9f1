//! JSON Web Tokens (RFC 7519): three parts of base64url, of which the first is a JSON header.

use std::ops::Range;

use super::{
    super::{boundary, overlap::Rank, search::Search, value},
    decode,
};
use crate::rules::Builtin;

/// Longest token that is read.
const LONGEST: usize = 8 << 10;

/// Looks at `eyJ`, which is `{"` in base64.
pub(in super::super) fn look(search: &mut Search<'_, '_, '_>, at: &Range<usize>) {
    let bytes = search.bytes;
    if bytes.get(at.clone()) != Some(b"eyJ") || !boundary::begins(bytes, at.start) {
        return;
    }
    // A part of a token, or of base64 that goes on, is none.
    if at
        .start
        .checked_sub(1)
        .and_then(|before| bytes.get(before))
        .is_some_and(|byte| b".-+/".contains(byte))
    {
        return;
    }
    let rest = bytes.get(at.start..).unwrap_or_default();
    let rest = rest.get(..LONGEST.min(rest.len())).unwrap_or_default();
    let length = rest
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
        .count();
    let token = rest.get(..length).unwrap_or_default();
    let token = token.strip_suffix(b".").unwrap_or(token);
    if is_token(token) {
        let range = at.start..at.start + token.len();
        search.add_builtin(Builtin::JsonWebToken, Rank::Context, range);
    }
}

/// Whether the parts are those of a signed token that is not an example.
fn is_token(token: &[u8]) -> bool {
    let mut parts = token.split(|byte| *byte == b'.');
    let (Some(header), Some(payload), Some(signature)) = (parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    // Encrypted tokens (RFC 7516) have five parts.
    let count = 3 + parts.count();
    if !(count == 3 && signature.len() >= 20 || count == 5) {
        return false;
    }
    let Some(header) = decode::base64(header) else {
        return false;
    };
    let Ok(header) = serde_json::from_slice::<serde_json::Value>(&header) else {
        return false;
    };
    if header
        .get("alg")
        .and_then(serde_json::Value::as_str)
        .is_none_or(|name| name == "none")
    {
        return false;
    }
    count == 5
        || decode::base64(payload)
            .and_then(|payload| serde_json::from_slice::<serde_json::Value>(&payload).ok())
            .is_some_and(|payload| payload.is_object() && !is_example(&payload))
            && !value::is_placeholder(signature)
}

/// The subject of the examples of jwt.io and of RFC 7519.
fn is_example(payload: &serde_json::Value) -> bool {
    let text = |key: &str| payload.get(key).and_then(serde_json::Value::as_str);
    text("some") == Some("payload")
        || text("sub") == Some("1234567890")
        || text("iss") == Some("joe")
        || text("name") == Some("John Doe")
}
