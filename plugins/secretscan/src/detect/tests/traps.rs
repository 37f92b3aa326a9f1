//! What looks like a credential and is none; each trap by its name.

use super::samples::{ALNUM, in_text, in_value, pem, random};

fn quiet(keys: &[&str], value: &str) {
    assert_eq!(in_value(keys, value), [], "{keys:?}");
}

#[test]
fn a_name_of_a_file_with_a_path_is_not_a_credential() {
    quiet(&["DB_PASSWORD_FILE"], "/run/secrets/db_password");
    quiet(
        &["TOKEN_PATH"],
        "/var/run/secrets/kubernetes.io/serviceaccount/token",
    );
    quiet(&["password"], "/run/secrets/db-password");
    quiet(&["keyPassword"], "C:\\certs\\key.txt");
}

#[test]
fn a_reference_to_a_secret_is_not_a_credential() {
    for keys in [
        &["secretKeyRef", "name"][..],
        &["secretKeyRef", "key"],
        &["secretName"],
        &["existingSecret"],
        &["imagePullSecrets", "0", "name"],
        &["secretRef", "name"],
        &["tls", "secretName"],
    ] {
        quiet(keys, "payment-db-credentials");
    }
    for value in [
        "payment-db-credentials",
        "db-password",
        "app-secret",
        "vault:secret/data/db#password",
        "ref+awssecrets://prod/db#password",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-Ab1Cd2",
        "op://prod/db/password",
        "ssm:/prod/db/password",
        "projects/x/secrets/y/versions/1",
        "secretsmanager:prod/db",
        "${DB_PASSWORD}",
        "$(DB_PASSWORD)",
        "{{ .Values.db.password }}",
        "%DB_PASSWORD%",
        "<password>",
        "$DB_PASSWORD",
    ] {
        quiet(&["password"], value);
        quiet(&["clientSecret"], value);
    }
}

#[test]
fn what_stock_images_hold_is_no_credential() {
    for text in [
        "passwd:         files systemd\ngroup:          files systemd\n",
        " /etc/pam.d/common-password 396f4daabcd8149d2c9cf2cc0d970a78\n /etc/passwd- 4ae7b9eebd83c4b5dbf25360ec56254b\n",
        "GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D\n",
        "RUN adduser --disabled-password --gecos \"\" appuser\n",
        "RUN adduser --disabled-password --gecos '' appuser\n",
        "<assemblyIdentity name=\"Newtonsoft.Json\" publicKeyToken=\"30ad4fe6b2a6aeed\"/>",
        "Reference Include=\"System.Web, PublicKeyToken=b77a5c561934e089\"",
        "AUTH_TOKEN_COOKIE=harbor_session_v2\n",
        "$rules = ['password' => 'required|min:8|confirmed'];",
        "--feature-gates=BoundServiceAccountToken=true,X=false",
        "postgres://app:@DB_PASSWORD@@db/app",
        "PASS=`cat /run/pw`\n",
        "clientSecret: $dex-secret:oidc.clientSecret\n",
        "clientSecret: $oidc.clientSecret\n",
        "DB_PASSWORD=db-pass@azurekeyvault\n",
        "#define TLS1_TXT_PSK_WITH_AES_128_CCM \"PSK-AES128-CCM\"\n",
        "#define LN_kx_ecdhe_psk         \"kx-ecdhe-psk\"\n",
    ] {
        assert_eq!(in_text(text), [], "{text}");
    }
    for value in [
        "Y2hhbmdlbWU=",
        "JHtEQl9QQVNTV09SRH0=",
        "e3sgLlZhbHVlcy5wYXNzd29yZCB9fQ==",
        "admin:$apr1$0yiadNaD$6b731et8YTJhO6zQIbHsgg",
        "$DB_PASSWORD/></a>",
        "%DB_PASSWORD%/>",
        "$API_KEY||X-Foo:bar",
    ] {
        quiet(&["password"], value);
        quiet(&["htpasswd"], value);
    }
    assert_eq!(
        in_text("mongodb+srv://app:%24%7BDB_PASSWORD%7D@c0.x.mongodb.net/app"),
        []
    );
    quiet(&["files", "token.css"], "/t.5520e69c088483e23b79.css");
    quiet(&["passwd"], "files systemd");
}

#[test]
fn server_tokens_and_other_switches_are_not_credentials() {
    quiet(&["server-tokens"], "false");
    quiet(&["password"], "true");
    quiet(&["token"], "null");
    quiet(&["automountServiceAccountToken"], "false");
    quiet(&["tokenExpirationSeconds"], "3607");
    quiet(&["max_tokens"], "4096123");
}

#[test]
fn checksums_and_hashes_of_kubernetes_are_not_credentials() {
    let digest = random("0123456789abcdef", 64, 1);
    quiet(&["checksum/secret"], &digest);
    quiet(&["annotations", "checksum/config"], &digest);
    quiet(&["pod-template-hash"], "5d8f7c6b9");
    quiet(&["controller-revision-hash"], "web-7c5b8d9f6");
    quiet(&["uid"], "7d8f4c1e-93b2-4a5d-8c6e-2f1b0a9d8e7c");
    quiet(&["resourceVersion"], "123456789");
    assert_eq!(in_text(&format!("checksum/secret: {digest}\n")), []);
    assert_eq!(in_text(&format!("\"checksum/secret\": \"{digest}\"")), []);
}

#[test]
fn digests_and_commits_are_not_credentials() {
    let (digest, commit) = (
        random("0123456789abcdef", 64, 2),
        random("0123456789abcdef", 40, 3),
    );
    quiet(&["image"], &format!("registry/app@sha256:{digest}"));
    quiet(&["secretHash"], &format!("sha256:{digest}"));
    quiet(&["token"], &format!("sha256:{digest}"));
    quiet(
        &["integrity"],
        &format!("sha512-{}==", random(&format!("{ALNUM}+/"), 86, 4)),
    );
    quiet(&["commit"], &commit);
    assert_eq!(in_text(&format!("aws commit {commit} AKIA")), []);
}

#[test]
fn public_keys_and_certificates_are_not_credentials() {
    quiet(&["caBundle"], &random(&format!("{ALNUM}+/"), 400, 5));
    quiet(&["ca.crt"], &pem("CERTIFICATE", "\n"));
    quiet(&["publicKey"], &random(&format!("{ALNUM}+/"), 88, 6));
    quiet(&["vapidPublicKey"], &random(ALNUM, 87, 7));
    quiet(
        &["sshKey"],
        &format!(
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5{} me@host",
            random(ALNUM, 44, 8)
        ),
    );
    quiet(&["keys", "0", "n"], &random(ALNUM, 342, 9));
}

#[test]
fn sealed_and_encrypted_values_are_not_credentials() {
    quiet(
        &["encryptedData", "password"],
        &format!("AgB{}", random(&format!("{ALNUM}+/"), 400, 10)),
    );
    quiet(
        &["password"],
        &format!(
            "ENC[AES256_GCM,data:{},iv:x,tag:y,type:str]",
            random(ALNUM, 20, 11)
        ),
    );
    quiet(&["password"], &format!("$2b$10${}", random(ALNUM, 53, 12)));
    quiet(
        &["password"],
        &format!("$argon2id$v=19$m=65536,t=3,p=4${}", random(ALNUM, 40, 13)),
    );
}

#[test]
fn placeholders_are_not_credentials() {
    for value in [
        "changeme",
        "change-me",
        "CHANGE_ME",
        "replace-me",
        "todo",
        "REDACTED",
        "hidden",
        "********",
        "xxxxxxxxxxxx",
        "your-password-here",
        "<your-token>",
        "none",
        "password",
        "example",
        "0000000000000000",
        "abcdefghijklmnop",
        "1234567890",
        "my-secret-token-example",
    ] {
        quiet(&["password"], value);
        quiet(&["apiToken"], value);
    }
    let example = ["AKIA", "IOSFODNN7", "EXAMPLE"].concat();
    assert_eq!(in_text(&example), []);
}

#[test]
fn addresses_names_and_times_are_not_credentials() {
    for value in [
        "https://auth.internal/token",
        "db.internal.svc",
        "me@corp.com",
        "10.0.0.1:5432",
        "2024-01-02T03:04:05Z",
        "3600s",
        "1h30m",
        "v1.2.3",
        "500Mi",
        "12345",
        "com.acme.security.TokenProvider",
        "arn:aws:iam::123456789012:role/deploy",
    ] {
        quiet(&["token"], value);
        quiet(&["auth", "secret"], value);
    }
}

#[test]
fn account_ids_and_arns_are_not_credentials() {
    quiet(&["aws_account_id"], "123456789012");
    quiet(&["AWS_ACCOUNT"], "123456789012");
    quiet(
        &["secretArn"],
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-Ab1Cd2",
    );
}

#[test]
fn base64_of_an_image_may_hold_what_looks_like_a_key_id() {
    let text = format!(
        "{}{}{}",
        random(ALNUM, 60, 14),
        ["AKIA", &random("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 16, 15)].concat(),
        random(ALNUM, 60, 16)
    );
    assert_eq!(in_text(&text), []);
    let text = format!(
        "data:image/png;base64,iVBORw0K/{}+{}",
        ["AKIA", &random("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 16, 15)].concat(),
        random(ALNUM, 60, 16)
    );
    assert_eq!(in_text(&text), []);
}

#[test]
fn source_code_that_handles_credentials_holds_none() {
    for code in [
        "password = getPassword()",
        "token: string",
        "token: string;",
        "secret = os.environ[\"X\"]",
        "key={item.key}",
        "let token = lexer.next_token();",
        "password: self.password.clone(),",
        "if (password === other.password) {",
        "PASSWORD=$1",
        "PASSWORD=$(cat /run/secrets/x)",
        "API_KEY=${API_KEY:-}",
        "const apiKey = process.env.API_KEY;",
        "pub token: Token2,",
        "self.token = token1",
        "def f(password=None, token=None):",
        "password=password1)",
        "key = hashlib.sha256(b\"abc\").hexdigest()",
        "secret: Bytes32",
        "token := strings.TrimSpace(x)",
        "assert_eq!(token, \"a b\");",
        "#define KEY_LENGTH 32",
        "auth = HTTPBasicAuth(user, password)",
        "key: \"app.kubernetes.io/name\"",
        "println!(\"token: {token}\");",
        "\"password\": \"Enter your password\"",
        "passwordLabel = \"Password 1\"",
        "<key>CFBundleName</key>",
        "error(\"secret: %s\", secret)",
        "--password-file /etc/x",
        "key=\"value\"",
        "primary_key = \"id\"",
        "i18n.password = \"Passwort\"",
        "token_type=\"Bearer\"",
        "type Key = [u8; 32];",
        "let key: u64 = 0x1234567890abcdef;",
        "api_key: Optional[str] = None",
        "private_key: PrivateKeyDer<'static>,",
    ] {
        assert_eq!(in_text(code), [], "{code}");
    }
}

#[test]
fn urls_without_a_password_or_with_a_documented_one_are_not_credentials() {
    for text in [
        "https://host:8080/path@x",
        "git@github.com:a/b.git",
        "ssh://git@host/x",
        "postgres://user:password@host/db",
        "https://user:pass@example.com/",
        "https://u:$PASS@h/",
        "https://u:${PASS}@h/",
        "https://username:password@internal/",
        "http://user:{password}@host",
        "redis://:<password>@host",
        "https://%s:%s@host/",
        "https://cdn.example/npm/@scope/pkg@1.2.3",
        "http://[::1]:8080/a@b",
        "proto://a:b@c",
        "https://host/a:b@c",
    ] {
        assert_eq!(in_text(text), [], "{text}");
    }
}

#[test]
fn what_tests_and_documentation_write_is_no_credential() {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    for text in [
        "PASS: TestParse_Version2x (0.01s)\n",
        "  PASS: test-http2-Server9\n",
        "e.__SECRET_INTERNALS_DO_NOT_USE=\"Qx9fTz81LmW0aa\"",
    ] {
        assert_eq!(in_text(text), [], "{text}");
    }
    for inner in ["{{ .Values.key }}", "CHANGE_ME", "[REDACTED]"] {
        let value = STANDARD.encode(inner);
        quiet(&["app_key"], &format!("base64:{value}"));
        quiet(&["client-key-data"], &value);
    }
    let uuid = "1b4e28ba-2fa1-11d2-883f-0016d3cca427";
    quiet(&["LockToken"], uuid);
    quiet(&["ClientRequestToken"], uuid);
}

#[test]
fn names_of_objects_in_a_map_of_secrets_are_no_credentials() {
    for value in [
        "app-db-v2",
        "my-secret-name2",
        "registry.internal/app:1.2.3",
        "/run/secrets/db1",
        "ops1@corp.internal",
        "https://corp.internal/Path1",
        "${DB_PASSWORD1}",
    ] {
        quiet(&["envSecrets", "DB"], value);
    }
    quiet(&["secrets", "passwordFile"], "Granite-Walrus38");
    let made_up = ["Granite", "-Walrus38"].concat();
    quiet(&["settings", "DB"], &made_up);
    for group in ["secretEnv", "envSecrets", "secrets", "passwords"] {
        assert_eq!(in_value(&[group, "DB"], &made_up).len(), 1, "{group}");
    }
}

#[test]
fn keys_of_consumers_are_found_in_what_they_stand_in() {
    let key = random(ALNUM, 20, 3);
    for keys in [
        &["keyauth_credentials", "key"][..],
        &["keyAuth", "value", "key"],
    ] {
        assert_eq!(in_value(keys, &key).len(), 1, "{keys:?}");
    }
    quiet(&["selector", "value", "key"], &key);
}

#[test]
fn keys_that_documentation_shows_are_not_credentials() {
    let key = ["sk_test_", "4eC39HqLyj", "WDarjtT1zdp7dc"].concat();
    for text in [
        format!("stripe.api_key = \"{key}\"\n"),
        format!("curl https://api.stripe.com/v1/charges -u {key}:\n"),
    ] {
        assert_eq!(in_text(&text), [], "{text}");
    }
}

#[test]
fn words_that_say_who_gives_the_value_are_not_credentials() {
    for value in [
        "will-be-injected-by-vault",
        "set-by-ci",
        "see-vault",
        "not-used",
        "overwritten-at-runtime",
        "(hidden)",
        "@/run/secrets/db",
        ">>vault:database/creds/app#password",
        "%{env:PG_PASS}",
    ] {
        assert_eq!(in_value(&["DB_PASSWORD"], value), [], "{value}");
    }
    let made_up = ["set", "-the-sail47"].concat();
    assert_eq!(in_value(&["DB_PASSWORD"], &made_up).len(), 1);
}

#[test]
fn texts_for_people_in_any_language_are_not_credentials() {
    for value in [
        "パスワードを入力してください",
        "请输入密码",
        "비밀번호를 입력하세요",
        "Bekräfta lösenordet",
        "Şifrenizi girin",
    ] {
        assert_eq!(in_value(&["login", "password"], value), [], "{value}");
    }
    let made_up = ["Größen", "wahn604"].concat();
    assert_eq!(in_value(&["login", "password"], &made_up).len(), 1);
}

#[test]
fn names_of_what_has_to_do_with_passwords_have_no_credentials() {
    for (name, value) in [
        ("DB_PASSWORD_SECRET", "orders-db-v2"),
        ("LDAP_PASSWORD_ATTRIBUTE", "userPassword"),
        ("password_authenticator", "allow_all"),
        ("uwsgi_pass", "unix:/run/app2.sock"),
    ] {
        assert_eq!(in_value(&[name], value), [], "{name}");
    }
    let encrypted = ["{", &random(ALNUM, 22, 3), "=}"].concat();
    assert_eq!(in_value(&["password"], &encrypted), []);
}

#[test]
fn declarations_macros_and_manuals_are_not_credentials() {
    for text in [
        "typedef struct SEC_PKCS12PrivateKeyBagStr SEC_PKCS12PrivateKeyBag;\n",
        "FUNCTION_PASS(\"lower-constant-intrinsics\", LowerConstantIntrinsicsPass())\n",
        "mysql \\-\\-location=x \\-profiles\\-create\n",
        "zip -r a.zip folder\n.B \\-P\\ \\fRpassword\n",
    ] {
        assert_eq!(in_text(text), [], "{text}");
    }
}
