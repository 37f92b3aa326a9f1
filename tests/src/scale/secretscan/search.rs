//! Searches text that is in memory already: what the rules cost, and nothing beside them.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use secretscan::detect::{Detector, Medium};
use secretscan::rules::RuleSet;

use crate::Error;

/// Seconds that one thread takes to search every file of a folder with all rules; median of the
/// runs, after one that is not counted.
pub(super) fn search(folder: &Path, runs: usize) -> Result<f64, Error> {
    let mut texts = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in entries(&folder)? {
            if path.is_dir() {
                folders.push(path);
            } else {
                texts.push(fs::read(&path).map_err(Error::io("read a text"))?);
            }
        }
    }
    let rules = RuleSet::built_in();
    let detector = Detector::new(&rules);
    let mut seconds: Vec<f64> = (0..=runs)
        .map(|_| {
            let start = Instant::now();
            for text in &texts {
                detector.text(text, Medium::Text, &mut |found| {
                    std::hint::black_box(found);
                });
            }
            start.elapsed().as_secs_f64()
        })
        .skip(1)
        .collect();
    seconds.sort_by(f64::total_cmp);
    Ok(seconds.get(runs / 2).copied().unwrap_or_default())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = fs::read_dir(folder).map_err(Error::io("list a folder"))?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    paths
        .collect::<Result<_, _>>()
        .map_err(Error::io("list a folder"))
}
