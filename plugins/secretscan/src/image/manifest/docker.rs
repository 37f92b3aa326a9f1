//! `manifest.json` of `docker save`.
//!
//! Form: Docker image specification v1.2, "Combined Image JSON + Filesystem Changeset Format".

use serde::Deserialize;

use super::plan::{Documents, Found, FoundLayer, Planner};

const NAME: &str = "manifest.json";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    #[serde(default)]
    config: String,
    #[serde(default)]
    repo_tags: Option<Vec<String>>,
    #[serde(default)]
    layers: Option<Vec<String>>,
}

/// Adds the images; `false` where there is no such document.
pub(super) fn read(planner: &mut Planner<'_>) -> Result<bool, (&'static str, &'static str)> {
    if planner.store.resolve(NAME).is_none() {
        return Ok(false);
    }
    let Some(text) = planner.document(NAME) else {
        return Err((NAME, "cannot be read"));
    };
    let Ok(entries) = serde_json::from_slice::<Vec<Entry>>(&text) else {
        return Err((NAME, "is not a list of images"));
    };
    for entry in entries {
        let layers = entry.layers.unwrap_or_default();
        planner.add(Found {
            names: entry.repo_tags.unwrap_or_default(),
            documents: Documents {
                manifest: None,
                configs: vec![entry.config],
            },
            layers: layers.into_iter().map(layer).collect(),
            ..Found::default()
        });
    }
    Ok(true)
}

fn layer(name: String) -> FoundLayer {
    FoundLayer {
        name,
        ..FoundLayer::default()
    }
}
