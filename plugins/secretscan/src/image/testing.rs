//! Image archives made in memory, and a visitor that writes down what it is shown.

use std::{fs, io::Write as _, path::Path};

use ring::digest::{SHA256, digest};

use super::{
    ImageError, ImageOutline, ImageSource, ImageVisitor, Limits, Place, Seen, Shared, Unread,
    Window, scan,
};
use crate::{
    detect::Medium,
    unfold::{Trail, Visitor},
};

/// What a file holds in which the test visitor "finds" something.
pub(super) const NEEDLE: &str = "NEEDLE";

/// How blobs, or whole archives, are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    Plain,
    Gzip,
    Zstd,
}

impl Compression {
    pub(super) fn pack(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Plain => bytes.to_vec(),
            Self::Gzip => gzip(bytes),
            Self::Zstd => ruzstd::encoding::compress_to_vec(
                bytes,
                ruzstd::encoding::CompressionLevel::Fastest,
            ),
        }
    }
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A tar archive, member by member.
#[derive(Debug, Clone, Default)]
pub(super) struct TarBuilder(Vec<u8>);

impl TarBuilder {
    pub(super) fn new() -> Self {
        Self::default()
    }

    pub(super) fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        self.member(b'0', name.as_bytes(), "", content.as_ref())
    }

    pub(super) fn folder(self, name: &str) -> Self {
        self.member(b'5', name.as_bytes(), "", b"")
    }

    pub(super) fn symbolic_link(self, name: &str, target: &str) -> Self {
        self.member(b'2', name.as_bytes(), target, b"")
    }

    pub(super) fn hard_link(self, name: &str, target: &str) -> Self {
        self.member(b'1', name.as_bytes(), target, b"")
    }

    /// Removes a path of lower layers.
    pub(super) fn whiteout(self, path: &str) -> Self {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        self.file(format!("{folder}/.wh.{name}").trim_start_matches('/'), b"")
    }

    /// Removes all that lower layers have in a folder.
    pub(super) fn opaque(self, folder: &str) -> Self {
        self.file(
            format!("{folder}/.wh..wh..opq").trim_start_matches('/'),
            b"",
        )
    }

    /// Any member, with the size of its content.
    pub(super) fn member(self, flag: u8, name: &[u8], link: &str, content: &[u8]) -> Self {
        self.lying(flag, name, link, content.len() as u64, content)
    }

    /// A member whose header claims another size.
    pub(super) fn lying(
        mut self,
        flag: u8,
        name: &[u8],
        link: &str,
        size: u64,
        content: &[u8],
    ) -> Self {
        if name.len() > 100 {
            self = self.member(b'L', b"././@LongLink", "", &[name, b"\0"].concat());
        }
        let mut block = header(flag, &name[..name.len().min(100)], link, size);
        seal(&mut block);
        self.0.extend(block);
        self.content(content)
    }

    /// Content and what fills up its block.
    pub(super) fn content(mut self, content: &[u8]) -> Self {
        self.0.extend(content);
        self.0.resize(self.0.len().next_multiple_of(512), 0);
        self
    }

    /// Bytes that need not be a header.
    pub(super) fn raw(mut self, bytes: &[u8]) -> Self {
        self.0.extend(bytes);
        self
    }

    /// The archive without its end.
    pub(super) fn unfinished(self) -> Vec<u8> {
        self.0
    }

    pub(super) fn build(mut self) -> Vec<u8> {
        self.0.extend([0; 1024]);
        self.0
    }
}

/// A ustar header without its checksum.
pub(super) fn header(flag: u8, name: &[u8], link: &str, size: u64) -> [u8; 512] {
    let mut block = [0; 512];
    block[..name.len()].copy_from_slice(name);
    block[100..107].copy_from_slice(b"0000644");
    if size < 8 << 30 {
        block[124..136].copy_from_slice(format!("{size:011o}\0").as_bytes());
    } else {
        block[124] = 0x80;
        block[128..136].copy_from_slice(&size.to_be_bytes());
    }
    block[156] = flag;
    block[157..157 + link.len()].copy_from_slice(link.as_bytes());
    block[257..265].copy_from_slice(b"ustar\x0000");
    block
}

/// Writes the checksum.
pub(super) fn seal(block: &mut [u8; 512]) {
    block[148..156].fill(b' ');
    let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    let hex: Vec<_> = digest(&SHA256, bytes)
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("sha256:{}", hex.concat())
}

/// Images with the same name and configuration fields, in the forms that exporters write.
#[derive(Debug, Clone)]
pub(super) struct ImageBuilder {
    layers: Vec<Vec<u8>>,
    config: serde_json::Value,
    compression: Compression,
}

impl ImageBuilder {
    pub(super) fn new() -> Self {
        Self {
            layers: Vec::new(),
            config: serde_json::json!({"os": "linux", "architecture": "amd64"}),
            compression: Compression::Plain,
        }
    }

    pub(super) fn layer(self, fill: impl FnOnce(TarBuilder) -> TarBuilder) -> Self {
        self.raw_layer(fill(TarBuilder::new()).build())
    }

    /// A layer that need not be a tar archive.
    pub(super) fn raw_layer(mut self, bytes: Vec<u8>) -> Self {
        self.layers.push(bytes);
        self
    }

    /// A field of the configuration.
    pub(super) fn config(mut self, field: &str, value: serde_json::Value) -> Self {
        self.config[field] = value;
        self
    }

    pub(super) fn compressed(mut self, compression: Compression) -> Self {
        self.compression = compression;
        self
    }

    fn config_text(&self) -> Vec<u8> {
        let mut config = self.config.clone();
        let diff_ids: Vec<_> = self.layers.iter().map(|layer| sha256(layer)).collect();
        config["rootfs"] = serde_json::json!({"type": "layers", "diff_ids": diff_ids});
        config.to_string().into_bytes()
    }

    /// The members of a `docker save` archive, its manifest last.
    pub(super) fn docker(&self) -> Vec<(String, Vec<u8>)> {
        let mut members = Vec::new();
        let mut names = Vec::new();
        for (place, layer) in self.layers.iter().enumerate() {
            let name = format!("{:02}{place}/layer.tar", 99 - place);
            members.push((name.clone(), self.compression.pack(layer)));
            names.push(name);
        }
        // As the directories of `docker save` are sorted by their random names.
        members.sort();
        members.push(("config.json".to_owned(), self.config_text()));
        let manifest = serde_json::json!([
            {"Config": "config.json", "RepoTags": ["app:1"], "Layers": names}
        ]);
        members.push((
            "manifest.json".to_owned(),
            manifest.to_string().into_bytes(),
        ));
        members
    }

    /// The members of an OCI layout.
    pub(super) fn oci(&self) -> Vec<(String, Vec<u8>)> {
        let mut members = vec![(
            "oci-layout".to_owned(),
            br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec(),
        )];
        let mut blob = |bytes: Vec<u8>| {
            let digest = sha256(&bytes);
            let size = bytes.len();
            let path = format!("blobs/{}", digest.replace(':', "/"));
            if !members.iter().any(|(name, _)| *name == path) {
                members.push((path, bytes));
            }
            serde_json::json!({"digest": digest, "size": size})
        };
        let layers: Vec<_> = self
            .layers
            .iter()
            .map(|layer| blob(self.compression.pack(layer)))
            .collect();
        let config = blob(self.config_text());
        let manifest = serde_json::json!({"config": config, "layers": layers});
        let mut descriptor = blob(manifest.to_string().into_bytes());
        descriptor["annotations"] =
            serde_json::json!({"io.containerd.image.name": "docker.io/library/app:1"});
        let index = serde_json::json!({"manifests": [descriptor]});
        members.push(("index.json".to_owned(), index.to_string().into_bytes()));
        members
    }
}

/// Members as a tar archive.
pub(super) fn archive(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let fill =
        |builder: TarBuilder, (name, content): &(String, Vec<u8>)| builder.file(name, content);
    members.iter().fold(TarBuilder::new(), fill).build()
}

/// Members as files below a folder.
pub(super) fn folder(members: &[(String, Vec<u8>)], root: &Path) {
    for (name, content) in members {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
}

/// What a visitor was shown.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Recorder {
    /// Where it is now.
    pub(super) place: String,
    pub(super) finding: bool,
    /// Place, trail, text or value.
    pub(super) shown: Vec<(String, String, String)>,
    pub(super) media: Vec<Medium>,
    /// Place, trail, keys, value.
    pub(super) values: Vec<(String, String, String, String)>,
    pub(super) windows: Vec<Window>,
    /// Place, trail, why.
    pub(super) missed: Vec<(String, String, Unread)>,
}

impl Recorder {
    /// Trails of the places that show this text, or a value that holds it.
    pub(super) fn trails(&self, text: &str) -> Vec<String> {
        let shown = self
            .shown
            .iter()
            .filter(|(_, _, shown)| shown.contains(text));
        shown
            .map(|(place, trail, _)| joined(place, trail))
            .collect()
    }

    /// Places and trails of what was not read.
    pub(super) fn gaps(&self) -> Vec<(String, Unread)> {
        let missed = self.missed.iter();
        missed
            .map(|(place, trail, why)| (joined(place, trail), *why))
            .collect()
    }
}

fn joined(place: &str, trail: &str) -> String {
    if trail.is_empty() {
        place.to_owned()
    } else {
        format!("{place} > {trail}")
    }
}

fn name(place: &Place<'_>) -> String {
    match place {
        Place::Archive => "archive".to_owned(),
        Place::Loose { name } => format!("loose {name}"),
        Place::Manifest(image) => format!("manifest {}", image.index.0),
        Place::Config(image) => format!("config {}", image.index.0),
        Place::Layer(layer) => format!("layer {}", layer.index.0),
        Place::File { layer, path } => format!("{}:{path}", layer.index.0),
    }
}

impl Visitor for Recorder {
    fn text(&mut self, at: &Trail, bytes: &[u8], medium: Medium) {
        let text = String::from_utf8_lossy(bytes).into_owned();
        self.finding |= text.contains(NEEDLE);
        self.shown.push((self.place.clone(), at.to_string(), text));
        self.media.push(medium);
    }

    fn value(&mut self, at: &Trail, keys: &[&str], value: &[u8]) {
        let text = String::from_utf8_lossy(value).into_owned();
        self.finding |= text.contains(NEEDLE);
        self.shown
            .push((self.place.clone(), at.to_string(), text.clone()));
        self.values
            .push((self.place.clone(), at.to_string(), keys.join("."), text));
    }

    fn unread(&mut self, at: &Trail, why: crate::unfold::Limit) {
        self.missed
            .push((self.place.clone(), at.to_string(), why.into()));
    }
}

impl Shared for Recorder {
    fn apart(&self) -> Self {
        Self::default()
    }

    fn join(&mut self, later: Self) {
        self.shown.extend(later.shown);
        self.media.extend(later.media);
        self.values.extend(later.values);
        self.windows.extend(later.windows);
        self.missed.extend(later.missed);
    }
}

impl ImageVisitor for Recorder {
    fn enter(&mut self, place: &Place<'_>) {
        self.place = name(place);
        self.finding = false;
    }

    fn leave(&mut self) -> Seen {
        if self.finding {
            Seen::Finding
        } else {
            Seen::Nothing
        }
    }

    fn window(&mut self, window: &Window) {
        self.windows.push(window.clone());
    }

    fn missed(&mut self, place: &Place<'_>, inside: &Trail, why: Unread) {
        self.missed.push((name(place), inside.to_string(), why));
    }
}

/// Scans an archive that is in memory.
pub(super) fn scan_bytes(
    bytes: &[u8],
    limits: &Limits,
) -> (Result<ImageOutline, ImageError>, Recorder) {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), bytes).unwrap();
    scan_source(&ImageSource::File(file.path().to_owned()), limits)
}

pub(super) fn scan_source(
    source: &ImageSource,
    limits: &Limits,
) -> (Result<ImageOutline, ImageError>, Recorder) {
    scan_on(2, source, limits)
}

/// Scans on so many threads.
pub(super) fn scan_on(
    threads: usize,
    source: &ImageSource,
    limits: &Limits,
) -> (Result<ImageOutline, ImageError>, Recorder) {
    let mut recorder = Recorder::default();
    let result = scan(source, limits, threads, &mut recorder);
    (result, recorder)
}

/// Scans an image as `docker save` writes it.
pub(super) fn scan_image(image: &ImageBuilder) -> (ImageOutline, Recorder) {
    let (outline, recorder) = scan_bytes(&archive(&image.docker()), &Limits::default());
    (outline.unwrap(), recorder)
}
