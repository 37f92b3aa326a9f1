//! Which text the code of a class gives which name (Java Virtual Machine Specification section 6.5):
//! what is loaded right before it is put into a field, passed to a method, or passed behind a name.

use super::{Pool, big_endian};

const LDC: u8 = 0x12;
const LDC_W: u8 = 0x13;
const PUT_STATIC: u8 = 0xb3;
const PUT_FIELD: u8 = 0xb5;
const INVOKE_VIRTUAL: u8 = 0xb6;
const INVOKE_INTERFACE: u8 = 0xb9;
const DUP: u8 = 0x59;

/// Methods that change nothing about what a text says.
const TRANSPARENT: [&[u8]; 4] = [b"toCharArray", b"getBytes", b"valueOf", b"trim"];

/// A name, and the text that it is given.
pub(super) type Pair<'c> = (&'c [u8], &'c [u8]);

/// Reads the code of a method.
pub(super) fn pairs<'c>(pool: &Pool<'c>, code: &[u8], pairs: &mut Vec<Pair<'c>>) {
    // The last text that was loaded, and the one before it if nothing stood between them.
    let (mut last, mut before) = (None, None);
    let mut at = 0;
    while let Some(&operation) = code.get(at) {
        let Some(length) = length(code, at) else {
            return;
        };
        let wide = big_endian(code, at + 1, 2).unwrap_or_default();
        match operation {
            LDC | LDC_W => {
                let index = if operation == LDC { wide >> 8 } else { wide };
                before = last.take();
                last = pool.string(index);
            }
            PUT_STATIC | PUT_FIELD => {
                pairs.extend(pool.member(wide).zip(last.take()));
                before = None;
            }
            INVOKE_VIRTUAL..=INVOKE_INTERFACE => {
                let method = pool.member(wide);
                if method.is_none_or(|method| !TRANSPARENT.contains(&method)) {
                    pairs.extend(before.take().zip(last));
                    pairs.extend(method.zip(last.take()));
                }
            }
            DUP => {}
            _ => (last, before) = (None, None),
        }
        at += length;
    }
}

/// How long the instruction is that begins here.
fn length(code: &[u8], at: usize) -> Option<usize> {
    // Tables begin at a multiple of four.
    let table = (at / 4 + 1) * 4;
    Some(match code.get(at)? {
        0x10 | 0x12 | 0x15..=0x19 | 0x36..=0x3a | 0xa9 | 0xbc => 2,
        0x11
        | 0x13
        | 0x14
        | 0x84
        | 0x99..=0xa8
        | 0xb2..=0xb8
        | 0xbb
        | 0xbd
        | 0xc0
        | 0xc1
        | 0xc6
        | 0xc7 => 3,
        0xb9 | 0xba | 0xc8 | 0xc9 => 5,
        0xc4 if code.get(at + 1) == Some(&0x84) => 6,
        0xc4 | 0xc5 => 4,
        0xaa => {
            let bound = |at| u32::try_from(big_endian(code, at, 4)?).ok();
            let entries = bound(table + 8)?.wrapping_sub(bound(table + 4)?);
            table - at + 12 + 4 * (usize::try_from(entries).ok()?.checked_add(1)?)
        }
        0xab => table - at + 8 + 8 * big_endian(code, table + 4, 4)?,
        _ => 1,
    })
}
