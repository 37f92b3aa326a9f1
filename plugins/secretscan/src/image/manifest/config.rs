//! What a configuration says about layers: digests, history, platform.
//!
//! Form: OCI image specification, "Image Configuration"; Docker's has the same fields.

use serde::Deserialize;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Config {
    os: String,
    architecture: String,
    variant: String,
    rootfs: RootFs,
    history: Vec<Step>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RootFs {
    diff_ids: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Step {
    created_by: String,
    empty_layer: bool,
}

impl Config {
    /// Reads what can be read: artefacts have configurations of other forms.
    pub(super) fn parse(text: &[u8]) -> Self {
        serde_json::from_slice(text).unwrap_or_default()
    }

    /// Such as `linux/arm64/v8`.
    pub(super) fn platform(&self) -> Option<String> {
        if self.os.is_empty() || self.architecture.is_empty() {
            return None;
        }
        let mut platform = format!("{}/{}", self.os, self.architecture);
        if !self.variant.is_empty() {
            platform.push('/');
            platform.push_str(&self.variant);
        }
        Some(platform)
    }

    /// The digest of the layer at this place when it is not compressed.
    pub(super) fn diff_id(&self, place: usize) -> Option<&str> {
        self.rootfs.diff_ids.get(place).map(String::as_str)
    }

    /// Per layer, the history entry that made it and what it says.
    pub(super) fn steps(&self) -> impl Iterator<Item = (usize, &str)> {
        self.history
            .iter()
            .enumerate()
            .filter(|(_, step)| !step.empty_layer)
            .map(|(position, step)| (position, step.created_by.as_str()))
    }
}
