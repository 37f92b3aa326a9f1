//! Inflates the layers of an image and does nothing with them: what no scanner can be faster than.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::thread;

use flate2::bufread::MultiGzDecoder;

use crate::Error;

/// Inflates every gzip blob of an OCI layout, as many at a time as there are threads, and returns
/// how many bytes came out.
///
/// # Errors
///
/// When a blob cannot be read.
pub fn inflate(image: &Path, threads: usize) -> Result<u64, Error> {
    let folder = image.join("blobs").join("sha256");
    let entries = fs::read_dir(&folder).map_err(Error::io("list the blobs"))?;
    let mut blobs: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    blobs.sort();
    let shares = (0..threads).map(|share| {
        let blobs: Vec<PathBuf> = blobs.iter().skip(share).step_by(threads).cloned().collect();
        thread::spawn(move || {
            blobs
                .iter()
                .map(|blob| length(blob))
                .sum::<io::Result<u64>>()
        })
    });
    let shares: Vec<_> = shares.collect();
    let mut total = 0;
    for share in shares {
        let share = share
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        total += share.map_err(Error::io("inflate a blob"))?;
    }
    Ok(total)
}

/// How long a blob is when it is unpacked; what is not gzip counts nothing.
fn length(blob: &Path) -> io::Result<u64> {
    let mut reader = io::BufReader::with_capacity(256 * 1024, File::open(blob)?);
    if !io::BufRead::fill_buf(&mut reader)?.starts_with(&[0x1f, 0x8b]) {
        return Ok(0);
    }
    let mut decoder = MultiGzDecoder::new(reader);
    let mut buffer = vec![0; 256 * 1024];
    let mut total = 0;
    loop {
        match decoder.read(&mut buffer)? {
            0 => return Ok(total),
            count => total += count as u64,
        }
    }
}
