//! What later layers hide, against a plain model of layers as file systems.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use crate::image::{
    ImageIndex, LayerIndex, Limits,
    testing::{Compression, ImageBuilder, TarBuilder, archive, scan_bytes, scan_image},
};

fn hider(base: &str, fill: impl FnOnce(TarBuilder) -> TarBuilder) -> Option<usize> {
    let image = ImageBuilder::new()
        .layer(|layer| layer.file(base, "NEEDLE"))
        .layer(|layer| layer.file("other", "x"))
        .layer(fill);
    let (outline, shown) = scan_image(&image);
    assert_eq!(shown.trails("NEEDLE").first(), Some(&format!("0:{base}")));
    outline
        .hidden_by(ImageIndex(0), LayerIndex(0), base)
        .map(|used| used.layer.0)
}

#[test]
fn whiteouts_and_opaque_folders_hide() {
    assert_eq!(hider("a/b/c", |layer| layer.whiteout("a/b/c")), Some(2));
    assert_eq!(hider("a/b/c", |layer| layer.whiteout("a/b")), Some(2));
    assert_eq!(hider("a/b/c", |layer| layer.whiteout("a")), Some(2));
    assert_eq!(hider("a/b/c", |layer| layer.opaque("a/b")), Some(2));
    assert_eq!(hider("a/b/c", |layer| layer.opaque("a")), Some(2));
    assert_eq!(hider("a/b/c", |layer| layer.opaque("")), Some(2));
}

#[test]
fn whatever_takes_the_place_hides() {
    assert_eq!(hider("a/b", |layer| layer.file("a/b", "new")), Some(2));
    assert_eq!(hider("a/b", |layer| layer.file("./a/./b", "new")), Some(2));
    assert_eq!(hider("a/b", |layer| layer.file("/a/b", "new")), Some(2));
    assert_eq!(
        hider("a/b", |layer| layer.symbolic_link("a/b", "x")),
        Some(2)
    );
    assert_eq!(hider("a/b", |layer| layer.hard_link("a/b", "x")), Some(2));
    assert_eq!(hider("a/b", |layer| layer.folder("a/b/")), Some(2));
    assert_eq!(hider("a/b", |layer| layer.file("a/b/c", "x")), Some(2));
    assert_eq!(hider("a/b", |layer| layer.symbolic_link("a", "x")), Some(2));
}

#[test]
fn neighbours_and_joined_folders_do_not_hide() {
    assert_eq!(hider("a/b", |layer| layer.whiteout("a/bb")), None);
    assert_eq!(hider("a/b", |layer| layer.whiteout("b")), None);
    assert_eq!(hider("a/b", |layer| layer.opaque("c")), None);
    assert_eq!(hider("a/b", |layer| layer.folder("a/")), None);
    assert_eq!(hider("a/b", |layer| layer.file("a/.wh..wh.b", "")), None);
    assert_eq!(hider("a/b", |layer| layer.file("A/b", "")), None);
}

#[test]
fn a_whiteout_hides_nothing_of_its_own_layer() {
    let image =
        ImageBuilder::new().layer(|layer| layer.file("a", "NEEDLE").whiteout("a").opaque(""));
    let (outline, _) = scan_image(&image);
    assert_eq!(outline.hidden_by(ImageIndex(0), LayerIndex(0), "a"), None);
}

#[derive(Debug, Clone)]
enum Entry {
    File(&'static str),
    Folder(&'static str),
    Whiteout(&'static str),
    Opaque(&'static str),
}

const PATHS: [&str; 9] = [
    "a", "b", "a/a", "a/b", "b/a", "a/a/a", "a/a/b", "a/b/a", "b/a/b",
];

fn entry() -> impl Strategy<Value = Entry> {
    (0..PATHS.len(), 0..6).prop_map(|(path, kind)| match kind {
        0..=2 => Entry::File(PATHS[path]),
        3 => Entry::Folder(PATHS[path]),
        4 => Entry::Whiteout(PATHS[path]),
        _ => Entry::Opaque(PATHS[path]),
    })
}

/// Which layer put what at a path.
type FileSystem = BTreeMap<String, (usize, bool)>;

/// Lays a layer over lower ones: first what it removes, then what it has. Entries of one layer that
/// contradict each other are left out before.
fn apply(below: &mut FileSystem, layer: usize, entries: &[Entry]) {
    for entry in entries {
        let (path, itself) = match entry {
            Entry::Whiteout(path) => (path, true),
            Entry::Opaque(path) => (path, false),
            _ => continue,
        };
        let prefix = format!("{path}/");
        below.retain(|known, (owner, _)| {
            *owner == layer || !(known.starts_with(&prefix) || itself && known == path)
        });
    }
    for entry in entries {
        let (path, is_file) = match entry {
            Entry::File(path) => (*path, true),
            // The marks lie in folders, which are made for them.
            Entry::Whiteout(path) => match path.rsplit_once('/') {
                Some((folder, _)) => (folder, false),
                None => continue,
            },
            Entry::Folder(path) | Entry::Opaque(path) => (*path, false),
        };
        let parts: Vec<_> = path.split('/').collect();
        for depth in 1..parts.len() {
            let folder = parts[..depth].join("/");
            let known = below.get(&folder);
            if known.is_none_or(|(_, is_file)| *is_file) {
                below.insert(folder, (layer, false));
            }
        }
        let prefix = format!("{path}/");
        if is_file {
            below.retain(|known, _| !known.starts_with(&prefix));
            below.insert(path.to_owned(), (layer, true));
        } else if below.get(path).is_none_or(|(_, is_file)| *is_file) {
            below.insert(path.to_owned(), (layer, false));
        }
    }
}

/// A layer whose entries do not contradict each other.
fn consistent(entries: Vec<Entry>) -> Vec<Entry> {
    let mut files = BTreeSet::new();
    let mut folders = BTreeSet::new();
    let mut kept = Vec::new();
    for entry in entries {
        let (path, is_file) = match &entry {
            Entry::File(path) => (*path, true),
            Entry::Folder(path) | Entry::Opaque(path) => (*path, false),
            Entry::Whiteout(path) => (
                path.rsplit_once('/').map_or("", |(folder, _)| folder),
                false,
            ),
        };
        let mut above: Vec<&str> = path
            .match_indices('/')
            .map(|(end, _)| &path[..end])
            .collect();
        if !is_file && !path.is_empty() {
            above.push(path);
        }
        if above.iter().any(|folder| files.contains(folder)) || is_file && folders.contains(path) {
            continue;
        }
        folders.extend(above);
        if is_file {
            files.insert(path);
        }
        kept.push(entry);
    }
    kept
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn random_layers_hide_as_file_systems_do(
        layers in prop::collection::vec(prop::collection::vec(entry(), 0..6), 1..6),
        whole in prop::sample::select(vec![Compression::Plain, Compression::Gzip]),
    ) {
        let layers: Vec<_> = layers.into_iter().map(consistent).collect();
        let mut image = ImageBuilder::new();
        let mut below = FileSystem::new();
        for (place, entries) in layers.iter().enumerate() {
            apply(&mut below, place, entries);
            image = image.layer(|mut builder| {
                builder = builder.file("layer", format!("{place}"));
                for entry in entries {
                    builder = match entry {
                        Entry::File(path) => builder.file(path, "NEEDLE"),
                        Entry::Folder(path) => builder.folder(&format!("{path}/")),
                        Entry::Whiteout(path) => builder.whiteout(path),
                        Entry::Opaque(path) => builder.opaque(path),
                    };
                }
                builder
            });
        }
        let bytes = whole.pack(&archive(&image.docker()));
        let (outline, shown) = scan_bytes(&bytes, &Limits::default());
        let outline = outline.unwrap();
        prop_assert_eq!(shown.gaps(), []);
        for (place, entries) in layers.iter().enumerate() {
            for entry in entries {
                if let Entry::File(path) = entry {
                    let is_hidden = below.get(*path) != Some(&(place, true));
                    let hider = outline.hidden_by(ImageIndex(0), LayerIndex(place), path);
                    prop_assert_eq!(hider.is_some(), is_hidden, "{} of layer {}", path, place);
                }
            }
        }
    }
}
