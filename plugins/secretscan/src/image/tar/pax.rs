//! Extended headers of the pax format: records of `LENGTH KEY=VALUE\n`.

/// What a pax header changes in the member that follows.
#[derive(Clone, Default)]
pub(super) struct Pax {
    pub(super) path: Option<Vec<u8>>,
    pub(super) link: Option<Vec<u8>>,
    pub(super) size: Option<u64>,
    /// GNU sparse 1.0: the member's content starts with the map of its parts.
    pub(super) sparse_map_inside: bool,
    sparse_path: Option<Vec<u8>>,
}

impl Pax {
    /// Reads all records; `None` where one is malformed.
    pub(super) fn parse(mut text: &[u8]) -> Option<Self> {
        let mut pax = Self::default();
        while !text.is_empty() {
            let space = memchr::memchr(b' ', text)?;
            let length = decimal(text.get(..space)?)?;
            let record = text.get(space + 1..usize::try_from(length).ok()?)?;
            let (b'\n', record) = record.split_last()? else {
                return None;
            };
            let equals = memchr::memchr(b'=', record)?;
            pax.record(record.get(..equals)?, record.get(equals + 1..)?)?;
            text = text.get(usize::try_from(length).ok()?..)?;
        }
        if let Some(path) = pax.sparse_path.take() {
            pax.path = Some(path);
        }
        Some(pax)
    }

    fn record(&mut self, key: &[u8], value: &[u8]) -> Option<()> {
        match key {
            b"path" => self.path = Some(value.to_vec()),
            b"linkpath" => self.link = Some(value.to_vec()),
            b"size" => self.size = Some(decimal(value)?),
            b"GNU.sparse.name" => self.sparse_path = Some(value.to_vec()),
            b"GNU.sparse.major" => self.sparse_map_inside = value == b"1",
            _ => {}
        }
        Some(())
    }
}

/// A decimal number below 2^63.
pub(super) fn decimal(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    let value = digits.iter().try_fold(0_u64, |value, digit| match digit {
        b'0'..=b'9' => value.checked_mul(10)?.checked_add(u64::from(digit - b'0')),
        _ => None,
    })?;
    i64::try_from(value).is_ok().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::Pax;

    #[test]
    fn records_are_counted_with_their_own_length() {
        let pax = Pax::parse(b"12 path=a/b\n12 size=123\n20 SCHILY.xattr.a=b\n").unwrap();
        assert_eq!(pax.path.as_deref(), Some(&b"a/b"[..]));
        assert_eq!(pax.size, Some(123));
    }

    #[test]
    fn malformed_records_are_refused() {
        for bad in [
            &b"99 path=a\n"[..],
            b"0 path=a\n",
            b"x path=a\n",
            b"11 path=a/b\n",
            b"12 pathxa/b\n",
            b"10 size=-1\n",
            b"99999999999999999999999 a=b\n",
        ] {
            assert!(Pax::parse(bad).is_none(), "{}", bad.escape_ascii());
        }
    }
}
