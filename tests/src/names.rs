//! Names that no other test of any run uses, so that tests may share one control plane.

use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

/// Returns a name that starts with `prefix` and is a valid DNS label if the prefix is one of at
/// most 40 letters.
pub fn unique(prefix: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{prefix}-{}-{count}", process::id())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_names_differ() {
        assert_ne!(unique("team"), unique("team"));
    }
}
