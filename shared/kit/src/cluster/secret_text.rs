//! Decodes credentials straight into [`Secret`], so that no decoded document holds one in the
//! clear.
//!
//! They are shared and not copied where a kubeconfig's entry is: a secret has no `Clone`.

use std::sync::Arc;

use serde::{Deserialize as _, Deserializer};

use crate::redact::{Secret, SecretString};

/// A token as it is shown.
pub(crate) const TOKEN: &str = "bearer token";
/// A password as it is shown.
pub(super) const PASSWORD: &str = "password";
/// A key as it is shown.
pub(super) const CLIENT_KEY: &str = "client key";

type Decoded<E> = Result<Option<Arc<SecretString>>, E>;

/// For fields that hold a token.
pub(super) fn token<'de, D: Deserializer<'de>>(deserializer: D) -> Decoded<D::Error> {
    decode(TOKEN, deserializer)
}

/// For fields that hold a password.
pub(super) fn password<'de, D: Deserializer<'de>>(deserializer: D) -> Decoded<D::Error> {
    decode(PASSWORD, deserializer)
}

/// For fields that hold a client key.
pub(super) fn client_key<'de, D: Deserializer<'de>>(deserializer: D) -> Decoded<D::Error> {
    decode(CLIENT_KEY, deserializer)
}

/// Nothing for an empty text.
pub(super) fn non_empty(secret: Option<Arc<SecretString>>) -> Option<Arc<SecretString>> {
    secret.filter(|secret| !secret.is_empty())
}

fn decode<'de, D: Deserializer<'de>>(kind: &'static str, deserializer: D) -> Decoded<D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.map(|text| Arc::new(Secret::new(kind, text))))
}
