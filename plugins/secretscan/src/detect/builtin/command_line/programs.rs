//! What is known of programs that are given passwords as arguments, from their manuals.

/// Where on its command line a program takes a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// Behind the flag, in the same word.
    Attached(&'static [u8]),
    /// In the word behind the flag, or in the same word.
    Next(&'static [u8]),
    /// As above, and the flag may be the last of several in a word, `-sSu`.
    Bundled(u8),
    /// In so many words behind a word, flags not counted.
    Behind(&'static [u8], usize),
    /// In so many words behind the name of the program, flags not counted.
    Position(usize),
    /// In any word.
    Any,
    /// Behind any word that is the name of a credential, flags not counted.
    Named,
}

/// What stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The password.
    Password,
    /// A user, a sign and the password.
    UserAnd(u8),
    /// A user, a slash, the password, an `@` and a database.
    Login,
}

/// One way in which a program takes a password.
pub(super) type Takes = (At, Form);

const P: Takes = (At::Next(b"-p"), Form::Password);
const UPPER_P: Takes = (At::Next(b"-P"), Form::Password);
const LOWER_W: Takes = (At::Next(b"-w"), Form::Password);
const NAMED: Takes = (At::Named, Form::Password);
const PERCENT: Takes = (At::Next(b"-U"), Form::UserAnd(b'%'));

const fn behind(word: &'static [u8], count: usize) -> Takes {
    (At::Behind(word, count), Form::Password)
}

const fn next(flag: &'static [u8]) -> Takes {
    (At::Next(flag), Form::Password)
}

const fn user(flag: &'static [u8]) -> Takes {
    (At::Next(flag), Form::UserAnd(b':'))
}

/// Of what begins a command: what is looked for, what the program is called, how it takes passwords.
/// The text that is looked for begins with the name of the program; where there is none, that of
/// another is the beginning of the name.
const PROGRAMS: &[(&str, &[u8], &[Takes])] = &[
    // Databases and caches
    ("redis-cli", b"redis-cli", &[next(b"-a"), next(b"--pass")]),
    ("mongo", b"mongo", &[P]),
    ("", b"mongosh", &[P]),
    ("", b"mongodump", &[P]),
    ("", b"mongorestore", &[P]),
    ("", b"mongoexport", &[P]),
    ("", b"mongoimport", &[P]),
    ("cqlsh", b"cqlsh", &[P]),
    ("sqlcmd", b"sqlcmd", &[UPPER_P]),
    ("osql -", b"osql", &[UPPER_P]),
    ("bcp ", b"bcp", &[UPPER_P]),
    ("sqlplus", b"sqlplus", &[(At::Any, Form::Login)]),
    ("etcdctl", b"etcdctl", &[user(b"--user"), NAMED]),
    ("consul kv put", b"consul", &[NAMED]),
    // Queues
    (
        "rabbitmqctl",
        b"rabbitmqctl",
        &[
            behind(b"add_user", 2),
            behind(b"authenticate_user", 2),
            behind(b"change_password", 2),
        ],
    ),
    ("rabbitmqadmin", b"rabbitmqadmin", &[P]),
    ("mosquitto_pub", b"mosquitto_pub", &[UPPER_P]),
    ("mosquitto_sub", b"mosquitto_sub", &[UPPER_P]),
    // HTTP
    (
        "curl",
        b"curl",
        &[
            (At::Bundled(b'u'), Form::UserAnd(b':')),
            user(b"--user"),
            user(b"-U"),
            user(b"--proxy-user"),
        ],
    ),
    ("http -a", b"http", &[user(b"-a")]),
    ("https -a", b"https", &[user(b"-a")]),
    ("xh -a", b"xh", &[user(b"-a")]),
    // Registries, packages, clouds
    ("docker login", b"docker", &[P]),
    ("podman login", b"podman", &[P]),
    ("helm registry login", b"helm", &[P]),
    ("crane auth", b"crane", &[P]),
    (
        "skopeo",
        b"skopeo",
        &[
            P,
            user(b"--creds"),
            user(b"--src-creds"),
            user(b"--dest-creds"),
        ],
    ),
    ("buildah", b"buildah", &[P, user(b"--creds")]),
    ("twine upload", b"twine", &[P]),
    ("npm config set", b"npm", &[NAMED]),
    ("npm set", b"npm", &[NAMED]),
    ("pnpm config set", b"pnpm", &[NAMED]),
    ("yarn config set", b"yarn", &[NAMED]),
    ("rclone config", b"rclone", &[NAMED]),
    (
        "bundle config",
        b"bundle",
        &[(At::Any, Form::UserAnd(b':'))],
    ),
    (
        "poetry config",
        b"poetry",
        &[(At::Behind(b"config", 3), Form::Password), NAMED],
    ),
    ("composer config", b"composer", &[behind(b"config", 3)]),
    ("gh secret set", b"gh", &[next(b"--body"), next(b"-b")]),
    ("vault login", b"vault", &[behind(b"login", 1)]),
    ("aws configure set", b"aws", &[NAMED]),
    ("aws ssm put-parameter", b"aws", &[NAMED]),
    ("oc login", b"oc", &[P]),
    ("az login", b"az", &[P]),
    ("az acr login", b"az", &[P]),
    ("cf login", b"cf", &[P]),
    ("mc alias", b"mc", &[behind(b"set", 4), behind(b"add", 4)]),
    ("mc config host", b"mc", &[behind(b"add", 4)]),
    // Accounts and directories
    ("sshpass", b"sshpass", &[P]),
    ("ldapsearch", b"ldapsearch", &[LOWER_W]),
    ("ldapmodify", b"ldapmodify", &[LOWER_W]),
    ("ldapadd", b"ldapadd", &[LOWER_W]),
    ("ldapwhoami", b"ldapwhoami", &[LOWER_W]),
    ("ldapdelete", b"ldapdelete", &[LOWER_W]),
    ("slappasswd", b"slappasswd", &[next(b"-s")]),
    ("useradd -", b"useradd", &[behind(b"-p", 1)]),
    ("usermod -", b"usermod", &[behind(b"-p", 1)]),
    (
        "samba-tool user",
        b"samba-tool",
        &[behind(b"create", 2), behind(b"add", 2)],
    ),
    ("smbclient", b"smbclient", &[PERCENT]),
    ("rpcclient", b"rpcclient", &[PERCENT]),
    ("winexe", b"winexe", &[PERCENT]),
    ("crackmapexec", b"crackmapexec", &[P]),
    ("evil-winrm", b"evil-winrm", &[P]),
    ("psexec", b"psexec", &[P]),
    ("schtasks", b"schtasks", &[next(b"/rp"), next(b"/RP")]),
    ("net user ", b"net", &[behind(b"user", 2)]),
    ("net use ", b"net", &[behind(b"use", 3)]),
    (
        "xfreerdp",
        b"xfreerdp",
        &[(At::Attached(b"/p:"), Form::Password)],
    ),
    // Files, networks, hardware
    ("unzip", b"unzip", &[UPPER_P]),
    ("zip -", b"zip", &[UPPER_P]),
    ("7z ", b"7z", &[(At::Attached(b"-p"), Form::Password)]),
    ("7za ", b"7za", &[(At::Attached(b"-p"), Form::Password)]),
    (
        "openssl",
        b"openssl",
        &[(At::Attached(b"pass:"), Form::Password), behind(b"-k", 1)],
    ),
    ("restic", b"restic", &[behind(b"echo", 1)]),
    ("lftp -u", b"lftp", &[behind(b"-u", 2)]),
    ("ipmitool", b"ipmitool", &[UPPER_P]),
    ("snmpwalk", b"snmpwalk", &[next(b"-A"), next(b"-X")]),
    ("snmpget", b"snmpget", &[next(b"-A"), next(b"-X")]),
    (
        "wpa_passphrase",
        b"wpa_passphrase",
        &[(At::Position(2), Form::Password)],
    ),
    ("nmcli", b"nmcli", &[behind(b"password", 1)]),
];

/// Texts that begin a command, besides those of [`PROGRAMS`].
const OTHERS: &[&str] = &["mysql", "mariadb", "htpasswd", "mosquitto_passwd"];

/// What commands begin with.
pub(in super::super::super) fn beginnings() -> impl Iterator<Item = &'static str> {
    let known = PROGRAMS.iter().map(|(text, ..)| *text);
    let known = known.filter(|text| !text.is_empty());
    known.chain(OTHERS.iter().copied())
}

/// How a program takes its password.
pub(super) fn known(program: &[u8]) -> impl Iterator<Item = Takes> + Clone {
    let mysql: &[Takes] = match program {
        _ if is_mysql(program) => &[(At::Attached(b"-p"), Form::Password)],
        _ => &[],
    };
    let all = PROGRAMS.iter().filter(move |(_, name, _)| *name == program);
    let all = all.flat_map(|(.., takes)| takes.iter());
    all.chain(mysql).copied()
}

/// Whether it is one of the programs of `MySQL` and `MariaDB`.
fn is_mysql(program: &[u8]) -> bool {
    let named = program.starts_with(b"mysql") || program.starts_with(b"mariadb");
    let plain = |byte: &u8| byte.is_ascii_lowercase() || b"-_".contains(byte);
    named && program.iter().all(plain)
}
