//! Starts and stops a control plane: etcd, then kube-apiserver, then the controllers, and back.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

use rcgen::KeyPair;

use super::authority::{Authority, Identity};
use super::component::Component;
use super::flags::{self, FRONT_PROXY, Files, Ports};
use super::kubeconfig::{self, Server};
use super::process::{Launch, Process, Trace};
use super::programs::program;
use crate::Error;

/// The common name of the authority that signs clients.
pub(super) const CLUSTER_AUTHORITY: &str = "e2e-cluster-ca";

/// A control plane whose processes are children of this one.
#[derive(Debug)]
pub(super) struct Cluster {
    files: Files,
    logs: PathBuf,
    ports: Ports,
    // In the order of starting; stopping goes backwards. With etcd gone first, kube-apiserver
    // often never ends.
    processes: Vec<Process>,
}

impl Cluster {
    /// Makes keys, certificates and kubeconfigs in an empty folder; starts nothing yet.
    pub(super) fn prepare(folder: &Path, logs: &Path) -> Result<Self, Error> {
        let files = Files::new(folder);
        let ports = free_ports()?;
        write_credentials(&files, ports)?;
        Ok(Self {
            files,
            logs: logs.to_owned(),
            ports,
            processes: Vec::new(),
        })
    }

    pub(super) fn server(&self) -> String {
        self.ports.api_server_url()
    }

    pub(super) fn files(&self) -> &Files {
        &self.files
    }

    pub(super) fn start(&mut self, component: Component) -> Result<(), Error> {
        let arguments = match component {
            Component::Etcd => flags::etcd(&self.files, self.ports),
            Component::KubeApiserver => flags::api_server(&self.files, self.ports),
            Component::KubeControllerManager => flags::controller_manager(&self.files),
            Component::KubeScheduler => flags::scheduler(&self.files),
            Component::Kwok => flags::kwok(&self.files),
        };
        let program = program(component)?;
        let launch = Launch {
            program: &program,
            arguments,
            logs: &self.logs,
            mark: self.files.folder(),
        };
        self.processes.push(Process::start(&launch)?);
        Ok(())
    }

    pub(super) fn traces(&self) -> Vec<Trace> {
        self.processes.iter().map(Process::trace).collect()
    }

    /// Fails if a part of the control plane ended by itself.
    pub(super) fn check(&mut self) -> Result<(), Error> {
        match self.processes.iter_mut().find_map(Process::ended) {
            None => Ok(()),
            Some(reason) => Err(self.failed(reason)),
        }
    }

    pub(super) fn failed(&self, reason: String) -> Error {
        Error::ControlPlane {
            reason,
            logs: self.logs.clone(),
        }
    }

    /// Stops everything: controllers, kube-apiserver, etcd.
    pub(super) fn stop(&mut self) {
        while let Some(process) = self.processes.pop() {
            process.stop();
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Asks the system for ports that are free now; they may be taken before they are used, so a
/// start that fails is tried again.
fn free_ports() -> Result<Ports, Error> {
    let listen =
        || TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(Error::io("find a free port"));
    let listeners = [listen()?, listen()?, listen()?];
    let port = |listener: &TcpListener| {
        listener
            .local_addr()
            .map(|address| address.port())
            .map_err(Error::io("read a port"))
    };
    let [etcd, etcd_peer, api_server] = &listeners;
    Ok(Ports {
        etcd: port(etcd)?,
        etcd_peer: port(etcd_peer)?,
        api_server: port(api_server)?,
    })
}

fn write_credentials(files: &Files, ports: Ports) -> Result<(), Error> {
    let cluster = Authority::create(CLUSTER_AUTHORITY)?;
    write(files, "ca.crt", cluster.certificate_pem())?;
    write(files, "ca.key", &cluster.key_pem())?;
    let names = [
        "localhost",
        "kubernetes",
        "kubernetes.default.svc",
        "kubernetes.default.svc.cluster.local",
    ];
    write_identity(files, "api-server", &cluster.server(&names)?)?;

    let front_proxy = Authority::create("e2e-front-proxy-ca")?;
    write(files, "front-proxy-ca.crt", front_proxy.certificate_pem())?;
    write_identity(files, FRONT_PROXY, &front_proxy.client(FRONT_PROXY, &[])?)?;

    let service_accounts = KeyPair::generate()?;
    write(
        files,
        "service-accounts.key",
        &service_accounts.serialize_pem(),
    )?;
    write(
        files,
        "service-accounts.pub",
        &service_accounts.public_key_pem(),
    )?;

    let server = Server {
        url: &ports.api_server_url(),
        ca_pem: cluster.certificate_pem(),
    };
    let admin = cluster.client("e2e-admin", &["system:masters"])?;
    kubeconfig::write(&files.path("admin.kubeconfig"), server, &admin)?;
    let controllers = cluster.client("system:kube-controller-manager", &[])?;
    kubeconfig::write(
        &files.path("controller-manager.kubeconfig"),
        server,
        &controllers,
    )?;
    let scheduler = cluster.client("system:kube-scheduler", &[])?;
    kubeconfig::write(&files.path("scheduler.kubeconfig"), server, &scheduler)
}

fn write_identity(files: &Files, name: &str, identity: &Identity) -> Result<(), Error> {
    write(files, &format!("{name}.crt"), &identity.certificate_pem)?;
    write(files, &format!("{name}.key"), &identity.key_pem)
}

fn write(files: &Files, name: &str, text: &str) -> Result<(), Error> {
    let path = files.path(name);
    fs::write(&path, text).map_err(Error::io(format!("write {}", path.display())))
}
