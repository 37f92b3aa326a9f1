//! What stands round a literal in source code: conversions, parentheses, line breaks.

use super::separator::Kind;

/// The length of what a literal is wrapped in: `[]byte("...")`, `String::from("...")`, `("...")`,
/// also over a line break; nothing unless a literal follows.
pub(super) fn wrapping(rest: &[u8], kind: Kind) -> usize {
    if !matches!(
        kind,
        Kind::Equals | Kind::TightEquals | Kind::Colon | Kind::Comma
    ) {
        return 0;
    }
    let mut length = 0;
    for _ in 0..3 {
        let inner = rest.get(length..).unwrap_or_default();
        let space = inner
            .iter()
            .take(LINE)
            .take_while(|byte| byte.is_ascii_whitespace());
        let space = space.count();
        // A line that ends with the name leaves its value to the next in source code only.
        let is_broken = length == 0
            && inner
                .get(..space)
                .is_some_and(|space| space.contains(&b'\n'));
        let inner = inner.get(space..).unwrap_or_default();
        let is_literal = matches!(
            inner,
            [b'"' | b'\'' | b'`', ..] | [b'b' | b'r', b'"' | b'\'', ..]
        );
        if is_literal && (!is_broken || kind == Kind::Equals) {
            return length + space;
        }
        let Some(wrapper) = WRAPPERS.iter().find(|wrapper| inner.starts_with(wrapper)) else {
            break;
        };
        length += space + wrapper.len();
    }
    0
}

/// Longest space before a literal.
const LINE: usize = 80;

/// Calls that turn a literal into what is wanted.
const WRAPPERS: &[&[u8]] = &[
    b"(",
    b"<<",
    b"[]byte(",
    b"String::from(",
    b"Some(",
    b"new String(",
    b"String(",
    b"str(",
    b"bytes(",
    b"to_string(",
    b"SecretStr(",
    b"Secret(",
    b"SecretString(",
    b"Field(default=",
    b"Field(",
    b"default=",
    b"pointer.String(",
    b"ptr.To(",
    b"aws.String(",
    b"Buffer.from(",
    b"base64.b64decode(",
    b"Encoding.UTF8.GetBytes(",
];
