//! Everything that an archive's documents say, before any layer is read.

use std::collections::{HashMap, HashSet};

use super::{config::Config, docker, legacy, oci};
use crate::{
    image::{
        BuildStep, Image, ImageError, ImageIndex, ImageOutline, ImageSource, Layer, LayerIndex,
        LayerUse, Limits, Unread, digest::Digest, store::Store,
    },
    unfold::Limit,
};

/// Images and layers, and where their bytes lie.
#[derive(Default)]
pub(in crate::image) struct Plan {
    pub(in crate::image) outline: ImageOutline,
    /// Per layer, its bytes; or why there are none.
    pub(in crate::image) blobs: Vec<Result<Blob, Unread>>,
    /// Per image, the documents to show: manifest, then configurations.
    pub(in crate::image) documents: Vec<Documents>,
    pub(in crate::image) problems: Vec<Problem>,
}

/// Where a layer's bytes lie and what is promised about them.
pub(in crate::image) struct Blob {
    /// Resolved name in the archive.
    pub(in crate::image) name: String,
    /// Digest of the bytes as they lie there.
    pub(in crate::image) digest: Option<Digest>,
    /// Digest of the bytes, if they are not compressed.
    pub(in crate::image) diff_id: Option<Digest>,
}

/// Documents of an image, by their names in the archive.
#[derive(Default)]
pub(in crate::image) struct Documents {
    pub(in crate::image) manifest: Option<String>,
    pub(in crate::image) configs: Vec<String>,
}

/// A document that could not be read.
pub(in crate::image) struct Problem {
    /// Its name in the archive.
    pub(in crate::image) document: String,
    pub(in crate::image) why: Unread,
}

/// An image as a manifest describes it.
#[derive(Default)]
pub(super) struct Found {
    pub(super) names: Vec<String>,
    pub(super) platform: Option<String>,
    pub(super) digest: Option<String>,
    pub(super) documents: Documents,
    pub(super) layers: Vec<FoundLayer>,
}

/// A layer as a manifest describes it.
#[derive(Default)]
pub(super) struct FoundLayer {
    pub(super) name: String,
    pub(super) digest: Option<Digest>,
    pub(super) media_type: Option<String>,
    pub(super) is_foreign: bool,
    /// Where no configuration tells it.
    pub(super) created_by: Option<String>,
}

/// Collects images.
pub(super) struct Planner<'p> {
    pub(super) store: &'p Store,
    pub(super) limits: &'p Limits,
    pub(super) plan: Plan,
    layers: HashMap<String, LayerIndex>,
    configs: HashMap<String, ImageIndex>,
    pub(super) visited: HashSet<String>,
}

impl Plan {
    /// Reads all documents.
    pub(in crate::image) fn read(
        source: &ImageSource,
        store: &Store,
        limits: &Limits,
    ) -> Result<Self, ImageError> {
        let mut planner = Planner {
            store,
            limits,
            plan: Self::default(),
            layers: HashMap::new(),
            configs: HashMap::new(),
            visited: HashSet::new(),
        };
        let path = || source.path().to_owned();
        let malformed = |(document, problem)| ImageError::Manifest {
            path: path(),
            document,
            problem,
        };
        let mut found = oci::read(&mut planner).map_err(malformed)?;
        found |= docker::read(&mut planner).map_err(malformed)?;
        if !found {
            found = legacy::read(&mut planner).map_err(malformed)?;
        }
        if !found {
            return Err(ImageError::NoManifest { path: path() });
        }
        Ok(planner.plan)
    }
}

impl Planner<'_> {
    /// A document, its digest checked where its name is one.
    pub(super) fn document(&mut self, name: &str) -> Option<Vec<u8>> {
        match self.store.document(name, self.limits.document) {
            Ok(text) => {
                let digest = Digest::of_blob(name);
                if digest.is_some_and(|digest| !digest.matches(&text)) {
                    self.problem(name, Unread::Digest);
                }
                Some(text)
            }
            Err(why) => {
                self.problem(name, why);
                None
            }
        }
    }

    pub(super) fn problem(&mut self, document: &str, why: Unread) {
        self.plan.problems.push(Problem {
            document: document.to_owned(),
            why,
        });
    }

    /// Adds an image; one whose configuration is known already only lends its names.
    pub(super) fn add(&mut self, found: Found) {
        let resolved = found
            .documents
            .configs
            .first()
            .and_then(|name| self.store.resolve(name));
        if let Some(known) = resolved.as_ref().and_then(|name| self.configs.get(name)) {
            if let Some(image) = self.plan.outline.images.get_mut(known.0) {
                for name in found.names {
                    if !image.names.contains(&name) {
                        image.names.push(name);
                    }
                }
            }
            return;
        }
        if self.plan.outline.images.len() >= self.limits.images {
            self.problem("manifest", Limit::Members.into());
            return;
        }
        let config = self.config(&found.documents.configs);
        let index = ImageIndex(self.plan.outline.images.len());
        if let Some(name) = resolved {
            self.configs.insert(name, index);
        }
        let layers = self.layers(&found.layers, &config);
        self.plan.outline.images.push(Image {
            index,
            names: found.names,
            platform: found.platform.or_else(|| config.platform()),
            digest: found.digest,
            layers,
        });
        self.plan.documents.push(found.documents);
    }

    fn config(&mut self, names: &[String]) -> Config {
        match names {
            [name] => match self.document(name) {
                Some(text) => Config::parse(&text),
                None => Config::default(),
            },
            // The oldest form has one for each layer, and no history in it.
            _ => Config::default(),
        }
    }

    fn layers(&mut self, found: &[FoundLayer], config: &Config) -> Vec<LayerUse> {
        let mut steps = config.steps();
        let mut layers = Vec::new();
        for (place, layer) in found.iter().enumerate() {
            let (history, created_by) = match steps.next() {
                Some((position, text)) => (Some(position), Some(text.to_owned())),
                None => (None, layer.created_by.clone()),
            };
            let created_by = created_by
                .filter(|text| !text.is_empty())
                .map(BuildStep::new);
            let diff_id = config.diff_id(place);
            let Some(index) = self.layer(layer, diff_id, created_by.as_ref()) else {
                self.problem("manifest", Limit::Members.into());
                break;
            };
            layers.push(LayerUse {
                layer: index,
                history,
                created_by,
            });
        }
        layers
    }

    /// The layer, known already or new; `None` when there are too many.
    fn layer(
        &mut self,
        found: &FoundLayer,
        diff_id: Option<&str>,
        created_by: Option<&BuildStep>,
    ) -> Option<LayerIndex> {
        let resolved = self.store.resolve(&found.name);
        let key = resolved.as_ref().unwrap_or(&found.name).clone();
        if let Some(&known) = self.layers.get(&key) {
            return Some(known);
        }
        let index = LayerIndex(self.plan.outline.layers.len());
        if index.0 >= self.limits.layers {
            return None;
        }
        let digest = found
            .digest
            .clone()
            .or_else(|| Digest::of_blob(resolved.as_deref()?));
        self.plan.outline.layers.push(Layer {
            index,
            digest: digest.as_ref().map(ToString::to_string),
            diff_id: diff_id.map(str::to_owned),
            media_type: found.media_type.clone(),
            name: found.name.clone(),
            created_by: created_by.cloned(),
        });
        let is_encrypted = found
            .media_type
            .as_ref()
            .is_some_and(|media_type| media_type.contains("+encrypted"));
        self.plan.blobs.push(match resolved {
            _ if is_encrypted => Err(Limit::Encrypted.into()),
            None if found.is_foreign => Err(Unread::Foreign),
            None => Err(Unread::Absent),
            Some(name) => Ok(Blob {
                name,
                digest,
                diff_id: diff_id.and_then(Digest::parse),
            }),
        });
        self.layers.insert(key, index);
        Some(index)
    }
}
