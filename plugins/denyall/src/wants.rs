//! What the commands read.
//!
//! Kinds that are read of the whole cluster are read of one namespace where a command is limited to
//! one; namespaces, nodes and cluster-wide policies are always read whole, for selectors look at
//! them.

use plugin_kit::{
    object::{Namespace, ServiceAccount},
    source::{Scope, Wants},
};

use crate::{
    enforcement, ledger,
    object::{
        AdminNetworkPolicy, ApplicationNetworkPolicy, BaselineAdminNetworkPolicy,
        ClusterNetworkPolicy, CronJob, DaemonSet, Deployment, EksClusterNetworkPolicy,
        EndpointSlice, Job, NetworkPolicy, Node, Pod, ReplicaSet, ReplicationController, Service,
        StatefulSet,
    },
};

/// What the network is made of and what says whether anything enforces its policies, in these
/// namespaces; in all of them when none is named.
pub(crate) fn network(namespaces: &[String]) -> Wants {
    let wants = enforcement::wants(Wants::new(), namespaces)
        .object::<Namespace>(Scope::Cluster)
        .object::<Node>(Scope::Cluster)
        .object::<AdminNetworkPolicy>(Scope::Cluster)
        .object::<BaselineAdminNetworkPolicy>(Scope::Cluster)
        .object::<ClusterNetworkPolicy>(Scope::Cluster)
        .object::<EksClusterNetworkPolicy>(Scope::Cluster);
    scopes(namespaces).into_iter().fold(wants, |wants, scope| {
        wants
            .object::<Pod>(scope.clone())
            .object::<Service>(scope.clone())
            .object::<NetworkPolicy>(scope.clone())
            .object::<ApplicationNetworkPolicy>(scope.clone())
            .object::<Deployment>(scope.clone())
            .object::<StatefulSet>(scope.clone())
            .object::<DaemonSet>(scope.clone())
            .object::<ReplicaSet>(scope.clone())
            .object::<ReplicationController>(scope.clone())
            .object::<Job>(scope.clone())
            .object::<CronJob>(scope)
    })
}

/// What tells which flows are needed, in these namespaces, beside the network itself. Secrets are
/// not among it.
pub(crate) fn needs(namespaces: &[String]) -> Wants {
    ledger::wants(network(namespaces), &scopes(namespaces))
}

/// What a plan reads: of every namespace, for peers may be in any; and where the API server listens.
pub(crate) fn plan() -> Wants {
    with_api_server(needs(&[]))
}

/// Adds the endpoints of the API server, which writes them itself under this name.
fn with_api_server(wants: Wants) -> Wants {
    wants.object::<EndpointSlice>(Scope::Object {
        namespace: Some("default".to_owned()),
        name: "kubernetes".to_owned(),
    })
}

/// What `blast` reads: service accounts name the roles of their pods.
pub(crate) fn blast() -> Wants {
    service_accounts(network(&[]), &[])
}

fn service_accounts(wants: Wants, namespaces: &[String]) -> Wants {
    scopes(namespaces)
        .into_iter()
        .fold(wants, Wants::object::<ServiceAccount>)
}

/// Everything any command reads: what `permissions` grants.
pub(crate) fn everything(namespaces: &[String]) -> Wants {
    with_api_server(service_accounts(needs(namespaces), namespaces))
}

/// The scopes of namespaced kinds.
fn scopes(namespaces: &[String]) -> Vec<Scope> {
    if namespaces.is_empty() {
        return vec![Scope::Cluster];
    }
    namespaces
        .iter()
        .map(|namespace| Scope::Namespace(namespace.clone()))
        .collect()
}
