//! Scans an image archive from its manifest to the last file of the last layer.

use std::{collections::BTreeSet, io, thread};

use super::{
    ImageError, ImageOutline, ImageSource, Layer, LayerIndex, Limits, Place, Shared, Unread,
    batch::Part,
    crew::Crew,
    decode::Packing,
    digest::Verdict,
    hidden::Hidden,
    layer::{self, Reading},
    manifest::{Blob, Plan},
    pipeline::{Source, through},
    settings,
    store::Store,
};
use crate::unfold::{Limit, Step, Trail};

/// Shows everything in an image archive to a visitor: configurations and histories first, then
/// each layer once, the base first where the archive's form allows it.
///
/// So many threads search; what the visitor has seen in the end does not depend on their number.
/// What cannot be read is told to the visitor; an error means that there is nothing to read.
pub fn scan<V: Shared>(
    source: &ImageSource,
    limits: &Limits,
    threads: usize,
    visitor: &mut V,
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
    let hidden = show_layers(&store, &plan, limits, threads, visitor);
    Ok(ImageOutline {
        hidden,
        ..plan.outline
    })
}

fn show_layers<V: Shared>(
    store: &Store,
    plan: &Plan,
    limits: &Limits,
    threads: usize,
    visitor: &mut V,
) -> Hidden {
    let crew = Crew::new(threads, limits);
    thread::scope(|scope| {
        for _ in 0..crew.helpers() {
            scope.spawn(|| crew.help());
        }
        let _helped = crew.until_dropped();
        let mut layers = Layers {
            store,
            plan,
            limits,
            crew: &crew,
            visitor,
            hidden: Hidden::default(),
            steps: vec![None; plan.blobs.len()],
        };
        layers.show();
        layers.compare();
        layers.hidden
    })
}

struct Layers<'l, 'p, V> {
    store: &'l Store,
    plan: &'p Plan,
    limits: &'p Limits,
    crew: &'l Crew<'p, V>,
    visitor: &'l mut V,
    hidden: Hidden,
    /// Per layer, when it was read.
    steps: Vec<Option<usize>>,
}

impl<'p, V: Shared> Layers<'_, 'p, V> {
    /// Reads every layer once.
    fn show(&mut self) {
        let mut readable = Vec::new();
        for (blob, layer) in self.plan.blobs.iter().zip(&self.plan.outline.layers) {
            match blob {
                Ok(_) => readable.push(layer.index),
                Err(why) => self.missed(&Place::Layer(layer), *why),
            }
        }
        let mut step = 0;
        self.each(&readable, |layers, layer, blob, source| {
            layers.read(layer, blob, source, step);
            if let Some(read) = layers.steps.get_mut(layer.index.0) {
                *read = Some(step);
            }
            step += 1;
        });
        for index in readable {
            let was_read = self.steps.get(index.0).is_some_and(Option::is_some);
            if !was_read && let Some(layer) = self.plan.outline.layers.get(index.0) {
                self.missed(&Place::Layer(layer), Unread::Unreadable);
            }
        }
    }

    fn missed(&mut self, place: &Place<'_>, why: Unread) {
        self.visitor.missed(place, &Trail::new(), why);
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
        self.each(&again, |layers, layer, _, source| {
            let Ok(source) = source else { return };
            let (window, hidden) = (layers.limits.zstd_window, &mut layers.hidden);
            // What cannot be read could not be read when it was shown, and was told.
            let _ = through(
                source,
                |_| None,
                window,
                |stream| {
                    layer::compare(stream, layer, hidden);
                },
            );
        });
    }

    fn each(
        &mut self,
        layers: &[LayerIndex],
        mut work: impl FnMut(&mut Self, &'p Layer, &Blob, io::Result<Source<'_>>),
    ) {
        let plan = self.plan;
        let blobs: Vec<_> = layers
            .iter()
            .filter_map(|index| {
                let layer = plan.outline.layers.get(index.0)?;
                Some((layer, plan.blobs.get(index.0)?.as_ref().ok()?))
            })
            .collect();
        if blobs.is_empty() {
            return;
        }
        let names: Vec<_> = blobs.iter().map(|(_, blob)| blob.name.clone()).collect();
        self.store.each(&names, &mut |position, source| {
            if let Some((layer, blob)) = blobs.get(position) {
                work(self, layer, blob, source);
            }
        });
    }

    fn read(&mut self, layer: &'p Layer, blob: &Blob, source: io::Result<Source<'_>>, step: usize) {
        let expected = |packing| match (&blob.digest, packing) {
            (Some(digest), _) => Some(digest.clone()),
            (None, Packing::Plain) => blob.diff_id.clone(),
            (None, _) => None,
        };
        let place = Place::Layer(layer);
        let (crew, limits) = (self.crew, self.limits);
        let mut reading = Reading::new(layer, limits, crew, &*self.visitor, &mut self.hidden);
        let result = source.and_then(|source| {
            through(source, expected, limits.zstd_window, |stream| {
                reading.read(stream);
            })
        });
        match result {
            Ok(((), Verdict::Mismatch)) => reading.missed(&place, Unread::Digest),
            Ok(_) => {}
            Err(error) => {
                let why = match error.kind() {
                    io::ErrorKind::UnexpectedEof => Limit::Damaged.into(),
                    _ => Unread::Unreadable,
                };
                reading.missed(&place, why);
            }
        }
        let parts = reading.finish();
        self.join(layer, parts, step);
    }

    /// Takes in what was seen of a layer, in this step.
    fn join(&mut self, layer: &Layer, parts: Vec<Part<V>>, step: usize) {
        let mut beyond = Vec::new();
        for Part { visitor, found } in parts {
            self.visitor.join(visitor);
            for path in found {
                let limit = self.limits.watched;
                if !self.hidden.watch(layer.index, &path, step, limit) {
                    beyond.push(path);
                }
            }
        }
        // Behind all parts: where one ends is chance.
        for path in &beyond {
            self.missed(&Place::File { layer, path }, Limit::Members.into());
        }
    }
}
