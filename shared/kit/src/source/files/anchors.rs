//! What YAML aliases stand for, within a bound: an alias bomb must not fill the memory.

use std::collections::HashMap;

/// How much text anchors may hold and aliases may expand to, for one file.
const BYTE_LIMIT: usize = 16 << 20;

/// The nodes that carry anchors, as JSON text.
#[derive(Debug)]
pub(super) struct Anchors {
    nodes: HashMap<usize, Box<str>>,
    left: usize,
}

impl Default for Anchors {
    fn default() -> Self {
        Self {
            nodes: HashMap::new(),
            left: BYTE_LIMIT,
        }
    }
}

impl Anchors {
    /// Forgets the anchors of a document that has ended, but not what they cost.
    pub(super) fn end_document(&mut self) {
        self.nodes.clear();
    }

    /// Keeps what an anchor stands for. Anchor 0 is no anchor.
    pub(super) fn keep(&mut self, anchor: usize, json: &str) {
        if anchor != 0 && self.spend(json.len()).is_ok() {
            self.nodes.insert(anchor, json.into());
        }
    }

    /// Writes what an alias stands for.
    pub(super) fn expand(&mut self, anchor: usize, out: &mut String) -> Result<(), &'static str> {
        // A node that is not there is not complete yet, and so would contain itself; or it was
        // too large to be kept.
        let json = self
            .nodes
            .get(&anchor)
            .ok_or("an alias stands for too much, or for itself")?;
        self.left = self
            .left
            .checked_sub(json.len())
            .ok_or("aliases stand for too much")?;
        out.push_str(json);
        Ok(())
    }

    fn spend(&mut self, bytes: usize) -> Result<(), ()> {
        self.left = self.left.checked_sub(bytes).ok_or(())?;
        Ok(())
    }
}
