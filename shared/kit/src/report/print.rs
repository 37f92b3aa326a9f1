//! Prints a report: data on stdout, talk on stderr.
//!
//! In text formats notes, remarks and gaps go to stderr, one line each, so that a pipe gets data
//! only. JSON and YAML carry notes and gaps themselves; stderr then only says that the answer is
//! incomplete, because whoever sees exit code 3 must be told why even when stdout went to a file.

use std::io::{self, ErrorKind, Write};

use super::{Format, Layout, Report, envelope::Envelope, escape::visible, json, table, yaml};
use crate::{Gap, object::ObjectRef, snapshot::Location};

/// How to print.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PrintOptions {
    /// The format.
    pub format: Format,
    /// Leaves the headers of tables out.
    pub no_headers: bool,
    /// Where colour is wanted.
    pub paint: Paint,
}

/// Which streams get colour. It never carries meaning of its own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Paint {
    /// Standard output.
    pub stdout: bool,
    /// Standard error.
    pub stderr: bool,
}

/// Prints the report.
///
/// A reader that closed the pipe has what it wanted: that is no error, and the exit code still
/// tells what the answer was. Any other failure to write is an error, a full disk above all.
pub fn print<R: Report>(
    report: &R,
    options: PrintOptions,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> io::Result<()> {
    ignore_closed_pipe(print_data(report, options, stdout))?;
    talk(report, options, stderr)
}

/// Takes a write to a closed pipe for done.
pub(crate) fn ignore_closed_pipe(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

fn print_data<R: Report>(
    report: &R,
    options: PrintOptions,
    stdout: &mut dyn Write,
) -> io::Result<()> {
    let write_table = |layout: Layout, stdout: &mut dyn Write| {
        let table = report.table(layout);
        table::write(&table, !options.no_headers, options.paint.stdout, stdout)
    };
    match options.format {
        Format::Table => write_table(Layout::Normal, stdout)?,
        Format::Wide => write_table(Layout::Wide, stdout)?,
        Format::Json => json::write(&Envelope::of(report), stdout)?,
        Format::Yaml => yaml::write(&Envelope::of(report), stdout)?,
        Format::Name => {
            for name in report.names() {
                writeln!(stdout, "{}", visible(&name))?;
            }
        }
    }
    // Rows come before the talk about them where both streams are one terminal.
    stdout.flush()
}

/// Writes what [`print()`] writes beside the data; for formats that a command prints itself.
pub fn talk<R: Report>(
    report: &R,
    options: PrintOptions,
    stderr: &mut dyn Write,
) -> io::Result<()> {
    ignore_closed_pipe(print_talk(report, options, stderr))
}

fn print_talk<R: Report>(
    report: &R,
    options: PrintOptions,
    stderr: &mut dyn Write,
) -> io::Result<()> {
    let incomplete = if options.paint.stderr {
        "\x1b[33mincomplete:\x1b[0m"
    } else {
        "incomplete:"
    };
    if !options.format.is_document() {
        for note in report.notes() {
            let about = remark(&note.message, note.object.as_ref(), note.location.as_ref());
            writeln!(stderr, "note: {}", visible(&about))?;
        }
        for remark in report.remarks() {
            writeln!(stderr, "{}", visible(&remark))?;
        }
        for gap in report.gaps() {
            let about = remark(&gap.message, gap.object.as_ref(), gap.location.as_ref());
            writeln!(stderr, "{incomplete} {}", visible(&about))?;
        }
    }
    if let Some(line) = verdict(report.gaps(), options.format) {
        writeln!(stderr, "{line}")?;
    }
    stderr.flush()
}

/// `FILE:LINE: MESSAGE (OBJECT)`; the object is left out where the message names it in full.
fn remark(message: &str, object: Option<&ObjectRef>, location: Option<&Location>) -> String {
    let place = location.map_or_else(String::new, |location| format!("{location}: "));
    let object = object
        .filter(|object| !names(message, &object.to_string()))
        .map_or_else(String::new, |object| format!(" ({object})"));
    format!("{place}{message}{object}")
}

/// Whether a message holds the object in full, such as `Role shop/a`, and not just one whose name
/// or kind is longer.
fn names(message: &str, object: &str) -> bool {
    message.match_indices(object).any(|(start, found)| {
        let begins = !message[..start].ends_with(char::is_alphanumeric);
        // `a: no` names `a`; `a:b`, `a-b` and `a.b` are names of their own.
        let rest = message[start + found.len()..].trim_start_matches(['.', ':', '-']);
        begins && !rest.starts_with(char::is_alphanumeric)
    })
}

/// The last line of an incomplete answer.
fn verdict(gaps: &[Gap], format: Format) -> Option<String> {
    let things = match gaps.len() {
        0 => return None,
        1 => "1 thing".to_owned(),
        many => format!("{many} things"),
    };
    let place = if format.is_document() {
        ", listed under \"gaps\""
    } else {
        ""
    };
    Some(format!(
        "The answer is incomplete: {things} could not be read{place}."
    ))
}

#[cfg(test)]
mod tests {
    use super::remark;
    use crate::object::ObjectRef;

    #[test]
    fn an_object_is_named_unless_the_message_names_all_of_it() {
        let object = ObjectRef {
            kind: "Role".to_owned(),
            namespace: Some("shop".to_owned()),
            name: "a".to_owned(),
        };
        for (message, printed) in [
            ("cannot be read", "cannot be read (Role shop/a)"),
            ("cannot read Role shop/a: no", "cannot read Role shop/a: no"),
            ("the role a is gone", "the role a is gone (Role shop/a)"),
            ("not Role shop/ab", "not Role shop/ab (Role shop/a)"),
            (
                "not ClusterRole shop/a",
                "not ClusterRole shop/a (Role shop/a)",
            ),
        ] {
            assert_eq!(remark(message, Some(&object), None), printed);
        }
    }
}
