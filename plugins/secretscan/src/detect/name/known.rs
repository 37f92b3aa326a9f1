//! Names of credentials that hold no word for one, or whose words say something else by themselves.
//!
//! Sources: `RabbitMQ` ("Clustering", the Erlang cookie), redis-cli (`REDISCLI_AUTH`), heketi
//! (`restuserkey` of a `StorageClass`), Honeycomb ("API authentication"), `JFrog` ("REST API"), Vault
//! ("`AppRole`"), Kibana ("Security settings"); and the words for a password of other languages,
//! without their accents where a name is taken apart at them.

use super::{Class, Words};

/// The words that a name ends with, and what it is then.
const ENDS: &[(&[&[u8]], Class)] = &[
    (&[b"erlang", b"cookie"], Class::Secret),
    (&[b"redis", b"auth"], Class::Password),
    (&[b"rediscli", b"auth"], Class::Password),
    (&[b"rcon"], Class::Password),
    (&[b"restuserkey"], Class::Password),
    (&[b"honeycomb", b"team"], Class::Secret),
    (&[b"frog", b"art", b"api"], Class::Secret),
    (
        &[b"saved", b"objects", b"encryption", b"key"],
        Class::Secret,
    ),
    (&[b"mot", b"de", b"passe"], Class::Password),
    (&[b"motdepasse"], Class::Password),
    (&[b"mdp"], Class::Password),
    (&[b"contrase", b"a"], Class::Password),
    (&[b"palavra", b"passe"], Class::Password),
    (&[b"kennwort"], Class::Password),
    (&[b"losenord"], Class::Password),
    (&[b"adgangskode"], Class::Password),
    (&[b"haslo"], Class::Password),
    (&[b"heslo"], Class::Password),
    (&[b"jelszo"], Class::Password),
    (&[b"sifre"], Class::Password),
];

/// Words of which one stands before `secret id` where that is a credential.
const OF_ROLES: [&[u8]; 3] = [b"vault", b"approle", b"role"];

/// What a name is that is known as a whole.
pub(super) fn class(words: &Words) -> Option<Class> {
    let known = ENDS.iter().find(|(end, _)| ends_with(words, end));
    if let Some((_, class)) = known {
        return Some(*class);
    }
    let is_of_role =
        ends_with(words, &[b"secret", b"id"]) && words.iter().any(|word| OF_ROLES.contains(&word));
    is_of_role.then_some(Class::Secret)
}

fn ends_with(words: &Words, end: &[&[u8]]) -> bool {
    words.len() >= end.len()
        && words
            .iter()
            .rev()
            .zip(end.iter().rev())
            .all(|(a, b)| a == *b)
}

/// Names of maps whose values are credentials, whatever their own names are; without what joins
/// their words.
const GROUPS: [&str; 12] = [
    "secrets",
    "secretenv",
    "secretenvs",
    "secretenvvars",
    "secretenvironment",
    "envsecret",
    "envsecrets",
    "extrasecretenv",
    "secretvalues",
    "secretdata",
    "passwords",
    "credentials",
];

/// Whether the values of a map with this name are credentials.
pub(in super::super) fn is_group(name: &str) -> bool {
    let letters = || {
        name.bytes()
            .filter(|byte| !matches!(byte, b'_' | b'-' | b'.'))
            .map(|byte| byte.to_ascii_lowercase())
    };
    GROUPS.iter().any(|group| letters().eq(group.bytes()))
}

#[cfg(test)]
mod tests {
    use super::{super::may_be_credential, *};

    fn known(name: &str) -> Option<Class> {
        let mut words = Words::new();
        words.push_key(name.as_bytes());
        class(&words)
    }

    #[test]
    fn names_are_known_as_a_whole_however_they_are_written() {
        for name in [
            "RABBITMQ_ERLANG_COOKIE",
            ".erlang.cookie",
            "REDIS_AUTH",
            "REDISCLI_AUTH",
            "RCON",
            "x-honeycomb-team",
            "X-JFrog-Art-Api",
            "restuserkey",
            "xpack.encryptedSavedObjects.encryptionKey",
            "vault.example.org/secret-id",
            "approle_secret_id",
            "contraseña",
            "mot_de_passe",
            "motDePasse",
            "Kennwort",
            "heslo",
        ] {
            assert!(known(name).is_some(), "{name}");
            assert!(may_be_credential(name.as_bytes()), "{name}");
        }
        for name in [
            "cookie",
            "redis.auth.enabled",
            "auth",
            "team",
            "secret_id",
            "secretId",
            "honeycomb-team-name",
            "rconPort",
            "passe",
            "encryptedSavedObjects",
        ] {
            assert_eq!(known(name), None, "{name}");
        }
    }

    #[test]
    fn maps_of_credentials_are_known_by_their_names() {
        for name in [
            "secrets",
            "secretEnv",
            "env_secrets",
            "ENV_SECRETS",
            "passwords",
        ] {
            assert!(is_group(name), "{name}");
        }
        for name in [
            "secret",
            "env",
            "existingSecrets",
            "imagePullSecrets",
            "secretNames",
            "data",
        ] {
            assert!(!is_group(name), "{name}");
        }
    }
}
