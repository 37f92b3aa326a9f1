//! Finds the files of folders, hidden ones too.
//!
//! Links are not followed, so that no loop can be entered and nothing outside the folder is read; a
//! path that the user named is followed. Pipes, sockets and devices might be read forever.

use std::{
    fs::{self, FileType},
    io,
    path::{Path, PathBuf},
};

use plugin_kit::{Error, Note, snapshot::NoteCode};

/// What paths stand for.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The files, in the order of the paths and sorted within each folder.
    pub(crate) files: Vec<PathBuf>,
    /// What was passed over.
    pub(crate) notes: Vec<Note>,
    /// What the system does not let us read, and why.
    pub(crate) unread: Vec<(PathBuf, io::Error)>,
}

/// Finds every file of these paths; one that does not exist is an error.
pub(crate) fn find(paths: &[PathBuf]) -> Result<Found, Error> {
    let mut found = Found::default();
    let (mut links, mut specials) = (0, 0);
    for path in paths {
        let metadata = fs::metadata(path).map_err(|error| Error::Usage {
            message: format!("cannot read {}: {error}", path.display()),
            hint: None,
        })?;
        if !metadata.is_dir() {
            found.files.push(path.clone());
            continue;
        }
        // The last one is the next to be looked into, so that the order is that of the names.
        let mut rest = vec![(path.clone(), Ok(metadata.file_type()))];
        while let Some((next, kind)) = rest.pop() {
            match kind {
                Ok(kind) if kind.is_symlink() => links += 1,
                Ok(kind) if kind.is_file() => found.files.push(next),
                Ok(kind) if kind.is_dir() => match entries(&next) {
                    Ok(entries) => rest.extend(entries.into_iter().rev()),
                    Err(error) => found.unread.push((next, error)),
                },
                Ok(_) => specials += 1,
                Err(error) => found.unread.push((next, error)),
            }
        }
    }
    for (count, what) in [
        (links, "symbolic links were not followed"),
        (specials, "pipes, sockets and devices were passed over"),
    ] {
        if count > 0 {
            let message = format!("{what}: {count}");
            found.notes.push(Note::new(NoteCode::Files, message));
        }
    }
    Ok(found)
}

/// What is in a folder, by name. Most file systems tell the kind with the name: nothing more is
/// asked about a file.
fn entries(folder: &Path) -> io::Result<Vec<(PathBuf, io::Result<FileType>)>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        entries.push((entry.file_name(), entry.file_type()));
    }
    entries.sort_unstable_by(|(left, _), (right, _)| left.cmp(right));
    let entries = entries.into_iter();
    Ok(entries
        .map(|(name, kind)| (folder.join(name), kind))
        .collect())
}

#[cfg(test)]
mod tests {
    use std::{fs, path::PathBuf};

    use super::find;

    #[test]
    fn every_file_is_found_in_order_and_links_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("b/.hidden")).unwrap();
        for file in ["b/.hidden/x", "a", "c", "b/y"] {
            fs::write(root.join(file), "").unwrap();
        }
        std::os::unix::fs::symlink(root, root.join("loop")).unwrap();
        std::os::unix::fs::symlink("/etc/hostname", root.join("link")).unwrap();
        let found = find(&[root.to_owned()]).unwrap();
        let names: Vec<PathBuf> = found
            .files
            .iter()
            .map(|file| file.strip_prefix(root).unwrap().to_owned())
            .collect();
        let expected = ["a", "b/.hidden/x", "b/y", "c"].map(PathBuf::from);
        assert_eq!(names, expected);
        assert_eq!(found.notes.len(), 1);
        assert!(found.notes[0].message.ends_with(": 2"));
        assert!(found.unread.is_empty());
    }

    #[test]
    fn a_named_link_is_followed_and_a_missing_path_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("real")).unwrap();
        fs::write(folder.path().join("real/x"), "").unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("real", &link).unwrap();
        assert_eq!(find(&[link]).unwrap().files.len(), 1);
        let missing = find(&[folder.path().join("no")]).unwrap_err();
        assert!(missing.to_string().contains("cannot read"));
    }
}
