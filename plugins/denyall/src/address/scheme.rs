//! What is known of URI schemes: whether they lead over the network, and to which port.
//!
//! Rules: RFC 3986 section 3.1 for the form; IANA "Service Name and Transport Protocol Port Number
//! Registry" and the clients' own documents for the ports.

/// The longest scheme that is looked at, in bytes.
pub(super) const LONGEST: usize = 32;

/// Whether the word has the form of a scheme.
pub(super) fn is_scheme(word: &str) -> bool {
    word.len() <= LONGEST
        && word.starts_with(|first: char| first.is_ascii_alphabetic())
        && word.bytes().all(is_scheme_byte)
}

/// Whether the byte can stand in a scheme.
pub(super) fn is_scheme_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
}

/// Whether what follows the scheme is something else than a host: a file, a bucket, a name in a
/// store.
pub(super) fn is_local(scheme: &str) -> bool {
    const LOCAL: [&str; 28] = [
        "about",
        "abfs",
        "abfss",
        "arn",
        "classpath",
        "data",
        "env",
        "fd",
        "file",
        "git+file",
        "gs",
        "inproc",
        "ipc",
        "jar",
        "mem",
        "memory",
        "npipe",
        "s3",
        "s3a",
        "s3n",
        "secret",
        "secretsmanager",
        "sqlite",
        "sqlite3",
        "ssm",
        "unix",
        "urn",
        "wasb",
    ];
    LOCAL.iter().any(|local| local.eq_ignore_ascii_case(scheme))
}

/// The port that clients connect to when a URI of this scheme names none.
pub(super) fn default_port(scheme: &str) -> Option<u16> {
    Some(match scheme.to_ascii_lowercase().as_str() {
        "http" | "ws" => 80,
        "https" | "wss" | "git+https" | "oci" => 443,
        "amqp" => 5672,
        "amqps" => 5671,
        "redis" | "rediss" => 6379,
        "redis-sentinel" => 26379,
        "mongodb" | "mongodb+srv" => 27017,
        "postgres"
        | "postgresql"
        | "postgresql+psycopg"
        | "postgresql+psycopg2"
        | "postgresql+asyncpg" => 5432,
        "mysql" | "mariadb" | "mysql+pymysql" | "mysql2" => 3306,
        "sqlserver" | "mssql" | "mssql+pyodbc" => 1433,
        "oracle" => 1521,
        "db2" => 50000,
        "clickhouse" => 9000,
        "neo4j" | "neo4j+s" | "bolt" | "bolt+s" => 7687,
        "nats" | "tls+nats" => 4222,
        "kafka" => 9092,
        "pulsar" => 6650,
        "pulsar+ssl" => 6651,
        "mqtt" => 1883,
        "mqtts" => 8883,
        "stomp" => 61613,
        "zookeeper" | "zk" => 2181,
        "memcached" | "memcache" => 11211,
        "cassandra" | "cql" => 9042,
        "ldap" => 389,
        "ldaps" => 636,
        "smtp" => 25,
        "smtps" => 465,
        "imap" => 143,
        "imaps" => 993,
        "ftp" => 21,
        "sftp" | "ssh" | "git+ssh" => 22,
        "dns" => 53,
        "consul" => 8500,
        "etcd" => 2379,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_starts_with_a_letter_and_has_no_underscore() {
        assert!(is_scheme("mongodb+srv"));
        assert!(!is_scheme("3com"));
        assert!(!is_scheme("my_scheme"));
        assert!(!is_scheme(""));
        assert!(!is_scheme(&"a".repeat(LONGEST + 1)));
    }

    #[test]
    fn ports_do_not_depend_on_the_case_of_the_scheme() {
        assert_eq!(default_port("HTTPS"), Some(443));
        assert_eq!(default_port("unheard-of"), None);
        assert!(is_local("S3"));
        assert!(!is_local("https"));
    }
}
