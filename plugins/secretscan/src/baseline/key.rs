//! The key of runs without a baseline: one a user and machine, made once.
//!
//! It lies in the user's state folder (XDG Base Directory Specification, `XDG_STATE_HOME`), so that
//! two runs show equal values alike. Where it cannot be kept, fingerprints hold for one run.

use std::{fs, path::PathBuf};

use plugin_kit::environment::Environment;
use zeroize::Zeroizing;

use super::file::replace;
use crate::finding::Fingerprinter;

/// The key of this user, made if there is none; whether it could be kept. `None` where the system has
/// no randomness.
#[must_use]
pub fn installed_key(environment: &Environment) -> Option<(Fingerprinter, bool)> {
    let path = path(environment);
    let kept = path
        .as_ref()
        .and_then(|path| fs::read_to_string(path).ok())
        .map(Zeroizing::new);
    if let Some(kept) = kept.and_then(|text| Fingerprinter::from_key_text(&text)) {
        return Some((kept, true));
    }
    let made = Fingerprinter::random()?;
    let is_kept = path.is_some_and(|path| {
        let folder = path.parent().map(fs::create_dir_all);
        folder.is_some_and(|done| done.is_ok())
            && replace(&path, made.key_text().as_bytes()).is_ok()
    });
    Some((made, is_kept))
}

fn path(environment: &Environment) -> Option<PathBuf> {
    let state = environment
        .non_empty("XDG_STATE_HOME")
        .map(PathBuf::from)
        // The specification has relative paths ignored.
        .filter(|path| path.is_absolute())
        .or_else(|| Some(environment.home()?.join(".local/state")))?;
    Some(state.join("eks-hardening/secretscan-fingerprint-key"))
}

#[cfg(test)]
mod tests {
    use plugin_kit::environment::Environment;

    use super::installed_key;

    #[test]
    fn the_key_is_made_once_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let environment = Environment::from_pairs([("XDG_STATE_HOME", folder.path())]);
        let (first, kept) = installed_key(&environment).unwrap();
        assert!(kept);
        let (second, _) = installed_key(&environment).unwrap();
        assert_eq!(first.key_name(), second.key_name());
    }

    #[test]
    fn without_a_folder_there_is_a_key_all_the_same() {
        let (one, kept) = installed_key(&Environment::default()).unwrap();
        assert!(!kept);
        let (other, _) = installed_key(&Environment::default()).unwrap();
        assert_ne!(one.key_name(), other.key_name());
    }
}
