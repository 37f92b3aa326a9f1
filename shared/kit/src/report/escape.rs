//! Makes text from the cluster safe to show on a terminal.
//!
//! Anyone who may create an object chooses its name, and RBAC subject names are free text. Shown
//! raw, such text can move the cursor, recolour or erase other rows (kubernetes/kubernetes issue
//! 101695) or reorder what the reader sees (CVE-2021-42574). kubectl shows ESC as `^[` and a
//! carriage return as `\r` (cli-runtime `printers/terminal.go`); so do we, and everything else that
//! has no visible shape of its own is shown as `\u{202e}`.
//!
//! # Why
//!
//! A backslash is left alone: names such as `CORP\ann` are common, and a reader who needs the
//! exact value takes `-o json`, where the same characters are escaped without loss.

use std::{
    borrow::Cow,
    fmt::Write as _,
    io::{self, Write},
};

/// Whether a character moves the cursor, reorders its neighbours, or cannot be seen.
///
/// C0 and C1 controls and DEL; line and paragraph separators; bidirectional and other format
/// characters (general category Cf); what Unicode lists as `Default_Ignorable_Code_Point`;
/// noncharacters.
pub(crate) const fn is_unprintable(character: char) -> bool {
    matches!(
        character,
        '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{34f}'
            | '\u{600}'..='\u{605}'
            | '\u{61c}'
            | '\u{6dd}'
            | '\u{70f}'
            | '\u{890}'..='\u{891}'
            | '\u{8e2}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fdd0}'..='\u{fdef}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{110bd}'
            | '\u{110cd}'
            | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    ) || (character as u32) & 0xfffe == 0xfffe
}

/// The text with every unprintable character shown in a visible form; always one line.
///
/// ```
/// use plugin_kit::report::visible;
///
/// assert_eq!(visible("team-a"), "team-a");
/// assert_eq!(visible("\u{1b}[2Jgone\u{202e}"), r"^[[2Jgone\u{202e}");
/// ```
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unprintable) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '\u{1b}' => shown.push_str("^["),
            '\r' => shown.push_str("\\r"),
            '\n' => shown.push_str("\\n"),
            '\t' => shown.push_str("\\t"),
            other if is_unprintable(other) => {
                // Writing to a String cannot fail.
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(other));
            }
            other => shown.push(other),
        }
    }
    Cow::Owned(shown)
}

/// How a quoted format spells characters beyond U+FFFF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Astral {
    /// JSON: two `\uXXXX` surrogates (RFC 8259 section 7).
    Surrogates,
    /// YAML: `\UXXXXXXXX` (YAML 1.2 section 5.7); surrogates are not allowed there.
    EightDigits,
}

/// Writes the inside of a quoted string with unprintable characters as escapes.
///
/// Quotes, backslashes and C0 controls are the caller's business.
pub(super) fn write_quoted<W: Write + ?Sized>(
    writer: &mut W,
    fragment: &str,
    astral: Astral,
) -> io::Result<()> {
    let mut rest = fragment;
    while let Some((start, character)) = rest.char_indices().find(|(_, c)| is_unprintable(*c)) {
        writer.write_all(&rest.as_bytes()[..start])?;
        match (u32::from(character), astral) {
            (code @ 0x1_0000.., Astral::EightDigits) => write!(writer, "\\U{code:08x}")?,
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        rest = &rest[start + character.len_utf8()..];
    }
    writer.write_all(rest.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::{is_unprintable, visible};

    #[test]
    fn printable_text_of_any_script_is_untouched() {
        for text in [
            "kube-system",
            "größe",
            "система",
            "日本語",
            "👩",
            r"CORP\ann",
            "a b",
        ] {
            assert_eq!(visible(text), text);
        }
    }

    #[test]
    fn escape_sequences_are_shown_as_kubectl_shows_them() {
        assert_eq!(visible("\u{1b}[31mred\r"), r"^[[31mred\r");
    }

    #[test]
    fn c1_controls_are_shown_because_some_terminals_obey_them() {
        assert_eq!(
            visible("\u{9b}31m\u{85}\u{7f}\u{7}"),
            r"\u{9b}31m\u{85}\u{7f}\u{7}"
        );
    }

    #[test]
    fn every_bidirectional_control_is_shown() {
        let controls = ('\u{202a}'..='\u{202e}')
            .chain('\u{2066}'..='\u{2069}')
            .chain(['\u{200e}', '\u{200f}', '\u{61c}']);
        for control in controls {
            assert!(is_unprintable(control), "{:x}", u32::from(control));
        }
    }

    #[test]
    fn invisible_characters_are_shown() {
        assert_eq!(
            visible("a\u{200b}d\u{ad}m\u{feff}i\u{e0061}n\u{3164}"),
            r"a\u{200b}d\u{ad}m\u{feff}i\u{e0061}n\u{3164}"
        );
    }

    #[test]
    fn the_answer_is_one_line() {
        assert_eq!(visible("a\nb\u{2028}c\td\u{c}"), r"a\nb\u{2028}c\td\u{c}");
    }
}
