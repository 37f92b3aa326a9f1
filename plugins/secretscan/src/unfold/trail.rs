//! The way from a place that has a name into what is folded up there.

use std::fmt;

/// One step of the way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A field of a map.
    Key(String),
    /// An element of a list, counted from 0.
    Index(usize),
    /// A member of an archive, by its path.
    Member(String),
    /// A line of a text, counted from 1.
    Line(usize),
    /// What an encoding, a compression or a format was undone into: `base64`, `gzip`, `json`.
    Decoded(&'static str),
}

/// Openings that make nothing larger: notations that hold texts.
const DOCUMENTS: [&str; 3] = ["json", "yaml", "mime"];

/// A way, grown while going in and cut back while coming out.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Trail(Vec<Step>);

impl Trail {
    /// At the start.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The steps so far.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// How many encodings and archives, and how many documents, were opened on the way.
    pub(super) fn openings(&self) -> (usize, usize) {
        let opened = self.0.iter().filter_map(|step| match step {
            Step::Decoded(what) => Some(DOCUMENTS.contains(what)),
            _ => None,
        });
        opened.fold((0, 0), |(packed, documents), is_document| {
            if is_document {
                (packed, documents + 1)
            } else {
                (packed + 1, documents)
            }
        })
    }

    /// Goes a step and stays there.
    pub fn push(&mut self, step: Step) {
        self.0.push(step);
    }

    /// The same way, begun with other steps.
    #[must_use]
    pub fn after(&self, start: &[Step]) -> Self {
        Self([start, &self.0].concat())
    }

    /// Comes back a step.
    pub(crate) fn pop(&mut self) {
        self.0.pop();
    }

    /// The same way with other steps in place of its own.
    #[must_use]
    pub fn map(self, step: impl FnMut(Step) -> Step) -> Self {
        Self(self.0.into_iter().map(step).collect())
    }

    /// Goes a step, does the work there, and comes back.
    pub fn within<T>(&mut self, step: Step, work: impl FnOnce(&mut Self) -> T) -> T {
        self.0.push(step);
        let result = work(self);
        self.0.pop();
        result
    }
}

impl fmt::Display for Trail {
    /// `data.settings > base64 > gzip > database.password > line 3`: fields as kubectl writes them,
    /// and ` > ` before each thing that had to be opened.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut after_opening = true;
        for (index, step) in self.0.iter().enumerate() {
            let opening = if index == 0 { "" } else { " > " };
            match step {
                Step::Key(key) if is_plain(key) => {
                    let before = match (index, after_opening) {
                        (0, _) => "",
                        (_, true) => " > ",
                        (_, false) => ".",
                    };
                    write!(formatter, "{before}{key}")?;
                }
                Step::Key(key) => {
                    let before = if after_opening { opening } else { "" };
                    write!(formatter, "{before}['{key}']")?;
                }
                Step::Index(position) => {
                    let before = if after_opening { opening } else { "" };
                    write!(formatter, "{before}[{position}]")?;
                }
                Step::Member(path) => write!(formatter, "{opening}{path}")?,
                Step::Line(line) => write!(formatter, "{opening}line {line}")?,
                Step::Decoded(what) => write!(formatter, "{opening}{what}")?,
            }
            after_opening = !matches!(step, Step::Key(_) | Step::Index(_));
        }
        Ok(())
    }
}

/// Whether a key needs no brackets in a path.
fn is_plain(key: &str) -> bool {
    !key.is_empty()
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::{Step, Trail};

    #[test]
    fn a_trail_reads_as_a_path_with_its_openings() {
        let mut trail = Trail::new();
        for step in [
            Step::Key("data".to_owned()),
            Step::Key("app.env".to_owned()),
            Step::Decoded("base64"),
            Step::Member("etc/app.conf".to_owned()),
            Step::Key("list".to_owned()),
            Step::Index(2),
            Step::Line(3),
        ] {
            trail.0.push(step);
        }
        assert_eq!(
            trail.to_string(),
            "data['app.env'] > base64 > etc/app.conf > list[2] > line 3"
        );
    }
}
