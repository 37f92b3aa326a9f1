//! The questions that are asked of each scene.

use std::ffi::OsString;
use std::fs;

use crate::Error;
use crate::home::announce;
use crate::networks::{Scene, Size, Written};
use crate::scale::measure::{Bench, Cost};

const SEED: u64 = 20_260_726;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    /// Who reaches whom, by workload.
    Map,
    /// Whether one workload reaches another one, of a namespace of its own.
    Reach,
}

/// A line of the table.
pub(super) struct Row {
    pub(super) scene: Size,
    pub(super) question: Question,
    pub(super) written: Written,
    pub(super) cost: Cost,
}

impl Question {
    /// The command.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Map => "map",
            Self::Reach => "reach",
        }
    }

    /// The words after `kubectl denyall`.
    const fn words(self) -> &'static [&'static str] {
        match self {
            Self::Map => &["map"],
            Self::Reach => &["reach", "shop-00000/deploy/web", "shop-00001/deploy/api"],
        }
    }
}

/// Writes a scene to a folder, asks every question of it, and removes it.
pub(super) fn of_scene(bench: &Bench, scene: Size) -> Result<Vec<Row>, Error> {
    announce(&format!("measuring {scene}"));
    let folder = bench.folder().join(scene.name());
    let written = Scene::new(scene, SEED).write_to(&folder)?;
    let rows = [Question::Map, Question::Reach].map(|question| {
        let words = question.words().iter().map(OsString::from);
        let arguments: Vec<OsString> = words.chain(["-f".into(), folder.clone().into()]).collect();
        Ok(Row {
            scene,
            question,
            written,
            cost: bench.ask(&arguments)?,
        })
    });
    fs::remove_dir_all(&folder).map_err(Error::io(format!("remove {}", folder.display())))?;
    rows.into_iter().collect()
}
