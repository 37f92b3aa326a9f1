//! What is found among the strings of programs, and what is not.

use super::samples::{ALNUM, aws_id, aws_secret, in_data, password, pem, random};

/// A string among others.
fn among(string: &str) -> String {
    format!("\u{7f}ELF\u{1}\0HOME=/root\0{string}\0PATH=/usr/bin\0")
}

#[test]
fn variables_of_an_environment_are_found() {
    let chance = random(ALNUM, 24, 3);
    for (name, value) in [
        ("DB_PASSWORD", password()),
        ("PGPASSWORD", chance.clone()),
        ("SESSION_SECRET", chance.clone()),
        ("API_TOKEN", random("0123456789abcdef", 40, 5)),
        (
            "MYSQL_ROOT_PASSWORD",
            [password(), ";x".to_owned()].concat(),
        ),
    ] {
        let found = in_data(&among(&format!("{name}={value}")));
        assert_eq!(found.len(), 1, "{name}");
        assert!(found.iter().all(|(_, found)| *found == value), "{name}");
    }
    let (id, secret) = (aws_id(1), aws_secret(1));
    let both = format!("AWS_ACCESS_KEY_ID={id}\0AWS_SECRET_ACCESS_KEY={secret}");
    assert_eq!(in_data(&among(&both)).len(), 2);
}

#[test]
fn lines_of_settings_that_were_compiled_in_are_found_where_chance_made_them() {
    let chance = random(ALNUM, 24, 3);
    for line in ["db.password=", "password: ", "api_token = "] {
        let found = in_data(&among(&format!("{line}{chance}")));
        assert_eq!(found.len(), 1, "{line}");
        let lines = in_data(&among(&format!("a: 1\n{line}{chance}\nb: 2")));
        assert_eq!(lines.len(), 1, "{line}");
    }
}

#[test]
fn connection_strings_of_programs_are_found() {
    let chance = random(ALNUM, 16, 3);
    for string in [
        format!("Server=db;Database=x;User Id=sa;Password={chance};"),
        format!("host=db user=app password={chance} dbname=x"),
        format!("jdbc:mysql://db/x?user=app&password={chance}&useSSL=true"),
        format!("jdbc:mysql://db/x?password={chance}"),
        format!("Data Source=db;Pwd={};User ID=sa", password()),
    ] {
        assert_eq!(in_data(&among(&string)).len(), 1, "{string}");
    }
}

#[test]
fn what_programs_say_about_credentials_is_no_credential() {
    for string in [
        "PASSWORD=%s",
        "DB_PASSWORD=changeme",
        "DB_PASSWORD=",
        "DB_PASSWORD=$DB_PASSWORD2",
        "PASSWORD=<password1>",
        "SSH_AUTH_SOCK=/tmp/ssh-XXXX1/agent.12",
        "TOKEN_TYPE=bearer2",
        "password: required1",
        "token: expected 2 arguments",
        "--password=secret1 sets the password",
        "Server=%s;Password=%s2;",
        "host=%s password=%s1 dbname=%s",
        "https://example.org/reset?token=%s1&user=%s",
        "https://example.org/?key=value1&password=changeme1",
        "?user=app&password=abcdef12",
        "Server=localhost;User Id=sa;Password=***1;",
        "secret_key=sk_%d_%x",
        "PASSWORD_LABEL=\\u30D1\\u30B9\\u30EF",
        "AUTH_GSSAPI_1",
        "KEY_F12=key_f12",
        "KEYCTL_PKEY_QUERY=24",
        "PASSWORD_HASH=sha512-crypt",
        "_ZN4pass5tokenE=1",
    ] {
        assert_eq!(in_data(&among(string)), [], "{string}");
    }
    // No string of its own.
    let value = random(ALNUM, 24, 3);
    for string in [
        format!("x DB_PASSWORD={value}"),
        format!("DB_PASSWORD={value} and more"),
        format!("x=DB_PASSWORD={value}"),
    ] {
        assert_eq!(in_data(&among(&string)), [], "{string}");
    }
}

#[test]
fn a_header_of_armour_with_the_next_string_behind_it_is_no_key() {
    for string in [
        "-----BEGIN EC PRIVATE KEY-----secretpassword authorizationtokenbad certificatex509: decryption",
        "-----BEGIN RSA PRIVATE KEY-----InvalidPasswordTokenCertificateAuthorizationUnexpectedEnd",
        "-----BEGIN PRIVATE KEY----------END PRIVATE KEY-----unexpected end of certificate request file",
    ] {
        assert_eq!(in_data(&among(string)), [], "{string}");
    }
    assert_eq!(in_data(&among(&pem("RSA PRIVATE KEY", "\n"))).len(), 1);
}

#[test]
fn static_keys_of_openvpn_are_found() {
    let lines: Vec<String> = (0..16)
        .map(|line| random("0123456789abcdef", 32, 70 + line))
        .collect();
    let block = |body: &str| {
        let label = "OpenVPN Static key V1";
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----")
    };
    assert_eq!(in_data(&block(&lines.join("\n"))).len(), 1);
    assert_eq!(in_data(&block(&lines[1..].join("\n"))), []);
    assert_eq!(in_data(&block(&vec!["0".repeat(32); 16].join("\n"))), []);
}
