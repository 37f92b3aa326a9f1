//! What a value must fulfil beyond its pattern: entropy and checksum.

use super::{Rule, checksum};

impl Rule {
    /// Whether the value passes the rule's gates.
    #[must_use]
    pub fn admits(&self, value: &[u8]) -> bool {
        let is_hexadecimal = value.len() >= 32 && value.iter().all(u8::is_ascii_hexdigit);
        self.entropy.is_none_or(|least| {
            // Of four bits a digit, chance leaves less than three now and then; a rule that asks for
            // nearly four asks for other letters.
            let most = if is_hexadecimal && least < 3.5 {
                2.7
            } else {
                f32::MAX
            };
            entropy(value) >= least.min(most)
        }) && self
            .checksum
            .is_none_or(|kind| checksum::holds(kind, value))
    }
}

/// Shannon entropy of the bytes, in bits per byte.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "values are short, and the last digits of an entropy decide nothing"
)]
pub fn entropy(value: &[u8]) -> f32 {
    let mut counts = [0_u32; 256];
    for byte in value {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count += 1;
        }
    }
    let length = value.len() as f32;
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| {
            let share = *count as f32 / length;
            -share * share.log2()
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::entropy;

    #[test]
    fn entropy_counts_bits_per_byte() {
        assert!(entropy(b"").abs() < 0.001);
        assert!(entropy(b"aaaaaaaa").abs() < 0.001);
        assert!((entropy(b"abababab") - 1.0).abs() < 0.001);
        assert!((entropy(b"abcdefgh") - 3.0).abs() < 0.001);
    }
}
