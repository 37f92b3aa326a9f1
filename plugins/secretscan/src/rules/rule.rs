//! One kind of credential: how it is recognised and how much it matters.

use serde::Deserialize;

use plugin_kit::report::Severity;

/// Position of a rule in its [`RuleSet`](super::RuleSet).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleIndex(pub u16);

/// One kind of credential.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Stable name, such as `github-personal-access-token`.
    pub id: String,
    /// What it is, such as `GitHub personal access token`.
    pub name: String,
    /// How much a leaked one matters.
    pub severity: Severity,
    /// Where its form is documented.
    pub source: Option<String>,
    /// How it is recognised.
    pub form: Form,
    /// Least Shannon entropy of the value, in bits per byte.
    pub entropy: Option<f32>,
    /// A check that only real values pass.
    pub checksum: Option<Checksum>,
    /// Texts that hold the credential between `[[` and `]]` (the whole text where nothing is
    /// marked), with placeholders for random parts.
    pub positive: Vec<String>,
    /// Texts in which the rule must find nothing.
    pub negative: Vec<String>,
}

/// How a credential is recognised.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// By its own text, wherever it stands.
    Token {
        /// Texts of which one is in every match, in the case the pattern wants.
        literals: Vec<String>,
        /// The credential; or, where it has a group `value`, what surrounds it too.
        pattern: String,
    },
    /// By the name it is assigned to and its own form.
    Keyed {
        /// The name holds the words of one of these, in order, other words between them.
        keys: Vec<Phrase>,
        /// The whole value.
        pattern: String,
    },
    /// By code of its own.
    Builtin(Builtin),
}

/// Lower-case words, such as `datadog api key`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase(pub Vec<String>);

/// What code, not a pattern, recognises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Builtin {
    /// An AWS access key: id and secret key, wherever each stands.
    AwsAccessKey,
    /// A value whose name says that it is a password.
    Password,
    /// A value whose name says that it is a secret, token or key.
    Secret,
    /// The password in the user information of a URL (RFC 3986 section 3.2.1).
    UrlPassword,
    /// A private key in PEM armour (RFC 7468) or OpenSSH's own.
    PrivateKey,
    /// Credentials of an `Authorization` header (RFC 9110 section 11.6.2).
    AuthorizationHeader,
    /// A password on a command line, such as `mysql -pVALUE`.
    CommandLine,
    /// A password in a connection string, such as `Server=…;Password=…`.
    ConnectionString,
    /// A JSON Web Token (RFC 7519).
    JsonWebToken,
    /// A value of a Secret of the same cluster, in clear somewhere else.
    KnownValue,
}

/// A check that only real values pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Checksum {
    /// The last six characters are the CRC-32 of what stands between prefix and checksum, in
    /// base 62 (GitHub, npm).
    #[serde(rename = "base62-crc32")]
    Base62Crc32,
    /// The last eight characters are the CRC-32 of what stands before, in hexadecimal (Grafana).
    #[serde(rename = "hex-crc32")]
    HexCrc32,
    /// Length and CRC-32 of the token in base 36 stand at its end (GitLab's routable tokens).
    GitlabRoutable,
    /// The last six characters are the checksum of Bech32 (BIP 173; age identities).
    Bech32,
    /// The last two bytes of what base 32 says are the CRC-16 of the others (nkeys of NATS).
    Nkey,
}
