//! Pages of `kubectl denyall map -o html` for clusters of every size.
//!
//! Each test leaves its page in the folder `map` of Cargo's `target/tmp`, to be opened in a browser
//! by whoever changes the page.
#![expect(
    clippy::unwrap_used,
    reason = "a test stops where its scene cannot be set"
)]

mod views;

use std::{fs, path::Path};

use denyall::report::map::{MapView, html};
use views::{large, shop};

/// A page must open without waiting, from a mail or a ticket too.
const MOST_BYTES: usize = 2_000_000;

/// Renders a view, keeps it to be looked at, and gives its size.
fn page(name: &str, view: &MapView) -> usize {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("map");
    fs::create_dir_all(&folder).unwrap();
    let mut bytes = Vec::new();
    html::write(view, &mut bytes).unwrap();
    fs::write(folder.join(name), &bytes).unwrap();
    bytes.len()
}

#[test]
fn a_small_shop_is_a_small_page_before_and_after_default_deny() {
    let open = page("shop-open.html", &shop::open());
    let closed = page("shop-closed.html", &shop::closed());
    assert!(open < 100_000, "{open} bytes");
    assert!(closed < 100_000, "{closed} bytes");
}

#[test]
fn a_thousand_open_workloads_fit() {
    let view = large::open(1_000, 200);
    assert_eq!(view.edges.len(), 1_002_000);
    let bytes = page("large-open.html", &view);
    assert!(bytes < MOST_BYTES / 4, "{bytes} bytes");
}

#[test]
fn a_thousand_workloads_with_a_policy_each_that_accepts_everybody_fit() {
    let view = large::accepting(1_000, 50);
    assert_eq!(view.edges.len(), 999_000);
    assert_eq!(view.reasons.len(), 2_000);
    let bytes = page("large-accepting.html", &view);
    assert!(bytes < MOST_BYTES / 2, "{bytes} bytes");
}

#[test]
fn a_thousand_workloads_behind_default_deny_fit() {
    let view = large::closed(1_000, 200);
    assert!(
        (4_000..6_000).contains(&view.edges.len()),
        "{}",
        view.edges.len()
    );
    let bytes = page("large-closed.html", &view);
    assert!(bytes < MOST_BYTES / 4, "{bytes} bytes");
}

#[test]
fn a_hundred_thousand_connections_without_any_pattern_fit() {
    let view = large::mixed(1_000, 60, 100_000);
    assert_eq!(view.port_sets.len(), 300);
    assert_eq!(view.reasons.len(), 5_000);
    assert_eq!(view.edges.len(), 100_000);
    let bytes = page("large-mixed.html", &view);
    assert!(bytes < MOST_BYTES, "{bytes} bytes");
}
