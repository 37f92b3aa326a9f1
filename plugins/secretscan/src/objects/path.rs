//! The way into an object while it is walked: steps for people, names for detectors.

use crate::unfold::{Step, Trail};

/// The way to a part of an object, and the names that lead there.
pub(super) struct Path<'a, 't> {
    pub(super) at: &'a mut Trail,
    pub(super) keys: Vec<&'t str>,
    /// Whether names say nothing about values here.
    is_nameless: bool,
}

impl<'a, 't> Path<'a, 't> {
    /// The way to where a trail is, with no name yet.
    pub(super) fn new(at: &'a mut Trail) -> Self {
        Self {
            at,
            keys: Vec::new(),
            is_nameless: false,
        }
    }

    /// The trail, and the names that say something about a value here.
    pub(super) fn parts(&mut self) -> (&mut Trail, &[&'t str]) {
        let names: &[&str] = if self.is_nameless { &[] } else { &self.keys };
        (self.at, names)
    }

    /// Works where names say nothing about values.
    pub(super) fn nameless<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.is_nameless, true);
        let result = work(self);
        self.is_nameless = outer;
        result
    }

    /// Works in a field, which is also a name.
    pub(super) fn field<T>(&mut self, key: &'t str, work: impl FnOnce(&mut Self) -> T) -> T {
        self.keys.push(key);
        let result = self.step(Step::Key(key.to_owned()), work);
        self.keys.pop();
        result
    }

    /// Works in a field whose key says nothing about what is in it.
    pub(super) fn unnamed_field<T>(&mut self, key: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        self.step(Step::Key(key.to_owned()), work)
    }

    /// Works in an element of a list.
    pub(super) fn element<T>(&mut self, index: usize, work: impl FnOnce(&mut Self) -> T) -> T {
        self.step(Step::Index(index), work)
    }

    /// Works a step farther.
    pub(super) fn step<T>(&mut self, step: Step, work: impl FnOnce(&mut Self) -> T) -> T {
        self.at.push(step);
        let result = work(self);
        self.at.pop();
        result
    }

    /// Works under another name.
    pub(super) fn named<T>(&mut self, key: &'t str, work: impl FnOnce(&mut Self) -> T) -> T {
        self.keys.push(key);
        let result = work(self);
        self.keys.pop();
        result
    }

    /// Works under these names instead of those that led here.
    pub(super) fn renamed<T>(
        &mut self,
        keys: Vec<&'t str>,
        work: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let outer = std::mem::replace(&mut self.keys, keys);
        let result = work(self);
        self.keys = outer;
        result
    }
}
