//! A map as one HTML page that needs nothing else: no server, no network, no other file.
//!
//! The page holds three data blocks. `facts` is JSON with nodes, port sets, gaps and notes; `rows`
//! and `reasons` are base64 of a zlib stream (RFC 1950), which every current browser inflates
//! (compression.spec.whatwg.org). An open cluster of 1,000 workloads has 1,000,000 connections and
//! the page stays far below 2 MB.
//!
//! Names in a cluster are hostile input. The JSON holds no `<`, so nothing in it ends its block
//! (html.spec.whatwg.org, "Restrictions for contents of script elements"); the scripts set text
//! only, never markup; and the Content-Security-Policy lets exactly this style and these scripts
//! run, by their hashes, and nothing be fetched.

mod facts;
mod rows;

use std::io::{self, Write};

use base64::{Engine as _, engine::general_purpose::STANDARD, write::EncoderWriter};
use flate2::{Compression, write::ZlibEncoder};
use plugin_kit::report::visible;
use ring::digest::{SHA256, digest};

use super::view::MapView;
use facts::Facts;

const PAGE: &str = include_str!("html/page.html");
const STYLE: &str = include_str!("html/page.css");
/// One script, in the order in which its parts need each other.
const SCRIPT: &str = concat!(
    include_str!("html/data.js"),
    include_str!("html/axes.js"),
    include_str!("html/paint.js"),
    include_str!("html/matrix.js"),
    include_str!("html/details.js"),
    include_str!("html/workload.js"),
    include_str!("html/page.js"),
);

/// Writes the map as an HTML page.
///
/// A view whose edges are not sorted by `from` and `to`, or that name nodes it does not have, is an
/// error of kind `InvalidData`.
pub fn write(view: &MapView, writer: &mut dyn Write) -> io::Result<()> {
    for piece in PAGE.split("{{") {
        let (slot, markup) = piece.split_once("}}").unwrap_or(("", piece));
        fill(slot, view, writer)?;
        writer.write_all(markup.as_bytes())?;
    }
    Ok(())
}

/// Writes what a slot of the page's template stands for.
fn fill(slot: &str, view: &MapView, writer: &mut dyn Write) -> io::Result<()> {
    match slot {
        "title" => writer.write_all(escape_markup(&visible(&view.title)).as_bytes()),
        "policy" => writer.write_all(policy().as_bytes()),
        "style" => writer.write_all(STYLE.as_bytes()),
        "script" => writer.write_all(SCRIPT.as_bytes()),
        "facts" => writer.write_all(escape_json(&json(&Facts::of(view))?).as_bytes()),
        "reasons" => {
            let reasons: Vec<_> = view.reasons.iter().map(|reason| visible(reason)).collect();
            deflated(writer, |stream| {
                stream.write_all(json(&reasons)?.as_bytes())
            })
        }
        "rows" => deflated(writer, |stream| rows::write(view, stream)),
        "" => Ok(()),
        other => Err(io::Error::other(format!(
            "the page's template has no slot {other}"
        ))),
    }
}

/// The page's Content-Security-Policy (www.w3.org/TR/CSP3).
fn policy() -> String {
    let hash = |text: &str| STANDARD.encode(digest(&SHA256, text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; \
         form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

/// Passes what is written to the stream on as base64 of its zlib compression.
fn deflated(
    writer: &mut dyn Write,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut base64 = EncoderWriter::new(writer, &STANDARD);
    let mut zlib = ZlibEncoder::new(&mut base64, Compression::best());
    write(&mut zlib)?;
    zlib.finish()?;
    base64.finish()?;
    Ok(())
}

fn json(value: &impl serde::Serialize) -> io::Result<String> {
    serde_json::to_string(value).map_err(io::Error::other)
}

/// JSON that says the same and cannot end the block that it stands in.
fn escape_json(json: &str) -> String {
    json.replace('<', "\\u003c")
}

/// Text that is text wherever markup may stand.
fn escape_markup(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests;
