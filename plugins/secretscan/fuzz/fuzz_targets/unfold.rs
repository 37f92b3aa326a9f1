//! Any bytes, as a value and as a file: no panic, no endless unfolding.
#![no_main]

use libfuzzer_sys::fuzz_target;
use secretscan::{
    detect::Medium,
    unfold::{Blob, Limit, Limits, Trail, Visitor, unfold},
};

struct Bounded(usize);

impl Visitor for Bounded {
    fn text(&mut self, _at: &Trail, bytes: &[u8], _medium: Medium) {
        self.0 += bytes.len();
    }

    fn value(&mut self, _at: &Trail, _keys: &[&str], value: &[u8]) {
        self.0 += value.len();
    }

    fn unread(&mut self, _at: &Trail, _why: Limit) {}
}

// A decoder panics on some damage, which is caught: only what is not caught ends the run.
fuzz_target!(init: std::panic::set_hook(Box::new(|_| {})), |bytes: &[u8]| {
    let limits = Limits {
        bytes: 1 << 16,
        total: 1 << 18,
        members: 100,
        ..Limits::value()
    };
    let blobs = [
        Blob::value(&["data", "key"], bytes),
        Blob::file("config.yaml", bytes),
        Blob::file("config.env", bytes),
    ];
    for blob in blobs {
        let mut bounded = Bounded(0);
        unfold(blob, &limits, &mut Trail::new(), &mut bounded);
        // Each level shows what it holds, and each text at most raw, by value and unescaped.
        assert!(bounded.0 <= 64 * (limits.total + bytes.len()));
    }
});
