//! Waiting for what a real cluster does a moment later: its authorizer and its controllers follow
//! writes through watches.

use std::thread;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(20);

/// Asks again and again until the answer is yes; false if it never was for half a minute.
pub fn eventually(condition: impl FnMut() -> bool) -> bool {
    eventually_within(PATIENCE, condition)
}

/// Asks again and again until the answer is yes; false if it never was for so long.
pub fn eventually_within(patience: Duration, mut condition: impl FnMut() -> bool) -> bool {
    let deadline = Instant::now() + patience;
    loop {
        if condition() {
            return true;
        }
        if Instant::now() > deadline {
            return false;
        }
        thread::sleep(POLL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_that_comes_true_is_waited_for() {
        let mut asked = 0;
        assert!(eventually(|| {
            asked += 1;
            asked == 3
        }));
    }
}
