//! Creates the scene in the API server.

use serde_json::Value;

use super::{options::Size, scene};
use crate::Error;
use crate::api::Api;
use crate::home::announce;

/// How many requests are prepared at a time.
const CHUNK: usize = 2000;
/// An object of an earlier run in the same control plane: the seed made it the same.
const CONFLICT: u16 = 409;

/// Creates every object that is not there yet.
pub(super) fn populate(api: &Api, size: Size) -> Result<(), Error> {
    announce(&format!(
        "creating {} namespaces, {} Roles and {} RoleBindings",
        size.namespaces, size.roles, size.bindings
    ));
    let mut objects = scene::objects(size).peekable();
    // Namespaces first: everything else needs its own.
    create(api, objects.by_ref().take(size.namespaces))?;
    while objects.peek().is_some() {
        create(api, objects.by_ref().take(CHUNK))?;
    }
    Ok(())
}

fn create(api: &Api, objects: impl Iterator<Item = Value>) -> Result<(), Error> {
    let requests = objects
        .map(|object| api.create_request(&object))
        .collect::<Result<_, _>>()?;
    for answer in api.send_all(requests) {
        match answer {
            Err(error) if error.code() != Some(CONFLICT) => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

/// Every object of a list, page by page, as `kubectl get` sees them: with their kind, without
/// managed fields.
pub(super) fn list(
    api: &Api,
    path: &str,
    api_version: &str,
    kind: &str,
    mut take: impl FnMut(Value) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut token = String::new();
    loop {
        let mut page = api.get(&format!("{path}?limit=500&continue={token}"))?;
        let Some(items) = page["items"].as_array_mut() else {
            return Err(Error::Malformed {
                what: path.to_owned(),
                reason: "the answer is not a list".to_owned(),
            });
        };
        for mut item in std::mem::take(items) {
            item["apiVersion"] = api_version.into();
            item["kind"] = kind.into();
            if let Some(metadata) = item["metadata"].as_object_mut() {
                metadata.remove("managedFields");
            }
            take(item)?;
        }
        match page["metadata"]["continue"].as_str() {
            Some(next) if !next.is_empty() => next.clone_into(&mut token),
            _ => return Ok(()),
        }
    }
}
