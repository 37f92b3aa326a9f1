//! Writes kubeconfig files that hold all they need: JSON, which is YAML.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::authority::Identity;
use crate::Error;

/// Which server a kubeconfig leads to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Server<'a> {
    pub(super) url: &'a str,
    pub(super) ca_pem: &'a str,
}

/// Writes a kubeconfig whose only context, `e2e`, is one user at one server.
pub(super) fn write(path: &Path, server: Server<'_>, identity: &Identity) -> Result<(), Error> {
    let document = json!({
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "e2e",
        "clusters": [{"name": "e2e", "cluster": {
            "server": server.url,
            "certificate-authority-data": STANDARD.encode(server.ca_pem),
        }}],
        "users": [{"name": "e2e", "user": {
            "client-certificate-data": STANDARD.encode(&identity.certificate_pem),
            "client-key-data": STANDARD.encode(&identity.key_pem),
        }}],
        "contexts": [{"name": "e2e", "context": {"cluster": "e2e", "user": "e2e"}}],
    });
    fs::write(path, document.to_string()).map_err(Error::io(format!(
        "write the kubeconfig {}",
        path.display()
    )))
}
