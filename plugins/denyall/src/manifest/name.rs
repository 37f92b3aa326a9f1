//! Names of policies: readable, the same in every run, and such that the API server accepts them
//! ("Object Names and IDs": DNS subdomain names).

use std::collections::BTreeSet;

/// An object's name has 253 characters at most; a file system's 255, and a file has an ending and
/// a name may get a suffix.
const LONGEST: usize = 230;

/// The parts as one name: lower case, and whatever a name cannot hold as one dash.
#[must_use]
pub fn object_name(parts: &[&str]) -> String {
    let joined = parts.join("-");
    let labels = joined.split('.').map(label);
    let labels: Vec<String> = labels.filter(|label| !label.is_empty()).collect();
    let mut name = labels.join(".");
    if name.len() > LONGEST {
        // The rest of long names often is all that tells them apart.
        let suffix = digest(&name);
        name.truncate(LONGEST - suffix.len() - 1);
        name = format!("{}-{suffix}", name.trim_end_matches(['-', '.']));
    }
    name
}

/// A part between dots, without dashes at its ends.
fn label(part: &str) -> String {
    let words = part.split(|character: char| !character.is_ascii_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    words.join("-")
}

/// The name if nobody has it, else the name with a suffix that `identity` decides.
#[must_use]
pub fn free_name(name: &str, identity: &str, taken: &BTreeSet<String>) -> String {
    if !taken.contains(name) {
        return name.to_owned();
    }
    let name = format!("{name}-{}", digest(identity));
    (1..=taken.len() + 1)
        .map(|number| match number {
            1 => name.clone(),
            number => format!("{name}-{number}"),
        })
        .find(|name| !taken.contains(name))
        .unwrap_or(name)
}

/// Eight characters that stand for a text, the same on every machine and in every version (FNV-1a,
/// 64 bits folded to 32). It keeps names apart; nothing relies on its being hard to find another
/// text for.
#[must_use]
pub fn digest(text: &str) -> String {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let hash = text.bytes().fold(OFFSET, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(PRIME)
    });
    format!("{:08x}", (hash >> 32) ^ (hash & 0xffff_ffff))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, proptest};

    use super::*;

    #[test]
    fn names_keep_what_a_name_may_hold() {
        assert_eq!(
            object_name(&["allow", "web", "to", "api.backend"]),
            "allow-web-to-api.backend"
        );
        assert_eq!(
            object_name(&["allow", "web", "to", "*.Example.com."]),
            "allow-web-to.example.com"
        );
        assert_eq!(
            object_name(&["allow", "a_b", "to", "::1"]),
            "allow-a-b-to-1"
        );
    }

    #[test]
    fn long_names_that_begin_alike_stay_apart() {
        let long = "x".repeat(250);
        let (one, other) = (format!("{long}1"), format!("{long}2"));
        let names = [object_name(&[&one]), object_name(&[&other])];
        assert_ne!(names[0], names[1]);
        assert!(names.iter().all(|name| name.len() <= LONGEST));
    }

    #[test]
    fn a_taken_name_gets_a_suffix_that_only_its_identity_decides() {
        let taken = BTreeSet::from(["a".to_owned()]);
        let one = free_name("a", "Deployment x", &taken);
        assert_eq!(one, free_name("a", "Deployment x", &taken));
        assert_ne!(one, free_name("a", "StatefulSet x", &taken));
        assert_eq!(free_name("b", "Deployment x", &taken), "b");
        let both = BTreeSet::from(["a".to_owned(), one.clone()]);
        assert_eq!(free_name("a", "Deployment x", &both), format!("{one}-2"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]
        #[test]
        fn whatever_the_parts_the_name_is_valid(part in "[a-zA-Z0-9.*_:/ -]{0,300}") {
            let name = object_name(&["allow", &part]);
            let labels: Vec<&str> = name.split('.').collect();
            let is_inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
            assert!(name.len() <= LONGEST, "{name}");
            for label in labels {
                let bytes = label.as_bytes();
                assert!(bytes.iter().all(|byte| is_inner(*byte) || *byte == b'-'), "{name}");
                assert!(bytes.first().is_some_and(|byte| is_inner(*byte)), "{name}");
                assert!(bytes.last().is_some_and(|byte| is_inner(*byte)), "{name}");
            }
        }
    }
}
