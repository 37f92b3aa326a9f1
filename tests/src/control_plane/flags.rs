//! The command lines of the control plane: RBAC as on EKS, everything on loopback, nothing synced
//! to disk, and limits high enough for tests that create tens of thousands of objects.

use std::path::{Path, PathBuf};

/// Who issues service-account tokens; EKS gives each cluster a URL of this shape.
pub(super) const ISSUER: &str =
    "https://oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";
/// The audience of tokens that ask for none, as on EKS.
const AUDIENCE: &str = "https://kubernetes.default.svc";
/// The name that the aggregation layer's client certificate must carry.
pub(super) const FRONT_PROXY: &str = "front-proxy-client";

/// The files that a control plane runs on, all in one folder.
#[derive(Debug, Clone)]
pub(super) struct Files {
    folder: PathBuf,
}

impl Files {
    pub(super) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// A file by its name.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn flag(&self, flag: &str, name: &str) -> String {
        format!("--{flag}={}", self.path(name).display())
    }
}

/// The ports that a control plane listens on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ports {
    pub(super) etcd: u16,
    pub(super) etcd_peer: u16,
    pub(super) api_server: u16,
}

impl Ports {
    pub(super) fn api_server_url(self) -> String {
        format!("https://127.0.0.1:{}", self.api_server)
    }
}

pub(super) fn etcd(files: &Files, ports: Ports) -> Vec<String> {
    let client = format!("http://127.0.0.1:{}", ports.etcd);
    let peer = format!("http://127.0.0.1:{}", ports.etcd_peer);
    vec![
        files.flag("data-dir", "etcd"),
        "--unsafe-no-fsync".to_owned(),
        "--log-level=warn".to_owned(),
        "--name=e2e".to_owned(),
        "--quota-backend-bytes=2147483648".to_owned(),
        format!("--listen-client-urls={client}"),
        format!("--advertise-client-urls={client}"),
        format!("--listen-peer-urls={peer}"),
        format!("--initial-advertise-peer-urls={peer}"),
        format!("--initial-cluster=e2e={peer}"),
    ]
}

pub(super) fn api_server(files: &Files, ports: Ports) -> Vec<String> {
    vec![
        format!("--etcd-servers=http://127.0.0.1:{}", ports.etcd),
        "--bind-address=127.0.0.1".to_owned(),
        "--advertise-address=127.0.0.1".to_owned(),
        // Loopback may not be an endpoint, and nothing here looks for one.
        "--endpoint-reconciler-type=none".to_owned(),
        format!("--secure-port={}", ports.api_server),
        files.flag("cert-dir", "api-server"),
        files.flag("tls-cert-file", "api-server.crt"),
        files.flag("tls-private-key-file", "api-server.key"),
        files.flag("client-ca-file", "ca.crt"),
        "--authorization-mode=Node,RBAC".to_owned(),
        "--enable-admission-plugins=NodeRestriction".to_owned(),
        "--allow-privileged=true".to_owned(),
        "--profiling=false".to_owned(),
        "--service-cluster-ip-range=10.100.0.0/16".to_owned(),
        format!("--service-account-issuer={ISSUER}"),
        format!("--api-audiences={AUDIENCE}"),
        files.flag("service-account-signing-key-file", "service-accounts.key"),
        files.flag("service-account-key-file", "service-accounts.pub"),
        files.flag("requestheader-client-ca-file", "front-proxy-ca.crt"),
        format!("--requestheader-allowed-names={FRONT_PROXY}"),
        "--requestheader-username-headers=X-Remote-User".to_owned(),
        "--requestheader-group-headers=X-Remote-Group".to_owned(),
        "--requestheader-extra-headers-prefix=X-Remote-Extra-".to_owned(),
        files.flag("proxy-client-cert-file", "front-proxy-client.crt"),
        files.flag("proxy-client-key-file", "front-proxy-client.key"),
        "--max-requests-inflight=800".to_owned(),
        "--max-mutating-requests-inflight=800".to_owned(),
    ]
}

pub(super) fn controller_manager(files: &Files) -> Vec<String> {
    vec![
        files.flag("kubeconfig", "controller-manager.kubeconfig"),
        // Each controller runs as its own service account, so the bootstrap roles are in force.
        "--use-service-account-credentials=true".to_owned(),
        files.flag("service-account-private-key-file", "service-accounts.key"),
        files.flag("root-ca-file", "ca.crt"),
        "--leader-elect=false".to_owned(),
        "--secure-port=0".to_owned(),
        "--profiling=false".to_owned(),
        "--kube-api-qps=1000".to_owned(),
        "--kube-api-burst=2000".to_owned(),
    ]
}

pub(super) fn scheduler(files: &Files) -> Vec<String> {
    vec![
        files.flag("kubeconfig", "scheduler.kubeconfig"),
        "--leader-elect=false".to_owned(),
        "--secure-port=0".to_owned(),
        "--profiling=false".to_owned(),
        "--kube-api-qps=1000".to_owned(),
        "--kube-api-burst=2000".to_owned(),
    ]
}

/// How kwok plays nodes and pods. Named, or the user's own configuration of kwok would be read.
const KWOK_STAGES: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/control-plane/kwok/stages.yaml"
);

pub(super) fn kwok(files: &Files) -> Vec<String> {
    vec![
        files.flag("kubeconfig", "admin.kubeconfig"),
        format!("--config={KWOK_STAGES}"),
        "--manage-all-nodes=true".to_owned(),
        "--node-ip=127.0.0.1".to_owned(),
        "--node-lease-duration-seconds=40".to_owned(),
    ]
}
