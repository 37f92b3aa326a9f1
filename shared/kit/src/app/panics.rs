//! Panics end in one line without data.
//!
//! The payload of a panic may hold whatever was formatted into it, an object's content for
//! instance, so it is dropped unseen. Backtraces are not printed either, whatever `RUST_BACKTRACE`
//! says: they help nobody who reports a bug of a stripped binary.

use std::{
    cell::RefCell,
    fmt,
    panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind},
};

/// Where in the source code a panic came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanicPlace(String);

impl fmt::Display for PanicPlace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

thread_local! {
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Makes panics silent; [`catch`] tells where they were.
pub(super) fn install_hook() {
    std::panic::set_hook(Box::new(remember_place));
}

/// What a test installs: other tests of the process still say why they fail.
#[cfg(test)]
pub(super) fn install_test_hook() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            remember_place(panic);
            previous(panic);
        }));
    });
}

fn remember_place(panic: &PanicHookInfo<'_>) {
    let place = panic
        .location()
        .map(|location| format!("{}:{}", short(location.file()), location.line()));
    LAST.with(|last| last.replace(place));
}

/// Runs `work` and turns a panic into the place where it happened.
///
/// [`main`](super::main) runs the whole plugin in it.
pub fn catch<T>(work: impl FnOnce() -> T) -> Result<T, PanicPlace> {
    // What `work` was changing is dropped or reported as unreadable, never used again.
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        // A payload whose destructor panics in turn would end the process.
        std::mem::forget(payload);
        let place = LAST.with(RefCell::take);
        PanicPlace(place.unwrap_or_else(|| "an unknown place".to_owned()))
    })
}

/// The path from the crate on, without the folder of whoever built it.
fn short(file: &str) -> &str {
    let crate_folder = file
        .rfind("/src/")
        .and_then(|source| file[..source].rfind('/'));
    crate_folder.map_or(file, |slash| &file[slash + 1..])
}

#[cfg(test)]
mod tests {
    use super::{catch, install_test_hook, short};

    #[test]
    fn work_that_panics_is_told_by_its_place() {
        install_test_hook();
        let place = catch(|| panic!("secret")).map(|()| 1).unwrap_err();
        assert!(place.to_string().contains("src/app/panics.rs:"));
        assert!(!format!("{place:?}").contains("secret"));
    }

    #[test]
    fn work_that_ends_is_untouched() {
        assert_eq!(catch(|| 7), Ok(7));
    }

    #[test]
    fn the_place_does_not_tell_who_built_it() {
        assert_eq!(
            short("/home/ann/.cargo/registry/src/index/yaml-1.0/src/de/mod.rs"),
            "yaml-1.0/src/de/mod.rs"
        );
        assert_eq!(short("shared/kit/src/lib.rs"), "kit/src/lib.rs");
        assert_eq!(short("src/main.rs"), "src/main.rs");
    }
}
