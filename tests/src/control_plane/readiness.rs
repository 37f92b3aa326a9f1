//! Decides when a control plane is ready: not when it answers, but when everything that a test may
//! rely on is there: bootstrap RBAC, aggregated roles, default service accounts.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::cluster::Cluster;
use super::component::Component;
use crate::Error;
use crate::api::Api;

/// Far more than a start takes, also on a machine that compiles at the same time.
const PATIENCE: Duration = Duration::from_mins(2);
const POLL: Duration = Duration::from_millis(25);

/// Starts all parts in order and waits until they are ready; returns the server's version.
/// `started` is told after each part that was started.
pub(super) fn start(
    cluster: &mut Cluster,
    mut started: impl FnMut(&Cluster) -> Result<(), Error>,
) -> Result<String, Error> {
    let deadline = Instant::now() + PATIENCE;
    for component in [Component::Etcd, Component::KubeApiserver] {
        cluster.start(component)?;
        started(cluster)?;
    }
    let api = Api::connect(&cluster.files().path("admin.kubeconfig"))?;
    // The bootstrap roles are a part of /readyz ("poststarthook/rbac/bootstrap-roles").
    wait(cluster, deadline, "answer /readyz", || api.is_ready())?;
    cluster.start(Component::KubeControllerManager)?;
    started(cluster)?;
    for role in ["view", "edit", "admin"] {
        let path = format!("/apis/rbac.authorization.k8s.io/v1/clusterroles/{role}");
        wait(
            cluster,
            deadline,
            &format!("aggregate the role {role}"),
            || api.get(&path).is_ok_and(|role| has_items(&role["rules"])),
        )?;
    }
    wait(
        cluster,
        deadline,
        "make the default service account",
        || {
            api.get("/api/v1/namespaces/default/serviceaccounts/default")
                .is_ok()
        },
    )?;
    let version = api.get("/version")?;
    Ok(version["gitVersion"]
        .as_str()
        .unwrap_or_default()
        .to_owned())
}

fn has_items(list: &Value) -> bool {
    list.as_array().is_some_and(|items| !items.is_empty())
}

fn wait(
    cluster: &mut Cluster,
    deadline: Instant,
    what: &str,
    done: impl Fn() -> bool,
) -> Result<(), Error> {
    while !done() {
        cluster.check()?;
        if Instant::now() > deadline {
            return Err(cluster.failed(format!("it did not {what} in time")));
        }
        thread::sleep(POLL);
    }
    Ok(())
}
