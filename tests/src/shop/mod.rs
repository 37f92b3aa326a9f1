//! The shop: one small cluster for the demo, the README and the scenario tests.
//!
//! Its manifests are embedded, so the demo needs no checkout; [`write_to`] lays them out as files,
//! with made-up credentials in place of examples, and the control plane's `load_manifests` puts the
//! same text into a real API server.

mod image;
mod keys;

use std::{io, path::Path};

pub use image::{IMAGE_ARCHIVE, write_image};

macro_rules! manifests {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../fixtures/shop/", $name)))),*]
    };
}

/// File name and text of every manifest; namespaces come first.
pub const MANIFESTS: &[(&str, &str)] = manifests![
    "namespaces.yaml",
    "aws-auth.yaml",
    "rbac.yaml",
    "frontend.yaml",
    "api.yaml",
    "payment-service.yaml",
    "helm-release.yaml",
    "staging.yaml",
    "monitoring.yaml",
];

/// Writes the manifests into a folder that exists.
///
/// # Errors
///
/// When a file cannot be written.
pub fn write_to(folder: &Path) -> io::Result<()> {
    for (name, text) in MANIFESTS {
        std::fs::write(folder.join(name), keys::with_credentials(text))?;
    }
    Ok(())
}

/// All manifests as one multi-document text.
#[must_use]
pub fn text() -> String {
    MANIFESTS
        .iter()
        .map(|(_, text)| keys::with_credentials(text))
        .collect::<Vec<_>>()
        .join("\n---\n")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::MANIFESTS;

    #[test]
    fn every_manifest_of_the_folder_is_embedded() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/shop");
        let on_disk: BTreeSet<String> = std::fs::read_dir(folder)
            .expect("the fixtures are part of the package")
            .map(|entry| {
                entry
                    .expect("readable")
                    .file_name()
                    .into_string()
                    .expect("UTF-8")
            })
            .collect();
        let embedded: BTreeSet<String> = MANIFESTS
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .collect();
        assert_eq!(embedded, on_disk);
    }
}
