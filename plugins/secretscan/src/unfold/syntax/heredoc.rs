//! Files that a script writes: here-documents (POSIX.1-2017 "Shell Command Language" section 2.7.4)
//! behind a redirection or `tee`, and those of Dockerfiles (`COPY <<EOF path`).

/// A here-document.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Heredoc<'t> {
    /// The file that it is written to.
    pub(in super::super) file: &'t str,
    pub(in super::super) text: &'t str,
}

/// Most documents of a script that are looked for the end of.
const MOST: usize = 64;

/// Every here-document that is written to a file that is wanted. The ends of others are not looked
/// for, so that shifts and streams of other languages cost nothing.
pub(in super::super) fn heredocs(text: &str, is_wanted: impl Fn(&str) -> bool) -> Vec<Heredoc<'_>> {
    let mut found = Vec::new();
    let (mut at, mut looked_for) = (0, 0);
    while let Some(offset) = text.get(at..).and_then(|rest| rest.find("<<"))
        && looked_for < MOST
    {
        let sign = at + offset;
        let start = text.get(..sign).and_then(|before| before.rfind('\n'));
        let start = start.map_or(0, |newline| newline + 1).max(at);
        let end = text.get(sign..).and_then(|rest| rest.find('\n'));
        let Some(end) = end.map(|newline| sign + newline) else {
            break;
        };
        at = end + 1;
        let line = text.get(start..end).unwrap_or_default();
        let Some(file) = target(line).filter(|file| is_wanted(file)) else {
            continue;
        };
        looked_for += 1;
        let body = text.get(at..).unwrap_or_default();
        if let Some(length) = word(line).and_then(|word| until(body, word)) {
            let text = body.get(..length).unwrap_or_default();
            found.push(Heredoc { file, text });
            at += length;
        }
    }
    found
}

/// The word that ends the document.
fn word(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("<<")?;
    let rest = rest.trim_start_matches(['-', '~']).trim_start();
    let rest = rest.trim_start_matches(['"', '\'', '\\']);
    let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    let word = rest.get(..end.unwrap_or(rest.len()))?;
    (!word.is_empty()).then_some(word)
}

/// How long the text is before the line that is nothing but the word.
fn until(body: &str, word: &str) -> Option<usize> {
    let mut length = 0;
    for line in body.split_inclusive('\n') {
        if line.trim() == word {
            return Some(length);
        }
        length += line.len();
    }
    None
}

/// The file that is written.
fn target(line: &str) -> Option<&str> {
    let words = || {
        line.split([' ', '\t', ';', '|', '&', ')'])
            .filter(|word| !word.is_empty())
    };
    let path = |word: &str| !word.starts_with(['-', '<', '>']);
    let mut redirected = line.rsplit('>').map(str::trim_start);
    let file = if line.contains('>') {
        redirected
            .next()
            .and_then(|rest| rest.split([' ', '\t', ';', '|', '<']).next())
    } else if words().any(|word| word == "tee") {
        words()
            .skip_while(|word| *word != "tee")
            .skip(1)
            .find(|word| path(word))
    } else if line.trim_start().starts_with("COPY ") || line.trim_start().starts_with("ADD ") {
        words().next_back().filter(|word| path(word))
    } else {
        None
    };
    file.map(|file| file.trim_matches(['"', '\'']))
        .filter(|file| !file.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn documents_go_to_the_file_that_their_command_names() {
        for head in [
            "cat > /root/.pgpass <<EOF",
            "cat <<'EOF' > /root/.pgpass",
            "cat <<-\"EOF\" >/root/.pgpass",
            "sudo tee /root/.pgpass <<EOF",
            "  tee -a /root/.pgpass << EOF",
            "COPY <<EOF /root/.pgpass",
        ] {
            let text = format!("set -e\n{head}\none\ntwo\nEOF\nls\n");
            let expected = Heredoc {
                file: "/root/.pgpass",
                text: "one\ntwo\n",
            };
            assert_eq!(heredocs(&text, |_| true), [expected], "{head}");
        }
    }

    #[test]
    fn a_document_for_no_file_or_without_an_end_is_none() {
        for text in [
            "cat <<EOF\none\nEOF\n",
            "cat > f <<EOF\none\n",
            "x = 1 << 2\n",
            "cat > f <<\none\n",
        ] {
            assert!(heredocs(text, |_| true).is_empty(), "{text}");
        }
    }

    #[test]
    fn only_files_that_are_wanted_are_read() {
        let text = "cat > a <<EOF\none\nEOF\ncat > b <<EOF\ntwo\nEOF\n";
        let found = heredocs(text, |file| file == "b");
        assert_eq!(
            found,
            [Heredoc {
                file: "b",
                text: "two\n"
            }]
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(<<|EOF|tee |cat > |COPY |[a-cé \n\"'>-]){0,30}") {
            let _ = heredocs(&text, |_| true);
        }
    }
}
