//! What the shell completes: verbs, kinds, and the names of namespaces and contexts.

use std::ffi::OsString;

use plugin_kit::{
    Exit,
    app::Streams,
    completion::{self, Candidate, Place, Slot, cluster_names},
    discovery::{ApiCatalog, ApiResource},
    environment::Environment,
};

use crate::args::{Args, NAME};

/// The verbs of the API and those that exist for authorization only
/// ("Kubernetes: Authorization overview, request verbs").
const VERBS: &[&str] = &[
    "get",
    "list",
    "watch",
    "create",
    "update",
    "patch",
    "delete",
    "deletecollection",
    "impersonate",
    "bind",
    "escalate",
    "approve",
    "sign",
    "attest",
    "use",
];

/// Prints the completions of the words typed so far; nothing where kubectl does not ask for them.
pub(crate) fn answer(
    argv: &[OsString],
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Option<Exit> {
    let environment = environment.clone();
    completion::answer::<Args, _>(NAME, argv, streams, move |slot, typed| {
        candidates(slot, typed, &environment)
    })
}

fn candidates(slot: &Slot, typed: &str, environment: &Environment) -> Vec<Candidate> {
    match &slot.place {
        Place::Positional(0) if slot.subcommands.is_empty() => {
            VERBS.iter().map(|verb| Candidate::new(*verb, "")).collect()
        }
        Place::Positional(1) if slot.subcommands.is_empty() => {
            let catalog = cluster_names::catalog(slot, environment);
            resources(catalog.as_ref().unwrap_or(ApiCatalog::builtin()), typed)
        }
        Place::Positional(2)
            if slot
                .positionals
                .get(1)
                .is_some_and(|kind| kind == "namespaces") =>
        {
            cluster_names::namespaces(slot, environment)
        }
        Place::Value(_) => cluster_names::values(slot, environment),
        Place::Positional(_) => Vec::new(),
    }
}

/// Resources; the subresources of one once its name and a slash are typed.
fn resources(catalog: &ApiCatalog, typed: &str) -> Vec<Candidate> {
    let described = |resource: &ApiResource| resource.short_names.join(", ");
    match typed.split_once('/') {
        None => catalog
            .resources
            .iter()
            .map(|resource| Candidate::new(resource.qualified_plural(), described(resource)))
            .collect(),
        Some((resource, _)) => catalog
            .resolve(resource)
            .picked
            .iter()
            .flat_map(|picked| &picked.subresources)
            .map(|subresource| Candidate::new(format!("{resource}/{}", subresource.name), ""))
            .collect(),
    }
}
