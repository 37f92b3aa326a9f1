//! What an archive holds: images, layers, and which layer hides what.

use std::collections::BTreeMap;

use super::{BuildStep, hidden::Hidden};

/// Position of an image in its [`ImageOutline`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImageIndex(pub usize);

/// Position of a layer in its [`ImageOutline`]; a layer that several images use has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LayerIndex(pub usize);

/// One image, for one platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Which one.
    pub index: ImageIndex,
    /// Its names, such as `docker.io/library/app:1.2`; none where the archive does not tell.
    pub names: Vec<String>,
    /// Such as `linux/arm64/v8`.
    pub platform: Option<String>,
    /// Digest of its manifest.
    pub digest: Option<String>,
    /// Its layers, the base first.
    pub layers: Vec<LayerUse>,
}

/// A layer in an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerUse {
    /// The layer.
    pub layer: LayerIndex,
    /// The build step that made it, by its position in the history.
    pub history: Option<usize>,
    /// What the history says of that step.
    pub created_by: Option<BuildStep>,
}

/// One layer, however many images use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// Which one.
    pub index: LayerIndex,
    /// Digest of the blob, such as `sha256:…`.
    pub digest: Option<String>,
    /// Digest of the layer when it is not compressed.
    pub diff_id: Option<String>,
    /// What the manifest says it is; the bytes are asked nevertheless.
    pub media_type: Option<String>,
    /// Its path in the archive.
    pub name: String,
    /// What the history of the first image that uses it says of the build step.
    pub created_by: Option<BuildStep>,
}

/// What an archive holds.
#[derive(Debug, Default)]
pub struct ImageOutline {
    /// The images, in the order of the archive's manifest.
    pub images: Vec<Image>,
    /// The layers, each once, in the order in which the images use them.
    pub layers: Vec<Layer>,
    /// Platforms that an index lists and the archive leaves out, as exporters of one platform do.
    pub left_out: Vec<String>,
    pub(super) hidden: Hidden,
}

impl ImageOutline {
    /// The layer of this image that hides a path of one of its layers: by a whiteout, or by
    /// something else in its place. `None` where the path is in the final file system.
    ///
    /// Answers for paths with findings only: no others are remembered.
    #[must_use]
    pub fn hidden_by(&self, image: ImageIndex, layer: LayerIndex, path: &str) -> Option<&LayerUse> {
        let layers = &self.images.get(image.0)?.layers;
        let place = layers.iter().rposition(|used| used.layer == layer)?;
        let node = self.hidden.node(path)?;
        layers
            .iter()
            .skip(place + 1)
            .find(|later| self.hidden.hides(later.layer, node))
    }

    /// The images that use a layer.
    pub fn users(&self, layer: LayerIndex) -> impl Iterator<Item = &Image> {
        self.images
            .iter()
            .filter(move |image| image.layers.iter().any(|used| used.layer == layer))
    }

    /// Per layer, the layers that lie above it in some image.
    pub(super) fn above(&self) -> BTreeMap<LayerIndex, Vec<LayerIndex>> {
        let mut above: BTreeMap<LayerIndex, Vec<LayerIndex>> = BTreeMap::new();
        for image in &self.images {
            for (place, used) in image.layers.iter().enumerate() {
                let later = image.layers.iter().skip(place + 1).map(|later| later.layer);
                above.entry(used.layer).or_default().extend(later);
            }
        }
        for later in above.values_mut() {
            later.sort_unstable();
            later.dedup();
        }
        above
    }
}
