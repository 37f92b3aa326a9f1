//! Values of Secrets, searched in everything else: finds passwords that no pattern can.

use std::ops::Range;

use plugin_kit::redact::SecretBytes;

/// Least length of a value that is searched.
const SHORTEST: usize = 8;

/// Values that are searched, each known by its number.
pub struct KnownValues(Vec<SecretBytes>);

impl KnownValues {
    /// These values; each has its position as its number.
    #[must_use]
    pub fn new(values: Vec<SecretBytes>) -> Self {
        Self(values)
    }

    /// Works with a value, such as to make its fingerprint.
    pub fn with<T>(&self, number: usize, work: impl FnOnce(&[u8]) -> T) -> Option<T> {
        self.0.get(number).map(|value| work(value.expose()))
    }

    /// Tells the number and the place of each value that is in some bytes.
    pub fn search(&self, bytes: &[u8], found: &mut dyn FnMut(usize, Range<usize>)) {
        for (number, value) in self.0.iter().enumerate() {
            if let Some(start) = memchr::memmem::find(bytes, value.expose()) {
                found(number, start..start + value.len());
            }
        }
    }
}

/// Whether a value tells enough to be searched.
#[must_use]
pub fn distinctive(value: &[u8], _name: &str) -> bool {
    value.len() >= SHORTEST && value.iter().any(u8::is_ascii_digit)
}
