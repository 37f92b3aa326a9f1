//! `permissions`: the roles that a scan of a cluster needs.

use plugin_kit::{
    Error, Exit, app,
    cluster::Cluster,
    discovery::ApiResource,
    permissions::{Need, stream_manifests},
    source::{Scope, Wants, live},
};

use super::Context;
use crate::args::{NAME, PermissionsArgs};

/// Name of the roles.
const ROLE: &str = "eks-hardening-secretscan";

/// Prints the roles.
pub(crate) fn run(args: &PermissionsArgs, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let options = args.cluster.resolve()?;
    let scope = options
        .namespace
        .clone()
        .map_or(Scope::Cluster, Scope::Namespace);
    let kinds = if args.any_cluster {
        vec![everything()]
    } else {
        let environment = context.environment;
        let (found, warnings) = app::block_on(async {
            let (cluster, warnings) = Cluster::connect(&options, NAME, environment).await?;
            let cluster = cluster.without_quotes();
            let found = live::collect(&cluster, &Wants::new().discovery()).await?;
            Ok::<_, Error>((found, warnings))
        })??;
        for warning in warnings {
            app::warn(&warning, context.streams);
        }
        if let Some(gap) = found.gaps.first() {
            return Err(Error::usage(
                format!("cannot tell every kind of the cluster: {}", gap.message),
                "--any-cluster prints a role that does not depend on the kinds",
            ));
        }
        kinds(found.catalog.listable(), args.skip_secrets)
    };
    let namespace = options.namespace.as_deref();
    let mut others = Vec::new();
    if args.logs {
        others.push(Need::logs(namespace));
    }
    if namespace.is_some() {
        // Who may read what was found hangs on cluster roles as well.
        others.extend(readers());
    }
    let text = stream_manifests(ROLE, &kinds, &scope, &others);
    context.print(&text)
}

/// The kinds that a scan lists.
pub(crate) fn kinds(listable: Vec<ApiResource>, skip_secrets: bool) -> Vec<ApiResource> {
    listable
        .into_iter()
        .filter(|kind| !(skip_secrets && kind.group.is_empty() && kind.plural == "secrets"))
        .collect()
}

/// Every kind of every group (RBAC API: `*`).
fn everything() -> ApiResource {
    ApiResource {
        group: "*".to_owned(),
        plural: "*".to_owned(),
        namespaced: true,
        ..ApiResource::default()
    }
}

fn readers() -> [Need<'static>; 2] {
    ["clusterroles", "clusterrolebindings"].map(|resource| Need {
        namespace: None,
        group: "rbac.authorization.k8s.io",
        resource,
        verb: "list",
        object: None,
    })
}
