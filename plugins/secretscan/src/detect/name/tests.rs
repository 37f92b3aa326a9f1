use super::{Class, Words, classify, may_be_credential, naming};

fn class(name: &str) -> Option<Class> {
    let mut words = Words::new();
    words.push_key(name.as_bytes());
    let class = classify(&words);
    assert!(
        class.is_none() || may_be_credential(name.as_bytes()),
        "{name}"
    );
    class
}

#[test]
fn names_of_passwords_are_known_however_they_are_written() {
    for name in [
        "password",
        "PASSWORD",
        "DB_PASSWORD",
        "dbPassword",
        "db.password",
        "spring.datasource.password",
        "MYSQL_ROOT_PASSWORD",
        "PGPASSWORD",
        "redis-password",
        "adminPass",
        "SMTP_PASS",
        "rootpw_pwd",
        "mysqlpwd",
        "keyPassphrase",
        "password_prod",
        "DB_PASSWORD_2",
        "passwd",
        "ldapBindPassword",
        "EMAIL_HOST_PASSWORD",
        "proxyPassword",
        "http.proxyPassword",
        "SERVER_PASSWORD",
        "TEST_PASSWORD",
        "PUBLIC_PASSWORD",
        "javax.net.ssl.keyStorePassword",
    ] {
        assert_eq!(class(name), Some(Class::Password), "{name}");
    }
}

#[test]
fn names_of_secrets_tokens_and_keys_are_known() {
    for name in [
        "API_KEY",
        "apikey",
        "apiKey",
        "x-api-key",
        "clientSecret",
        "client_secret",
        "AUTH_TOKEN",
        "authtoken",
        "accessToken",
        "SECRET_KEY_BASE",
        "secretKey",
        "jwtSecret",
        "JWT_SECRET",
        "signing_key",
        "encryptionKey",
        "webhookSecret",
        "GITHUB_TOKEN",
        "privateKey",
        "AWS_SECRET_ACCESS_KEY",
        "storageAccountKey",
        "NPM_TOKEN",
        "token",
        "secret",
        "DJANGO_SECRET",
        "GITHUB_PAT",
        "GIT_HOST_TOKEN",
        "server_token",
    ] {
        assert_eq!(class(name), Some(Class::Secret), "{name}");
    }
    for name in ["STRIPE_KEY", "MAILGUN_KEY", "fernet_key"] {
        assert_eq!(class(name), Some(Class::Key), "{name}");
    }
}

#[test]
fn names_that_only_refer_to_a_credential_are_not_credentials() {
    for name in [
        "DB_PASSWORD_FILE",
        "passwordFile",
        "tokenPath",
        "TOKEN_PATH",
        "secretName",
        "secretKeyRef",
        "secretRef",
        "existingSecret",
        "existingSecretPasswordKey",
        "passwordKey",
        "tokenExpirationSeconds",
        "server-tokens",
        "imagePullSecrets",
        "passwordPolicy",
        "checksum/secret",
        "keyId",
        "accessKeyId",
        "primaryKey",
        "cacheKey",
        "sortKey",
        "publicKey",
        "tokenUrl",
        "TOKEN_ENDPOINT",
        "passwordLength",
        "minPasswordLength",
        "automountServiceAccountToken",
        "nextPageToken",
        "continueToken",
        "max_tokens",
        "tokenizer",
        "passwordless",
        "secretStoreRef",
        "secretStore",
        "usePasswordFiles",
        "topologyKey",
        "key",
        "keys",
        "monkey",
        "compass",
        "secretProviderClass",
        "token_type",
        "password_hash",
        "hashedPassword",
        "csrfToken",
        "forgotPassword",
        "author",
        "authority",
        "path",
        "pattern",
        "patch",
        "side",
        "keyboard",
        "privateKeyPath",
        "hotkey",
        "hashKey",
        "registry_key",
        "partition_key",
        "pod-template-hash",
        "stopTokens",
        "eosToken",
        "proxy_pass",
        "publicKeyToken",
        "SECRET_BACKEND",
        "PASSWORD_STORAGE",
        "SESSION_SECRET_ALIAS",
        "AUTH_TOKEN_COOKIE",
        "chpasswd.sh",
        "secret.js",
        "token.css",
        "LockToken",
        "ClientRequestToken",
        "__SECRET_INTERNALS_DO_NOT_USE",
    ] {
        assert_eq!(class(name), None, "{name}");
    }
}

#[test]
fn a_key_that_says_nothing_lets_the_one_round_it_speak() {
    assert_eq!(naming(&["db", "password", "value"]), ["db", "password"]);
    assert_eq!(naming(&["tokens", "0"]), ["tokens"]);
    assert_eq!(naming(&["a", "b", "c", "d", "e"]), ["b", "c", "d", "e"]);
    assert!(naming(&["value"]).is_empty());
}
