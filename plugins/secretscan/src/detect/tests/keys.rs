//! Private keys in other forms than armour.

use super::samples::{ALNUM, in_text, random};

fn part(length: usize, seed: u64) -> String {
    random(&format!("{ALNUM}-_"), length, seed)
}

#[test]
fn private_parts_of_web_keys_are_found() {
    let (private, number) = (part(43, 1), part(342, 2));
    for text in [
        format!(r#"{{"kty":"EC","crv":"P-256","x":"{number}","d":"{private}"}}"#),
        format!("{{\n  \"d\": \"{private}\",\n  \"use\": \"sig\",\n  \"kty\": \"OKP\"\n}}"),
        format!(
            r#"keys = [{{"kty": "RSA", "n": "{number}", "e": "AQAB", "d" : "{private}", "p": "x"}}]"#
        ),
        format!(r#"jwk: "{{\"kty\":\"EC\",\"kid\":\"d\",\"d\":\"{private}\"}}""#),
        format!(r#"{{"kty":"oct","k":"{private}","alg":"HS256"}}"#),
    ] {
        let found = in_text(&text);
        assert!(
            found.contains(&("private-key".to_owned(), private.clone())),
            "{text}"
        );
    }
}

#[test]
fn public_web_keys_are_not_found() {
    let (number, other) = (part(342, 2), part(43, 1));
    for text in [
        format!(r#"{{"kty":"RSA","n":"{number}","e":"AQAB","kid":"{other}"}}"#),
        format!(r#"{{"kty":"EC","x":"{other}","y":"{other}"}}, {{"d":"{other}"}}"#),
        r#"{"kty":"EC","d":"..."}"#.to_owned(),
        r#"{"kty":"oct","k":"<base64url of the key>"}"#.to_owned(),
        format!(r#"{{"kty":"oct","d":"{other}"}}"#),
        format!(r#"required = ["kty", "d"], {{"d": "{other}"}}"#),
    ] {
        let found = in_text(&text);
        let keys = found.iter().filter(|(rule, _)| rule == "private-key");
        assert_eq!(keys.count(), 0, "{text}");
    }
}
