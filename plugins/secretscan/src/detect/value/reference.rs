//! Values that say where a credential is kept, not what it is.

/// How secret stores are referred to.
const PREFIXES: &[&[u8]] = &[
    b"vault:",
    b">>vault:",
    b"%{",
    b"@/",
    b"ref+",
    b"arn:",
    b"op://",
    b"ssm:",
    b"ssm://",
    b"secretsmanager:",
    b"secretsmanager://",
    b"awssm://",
    b"awsssm://",
    b"gcpsm://",
    b"gcpsecretsmanager:",
    b"azurekeyvault",
    b"@Microsoft.KeyVault(",
    b"akv:",
    b"gcp:",
    b"{cipher}",
    b"$__file{",
    b"$__env{",
    b"$__vault{",
    b"keyvault:",
    b"projects/",
    b"k8s://",
    b"k8s:",
    b"kubernetes:",
    b"env:",
    b"env.",
    b"ENV:",
    b"file:",
    b"file://",
    b"secret:",
    b"secret://",
    b"secrets:",
    b"bao:",
    b"doppler:",
    b"sops:",
    b"lastpass://",
    b"bw://",
    b"chamber://",
    b"akeyless:",
    b"conjur:",
    b"!env",
    b"!secret",
    b"!vault",
    b"valueFrom",
    b"process.env",
    b"os.environ",
    b"os.getenv",
    b"System.getenv",
    b"resolve:",
    b"lookup(",
    b"var.",
    b"local.",
    b"module.",
    b"data.",
    b"secrets.",
    b"credentials(",
    b"config.",
    b"keyring:",
    b"pass:",
    b"cyberark:",
    b"hcvault",
    b"gsm:",
    b"sm://",
    b"kms:",
    b"smartctl:",
];

/// Words at the end of a name of an object that holds credentials.
const LAST_WORDS: &[&[u8]] = &[
    b"secret",
    b"secrets",
    b"credential",
    b"credentials",
    b"creds",
    b"cred",
    b"password",
    b"passwords",
    b"token",
    b"tokens",
    b"key",
    b"keys",
    b"auth",
    b"tls",
    b"cert",
    b"certs",
    b"config",
    b"pass",
    b"passwd",
    b"sa",
    b"file",
    b"name",
    b"store",
    b"id",
];

/// Whether a value only refers to a credential.
pub(super) fn is_reference(value: &[u8]) -> bool {
    PREFIXES.iter().any(|prefix| value.starts_with(prefix))
        || value.ends_with(b"@azurekeyvault")
        || is_object_name(value)
}

/// A name as Kubernetes gives them, with words that say what it holds: `payment-db-credentials`,
/// `db/password`, `DB_PASSWORD`.
fn is_object_name(value: &[u8]) -> bool {
    let separator = |byte: &u8| b"-_./:# ".contains(byte);
    let name = value
        .iter()
        .all(|byte| byte.is_ascii_alphanumeric() || separator(byte));
    let mut words = value.split(separator);
    let last = words.next_back().unwrap_or_default();
    let mut lower = [0; 16];
    let Some(lower) = lower.get_mut(..last.len()) else {
        return false;
    };
    lower.copy_from_slice(last);
    lower.make_ascii_lowercase();
    let several = value.len() > last.len();
    let plain = value.split(separator).all(|word| {
        let digits = word.iter().filter(|byte| byte.is_ascii_digit()).count();
        word.len() <= 16 && (digits <= 2 || digits == word.len() && digits <= 4)
    });
    name && several && plain && LAST_WORDS.contains(&&*lower)
}
