//! Users with their passwords in one value, by what the value is called: `user:password` of Bundler
//! ("Configuration keys", credentials of a gem source), of cloud-init ("Set Passwords",
//! `chpasswd.list`) and of whatever takes `AUTH_USERS=ann:x,bob:y`; `user/password` of Neo4j
//! ("Docker", `NEO4J_AUTH`); and a line of `PostgreSQL`'s password file, which its form tells.

/// A user and the password.
pub(in super::super) type Login<'t> = (&'t str, &'t str);

/// Longest value that is looked at.
const LONGEST: usize = 4096;

/// How a name ends whose value may be a list of logins.
const LISTS: [&str; 8] = [
    "users",
    "credentials",
    "creds",
    "auth",
    "logins",
    "accounts",
    "userlist",
    "userpass",
];

/// The logins of a value, by the names that lead to it.
pub(in super::super) fn logins<'t>(keys: &[&str], value: &'t str) -> Vec<Login<'t>> {
    if value.len() > LONGEST || !value.contains([':', '/', '=']) {
        return Vec::new();
    }
    let (outer, name) = match keys {
        [.., outer, name] => (*outer, *name),
        [name] => ("", *name),
        [] => return line_of_passwords(value).into_iter().collect(),
    };
    if outer == "chpasswd" && name == "list" {
        let lines = value
            .lines()
            .filter(|line| !line.trim_start().starts_with('#'));
        return lines.filter_map(|line| login(line, ':')).collect();
    }
    if value.contains(char::is_whitespace) {
        return Vec::new();
    }
    if name.starts_with("BUNDLE_") {
        return login(value, ':').into_iter().collect();
    }
    if name.eq_ignore_ascii_case("neo4j_auth") {
        return login(value, '/').into_iter().collect();
    }
    let name = name.to_ascii_lowercase();
    if LISTS.iter().any(|list| name.ends_with(list)) {
        return list(value, &name);
    }
    line_of_passwords(value).into_iter().collect()
}

/// `user:password`, or several with commas between them, where not all passwords are words.
fn list<'t>(value: &'t str, name: &str) -> Vec<Login<'t>> {
    let separator = match value.find([':', '=']).and_then(|at| value.get(at..)) {
        Some(rest) if rest.starts_with('=') && name.ends_with("users") => '=',
        _ => ':',
    };
    let all: Option<Vec<Login<'_>>> = value
        .split([',', ';'])
        .map(|part| login(part, separator))
        .collect();
    let mut all = all.unwrap_or_default();
    all.retain(|(_, password)| password.bytes().any(|byte| byte.is_ascii_digit()));
    all
}

fn login(text: &str, separator: char) -> Option<Login<'_>> {
    let (user, password) = text.trim().split_once(separator)?;
    (is_user(user) && !password.is_empty() && !password.starts_with("//"))
        .then_some((user, password))
}

fn is_user(user: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_.@-".contains(&byte);
    (1..=64).contains(&user.len()) && user.bytes().all(is_plain)
}

/// `host:port:database:user:password`, if all of the value is that.
fn line_of_passwords(value: &str) -> Option<Login<'_>> {
    let mut fields = value.splitn(5, ':');
    let (host, port) = (fields.next()?, fields.next()?);
    let (database, user, password) = (fields.next()?, fields.next()?, fields.next()?);
    let is_port = port == "*"
        || (4..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit());
    let is_name = |name: &str| name == "*" || is_user(name);
    // Addresses of IPv6 and of hardware have such fields, but no such letters.
    let is_word = |name: &str| {
        name.bytes()
            .any(|byte| byte.is_ascii_alphabetic() && byte > b'f')
    };
    let is_line = is_port && [host, database].into_iter().all(is_name) && is_user(user);
    (is_line && is_word(user) && !password.contains([':', '/', ' ']) && !password.is_empty())
        .then_some((user, password))
}

/// The cookies of a header (RFC 6265 section 4.2.1) that say who somebody is.
pub(in super::super) fn sessions(value: &str) -> impl Iterator<Item = Login<'_>> {
    let is_telling = |name: &str| {
        let name = name.to_ascii_lowercase();
        ["sess", "sid", "auth", "token", "jwt"]
            .iter()
            .any(|part| name.contains(part))
    };
    value
        .split(';')
        .filter_map(|cookie| cookie.trim().split_once('='))
        .filter(move |(name, _)| is_telling(name))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn logins_are_told_by_the_name_of_their_value() {
        for (keys, value, expected) in [
            (
                &["chpasswd", "list"][..],
                "root:one\nann:two\n# x:y\n",
                "root=one ann=two",
            ),
            (&["BUNDLE_GEMS__CORP__INTERNAL"], "ci:one", "ci=one"),
            (&["NEO4J_AUTH"], "neo4j/one", "neo4j=one"),
            (&["AUTH_USERS"], "ann:one1,bob:two2", "ann=one1 bob=two2"),
            (&["users"], "ann=one1,bob=two2", "ann=one1 bob=two2"),
            (&["ADMIN_CREDENTIALS"], "ann:one1", "ann=one1"),
            (&["PGPASS_LINE"], "db:5432:*:app:one", "app=one"),
            (&["anything"], "db.corp:*:orders:app:one", "app=one"),
        ] {
            let found = logins(keys, value).into_iter();
            let found: Vec<_> = found
                .map(|(user, password)| format!("{user}={password}"))
                .collect();
            assert_eq!(found.join(" "), expected, "{value}");
        }
    }

    #[test]
    fn what_only_looks_like_logins_is_none() {
        for (keys, value) in [
            (&["list"][..], "root:one"),
            (&["NEO4J_AUTH"], "none"),
            (&["auth"], "https://auth.corp:8443/x"),
            (&["AUTH"], "service:kubernetes"),
            (&["CREDENTIALS"], "ann:one1, bob and others"),
            (&["users"], "ann,bob"),
            (&["BUNDLE_PATH"], "vendor/bundle"),
            (&["image"], "registry:5000:x"),
            (&["address"], "fd00:5432:a:b:c1d2"),
            (&["line"], "root:x:0:0:root:/root:/bin/sh"),
            (&["time"], "2024:1200:a:b:c"),
            (&["mac"], "00:1122:33:44:55"),
        ] {
            assert!(logins(keys, value).is_empty(), "{value}");
        }
    }

    #[test]
    fn cookies_of_sessions_are_told_from_others() {
        let found: Vec<_> = sessions("lang=de; JSESSIONID=one; connect.sid=two; theme").collect();
        assert_eq!(found, [("JSESSIONID", "one"), ("connect.sid", "two")]);
    }

    proptest! {
        #[test]
        fn no_value_makes_it_panic(value in "[a-cé0-9:/=,* \n]{0,40}") {
            for name in ["users", "list", "NEO4J_AUTH", "BUNDLE_X", "x"] {
                let _ = logins(&["chpasswd", name], &value);
            }
            let _ = sessions(&value).count();
        }
    }
}
