//! Writes a list as kubectl's `-o json` has it, one object a line, without holding it in memory.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde_json::Value;

use crate::Error;

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Objects.
    pub objects: usize,
    /// Bytes.
    pub bytes: usize,
}

/// Writes a `List` of objects to a file.
pub(super) fn write(path: &Path, objects: impl Iterator<Item = Value>) -> Result<Written, Error> {
    File::create(path)
        .and_then(|file| write_list(&mut BufWriter::new(file), objects))
        .map_err(Error::io(format!("write {}", path.display())))
}

/// Writes a `List` of objects.
pub(super) fn write_list(
    output: &mut dyn Write,
    objects: impl Iterator<Item = Value>,
) -> io::Result<Written> {
    const HEAD: &str = "{\"apiVersion\":\"v1\",\"items\":[\n";
    const TAIL: &str = "\n],\"kind\":\"List\",\"metadata\":{\"resourceVersion\":\"\"}}\n";
    let mut written = Written {
        objects: 0,
        bytes: HEAD.len() + TAIL.len(),
    };
    output.write_all(HEAD.as_bytes())?;
    for object in objects {
        let line = object.to_string();
        if written.objects > 0 {
            output.write_all(b",\n")?;
            written.bytes += 2;
        }
        output.write_all(line.as_bytes())?;
        written.objects += 1;
        written.bytes += line.len();
    }
    output.write_all(TAIL.as_bytes())?;
    output.flush()?;
    Ok(written)
}
