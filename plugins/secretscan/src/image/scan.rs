//! Scans an image archive from its manifest to the last file of the last layer.

use std::{collections::BTreeSet, io};

use super::{
    ImageError, ImageOutline, ImageSource, ImageVisitor, LayerIndex, Limits, Place, Unread,
    content::Contents,
    decode::Packing,
    digest::Verdict,
    hidden::Hidden,
    layer::{self, Purpose},
    manifest::{Blob, Plan},
    pipeline::{Source, through},
    settings,
    store::Store,
};
use crate::unfold::{Limit, Step, Trail};

/// Shows everything in an image archive to a visitor: configurations and histories first, then
/// each layer once, the base first where the archive's form allows it.
///
/// What cannot be read is told to the visitor; an error means that there is nothing to read.
pub fn scan(
    source: &ImageSource,
    limits: &Limits,
    visitor: &mut dyn ImageVisitor,
) -> Result<ImageOutline, ImageError> {
    let store = Store::open(source, limits)?;
    let plan = Plan::read(source, &store, limits)?;
    if let Some(why) = store.problem() {
        visitor.missed(&Place::Archive, &Trail::new(), why);
    }
    for problem in &plan.problems {
        Trail::new().within(Step::Member(problem.document.clone()), |at| {
            visitor.missed(&Place::Archive, at, problem.why);
        });
    }
    settings::show(&plan, &store, limits, visitor);
    let mut layers = Layers {
        store: &store,
        plan: &plan,
        contents: Contents::new(visitor, limits),
        hidden: Hidden::default(),
        steps: vec![None; plan.blobs.len()],
    };
    layers.show();
    layers.compare();
    let hidden = layers.hidden;
    Ok(ImageOutline {
        hidden,
        ..plan.outline
    })
}

struct Layers<'l> {
    store: &'l Store,
    plan: &'l Plan,
    contents: Contents<'l>,
    hidden: Hidden,
    /// Per layer, when it was read.
    steps: Vec<Option<usize>>,
}

impl Layers<'_> {
    /// Reads every layer once.
    fn show(&mut self) {
        let mut readable = Vec::new();
        for (blob, layer) in self.plan.blobs.iter().zip(&self.plan.outline.layers) {
            match blob {
                Ok(_) => readable.push(layer.index),
                Err(why) => self
                    .contents
                    .missed(&Place::Layer(layer), &Trail::new(), *why),
            }
        }
        let mut step = 0;
        self.each(&readable, |layers, layer, blob, source| {
            layers.read(layer, blob, source, Purpose::Show { step });
            if let Some(read) = layers.steps.get_mut(layer.0) {
                *read = Some(step);
            }
            step += 1;
        });
        for index in readable {
            let was_read = self.steps.get(index.0).is_some_and(Option::is_some);
            if !was_read && let Some(layer) = self.plan.outline.layers.get(index.0) {
                self.contents
                    .missed(&Place::Layer(layer), &Trail::new(), Unread::Unreadable);
            }
        }
    }

    /// Reads again, by their headers only, the layers that were read before the findings in a
    /// layer below them were made: a compressed archive has its layers in any order, and so have
    /// images that share layers.
    fn compare(&mut self) {
        let above = self.plan.outline.above();
        let mut again = BTreeSet::new();
        for (layer, found) in self.hidden.findings() {
            let later = above.get(&layer).into_iter().flatten();
            again.extend(later.filter(|later| {
                **later != layer
                    && self
                        .steps
                        .get(later.0)
                        .is_some_and(|read| read.is_some_and(|read| read <= found))
            }));
        }
        let again: Vec<_> = again.into_iter().collect();
        self.each(&again, |layers, layer, blob, source| {
            layers.read(layer, blob, source, Purpose::Compare);
        });
    }

    fn each(
        &mut self,
        layers: &[LayerIndex],
        mut work: impl FnMut(&mut Self, LayerIndex, &Blob, io::Result<Source<'_>>),
    ) {
        let plan = self.plan;
        let blobs: Vec<_> = layers
            .iter()
            .filter_map(|layer| Some((*layer, plan.blobs.get(layer.0)?.as_ref().ok()?)))
            .collect();
        if blobs.is_empty() {
            return;
        }
        let names: Vec<_> = blobs.iter().map(|(_, blob)| blob.name.clone()).collect();
        self.store.each(&names, &mut |position, source| {
            if let Some((layer, blob)) = blobs.get(position) {
                work(self, *layer, blob, source);
            }
        });
    }

    fn read(
        &mut self,
        index: LayerIndex,
        blob: &Blob,
        source: io::Result<Source<'_>>,
        purpose: Purpose,
    ) {
        let Some(layer) = self.plan.outline.layers.get(index.0) else {
            return;
        };
        let expected = |packing| match (&blob.digest, packing) {
            _ if purpose == Purpose::Compare => None,
            (Some(digest), _) => Some(digest.clone()),
            (None, Packing::Plain) => blob.diff_id.clone(),
            (None, _) => None,
        };
        let zstd_window = self.contents.limits().zstd_window;
        let result = source.and_then(|source| {
            through(source, expected, zstd_window, |stream| {
                layer::read(stream, layer, purpose, &mut self.contents, &mut self.hidden);
            })
        });
        if purpose == Purpose::Compare {
            return;
        }
        let place = Place::Layer(layer);
        match result {
            Ok(((), Verdict::Mismatch)) => {
                self.contents.missed(&place, &Trail::new(), Unread::Digest);
            }
            Ok(_) => {}
            Err(error) => {
                let why = match error.kind() {
                    io::ErrorKind::UnexpectedEof => Limit::Damaged.into(),
                    _ => Unread::Unreadable,
                };
                self.contents.missed(&place, &Trail::new(), why);
            }
        }
    }
}
