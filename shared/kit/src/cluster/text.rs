//! Makes text from outside fit to stand in a message.

use crate::report::is_unprintable;

/// The text on one line, without characters that cannot be seen, cut to so many characters.
///
/// Reports escape once more; this keeps a server's page or a stray escape sequence out of errors
/// and gaps in the first place.
pub(super) fn one_line(text: &str, longest: usize) -> String {
    let mut line = String::new();
    let mut length = 0_usize;
    for word in text.split(|character: char| character.is_whitespace() || is_unprintable(character))
    {
        if word.is_empty() {
            continue;
        }
        if length > 0 {
            line.push(' ');
            length += 1;
        }
        for character in word.chars() {
            if length >= longest {
                line.push('\u{2026}');
                return line;
            }
            line.push(character);
            length += 1;
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn escape_sequences_and_line_breaks_become_spaces() {
        assert_eq!(one_line("a\u{1b}[31mb\r\n\tc", 50), "a [31mb c");
    }

    #[test]
    fn direction_overrides_are_dropped() {
        assert_eq!(one_line("a\u{202e}b", 50), "a b");
    }

    #[test]
    fn characters_that_cannot_be_seen_are_dropped() {
        for hidden in ['\u{61c}', '\u{200b}', '\u{2060}', '\u{feff}', '\u{e0061}'] {
            assert_eq!(one_line(&format!("a{hidden}b"), 50), "a b");
        }
    }

    #[test]
    fn long_text_is_cut_and_marked() {
        assert_eq!(one_line("abcdef", 3), "abc\u{2026}");
        assert_eq!(one_line("abc", 3), "abc");
    }
}
