//! Text files of this machine: sources of crates, the Python library, headers and documentation.
//! The same files in the same order on every run on one machine.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::Error;
use crate::home::make_folder;

/// Files larger than this are data, as a rule.
const LARGEST: usize = 1 << 20;

/// The folder with this many bytes of text, made where it is not there yet.
pub(super) fn prepare(material: &Path, bytes: u64) -> Result<PathBuf, Error> {
    let folder = material.join(format!("corpus-{bytes}"));
    if folder.join("complete").is_file() {
        return Ok(folder.join("text"));
    }
    let text = folder.join("text");
    make_folder(&text)?;
    let mut left = bytes;
    let mut number = 0;
    for root in roots() {
        for path in files(&root) {
            if left == 0 {
                break;
            }
            let Some(mut content) = text_of(&path) else {
                continue;
            };
            content.truncate(usize::try_from(left).unwrap_or(usize::MAX));
            left -= content.len() as u64;
            let parent = text.join(format!("{:03}", number / 500));
            if number % 500 == 0 {
                make_folder(&parent)?;
            }
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let target = parent.join(format!("{number:06}-{name}"));
            number += 1;
            fs::write(&target, &content).map_err(writing(&target))?;
        }
    }
    if left > 0 {
        return Err(Error::Missing(format!(
            "this machine has {left} bytes of text too few: try --mebibytes with less"
        )));
    }
    let mark = folder.join("complete");
    fs::write(&mark, number.to_string()).map_err(writing(&mark))?;
    Ok(text)
}

fn roots() -> Vec<PathBuf> {
    let home = env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let cargo = env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
    [
        cargo.join("registry").join("src"),
        PathBuf::from("/usr/lib/python3"),
        home.join(".pyenv").join("versions"),
        PathBuf::from("/usr/include"),
        PathBuf::from("/usr/share/doc"),
        PathBuf::from("/usr/share"),
        PathBuf::from("/usr/lib"),
        PathBuf::from("/usr/local"),
    ]
    .into()
}

/// The files below a folder, sorted; links are not followed.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    let mut found = Vec::new();
    for entry in entries {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => found.extend(files(&entry.path())),
            Ok(kind) if kind.is_file() => found.push(entry.path()),
            _ => {}
        }
    }
    found
}

/// The content of a file that is text and not too large.
fn text_of(path: &Path) -> Option<Vec<u8>> {
    let content = fs::read(path).ok()?;
    let is_text = !content.is_empty()
        && content.len() <= LARGEST
        && !content.contains(&0)
        && std::str::from_utf8(&content).is_ok();
    is_text.then_some(content)
}

fn writing(path: &Path) -> impl FnOnce(std::io::Error) -> Error + use<> {
    Error::io(format!("write {}", path.display()))
}
