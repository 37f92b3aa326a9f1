//! Names, hashes and UIDs that the control plane would have made up, from the seed.
//!
//! Every object draws from a stream of its own, so none depends on the order of the others.

use crate::random::Random;

/// The letters of generated names: no vowels and no digits that look like letters (apimachinery,
/// `util/rand`).
const SAFE_LETTERS: &[u8; 27] = b"bcdfghjklmnpqrstvwxz2456789";
const SUFFIX_LETTERS: u32 = 5;
const HASH_LETTERS: usize = 10;

/// What a stream of random numbers is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    Workload = 1,
    Template,
    Namespace,
    Node,
    Pod,
    Service,
    Deployment,
    ReplicaSet,
    Policy,
    Adversary,
    Address,
}

/// The random numbers of one object.
pub(super) fn stream(seed: u64, purpose: Purpose, number: usize) -> Random {
    Random::new(Random::new(seed ^ ((purpose as u64) << 56)).bits() ^ number as u64)
}

/// What follows a `ReplicaSet`'s name in the name of its pod of this number; distinct for every
/// number below 27^5.
pub(super) fn pod_suffix(offset: u64, replica: usize) -> String {
    const NAMES: u64 = (SAFE_LETTERS.len() as u64).pow(SUFFIX_LETTERS);
    // Coprime to 27^5, so that numbers map to suffixes one to one.
    const STEP: u64 = 7_919_633;
    let mut rest = (offset % NAMES + (replica as u64 % NAMES) * STEP) % NAMES;
    let mut suffix = String::new();
    for _ in 0..SUFFIX_LETTERS {
        let letters = SAFE_LETTERS.len() as u64;
        suffix.extend(letter(rest % letters));
        rest /= letters;
    }
    suffix
}

/// A value of `pod-template-hash`.
pub(super) fn template_hash(random: &mut Random) -> String {
    (0..HASH_LETTERS)
        .filter_map(|_| letter(random.bits() % SAFE_LETTERS.len() as u64))
        .collect()
}

fn letter(number: u64) -> Option<char> {
    let index = usize::try_from(number).ok()?;
    SAFE_LETTERS.get(index).copied().map(char::from)
}

/// A version 4 UUID.
pub(super) fn uid(random: &mut Random) -> String {
    let (high, low) = (random.bits(), random.bits());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        0x8000 | ((low >> 48) & 0x3fff),
        low & 0xffff_ffff_ffff
    )
}

/// A resource version.
pub(super) fn resource_version(random: &mut Random) -> String {
    (10_000_000 + random.below(80_000_000)).to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn pods_of_one_replica_set_never_share_a_name() {
        let suffixes: BTreeSet<String> = (0..20_000).map(|pod| pod_suffix(77, pod)).collect();
        assert_eq!(suffixes.len(), 20_000);
        assert!(suffixes.iter().all(|suffix| suffix.len() == 5));
    }

    #[test]
    fn a_uid_has_the_form_of_version_4() {
        let uid = uid(&mut Random::new(1));
        let lengths: Vec<usize> = uid.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_eq!(&uid[14..15], "4");
        assert!("89ab".contains(&uid[19..20]), "{uid}");
    }
}
