//! Parts of the API server's URL paths ("API concepts: retrieving large results sets in chunks").

use std::num::NonZeroU32;

/// The path of a list's page: how many objects, and where it goes on.
pub(super) fn page_path(limit: Option<NonZeroU32>, path: &str, token: Option<&str>) -> String {
    match (limit, token) {
        (None, None) => path.to_owned(),
        (None, Some(token)) => format!("{path}?continue={}", segment(token)),
        (Some(limit), None) => format!("{path}?limit={limit}"),
        (Some(limit), Some(token)) => {
            format!("{path}?limit={limit}&continue={}", segment(token))
        }
    }
}

/// Percent-encodes everything but RFC 3986's unreserved characters, so that a name can neither
/// leave its place in the path nor add a parameter.
pub(crate) fn segment(text: &str) -> String {
    use std::fmt::Write as _;
    let mut encoded = String::with_capacity(text.len());
    // A segment of dots only would be a step in the path.
    let only_dots = text.bytes().all(|byte| byte == b'.');
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_~".contains(&byte) || (byte == b'.' && !only_dots) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_place_in_the_url() {
        assert_eq!(segment("a/../b?x=1&y"), "a%2F..%2Fb%3Fx%3D1%26y");
        assert_eq!(segment(".."), "%2E%2E");
        assert_eq!(segment("system:node-1.local"), "system%3Anode-1.local");
    }
}
