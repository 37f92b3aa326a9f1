use proptest::prelude::*;

use super::samples::{in_text, password, rules, token};
use crate::detect::{Detector, Medium};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_bytes_are_searched_without_a_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..600),
        insert in prop::sample::select(vec!["password=", "\"token\": \"", "://a:b@", "-----BEGIN RSA PRIVATE KEY-----", "AKIA", "Basic ", "eyJ", "mysql -p", "\\\\\"key\\\\\":"]),
        at in any::<prop::sample::Index>(),
    ) {
        let rules = rules();
        let detector = Detector::new(&rules);
        let mut text = bytes;
        let at = at.index(text.len() + 1);
        text.splice(at..at, insert.bytes());
        for medium in [Medium::Text, Medium::Binary] {
            let mut end = 0;
            detector.text(&text, medium, &mut |found| {
                assert!(found.range.start >= end && found.range.end <= text.len());
                end = found.range.end;
            });
        }
        detector.value(&["a", "password"], &text, &mut |_| {});
    }

    #[test]
    fn what_stands_round_a_line_changes_nothing_about_it(
        before in "[a-z .,(){}=:\n]{0,80}",
        after in "[a-z .,(){}=:\n]{0,80}",
    ) {
        let text = format!("{before}\nA_PASSWORD='{}'\n{} \n{after}", password(), token());
        let found = in_text(&text);
        prop_assert!(found.contains(&("password".to_owned(), password())), "{}", text);
        prop_assert!(found.contains(&("github-token".to_owned(), token())), "{}", text);
    }
}
