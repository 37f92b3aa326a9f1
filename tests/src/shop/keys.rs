//! Credentials of the shop, made at run time.
//!
//! The fixtures hold the example keys of the AWS manuals and an example password, so that no scanner
//! of repositories takes them for real; a scanner that finds them in a cluster would be wrong too.
//! What is written out has keys of the right form in their place, the same every time, that open
//! nothing.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use std::io::{Read as _, Write as _};

use crate::{plants::credentials, random::Random};

/// The examples: ids and secret keys of the AWS manuals, pair by pair.
const EXAMPLES: [(&str, &str); 2] = [
    (
        "AKIAIOSFODNN7EXAMPLE",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    ),
    (
        "AKIAI44QH8DHBEXAMPLE",
        "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
    ),
];
/// The password in the first revision of the Helm release.
const EXAMPLE_PASSWORD: &str = "shop-cache-example-1";
const SEED: u64 = 1_913;

/// The manifest with made-up credentials in place of examples.
pub(super) fn with_credentials(manifest: &str) -> String {
    let mut text = manifest.to_owned();
    for (number, (id, secret)) in (0..).zip(EXAMPLES) {
        let [made_id, made_secret] = aws_pair(SEED + number);
        text = text.replace(id, &made_id).replace(secret, &made_secret);
    }
    let releases = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("release: "));
    let rewritten: Vec<(String, String)> = releases
        .filter_map(|payload| Some((payload.to_owned(), with_password(payload)?)))
        .collect();
    for (payload, made) in rewritten {
        text = text.replace(&payload, &made);
    }
    text
}

fn aws_pair(seed: u64) -> [String; 2] {
    let credentials = credentials(&mut Random::new(seed));
    let pair = credentials.iter().find(|it| it.kind == "aws-pair");
    let mut entries = pair.into_iter().flat_map(|it| &it.entries);
    [entries.next(), entries.next()]
        .map(|entry| entry.map(|it| it.value.clone()).unwrap_or_default())
}

/// The release with a made-up password; nothing where it has none.
fn with_password(payload: &str) -> Option<String> {
    let compressed = STANDARD.decode(STANDARD.decode(payload).ok()?).ok()?;
    let mut release = String::new();
    GzDecoder::new(compressed.as_slice())
        .read_to_string(&mut release)
        .ok()?;
    if !release.contains(EXAMPLE_PASSWORD) {
        return None;
    }
    let mut random = Random::new(SEED);
    let letters: Vec<char> = "abcdefghjkmnpqrstuvwxyz23456789".chars().collect();
    let made: String = (0..20).map(|_| *random.pick(&letters)).collect();
    let mut writer = GzEncoder::new(Vec::new(), Compression::default());
    writer
        .write_all(release.replace(EXAMPLE_PASSWORD, &made).as_bytes())
        .ok()?;
    Some(STANDARD.encode(STANDARD.encode(writer.finish().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::{EXAMPLE_PASSWORD, EXAMPLES, with_credentials, with_password};
    use crate::shop::MANIFESTS;

    #[test]
    fn no_example_is_left_and_nothing_else_has_changed() {
        let (mut examples, mut releases) = (0, 0);
        for (_, manifest) in MANIFESTS {
            let made = with_credentials(manifest);
            assert_eq!(made.lines().count(), manifest.lines().count());
            for (id, secret) in EXAMPLES {
                examples += manifest.matches(id).count() + manifest.matches(secret).count();
                assert!(!made.contains(id) && !made.contains(secret));
            }
            let payloads = |text: &str| -> Vec<String> {
                let lines = text.lines();
                let payloads = lines.filter_map(|line| line.trim().strip_prefix("release: "));
                payloads.map(str::to_owned).collect()
            };
            for (old, new) in payloads(manifest).iter().zip(payloads(&made)) {
                releases += usize::from(*old != new);
                assert_eq!(with_password(&new), None, "{EXAMPLE_PASSWORD} is left");
            }
        }
        assert_eq!((examples, releases), (4, 1));
    }
}
