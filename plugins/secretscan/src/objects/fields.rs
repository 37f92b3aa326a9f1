//! Every map and list of an object, whatever its kind: recognises containers, pairs and references
//! by their shape, so that a custom resource is read as well as a pod.

use super::{
    command_line::Words,
    environment::Environment,
    pair::pair,
    path::Path,
    quiet::{is_filled_in, is_sops, is_telling, is_word},
    walk::{Walk, type_of},
};
use crate::{
    tree::Tree,
    unfold::{Limit, Step, Visitor as _},
};

/// Maps and lists in each other; documents that are deeper are no configuration.
const DEPTH: usize = 200;

impl Walk<'_> {
    /// Shows a document that says of what kind it is, be it an object or a list of them.
    pub(super) fn whole_object<'t>(&mut self, path: &mut Path<'_, 't>, tree: &'t Tree<'t>) {
        match (type_of(tree), tree.get("items")) {
            (Some((_, kind)), Some(items @ Tree::List(_))) if kind.ends_with("List") => {
                path.field("items", |path| {
                    for (index, item) in items.elements().iter().enumerate() {
                        path.element(index, |path| {
                            self.scoped(path, |walk, path| walk.whole_object(path, item));
                        });
                    }
                });
            }
            (type_meta, _) => self.object_of(path, tree, type_meta.unwrap_or_default()),
        }
    }

    /// Shows an object of a kind.
    pub(super) fn object_of<'t>(
        &mut self,
        path: &mut Path<'_, 't>,
        tree: &'t Tree<'t>,
        (api_version, kind): (&str, &str),
    ) {
        let sealed = match kind {
            "SealedSecret" => Some("encryptedData"),
            "Node" => Some("images"),
            _ => None,
        };
        let outer = std::mem::replace(&mut self.sealed, sealed);
        match (api_version, kind) {
            ("v1", "Secret") => self.secret(path, tree),
            ("v1", "ConfigMap") => self.config_map(path, tree),
            _ => {
                for (key, value) in tree.entries() {
                    if !is_type_meta(key) {
                        self.field(path, key, value);
                    }
                }
            }
        }
        self.sealed = outer;
    }

    /// Shows a field of what the path leads to.
    pub(super) fn field<'t>(&mut self, path: &mut Path<'_, 't>, key: &'t str, value: &'t Tree<'t>) {
        let is_passed_over = is_filled_in(key, value)
            || is_sops(key, value)
            || self.sealed == Some(key)
            || matches!(value, Tree::Text(text) if is_word(key, text));
        if !is_passed_over {
            path.field(key, |path| self.inside(path, key, value));
        }
    }

    /// Shows what is in a field that the path leads to.
    fn inside<'t>(&mut self, path: &mut Path<'_, 't>, key: &'t str, value: &'t Tree<'t>) {
        match value {
            Tree::Map(_) if key == "metadata" => self.metadata(path, value),
            Tree::Text(text) if self.options(path, key, text) => {}
            Tree::List(elements) if key == "mountOptions" => self.mount_options(path, elements),
            _ if is_reference(key) => path.nameless(|path| self.tree(path, value)),
            _ => self.tree(path, value),
        }
    }

    /// Shows any part of an object.
    pub(super) fn tree<'t>(&mut self, path: &mut Path<'_, 't>, tree: &'t Tree<'t>) {
        if path.at.steps().len() > DEPTH {
            return self.unread(path.at, Limit::Depth);
        }
        match tree {
            Tree::Scalar(scalar) if is_telling(scalar) => self.open(path, scalar.as_bytes()),
            Tree::Null | Tree::Scalar(_) => {}
            Tree::Text(text) => self.open(path, text.as_bytes()),
            Tree::List(elements) => self.list(path, elements),
            Tree::Map(_) if is_container(tree) => self.container(path, tree),
            Tree::Map(_) => self.map(path, tree),
        }
    }

    fn list<'t>(&mut self, path: &mut Path<'_, 't>, elements: &'t [Tree<'t>]) {
        if let Some(words) = Words::of_list(elements) {
            return self.command_line(path, words);
        }
        for (index, element) in elements.iter().enumerate() {
            path.element(index, |path| {
                match element.get("name").and_then(Tree::text) {
                    Some(name) if pair(element).is_none() => {
                        path.named(name, |path| self.tree(path, element));
                    }
                    _ => self.tree(path, element),
                }
            });
        }
    }

    /// Shows the options of mounts, each by itself or several in one text.
    fn mount_options<'t>(&mut self, path: &mut Path<'_, 't>, elements: &'t [Tree<'t>]) {
        for (index, element) in elements.iter().enumerate() {
            path.element(index, |path| match element {
                Tree::Text(text) if self.options(path, "mountOptions", text) => {}
                _ => self.tree(path, element),
            });
        }
    }

    /// Shows a container: its parts belong together, and its name says what they are for.
    fn container<'t>(&mut self, path: &mut Path<'_, 't>, tree: &'t Tree<'t>) {
        let name = tree.get("name").and_then(Tree::text);
        self.scoped(path, |walk, path| {
            let keys = name.into_iter().collect();
            Path::new(path.at).renamed(keys, |path| walk.map(path, tree));
        });
    }

    fn map<'t>(&mut self, path: &mut Path<'_, 't>, tree: &'t Tree<'t>) {
        if let Some(relations) = self.relations.as_deref_mut() {
            relations.references(self.object, path.keys.last().copied(), tree);
        }
        let pair = pair(tree);
        if let Some(pair) = &pair {
            self.pair(path, pair);
        }
        let environment = match tree.get("env") {
            Some(variables @ Tree::List(_)) => path.step(Step::Key("env".to_owned()), |path| {
                self.environment(path, variables)
            }),
            _ => Environment::default(),
        };
        let words = Words::of_map(tree, &environment);
        let has_words = !words.is_empty();
        self.command_line(path, words);
        for (key, value) in tree.entries() {
            let is_list = matches!(value, Tree::List(_));
            let is_shown = match key.as_ref() {
                "env" => is_list,
                "command" | "args" => is_list && has_words,
                key => pair.as_ref().is_some_and(|pair| pair.has(key)),
            };
            if !is_shown {
                self.name(path, key);
                self.field(path, key, value);
            }
        }
    }
}

fn is_type_meta(key: &str) -> bool {
    matches!(key, "apiVersion" | "kind")
}

/// Whether a map describes a container: in a pod, or in what makes pods.
fn is_container(map: &Tree<'_>) -> bool {
    let (mut has_image, mut has_more) = (false, false);
    for (key, _) in map.entries() {
        match key.as_ref() {
            "image" => has_image = true,
            "env" | "envFrom" | "command" | "args" => has_more = true,
            _ => {}
        }
    }
    has_image && has_more
}

/// Whether a field says where something is and not what it is: names of Secrets and of their keys
/// read like credentials and are none.
fn is_reference(key: &str) -> bool {
    // The last letter rules out nearly all.
    match key.as_bytes().last() {
        Some(b'f') => key.ends_with("Ref"),
        Some(b's') => key.ends_with("Refs") || key == "matchLabels",
        Some(b'r') => key.ends_with("KeySelector"),
        Some(b'e') => key.ends_with("SecretName") || key == "secretName",
        Some(b'm') => key == "valueFrom",
        _ => false,
    }
}
