//! `repositories` of `docker save` before manifests: a folder per layer, each naming its parent.
//!
//! Form: Docker image specification v1.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;

use super::plan::{Documents, Found, FoundLayer, Planner};

const NAME: &str = "repositories";

#[derive(Default, Deserialize)]
#[serde(default)]
struct LayerJson {
    parent: Option<String>,
    container_config: Option<ContainerConfig>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct ContainerConfig {
    cmd: Option<Vec<String>>,
}

/// Adds the images; `false` where there is no such document.
pub(super) fn read(planner: &mut Planner<'_>) -> Result<bool, (&'static str, &'static str)> {
    if planner.store.resolve(NAME).is_none() {
        return Ok(false);
    }
    let Some(text) = planner.document(NAME) else {
        return Err((NAME, "cannot be read"));
    };
    let repositories = serde_json::from_slice::<BTreeMap<String, BTreeMap<String, String>>>(&text);
    let Ok(repositories) = repositories else {
        return Err((NAME, "is not a list of names"));
    };
    let mut images: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (repository, tags) in repositories {
        for (tag, id) in tags {
            images
                .entry(id)
                .or_default()
                .push(format!("{repository}:{tag}"));
        }
    }
    for (id, names) in images {
        let found = chain(planner, id, names);
        planner.add(found);
    }
    Ok(true)
}

/// Follows the parents down to the base.
fn chain(planner: &mut Planner<'_>, id: String, names: Vec<String>) -> Found {
    let mut found = Found {
        names,
        documents: Documents::default(),
        ..Found::default()
    };
    let mut seen = HashSet::new();
    let mut next = Some(id);
    while let Some(id) = next.take().filter(|id| seen.insert(id.clone())) {
        if seen.len() > planner.limits.layers {
            break;
        }
        let name = format!("{id}/json");
        let json = planner.document(&name).unwrap_or_default();
        let json: LayerJson = serde_json::from_slice(&json).unwrap_or_default();
        let command = json.container_config.and_then(|config| config.cmd);
        found.documents.configs.push(name);
        found.layers.push(FoundLayer {
            name: format!("{id}/layer.tar"),
            created_by: command.map(|words| words.join(" ")),
            ..FoundLayer::default()
        });
        next = json.parent;
    }
    found.layers.reverse();
    found
}
