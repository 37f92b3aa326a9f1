use super::samples::{ALNUM, aws_id, aws_secret, in_text, password, pem, random, token};

/// The text has one credential, this one, found by this rule.
fn finds(rule: &str, text: &str, value: &str) {
    assert_eq!(
        in_text(text),
        [(rule.to_owned(), value.to_owned())],
        "{text}"
    );
}

#[test]
fn passwords_are_found_in_every_way_of_writing_an_assignment() {
    let value = password();
    for text in [
        "password = \"{}\"",
        "password: \"{}\"",
        "'password' => '{}',",
        "\"password\": \"{}\"",
        "DB_PASSWORD={}\n",
        "export DB_PASSWORD='{}'",
        "ENV DB_PASSWORD={}",
        "ENV DB_PASSWORD {}",
        "ARG DB_PASSWORD={}",
        "|1 DB_PASSWORD={} /bin/sh -c make",
        "password := \"{}\"",
        "let password: &str = \"{}\";",
        "password: str = '{}'",
        "<password>{}</password>",
        "<ns:password>{}</ns:password>",
        "  password: {}\n",
        "spring.datasource.password={}\n",
        "db.password = {}\n",
        "config[\"password\"] = \"{}\"",
        "os.environ['DB_PASSWORD'] = '{}'",
        "{'password': '{}'}",
        "--password={}",
        "app --db-password {} --verbose",
        "java -Djavax.net.ssl.keyStorePassword={} -jar x",
        "{\\\"password\\\":\\\"{}\\\"}",
        "{\\\\\\\"password\\\\\\\":\\\\\\\"{}\\\\\\\"}",
        "{\"name\": \"DB_PASSWORD\", \"value\": \"{}\"}",
        "- name: DB_PASSWORD\n  value: {}\n",
        "- name: DB_PASSWORD\n  value: \"{}\"\n",
        "<add key=\"DbPassword\" value=\"{}\" />",
        "<property name=\"password\" value=\"{}\"/>",
        "machine db.internal login app password {}\n",
        "requirepass {}\n",
        "setProperty(\"password\", \"{}\")",
        "password = r\"{}\"",
        "PASSWORD ?= \"{}\"",
        "a\\nDB_PASSWORD={}\\nb",
        "$password = '{}';",
    ] {
        finds("password", &text.replace("{}", &value), &value);
    }
}

#[test]
fn tokens_are_found_by_their_own_text_wherever_they_stand() {
    let token = token();
    for text in [
        "{}",
        "token={}",
        "x {} y",
        "\"{}\"",
        "a\\n{}\\n",
        "url?t=%3D{}&x",
        "Authorization: token {}",
        "https://x:{}@host/r",
    ] {
        finds("github-token", &text.replace("{}", &token), &token);
    }
    assert!(in_text(&format!("x{token}")).is_empty());
    assert!(in_text(&format!("{token}x")).is_empty());
}

#[test]
fn passwords_in_urls_are_found() {
    let value = password().replace('&', "%26");
    for text in [
        "postgres://app:{}@db:5432/app",
        "amqp://guest:{}@mq//",
        "mongodb+srv://u:{}@cluster0.x.mongodb.net/?retryWrites=true",
        "redis://:{}@redis:6379/0",
        "u:{}@tcp(db:3306)/app?parseTime=true",
        "https://bot:{}@git.internal/x.git",
        "index-url = https://ci:{}@pypi.internal/simple",
        "jdbc:postgresql://u:{}@db/app",
        "DATABASE_URL=\"mysql://root:{}@127.0.0.1/x\"",
    ] {
        finds("url-password", &text.replace("{}", &value), &value);
    }
}

#[test]
fn credentials_of_headers_are_found() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let basic = STANDARD.encode(format!("admin:{}", password()));
    finds(
        "authorization-header",
        &format!("Authorization: Basic {basic}"),
        &basic,
    );
    let bearer = random(ALNUM, 40, 3);
    finds(
        "authorization-header",
        &format!("-H 'Authorization: Bearer {bearer}'"),
        &bearer,
    );
    for none in [
        "Basic authentication",
        "Bearer tokens1 are2 used",
        "basic understanding of things",
        "Bearer ${TOKEN}",
    ] {
        assert!(in_text(none).is_empty(), "{none}");
    }
}

#[test]
fn connection_strings_give_up_their_passwords() {
    let value = "Tr0ub4dor".to_owned() + "_3x";
    for text in [
        "Server=db;Database=app;User Id=sa;Password={};Encrypt=true",
        "\"Password={};Server=db;\"",
        "Uid=sa;Pwd={};",
        "host=db user=app password={} dbname=app",
        "jdbc:mysql://db/app?user=app&password={}&ssl=true",
    ] {
        finds(
            "connection-string-password",
            &text.replace("{}", &value),
            &value,
        );
    }
    let key = random(&format!("{ALNUM}+/"), 43, 5) + "=";
    let text = format!(
        "DefaultEndpointsProtocol=https;AccountName=acc;AccountKey={key};EndpointSuffix=core.windows.net"
    );
    finds("connection-string-password", &text, &key);
    let text = format!(
        "Endpoint=sb://bus.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={key}"
    );
    finds("connection-string-password", &text, &key);
}

#[test]
fn passwords_on_command_lines_are_found() {
    let value = password().replace('&', "!");
    for text in [
        "mysql -u root -p{} app",
        "mysqldump -h db -uroot -p{}",
        "redis-cli -a {} ping",
        "mongosh -u app -p {} host",
        "curl -u admin:{} https://x",
        "curl --user admin:{} https://x",
        "sshpass -p {} ssh host",
        "sshpass -p{} ssh host",
        "docker login -u me -p {} registry.internal",
        "htpasswd -bc /etc/f admin {}",
        "htpasswd -nb admin {}",
        "[\"mysql\", \"-uroot\", \"-p{}\"]",
        "ldapsearch -x -w {} -b dc=x",
        "mysql\n-uroot\n-p{}\n",
    ] {
        finds("command-line-password", &text.replace("{}", &value), &value);
    }
    for none in [
        "mysql -p app",
        "mysql -u root -p",
        "curl -u $USER:$PASS x",
        "mysql -p$PASSWORD",
        "docker run -p 8080:80 mysql",
        "redis-cli -a \"$REDIS_PASSWORD\"",
    ] {
        assert!(in_text(none).is_empty(), "{none}");
    }
}

#[test]
fn private_keys_are_found_on_many_lines_and_on_one() {
    for (label, end) in [
        ("RSA PRIVATE KEY", "\n"),
        ("PRIVATE KEY", "\\n"),
        ("EC PRIVATE KEY", "\r\n"),
        ("OPENSSH PRIVATE KEY", "\\\\n"),
        ("ENCRYPTED PRIVATE KEY", "\n"),
    ] {
        let key = pem(label, end);
        let whole = key.trim_end_matches(end);
        finds("private-key", &format!("key: {key}"), whole);
    }
    for label in [
        "PUBLIC KEY",
        "CERTIFICATE",
        "RSA PUBLIC KEY",
        "CERTIFICATE REQUEST",
    ] {
        assert!(in_text(&pem(label, "\n")).is_empty(), "{label}");
    }
    assert!(
        in_text("-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----").is_empty()
    );
    assert!(in_text("if line == \"-----BEGIN PRIVATE KEY-----\" { return parse(line, options, and_everything_else) }").is_empty());
}

#[test]
fn aws_keys_are_found_with_their_secrets() {
    let (id, secret) = (aws_id(1), aws_secret(1));
    for text in [
        format!("[default]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\n"),
        format!("AWS_ACCESS_KEY_ID={id}\nAWS_SECRET_ACCESS_KEY={secret}\n"),
        format!("{{\"AccessKeyId\": \"{id}\", \"SecretAccessKey\": \"{secret}\"}}"),
        format!("boto3.client('s3', '{id}', '{secret}')"),
    ] {
        let expected = [
            ("aws-access-key".to_owned(), id.clone()),
            ("aws-access-key".to_owned(), secret.clone()),
        ];
        assert_eq!(in_text(&text), expected, "{text}");
    }
    finds("aws-access-key", &format!("key {id} is mine"), &id);
    finds(
        "aws-access-key",
        &format!("AWS_SECRET_ACCESS_KEY={secret}"),
        &secret,
    );
    assert!(in_text(&format!("{}{}", id, "AB")).is_empty());
    assert!(in_text(&format!("x/{id}/yz")).is_empty());
}

#[test]
fn web_tokens_are_found_and_their_examples_are_not() {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let make = |payload: &str| {
        let header = URL_SAFE_NO_PAD.encode("{\"alg\":\"RS256\",\"typ\":\"JWT\"}");
        format!(
            "{header}.{}.{}",
            URL_SAFE_NO_PAD.encode(payload),
            random(ALNUM, 43, 11)
        )
    };
    let real = make("{\"sub\":\"svc-deploy\",\"aud\":\"internal\"}");
    finds("json-web-token", &format!("x-token {real} y"), &real);
    assert!(in_text(&make("{\"sub\":\"1234567890\",\"name\":\"John Doe\"}")).is_empty());
}
