//! `index.json` of an OCI image layout: indexes, manifests, descriptors.
//!
//! Form: OCI image specification, "Image Layout", "Image Index", "Image Manifest", "Descriptors",
//! and "Annotations"; containerd's annotation for full names.

use std::collections::HashMap;

use serde::Deserialize;

use super::plan::{Documents, Found, FoundLayer, Planner};
use crate::{
    image::{Unread, digest::Digest},
    unfold::Limit,
};

const NAME: &str = "index.json";
/// How deep indexes are nested at most.
const DEPTH: usize = 8;
/// Annotations that hold a name, the fullest first.
const NAMES: [&str; 2] = [
    "io.containerd.image.name",
    "org.opencontainers.image.ref.name",
];

/// An index or a manifest: which one is told by what it has.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Document {
    manifests: Option<Vec<Descriptor>>,
    config: Option<Descriptor>,
    layers: Option<Vec<Descriptor>>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Descriptor {
    media_type: Option<String>,
    digest: String,
    urls: Option<Vec<String>>,
    annotations: Option<HashMap<String, String>>,
    platform: Option<Platform>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Platform {
    os: String,
    architecture: String,
    variant: String,
}

/// Adds the images; `false` where there is no such document.
pub(super) fn read(planner: &mut Planner<'_>) -> Result<bool, (&'static str, &'static str)> {
    if planner.store.resolve(NAME).is_none() {
        return Ok(false);
    }
    let Some(text) = planner.document(NAME) else {
        return Err((NAME, "cannot be read"));
    };
    let Ok(Document {
        manifests: Some(manifests),
        ..
    }) = serde_json::from_slice(&text)
    else {
        return Err((NAME, "is not a list of manifests"));
    };
    index(planner, manifests, &[], 0);
    Ok(true)
}

fn index(planner: &mut Planner<'_>, manifests: Vec<Descriptor>, names: &[String], depth: usize) {
    let is_there = |descriptor: &Descriptor| {
        Digest::parse(&descriptor.digest)
            .is_some_and(|digest| planner.store.resolve(&digest.blob()).is_some())
    };
    let (present, absent): (Vec<_>, Vec<_>) = manifests.into_iter().partition(is_there);
    for descriptor in absent {
        // Exporters of one platform leave the index as it is and the others out.
        match descriptor.platform {
            Some(platform) if depth > 0 && !present.is_empty() => {
                planner.plan.outline.left_out.push(platform.to_string());
            }
            _ => planner.problem(&descriptor.digest, Unread::Absent),
        }
    }
    for descriptor in present {
        manifest(planner, descriptor, names, depth);
    }
}

fn manifest(planner: &mut Planner<'_>, descriptor: Descriptor, names: &[String], depth: usize) {
    let own = names_of(&descriptor);
    let names = if own.is_empty() { names } else { &own };
    let Some(digest) = Digest::parse(&descriptor.digest) else {
        return;
    };
    let name = digest.blob();
    let is_new = planner.visited.insert(name.clone());
    if depth > DEPTH || planner.visited.len() > planner.limits.images {
        planner.problem(&name, Limit::Depth.into());
        return;
    }
    let Some(text) = planner.document(&name) else {
        return;
    };
    match serde_json::from_slice(&text).unwrap_or_default() {
        // An index again: what it lists has the names that were given to it.
        Document {
            manifests: Some(manifests),
            ..
        } if is_new => index(planner, manifests, names, depth + 1),
        Document {
            manifests: Some(_), ..
        } => {}
        Document {
            config: Some(config),
            layers,
            ..
        } => planner.add(Found {
            names: names.to_vec(),
            platform: descriptor.platform.map(|platform| platform.to_string()),
            digest: Some(digest.to_string()),
            documents: Documents {
                manifest: Some(name),
                configs: blob(&config).into_iter().collect(),
            },
            layers: layers.unwrap_or_default().into_iter().map(layer).collect(),
        }),
        Document { .. } => planner.problem(&name, Limit::Damaged.into()),
    }
}

fn names_of(descriptor: &Descriptor) -> Vec<String> {
    let annotations = descriptor.annotations.iter().flatten();
    let mut names: Vec<_> = annotations
        .filter_map(|(key, value)| {
            let rank = NAMES.iter().position(|name| name == key)?;
            Some((rank, value.clone()))
        })
        .collect();
    names.sort();
    names.into_iter().take(1).map(|(_, name)| name).collect()
}

fn layer(descriptor: Descriptor) -> FoundLayer {
    let has_urls = descriptor
        .urls
        .as_ref()
        .is_some_and(|urls| !urls.is_empty());
    let is_marked = descriptor.media_type.as_ref().is_some_and(|media_type| {
        media_type.contains("foreign") || media_type.contains("nondistributable")
    });
    FoundLayer {
        name: blob(&descriptor).unwrap_or_else(|| descriptor.digest.clone()),
        digest: Digest::parse(&descriptor.digest),
        is_foreign: has_urls || is_marked,
        media_type: descriptor.media_type,
        created_by: None,
    }
}

fn blob(descriptor: &Descriptor) -> Option<String> {
    Some(Digest::parse(&descriptor.digest)?.blob())
}

impl std::fmt::Display for Platform {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}/{}", self.os, self.architecture)?;
        if self.variant.is_empty() {
            return Ok(());
        }
        write!(formatter, "/{}", self.variant)
    }
}
