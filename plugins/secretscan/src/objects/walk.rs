//! The walk through one object, and through the objects that are folded up in it.
//!
//! Whatever is opened on the way is bounded: objects in objects in objects by their depth, and all
//! of them together by how many bytes they hold. What a bound cuts off is unread.

use plugin_kit::object::ObjectRef;

use super::{
    Kept, Place, Relations, Witness, armour,
    helm::is_release,
    path::Path,
    quiet::{is_encrypted, is_kubeconfig, is_odd_name},
};
use crate::{
    detect::Medium,
    tree::Tree,
    unfold::{Blob, Limit, Limits, Trail, Visitor, unfold},
};

/// Objects in objects in objects.
const DEPTH: usize = 6;
/// Bytes that the objects inside of one object may hold, all together.
const BYTES: usize = 256 << 20;

/// The walk through one object.
pub(super) struct Walk<'w> {
    witness: &'w mut dyn Witness,
    limits: &'w Limits,
    /// The object that everything is in.
    pub(super) object: &'w ObjectRef,
    pub(super) api_version: &'w str,
    /// Who uses what; nothing inside of copies, which use nothing.
    pub(super) relations: Option<&'w mut Relations>,
    pub(super) kept: Kept,
    pub(super) setting: Setting,
    pub(super) scope: usize,
    /// A field of the present object that holds what is encrypted or public.
    pub(super) sealed: Option<&'static str>,
    depth: usize,
    bytes_left: usize,
}

/// What the object at hand is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    /// The object itself: the data of a Secret is where it belongs.
    Original,
    /// A copy or a manifest in a place of another kind: that place says how it is kept.
    Copy,
    /// A manifest of a Helm release that is itself kept in a Secret.
    Release,
}

impl<'w> Walk<'w> {
    pub(super) fn new(
        object: &'w ObjectRef,
        api_version: &'w str,
        limits: &'w Limits,
        witness: &'w mut dyn Witness,
    ) -> Self {
        Self {
            witness,
            limits,
            object,
            api_version,
            relations: None,
            kept: Kept::Leak,
            setting: Setting::Original,
            scope: 0,
            sealed: None,
            depth: 0,
            bytes_left: BYTES,
        }
    }

    /// Shows a value and everything that is folded up in it.
    pub(super) fn open(&mut self, path: &mut Path<'_, '_>, bytes: &[u8]) {
        if bytes.is_empty() || armour::is_public(bytes) || is_encrypted(bytes) {
            return;
        }
        if self.depth > 0 {
            match self.bytes_left.checked_sub(bytes.len()) {
                Some(left) => self.bytes_left = left,
                None => return self.unread(path.at, Limit::Bytes),
            }
        }
        let (trail, names) = path.parts();
        unfold(Blob::value(names, bytes), self.limits, trail, self);
    }

    /// Shows a name that may itself be a credential.
    pub(super) fn name(&mut self, path: &mut Path<'_, '_>, name: &str) {
        if is_odd_name(name) {
            path.nameless(|path| self.open(path, name.as_bytes()));
        }
    }

    /// Shows a text that was put together, such as a part of a command line.
    pub(super) fn line(&mut self, path: &Path<'_, '_>, text: &str) {
        self.text(path.at, text.as_bytes(), Medium::Text);
    }

    /// Says that something could not be read.
    pub(super) fn cannot_read(&mut self, path: &Path<'_, '_>, why: Limit) {
        self.unread(path.at, why);
    }

    /// Works where things are kept in another way.
    pub(super) fn keeping<T>(
        &mut self,
        kept: Kept,
        setting: Setting,
        work: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let outer = (self.kept, self.setting);
        (self.kept, self.setting) = (kept, setting);
        let result = work(self);
        (self.kept, self.setting) = outer;
        result
    }

    /// Works in something whose parts belong together.
    pub(super) fn scoped<'a, 't, T>(
        &mut self,
        path: &mut Path<'a, 't>,
        work: impl FnOnce(&mut Self, &mut Path<'a, 't>) -> T,
    ) -> T {
        let outer = std::mem::replace(&mut self.scope, path.at.steps().len());
        let result = work(self, path);
        self.scope = outer;
        result
    }

    /// Walks something that was found inside of the object and stands for itself.
    pub(super) fn inner<'t>(
        &mut self,
        at: &mut Trail,
        work: impl FnOnce(&mut Self, &mut Path<'_, 't>),
    ) {
        if self.depth >= DEPTH {
            return self.unread(at, Limit::Depth);
        }
        self.depth += 1;
        let relations = self.relations.take();
        let setting = match self.setting {
            Setting::Original => Setting::Copy,
            inner => inner,
        };
        self.keeping(self.kept, setting, |walk| {
            let outer = std::mem::replace(&mut walk.scope, at.steps().len());
            work(walk, &mut Path::new(at));
            walk.scope = outer;
        });
        self.relations = relations;
        self.depth -= 1;
    }

    fn place(&self) -> Place<'w> {
        Place {
            object: self.object,
            api_version: self.api_version,
            kept: self.kept,
            scope: self.scope,
        }
    }
}

impl Visitor for Walk<'_> {
    fn text(&mut self, at: &Trail, bytes: &[u8], medium: Medium) {
        let place = self.place();
        self.witness.text(&place, at, bytes, medium);
    }

    fn value(&mut self, at: &Trail, keys: &[&str], value: &[u8]) {
        if !is_encrypted(value) {
            let place = self.place();
            self.witness.value(&place, at, keys, value);
        }
    }

    fn document(&mut self, at: &mut Trail, tree: &Tree<'_>) -> bool {
        if is_release(tree) {
            self.inner(at, |walk, path| walk.release(path, tree));
            return true;
        }
        let is_object = type_of(tree).is_some() && !is_kubeconfig(tree);
        if is_object {
            self.inner(at, |walk, path| walk.whole_object(path, tree));
        }
        is_object
    }

    fn unread(&mut self, at: &Trail, why: Limit) {
        let place = self.place();
        self.witness.unread(&place, at, why);
    }
}

/// What a tree says it is, if it says that it is an object.
pub(super) fn type_of<'t>(tree: &'t Tree<'_>) -> Option<(&'t str, &'t str)> {
    let filled = |key: &str| tree.get(key)?.text().filter(|text| !text.is_empty());
    Some((filled("apiVersion")?, filled("kind")?))
}
