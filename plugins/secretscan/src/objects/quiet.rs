//! What is passed over: fields that the API server fills in, hashes and digests of its own, and
//! values that are already encrypted.
//!
//! Sources: "`ObjectMeta` API", "Well-known labels, annotations and taints"; SOPS ("Encryption
//! format") and Sealed Secrets ("`SealedSecret` custom resource") for what is encrypted.

use crate::tree::Tree;

/// Fields that the API server or a controller fills in, wherever they stand, as long as they are
/// as short as what they hold then.
const FILLED_IN: [&str; 14] = [
    "containerID",
    "creationTimestamp",
    "deletionTimestamp",
    "finishedAt",
    "generation",
    "imageID",
    "lastProbeTime",
    "lastTransitionTime",
    "lastUpdateTime",
    "observedGeneration",
    "resourceVersion",
    "selfLink",
    "startedAt",
    "uid",
];
/// An image's id is its registry, name and digest.
const SHORT: usize = 400;

/// Labels and annotations whose values are hashes of other things.
const HASHES: [&str; 8] = [
    "applyset.kubernetes.io/id",
    "batch.kubernetes.io/controller-uid",
    "controller-revision-hash",
    "controller-uid",
    "pod-template-generation",
    "pod-template-hash",
    "statefulset.kubernetes.io/pod-name",
    "kubernetes.io/config.hash",
];

/// Whether a field is nobody's to fill in.
pub(super) fn is_filled_in(key: &str, value: &Tree<'_>) -> bool {
    match value {
        _ if key == "managedFields" => true,
        Tree::Text(text) | Tree::Scalar(text) => {
            text.len() <= SHORT && FILLED_IN.binary_search(&key).is_ok()
        }
        _ => false,
    }
}

/// Whether a label or an annotation holds a hash of something else.
pub(super) fn is_hash(name: &str, value: &str) -> bool {
    HASHES.contains(&name) || (name.starts_with("checksum/") && is_digest(value))
}

/// Whether the text is a digest, as SHA-1 and SHA-2 give it, in hexadecimal.
fn is_digest(text: &str) -> bool {
    let digits = text.rsplit_once(':').map_or(text, |(_, digits)| digits);
    (32..=128).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a value is encrypted by SOPS.
pub(super) fn is_encrypted(value: &[u8]) -> bool {
    value.starts_with(b"ENC[AES256_GCM,data:") && value.trim_ascii_end().ends_with(b"]")
}

/// Whether a document was encrypted by SOPS: its `sops` says how, with keys that are encrypted.
pub(super) fn is_sops(key: &str, value: &Tree<'_>) -> bool {
    key == "sops" && value.get("mac").is_some() && value.get("version").is_some()
}

/// Whether a document is a kubeconfig, which is no object although it says that it has a kind.
pub(super) fn is_kubeconfig(tree: &Tree<'_>) -> bool {
    tree.get("kind").and_then(Tree::text) == Some("Config")
        && (tree.get("clusters").is_some() || tree.get("users").is_some())
}

/// Whether a name may itself be a credential: it is as long as one, and no word.
pub(super) fn is_odd_name(name: &str) -> bool {
    name.len() >= 20 && name.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether a number or a truth value can be a credential at all.
pub(super) fn is_telling(scalar: &str) -> bool {
    scalar.len() >= 4 && scalar.starts_with(|first: char| first.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{FILLED_IN, is_digest, is_encrypted};

    #[test]
    fn the_fields_are_sorted() {
        assert!(FILLED_IN.is_sorted());
    }

    #[test]
    fn a_digest_is_hexadecimal_to_its_end() {
        assert!(is_digest(&"0a".repeat(32)));
        assert!(is_digest(&format!("sha256:{}", "0a".repeat(32))));
        assert!(!is_digest(&"0g".repeat(32)));
        assert!(!is_digest("abc"));
    }

    #[test]
    fn only_what_is_encrypted_to_its_end_is() {
        assert!(is_encrypted(
            b"ENC[AES256_GCM,data:abc=,iv:x,tag:y,type:str]"
        ));
        assert!(!is_encrypted(
            b"ENC[AES256_GCM,data:abc=,iv:x,tag:y,type:str] and more"
        ));
    }
}
