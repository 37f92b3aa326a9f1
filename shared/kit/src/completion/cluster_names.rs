//! Names that only the cluster or the kubeconfig knows: kinds, namespaces, contexts.
//!
//! Whatever fails completes to nothing. A credential plugin can neither ask nor say anything, and
//! the reply is due within a second.

use clap::{CommandFactory as _, Parser};

use super::{Candidate, Slot};
use crate::{
    Snapshot, app,
    args::ClusterArgs,
    cluster::{Cluster, ClusterOptions, Interaction, context_names},
    discovery::ApiCatalog,
    environment::Environment,
    object::Namespace,
    source::{Scope, Wants, live},
};

/// Candidates for the value of a flag that every plugin has.
#[must_use]
pub fn values(slot: &Slot, environment: &Environment) -> Vec<Candidate> {
    match &slot.place {
        super::Place::Value(flag) if flag == "namespace" => namespaces(slot, environment),
        super::Place::Value(flag) if flag == "context" => {
            // The other flags say nothing about which contexts there are.
            let kubeconfig = ClusterOptions {
                kubeconfig: slot.option("kubeconfig").map(Into::into),
                ..ClusterOptions::default()
            };
            let names = context_names(&kubeconfig, environment);
            names
                .into_iter()
                .map(|name| Candidate::new(name, ""))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The cluster's namespaces.
#[must_use]
pub fn namespaces(slot: &Slot, environment: &Environment) -> Vec<Candidate> {
    let wants = Wants::new().object::<Namespace>(Scope::Cluster);
    let Some(snapshot) = read(slot, environment, &wants) else {
        return Vec::new();
    };
    snapshot
        .all::<Namespace>()
        .iter()
        .map(|namespace| Candidate::new(namespace.metadata.name.clone(), ""))
        .collect()
}

/// The cluster's kinds; nothing when it does not answer.
#[must_use]
pub fn catalog(slot: &Slot, environment: &Environment) -> Option<ApiCatalog> {
    let snapshot = read(slot, environment, &Wants::new().discovery())?;
    Some(snapshot.catalog)
}

fn read(slot: &Slot, environment: &Environment, wants: &Wants) -> Option<Snapshot> {
    let options = options(slot)?;
    app::block_on(async {
        let (cluster, _) = Cluster::connect(&options, "completion", environment).await?;
        live::collect(&cluster, wants).await
    })
    .ok()?
    .ok()
}

/// What the flags typed so far say; nothing where they do not fit together, for the answer would be
/// of another cluster or for another user than the command's.
fn options(slot: &Slot) -> Option<ClusterOptions> {
    #[derive(Parser)]
    #[command(args_override_self = true)]
    struct Flags {
        #[command(flatten)]
        cluster: ClusterArgs,
    }
    let command = Flags::command();
    let typed = slot.options.iter().filter_map(|(id, value)| {
        let option = command
            .get_arguments()
            .find(|option| option.get_id() == id.as_str())?;
        let name = option.get_long()?;
        let is_bare = value.is_empty() && option.is_require_equals_set();
        Some(if is_bare {
            format!("--{name}")
        } else {
            format!("--{name}={value}")
        })
    });
    let argv = std::iter::once("completion".to_owned()).chain(typed);
    let flags = Flags::try_parse_from(argv).ok()?;
    Some(ClusterOptions {
        // Whatever is asked or said while a line is being typed ends up in that line.
        interaction: Interaction::Never,
        ..flags.cluster.resolve().ok()?
    })
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::options;
    use crate::{
        cluster::Interaction,
        completion::{Place, Slot},
    };

    fn slot(options: &[(&str, &str)]) -> Slot {
        let owned = |(id, value): &(&str, &str)| ((*id).to_owned(), (*value).to_owned());
        Slot {
            place: Place::Positional(0),
            subcommands: Vec::new(),
            positionals: Vec::new(),
            options: options.iter().map(owned).collect(),
        }
    }

    #[test]
    fn every_flag_that_says_where_and_as_whom_holds() {
        let options = options(&slot(&[
            ("context", "prod"),
            ("context", "test"),
            ("impersonate", "ann"),
            ("as_group", "dev"),
            ("as_group", "ops"),
            ("as_user_extra", "team=a"),
            ("token", "abc"),
            ("client_key", "key.pem"),
            ("tls_server_name", "kubernetes"),
            ("insecure_skip_tls_verify", ""),
            ("some_flag_of_the_plugin", "x"),
        ]));
        let options = options.unwrap();
        assert_eq!(options.context.as_deref(), Some("test"));
        assert_eq!(options.impersonation.user.as_deref(), Some("ann"));
        assert_eq!(options.impersonation.groups, ["dev", "ops"]);
        assert_eq!(options.impersonation.extra["team"], ["a"]);
        assert_eq!(options.token.unwrap().expose(), "abc");
        assert_eq!(options.client_key, Some(PathBuf::from("key.pem")));
        assert_eq!(options.tls_server_name.as_deref(), Some("kubernetes"));
        assert!(options.insecure_skip_tls_verify);
        assert_eq!(options.interaction, Interaction::Never);
    }

    #[test]
    fn flags_that_do_not_fit_together_complete_to_nothing() {
        assert!(options(&slot(&[("as_group", "dev")])).is_none());
        assert!(options(&slot(&[("insecure_skip_tls_verify", "perhaps")])).is_none());
    }
}
