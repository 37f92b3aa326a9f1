//! Reads files on several threads and shows each to a watch.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use plugin_kit::object::ObjectRef;

use super::find::unreadable;
use crate::{
    detect::Medium,
    finding::{Class, Whereabouts},
    scan::{Lookout, Place, Seen, Watch},
    unfold::{Blob, Limit, Limits, Trail, Visitor, unfold},
};

/// What a file is called where an object has its kind.
const KIND: &str = "File";

/// Shows every file to a watch; one watch a thread.
pub(crate) fn read(files: &[PathBuf], lookout: &Lookout<'_>, threads: usize) -> Vec<Seen> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut reader = Reader {
            watch: Watch::new(lookout),
            limits: Limits::file(),
            place: here(""),
            buffer: Vec::new(),
        };
        while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            reader.file(path);
        }
        reader.watch.finish()
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut seen = vec![work()];
        seen.extend(others.into_iter().filter_map(|other| other.join().ok()));
        seen
    })
}

struct Reader<'l, 'r> {
    watch: Watch<'l, 'r>,
    limits: Limits,
    place: Place,
    buffer: Vec<u8>,
}

impl Reader<'_, '_> {
    fn file(&mut self, path: &Path) {
        let name = path.to_string_lossy();
        self.place = here(&name);
        let mut bytes = std::mem::take(&mut self.buffer);
        bytes.clear();
        match fs::File::open(path).and_then(|mut file| io::Read::read_to_end(&mut file, &mut bytes))
        {
            Ok(_) => {
                let limits = self.limits;
                let file_name = path.file_name().map(|name| name.to_string_lossy());
                let file_name = file_name.as_deref().unwrap_or_default();
                let blob = Blob::file(file_name, &bytes);
                unfold(blob, &limits, &mut Trail::new(), self);
                self.watch.leave();
            }
            Err(error) => self.watch.gap(unreadable(path, &error)),
        }
        self.buffer = bytes;
    }
}

impl Visitor for Reader<'_, '_> {
    fn text(&mut self, at: &Trail, bytes: &[u8], medium: Medium) {
        self.watch.text(&self.place, at, bytes, medium);
    }

    fn value(&mut self, at: &Trail, keys: &[&str], value: &[u8]) {
        self.watch.value(&self.place, at, keys, value);
    }

    fn unread(&mut self, at: &Trail, why: Limit) {
        self.watch.unread(&self.place, at, why);
    }
}

fn here(name: &str) -> Place {
    Place {
        whereabouts: Whereabouts {
            object: ObjectRef::cluster(KIND, name),
            group: String::new(),
        },
        class: Class::Leak,
        scope: 0,
        image: None,
    }
}
