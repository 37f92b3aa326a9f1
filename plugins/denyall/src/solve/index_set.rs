//! Sets of small numbers: indices of parties or of groups.
//!
//! Few members are kept as a list and many as bits, whichever is smaller, so that a hundred
//! thousand rows with three members each do not cost a hundred thousand full rows of bits. Of one
//! universe, equal sets have equal forms.

/// A set of indices.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndexSet(Form);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Form {
    /// Sorted.
    Few(Box<[u32]>),
    /// One bit for each index of the universe.
    Many(Box<[u64]>),
}

/// As `u32`; indices of objects that fit into memory always do.
pub(super) fn short(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// The words that bits of a universe take.
pub(super) const fn words_of(universe: usize) -> usize {
    universe.div_ceil(64)
}

/// Sets a bit; one outside is passed over.
pub(super) fn set_bit(words: &mut [u64], index: usize) {
    if let Some(word) = words.get_mut(index / 64) {
        *word |= 1 << (index % 64);
    }
}

fn has_bit(words: &[u64], index: usize) -> bool {
    words
        .get(index / 64)
        .is_some_and(|word| word >> (index % 64) & 1 == 1)
}

fn bits(words: &[u64]) -> impl Iterator<Item = usize> {
    words.iter().enumerate().flat_map(|(position, word)| {
        let mut rest = *word;
        std::iter::from_fn(move || {
            let bit = rest.trailing_zeros() as usize;
            rest &= rest.checked_sub(1)?;
            Some(position * 64 + bit)
        })
    })
}

impl IndexSet {
    /// The set of bits; the words are those of the whole universe.
    pub(super) fn of_words(words: &[u64]) -> Self {
        let mut count = 0;
        for word in words {
            count += word.count_ones() as usize;
        }
        if count <= words.len() {
            Self(Form::Few(bits(words).map(short).collect()))
        } else {
            Self(Form::Many(words.into()))
        }
    }

    /// The set of a list that is sorted and has no index twice.
    pub(super) fn of_sorted(list: Vec<u32>, words: usize) -> Self {
        if list.len() <= words {
            return Self(Form::Few(list.into()));
        }
        let mut bits = vec![0; words];
        for index in list {
            set_bit(&mut bits, index as usize);
        }
        Self(Form::Many(bits.into()))
    }

    /// Whether an index is in it.
    #[must_use]
    pub fn contains(&self, index: usize) -> bool {
        match &self.0 {
            Form::Few(list) => list.binary_search(&short(index)).is_ok(),
            Form::Many(words) => has_bit(words, index),
        }
    }

    /// The indices in order.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        let (list, words) = match &self.0 {
            Form::Few(list) => (&**list, &[][..]),
            Form::Many(words) => (&[][..], &**words),
        };
        list.iter().map(|index| *index as usize).chain(bits(words))
    }

    /// How many indices are in it.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Form::Few(list) => list.len(),
            Form::Many(words) => words.iter().map(|word| word.count_ones() as usize).sum(),
        }
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match &self.0 {
            Form::Few(list) => list.is_empty(),
            Form::Many(words) => words.iter().all(|word| *word == 0),
        }
    }

    /// The list, when it is short enough to be kept as one.
    pub(super) fn few(&self) -> Option<&[u32]> {
        match &self.0 {
            Form::Few(list) => Some(list),
            Form::Many(_) => None,
        }
    }

    /// Adds all its bits.
    pub(super) fn add_to(&self, words: &mut [u64]) {
        match &self.0 {
            Form::Few(list) => {
                for index in list {
                    set_bit(words, *index as usize);
                }
            }
            Form::Many(own) => {
                for (word, own) in words.iter_mut().zip(own) {
                    *word |= own;
                }
            }
        }
    }

    /// What is in both.
    pub(super) fn and(&self, other: &Self) -> Self {
        match (&self.0, &other.0) {
            (Form::Few(list), _) => Self(Form::Few(kept(list, |index| other.contains(index)))),
            (_, Form::Few(list)) => Self(Form::Few(kept(list, |index| self.contains(index)))),
            (Form::Many(left), Form::Many(right)) => {
                let words = left.iter().zip(right).map(|(left, right)| left & right);
                Self::of_words(&words.collect::<Vec<u64>>())
            }
        }
    }

    /// What is in this one and not in the other.
    pub(super) fn without(&self, other: &Self) -> Self {
        match &self.0 {
            Form::Few(list) => Self(Form::Few(kept(list, |index| !other.contains(index)))),
            Form::Many(words) => {
                let mut removed = vec![0; words.len()];
                other.add_to(&mut removed);
                let words = words.iter().zip(&removed).map(|(own, other)| own & !other);
                Self::of_words(&words.collect::<Vec<u64>>())
            }
        }
    }

    /// What is in either; the words are those of the universe.
    pub(super) fn or(&self, other: &Self, words: usize) -> Self {
        let mut union = vec![0; words];
        self.add_to(&mut union);
        other.add_to(&mut union);
        Self::of_words(&union)
    }
}

fn kept(list: &[u32], keep: impl Fn(usize) -> bool) -> Box<[u32]> {
    let list = list.iter().copied();
    list.filter(|index| keep(*index as usize)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    const UNIVERSE: usize = 200;

    fn set(members: &BTreeSet<u32>) -> IndexSet {
        IndexSet::of_sorted(members.iter().copied().collect(), words_of(UNIVERSE))
    }

    fn members() -> impl Strategy<Value = BTreeSet<u32>> {
        prop_oneof![
            prop::collection::btree_set(0..200_u32, 0..5),
            prop::collection::btree_set(0..200_u32, 0..150),
        ]
    }

    #[test]
    fn many_members_become_bits_and_stay_the_same_set() {
        let members: BTreeSet<u32> = (0..150).collect();
        let many = set(&members);
        assert!(many.few().is_none());
        assert_eq!(many.len(), 150);
        assert!(many.contains(149) && !many.contains(150) && !many.contains(100_000));
    }

    proptest! {
        #[test]
        fn operations_are_those_of_sets(left in members(), right in members()) {
            let (one, two) = (set(&left), set(&right));
            let words = words_of(UNIVERSE);
            // Comparing whole values checks that equal sets have equal forms, too.
            prop_assert_eq!(one.and(&two), set(&left.intersection(&right).copied().collect()));
            prop_assert_eq!(one.without(&two), set(&left.difference(&right).copied().collect()));
            prop_assert_eq!(one.or(&two, words), set(&left.union(&right).copied().collect()));
            let listed: Vec<usize> = left.iter().map(|index| *index as usize).collect();
            prop_assert_eq!(one.iter().collect::<Vec<_>>(), listed);
        }
    }
}
