//! Spreads members over layers, so that later ones hide what lies in earlier ones.

use serde_json::json;

use super::Fate;
use super::archive::{Image, Layer};
use super::binary;
use crate::Error;
use crate::plants::traps;
use crate::random::Random;

/// The layers of an image that is being made.
#[derive(Default)]
pub(super) struct Layers {
    base: Vec<(String, Vec<u8>)>,
    added: Vec<(String, Vec<u8>)>,
    hiding: Vec<(String, Vec<u8>)>,
}

impl Layers {
    /// Adds a member to the middle layer, and to the last one what hides it.
    pub(super) fn add(&mut self, fate: Fate, path: &str, content: Vec<u8>) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let hiding = match fate {
            Fate::Stays => None,
            Fate::Deleted => Some((format!("{folder}/.wh.{name}"), Vec::new())),
            Fate::Overwritten => Some((path.to_owned(), b"nothing to see\n".to_vec())),
            Fate::Hidden => Some((format!("{folder}/.wh..wh..opq"), Vec::new())),
            Fate::FolderDeleted => {
                let (above, last) = folder.rsplit_once('/').unwrap_or(("", folder));
                let slash = if above.is_empty() { "" } else { "/" };
                Some((format!("{above}{slash}.wh.{last}"), Vec::new()))
            }
        };
        self.hiding.extend(hiding);
        self.added.push((path.to_owned(), content));
    }

    /// Adds what a scanner must be quiet about.
    pub(super) fn add_traps(&mut self, seed: u64) -> Result<(), Error> {
        for (path, text) in traps::files(seed)? {
            self.base
                .push((format!("srv/traps/{path}"), text.into_bytes()));
        }
        self.base.extend(binary::traps(&mut Random::new(seed)));
        Ok(())
    }

    pub(super) fn into_image(self) -> Image {
        let layer = |created_by: &str, members| Layer {
            created_by: created_by.to_owned(),
            members,
        };
        Image {
            name: "shop/orders:1.4.2",
            config: json!({
                "Env": ["PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8"],
                "Cmd": ["/bin/orders"],
            }),
            history: vec![json!({"created_by": "ARG VERSION=1.4.2", "empty_layer": true})],
            layers: vec![
                layer("ADD rootfs.tar.xz / # buildkit", self.base),
                layer("COPY . /app # buildkit", self.added),
                layer("RUN /bin/sh -c rm -rf /app/secrets # buildkit", self.hiding),
            ],
        }
    }
}
