//! Decides which paths a later layer hides.
//!
//! Only paths with findings are remembered, as a tree of their parts, so memory grows with the
//! findings. Each layer's entries are then looked up in that tree.
//!
//! Rules: OCI image specification, "Image Layer Filesystem Changeset": `.wh.NAME` removes NAME of
//! lower layers, `.wh..wh..opq` all that lower layers have in its folder; an entry that is not a
//! folder replaces whatever was at its path, folders included; a folder replaces a file and joins
//! a folder. A layer never hides anything of its own.

use std::collections::{HashMap, HashSet};

use super::{LayerIndex, path::parts};

/// Prefix of a whiteout's name.
const WHITEOUT: &str = ".wh.";
/// Prefix of what AUFS keeps for itself; hides nothing, except the opaque mark.
const META: &str = ".wh..wh.";
/// Marks that nothing below shines through.
const OPAQUE: &str = ".wh..wh..opq";

/// Position of a path part in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Node(u32);

const ROOT: Node = Node(0);

/// What an entry of a layer does to a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Effect {
    /// The path and all below it is gone.
    Gone,
    /// All below it is gone.
    Emptied,
    /// It is a folder now: gone, if it was something else.
    Folder,
}

/// What kind of entry a layer has at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryKind {
    /// A folder.
    Folder,
    /// A file, link, device or anything else.
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Watched {
    parent: Node,
    /// The step of the scan in which the first finding was made here, if any was.
    found: Option<usize>,
}

/// Paths with findings, and what each layer does to them.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    nodes: Vec<Watched>,
    children: HashMap<Node, HashMap<Box<str>, Node>>,
    effects: HashSet<(LayerIndex, Node, Effect)>,
    paths: usize,
    findings: Vec<(LayerIndex, Node)>,
}

impl Hidden {
    /// Remembers a path with a finding, which was made in this step of the scan; `false` when the
    /// tree has as many as it may.
    pub(super) fn watch(
        &mut self,
        layer: LayerIndex,
        path: &str,
        step: usize,
        limit: usize,
    ) -> bool {
        if self.paths >= limit {
            return false;
        }
        if self.nodes.is_empty() {
            self.nodes.push(Watched {
                parent: ROOT,
                found: None,
            });
        }
        let mut node = ROOT;
        for part in parts(path) {
            node = self.child_or_new(node, part);
        }
        if let Some(watched) = self.nodes.get_mut(node.0 as usize) {
            if watched.found.is_none() {
                watched.found = Some(step);
                self.paths += 1;
            }
            self.findings.push((layer, node));
        }
        true
    }

    fn child_or_new(&mut self, node: Node, part: &str) -> Node {
        if let Some(child) = self.child(node, part) {
            return child;
        }
        let child = Node(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(Watched {
            parent: node,
            found: None,
        });
        self.children
            .entry(node)
            .or_default()
            .insert(part.into(), child);
        child
    }

    fn child(&self, node: Node, part: &str) -> Option<Node> {
        self.children.get(&node)?.get(part).copied()
    }

    /// Looks at an entry of a layer.
    pub(super) fn entry(&mut self, layer: LayerIndex, path: &str, kind: EntryKind) {
        if self.nodes.is_empty() {
            return;
        }
        let parts = parts(path);
        let Some((name, folders)) = parts.split_last() else {
            return;
        };
        let mut node = ROOT;
        for folder in folders {
            let Some(child) = self.child(node, folder) else {
                return;
            };
            node = child;
            self.becomes_folder(layer, node);
        }
        if *name == OPAQUE {
            self.effects.insert((layer, node, Effect::Emptied));
        } else if let Some(removed) = name.strip_prefix(WHITEOUT)
            && !name.starts_with(META)
        {
            if let Some(child) = self.child(node, removed) {
                self.effects.insert((layer, child, Effect::Gone));
            }
        } else if let Some(child) = self.child(node, name) {
            match kind {
                EntryKind::Folder => self.becomes_folder(layer, child),
                EntryKind::Other => {
                    self.effects.insert((layer, child, Effect::Gone));
                }
            }
        }
    }

    fn becomes_folder(&mut self, layer: LayerIndex, node: Node) {
        let found = self.nodes.get(node.0 as usize).map(|watched| watched.found);
        if found.flatten().is_some() {
            self.effects.insert((layer, node, Effect::Folder));
        }
    }

    /// The node of a path, if it is remembered.
    pub(super) fn node(&self, path: &str) -> Option<Node> {
        if self.nodes.is_empty() {
            return None;
        }
        parts(path)
            .into_iter()
            .try_fold(ROOT, |node, part| self.child(node, part))
    }

    /// Whether a layer, when it lies above, hides a path.
    pub(super) fn hides(&self, layer: LayerIndex, node: Node) -> bool {
        let has = |node, effect| self.effects.contains(&(layer, node, effect));
        if has(node, Effect::Gone) || has(node, Effect::Folder) {
            return true;
        }
        let mut node = node;
        while node != ROOT {
            let Some(watched) = self.nodes.get(node.0 as usize) else {
                return false;
            };
            node = watched.parent;
            if has(node, Effect::Gone) || has(node, Effect::Emptied) {
                return true;
            }
        }
        false
    }

    /// The findings: layer, and the step in which the path was first remembered. A layer read
    /// before that step has not been compared with the path.
    pub(super) fn findings(&self) -> impl Iterator<Item = (LayerIndex, usize)> {
        self.findings.iter().filter_map(|(layer, node)| {
            let step = self.nodes.get(node.0 as usize)?.found?;
            Some((*layer, step))
        })
    }
}
