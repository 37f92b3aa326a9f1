//! Writes what `kubectl get -A -o json` and `-o yaml` print: one `List`, object after object.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize as _;
use serde_json::Value;
use serde_json::ser::{PrettyFormatter, Serializer};

use crate::Error;

/// How a dump is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Yaml,
}

impl Format {
    /// The file name's extension.
    pub(super) const fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Yaml => "yaml",
        }
    }
}

/// A dump that is being written.
pub(super) struct Dump {
    path: PathBuf,
    format: Format,
    file: BufWriter<File>,
    bytes: usize,
    is_empty: bool,
}

impl Dump {
    /// Starts `dump.json` or `dump.yaml` in a folder.
    pub(super) fn create(folder: &Path, format: Format) -> Result<Self, Error> {
        let path = folder.join(format!("dump.{}", format.extension()));
        let file = File::create(&path).map_err(writing(&path))?;
        let mut dump = Self {
            path,
            format,
            file: BufWriter::new(file),
            bytes: 0,
            is_empty: true,
        };
        dump.write(match format {
            Format::Json => "{\n    \"apiVersion\": \"v1\",\n    \"items\": [",
            Format::Yaml => "apiVersion: v1\nitems:\n",
        })?;
        Ok(dump)
    }

    /// Adds an object.
    pub(super) fn push(&mut self, object: &Value) -> Result<(), Error> {
        let text = match self.format {
            Format::Json => json(object, self.is_empty).map_err(writing(&self.path))?,
            Format::Yaml => yaml(object)?,
        };
        self.is_empty = false;
        self.write(&text)
    }

    /// How many bytes there are so far.
    pub(super) const fn bytes(&self) -> usize {
        self.bytes
    }

    /// Ends the list and gives the file.
    pub(super) fn finish(mut self) -> Result<PathBuf, Error> {
        self.write(match self.format {
            Format::Json => {
                "\n    ],\n    \"kind\": \"List\",\n    \"metadata\": {\n        \
                 \"resourceVersion\": \"\"\n    }\n}\n"
            }
            Format::Yaml => "kind: List\nmetadata:\n  resourceVersion: \"\"\n",
        })?;
        self.file.flush().map_err(writing(&self.path))?;
        Ok(self.path)
    }

    fn write(&mut self, text: &str) -> Result<(), Error> {
        self.bytes += text.len();
        self.file
            .write_all(text.as_bytes())
            .map_err(writing(&self.path))
    }
}

/// The size of a file in bytes.
pub(super) fn size(path: &Path) -> Result<u64, Error> {
    fs::metadata(path)
        .map(|metadata| metadata.len())
        .map_err(Error::io(format!("read {}", path.display())))
}

fn writing(path: &Path) -> impl FnOnce(io::Error) -> Error + use<> {
    Error::io(format!("write {}", path.display()))
}

/// An item at kubectl's indentation of four blanks.
fn json(object: &Value, is_first: bool) -> io::Result<String> {
    let mut text = Vec::new();
    object.serialize(&mut Serializer::with_formatter(
        &mut text,
        PrettyFormatter::with_indent(b"    "),
    ))?;
    let comma = if is_first { "\n" } else { ",\n" };
    let lines = String::from_utf8_lossy(&text).replace('\n', "\n        ");
    Ok(format!("{comma}        {lines}"))
}

/// An item of a block sequence.
fn yaml(object: &Value) -> Result<String, Error> {
    let text = serde_saphyr::to_string(object).map_err(|error| Error::Malformed {
        what: "an object of the scene".to_owned(),
        reason: error.to_string(),
    })?;
    Ok(format!("- {}\n", text.trim_end().replace('\n', "\n  ")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn both_formats_hold_the_same_list() {
        let folder = tempfile::tempdir().unwrap();
        let objects = [
            json!({"kind": "Role", "rules": []}),
            json!({"a": {"b": "c\nd"}}),
        ];
        let [json, yaml] = [Format::Json, Format::Yaml].map(|format| {
            let mut dump = Dump::create(folder.path(), format).unwrap();
            for object in &objects {
                dump.push(object).unwrap();
            }
            fs::read_to_string(dump.finish().unwrap()).unwrap()
        });
        let json: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["items"], json!(objects));
        assert_eq!(serde_saphyr::from_str::<Value>(&yaml).unwrap(), json);
    }
}
