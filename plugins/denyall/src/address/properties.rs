//! What holds for every text: no panic, the written list reads back, no password gets out.

use proptest::{collection::vec, prelude::*, sample::select};

use super::*;

/// Texts of the pieces that the rules look at, far denser in them than random characters are.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        select(vec![
            "http://",
            "jdbc:",
            "jdbc:oracle:thin:",
            "postgres://",
            "//",
            "://",
            "@",
            ":",
            ",",
            ";",
            "=",
            "/",
            "?",
            "#",
            "[",
            "]",
            "{",
            "}",
            "(",
            ")",
            "\"",
            "'",
            "\\",
            " ",
            "\n",
            "  ",
            "- ",
            "--",
            "host",
            "port",
            "password",
            "server",
            "Data Source",
            "redis",
            "db.shop",
            "10.0.0.1",
            "fd00::1",
            "6379",
            "80",
            "tcp",
            "localhost",
            "image",
            "A.b",
            "x",
            "é",
            ".",
            "&",
            "|",
            "url",
            "true",
            "c.yaml",
        ])
        .prop_map(str::to_owned),
        "[ -~]{0,6}",
    ];
    vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn name() -> impl Strategy<Value = &'static str> {
    select(vec![
        "DB_HOST",
        "HOST",
        "VALUE",
        "API_KEY",
        "IMAGE",
        "DATABASE_SECRET_URL",
        "SERVER",
    ])
}

/// A password of one DSN or URI: everything that needs no quoting in it.
fn password() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9.:!$%*+~_-]{11,30}"
}

/// A password that nobody encoded, dense in what the rules look at and in what they take for hosts.
fn breaking_password() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        select(vec![
            ":80", ":", "@", ",", ";", "=", "/", "//", "?", "#", "[", "]", "{", "}", "(", ")",
            "\\", "|", "&", "'", "host=", ".", "-", "x",
        ])
        .prop_map(str::to_owned),
        "[a-z]{4}[.][a-z]{4,9}(:80)?",
        "[!-~]{1,4}",
    ];
    vec(piece, 1..6)
        .prop_map(|pieces| pieces.concat())
        .prop_filter("eight bytes", |password| password.len() >= 8)
}

/// Whether eight bytes in a row of the secret are in the text.
fn shows(text: &str, secret: &str) -> bool {
    secret.as_bytes().windows(8).any(|window| {
        text.as_bytes()
            .windows(8)
            .any(|part| part.eq_ignore_ascii_case(window))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn the_written_list_gives_the_same_addresses(text in text(), name in name()) {
        let found = addresses(&text);
        prop_assert_eq!(addresses(&written(&found)), found);
        let found = addresses_of_variable(name, &text);
        prop_assert_eq!(addresses_of_variable(name, &written(&found)), found.clone());
        if name != "API_KEY" && name != "IMAGE" && name != "DATABASE_SECRET_URL" {
            prop_assert_eq!(addresses(&written(&found)), found);
        }
    }

    #[test]
    fn every_address_reads_back_alone(text in text()) {
        for address in addresses(&text) {
            prop_assert_eq!(address.to_string().parse::<Address>(), Ok(address));
        }
    }

    #[test]
    fn arbitrary_text_never_panics(text in any::<String>(), name in any::<String>()) {
        let found = addresses_of_variable(&name, &text);
        prop_assert_eq!(addresses_of_variable(&name, &written(&found)), found);
        let found = addresses_of_arguments([name.as_str(), text.as_str()]);
        prop_assert!(found.iter().all(|address| !address.host().to_string().is_empty()));
    }

    #[test]
    fn no_part_of_a_password_gets_out(password in password(), name in name()) {
        for text in [
            format!("postgres://app:{password}@db.shop:5432/x"),
            format!("http://{password}@db.shop:5432/x"),
            format!("https://db.shop:5432/x?token={password}&y=1#{password}"),
            format!("https://db.shop:5432/{password}"),
            format!("mongodb://app:{password}@db.shop:5432,b:27017/x"),
            format!("app:{password}@tcp(db.shop:5432)/x"),
            format!("host=db.shop port=5432 password={password} sslmode=require"),
            format!("host=db.shop port=5432 password='{password} {password}' sslmode=require"),
            format!("Server=tcp:db.shop,5432;User=a;Password={password};Encrypt=true"),
            format!("jdbc:sqlserver://db.shop:5432;user=a;password={password};x=y"),
            format!("jdbc:oracle:thin:app/{password}@//db.shop:5432/x"),
            format!("db:\n  host: db.shop\n  port: 5432\n  password: {password}\n"),
            format!("{{\"host\":\"db.shop:5432\",\"password\":\"{password}\",\"x\":1}}"),
            format!("{{\"host\":\"db.shop:5432\",\"auth\":{{\"password\":{{\"value\":\"{password}\"}}}}}}"),
            format!("run --host=db.shop:5432 --password {password} --token={password}"),
            format!("db.host=db.shop:5432\ndb.password={password}\n"),
        ] {
            let found = addresses(&text);
            let expected = written(&found);
            prop_assert!(!shows(&expected, &password), "{} in {}", expected, text);
            prop_assert!(expected.contains("db.shop:5432"), "{} in {}", expected, text);
            let found = written(&addresses_of_variable(name, &text));
            prop_assert!(!shows(&found, &password), "{} in {}={}", found, name, text);
        }
        let alone = addresses_of_variable("DB_PASSWORD", &password);
        prop_assert!(alone.is_empty());
    }

    #[test]
    fn raw_passwords_that_break_the_uri_do_not_get_out(password in breaking_password()) {
        for text in [
            format!("postgres://app:{password}@db.shop:5432/x"),
            format!("postgres://app:{password}@db.shop:5432,b.shop:5432/x?a=b"),
            format!("jdbc:mysql://app:{password}@db.shop:3306/x"),
            format!("url: postgres://app:{password}@db.shop:5432/x # c"),
            format!("https://db.shop:5432/x?token={password}"),
        ] {
            let found = written(&addresses(&text));
            prop_assert!(!shows(&found, &password), "{} in {}", found, text);
        }
    }

    #[test]
    fn raw_passwords_under_a_key_do_not_get_out(password in breaking_password()) {
        let unquoted = password.replace([' ', ';', '"', '\'', '`'], "");
        let json = serde_json::to_string(&password).unwrap();
        for text in [
            format!("password={unquoted}"),
            format!("host=db.shop password={unquoted} port=5432"),
            format!("Server=db.shop,5432;Password={unquoted};Encrypt=true"),
            format!("password: {unquoted}"),
            format!("db:\n  password: |\n    {unquoted}\n  x: y\n"),
            format!("db:\n  password:\n  - {unquoted}\n  x: y\n"),
            format!("{{\"a\":1,\"password\":{json},\"b\":2}}"),
            format!("{{\"db\":{{\"password\":{{\"value\":{json}}}}},\"b\":2}}"),
            format!("run --password {unquoted} --x=y"),
            format!("requirepass {unquoted}"),
        ] {
            let found = written(&addresses(&text));
            prop_assert!(!shows(&found, &password), "{} in {}", found, text);
        }
    }
}

#[test]
fn a_megabyte_of_anything_takes_linear_time() {
    for piece in [
        "a@",
        "://",
        "http://a,",
        "[",
        "{",
        "password=",
        "host: a\n ",
        "'",
        "\\\"",
        "a:1,",
        "- ",
        "//",
    ] {
        let text = piece.repeat(1_048_576 / piece.len());
        let start = std::time::Instant::now();
        let found = addresses(&text);
        assert!(found.len() < 3, "{piece:?}");
        assert!(start.elapsed().as_secs() < 20, "{piece:?}");
    }
}
