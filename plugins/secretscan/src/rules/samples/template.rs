//! From a template and a seed to a text with a credential.

use std::{iter::Peekable, ops::Range, str::CharIndices};

use base64::{Engine, engine::general_purpose};

use super::super::{Checksum, checksum};
use super::Random;

/// The longest random part: a template is data, and must not take memory without end.
const LONGEST_PART: usize = 8192;
/// How deep encodings stand in each other.
const DEEPEST: usize = 4;

/// A text with a made-up credential. It has no `Debug`, as nothing that holds one has.
#[derive(Clone, PartialEq, Eq)]
pub struct Sample {
    /// The text.
    pub text: String,
    /// Where the credential is.
    pub credential: Range<usize>,
}

/// What is wrong with a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A placeholder that does not exist.
    #[error("there is no such placeholder at character {0}")]
    Placeholder(usize),
    /// A length that is no number, none that makes sense, or too large.
    #[error("a placeholder's length at character {0} is not N or N-M")]
    Length(usize),
    /// A brace that stands alone.
    #[error("a brace has no partner; a brace itself is written twice")]
    Brace,
    /// Marks of the credential that do not fit together.
    #[error("a credential is marked once, with [[ before and ]] behind it")]
    Marks,
    /// Encodings stand too deep in each other.
    #[error("encodings stand more than 4 deep in each other")]
    Depth,
}

/// Fills the placeholders of a template; the same seed gives the same text.
pub fn expand(template: &str, seed: u64) -> Result<Sample, TemplateError> {
    let mut writer = Writer {
        random: Random::new(seed),
        text: String::new(),
        start: None,
        end: None,
    };
    let mut characters = template.char_indices().peekable();
    writer.template(&mut characters, 0)?;
    let credential = match (writer.start, writer.end) {
        (Some(start), Some(end)) => start..end,
        (None, None) => 0..writer.text.len(),
        _ => return Err(TemplateError::Marks),
    };
    Ok(Sample {
        text: writer.text,
        credential,
    })
}

type Characters<'t> = Peekable<CharIndices<'t>>;

struct Writer {
    random: Random,
    text: String,
    start: Option<usize>,
    end: Option<usize>,
}

impl Writer {
    /// Writes up to the end, or up to the `>}` that closes an encoding.
    fn template(&mut self, from: &mut Characters<'_>, depth: usize) -> Result<(), TemplateError> {
        if depth > DEEPEST {
            return Err(TemplateError::Depth);
        }
        while let Some((at, character)) = from.next() {
            let twice = from.peek().is_some_and(|(_, next)| *next == character);
            match character {
                '{' | '}' if twice => {
                    from.next();
                    self.text.push(character);
                }
                '{' => self.placeholder(at, from, depth)?,
                '}' => return Err(TemplateError::Brace),
                '>' if depth > 0 && from.peek().is_some_and(|(_, next)| *next == '}') => {
                    from.next();
                    return Ok(());
                }
                '[' if twice && depth == 0 => {
                    from.next();
                    self.mark_start()?;
                }
                ']' if twice && depth == 0 => {
                    from.next();
                    self.mark_end()?;
                }
                other => self.text.push(other),
            }
        }
        if depth > 0 {
            return Err(TemplateError::Brace);
        }
        Ok(())
    }

    fn mark_start(&mut self) -> Result<(), TemplateError> {
        match self.start.replace(self.text.len()) {
            None => Ok(()),
            Some(_) => Err(TemplateError::Marks),
        }
    }

    fn mark_end(&mut self) -> Result<(), TemplateError> {
        match self.end.replace(self.text.len()) {
            None if self.start.is_some() => Ok(()),
            _ => Err(TemplateError::Marks),
        }
    }

    fn placeholder(
        &mut self,
        at: usize,
        from: &mut Characters<'_>,
        depth: usize,
    ) -> Result<(), TemplateError> {
        let (name, end) = until(from, &['}', ':', '<'])?;
        match (end, class(&name)) {
            ('}', _) => self.plain(at, &name),
            (':', Some(class)) => {
                let (length, _) = until(from, &['}'])?;
                self.characters(at, &class, &length)
            }
            ('<', _) => self.encoding(at, &name, from, depth),
            _ => Err(TemplateError::Placeholder(at)),
        }
    }

    fn encoding(
        &mut self,
        at: usize,
        name: &str,
        from: &mut Characters<'_>,
        depth: usize,
    ) -> Result<(), TemplateError> {
        let encode: fn(&str) -> String = match name {
            "base64-of" => |text| general_purpose::STANDARD.encode(text),
            "base64url-of" => |text| general_purpose::URL_SAFE_NO_PAD.encode(text),
            _ => return Err(TemplateError::Placeholder(at)),
        };
        let before = std::mem::take(&mut self.text);
        self.template(from, depth + 1)?;
        let inner = std::mem::replace(&mut self.text, before);
        self.text.push_str(&encode(&inner));
        Ok(())
    }

    fn characters(&mut self, at: usize, class: &[u8], length: &str) -> Result<(), TemplateError> {
        let (least, most) = length.split_once('-').unwrap_or((length, length));
        let number = |text: &str| text.parse::<usize>().map_err(|_| TemplateError::Length(at));
        let (least, most) = (number(least)?, number(most)?);
        if least == 0 || least > most || most > LONGEST_PART {
            return Err(TemplateError::Length(at));
        }
        let length = least + self.random.below(most - least + 1);
        for _ in 0..length {
            let byte = self.random.byte_of(class);
            self.text.push(char::from(byte));
        }
        Ok(())
    }

    fn plain(&mut self, at: usize, name: &str) -> Result<(), TemplateError> {
        let text = match name {
            "base62-crc32" => self.sum(Checksum::Base62Crc32),
            "hex-crc32" => self.sum(Checksum::HexCrc32),
            "bech32-checksum" => self.sum(Checksum::Bech32),
            "nkey-checksum" => self.sum(Checksum::Nkey),
            "gitlab-routable" => {
                let length = checksum::routable_length(self.so_far());
                self.text.push_str(&String::from_utf8_lossy(&length));
                self.sum(Checksum::GitlabRoutable)
            }
            "uuid" => self.nested("{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}")?,
            "jwt" => self.nested(JWT)?,
            _ => return Err(TemplateError::Placeholder(at)),
        };
        self.text.push_str(&text);
        Ok(())
    }

    fn nested(&mut self, template: &str) -> Result<String, TemplateError> {
        expand(template, self.random.number()).map(|sample| sample.text)
    }

    fn sum(&self, kind: Checksum) -> String {
        String::from_utf8_lossy(&checksum::sum(kind, self.so_far())).into_owned()
    }

    /// What has been written of the credential.
    fn so_far(&self) -> &[u8] {
        self.text
            .as_bytes()
            .get(self.start.unwrap_or(0)..)
            .unwrap_or_default()
    }
}

const JWT: &str = concat!(
    r#"{base64url-of<{{"alg":"RS256","typ":"JWT"}}>}"#,
    ".",
    r#"{base64url-of<{{"sub":"{alnum:16}","iat":17{digit:8}}}>}"#,
    ".",
    "{base64url:342}"
);

/// The text up to one of the ends, and which end it was.
fn until(from: &mut Characters<'_>, ends: &[char]) -> Result<(String, char), TemplateError> {
    let mut text = String::new();
    for (_, character) in from {
        if ends.contains(&character) {
            return Ok((text, character));
        }
        text.push(character);
    }
    Err(TemplateError::Brace)
}

/// The characters of a class.
fn class(name: &str) -> Option<Vec<u8>> {
    let ranges: &[(u8, u8)] = match name {
        "digit" => &[(b'0', b'9')],
        "hex" => &[(b'0', b'9'), (b'a', b'f')],
        "HEX" => &[(b'0', b'9'), (b'A', b'F')],
        "lower" => &[(b'a', b'z')],
        "upper" => &[(b'A', b'Z')],
        "alnum" => &[(b'0', b'9'), (b'A', b'Z'), (b'a', b'z')],
        "lower-alnum" => &[(b'0', b'9'), (b'a', b'z')],
        "upper-alnum" => &[(b'0', b'9'), (b'A', b'Z')],
        "base32" => &[(b'2', b'7'), (b'A', b'Z')],
        "base58" => &[
            (b'1', b'9'),
            (b'A', b'H'),
            (b'J', b'N'),
            (b'P', b'Z'),
            (b'a', b'k'),
            (b'm', b'z'),
        ],
        "base64" => &[
            (b'0', b'9'),
            (b'A', b'Z'),
            (b'a', b'z'),
            (b'+', b'+'),
            (b'/', b'/'),
        ],
        "base64url" => &[
            (b'0', b'9'),
            (b'A', b'Z'),
            (b'a', b'z'),
            (b'_', b'_'),
            (b'-', b'-'),
        ],
        "word" => &[(b'0', b'9'), (b'A', b'Z'), (b'a', b'z'), (b'_', b'_')],
        "bech32" => return Some(checksum::BECH32.to_vec()),
        "BECH32" => return Some(checksum::BECH32.to_ascii_uppercase()),
        _ => return None,
    };
    Some(
        ranges
            .iter()
            .flat_map(|(first, last)| *first..=*last)
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::{TemplateError, expand};

    fn text(template: &str) -> String {
        expand(template, 1).unwrap().text
    }

    #[test]
    fn the_credential_is_where_the_marks_were() {
        let sample = expand("KEY=[[{hex:8}]];", 1).unwrap();
        assert_eq!(sample.credential, 4..12);
        assert_eq!(sample.text.len(), 13);
        assert_eq!(expand("{hex:8}", 1).unwrap().credential, 0..8);
    }

    #[test]
    fn a_seed_repeats_its_text_and_another_gives_another() {
        assert_eq!(text("{alnum:40}"), text("{alnum:40}"));
        assert_ne!(text("{alnum:40}"), expand("{alnum:40}", 2).unwrap().text);
    }

    #[test]
    fn braces_are_written_twice() {
        assert_eq!(text("{{\"a\": [1]}}"), "{\"a\": [1]}");
    }

    #[test]
    fn encodings_hold_templates() {
        assert_eq!(text("{base64-of<{{ab}}>}!"), "e2FifQ==!");
        assert_eq!(text("{base64url-of<{base64-of<a>}>}"), "WVE9PQ");
        assert!(text("{jwt}").starts_with("eyJ"));
    }

    #[test]
    fn a_length_may_vary() {
        let lengths: std::collections::BTreeSet<usize> = (0..100)
            .map(|seed| expand("{hex:3-5}", seed).unwrap().text.len())
            .collect();
        assert_eq!(lengths.into_iter().collect::<Vec<_>>(), [3, 4, 5]);
    }

    #[test]
    fn mistakes_are_told() {
        let wrong = |template| expand(template, 1).err();
        assert_eq!(wrong("a{nothing}"), Some(TemplateError::Placeholder(1)));
        assert_eq!(wrong("{nothing:3}"), Some(TemplateError::Placeholder(0)));
        assert_eq!(wrong("{hex:x}"), Some(TemplateError::Length(0)));
        assert_eq!(wrong("{hex:5-3}"), Some(TemplateError::Length(0)));
        assert_eq!(wrong("{hex:99999}"), Some(TemplateError::Length(0)));
        assert_eq!(wrong("{hex:3"), Some(TemplateError::Brace));
        assert_eq!(wrong("a}b"), Some(TemplateError::Brace));
        assert_eq!(wrong("{base64-of<a}"), Some(TemplateError::Brace));
        assert_eq!(wrong("a]]"), Some(TemplateError::Marks));
        assert_eq!(wrong("[[a"), Some(TemplateError::Marks));
        assert_eq!(wrong("[[a]][[b]]"), Some(TemplateError::Marks));
    }

    proptest::proptest! {
        #[test]
        fn no_template_makes_the_writer_panic(
            template in r"([a-z{}<>:\[\]-]|\{hex:[0-9-]{1,4}\}|\{base64-of<|>\}|\{uuid\}|\[\[|\]\]){0,20}",
            seed in 0_u64..4,
        ) {
            if let Ok(sample) = expand(&template, seed) {
                proptest::prop_assert!(sample.text.get(sample.credential).is_some());
            }
        }
    }
}
