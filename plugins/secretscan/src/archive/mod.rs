//! Shows an image archive to a watch and tells of each credential in which layers of which images it
//! lies.

mod build_step;
mod images;

use std::{collections::HashMap, path::Path};

use plugin_kit::{Gap, object::ObjectRef, snapshot::GapCode};

use crate::{
    detect::Medium,
    finding::ImagePlace,
    image::{
        ImageOutline, ImageVisitor, Place as ImageSpot, Seen as SeenInFile, Shared, Unread, Window,
    },
    objects::Walker,
    scan::{Lookout, Objects, Place, Seen, Watch},
    tree::Tree,
    unfold::{Limit, Step, Trail, Visitor},
};

/// What an image is called where an object has its kind.
const KIND: &str = "Image";

/// Shows an archive to a watch.
pub(crate) struct Archive<'l, 'r> {
    lookout: &'l Lookout<'r>,
    watch: Watch<'l, 'r>,
    walker: Walker,
    name: String,
    place: Place,
    /// The steps to the place within the image.
    start: Vec<Step>,
    /// The build steps of layers, as they are shown: making them public takes a search each.
    build_steps: HashMap<usize, Option<String>>,
    before: usize,
}

impl<'l, 'r> Archive<'l, 'r> {
    /// The archive at a path.
    pub(crate) fn new(path: &Path, lookout: &'l Lookout<'r>) -> Self {
        Self::named(path.display().to_string(), lookout)
    }

    fn named(name: String, lookout: &'l Lookout<'r>) -> Self {
        Self {
            lookout,
            watch: Watch::new(lookout),
            walker: Walker::new(),
            place: here(&name, None),
            name,
            start: Vec::new(),
            build_steps: HashMap::new(),
            before: 0,
        }
    }

    /// Everything that was seen, image by image.
    pub(crate) fn finish(self, outline: &ImageOutline) -> Seen {
        let mut seen = self.watch.finish();
        seen.findings = images::assign(seen.findings, outline, &self.name);
        seen
    }

    /// Goes on to another file of the layer in which the last one was, whether it is one. There are
    /// millions of files in an image, and only their names differ.
    fn is_next_in_layer(&mut self, spot: &ImageSpot<'_>) -> bool {
        let ImageSpot::File { layer, path } = spot else {
            return false;
        };
        let file = match &mut self.place.image {
            Some(image) if image.layer == Some(layer.index.0) => &mut image.file,
            _ => return false,
        };
        match (file, self.start.as_mut_slice()) {
            (Some(file), [Step::Member(member)]) => {
                (*path).clone_into(file);
                (*path).clone_into(member);
                true
            }
            _ => false,
        }
    }

    /// Where a spot of the archive is.
    fn locate(&mut self, spot: &ImageSpot<'_>) -> (Place, Vec<Step>) {
        match spot {
            ImageSpot::Archive | ImageSpot::Loose { .. } => (here(&self.name, None), Vec::new()),
            ImageSpot::Manifest(image) => (
                here(&images::name(image, &self.name), None),
                vec![Step::Member("manifest".to_owned())],
            ),
            ImageSpot::Config(image) => {
                let config = ImagePlace::default();
                let name = images::name(image, &self.name);
                (
                    here(&name, Some(config)),
                    vec![Step::Member("config".to_owned())],
                )
            }
            ImageSpot::Layer(layer) | ImageSpot::File { layer, .. } => {
                let file = match spot {
                    ImageSpot::File { path, .. } => Some((*path).to_owned()),
                    _ => None,
                };
                let lookout = self.lookout;
                let step = self.build_steps.entry(layer.index.0).or_insert_with(|| {
                    let step = layer.created_by.as_deref();
                    step.map(|step| build_step::shown(step, lookout))
                });
                let place = ImagePlace {
                    layer: Some(layer.index.0),
                    digest: layer.digest.clone(),
                    created_by: step.clone(),
                    hidden_by: None,
                    file: file.clone(),
                };
                let start = file.map(Step::Member).into_iter().collect();
                (here(&self.name, Some(place)), start)
            }
        }
    }
}

fn here(name: &str, image: Option<ImagePlace>) -> Place {
    Place {
        image,
        ..Place::leak(ObjectRef::cluster(KIND, name))
    }
}

impl Visitor for Archive<'_, '_> {
    fn text(&mut self, at: &Trail, bytes: &[u8], medium: Medium) {
        let trail = at.after(&self.start);
        self.watch.text(&self.place, &trail, bytes, medium);
    }

    fn value(&mut self, at: &Trail, keys: &[&str], value: &[u8]) {
        let trail = at.after(&self.start);
        self.watch.value(&self.place, &trail, keys, value);
    }

    fn document(&mut self, at: &mut Trail, tree: &Tree<'_>) -> bool {
        let (start, place) = (&self.start, &self.place);
        let mut witness = Objects::in_file(&mut self.watch, place, start);
        self.walker
            .document(&place.whereabouts.object, at, tree, &mut witness)
    }

    fn unread(&mut self, at: &Trail, why: Limit) {
        let trail = at.after(&self.start);
        self.watch.unread(&self.place, &trail, why);
    }
}

impl ImageVisitor for Archive<'_, '_> {
    fn enter(&mut self, spot: &ImageSpot<'_>) {
        if !self.is_next_in_layer(spot) {
            (self.place, self.start) = self.locate(spot);
        }
        self.before = self.watch.count();
    }

    fn leave(&mut self) -> SeenInFile {
        let found = self.watch.count() > self.before;
        self.watch.leave();
        if found {
            SeenInFile::Finding
        } else {
            SeenInFile::Nothing
        }
    }

    fn window(&mut self, window: &Window) {
        self.watch.window(window.own.clone(), window.lines);
    }

    fn missed(&mut self, spot: &ImageSpot<'_>, inside: &Trail, why: Unread) {
        let (place, start) = self.locate(spot);
        if let Unread::Limit(limit) = why {
            return self.watch.unread(&place, &inside.after(&start), limit);
        }
        let digest = place.image.and_then(|image| image.digest);
        let what = digest.unwrap_or_else(|| "the archive".to_owned());
        let why = match why {
            Unread::Absent => "is not in the archive",
            Unread::Foreign => "lies outside of the archive and is not fetched",
            Unread::Digest => "does not have the content that its digest promises",
            Unread::Unreadable | Unread::Limit(_) => "could not be read",
        };
        let gap = Gap::new(GapCode::Missing, format!("{what} {why}"));
        self.watch.gap(gap.about(place.whereabouts.object));
    }
}

impl Shared for Archive<'_, '_> {
    fn apart(&self) -> Self {
        Self::named(self.name.clone(), self.lookout)
    }

    fn join(&mut self, later: Self) {
        self.watch.join(later.watch);
    }
}
