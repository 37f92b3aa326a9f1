use plugin_kit::redact::Secret;
use proptest::prelude::*;

use super::{KnownValues, distinctive};

fn known(values: &[&[u8]]) -> KnownValues {
    KnownValues::new(
        values
            .iter()
            .map(|value| Secret::new("value", value.to_vec()))
            .collect(),
    )
}

fn found(values: &[&[u8]], text: &[u8]) -> Vec<(usize, std::ops::Range<usize>)> {
    let mut all = Vec::new();
    known(values).search(text, &mut |number, range| all.push((number, range)));
    all
}

/// A value that is put together here.
fn value() -> String {
    ["Blue-", "Heron", "-4711!x"].concat()
}

#[test]
fn a_value_is_found_wherever_it_stands() {
    let value = value();
    for start in 0..20 {
        let text = format!(
            "{}{value}{}",
            " ".repeat(start),
            "y".repeat(start % 3).replace('y', " ")
        );
        assert_eq!(
            found(&[value.as_bytes()], text.as_bytes()),
            [(0, start..start + value.len())]
        );
    }
}

#[test]
fn a_value_is_found_in_base64_at_every_alignment() {
    use base64::{
        Engine,
        engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
    };
    let value = value();
    for before in 0..7 {
        for after in 0..4 {
            let text = format!(
                "{}{value}{}",
                "é".repeat(before).get(..before).unwrap_or("abcdefg"),
                "z".repeat(after)
            );
            for encoded in [STANDARD.encode(&text), URL_SAFE_NO_PAD.encode(&text)] {
                let hits = found(&[value.as_bytes()], encoded.as_bytes());
                assert_eq!(hits.len(), 1, "{before} {after}");
            }
        }
    }
}

#[test]
fn a_value_is_found_as_urls_json_and_hexadecimal_digits_write_it() {
    let value = format!("{}\"{}%", value(), "q9");
    for written in [
        value
            .replace('!', "%21")
            .replace('"', "%22")
            .replace("q9%", "q9%25"),
        value.replace('"', "\\\""),
        value.bytes().fold(String::new(), |digits, byte| {
            digits + &format!("{byte:02x}")
        }),
    ] {
        assert_eq!(found(&[value.as_bytes()], written.as_bytes()).len(), 1);
    }
}

#[test]
fn a_short_value_inside_a_longer_word_is_another() {
    let value = b"hunter2x9".as_slice();
    assert_eq!(found(&[value], b"password=hunter2x9;").len(), 1);
    assert_eq!(found(&[value], b"hunter2x99").len(), 0);
    assert_eq!(found(&[value], b"xhunter2x9").len(), 0);
    assert_eq!(found(&[value], b"a\\nhunter2x9").len(), 1);
}

#[test]
fn of_equal_values_each_is_told() {
    let value = value();
    let values = [
        b"other-8-value".as_slice(),
        value.as_bytes(),
        value.as_bytes(),
    ];
    let all = 0..value.len();
    assert_eq!(
        found(&values, value.as_bytes()),
        [(1, all.clone()), (2, all)]
    );
}

#[test]
fn credentials_are_distinctive_and_names_and_addresses_are_not() {
    for (value, name) in [
        (value(), "password"),
        (value(), "anything"),
        ("correct-horse-battery-staple".to_owned(), "password"),
        ("a8f5f167f44f4964e6c998dee827110c".to_owned(), "apiKey"),
        (format!("postgres://u:{}@db/x", "h4x0r!!"), "url"),
    ] {
        assert!(distinctive(value.as_bytes(), name), "{name}");
    }
    for (value, name) in [
        ("short1!", "password"),
        ("production", "password"),
        ("eu-central-1", "region"),
        ("payment-service", "name"),
        ("db.internal.svc", "host"),
        ("https://api.internal/v1", "url"),
        ("postgresql", "username"),
        ("kubernetes", "token"),
        ("admin@corp.com", "email"),
        ("12345678", "port"),
        ("changeme", "password"),
        ("true", "password"),
        ("/run/secrets/token", "token"),
        ("${PASSWORD}", "password"),
    ] {
        assert!(!distinctive(value.as_bytes(), name), "{value}");
    }
}

proptest! {
    #[test]
    fn the_index_finds_what_comparing_everywhere_finds(
        values in prop::collection::vec("[ab!]{16,24}", 1..6),
        text in prop::collection::vec(prop::sample::select(b"ab!".to_vec()), 0..200),
        at in any::<prop::sample::Index>(),
        chosen in any::<prop::sample::Index>(),
    ) {
        let mut text = text;
        let at = at.index(text.len() + 1);
        text.splice(at..at, chosen.get(&values).bytes());
        let values: Vec<&[u8]> = values.iter().map(String::as_bytes).collect();
        let mut naive = Vec::new();
        for (number, value) in values.iter().enumerate() {
            if values.iter().position(|other| other == value) != Some(number) {
                continue;
            }
            for (start, there) in text.windows(value.len()).enumerate() {
                if there == *value {
                    naive.push((number, start..start + value.len()));
                }
            }
        }
        naive.sort_by_key(|(number, range)| (range.start, range.end, *number));
        prop_assert_eq!(found(&values, &text), naive);
    }

    #[test]
    fn any_bytes_are_searched_without_a_panic(
        values in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..6),
        text in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let values: Vec<&[u8]> = values.iter().map(Vec::as_slice).collect();
        let _ = found(&values, &text);
    }
}
