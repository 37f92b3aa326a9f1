//! The halves of AWS access keys, held back until the object has been seen whole.
//!
//! The id and the secret key may lie in two fields. Both are one credential: one sighting at the
//! secret key, with what the id tells. An id alone is no secret; a secret key alone is.

use std::collections::BTreeMap;

use aws_kit::access_key::AccessKeyId;
use zeroize::Zeroizing;

use crate::{
    detect::{Part, Piece, pair},
    finding::AwsAccessKey,
    rules::RuleIndex,
    unfold::{Step, Trail},
};

/// One half, or what may be one.
pub(super) struct Half {
    pub(super) rule: RuleIndex,
    pub(super) piece: Piece,
    pub(super) value: Zeroizing<Vec<u8>>,
    pub(super) trail: Trail,
    /// How many steps of the trail lead to what it belongs to.
    pub(super) scope: usize,
    /// Whether a rule found it, or only its form fits.
    pub(super) is_match: bool,
}

/// What came of the halves of an object.
pub(super) struct Joined {
    pub(super) rule: RuleIndex,
    pub(super) value: Zeroizing<Vec<u8>>,
    pub(super) trail: Trail,
    pub(super) aws: Option<AwsAccessKey>,
}

/// Joins halves: first within what they belong to, then within the whole object.
pub(super) fn join(halves: Vec<Half>) -> Vec<Joined> {
    let mut by_scope: BTreeMap<Vec<Step>, Vec<Half>> = BTreeMap::new();
    for half in halves {
        let scope = half.trail.steps().get(..half.scope).unwrap_or_default();
        by_scope.entry(scope.to_vec()).or_default().push(half);
    }
    let (mut joined, mut left) = (Vec::new(), Vec::new());
    for halves in by_scope.into_values() {
        left.extend(join_one(halves, &mut joined));
    }
    let alone = join_one(left, &mut joined);
    joined.extend(alone.into_iter().filter_map(single));
    joined
}

/// Joins what belongs together and gives back the rest.
fn join_one(halves: Vec<Half>, joined: &mut Vec<Joined>) -> Vec<Half> {
    let pieces: Vec<Piece> = halves.iter().map(|half| half.piece.clone()).collect();
    let pairs = pair(&pieces);
    let mut halves: Vec<Option<Half>> = halves.into_iter().map(Some).collect();
    for (id, secret) in pairs {
        let id_of = |index: usize| halves.get(index).and_then(Option::as_ref);
        let Some(told) = id_of(id).map(|half| tell(&half.value, true)) else {
            continue;
        };
        let Some(secret) = halves.get_mut(secret).and_then(Option::take) else {
            continue;
        };
        let rule = halves
            .get_mut(id)
            .and_then(Option::take)
            .map_or(secret.rule, |id| id.rule);
        joined.push(Joined {
            rule,
            value: secret.value,
            trail: secret.trail,
            aws: Some(told),
        });
    }
    halves.into_iter().flatten().collect()
}

fn single(half: Half) -> Option<Joined> {
    half.is_match.then(|| Joined {
        rule: half.rule,
        aws: (half.piece.part == Part::Id).then(|| tell(&half.value, false)),
        value: half.value,
        trail: half.trail,
    })
}

/// What an id tells about its key.
pub(super) fn tell(id: &[u8], paired: bool) -> AwsAccessKey {
    let id = String::from_utf8_lossy(id.trim_ascii()).into_owned();
    let account = id
        .parse::<AccessKeyId>()
        .ok()
        .and_then(|parsed| parsed.account());
    AwsAccessKey {
        canary: account.is_some_and(|account| account.bait().is_some()),
        account: account.map(|account| account.to_string()),
        access_key_id: id,
        paired,
    }
}
