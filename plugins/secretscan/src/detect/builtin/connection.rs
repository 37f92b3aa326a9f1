//! Passwords in connection strings: what parts their fields, `Server=...;Password=...;`.
//!
//! The fields themselves are assignments; here is decided whether an assignment is one of them.

/// Whether the assignment at this place is a field of a connection string: fields before it in the
/// same text end with `;`, or with a space as in libpq's form (`PostgreSQL` documentation, 34.1.1).
pub(in super::super) fn is_field(bytes: &[u8], name_start: usize, value_end: usize) -> bool {
    let before = bytes
        .get(name_start.saturating_sub(160)..name_start)
        .unwrap_or_default();
    let line = before
        .rsplit(|byte| matches!(byte, b'\n' | b'"' | b'\''))
        .next()
        .unwrap_or_default();
    let fields = |text: &[u8], separator: u8| {
        text.split(|byte| *byte == separator)
            .filter(|field| field.contains(&b'=') && !field.trim_ascii().starts_with(b"="))
            .count()
    };
    let trimmed = line.trim_ascii_end();
    let semicolons = trimmed.ends_with(b";") && fields(line, b';') >= 1;
    let known = [&b"host="[..], b"dbname=", b"user=", b"hostaddr=", b"port="];
    let spaces = line.ends_with(b" ")
        && known
            .iter()
            .any(|name| memchr::memmem::find(line, name).is_some());
    let query = (line.ends_with(b"&") || line.ends_with(b"?"))
        && memchr::memmem::find(line, b"://").is_some();
    let first = line.trim_ascii().is_empty() && {
        let after = bytes.get(value_end..).unwrap_or_default();
        let after = after.get(..160.min(after.len())).unwrap_or_default();
        after.starts_with(b";")
            && fields(
                after
                    .split(|byte| matches!(byte, b'\n' | b'"' | b'\''))
                    .next()
                    .unwrap_or_default(),
                b';',
            ) >= 1
            || after.starts_with(b" ")
                && known
                    .iter()
                    .any(|name| after.trim_ascii_start().starts_with(name))
    };
    semicolons || spaces || query || first
}
