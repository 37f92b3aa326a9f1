use proptest::prelude::*;

use super::Filter;

/// Every occurrence, by comparing everywhere.
fn naive(literals: &[Vec<u8>], bytes: &[u8]) -> Vec<(u16, usize)> {
    let mut hits = Vec::new();
    for (index, literal) in (0..).zip(literals) {
        for (start, there) in bytes.windows(literal.len()).enumerate() {
            if there
                .iter()
                .zip(literal)
                .all(|(left, right)| left | 0x20 == right | 0x20)
            {
                hits.push((index, start));
            }
        }
    }
    hits.sort_unstable();
    hits
}

/// With the instructions that this processor has, and without; both are the same.
fn found(literals: &[Vec<u8>], bytes: &[u8]) -> Vec<(u16, usize)> {
    let filter = Filter::new(literals.iter().map(Vec::as_slice));
    let with = found_by(&filter, bytes);
    assert_eq!(with, found_by(&filter.plain(), bytes));
    with
}

fn found_by(filter: &Filter, bytes: &[u8]) -> Vec<(u16, usize)> {
    let mut hits = Vec::new();
    filter.scan(bytes, |index, start| hits.push((index, start)));
    hits.sort_unstable();
    hits
}

#[test]
fn a_literal_is_found_once_at_every_position_and_alignment() {
    let literals: Vec<Vec<u8>> = ["key", "AKIA", "token", "-----BEGIN", "secret_access"]
        .iter()
        .map(|text| text.as_bytes().to_vec())
        .collect();
    for (index, literal) in (0..).zip(&literals) {
        for start in 0..40 {
            for after in 0..20 {
                let mut bytes = vec![b'\n'; start];
                bytes.extend_from_slice(literal);
                bytes.resize(bytes.len() + after, b'=');
                assert_eq!(
                    found(&literals, &bytes),
                    [(index, start)],
                    "{start} {after}"
                );
            }
        }
    }
}

#[test]
fn bytes_beyond_ascii_may_follow_and_stand_before() {
    let literals = [b"://".to_vec(), b"_pat".to_vec(), b"pat=".to_vec()];
    for start in 0..4 {
        for literal in &literals {
            let mut bytes = vec![b' '; start];
            bytes.extend(
                "ü".bytes()
                    .chain(literal.iter().copied())
                    .chain("ü".bytes()),
            );
            assert_eq!(
                found(&literals, &bytes),
                naive(&literals, &bytes),
                "{start}"
            );
        }
    }
}

#[test]
fn case_is_folded() {
    let literals = [b"pAssWord".to_vec()];
    assert_eq!(
        found(&literals, b"my PASSWORD: or Password"),
        [(0, 3), (0, 16)]
    );
}

#[test]
fn nothing_is_lost_where_blocks_meet() {
    let literals = [b"key".to_vec(), b"token".to_vec(), b"a_longer_one".to_vec()];
    for start in (0..140).chain(1000..1180) {
        for (index, literal) in (0..).zip(&literals) {
            let mut bytes = vec![b'.'; 1200];
            bytes.splice(start..start + literal.len(), literal.iter().copied());
            assert_eq!(found(&literals, &bytes), [(index, start)], "{start}");
        }
    }
}

#[test]
fn a_text_full_of_literals_gives_them_all() {
    let literals = [b"key".to_vec(), b"ykey".to_vec()];
    let bytes = b"key".repeat(1500);
    assert_eq!(found(&literals, &bytes), naive(&literals, &bytes));
}

proptest! {
    #[test]
    fn the_filter_finds_what_comparing_everywhere_finds(
        literals in prop::collection::vec("[a-cA-C_=-]{3,9}", 1..12),
        bytes in prop::collection::vec(prop::sample::select(b"abcABC_=-\n\0".to_vec()), 0..3000),
    ) {
        let literals: Vec<Vec<u8>> = literals.into_iter().map(String::into_bytes).collect();
        prop_assert_eq!(found(&literals, &bytes), naive(&literals, &bytes));
    }

    #[test]
    fn any_literals_in_any_bytes_are_found(
        literals in prop::collection::vec("[!-~]{3,20}", 1..40),
        noise in prop::collection::vec(any::<u8>(), 0..2000),
        chosen in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
    ) {
        let literals: Vec<Vec<u8>> = literals.into_iter().map(String::into_bytes).collect();
        let mut bytes = noise;
        let at = at.index(bytes.len() + 1);
        bytes.splice(at..at, chosen.get(&literals).iter().copied());
        prop_assert_eq!(found(&literals, &bytes), naive(&literals, &bytes));
    }
}
