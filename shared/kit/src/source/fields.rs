//! The fields of an object in JSON text that is known to be JSON, without reading their values.
//!
//! # Why
//! A list is cut into its items by a reader that checks every byte. To look into an item for its
//! kind and its name need not check it again: this takes a fraction of the time.

/// The fields of an object, in order: the key as it is written between its quotes, and the text of
/// the value. Ends early where the text is no JSON after all.
pub(super) struct Fields<'t> {
    rest: &'t str,
}

impl<'t> Fields<'t> {
    /// The fields of an object; nothing if the text is none.
    pub(super) fn of(object: &'t str) -> Option<Self> {
        let rest = object.trim_ascii_start().strip_prefix('{')?;
        Some(Self { rest })
    }

    /// The next field. There is none at the end.
    fn field(&mut self) -> Option<(&'t str, &'t str)> {
        let rest = self.rest.trim_ascii_start();
        let rest = rest.strip_prefix(',').unwrap_or(rest).trim_ascii_start();
        let (key, rest) = rest.split_at_checked(string_length(rest.as_bytes())?)?;
        let key = key.strip_prefix('"')?.strip_suffix('"')?;
        let rest = rest
            .trim_ascii_start()
            .strip_prefix(':')?
            .trim_ascii_start();
        let (value, rest) = rest.split_at_checked(value_length(rest.as_bytes())?)?;
        self.rest = rest;
        Some((key, value))
    }
}

impl<'t> Iterator for Fields<'t> {
    type Item = (&'t str, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let field = self.field();
        if field.is_none() {
            self.rest = "";
        }
        field
    }
}

/// How long the value is that a text begins with.
fn value_length(text: &[u8]) -> Option<usize> {
    match text.first()? {
        b'"' => string_length(text),
        b'{' | b'[' => nested_length(text),
        _ => {
            let ends = |byte: &u8| byte.is_ascii_whitespace() || b",}]".contains(byte);
            Some(text.iter().position(ends).unwrap_or(text.len()))
        }
    }
}

/// How long a string is, with its quotes.
fn string_length(text: &[u8]) -> Option<usize> {
    let mut at = 1;
    if text.first() != Some(&b'"') {
        return None;
    }
    loop {
        at += to_quote_or_backslash(text.get(at..)?)?;
        if text.get(at) == Some(&b'"') {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// Most strings end within a few bytes, before a search for them would pay.
fn to_quote_or_backslash(text: &[u8]) -> Option<usize> {
    const FEW: usize = 16;
    let (few, many) = text.split_at(text.len().min(FEW));
    let ends = |byte: &u8| *byte == b'"' || *byte == b'\\';
    few.iter()
        .position(ends)
        .or_else(|| Some(few.len() + memchr::memchr2(b'"', b'\\', many)?))
}

/// How long a map or a list is.
fn nested_length(text: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    loop {
        let rest = text.get(at..)?;
        at += rest
            .iter()
            .position(|byte| STRUCTURAL[usize::from(*byte)])?;
        match text.get(at)? {
            // What is printed for people is indented.
            b'\n' => {
                at += 1;
                while text.get(at..)?.starts_with(b"        ") {
                    at += 8;
                }
            }
            b'"' => at += string_length(text.get(at..)?)?,
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            _ => {
                depth = depth.checked_sub(1)?;
                at += 1;
                if depth == 0 {
                    return Some(at);
                }
            }
        }
    }
}

/// Whether a byte opens or closes something, or ends a line.
const STRUCTURAL: [bool; 256] = {
    let mut table = [false; 256];
    table[b'\n' as usize] = true;
    table[b'"' as usize] = true;
    table[b'{' as usize] = true;
    table[b'}' as usize] = true;
    table[b'[' as usize] = true;
    table[b']' as usize] = true;
    table
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value, value::RawValue};

    use super::Fields;

    fn fields(text: &str) -> Vec<(&str, &str)> {
        Fields::of(text).unwrap().collect()
    }

    #[test]
    fn each_field_has_its_key_and_the_text_of_its_value() {
        assert_eq!(
            fields(r#" { "a" : {"b":["}"]} ,"c":-1.5e3,"d":"\"}\\","e":[ ], "f":null } "#),
            [
                ("a", r#"{"b":["}"]}"#),
                ("c", "-1.5e3"),
                ("d", r#""\"}\\""#),
                ("e", "[ ]"),
                ("f", "null")
            ]
        );
        assert_eq!(fields("{}"), []);
        assert!(Fields::of("[]").is_none());
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            "[\"\\\\{}\\[\\],: ]{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::btree_map("[a-c\"\\\\{}]{0,3}", inner, 0..5)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_fields_are_those_that_a_whole_reading_finds(value in json(), pretty: bool) {
            let object = serde_json::json!({"first": value.clone(), "second": [value], "third": 1});
            let text = if pretty { format!("{object:#}") } else { object.to_string() };
            let whole: Map<String, Value> = serde_json::from_str(&text).unwrap();
            let found = fields(&text);
            prop_assert_eq!(found.len(), whole.len());
            for (key, value) in found {
                let key: String = serde_json::from_str(&format!("\"{key}\"")).unwrap();
                let raw: &RawValue = serde_json::from_str(value).unwrap();
                prop_assert_eq!(raw.get(), value);
                prop_assert_eq!(serde_json::from_str::<Value>(value).unwrap(), whole[&key].clone());
            }
        }

        #[test]
        fn no_text_makes_it_panic_or_go_on_for_ever(text in any::<String>(), like in "[\"\\\\{}\\[\\],:a ]{0,40}") {
            for text in [text, like] {
                let text = format!("{{{text}");
                let count = Fields::of(&text).unwrap().count();
                prop_assert!(count <= text.len());
            }
        }
    }
}
