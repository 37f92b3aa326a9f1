//! Reads files on several threads and shows each to a watch.

use std::{
    fs::File,
    io::{self, BufReader, Read as _},
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use plugin_kit::{
    Gap,
    object::ObjectRef,
    snapshot::{GapCode, Location},
};

use crate::{
    detect::Medium,
    image::{Contents, ImageVisitor, Limits, Place as Spot, Seen as SeenInFile, Unread, Window},
    objects::Walker,
    scan::{Lookout, Objects, Place, Seen, Watch},
    tree::Tree,
    unfold::{Limit, Trail, Visitor},
};

/// What a file is called where an object has its kind.
const KIND: &str = "File";
/// Files up to this size are read as a whole.
const WHOLE: u64 = 1 << 20;

/// Shows every file to a watch; one watch a thread.
pub(crate) fn read(files: &[PathBuf], lookout: &Lookout<'_>, threads: usize) -> Vec<Seen> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut reader = Reader::new(lookout);
        let limits = Limits::default();
        let mut buffer = Vec::new();
        while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            reader.read(path, &limits, &mut buffer);
        }
        reader.watch.finish()
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut seen = vec![work()];
        for other in others {
            seen.push(other.join().unwrap_or_else(|_| lost()));
        }
        seen
    })
}

/// What a thread saw that panicked: nothing that is known.
fn lost() -> Seen {
    let message = "a part of the files was not read: internal error";
    Seen {
        gaps: vec![Gap::new(GapCode::Unreadable, message)],
        ..Seen::default()
    }
}

/// A file or folder that the system does not let us read.
pub(crate) fn unreadable(path: &Path, error: &io::Error, lookout: &Lookout<'_>) -> Gap {
    let message = format!("cannot be read: {}", error.kind());
    Gap::new(GapCode::Unreadable, message).at(Location {
        file: lookout.without_credentials(path.display().to_string()),
        line: 1,
    })
}

struct Reader<'l, 'r> {
    lookout: &'l Lookout<'r>,
    watch: Watch<'l, 'r>,
    walker: Walker,
    place: Place,
}

impl<'l, 'r> Reader<'l, 'r> {
    fn new(lookout: &'l Lookout<'r>) -> Self {
        Self {
            lookout,
            watch: Watch::new(lookout),
            walker: Walker::new(),
            place: here(""),
        }
    }

    /// Small files are read at once into the buffer, large ones bit by bit.
    fn read(&mut self, path: &Path, limits: &Limits, buffer: &mut Vec<u8>) {
        self.place = here(&self.watch.without_credentials(&path.to_string_lossy()));
        if let Err(error) = self.show(path, limits, buffer) {
            self.watch.gap(unreadable(path, &error, self.lookout));
        }
        self.watch.leave();
    }

    fn show(&mut self, path: &Path, limits: &Limits, buffer: &mut Vec<u8>) -> io::Result<()> {
        let name = path.file_name().map(|name| name.to_string_lossy());
        let spot = Spot::Loose {
            name: name.as_deref().unwrap_or_default(),
        };
        let mut file = File::open(path)?;
        buffer.clear();
        (&mut file).take(WHOLE + 1).read_to_end(buffer)?;
        let mut contents = Contents::new(self, limits);
        if buffer.len() as u64 <= WHOLE {
            contents.file(&spot, &mut buffer.as_slice(), Some(buffer.len() as u64));
        } else {
            let size = file.metadata().ok().map(|metadata| metadata.len());
            let mut rest = io::Cursor::new(buffer.as_slice()).chain(BufReader::new(file));
            contents.file(&spot, &mut rest, size);
        }
        Ok(())
    }
}

impl Visitor for Reader<'_, '_> {
    fn text(&mut self, at: &Trail, bytes: &[u8], medium: Medium) {
        self.watch.text(&self.place, at, bytes, medium);
    }

    fn value(&mut self, at: &Trail, keys: &[&str], value: &[u8]) {
        self.watch.value(&self.place, at, keys, value);
    }

    fn document(&mut self, at: &mut Trail, tree: &Tree<'_>) -> bool {
        let mut witness = Objects::in_file(&mut self.watch, &self.place, &[]);
        let file = &self.place.whereabouts.object;
        self.walker.document(file, at, tree, &mut witness)
    }

    fn unread(&mut self, at: &Trail, why: Limit) {
        self.watch.unread(&self.place, at, why);
    }
}

impl ImageVisitor for Reader<'_, '_> {
    fn enter(&mut self, _: &Spot<'_>) {}

    fn leave(&mut self) -> SeenInFile {
        SeenInFile::Nothing
    }

    fn window(&mut self, window: &Window) {
        self.watch.window(window.own.clone(), window.lines);
    }

    fn missed(&mut self, _: &Spot<'_>, inside: &Trail, why: Unread) {
        if let Unread::Limit(limit) = why {
            return self.watch.unread(&self.place, inside, limit);
        }
        let location = Location {
            file: self.place.whereabouts.object.name.clone(),
            line: 1,
        };
        let gap = Gap::new(GapCode::Unreadable, "could not be read to its end");
        self.watch.gap(gap.at(location));
    }
}

fn here(name: &str) -> Place {
    Place::leak(ObjectRef::cluster(KIND, name))
}
