//! Config maps: each key is a file, named by the key.

use super::{helm::is_tiller, path::Path, secret::decode, walk::Walk};
use crate::{tree::Tree, unfold::Step};

impl Walk<'_> {
    /// Shows a config map.
    pub(super) fn config_map<'t>(&mut self, path: &mut Path<'_, 't>, tree: &'t Tree<'t>) {
        let name = name_of(tree);
        let is_tiller = is_tiller(tree);
        for (key, value) in tree.entries() {
            match key.as_ref() {
                "apiVersion" | "kind" => {}
                "data" if is_tiller => path.field(key, |path| self.tiller(path, value)),
                "data" => path.field(key, |path| self.files(path, name, value)),
                "binaryData" => path.field(key, |path| self.blobs(path, name, value)),
                _ => self.field(path, key, value),
            }
        }
    }

    /// Shows texts by their key, which is the name of a file or of a setting.
    pub(super) fn files<'t>(&mut self, path: &mut Path<'_, 't>, name: &'t str, data: &'t Tree<'t>) {
        if !matches!(data, Tree::Map(_)) {
            return self.tree(path, data);
        }
        for (key, value) in data.entries() {
            self.name(path, key);
            path.renamed(vec![name, key], |path| {
                path.step(Step::Key(key.as_ref().to_owned()), |path| {
                    self.tree(path, value);
                });
            });
        }
    }

    /// Shows what is kept as base64; what is none is shown as it is.
    pub(super) fn blobs<'t>(&mut self, path: &mut Path<'_, 't>, name: &'t str, data: &'t Tree<'t>) {
        if !matches!(data, Tree::Map(_)) {
            return self.tree(path, data);
        }
        for (key, value) in data.entries() {
            self.name(path, key);
            path.renamed(vec![name, key], |path| {
                path.step(Step::Key(key.as_ref().to_owned()), |path| {
                    match value.text().and_then(decode) {
                        Some(bytes) => path.step(Step::Decoded("base64"), |path| {
                            self.open(path, &bytes);
                        }),
                        None => self.tree(path, value),
                    }
                });
            });
        }
    }
}

/// The name of an object, which says what its data is for.
pub(super) fn name_of<'t>(tree: &'t Tree<'t>) -> &'t str {
    tree.get("metadata")
        .and_then(|metadata| metadata.get("name"))
        .and_then(Tree::text)
        .unwrap_or_default()
}
