//! Names and values in query strings and forms (WHATWG URL, "application/x-www-form-urlencoded").

use super::super::escapes::{self, Escape};

/// The pairs of a query: of the whole text, or of the URL that it is. Nothing if it is neither.
pub(in super::super) fn pairs(text: &str) -> Vec<(&str, String)> {
    let query = match text.split_once('?') {
        Some((url, query)) if url.contains("://") || url.starts_with('/') => query,
        // A single pair is an assignment, which is read elsewhere.
        None if text.contains('&') => text,
        _ => return Vec::new(),
    };
    if query.contains(char::is_whitespace) {
        return Vec::new();
    }
    let query = query.split('#').next().unwrap_or(query);
    let pairs: Option<Vec<_>> = query.split('&').map(pair).collect();
    pairs.unwrap_or_default()
}

fn pair(text: &str) -> Option<(&str, String)> {
    let (name, value) = text.split_once('=')?;
    let is_name = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_.-[]%+".contains(&byte));
    let value = value.replace('+', " ");
    let value = escapes::undo(&value, Escape::Percent).unwrap_or(value);
    is_name.then_some((name, value))
}

#[cfg(test)]
mod tests {
    use super::pairs;

    #[test]
    fn queries_and_forms_have_pairs() {
        for text in [
            "user=admin&password=hunter%202",
            "https://host/path?user=admin&password=hunter+2#top",
        ] {
            let pairs = pairs(text);
            assert_eq!(pairs.len(), 2, "{text}");
            assert_eq!(pairs[1], ("password", "hunter 2".to_owned()));
        }
        for text in ["a=b", "a && b=c", "what? a=b", "a=b&c", "x ? y=1 : z"] {
            assert!(pairs(text).is_empty(), "{text}");
        }
    }
}
