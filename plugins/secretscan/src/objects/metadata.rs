//! Labels and annotations of objects and of pod templates.
//!
//! Tools keep whole copies of an object in its annotations: what was applied last, the state before
//! a change. A copy is walked as the object itself, but is a leak whatever its kind: who may read
//! the object's metadata has it, and nobody rotates it.
//! Sources: "Declarative management of Kubernetes objects" (last-applied-configuration), the
//! documentation of Rancher's apply, of the Banzai Cloud object matcher, of kopf and of kapp.

use super::{
    Kept,
    path::Path,
    quiet::is_hash,
    walk::{Setting, Walk, type_of},
};
use crate::{
    tree::Tree,
    unfold::{Step, Visitor as _},
};

/// Labels are ids; what is longer than most ids may be something else. A UUID has 36 characters,
/// but so has many a token.
const LONG_LABEL: usize = 16;

/// Annotations that name a Secret: nginx and Traefik ingresses among others.
const NAMES_OF_SECRETS: [&str; 3] = ["secret", "secret-name", "secrets"];

impl Walk<'_> {
    /// Shows the metadata of an object or of a pod template.
    pub(super) fn metadata<'t>(&mut self, path: &mut Path<'_, 't>, metadata: &'t Tree<'t>) {
        for (key, value) in metadata.entries() {
            match key.as_ref() {
                "annotations" => path.field(key, |path| self.annotations(path, value)),
                "labels" => path.field(key, |path| self.labels(path, value)),
                "name" | "namespace" | "generateName" | "ownerReferences" | "finalizers" => {}
                _ => self.field(path, key, value),
            }
        }
    }

    fn labels<'t>(&mut self, path: &mut Path<'_, 't>, labels: &'t Tree<'t>) {
        if !matches!(labels, Tree::Map(_)) {
            return self.tree(path, labels);
        }
        for (name, value) in labels.entries() {
            if let Tree::Text(text) = value
                && text.len() >= LONG_LABEL
                && !is_hash(name, text)
            {
                self.leaking(|walk| path.field(name, |path| walk.open(path, text.as_bytes())));
            }
        }
    }

    fn annotations<'t>(&mut self, path: &mut Path<'_, 't>, annotations: &'t Tree<'t>) {
        if !matches!(annotations, Tree::Map(_)) {
            return self.tree(path, annotations);
        }
        for (name, value) in annotations.entries() {
            match value {
                Tree::Text(text) if !is_hash(name, text) => {
                    self.leaking(|walk| {
                        let keys = vec![name.as_ref()];
                        let step = Step::Key(name.as_ref().to_owned());
                        path.renamed(keys, |path| {
                            path.step(step, |path| walk.annotation(path, name, text));
                        });
                    });
                }
                Tree::Text(_) => {}
                // No API server has it, but a manifest may.
                value => self.field(path, name, value),
            }
        }
    }

    fn annotation(&mut self, path: &mut Path<'_, '_>, name: &str, text: &str) {
        if is_name_of_secret(name) {
            return path.nameless(|path| self.open(path, text.as_bytes()));
        }
        // The shortest way for what nearly every object has.
        if text.starts_with('{')
            && let Ok(tree) = Tree::from_json(text)
            && type_of(&tree).is_some()
        {
            return path.step(Step::Decoded("json"), |path| {
                self.document(path.at, &tree);
            });
        }
        self.open(path, text.as_bytes());
    }

    /// Works in the part of an object that never belongs to its secret data.
    fn leaking(&mut self, work: impl FnOnce(&mut Self)) {
        match self.setting {
            Setting::Original => self.keeping(Kept::Leak, Setting::Copy, work),
            Setting::Copy | Setting::Release => work(self),
        }
    }
}

fn is_name_of_secret(annotation: &str) -> bool {
    let name = annotation.rsplit('/').next().unwrap_or(annotation);
    NAMES_OF_SECRETS.iter().any(|suffix| {
        name.strip_suffix(suffix)
            .is_some_and(|before| before.is_empty() || before.ends_with(['-', '.']))
    })
}
