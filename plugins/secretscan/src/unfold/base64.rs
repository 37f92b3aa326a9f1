//! Base64 (RFC 4648 sections 4 and 5) in the midst of other text, and hexadecimal: where it stands,
//! and what it holds if that is a text or something packed.
//!
//! Standard and URL alphabet are read alike, with padding or without, over line breaks (RFC 2045
//! section 6.8 and everybody who wraps), also where those are written as `\n`. Nearly everything
//! in these alphabets is no base64 but a word, a path or a hash; those decode to noise.

mod alphabet;

use std::ops::Range;

use super::{magic, records::der};
use alphabet::{NONE, Runs, SHORTEST, value};

/// Characters that are decoded to tell text from noise.
const PROBE: usize = 16;
/// The shortest line of a text that is wrapped.
const SHORTEST_LINE: usize = 40;

/// An encoded part of a text.
pub(super) struct Span {
    /// Where it stands.
    pub(super) range: Range<usize>,
    /// What it holds.
    pub(super) decoded: Vec<u8>,
    /// `base64` or `hex`.
    pub(super) encoding: &'static str,
}

/// Goes over a text for what is encoded in it.
pub(super) struct Spans<'t> {
    text: &'t [u8],
    runs: Runs<'t>,
    at: usize,
    /// Where the run ends that was decoded as a whole in vain, and where the lines end that were
    /// put together in vain: neither is tried again, so that no text takes quadratic time.
    whole_in_vain: usize,
    lines_in_vain: usize,
    /// Where a run ends in whose rest there is no dash.
    without_dash: usize,
}

impl<'t> Spans<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        Self {
            text,
            runs: Runs::new(text),
            at: 0,
            whole_in_vain: 0,
            lines_in_vain: 0,
            without_dash: 0,
        }
    }

    /// The next run of the alphabet that is long enough.
    fn run(&mut self) -> Option<Range<usize>> {
        let run = self.runs.next(self.at)?;
        self.at = run.end;
        Some(run)
    }

    /// What a run holds, wherever in it the encoded part begins.
    fn decode(&mut self, run: Range<usize>) -> Option<Span> {
        let start = run.start + usize::from(self.is_escape(run.start));
        let whole = start..run.end;
        if run.end > self.whole_in_vain
            && let Some(span) = self.hex(&whole).or_else(|| self.base64(&whole))
        {
            return Some(span);
        }
        self.whole_in_vain = run.end;
        if whole.len() < SHORTEST + 2 {
            return None;
        }
        // A path, a name with dashes: a part of it may be encoded.
        let text = self.text.get(whole.clone()).unwrap_or_default();
        let separators = if run.end > self.without_dash && has(text, *b"-_") {
            *b"-_"
        } else if has(text, *b"//") {
            self.without_dash = run.end;
            *b"//"
        } else {
            return None;
        };
        // A part that is long enough reaches over the middle of a run that is not.
        let reach = text.len().checked_sub(SHORTEST);
        let middle = reach.and_then(|start| text.get(start..SHORTEST));
        if middle.is_some_and(|middle| has(middle, separators)) {
            return None;
        }
        let mut from = whole.start;
        for part in text.split(|byte| separators.contains(byte)) {
            let range = from..from + part.len();
            from = range.end + 1;
            if range.len() >= SHORTEST
                && let Some(span) = self.base64(&range)
            {
                // What follows in the run is looked at next.
                self.at = self.at.min(span.range.end).max(range.end);
                return Some(span);
            }
        }
        None
    }

    /// Whether the byte is the letter of an escape such as `\n`.
    fn is_escape(&self, at: usize) -> bool {
        at > 0
            && self.text.get(at - 1) == Some(&b'\\')
            && matches!(self.text.get(at), Some(b'n' | b'r' | b't'))
    }

    fn hex(&self, range: &Range<usize>) -> Option<Span> {
        let digits = self.text.get(range.clone())?;
        let decoded = hex(digits)?;
        Some(Span {
            range: range.clone(),
            decoded,
            encoding: "hex",
        })
    }

    fn base64(&mut self, range: &Range<usize>) -> Option<Span> {
        let run = self.text.get(range.clone())?;
        if !is_promising(run) {
            return None;
        }
        if der::may_begin(&decode(run.get(..PROBE)?)) && self.is_in_armour(range.start) {
            return None;
        }
        let (characters, mut end) = self.lines(range);
        let mut decoded = decode(&characters);
        if !is_worth(&decoded) {
            if characters.len() == run.len() {
                return None;
            }
            self.lines_in_vain = end;
            end = range.end;
            decoded = decode(run);
            if !is_worth(&decoded) {
                return None;
            }
        }
        self.at = self.at.max(end);
        Some(Span {
            range: range.start..end,
            decoded,
            encoding: "base64",
        })
    }

    /// Whether the first line of an armoured key is right before this: armour is no encoding of
    /// anything else.
    fn is_in_armour(&self, at: usize) -> bool {
        let before = self.text.get(at.saturating_sub(32)..at);
        before.is_some_and(|before| memchr::memmem::find(before, b"-----").is_some())
    }

    /// The characters of a run, and of the lines that continue it, and where they end.
    fn lines(&self, range: &Range<usize>) -> (Vec<u8>, usize) {
        let mut characters = self.text.get(range.clone()).unwrap_or_default().to_vec();
        let mut end = range.end;
        let mut line = range.len();
        while line >= SHORTEST_LINE
            && range.start >= self.lines_in_vain
            && let Some(next) = self.next_line(end, line)
        {
            characters.extend_from_slice(self.text.get(next.clone()).unwrap_or_default());
            line = next.len();
            end = next.end;
        }
        let padding = self.text.get(end..).unwrap_or_default();
        let padding = padding
            .iter()
            .take_while(|&&byte| byte == b'=')
            .take(2)
            .count();
        (characters, end + padding)
    }

    /// The line after this one if it is encoded too: nothing but the alphabet, and not longer
    /// (but the first line may be, by what stands before it).
    fn next_line(&self, end: usize, length: usize) -> Option<Range<usize>> {
        let rest = self.text.get(end..)?;
        let start = end + line_break(rest)?;
        let rest = self.text.get(start..)?;
        let next = run_length(rest);
        let after = rest.get(next..).unwrap_or_default();
        let after = after.get(after.iter().take_while(|&&byte| byte == b'=').count()..)?;
        let ends_line = matches!(
            after,
            [] | [
                b'\n' | b'\r' | b' ' | b'"' | b'\'' | b'\\' | b'<' | b',' | b'`' | b')',
                ..
            ]
        );
        let longest = length.max(76);
        (next > 0 && next <= longest && ends_line).then_some(start..start + next)
    }
}

impl Iterator for Spans<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        loop {
            let run = self.run()?;
            if let Some(span) = self.decode(run) {
                return Some(span);
            }
        }
    }
}

/// How long a line break and the indentation after it are; in clear or as escapes.
fn line_break(text: &[u8]) -> Option<usize> {
    const BREAKS: [&[u8]; 6] = [b"\n", b"\r\n", b"\\n", b"\\r\\n", b"\\\\n", b"\\\n"];
    let length = BREAKS.iter().find(|mark| text.starts_with(mark))?.len();
    let rest = text.get(length..)?;
    let indent = rest
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count();
    Some(length + indent)
}

/// What a whole value holds if it is base64, however short: for values whose name or padding makes
/// that likely.
pub(super) fn whole(value: &[u8], is_likely: bool) -> Option<Vec<u8>> {
    let trimmed = value.trim_ascii();
    let unpadded = trimmed.get(..run_length(trimmed))?;
    let padding = trimmed.get(unpadded.len()..)?;
    let is_padded = !padding.is_empty() && (unpadded.len() + padding.len()).is_multiple_of(4);
    let fits = match padding {
        b"" => unpadded.len() % 4 != 1,
        b"=" | b"==" => is_padded,
        _ => false,
    };
    if !fits || unpadded.len() < 8 {
        return None;
    }
    if unpadded.len() >= SHORTEST {
        if !is_promising(unpadded) {
            return None;
        }
        let decoded = decode(unpadded);
        return is_worth(&decoded).then_some(decoded);
    }
    if !is_padded && !is_likely {
        return None;
    }
    let decoded = decode(unpadded);
    let is_text = decoded
        .iter()
        .all(|byte| matches!(byte, b'\t' | b'\n' | b' '..=b'~'));
    (is_text && is_canonical(unpadded)).then_some(decoded)
}

/// What a text decodes to that is said to be base64, whatever else stands in it (RFC 2045 section
/// 6.8); nothing if nothing of it is.
pub(super) fn lenient(text: &[u8]) -> Option<Vec<u8>> {
    let characters: Vec<u8> = text
        .iter()
        .copied()
        .filter(|&byte| value(byte) != NONE)
        .collect();
    (characters.len() >= 2).then(|| decode(&characters))
}

/// Whether the bits that encode nothing are zero, as every encoder leaves them.
fn is_canonical(characters: &[u8]) -> bool {
    let last = characters.last().map_or(0, |&last| value(last));
    match characters.len() % 4 {
        2 => last.trailing_zeros() >= 4,
        3 => last.trailing_zeros() >= 2,
        _ => true,
    }
}

/// The text that hexadecimal digits stand for, if all of it is printable.
pub(super) fn hex(digits: &[u8]) -> Option<Vec<u8>> {
    if digits.len() < 32 || !digits.len().is_multiple_of(2) {
        return None;
    }
    digits
        .chunks_exact(2)
        .map(|pair| {
            let byte = u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()?;
            matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~').then_some(byte)
        })
        .collect()
}

/// Whether the first few characters decode to something that is no noise.
fn is_promising(run: &[u8]) -> bool {
    let mut probe = [0; PROBE / 4 * 3];
    let Some(head) = run.get(..PROBE) else {
        return false;
    };
    if begins_with_noise(head) {
        return false;
    }
    for (out, characters) in probe.chunks_exact_mut(3).zip(head.chunks_exact(4)) {
        out.copy_from_slice(&group(characters));
    }
    magic::container(&probe).is_some()
        || der::may_begin(&probe)
        || is_text_head(&probe)
        || is_wide_head(&probe)
        || (run.len() >= SHORTEST_LINE && is_name_head(&probe))
}

/// Whether the first three bytes are such that neither UTF-8 nor UTF-16 nor anything packed begins
/// with them: so it is for most words, and asking costs less than decoding more.
fn begins_with_noise(head: &[u8]) -> bool {
    let Some(head) = head.get(..4) else {
        return true;
    };
    let bytes = group(head);
    let [first, ..] = bytes;
    // A NUL may be half a character of UTF-16, or end the name that a tar archive begins with.
    let is_wide = matches!(first, 0xfe | 0xff) || bytes.contains(&0);
    // So a sequence of ASN.1 begins.
    let is_sequence = first == 0x30 && !bytes.is_ascii() || matches!(bytes, [0x30, _, 2]);
    if is_wide || is_sequence || magic::may_begin_container(first) {
        return false;
    }
    let is_control = |byte: &u8| matches!(byte, 1..=8 | 11 | 12 | 14..=31 | 127);
    bytes.iter().any(is_control)
        || str::from_utf8(&bytes).is_err_and(|error| error.error_len().is_some())
}

/// Valid UTF-8, most of it ASCII, without control characters.
fn is_text_head(bytes: &[u8]) -> bool {
    if bytes
        .iter()
        .any(|byte| matches!(byte, 0..=8 | 11 | 12 | 14..=31 | 127))
    {
        return false;
    }
    if bytes.is_ascii() {
        return true;
    }
    let is_utf8 = match str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    is_utf8 && bytes.iter().filter(|byte| byte.is_ascii()).count() * 2 >= bytes.len()
}

/// A short name, padded with NULs: so a tar archive begins.
fn is_name_head(bytes: &[u8]) -> bool {
    let end = bytes.iter().position(|&byte| byte == 0).unwrap_or_default();
    let (name, padding) = bytes.split_at_checked(end).unwrap_or_default();
    end > 0 && is_text_head(name) && padding.iter().all(|&byte| byte == 0)
}

fn is_wide_head(bytes: &[u8]) -> bool {
    super::wide::looks_wide(bytes).is_some()
}

/// Whether what was decoded is text to its end, or nearly, or something packed.
fn is_worth(decoded: &[u8]) -> bool {
    if magic::container(decoded).is_some() || is_wide_head(decoded) || der::label(decoded).is_some()
    {
        return true;
    }
    let valid = match str::from_utf8(decoded) {
        Ok(_) => decoded.len(),
        Err(error) => error.valid_up_to(),
    };
    valid * 10 >= decoded.len() * 9 && valid >= 8 && magic::is_printable(decoded)
}

fn has(text: &[u8], any: [u8; 2]) -> bool {
    let [first, second] = any;
    memchr::memchr2(first, second, text).is_some()
}

fn run_length(text: &[u8]) -> usize {
    text.iter()
        .position(|&byte| value(byte) == NONE)
        .unwrap_or(text.len())
}

/// Decodes characters of the alphabet; one that is left over is dropped.
fn decode(characters: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(characters.len() / 4 * 3 + 3);
    let mut groups = characters.chunks_exact(4);
    for characters in groups.by_ref() {
        out.extend_from_slice(&group(characters));
    }
    let rest = groups.remainder();
    if rest.len() >= 2 {
        let mut last = [b'A'; 4];
        for (slot, &character) in last.iter_mut().zip(rest) {
            *slot = character;
        }
        out.extend(group(&last).into_iter().take(rest.len() - 1));
    }
    out
}

/// Three bytes from four characters.
fn group(characters: &[u8]) -> [u8; 3] {
    let bits = characters.iter().fold(0_u32, |bits, &character| {
        bits << 6 | u32::from(value(character) & 0x3f)
    });
    let [_, first, second, third] = bits.to_be_bytes();
    [first, second, third]
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, prelude::*};
    use proptest::prelude::*;

    use super::{
        super::{inflate::tests::gzipped, wide::tests::little},
        *,
    };

    fn found(text: &str) -> Vec<String> {
        Spans::new(text.as_bytes())
            .map(|span| String::from_utf8(span.decoded).unwrap())
            .collect()
    }

    fn wrapped(text: &str, width: usize, separator: &str) -> String {
        let encoded = BASE64_STANDARD.encode(text);
        let lines: Vec<_> = encoded
            .as_bytes()
            .chunks(width)
            .map(|line| str::from_utf8(line).unwrap())
            .collect();
        lines.join(separator)
    }

    const TEXT: &str = "user: admin, password: correct horse battery staple, and so on, twice over";

    #[test]
    fn encoded_text_is_found_among_other_text() {
        let encoded = BASE64_STANDARD.encode(TEXT);
        let url_safe = BASE64_URL_SAFE_NO_PAD.encode(TEXT);
        for text in [
            format!("config={encoded}"),
            format!("a \"{encoded}\" b '{url_safe}'"),
            format!("Authorization: Basic {url_safe}\n"),
            format!("data:text/plain;base64,{encoded}"),
            format!("https://host/path/{url_safe}/more"),
            format!("escaped\\n{encoded}\\nmore"),
            format!("name-with-dashes_{}", BASE64_STANDARD.encode(TEXT)),
        ] {
            let found = found(&text);
            assert!(!found.is_empty(), "nothing found");
            assert!(found.iter().all(|found| found == TEXT));
        }
    }

    #[test]
    fn lines_that_are_wrapped_are_put_together() {
        for (width, separator) in [
            (60, "\n"),
            (64, "\r\n"),
            (76, "\n    "),
            (64, "\\n"),
            (40, "\n\t"),
        ] {
            let text = format!(
                "key: |\n  {}\nnext: line\n",
                wrapped(TEXT, width, separator)
            );
            assert_eq!(found(&text), [TEXT], "{width}");
        }
    }

    #[test]
    fn lines_that_are_encoded_each_by_itself_are_found_each() {
        let one = BASE64_STANDARD.encode("the first of two lines of plain text, so");
        let two = BASE64_STANDARD.encode("the second of two lines of plain text, so");
        let found = found(&format!("{one}\n{two}\n"));
        assert_eq!(found.concat().matches("lines of plain text").count(), 2);
    }

    #[test]
    fn packed_data_and_wide_text_are_found() {
        for bytes in [gzipped(TEXT.as_bytes()), little(TEXT)] {
            let text = format!("x: {}", BASE64_STANDARD.encode(&bytes));
            let spans: Vec<_> = Spans::new(text.as_bytes()).collect();
            assert_eq!(spans.len(), 1);
            assert!(spans[0].decoded == bytes);
        }
    }

    #[test]
    fn words_paths_hashes_and_keys_are_not_decoded() {
        let texts = [
            "getElementsByTagNameNS internationalization_of_everything",
            "/usr/local/lib/python3/dist-packages/setuptools/command",
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==",
            "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "--------------------------------------------",
        ];
        for text in texts {
            assert!(found(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn hexadecimal_text_is_found_and_digests_are_not() {
        let hex = super::super::tests::hex(TEXT);
        assert_eq!(found(&format!("payload={hex};")), [TEXT]);
    }

    #[test]
    fn a_short_value_is_decoded_if_its_padding_or_name_makes_that_likely() {
        let decoded = |value: &str, is_likely| whole(value.as_bytes(), is_likely);
        assert_eq!(decoded("aHVudGVyMg==", false), Some(b"hunter2".to_vec()));
        assert_eq!(decoded("aHVudGVyMjIy", false), None);
        assert_eq!(decoded("aHVudGVyMjIy", true), Some(b"hunter222".to_vec()));
        assert_eq!(decoded("password", true), None);
        assert_eq!(decoded("aHVudGVyMg=", true), None);
    }

    proptest! {
        /// What the short way out takes for noise is nothing that is looked for.
        #[test]
        fn nothing_begins_with_noise(
            head in prop::collection::vec(prop::sample::select(&b"AAAAAABQhjmx0+w"[..]), PROBE)
        ) {
            let probe = decode(&head);
            if begins_with_noise(&head) {
                prop_assert!(magic::container(&probe).is_none());
                prop_assert!(!is_text_head(&probe) && !is_wide_head(&probe) && !is_name_head(&probe));
            }
        }

        #[test]
        fn what_is_encoded_is_decoded(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let standard = BASE64_STANDARD_NO_PAD.encode(&bytes);
            let url_safe = BASE64_URL_SAFE_NO_PAD.encode(&bytes);
            prop_assert!(decode(standard.as_bytes()) == bytes);
            prop_assert!(decode(url_safe.as_bytes()) == bytes);
        }

        #[test]
        fn text_is_found_wherever_it_begins(text in "[ -~]{24,200}", before in "[a-z .:\"\n]{0,9}[ :\"\n]") {
            let found = found(&format!("{before}{}", BASE64_STANDARD.encode(&text)));
            prop_assert_eq!(found, [text]);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            Spans::new(&bytes).for_each(drop);
            let _ = whole(&bytes, true);
        }
    }
}
