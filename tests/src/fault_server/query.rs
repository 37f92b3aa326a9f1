//! Reads the parameters of a request's query.

/// A parameter of the query, decoded; an empty one counts as none.
pub(super) fn parameter(path: &str, name: &str) -> Option<String> {
    let (_, query) = path.split_once('?')?;
    let value = query
        .split('&')
        .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    (!value.is_empty()).then(|| decode(value))
}

/// RFC 3986 section 2.1, and `+` for a space as in forms.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hexadecimal = |digit: &u8| char::from(*digit).to_digit(16);
        let (byte, tail) = match (first, tail) {
            (b'%', [high, low, tail @ ..]) => match (hexadecimal(high), hexadecimal(low)) {
                (Some(high), Some(low)) => (u8::try_from(high * 16 + low).unwrap_or(b'?'), tail),
                _ => (b'%', &rest[1..]),
            },
            (b'+', tail) => (b' ', tail),
            (byte, tail) => (*byte, tail),
        };
        bytes.push(byte);
        rest = tail;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_decoded() {
        let path = "/api/v1/pods?limit=5&labelSelector=app%3Dshop%2Ca+b&continue=";
        assert_eq!(parameter(path, "limit").as_deref(), Some("5"));
        assert_eq!(
            parameter(path, "labelSelector").as_deref(),
            Some("app=shop,a b")
        );
        assert_eq!(parameter(path, "continue"), None);
        assert_eq!(parameter("/api/v1/pods", "limit"), None);
        assert_eq!(parameter("/x?a=%zz%4", "a").as_deref(), Some("%zz%4"));
    }
}
