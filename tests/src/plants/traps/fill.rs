//! Fills in what is random in a trap: `<<hex 40>>` stands for 40 hexadecimal digits.

use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};
use serde_json::{Value, json};

use crate::plants::encode::{base64, gzip, zip};
use crate::plants::keys;
use crate::plants::letters::{
    ALNUM, BASE32, BASE64_URL, DIGIT, HEX, LOWER_DIGIT, UPPER_DIGIT, bytes, letters, uuid,
};
use crate::random::Random;

/// Fills in every text of a document, and every name of a field.
pub(super) fn fill(document: &mut Value, random: &mut Random) {
    match document {
        Value::String(text) if text.contains("<<") => *text = filled(text, random),
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, random)),
        Value::Object(fields) => {
            let before = std::mem::take(fields);
            for (key, mut value) in before {
                fill(&mut value, random);
                fields.insert(filled(&key, random), value);
            }
        }
        _ => {}
    }
}

fn filled(text: &str, random: &mut Random) -> String {
    let mut parts = text.split("<<");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (word, rest) = part.split_once(">>").unwrap_or((part, ""));
        filled.push_str(&made(word, random));
        filled.push_str(rest);
    }
    filled
}

/// What a word stands for.
///
/// # Panics
///
/// When the word is not known.
fn made(word: &str, random: &mut Random) -> String {
    let (kind, rest) = word.split_once(' ').unwrap_or((word, ""));
    let count = rest.parse().unwrap_or_default();
    match kind {
        "hex" => letters(random, HEX, count),
        "alnum" => letters(random, ALNUM, count),
        "lower" => letters(random, LOWER_DIGIT, count),
        "upper" => letters(random, UPPER_DIGIT, count),
        "url64" => letters(random, BASE64_URL, count),
        "digits" => letters(random, "123456789", 1) + &letters(random, DIGIT, count - 1),
        "base64" => base64(bytes(random, count)),
        "base64url" => BASE64_STANDARD_NO_PAD.encode(bytes(random, count)),
        "uuid" => uuid(random),
        "image" => image(random),
        "public" => keys::public(random),
        "certificate" if rest == "base64" => base64(keys::certificate(random)),
        "certificate" => keys::certificate(random),
        "request" => base64(keys::armour("CERTIFICATE REQUEST", &bytes(random, 400), 64)),
        "zip" => base64(zip(&[("original", applied(random).as_bytes())])),
        "gzip" => base64(gzip(applied(random))),
        _ => panic!("nothing is called {word}"),
    }
}

/// A picture in base64 in which the letters of an AWS key id happen to stand.
fn image(random: &mut Random) -> String {
    let head = base64(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0\0");
    let [before, after] = [300, 600].map(|count| base64(bytes(random, count)));
    let id = letters(random, BASE32, 16);
    // Every part is a whole number of groups of four letters.
    format!("{head}{before}xA/AKIA{id}/8b{after}")
}

/// What was applied, as tools keep it.
fn applied(random: &mut Random) -> String {
    json!({
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": {"name": "orders", "uid": uuid(random)},
        "data": {"password": "${PASSWORD}", "checksum": letters(random, HEX, 64), "pool": "5"},
    })
    .to_string()
}
