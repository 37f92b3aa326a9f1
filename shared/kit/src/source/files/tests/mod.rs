//! Files in, snapshot out.

mod content;
mod folders;
mod hostile;
mod properties;
mod recordings;
mod streams;
mod syntax;

use std::{fs, path::Path};

use super::{FileArgument, Files};
use crate::{
    Error, Gap, Snapshot,
    object::{ClusterRole, ConfigMap, Object, Role, RoleBinding},
    snapshot::GapCode,
    source::{Scope, Wants},
};

/// Config maps, roles and bindings of the whole cluster.
fn wants() -> Wants {
    Wants::new()
        .object::<RoleBinding>(Scope::Cluster)
        .object::<Role>(Scope::Cluster)
        .object::<ClusterRole>(Scope::Cluster)
        .object::<ConfigMap>(Scope::Cluster)
}

/// What standard input holding a text gives.
fn stdin(text: impl AsRef<[u8]>) -> Result<Snapshot, Error> {
    stdin_wanting(text, &wants())
}

fn stdin_wanting(text: impl AsRef<[u8]>, wants: &Wants) -> Result<Snapshot, Error> {
    Files::new(&[FileArgument::Stdin]).collect(&mut text.as_ref(), wants)
}

/// What a folder holding these files gives.
fn folder(files: &[(&str, &str)]) -> Result<Snapshot, Error> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    path(folder.path(), &wants())
}

fn path(path: &Path, wants: &Wants) -> Result<Snapshot, Error> {
    let arguments = [FileArgument::from(path.to_path_buf())];
    Files::new(&arguments).collect(&mut std::io::empty(), wants)
}

fn names<T: Object>(snapshot: &Snapshot) -> Vec<String> {
    snapshot
        .all::<T>()
        .iter()
        .map(|object| {
            let metadata = object.metadata();
            match &metadata.namespace {
                Some(namespace) => format!("{namespace}/{}", metadata.name),
                None => metadata.name.clone(),
            }
        })
        .collect()
}

/// Gaps as `CODE FILE:LINE MESSAGE`, the file without its folder.
fn gaps(snapshot: &Snapshot) -> Vec<String> {
    snapshot.gaps.iter().map(describe).collect()
}

fn describe(gap: &Gap) -> String {
    let place = gap.location.as_ref().map_or_else(String::new, |location| {
        let file = Path::new(&location.file).file_name().unwrap_or_default();
        format!(" {}:{}", file.to_string_lossy(), location.line)
    });
    format!("{:?}{place} {}", gap.code, gap.message)
}

fn only_gap(snapshot: &Snapshot) -> (GapCode, usize) {
    let [gap] = snapshot.gaps.as_slice() else {
        panic!("not one gap: {:?}", gaps(snapshot));
    };
    (gap.code, gap.location.as_ref().unwrap().line)
}
