//! Images with the bytes of the corpus in four layers.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::Error;
use crate::plants::{Container, Image, Layer, Packing};

/// How many layers an image has.
pub(super) const LAYERS: usize = 4;

/// An OCI layout in a folder, made where it is not there yet.
pub(super) fn prepare(material: &Path, corpus: &Path, packing: Packing) -> Result<PathBuf, Error> {
    let bytes = corpus
        .parent()
        .and_then(Path::file_name)
        .unwrap_or_default();
    let name = format!("image-{}-{packing:?}", bytes.to_string_lossy());
    let path = material.join(name.to_ascii_lowercase());
    if path.join("complete").is_file() {
        return Ok(path);
    }
    let layers = layers(corpus)?;
    let image = Image {
        name: "shop/orders:1.4.2",
        config: json!({"Cmd": ["/bin/orders"]}),
        history: Vec::new(),
        layers,
    };
    image.write(Container::OciFolder, packing, &path)?;
    fs::write(path.join("complete"), "").map_err(Error::io("write into the image"))?;
    Ok(path)
}

fn layers(corpus: &Path) -> Result<Vec<Layer>, Error> {
    let mut layers: Vec<Layer> = (0..LAYERS)
        .map(|number| Layer {
            created_by: format!("COPY part-{number} /src # buildkit"),
            members: Vec::new(),
        })
        .collect();
    let mut folders: Vec<PathBuf> = listing(corpus)?;
    folders.sort();
    for (number, folder) in folders.iter().enumerate() {
        let mut files = listing(folder)?;
        files.sort();
        for file in files {
            let content = fs::read(&file).map_err(Error::io("read the corpus"))?;
            let path = file.strip_prefix(corpus).unwrap_or(&file);
            let path = format!("src/{}", path.to_string_lossy());
            layers[number % LAYERS].members.push((path, content));
        }
    }
    Ok(layers)
}

fn listing(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = fs::read_dir(folder).map_err(Error::io("list the corpus"))?;
    Ok(entries.flatten().map(|entry| entry.path()).collect())
}
