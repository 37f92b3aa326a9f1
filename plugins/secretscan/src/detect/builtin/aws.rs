//! AWS access keys in a text: ids by their form, secret keys by their name or by standing near an id,
//! and which secret key belongs to which id.

use std::ops::Range;

use aws_kit::AccessKeyId;

use super::super::{Detail, boundary, name::Words, overlap::Rank, search::Search, value};
use crate::rules::Builtin;

/// Characters of a secret access key.
pub(in super::super) const SECRET: usize = 40;

/// How far from an id a secret key without a name of its own may be.
const NEAR: usize = 400;

/// How far apart the parts of one key may be.
const APART: usize = 2048;

/// A part of an access key in a text.
pub(in super::super) struct Part {
    range: Range<usize>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Id,
    Secret,
}

/// Looks at `AKIA` or `ASIA`.
pub(in super::super) fn look(search: &mut Search<'_, '_, '_>, at: &Range<usize>) {
    let range = at.start..at.start + aws_kit::access_key::LENGTH;
    let Some(id) = search.bytes.get(range.clone()) else {
        return;
    };
    if !is_id(id) || !is_alone(search.bytes, &range) {
        return;
    }
    search.aws().push(Part {
        range: range.clone(),
        kind: Kind::Id,
    });
    look_near(search, &range);
}

/// Whether it is the id of an access key and not one of documentation.
pub(in super::super) fn is_id(id: &[u8]) -> bool {
    std::str::from_utf8(id).is_ok_and(|id| id.parse::<AccessKeyId>().is_ok())
        && !id.ends_with(b"EXAMPLE")
        && !value::is_placeholder(id.get(4..).unwrap_or_default())
        && value::entropy(id) >= 2.6
}

/// Whether a text is not a slice of longer base64.
fn is_alone(bytes: &[u8], range: &Range<usize>) -> bool {
    let joins = |byte: Option<&u8>| byte.is_some_and(|byte| b"+/".contains(byte));
    boundary::is_separate(bytes, range)
        && !joins(bytes.get(range.end))
        && !joins(
            range
                .start
                .checked_sub(1)
                .and_then(|before| bytes.get(before)),
        )
}

/// Whether it can be a secret access key: forty characters of base64, of three kinds, without the
/// order that people or digests have.
pub(in super::super) fn is_secret(value: &[u8]) -> bool {
    let count = |test: fn(&u8) -> bool| value.iter().filter(|byte| test(byte)).count();
    value.len() == SECRET
        && value
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(byte))
        && count(u8::is_ascii_digit) >= 1
        && count(u8::is_ascii_lowercase) >= 4
        && count(u8::is_ascii_uppercase) >= 4
        && !value::is_hexadecimal(value)
        && !value::is_placeholder(value)
        && !value.ends_with(b"EXAMPLEKEY")
        && value::entropy(value) >= 4.0
}

/// Secret keys without a name of their own, close to an id.
fn look_near(search: &mut Search<'_, '_, '_>, id: &Range<usize>) {
    let bytes = search.bytes;
    let start = id.start.saturating_sub(NEAR);
    let end = id.end.saturating_add(NEAR).min(bytes.len());
    let mut at = start;
    while at < end {
        let rest = bytes.get(at..).unwrap_or_default();
        let length = rest
            .iter()
            .take(SECRET + 1)
            .take_while(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(byte))
            .count();
        let range = at..at + length;
        if length == SECRET
            && is_alone(bytes, &range)
            && is_secret(bytes.get(range.clone()).unwrap_or_default())
        {
            push_secret(search, range);
        }
        // The rest of a run that is too long is skipped.
        let rest = bytes.get(at + length..end).unwrap_or_default();
        let more = if length > SECRET {
            rest.iter()
                .take_while(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(byte))
                .count()
        } else {
            0
        };
        at += length + more + 1;
    }
}

fn push_secret(search: &mut Search<'_, '_, '_>, range: Range<usize>) {
    // Close to each other, the same one is come across more than once.
    let mut last = search.aws().iter().rev().take(NEAR);
    if last.all(|part| part.range != range) {
        search.aws().push(Part {
            range,
            kind: Kind::Secret,
        });
    }
}

/// A value whose name may be that of a secret access key.
pub(in super::super) fn look_at_value(
    search: &mut Search<'_, '_, '_>,
    words: &Words,
    range: Range<usize>,
) {
    if range.len() == SECRET
        && is_secret(search.bytes.get(range.clone()).unwrap_or_default())
        && is_secret_name(words)
    {
        push_secret(search, range);
    }
}

/// Whether a name is one under which AWS, or what speaks its protocol, keeps the secret key.
pub(in super::super) fn is_secret_name(words: &Words) -> bool {
    let has = |wanted: &[u8]| words.iter().any(|word| word == wanted);
    let aws = has(b"aws")
        || has(b"s3")
        || has(b"amazon")
        || has(b"ses")
        || has(b"sqs")
        || has(b"dynamodb")
        || has(b"ecr");
    has(b"secret") && has(b"access") && has(b"key") || aws && has(b"secret") || aws && has(b"key")
}

/// Pairs the parts of a text and reports them.
pub(in super::super) fn settle(search: &mut Search<'_, '_, '_>) {
    let mut parts = std::mem::take(search.aws());
    parts.sort_by_key(|part| part.range.start);
    let pairs = pairs(&parts);
    for (index, part) in parts.iter().enumerate() {
        let other = pairs
            .get(index)
            .copied()
            .flatten()
            .and_then(|other| parts.get(other))
            .map(|other| other.range.clone());
        let detail = match part.kind {
            Kind::Id => Detail::AwsKeyId { secret: other },
            Kind::Secret => Detail::AwsSecretKey { id: other },
        };
        // A secret key alone is told by a name that other services use too.
        let rank = match &detail {
            Detail::AwsSecretKey { id: None } => Rank::Context,
            _ => Rank::Token,
        };
        search.add_with(Builtin::AwsAccessKey, rank, part.range.clone(), detail);
    }
}

/// The partner of each part, by position in the list: in a text ids and secret keys alternate, and
/// the first part tells which comes first.
fn pairs(parts: &[Part]) -> Vec<Option<usize>> {
    let mut pairs = vec![None; parts.len()];
    let mut waiting: Vec<usize> = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let partner = waiting.first().copied().filter(|first| {
            parts.get(*first).is_some_and(|first| {
                first.kind != part.kind && part.range.start.saturating_sub(first.range.end) <= APART
            })
        });
        if let Some(first) = partner {
            waiting.remove(0);
            if let Some(slot) = pairs.get_mut(first) {
                *slot = Some(index);
            }
            if let Some(slot) = pairs.get_mut(index) {
                *slot = Some(first);
            }
        } else {
            // What waited for another of its kind, or too far off, stays alone.
            waiting.retain(|other| {
                parts.get(*other).is_some_and(|other| {
                    other.kind == part.kind
                        && part.range.start.saturating_sub(other.range.end) <= APART
                })
            });
            waiting.push(index);
        }
    }
    pairs
}
