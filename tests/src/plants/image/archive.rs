//! Writes an image as `docker save` does and as an OCI image layout, in a tar archive or a folder
//! (Docker image specification v1.2; OCI image-spec: layout, manifest, layer).

use std::fs;
use std::path::Path;

use ring::digest::{SHA256, digest};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use serde_json::{Value, json};

use crate::Error;
use crate::plants::encode::{gzip, hex, tar};
use crate::plants::files::write;

/// An image that is to be written.
pub struct Image {
    /// Its name, with its tag.
    pub name: &'static str,
    /// What is under `config` in the image's configuration.
    pub config: Value,
    /// What is under `history`, beside one entry a layer.
    pub history: Vec<Value>,
    /// The layers, the lowest first.
    pub layers: Vec<Layer>,
}

/// One layer.
pub struct Layer {
    /// The step that made it.
    pub created_by: String,
    /// Paths and contents, in order.
    pub members: Vec<(String, Vec<u8>)>,
}

/// How an image lies on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// A tar archive as `docker save` writes it.
    DockerTar,
    /// The same, unpacked.
    DockerFolder,
    /// An OCI image layout in a tar archive.
    OciTar,
    /// An OCI image layout.
    OciFolder,
}

/// How layers are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    Plain,
    /// gzip.
    Gzip,
    /// Zstandard.
    Zstd,
}

impl Image {
    /// Writes it to a path.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn write(&self, container: Container, packing: Packing, path: &Path) -> Result<(), Error> {
        let files = match container {
            Container::DockerTar | Container::DockerFolder => self.docker(packing),
            Container::OciTar | Container::OciFolder => self.oci(packing),
        };
        if matches!(container, Container::DockerFolder | Container::OciFolder) {
            return files
                .iter()
                .try_for_each(|(name, content)| write(&path.join(name), content));
        }
        let members: Vec<(&str, &[u8])> = files
            .iter()
            .map(|(name, content)| (name.as_str(), content.as_slice()))
            .collect();
        fs::write(path, tar(&members)).map_err(Error::io(format!("write {}", path.display())))
    }

    fn docker(&self, packing: Packing) -> Vec<(String, Vec<u8>)> {
        let (config, layers) = self.blobs(packing);
        let mut files = Vec::new();
        let mut names = Vec::new();
        for layer in layers {
            let name = format!("{}/layer.tar", sha256(&layer));
            names.push(name.clone());
            files.push((name, layer));
        }
        let config_name = format!("{}.json", sha256(&config));
        let manifest = json!([{"Config": config_name, "RepoTags": [self.name], "Layers": names}]);
        files.push((config_name, config));
        files.push(("manifest.json".to_owned(), text(&manifest)));
        files
    }

    fn oci(&self, packing: Packing) -> Vec<(String, Vec<u8>)> {
        let (config, layers) = self.blobs(packing);
        let kind = match packing {
            Packing::Plain => "application/vnd.oci.image.layer.v1.tar",
            Packing::Gzip => "application/vnd.oci.image.layer.v1.tar+gzip",
            Packing::Zstd => "application/vnd.oci.image.layer.v1.tar+zstd",
        };
        let manifest = text(&json!({
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": descriptor("application/vnd.oci.image.config.v1+json", &config),
            "layers": layers.iter().map(|layer| descriptor(kind, layer)).collect::<Vec<_>>(),
        }));
        let index = text(&json!({
            "schemaVersion": 2,
            "manifests": [descriptor("application/vnd.oci.image.manifest.v1+json", &manifest)],
        }));
        let layout = text(&json!({"imageLayoutVersion": "1.0.0"}));
        let mut files = vec![
            ("oci-layout".to_owned(), layout),
            ("index.json".to_owned(), index),
        ];
        for blob in layers.into_iter().chain([config, manifest]) {
            files.push((format!("blobs/sha256/{}", sha256(&blob)), blob));
        }
        files
    }

    /// The configuration, and the layers as they are stored.
    fn blobs(&self, packing: Packing) -> (Vec<u8>, Vec<Vec<u8>>) {
        let plain: Vec<Vec<u8>> = self.layers.iter().map(Layer::tar).collect();
        let identifiers = plain
            .iter()
            .map(|layer| format!("sha256:{}", sha256(layer)));
        let steps = self.layers.iter().map(
            |layer| json!({"created": "2025-03-01T10:00:00Z", "created_by": layer.created_by}),
        );
        let history: Vec<Value> = self.history.iter().cloned().chain(steps).collect();
        let config = text(&json!({
            "architecture": "amd64", "os": "linux", "created": "2025-03-01T10:00:00Z",
            "config": self.config,
            "rootfs": {"type": "layers", "diff_ids": identifiers.collect::<Vec<_>>()},
            "history": history,
        }));
        let packed = plain.into_iter().map(|layer| match packing {
            Packing::Plain => layer,
            Packing::Gzip => gzip(layer),
            Packing::Zstd => compress_to_vec(layer.as_slice(), CompressionLevel::Fastest),
        });
        (config, packed.collect())
    }
}

impl Layer {
    fn tar(&self) -> Vec<u8> {
        let members = self.members.iter();
        let members: Vec<(&str, &[u8])> = members
            .map(|(path, content)| (path.as_str(), content.as_slice()))
            .collect();
        tar(&members)
    }
}

fn descriptor(kind: &str, blob: &[u8]) -> Value {
    json!({"mediaType": kind, "digest": format!("sha256:{}", sha256(blob)), "size": blob.len()})
}

fn sha256(content: &[u8]) -> String {
    hex(digest(&SHA256, content))
}

fn text(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}
