//! The fields of a protocol buffer that hold bytes: texts and messages.
//!
//! Rules: "Protocol buffers: encoding". What breaks off ends the fields.

/// A field that holds bytes.
pub(super) struct Field<'b> {
    pub(super) number: u32,
    pub(super) value: &'b [u8],
}

/// Every field that holds bytes, in order; numbers are passed over.
pub(super) fn fields(message: &[u8]) -> impl Iterator<Item = Field<'_>> {
    let mut rest = message;
    std::iter::from_fn(move || {
        loop {
            let tag = varint(&mut rest)?;
            let number = u32::try_from(tag >> 3).ok()?;
            match tag & 7 {
                0 => {
                    varint(&mut rest)?;
                }
                1 => rest = rest.get(8..)?,
                2 => {
                    let length = usize::try_from(varint(&mut rest)?).ok()?;
                    let (value, after) = rest.split_at_checked(length)?;
                    rest = after;
                    return Some(Field { number, value });
                }
                5 => rest = rest.get(4..)?,
                _ => return None,
            }
        }
    })
}

/// A number of up to 64 bits, seven of them in each byte.
fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7F).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::fields;

    #[test]
    fn fields_of_bytes_are_found_between_numbers() {
        // 1: 150, 2: "ab", 3: fixed 64, 4: "", 5: fixed 32, 16: "c"
        let message =
            b"\x08\x96\x01\x12\x02ab\x19\0\0\0\0\0\0\0\0\x22\x00\x2D\0\0\0\0\x82\x01\x01c";
        let found: Vec<(u32, &[u8])> = fields(message).map(|it| (it.number, it.value)).collect();
        assert_eq!(found, [(2, b"ab".as_slice()), (4, b""), (16, b"c")]);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_or_go_on_for_ever(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(fields(&bytes).count() <= bytes.len());
        }
    }
}
