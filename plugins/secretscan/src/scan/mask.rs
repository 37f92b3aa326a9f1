//! Takes ranges out of a text.

use std::ops::Range;

/// What stands in place of a credential.
const MASK: &str = "*****";

/// The text with a mask in place of the ranges, which may overlap and be cut to whole characters.
pub(super) fn mask(text: String, mut ranges: Vec<Range<usize>>) -> String {
    if ranges.is_empty() {
        return text;
    }
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut masked = String::with_capacity(text.len());
    let mut rest = 0;
    let mut hidden_to = 0;
    for (index, character) in text.char_indices() {
        let end = index + character.len_utf8();
        while ranges.get(rest).is_some_and(|range| range.start < end) {
            let range = ranges.get(rest).cloned().unwrap_or_default();
            if range.end > hidden_to {
                if index >= hidden_to {
                    masked.push_str(MASK);
                }
                hidden_to = range.end;
            }
            rest += 1;
        }
        if index >= hidden_to {
            masked.push(character);
        }
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn each_stretch_has_one_mask() {
        let masked = |ranges| mask("a-secret-b-secret".to_owned(), ranges);
        assert_eq!(masked(Vec::new()), "a-secret-b-secret");
        assert_eq!(masked(vec![2..8, 11..17]), "a-*****-b-*****");
        assert_eq!(masked(vec![2..8, 3..5, 2..4]), "a-*****-b-secret");
        assert_eq!(masked(Vec::from_iter(Some(0..17))), "*****");
        assert_eq!(masked(Vec::from_iter(Some(2..99))), "a-*****");
    }

    #[test]
    fn a_character_is_hidden_whole() {
        assert_eq!(
            mask("aéb".to_owned(), Vec::from_iter(Some(2..3))),
            "a*****b"
        );
    }
}
