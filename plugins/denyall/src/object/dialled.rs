//! Host and port as two words, as programs take them that only try to connect: `nc -z db 5432`.
//!
//! Only behind the name of such a program are two words taken for an address; elsewhere a word and
//! a number mean anything.

use crate::address::Address;

const PROGRAMS: [&str; 5] = ["nc", "ncat", "netcat", "telnet", "ncat.openbsd"];

/// The addresses that a command line connects to with such a program.
pub(super) fn dialled<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<Address> {
    let mut found = Vec::new();
    let mut dials = false;
    let mut host: Option<&str> = None;
    let tokens = words
        .into_iter()
        .flat_map(|word| word.split([' ', '\t', '\n', '"', '\'']));
    for token in tokens.filter(|token| !token.is_empty()) {
        let ends = token.ends_with([';', '&', '|', ')']);
        let word = token.trim_matches([';', '&', '|', '(', ')', '`']);
        let program = word.rsplit('/').next().unwrap_or_default();
        if PROGRAMS.contains(&program) {
            (dials, host) = (true, None);
            continue;
        }
        if dials && !word.starts_with('-') {
            let port: Option<u16> = word.parse().ok().filter(|port| *port > 0);
            match (host, port) {
                (Some(name), Some(port)) => {
                    found.extend(address(name, port));
                    (dials, host) = (false, None);
                }
                // The value of an option, such as the seconds of `-w 5`.
                (None, Some(_)) => {}
                _ => host = Some(word),
            }
        }
        if ends || word.is_empty() {
            (dials, host) = (false, None);
        }
    }
    found
}

fn address(host: &str, port: u16) -> Option<Address> {
    let is_own = host == "localhost" || host == "127.0.0.1" || host == "::1";
    // These programs take a host, not a URI; one beside a number is no address of that port.
    if host.contains('/') {
        return None;
    }
    let text = format!("{host}:{port}");
    if is_own { None } else { text.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::written;

    #[test]
    fn host_and_port_behind_a_program_that_dials_are_an_address() {
        for (line, expected) in [
            (
                &["nc", "-z", "clinic-queue", "5672"][..],
                "clinic-queue:5672",
            ),
            (
                &[
                    "sh",
                    "-c",
                    "until nc -z -w 2 db.data 5432; do sleep 2; done",
                ],
                "db.data:5432",
            ),
            (
                &["/usr/bin/telnet", "mail.example.net", "25"],
                "mail.example.net:25",
            ),
            (&["sh", "-c", "nc -z a.b 1 && nc -z c.d 2"], "a.b:1,c.d:2"),
        ] {
            assert_eq!(written(&dialled(line.iter().copied())), expected);
        }
    }

    #[test]
    fn words_and_numbers_elsewhere_are_none() {
        for line in [
            "sleep 2",
            "echo db 5432",
            "nc -l 8080",
            "nc -z localhost 80; retry five 5",
            "nc s3://bucket 5432",
        ] {
            assert!(dialled([line]).is_empty(), "{line}");
        }
    }
}
