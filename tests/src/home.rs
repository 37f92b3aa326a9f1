//! Where the harness keeps things: the user's cache folder for what is made once a machine, the
//! target folder of this build for what belongs to a test run.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::Error;

/// Returns (and makes) a folder of the harness in the user's cache folder.
pub(crate) fn cache_folder(name: &str) -> Result<PathBuf, Error> {
    let folder = user_cache()?.join("eks-hardening").join(name);
    make_folder(&folder)?;
    Ok(folder)
}

/// Makes a folder and those above it.
pub(crate) fn make_folder(folder: &Path) -> Result<(), Error> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    // Keys of a running control plane lie in some of these folders.
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .map_err(Error::io(format!("make the folder {}", folder.display())))
}

fn user_cache() -> Result<PathBuf, Error> {
    let absolute = |value: Option<OsString>| value.map(PathBuf::from).filter(|p| p.is_absolute());
    absolute(env::var_os("XDG_CACHE_HOME"))
        .or_else(|| absolute(env::var_os("HOME")).map(|home| home.join(".cache")))
        .ok_or_else(|| {
            Error::Missing(
                "no cache folder: set HOME or XDG_CACHE_HOME to an absolute path".to_owned(),
            )
        })
}

/// The folders that cargo built the running executable into.
#[derive(Debug)]
pub(crate) struct Target {
    /// The target folder, as in `CARGO_TARGET_DIR`.
    pub(crate) folder: PathBuf,
    /// The name of the profile's folder: `debug`, `release` or a profile's own name.
    pub(crate) profile_folder: String,
}

impl Target {
    /// Reads both from the running executable's path: `<target>/<profile>/[deps/]<name>`.
    pub(crate) fn of_this_process() -> Result<Self, Error> {
        let executable = env::current_exe().map_err(Error::io("find the running executable"))?;
        Self::of(&executable).ok_or_else(|| Error::Malformed {
            what: format!("the path {}", executable.display()),
            reason: "it is not inside a cargo target folder".to_owned(),
        })
    }

    fn of(executable: &Path) -> Option<Self> {
        let mut profile = executable.parent()?;
        if profile.ends_with("deps") || profile.ends_with("examples") {
            profile = profile.parent()?;
        }
        Some(Self {
            folder: profile.parent()?.to_owned(),
            profile_folder: profile.file_name()?.to_str()?.to_owned(),
        })
    }

    /// The name that `cargo build --profile` takes.
    pub(crate) fn profile(&self) -> &str {
        match self.profile_folder.as_str() {
            "debug" => "dev",
            other => other,
        }
    }

    /// Where an executable of this workspace is put.
    pub(crate) fn executable(&self, name: &str) -> PathBuf {
        self.folder.join(&self.profile_folder).join(name)
    }
}

/// Tells whoever watches the run why it waits. Goes around the test runner's capturing, which
/// would show it only if a test failed.
pub(crate) fn announce(line: &str) {
    // A closed stderr is no reason to fail a test.
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_target_folder_is_read_from_a_test_executable() {
        let target = Target::of(Path::new("/w/target/debug/deps/control_plane-0123")).unwrap();
        assert_eq!(target.folder, Path::new("/w/target"));
        assert_eq!(target.profile(), "dev");
        assert_eq!(target.executable("demo"), Path::new("/w/target/debug/demo"));
    }

    #[test]
    fn the_target_folder_is_read_from_a_release_binary() {
        let target = Target::of(Path::new("/w/target/release/demo")).unwrap();
        assert_eq!(target.folder, Path::new("/w/target"));
        assert_eq!(target.profile(), "release");
    }
}
