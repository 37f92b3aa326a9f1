//! The keys of one YAML mapping, to find one that is given twice.

use std::collections::HashSet;

/// Few keys are compared one by one; many, which only a hostile or generated mapping has, are
/// hashed, so that no mapping takes quadratic time.
const FEW: usize = 16;

/// The keys of one mapping.
#[derive(Debug, Default)]
pub(super) struct Keys {
    few: Vec<Box<str>>,
    many: HashSet<Box<str>>,
    /// Whether a merge key brought further entries.
    pub(super) merged: bool,
}

impl Keys {
    /// Adds a key; false if it was there already.
    pub(super) fn insert(&mut self, key: &str) -> bool {
        if self.many.is_empty() {
            if self.few.iter().any(|present| **present == *key) {
                return false;
            }
            if self.few.len() < FEW {
                self.few.push(key.into());
                return true;
            }
            self.many.extend(self.few.drain(..));
        }
        self.many.insert(key.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_new_once_however_many_there_are() {
        let mut keys = Keys::default();
        for key in 0..100 {
            assert!(keys.insert(&key.to_string()));
        }
        for key in 0..100 {
            assert!(!keys.insert(&key.to_string()));
        }
    }
}
