//! A release of Helm 3: values, chart, manifests and notes.
//!
//! Helm keeps it as JSON, compressed with gzip, as base64, in the data of a Secret or of a config
//! map; it is recognised by its shape once that is undone. All revisions are kept, so that a value
//! that was changed long ago is still there.
//! Source: "Advanced Helm techniques: storage backends", and the fields of `release.Release` and
//! `chart.Chart` in Helm's API reference.

use super::super::{path::Path, secret::decode, walk::Walk};
use crate::{tree::Tree, unfold::Step};

/// Whether a document is a release.
pub(in super::super) fn is_release(tree: &Tree<'_>) -> bool {
    let has = |key: &str| tree.get(key).is_some();
    has("name") && has("chart") && has("info") && (has("manifest") || has("config"))
}

impl Walk<'_> {
    /// Shows a release.
    pub(in super::super) fn release<'t>(&mut self, path: &mut Path<'_, 't>, release: &'t Tree<'t>) {
        let name = release.get("name").and_then(Tree::text).unwrap_or_default();
        let revision = match release.get("version") {
            Some(Tree::Scalar(version) | Tree::Text(version)) => version.as_ref(),
            _ => "unknown",
        };
        let step = Step::Member(format!("release {name} revision {revision}"));
        path.renamed(vec![name], |path| {
            path.step(step, |path| {
                self.scoped(path, |walk, path| walk.parts(path, release));
            });
        });
    }

    fn parts<'t>(&mut self, path: &mut Path<'_, 't>, release: &'t Tree<'t>) {
        for (key, value) in release.entries() {
            match key.as_ref() {
                "name" | "version" | "namespace" | "labels" => {}
                "config" => path.unnamed_field(key, |path| self.tree(path, value)),
                "chart" => path.unnamed_field(key, |path| self.chart(path, value)),
                "hooks" => path.field(key, |path| self.hooks(path, value)),
                _ => self.field(path, key, value),
            }
        }
    }

    fn hooks<'t>(&mut self, path: &mut Path<'_, 't>, hooks: &'t Tree<'t>) {
        for (index, hook) in hooks.elements().iter().enumerate() {
            path.element(index, |path| {
                for (key, value) in hook.entries() {
                    if key != "name" && key != "path" {
                        self.field(path, key, value);
                    }
                }
            });
        }
    }

    fn chart<'t>(&mut self, path: &mut Path<'_, 't>, chart: &'t Tree<'t>) {
        for (key, value) in chart.entries() {
            match key.as_ref() {
                "lock" => {}
                "values" => path.unnamed_field(key, |path| self.tree(path, value)),
                "templates" | "files" | "raw" => {
                    path.field(key, |path| self.chart_files(path, value));
                }
                "schema" => path.field(key, |path| self.chart_file(path, value)),
                "dependencies" => path.field(key, |path| {
                    for (index, chart) in value.elements().iter().enumerate() {
                        path.element(index, |path| self.chart(path, chart));
                    }
                }),
                _ => self.field(path, key, value),
            }
        }
    }

    fn chart_files<'t>(&mut self, path: &mut Path<'_, 't>, files: &'t Tree<'t>) {
        for file in files.elements() {
            let name = file.get("name").and_then(Tree::text).unwrap_or_default();
            let Some(data) = file.get("data") else {
                continue;
            };
            path.named(name, |path| {
                let step = Step::Member(name.to_owned());
                path.step(step, |path| self.chart_file(path, data));
            });
        }
    }

    /// Shows a file, which JSON has as base64.
    fn chart_file<'t>(&mut self, path: &mut Path<'_, 't>, data: &'t Tree<'t>) {
        match data.text().and_then(decode) {
            Some(bytes) => self.open(path, &bytes),
            None => self.tree(path, data),
        }
    }
}
