//! What is run, and what each run cost.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Options, corpus, dump, images, search::search};
use crate::Error;
use crate::binaries;
use crate::home::announce;
use crate::plants::Packing;
use crate::scale::columns::megabytes;
use crate::scale::measure::{Usage, clock};

const MEBIBYTE: u64 = 1 << 20;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    /// The text files.
    Files,
    /// The same text, in memory, by the detectors alone.
    Memory,
    /// The image with gzip layers.
    Gzip,
    /// The image with zstd layers.
    Zstd,
    /// Inflating the layers of the gzip image, one after the other.
    Inflate,
    /// The same, two at a time.
    InflateByTwo,
    /// The dump of 10,000 objects.
    Dump,
    /// An empty folder.
    Start,
}

/// One program at one work: medians of the runs.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) work: Work,
    pub(super) program: String,
    /// How many bytes of text the work has.
    pub(super) bytes: u64,
    pub(super) wall: f64,
    pub(super) cpu: f64,
    /// The largest of the runs.
    pub(super) memory: u64,
    pub(super) exit: i32,
}

pub(super) const HEADER: [&str; 8] = [
    "WORK",
    "PROGRAM",
    "MiB",
    "WALL s",
    "CPU s",
    "MiB/CPU s",
    "MEMORY MB",
    "EXIT",
];

impl Row {
    /// MiB of text in a CPU second.
    pub(super) fn speed(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
        let mebibytes = self.bytes as f64 / MEBIBYTE as f64;
        mebibytes / self.cpu.max(1e-6)
    }

    pub(super) fn cells(&self) -> Vec<String> {
        vec![
            format!("{:?}", self.work).to_ascii_lowercase(),
            self.program.clone(),
            (self.bytes / MEBIBYTE).to_string(),
            format!("{:.3}", self.wall),
            format!("{:.3}", self.cpu),
            format!("{:.1}", self.speed()),
            format!("{:.1}", megabytes(self.memory)),
            self.exit.to_string(),
        ]
    }
}

/// Makes the material and measures everything.
pub(super) fn measured(options: &Options) -> Result<Vec<Row>, Error> {
    let material = &options.material;
    announce("making the material, the first time a minute or two");
    let bytes = options.mebibytes * MEBIBYTE;
    let text = absolute(&corpus::prepare(material, bytes)?)?;
    let gzip = absolute(&images::prepare(material, &text, Packing::Gzip)?)?;
    let zstd = absolute(&images::prepare(material, &text, Packing::Zstd)?)?;
    let dump = absolute(&dump::prepare(material)?)?;
    let empty = material.join("empty");
    fs::create_dir_all(&empty).map_err(Error::io("make a folder"))?;
    let empty = absolute(&empty)?;
    let plugin = match &options.plugin {
        Some(plugin) => absolute(plugin)?,
        None => binaries::try_plugin("kubectl-secretscan")?,
    };
    let myself = env::current_exe().map_err(Error::io("find the running executable"))?;
    let mut rows = Vec::new();
    let mut add = |work, program: &Path, arguments: Vec<OsString>, bytes| {
        measure(options, work, program, &arguments, bytes).map(|row| rows.push(row))
    };
    let words = |words: &str, path: &Path| -> Vec<OsString> {
        let words = words.split_whitespace().map(OsString::from);
        words.chain([path.into()]).collect()
    };
    add(Work::Files, &plugin, words("files", &text), bytes)?;
    for (name, line) in PEERS {
        let peer = options.peers.as_ref().map(|folder| folder.join(name));
        if let Some(peer) = peer.filter(|peer| peer.is_file()) {
            add(Work::Files, &absolute(&peer)?, words(line, &text), bytes)?;
        }
    }
    add(Work::Inflate, &myself, words("--inflate 1", &gzip), bytes)?;
    add(
        Work::InflateByTwo,
        &myself,
        words("--inflate 2", &gzip),
        bytes,
    )?;
    add(Work::Gzip, &plugin, words("image --archive", &gzip), bytes)?;
    add(Work::Zstd, &plugin, words("image --archive", &zstd), bytes)?;
    let size = fs::metadata(&dump).map_or(0, |file| file.len());
    add(Work::Dump, &plugin, words("-f", &dump), size)?;
    add(Work::Start, &plugin, words("files", &empty), 0)?;
    announce("Memory: detectors");
    let seconds = search(&text, options.runs)?;
    rows.push(Row {
        work: Work::Memory,
        program: "detectors".to_owned(),
        bytes,
        wall: seconds,
        cpu: seconds,
        memory: 0,
        exit: 0,
    });
    Ok(rows)
}

/// Other scanners and how they are asked, without a network.
const PEERS: &[(&str, &str)] = &[
    (
        "kingfisher",
        "scan --no-validate --no-update-check --format json",
    ),
    ("betterleaks", "--no-banner --redact"),
    ("gitleaks", "dir --no-banner --redact"),
];

fn measure(
    options: &Options,
    work: Work,
    program: &Path,
    arguments: &[OsString],
    bytes: u64,
) -> Result<Row, Error> {
    let folder = tempfile::tempdir().map_err(Error::io("make a temporary folder"))?;
    let name = program.file_name().unwrap_or_default().to_string_lossy();
    announce(&format!("{work:?}: {name}"));
    let runs = (0..=options.runs)
        .map(|_| clock(program, arguments, folder.path()))
        .collect::<Result<Vec<Usage>, _>>()?;
    let median = |of: fn(&Usage) -> f64| {
        let mut values: Vec<f64> = runs.iter().skip(1).map(of).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    Ok(Row {
        work,
        program: name.into_owned(),
        bytes,
        wall: median(|run| run.wall),
        cpu: median(|run| run.cpu),
        memory: runs.iter().map(|run| run.memory).max().unwrap_or_default(),
        exit: runs.last().map_or(-1, |run| run.exit),
    })
}

fn absolute(path: &Path) -> Result<PathBuf, Error> {
    path.canonicalize()
        .map_err(Error::io(format!("find {}", path.display())))
}
