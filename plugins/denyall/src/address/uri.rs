//! Reads the hosts of a URI and lets go of everything else in it.
//!
//! Rules: RFC 3986 section 3.2 (authority), `MongoDB` "Connection Strings" and `RabbitMQ` for lists of
//! hosts, the JDBC documents of `PostgreSQL`, `MySQL`, SQL Server and Oracle. User information,
//! path, query and fragment are dropped.
//!
//! Passwords that were not percent-encoded make URIs ambiguous (`db://user:12/x@host`): where a
//! part of a password could be taken for the host, no host is read.

use super::{
    host::Host,
    scheme,
    token::{host_and_port, port_number},
};

/// A host, and its port if one was written.
pub(super) type Target = (Host, Option<u16>);

/// A URI in a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Uri<'a> {
    /// What stands before the scheme and a colon, as in `jdbc:` and `url:`; empty as a rule.
    pub(super) prefix: &'a str,
    /// The scheme, as it is written.
    pub(super) scheme: &'a str,
    /// What follows `scheme://`, or the colon in an address of Oracle.
    pub(super) rest: &'a str,
}

/// The URI that starts at the beginning of the text; its `rest` reaches to the end of the text.
pub(super) fn starting(text: &str) -> Option<Uri<'_>> {
    let word = text
        .bytes()
        .take_while(|byte| scheme::is_scheme_byte(*byte) || matches!(byte, b':' | b'_'))
        .count();
    let (word, rest) = text.split_at(word);
    if word
        .get(..12)
        .is_some_and(|start| start.eq_ignore_ascii_case("jdbc:oracle:"))
    {
        return Some(Uri {
            prefix: "jdbc",
            scheme: "oracle",
            rest: text.get(12..)?,
        });
    }
    let (rest, word) = (rest.strip_prefix("//")?, word.strip_suffix(':')?);
    let (prefix, scheme) = match word.rsplit_once(':') {
        Some((prefix, scheme)) => (prefix, scheme),
        None => ("", word),
    };
    // gRPC's name syntax puts the endpoint behind an empty authority: `dns:///host:port`.
    if prefix.is_empty()
        && scheme.eq_ignore_ascii_case("dns")
        && let Some(endpoint) = rest.strip_prefix('/')
    {
        return Some(Uri {
            prefix,
            scheme: "grpc",
            rest: endpoint,
        });
    }
    (scheme.len() > 1 && scheme::is_scheme(scheme)).then_some(Uri {
        prefix,
        scheme,
        rest,
    })
}

impl Uri<'_> {
    /// Whether it is one of HTTP.
    pub(super) fn is_web(&self) -> bool {
        ["http", "https"]
            .iter()
            .any(|web| web.eq_ignore_ascii_case(self.scheme))
    }
}

/// The length of a URI's rest: to the next URI of a list (`http://a,http://b`), or to the end. A
/// comma within a query or within user information is none of a list.
pub(super) fn length(rest: &str) -> usize {
    for (position, _) in rest.match_indices("://") {
        let before = rest.get(..position).unwrap_or_default();
        let start = position - scheme_length(before.as_bytes());
        let Some(before) = before
            .get(..start)
            .and_then(|before| before.strip_suffix([',', ';', '|']))
        else {
            continue;
        };
        return if is_whole(before) {
            before.len()
        } else {
            rest.len()
        };
    }
    rest.len()
}

/// Whether this is all of a URI, rather than the beginning of its user information or query.
fn is_whole(rest: &str) -> bool {
    if rest.contains(['?', '#']) {
        return false;
    }
    let authority = rest.split('/').next().unwrap_or_default();
    authority.contains('@')
        || authority
            .split([',', ';', '|'])
            .all(|part| host_and_port(part).is_some())
}

fn scheme_length(before: &[u8]) -> usize {
    before
        .iter()
        .rev()
        .take(scheme::LONGEST)
        .take_while(|byte| scheme::is_scheme_byte(**byte))
        .count()
}

/// The hosts of a URI, with `rest` cut to its length.
pub(super) fn targets(uri: &Uri<'_>) -> Vec<Target> {
    let is_jdbc = uri
        .prefix
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("jdbc"));
    if is_jdbc && uri.scheme == "oracle" && !uri.rest.starts_with("//") {
        return oracle(uri.rest);
    }
    let ends: &[char] = &['/', '?', '#', '\\', '"', '<', '>', '`', '|', '^'];
    // JDBC puts properties, passwords among them, behind semicolons and has no use for them in
    // user information.
    let (rest, properties) = match uri.rest.split_once(';') {
        Some(parts) if is_jdbc => parts,
        _ => (uri.rest, ""),
    };
    let authority_end = rest.find(ends).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(authority_end);
    match authority.rsplit_once('@') {
        Some((user, hosts)) => {
            let first = user.split([',', ';', '&']).next().unwrap_or_default();
            let is_host_list = first.len() < user.len() && host_and_port(first).is_some();
            if is_host_list || tail.contains('@') || properties.contains('@') {
                Vec::new()
            } else {
                listed(hosts).collect()
            }
        }
        None if has_late_user(tail, uri.is_web()) => match authority.parse::<Host>() {
            Ok(host) if host.is_dotted() || matches!(host, Host::Ip(_)) => vec![(host, None)],
            _ => Vec::new(),
        },
        // A password of a property, or the rest of user information: one whole host is neither.
        None if properties.contains('@') => host_and_port(authority).into_iter().collect(),
        None => listed(authority).collect(),
    }
}

/// Whether an `@` follows that may end a password with a slash; `/@scope` is a usual path.
fn has_late_user(tail: &str, is_web: bool) -> bool {
    tail.bytes()
        .zip(tail.bytes().skip(1))
        .any(|(before, byte)| byte == b'@' && !(is_web && before == b'/'))
}

fn listed(hosts: &str) -> impl Iterator<Item = Target> {
    let end = hosts
        .find([';', ')', '}', '\'', '&', ' '])
        .unwrap_or(hosts.len());
    hosts
        .get(..end)
        .unwrap_or_default()
        .split(',')
        .filter_map(|part| {
            let part = part.trim_end_matches([':', '.']);
            let part = if part.starts_with('[') {
                part
            } else {
                part.trim_end_matches(']')
            };
            host_and_port(part)
        })
}

/// The hosts of `thin:@//host:port/service`, `thin:@host:port:SID` and
/// `thin:@(DESCRIPTION=...(HOST=host)(PORT=port)...)`.
fn oracle(rest: &str) -> Vec<Target> {
    let Some((_, rest)) = rest.rsplit_once('@') else {
        return Vec::new();
    };
    if rest.starts_with('(') {
        return described(rest);
    }
    let rest = rest.split_once("//").map_or(rest, |(_, rest)| rest);
    let end = rest.find(['/', '?', ';']).unwrap_or(rest.len());
    rest.get(..end)
        .unwrap_or_default()
        .split(',')
        .filter_map(|part| {
            let mut fields = part.splitn(3, ':');
            let host = fields.next()?.parse().ok()?;
            let port = fields.next().map(port_number);
            match port {
                Some(None) => None,
                Some(port) => Some((host, port)),
                None => Some((host, None)),
            }
        })
        .collect()
}

fn described(descriptor: &str) -> Vec<Target> {
    let mut targets: Vec<Target> = Vec::new();
    for field in descriptor.split('(') {
        let field = field.split(')').next().unwrap_or_default();
        match field.split_once('=') {
            Some((key, value)) if key.trim().eq_ignore_ascii_case("host") => {
                targets.extend(value.trim().parse().ok().map(|host| (host, None)));
            }
            Some((key, value)) if key.trim().eq_ignore_ascii_case("port") => {
                if let Some((_, port @ None)) = targets.last_mut() {
                    *port = port_number(value.trim());
                }
            }
            _ => {}
        }
    }
    targets
}
