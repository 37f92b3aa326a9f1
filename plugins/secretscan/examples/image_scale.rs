//! How much memory and time image archives of extreme shapes take.
//!
//! ```text
//! cargo run --release --example image_scale -- SHAPE FOLDER
//! ```
//!
//! SHAPE is `many` (1,000,000 small files), `large` (one file of 1 GiB), `line` (one line of
//! 1 GiB), `jar` (a jar of 300 MB), or `image` (2 GB in ten gzip layers). The archive is made in
//! FOLDER by a generator with a fixed seed, and kept there for the next run.
#![expect(clippy::print_stdout, reason = "prints its measurements")]

use std::{
    error::Error,
    fs::{self, File},
    io::{self, BufWriter, Read, Write},
    num::NonZeroUsize,
    path::{Path, PathBuf},
    time::Instant,
};

use flate2::{Compression, write::DeflateEncoder, write::GzEncoder};
use secretscan::{
    detect::{Detector, Medium},
    image::{ImageSource, ImageVisitor, Limits, Place, Seen, Shared, Unread, scan},
    rules::RuleSet,
    unfold::{Limit, Trail, Visitor},
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let shape = arguments.next().ok_or("name a shape")?;
    let folder = PathBuf::from(arguments.next().ok_or("name a folder")?);
    let archive = folder.join(format!("{shape}.tar"));
    if !archive.exists() {
        fs::create_dir_all(&folder)?;
        make(&shape, &archive)?;
    }
    let generated = peak()?;
    let rules = RuleSet::built_in();
    let detector = Detector::new(&rules);
    let mut looking = Looking {
        detector: &detector,
        files: 0,
        bytes: 0,
        found: 0,
        gaps: 0,
    };
    let start = Instant::now();
    scan(
        &ImageSource::at(&archive)?,
        &Limits::default(),
        std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
        &mut looking,
    )?;
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{shape}: {} places, {} bytes of text, {} found, {} gaps, {seconds:.2} s, peak {} KiB (before the scan: {generated} KiB)",
        looking.files,
        looking.bytes,
        looking.found,
        looking.gaps,
        peak()?
    );
    Ok(())
}

/// Largest resident size so far, in KiB.
fn peak() -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let size = line.and_then(|line| line.split_whitespace().next());
    Ok(size.ok_or("no VmHWM")?.parse()?)
}

struct Looking<'d, 'r> {
    detector: &'d Detector<'r>,
    files: u64,
    bytes: u64,
    found: u64,
    gaps: u64,
}

impl Visitor for Looking<'_, '_> {
    fn text(&mut self, _at: &Trail, bytes: &[u8], medium: Medium) {
        self.bytes += bytes.len() as u64;
        let found = &mut self.found;
        self.detector.text(bytes, medium, &mut |_| *found += 1);
    }

    fn value(&mut self, _at: &Trail, keys: &[&str], value: &[u8]) {
        let found = &mut self.found;
        self.detector.value(keys, value, &mut |_| *found += 1);
    }

    fn unread(&mut self, _at: &Trail, _why: Limit) {
        self.gaps += 1;
    }
}

impl ImageVisitor for Looking<'_, '_> {
    fn enter(&mut self, _place: &Place<'_>) {
        self.files += 1;
    }

    fn leave(&mut self) -> Seen {
        Seen::Nothing
    }

    fn missed(&mut self, _place: &Place<'_>, _inside: &Trail, _why: Unread) {
        self.gaps += 1;
    }
}

impl Shared for Looking<'_, '_> {
    fn apart(&self) -> Self {
        Self {
            files: 0,
            bytes: 0,
            found: 0,
            gaps: 0,
            ..*self
        }
    }

    fn join(&mut self, later: Self) {
        self.files += later.files;
        self.bytes += later.bytes;
        self.found += later.found;
        self.gaps += later.gaps;
    }
}

/// Writes a `docker save` archive of this shape.
fn make(shape: &str, archive: &Path) -> Result<(), Box<dyn Error>> {
    let layers = if shape == "image" { 10 } else { 1 };
    let mut names = Vec::new();
    let mut builder = tar::Builder::new(BufWriter::new(File::create(archive)?));
    for number in 0..layers {
        let path = archive.with_extension(format!("layer{number}"));
        layer(shape, number, &path)?;
        let name = format!("{number}.tar.gz");
        builder.append_path_with_name(&path, &name)?;
        fs::remove_file(&path)?;
        names.push(name);
    }
    member(&mut builder, "config.json", 2, &mut &b"{}"[..])?;
    let manifest = serde_json::json!([{"Config": "config.json", "Layers": names}]).to_string();
    let size = manifest.len() as u64;
    member(
        &mut builder,
        "manifest.json",
        size,
        &mut manifest.as_bytes(),
    )?;
    builder.into_inner()?.flush()?;
    Ok(())
}

fn layer(shape: &str, number: u64, path: &Path) -> Result<(), Box<dyn Error>> {
    const GIB: u64 = 1 << 30;
    let file = BufWriter::new(File::create(path)?);
    let mut builder = tar::Builder::new(GzEncoder::new(file, Compression::fast()));
    let mut text = Text::new(number + 1);
    match shape {
        "many" => {
            for index in 0..1_000_000 {
                let name = format!("srv/{:03}/{:03}/file", index / 1000, index % 1000);
                member(&mut builder, &name, 100 + index % 400, &mut text)?;
            }
        }
        "large" => member(&mut builder, "var/large.log", GIB, &mut text)?,
        "line" => {
            text.separator = b' ';
            member(&mut builder, "var/line.json", GIB, &mut text)?;
        }
        "jar" => {
            let jar = path.with_extension("jar");
            write_jar(&jar, &mut text)?;
            let size = fs::metadata(&jar)?.len();
            member(&mut builder, "app.jar", size, &mut File::open(&jar)?)?;
            fs::remove_file(jar)?;
        }
        "image" => {
            for index in 0..20_000 {
                let name = format!("usr/{number}/{:03}/{:03}", index / 100, index % 100);
                member(&mut builder, &name, 1000 + index % 18_000, &mut text)?;
            }
        }
        _ => return Err("no such shape".into()),
    }
    builder.into_inner()?.finish()?.flush()?;
    Ok(())
}

/// Members of 10 MB and of 10 kB, until 300 MB are packed; sizes follow the members, as Java's
/// own tools write them.
fn write_jar(path: &Path, text: &mut Text) -> Result<(), Box<dyn Error>> {
    let mut jar = File::create(path)?;
    let mut number = 0_u32;
    while fs::metadata(path)?.len() < 300_000_000 {
        let name = format!("lib/{number:06}.txt");
        let size = if number.is_multiple_of(10) {
            10_000_000
        } else {
            10_000
        };
        jar.write_all(b"PK\x03\x04\x14\0\x08\0\x08\0\0\0\0\0")?;
        jar.write_all(&[0; 12])?;
        jar.write_all(&u16::try_from(name.len())?.to_le_bytes())?;
        jar.write_all(&[0; 2])?;
        jar.write_all(name.as_bytes())?;
        let mut encoder = DeflateEncoder::new(&mut jar, Compression::fast());
        io::copy(&mut text.by_ref().take(size), &mut encoder)?;
        encoder.finish()?;
        jar.write_all(b"PK\x07\x08")?;
        jar.write_all(&[0; 12])?;
        number += 1;
    }
    jar.write_all(b"PK\x05\x06")?;
    jar.write_all(&[0; 18])?;
    Ok(())
}

fn member(
    builder: &mut tar::Builder<impl Write>,
    name: &str,
    size: u64,
    content: &mut dyn Read,
) -> io::Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o644);
    builder.append_data(&mut header, name, content.take(size))
}

/// Endless text that packs as well as programs do: words of a vocabulary, some numbers.
struct Text {
    state: u64,
    separator: u8,
    word: Vec<u8>,
    position: usize,
}

impl Text {
    fn new(seed: u64) -> Self {
        Self {
            state: seed,
            separator: b'\n',
            word: Vec::new(),
            position: 0,
        }
    }

    /// Knuth's MMIX generator; the high bits are good enough to draw from.
    fn draw(&mut self) -> u64 {
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.state >> 33
    }

    fn next_word(&mut self) {
        let draw = self.draw();
        self.word.clear();
        self.position = 0;
        if draw.is_multiple_of(16) {
            // Writing to a Vec does not fail.
            let _ = write!(self.word, "{draw:x}");
        } else {
            // Few words are common, most are rare.
            let rank = (draw % 4096) * (draw / 4096 % 4096) / 4096;
            let mut letters = (rank + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            for _ in 0..2 + rank % 9 {
                self.word
                    .push(b'a' + u8::try_from(letters % 26).unwrap_or(0));
                letters /= 26;
            }
        }
        let end = if draw.is_multiple_of(11) {
            self.separator
        } else {
            b' '
        };
        self.word.push(end);
    }
}

impl Read for Text {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut length = 0;
        while let Some(rest) = buffer.get_mut(length..)
            && !rest.is_empty()
        {
            if self.position >= self.word.len() {
                self.next_word();
            }
            let read = self
                .word
                .get(self.position..)
                .unwrap_or_default()
                .read(rest)?;
            self.position += read;
            length += read;
        }
        Ok(length)
    }
}
