//! Secrets: their data is where credentials belong, by the Secret's type.
//!
//! Rules: "Secrets: types of Secret". A token of a service account and one that nodes join with are
//! made by the cluster itself. A Helm release is no credential but a copy of everything that went
//! into it, so that what it holds is a leak, except for the data of Secrets in its manifests.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use super::{
    Kept,
    config_map::name_of,
    path::Path,
    walk::{Setting, Walk},
};
use crate::tree::Tree;

/// As the API server reads it, but not minding padding: a manifest may lack it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

const HELM_RELEASE: &str = "helm.sh/release.v1";
const ISSUED: [&str; 2] = [
    "kubernetes.io/service-account-token",
    "bootstrap.kubernetes.io/token",
];

impl Walk<'_> {
    /// Shows a Secret.
    pub(super) fn secret<'t>(&mut self, path: &mut Path<'_, 't>, tree: &'t Tree<'t>) {
        self.secret_data(path, tree);
        for (key, value) in tree.entries() {
            if !matches!(key.as_ref(), "apiVersion" | "kind" | "data" | "stringData") {
                self.field(path, key, value);
            }
        }
    }

    /// Shows the data of a Secret and nothing else.
    pub(super) fn secret_data<'t>(&mut self, path: &mut Path<'_, 't>, tree: &'t Tree<'t>) {
        let name = name_of(tree);
        let (kept, setting) = self.keeping_of(tree);
        self.keeping(kept, setting, |walk| {
            for (key, value) in tree.entries() {
                match key.as_ref() {
                    "data" => path.field(key, |path| walk.blobs(path, name, value)),
                    "stringData" => path.field(key, |path| walk.files(path, name, value)),
                    _ => {}
                }
            }
        });
    }

    /// How the data of a Secret is kept.
    fn keeping_of(&self, secret: &Tree<'_>) -> (Kept, Setting) {
        let kind = secret.get("type").and_then(Tree::text).unwrap_or_default();
        match self.setting {
            Setting::Copy => (self.kept, Setting::Copy),
            Setting::Original if kind == HELM_RELEASE => (Kept::Leak, Setting::Release),
            Setting::Original if ISSUED.contains(&kind) => (Kept::Issued, Setting::Copy),
            Setting::Original | Setting::Release => (Kept::Stored, Setting::Copy),
        }
    }
}

/// Whether a Secret keeps a Helm release.
pub(super) fn is_helm_release(secret: &Tree<'_>) -> bool {
    secret.get("type").and_then(Tree::text) == Some(HELM_RELEASE)
}

/// What base64 stands for; nothing if it is none.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    if text.bytes().any(|byte| byte.is_ascii_whitespace()) {
        let packed: Vec<u8> = text
            .bytes()
            .filter(|byte| !byte.is_ascii_whitespace())
            .collect();
        return BASE64.decode(packed).ok();
    }
    BASE64.decode(text).ok()
}
