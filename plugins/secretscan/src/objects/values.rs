//! The values of Secrets, to look for them everywhere else.

use plugin_kit::{redact::SecretBytes, source::RawObject};

use super::{Place, Witness, path::Path, secret::is_helm_release, walk::Walk};
use crate::{
    detect::Medium,
    tree::Tree,
    unfold::{Limit, Limits, Trail},
};

/// A value of a Secret.
pub struct SecretValue {
    /// Where in the Secret.
    pub at: Trail,
    /// Its name: keys from the outermost to the innermost.
    pub keys: Vec<String>,
    /// The value.
    pub value: SecretBytes,
}

/// Every value in the data of a Secret, and in what is folded up there; nothing for other objects.
///
/// A Helm release has no values of its own. Certificates and public keys are left out.
#[must_use]
pub fn secret_values(object: &RawObject<'_>) -> Vec<SecretValue> {
    let mut gathered = Gathered(Vec::new());
    let is_secret = (object.api_version, object.kind) == ("v1", "Secret");
    let Some(tree) = is_secret
        .then(|| Tree::from_json(object.json).ok())
        .flatten()
    else {
        return gathered.0;
    };
    if !is_helm_release(&tree) {
        let limits = Limits::value();
        let mut walk = Walk::new(
            &object.reference,
            object.api_version,
            &limits,
            &mut gathered,
        );
        let mut trail = Trail::new();
        let mut path = Path::new(&mut trail);
        walk.secret_data(&mut path, &tree);
    }
    gathered.0
}

struct Gathered(Vec<SecretValue>);

impl Witness for Gathered {
    fn text(&mut self, _: &Place<'_>, _: &Trail, _: &[u8], _: Medium) {}

    fn value(&mut self, _: &Place<'_>, at: &Trail, keys: &[&str], value: &[u8]) {
        self.0.push(SecretValue {
            at: at.clone(),
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
            value: SecretBytes::new("value of a Secret", value.to_vec()),
        });
    }

    /// The scan of the Secret itself says what could not be read.
    fn unread(&mut self, _: &Place<'_>, _: &Trail, _: Limit) {}
}
