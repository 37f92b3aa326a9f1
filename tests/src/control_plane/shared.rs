//! A test process's side: joins the control plane that runs, or starts the one for all.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use tempfile::TempPath;

use super::authority::Authority;
use super::cluster::CLUSTER_AUTHORITY;
use super::component::Component;
use super::flags::{Files, ISSUER};
use super::kubeconfig::{self, Server};
use super::programs::program;
use super::state::{Meeting, Phase};
use super::supervisor;
use crate::Error;
use crate::api::Api;
use crate::binaries;
use crate::home::Target;
use crate::lock::FileLock;

const POLL: Duration = Duration::from_millis(20);

/// The control plane that all tests of a run share.
///
/// ```no_run
/// use e2e::control_plane::ControlPlane;
///
/// let cluster = ControlPlane::shared();
/// let kubeconfig = cluster.kubeconfig_for("ann", &["team-a"]).expect("a kubeconfig");
/// println!("{} {}", cluster.server(), kubeconfig.display());
/// ```
#[derive(Debug)]
pub struct ControlPlane {
    server: String,
    version: String,
    files: Files,
    authority: Authority,
    admin_kubeconfig: PathBuf,
    api: Api,
    /// Keeps the supervisor from stopping.
    _user: FileLock,
    meeting: Meeting,
}

impl ControlPlane {
    /// Returns the control plane, after starting it if no test process has yet.
    ///
    /// # Panics
    /// If it cannot be started: a test that needs it fails, and is never skipped.
    #[must_use]
    pub fn shared() -> &'static Self {
        match Self::try_shared() {
            Ok(control_plane) => control_plane,
            Err(error) => panic!("{error}"),
        }
    }

    /// Returns the control plane, or why this process has none.
    pub fn try_shared() -> Result<&'static Self, &'static Error> {
        static SHARED: OnceLock<Result<ControlPlane, Error>> = OnceLock::new();
        SHARED.get_or_init(join).as_ref()
    }

    /// The API server's URL.
    #[must_use]
    pub fn server(&self) -> &str {
        &self.server
    }

    /// The API server's version, such as `v1.37.2`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The authority that signed the API server's certificate, as PEM.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        self.authority.certificate_pem()
    }

    /// The `iss` of service-account tokens: a URL as EKS gives them.
    #[must_use]
    pub fn service_account_issuer(&self) -> &'static str {
        ISSUER
    }

    /// A kubeconfig of a member of `system:masters`.
    #[must_use]
    pub fn admin_kubeconfig(&self) -> &Path {
        &self.admin_kubeconfig
    }

    /// A client as a member of `system:masters`.
    #[must_use]
    pub fn api(&self) -> &Api {
        &self.api
    }

    /// Writes a kubeconfig with a new client certificate for a user in some groups; the file is
    /// removed when the answer is dropped.
    pub fn kubeconfig_for(&self, user: &str, groups: &[&str]) -> Result<TempPath, Error> {
        let file = tempfile::Builder::new()
            .prefix("e2e-")
            .suffix(".kubeconfig")
            .tempfile()
            .map_err(Error::io("make a temporary kubeconfig"))?
            .into_temp_path();
        let server = Server {
            url: &self.server,
            ca_pem: self.ca_pem(),
        };
        kubeconfig::write(&file, server, &self.authority.client(user, groups)?)?;
        Ok(file)
    }

    /// A client as a user in some groups.
    pub fn api_as(&self, user: &str, groups: &[&str]) -> Result<Api, Error> {
        Api::connect(&self.kubeconfig_for(user, groups)?)
    }

    /// The folder where a wish for nodes is made known to the supervisor.
    pub(super) fn meeting(&self) -> &Meeting {
        &self.meeting
    }

    fn open(
        meeting: &Meeting,
        server: String,
        version: String,
        user: FileLock,
    ) -> Result<Self, Error> {
        let files = Files::new(&meeting.run());
        let read = |name: &str| {
            let path = files.path(name);
            fs::read_to_string(&path).map_err(Error::io(format!("read {}", path.display())))
        };
        let authority = Authority::load(CLUSTER_AUTHORITY, read("ca.crt")?, &read("ca.key")?)?;
        let admin_kubeconfig = files.path("admin.kubeconfig");
        let api = Api::connect(&admin_kubeconfig)?;
        Ok(Self {
            server,
            version,
            files,
            authority,
            admin_kubeconfig,
            api,
            _user: user,
            meeting: meeting.clone(),
        })
    }

    /// The public key that verifies service-account tokens, as PEM.
    pub fn service_account_key_pem(&self) -> Result<String, Error> {
        fs::read_to_string(self.files.path("service-accounts.pub"))
            .map_err(Error::io("read the key of the service accounts"))
    }
}

fn join() -> Result<ControlPlane, Error> {
    let target = Target::of_this_process()?;
    let meeting = Meeting::of(&target)?;
    // Only one process at a time finds out whether to start; the supervisor stops only under the
    // same lock.
    let _transition = FileLock::exclusive(&meeting.transition_lock())?;
    let user = FileLock::shared(&meeting.users_lock())?;
    let (server, version) = match running(&meeting)? {
        Some(ready) => ready,
        None => start(&meeting, &target)?,
    };
    ControlPlane::open(&meeting, server, version, user)
}

/// Server and version of the control plane that runs, or that another process is starting.
fn running(meeting: &Meeting) -> Result<Option<(String, String)>, Error> {
    while supervisor_lives(meeting)? {
        if let Some(Phase::Ready { server, version }) = meeting.read().map(|state| state.phase) {
            return Ok(Some((server, version)));
        }
        thread::sleep(POLL);
    }
    Ok(None)
}

fn supervisor_lives(meeting: &Meeting) -> Result<bool, Error> {
    Ok(FileLock::try_exclusive(&meeting.supervisor_lock())?.is_none())
}

fn start(meeting: &Meeting, target: &Target) -> Result<(String, String), Error> {
    let failed = |reason: String| Error::ControlPlane {
        reason,
        logs: meeting.logs(),
    };
    let mut supervisor = launch(meeting, target)?;
    loop {
        // Asked before the state is read: a supervisor writes its state before it ends.
        let ended = !matches!(supervisor.try_wait(), Ok(None));
        match meeting.read().map(|state| state.phase) {
            Some(Phase::Ready { server, version }) if !ended => return Ok((server, version)),
            Some(Phase::Failed { reason }) => return Err(failed(reason)),
            _ if ended => return Err(failed("its supervisor ended".to_owned())),
            _ => thread::sleep(POLL),
        }
    }
}

/// Starts the supervisor, apart from this process: a Ctrl-C at the tests does not reach it.
fn launch(meeting: &Meeting, target: &Target) -> Result<Child, Error> {
    use std::os::unix::process::CommandExt as _;

    // Here and not in the supervisor, so that whoever watches the tests sees why they wait.
    for component in [
        Component::Etcd,
        Component::KubeApiserver,
        Component::KubeControllerManager,
    ] {
        program(component)?;
    }
    let executable = binaries::supervisor(target)?;
    meeting.announce_start()?;
    let log = supervisor::log_file(meeting)?;
    let errors = log.try_clone().map_err(Error::io("share a log file"))?;
    Command::new(executable)
        .arg(meeting.folder())
        .current_dir(meeting.folder())
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(log)
        .stderr(errors)
        .spawn()
        .map_err(Error::io("start the supervisor of the control plane"))
}
