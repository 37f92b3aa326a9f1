//! A release of Helm 2, which Tiller keeps in a config map: gzip over a protocol buffer.
//!
//! Field numbers are those of `hapi.release.Release` and `hapi.chart.Chart` (Helm 2 API). Texts in
//! fields that are not known here are shown as well.

use std::io::Read as _;

use flate2::read::GzDecoder;

use super::{
    super::{path::Path, secret::decode, walk::Walk},
    protobuf::{Field, fields},
};
use crate::{
    tree::Tree,
    unfold::{Limit, Step},
};

/// More than any release that fits an API object.
const LARGEST: usize = 32 << 20;
/// Charts in charts, messages in messages.
const DEPTH: usize = 16;

/// Whether a config map keeps a release.
pub(in super::super) fn is_tiller(config_map: &Tree<'_>) -> bool {
    let label = |name: &str| {
        let labels = config_map.get("metadata")?.get("labels")?;
        labels.get(name)?.text()
    };
    label("OWNER") == Some("TILLER")
}

/// What a message is.
#[derive(Clone, Copy)]
enum Message {
    Release,
    Chart,
    /// A chart's values or a release's: YAML.
    Config,
    Template,
    Any,
    Hook,
    Unknown,
}

impl Walk<'_> {
    /// Shows the data of a config map that keeps releases.
    pub(in super::super) fn tiller<'t>(&mut self, path: &mut Path<'_, 't>, data: &'t Tree<'t>) {
        if !matches!(data, Tree::Map(_)) {
            return self.tree(path, data);
        }
        for (key, value) in data.entries() {
            path.field(key, |path| {
                let packed = value.text().and_then(decode);
                let Some(packed) = packed.filter(|it| it.starts_with(&[0x1F, 0x8B])) else {
                    return self.tree(path, value);
                };
                path.step(Step::Decoded("base64"), |path| {
                    path.step(Step::Decoded("gzip"), |path| self.packed(path, &packed));
                });
            });
        }
    }

    fn packed(&mut self, path: &mut Path<'_, '_>, packed: &[u8]) {
        let mut bytes = Vec::new();
        let mut reader = GzDecoder::new(packed).take(LARGEST as u64 + 1);
        if reader.read_to_end(&mut bytes).is_err() {
            self.cannot_read(path, Limit::Damaged);
        }
        if bytes.len() > LARGEST {
            self.cannot_read(path, Limit::Bytes);
        }
        let mut path = Path::new(path.at);
        let step = Step::Member(describe(&bytes));
        path.step(step, |path| {
            self.scoped(path, |walk, path| {
                walk.message(path, &bytes, (Message::Release, DEPTH));
            });
        });
    }

    fn message(
        &mut self,
        path: &mut Path<'_, '_>,
        bytes: &[u8],
        (message, depth): (Message, usize),
    ) {
        let Some(inner_depth) = depth.checked_sub(1) else {
            return self.cannot_read(path, Limit::Depth);
        };
        let name = name_in(message, bytes);
        for Field { number, value } in fields(bytes) {
            let (step, part) = part(message, number, name);
            path.step(step, |path| match part {
                Part::Nothing => {}
                Part::Text => {
                    let keys = name.into_iter().collect();
                    Path::new(path.at).renamed(keys, |path| self.open(path, value));
                }
                Part::Message(Message::Unknown) if std::str::from_utf8(value).is_ok() => {
                    self.open(path, value);
                }
                Part::Message(inner) => self.message(path, value, (inner, inner_depth)),
            });
        }
    }
}

/// What a field holds.
enum Part {
    Nothing,
    Text,
    Message(Message),
}

/// The step to a field, and what it holds.
fn part(message: Message, number: u32, name: Option<&str>) -> (Step, Part) {
    let key = |key: &str| Step::Key(key.to_owned());
    let member = || Step::Member(name.unwrap_or_default().to_owned());
    let inner = Part::Message;
    match (message, number) {
        (Message::Release, 1 | 8) | (Message::Template | Message::Any, 1) => {
            (key("name"), Part::Nothing)
        }
        (Message::Release, 2) => (key("info"), inner(Message::Unknown)),
        (Message::Release, 3) => (key("chart"), inner(Message::Chart)),
        (Message::Release, 4) => (key("config"), inner(Message::Config)),
        (Message::Release, 5) | (Message::Hook, 4) => (key("manifest"), Part::Text),
        (Message::Release, 6) => (key("hooks"), inner(Message::Hook)),
        (Message::Chart, 2) => (key("templates"), inner(Message::Template)),
        (Message::Chart, 3) => (key("dependencies"), inner(Message::Chart)),
        (Message::Chart, 4) => (key("values"), inner(Message::Config)),
        (Message::Chart, 5) => (key("files"), inner(Message::Any)),
        (Message::Config, 1) => (key("raw"), Part::Text),
        (Message::Template | Message::Any, 2) => (member(), Part::Text),
        (_, number) => (key(&number.to_string()), inner(Message::Unknown)),
    }
}

/// What a file is called.
fn name_in(message: Message, bytes: &[u8]) -> Option<&str> {
    matches!(message, Message::Template | Message::Any)
        .then(|| text_of(bytes, 1))
        .flatten()
}

fn text_of(bytes: &[u8], number: u32) -> Option<&str> {
    let field = fields(bytes).find(|field| field.number == number)?;
    std::str::from_utf8(field.value).ok()
}

/// The release by its name; its revision is a number, which the config map's name has too.
fn describe(bytes: &[u8]) -> String {
    format!("release {}", text_of(bytes, 1).unwrap_or_default())
}
