//! What readers of text hand objects to, and what every taker remarks in the same way.
//!
//! Whatever could hide a wanted object is a gap; whatever cannot is at most a note.

use super::{slot::Place, type_meta::TypeMeta};
use crate::{
    Gap, Note,
    snapshot::{GapCode, Location, NoteCode},
    source::SourceError,
};

/// Takes objects in, file after file.
pub(super) trait Intake {
    /// What was found so far, and what was not.
    fn remarks(&mut self) -> &mut Remarks;

    /// Whether objects of a type are of any interest; if not, readers need not build them.
    fn is_wanted(&self, type_meta: &TypeMeta) -> bool;

    /// Takes a list, so that a kind without objects is known to have been dumped.
    fn list(&mut self, type_meta: &TypeMeta) {
        if type_meta.of_items().is_complete() {
            self.remarks().objects += 1;
        }
    }

    /// Takes an object, given as JSON text, that starts on a line.
    fn object(&mut self, type_meta: &TypeMeta, json: &str, line: usize);

    /// Takes an object that nobody wants.
    fn unwanted(&mut self) {
        self.remarks().objects += 1;
    }

    /// Takes a document that is no Kubernetes object.
    fn no_object(&mut self, line: usize) {
        let remarks = self.remarks();
        let location = remarks.location(remarks.place(line));
        if remarks.named {
            let error = SourceError::NoKind { location };
            remarks.fatal.get_or_insert(error);
        } else {
            let message = "passed over: the document has no apiVersion and kind";
            let note = Note::new(NoteCode::Files, message).at(location);
            remarks.notes.push(note);
        }
    }

    /// Takes an object that cannot be read at all.
    fn broken(&mut self, type_meta: &TypeMeta, line: usize, problem: &str) {
        self.remarks().objects += 1;
        // A list may hold objects of any kind.
        if type_meta.is_complete() && !type_meta.is_list() && !self.is_wanted(type_meta) {
            return;
        }
        let what = if type_meta.kind.is_empty() {
            "an object"
        } else {
            &type_meta.kind
        };
        let message = format!("cannot read {what}: {problem}");
        let remarks = self.remarks();
        let location = remarks.location(remarks.place(line));
        let gap = Gap::new(GapCode::Undecodable, message).at(location);
        remarks.gaps.push(gap);
    }
}

/// What was found in files, and what was not.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    files: Vec<String>,
    named: bool,
    fatal: Option<SourceError>,
    /// How many objects and documents of our own were found, wanted or not.
    pub(super) objects: usize,
    pub(super) gaps: Vec<Gap>,
    pub(super) notes: Vec<Note>,
}

impl Remarks {
    /// Starts with another file.
    pub(super) fn begin_file(&mut self, name: &str, named: bool) {
        self.files.push(name.to_owned());
        self.named = named;
    }

    /// Ends with a file; fails on what a named file must not hold.
    pub(super) fn end_file(&mut self) -> Result<(), SourceError> {
        self.fatal.take().map_or(Ok(()), Err)
    }

    /// A line of the present file.
    pub(super) fn place(&self, line: usize) -> Place {
        Place {
            file: self.files.len().saturating_sub(1),
            line,
        }
    }

    /// The same place by the file's name.
    pub(super) fn location(&self, place: Place) -> Location {
        Location {
            file: self.files.get(place.file).cloned().unwrap_or_default(),
            line: place.line,
        }
    }

    /// Says that objects without a namespace were taken to be in one.
    pub(super) fn without_namespace(&mut self, objects: usize, default_namespace: &str) {
        if objects > 0 {
            let message = format!(
                "objects that state no namespace were taken to be in {default_namespace}: {objects}"
            );
            self.notes.push(Note::new(NoteCode::Files, message));
        }
    }
}
