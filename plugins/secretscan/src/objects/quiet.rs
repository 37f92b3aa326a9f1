//! What is passed over: fields that the API server fills in, hashes and digests of its own, and
//! values that are already encrypted.
//!
//! Sources: "`ObjectMeta` API", "Well-known labels, annotations and taints"; SOPS ("Encryption
//! format") and Sealed Secrets ("`SealedSecret` custom resource") for what is encrypted.

use crate::tree::Tree;

/// An image's id is its registry, name and digest.
const SHORT: usize = 400;
/// Shorter texts are no credential by their form alone.
const SHORTEST_TOKEN: usize = 16;
/// Shorter values of Secrets are not looked for elsewhere.
const SHORTEST_KNOWN: usize = 8;

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
        Tree::Text(text) | Tree::Scalar(text) => text.len() <= SHORT && is_for_servers(key),
        _ => key == "managedFields",
    }
}

/// Whether the API server or a controller fills a field in, wherever it stands, as long as it is as
/// short as what it holds then.
fn is_for_servers(key: &str) -> bool {
    matches!(
        key,
        "containerID"
            | "creationTimestamp"
            | "deletionTimestamp"
            | "finishedAt"
            | "generation"
            | "imageID"
            | "lastProbeTime"
            | "lastTransitionTime"
            | "lastUpdateTime"
            | "observedGeneration"
            | "resourceVersion"
            | "selfLink"
            | "startedAt"
            | "uid"
    )
}

/// Whether a text is a word of the API: in a field whose words are few, or so short in a field that
/// names things that no value of a Secret is looked for.
pub(super) fn is_word(key: &str, text: &str) -> bool {
    match key {
        "dnsPolicy"
        | "effect"
        | "hostIP"
        | "imagePullPolicy"
        | "ip"
        | "operator"
        | "phase"
        | "podIP"
        | "protocol"
        | "qosClass"
        | "restartPolicy"
        | "scheme"
        | "terminationMessagePolicy" => text.len() < SHORTEST_TOKEN,
        "apiVersion" | "image" | "key" | "kind" | "mountPath" | "name" | "namespace" | "path"
        | "reason" | "resource" | "status" | "type" => text.len() < SHORTEST_KNOWN,
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
    use super::{is_digest, is_encrypted};

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
