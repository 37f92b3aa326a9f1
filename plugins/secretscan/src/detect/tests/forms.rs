//! Ways of writing down a password that are no plain assignment, each with what looks like it.

use super::samples::{ALNUM, finds_each, in_text, in_value, quiet, random};

/// A password that somebody made up, one of letters and digits, one of letters only, one of
/// hexadecimal digits, and one in base64.
fn passwords() -> [String; 5] {
    let letters = ALNUM.trim_end_matches(|last: char| last.is_ascii_digit());
    [
        ["Harbour", "-Lantern47"].concat(),
        random(ALNUM, 16, 3),
        random(letters, 14, 8),
        random("0123456789abcdef", 32, 5),
        random(&format!("{ALNUM}+/"), 42, 6) + "==",
    ]
}

/// Each of the passwords, and nothing else, is found in each of the texts.
fn finds(texts: &[&str]) {
    finds_each(texts, &passwords());
}

/// `_pat` and `pat=` are looked for each, and the first to be found decides what the name is.
#[test]
fn a_personal_access_token_is_found_wherever_its_name_stands() {
    finds(&["GH_PAT={}\n", " GH_PAT={}\n"]);
}

#[test]
fn an_account_is_created_with_a_password_without_quotes() {
    let password = ["w", &random(ALNUM, 15, 3)].concat();
    for text in [
        "CREATE USER orders IDENTIFIED BY {};\n",
        "alter user C##ORDERS\n  identified by {} account unlock;\n",
        "sql: \"ALTER USER orders IDENTIFIED BY {}\"\n",
    ] {
        let found = in_text(&text.replace("{}", &password));
        assert_eq!(found.len(), 1, "{text}");
        assert!(found.iter().all(|(_, value)| *value == password));
    }
    quiet(&[
        "CREATE USER orders IDENTIFIED BY &password1;\n",
        "CREATE USER orders IDENTIFIED BY ${PASSWORD_1};\n",
        "CREATE USER orders IDENTIFIED EXTERNALLY;\n",
        "CREATE ROLE dba IDENTIFIED BY VALUES 'S:1'\n",
        "an object is identified by sha256sums1 of what it holds\n",
        "to create a user identified by uid1000;",
    ]);
}

#[test]
fn literals_are_found_in_what_they_are_wrapped_in() {
    finds(&[
        "var jwtPassword = []byte(\"{}\")\n",
        "Password: pointer.String(\"{}\"),\n",
        "let password = String::from(\"{}\");\n",
        "let password = Some(\"{}\");\n",
        "db_password: SecretStr = Field(default=\"{}\")\n",
        "PASSWORD = (\n    \"{}\"\n)\n",
        "String password =\n        \"{}\";\n",
        "String password = new String(\"{}\");\n",
        "static const char db_password[] = \"{}\";\n",
        "const std::string password{\"{}\"};\n",
        "public string Password { get; set; } = \"{}\";\n",
        "Dim password As String = \"{}\"\n",
        "$ENV{DB_PASSWORD} = '{}';\n",
        "$cfg->{password} = '{}';\n",
        "password <- \"{}\"\n",
        "{password, \"{}\"}.\n",
        "{default_pass, <<\"{}\">>}\n",
        "static PASSWORD: &'static str = r#\"{}\"#;\n",
    ]);
    quiet(&[
        "password =\nnext = \"Some-Value77\"\n",
        "password = []byte(input)\n",
        "PASS=`cat /run/Secret-Word77 now`\n",
        "password = (\n  input\n)\n",
        "if password { \"Yes-Value77\" } else { \"No-Value77\" }",
        "{token, \"application/json\"}",
    ]);
}

#[test]
fn programs_are_given_passwords_on_their_command_lines_and_through_pipes() {
    let password = random(ALNUM, 18, 3);
    for text in [
        "unzip -P {} a.zip\n",
        "7z x -p{} a.7z\n",
        "smbclient //nas/x -U bob%{}\n",
        "lftp -u bob,{} ftp.internal\n",
        "sqlplus app/{}@//db:1521/x\n",
        "twine upload -u ci -p {} dist/*\n",
        "oc login https://api.internal -u admin -p {}\n",
        "skopeo copy --src-creds ci:{} docker://a b\n",
        "ipmitool -H 10.0.0.9 -U ADMIN -P {} power status\n",
        "mosquitto_pub -u a -P {} -t x\n",
        "xfreerdp /u:a /p:{} /v:h\n",
        "http -a bob:{} https://x.internal\n",
        "net user bob {} /add\n",
        "aws configure set aws_secret_access_key {}\n",
        "ldapmodify -D cn=a,dc=b -w {} -f x.ldif\n",
        "echo 'root:{}' | chpasswd\n",
        "RUN useradd bob && echo \"bob:{}\" | chpasswd\n",
        "echo root:{}|chpasswd\n",
        "echo {} | passwd --stdin bob\n",
        "printf '{}\\n' | docker login -u ci --password-stdin registry.internal\n",
        "echo \\\"{}\\\" | sudo -S id\n",
    ] {
        let found = in_text(&text.replace("{}", &password));
        assert_eq!(found.len(), 1, "{text}");
        assert!(found.iter().all(|(_, value)| *value == password), "{text}");
    }
    quiet(&[
        "echo \"root:$ROOT_PASSWORD\" | chpasswd\n",
        "cat users | chpasswd\n",
        "echo $TOKEN | docker login --password-stdin\n",
        "echo \"${TOKEN}\" | docker login -u ci --password-stdin\n",
        "aws ecr get-login-password | docker login -u AWS --password-stdin\n",
        "unzip -Pq a.zip\n",
        "net user bob /delete\n",
        "az login --service-principal -p $SECRET\n",
        "sqlplus /nolog\n",
        "7z x a.7z\n",
        "zip -r a.zip folder\n",
    ]);
}

#[test]
fn values_among_others_are_found() {
    let made_up = ["Harbor", "-Falcon68!"].concat();
    for value in [made_up, random(ALNUM, 16, 3)] {
        for text in [
            "db: { host: db, password: {}, port: 5432 }\n",
            "db: {password: {}, port: 5}\n",
            "password: {}, port: 1\n",
            "password: {} (old)\n",
            "(password: {})\n",
            "&{Host:db Password:{} Port:5432}",
            "map[password:{} b:2]\n",
        ] {
            let found = in_text(&text.replace("{}", &value));
            assert_eq!(found.len(), 1, "{text}");
            assert!(found.iter().all(|(_, found)| *found == value), "{text}");
        }
    }
    quiet(&[
        "const options = { password: userPassword2, port: 5432 }\n",
        "{ token: options.token1, password: hash1(x) }\n",
        "password: at least 8 characters, one of them a digit\n",
        "{password: string, token: Buffer64}\n",
        "&{Token:0x14000125 Port:5432}",
        "    PassThrough: SCSI_PASS_THROUGH32,\n",
        "    Token: PULONG64,\n",
        "interface L { secret: Uint8Array }\n",
        "def save(self, private_key: ed25519.Ed25519PrivateKey, parts: list)\n",
    ]);
}

#[test]
fn calls_that_take_a_password_are_known_by_name() {
    finds(&[
        "DriverManager.getConnection(\"jdbc:mysql://db/x\", \"app\", \"{}\");\n",
        "new UsernamePasswordCredentials(\"svc\", \"{}\");\n",
        "$c = New-Object System.Net.NetworkCredential(\"bob\", \"{}\")\n",
        "new Sequelize('shop', 'app', '{}', { dialect: 'mysql' });\n",
        "new PDO('mysql:host=db', 'app', '{}');\n",
        "mysqli_connect(\"db\", \"app\", \"{}\", \"shop\");\n",
        "DBI->connect('dbi:mysql:x', 'app', '{}');\n",
        "smtp.login(\"bot@corp.internal\", \"{}\")\n",
    ]);
    let secret = random(ALNUM, 32, 3);
    for text in [
        "jwt.sign({ id, roles: [a, b] }, '{}', { expiresIn: '1h' });\n",
        "jwt.encode(payload, \"{}\", algorithm=\"HS256\")\n",
        "new SymmetricSecurityKey(Encoding.UTF8.GetBytes(\"{}\"))\n",
        "Fernet(b'{}')\n",
    ] {
        let found = in_text(&text.replace("{}", &secret));
        assert_eq!(found.len(), 1, "{text}");
    }
    quiet(&[
        "new NetworkCredential(user, password)",
        "new NetworkCredential(\"user\", \"password\")",
        "jwt.sign(payload, process.env.SECRET)",
        "jwt.sign(payload, secret, { algorithm: 'HS256' })",
        "getConnection(url, \"root\", \"\")",
        "smtp.login(\"user\", getpass())",
    ]);
}

#[test]
fn directives_of_well_known_programs_give_passwords() {
    finds(&[
        "[wifi-security]\nkey-mgmt=wpa-psk\npsk={}\n",
        "vpn.internal %any : PSK \"{}\"\n",
        "ldap_default_authtok = {}\n",
        "rootpw --plaintext {}\n",
        "d-i passwd/root-password password {}\n",
        "db:\n  senha: {}\n",
        "db:\n  wachtwoord: {}\n",
    ]);
    let random = random(ALNUM, 20, 3);
    for text in [
        "sentinel auth-pass mymaster {}\n",
        "  stats auth admin:{}\n",
        "cache_peer proxy.internal parent 3128 0 login=bob:{}\n",
        "curl -H \"Authorization: token {}\" https://api.internal\n",
    ] {
        let found = in_text(&text.replace("{}", &random));
        assert_eq!(found.len(), 1, "{text}");
        assert!(found.iter().all(|(_, value)| *value == random), "{text}");
    }
    let pair = format!("admin:{}", ["Granite", "-Falcon97!"].concat());
    for name in [
        "BASIC_AUTH",
        "prometheus.io/basic-auth",
        "ADMIN_CREDENTIALS",
    ] {
        assert_eq!(in_value(&[name], &pair).len(), 1, "{name}");
    }
    quiet(&[
        "ldap_default_authtok_type = password\n",
        "login=user\n",
        "rootpw --iscrypted $6$abc\n",
        "senha: Sua-senha\n",
        "stats auth admin:${PASSWORD}\n",
        "sentinel auth-pass mymaster <password>\n",
    ]);
    for value in ["localhost:8080", "basic:required", "admin:admin"] {
        assert_eq!(in_value(&["BASIC_AUTH"], value), [], "{value}");
    }
}

#[test]
fn a_key_is_that_of_what_it_stands_in() {
    let secret = random(ALNUM, 40, 3);
    for keys in [
        &["Jwt", "Key"][..],
        &["encryption", "key"],
        &["secrets", "signing", "key"],
    ] {
        assert_eq!(in_value(keys, &secret).len(), 1, "{keys:?}");
    }
    let made_up = ["Silver", "-Anchor57!"].concat();
    assert_eq!(
        in_value(&["token_secret", "inline_string"], &secret).len(),
        1
    );
    assert_eq!(in_value(&["/spec/db/password"], &made_up).len(), 1);
    for keys in [
        &["cache", "Key"][..],
        &["secretKeyRef", "key"],
        &["settings", "key"],
    ] {
        assert_eq!(in_value(keys, "Payments2024-main"), [], "{keys:?}");
    }
    assert_eq!(
        in_value(&["configMapKeyRef", "key"], "application9.yaml"),
        []
    );
}

#[test]
fn logs_say_what_a_password_is() {
    finds(&["Initial admin password is: {}\n"]);
    quiet(&["The password is: not shown\n", "the key is: value\n"]);
}

#[test]
fn keys_of_django_have_signs_by_chance() {
    let alphabet = "abcdefghijklmnopqrstuvwxyz0123456789!@#^&*-_=+";
    let key = ["%(0", &random(alphabet, 44, 5), "c(s"].concat();
    let found = in_text(&format!("SECRET_KEY = '{key}'\n"));
    assert_eq!(found.len(), 1);
}

#[test]
fn headers_in_quotes_and_directives_give_their_names_a_value() {
    finds(&[
        "curl -X POST -H 'X-Auth-Token: {}' https://api.internal/v1\n",
        "curl -H \"X-Auth-Token: {}\" https://api.internal/v1\n",
        "  proxy_set_header X-Auth-Token \"{}\";\n",
        "  proxy_set_header X-Auth-Token {};\n",
        "  more_set_input_headers \"X-Auth-Token: {}\";\n",
        "  http-request set-header X-Auth-Token {} if internal\n",
        "  user admin insecure-password {}\n",
        "    HTTP_Passwd {}\n",
        "\\tproxy_set_header X-Auth-Token \\\"{}\\\";\\n",
    ]);
    quiet(&[
        "token required\n",
        "Password expired\n",
        "  key \"a.b.c\"\n",
        "proxy_set_header X-Auth-Token $http_x_auth_token;\n",
        "proxy_set_header Authorization \"\";\n",
        "-H 'X-Auth-Token: $TOKEN'",
        "password \\fIstring1x\\fR\n",
        "passwd 1:4.13+dfsg1-1+deb12u1\n",
        "syn cluster dTokens add=dParenString2,dBrackString\n",
        "keyword rootLogin prohibit-password without-password forced-commands-only\n",
        "\tLegacySATokenCleaner   *LegacySATokenCleanerOptions2\n",
        "\tpass []*corev1.Pod2\n",
        "unknown token \"else\"",
        "  password_encryption scram-sha-256\n",
    ]);
}

#[test]
fn what_holds_by_default_is_a_value() {
    finds(&[
        "const dbPassword = process.env.DB_PASSWORD || \"{}\";\n",
        "password: process.env.DB_PASSWORD ?? '{}',\n",
        "$password = getenv('DB_PASSWORD') ?: '{}';\n",
        "password = os.environ.get('DB_PASSWORD') or '{}'\n",
        "password = os.environ.get(\"DB_PASSWORD\", \"{}\")\n",
        "password = ENV['DB_PASSWORD'] || '{}'\n",
        "password: <%= ENV.fetch(\"DB_PASSWORD\", \"{}\") %>\n",
        "password: <%= ENV.fetch('DB_PASSWORD') { '{}' } %>\n",
        "password: {{ .Values.db.password | default \"{}\" | quote }}\n",
        "password: \"{{ db_password | default('{}') }}\"\n",
        "export DB_PASSWORD=${DB_PASSWORD:-{}}\n",
        "DB_PASSWORD=\"${DB_PASSWORD:={}}\"\n",
        "password: ${DB_PASSWORD:{}}\n",
    ]);
    quiet(&[
        "const token = process.env.TOKEN || \"\";",
        "PASSWORD=${PASSWORD:-}",
        "PASSWORD=${PASSWORD:?no password is set}",
        "password: ${DB_PASSWORD:changeme}",
        "password || confirmPassword",
        "token ?? defaultToken",
    ]);
}

#[test]
fn sql_and_calls_are_given_passwords() {
    finds(&[
        "CREATE USER orders WITH PASSWORD '{}';\n",
        "CREATE ROLE app LOGIN ENCRYPTED PASSWORD '{}';\n",
        "ALTER USER app PASSWORD '{}';\n",
        "CREATE USER 'orders'@'%' IDENTIFIED BY '{}';\n",
        "create user app identified by \"{}\";\n",
        "ALTER USER 'root'@'localhost' IDENTIFIED WITH mysql_native_password BY '{}';\n",
        "SET PASSWORD FOR 'app'@'%' = PASSWORD('{}');\n",
        "dataSource.setPassword(\"{}\");\n",
        "config.withPassword( '{}' )\n",
        "$p = ConvertTo-SecureString \"{}\" -AsPlainText -Force\n",
        "ConvertTo-SecureString -String '{}' -AsPlainText\n",
        "user = \"deploy:{}\"\n",
        "proxy-user = \"deploy:{}\"\n",
    ]);
    quiet(&[
        "IDENTIFIED BY 'password'",
        "setPassword(\"\")",
        "setPassword(value)",
        "getPassword(\"name\")",
        "expectToken(\"identifier\")",
        "user = \"system:serviceaccount:default\"",
        "user: \"1000:1000\"",
        "as identified by `make syntax-check1`.",
        ".passphrase(\"password123\")",
        "Pass \"GUILE_AUTO_COMPILE=0\" to avoid it",
        "'PKPaymentPass', 'PKPaymentRequest'",
        "pub pat: nl80211_pattern_support,",
        "fhUserToken set_fhUserToken[1..2],",
        "user = \"root\"",
    ]);
}

#[test]
fn maps_tables_tuples_and_sentences_give_passwords() {
    finds(&[
        "variables:\n  DB_PASSWORD:\n    description: x\n    value: \"{}\"\n",
        "  DB_PASSWORD:\n    value: {}\n",
        "variable \"db_password\" {\n  type = string\n  default = \"{}\"\n}\n",
        "\"db_password\": {\"sensitive\": true, \"value\": \"{}\"}",
        "db_password: !unsafe '{}'\n",
        "declare -A STORE=([user]=orders [password]=\"{}\")\n",
        "ADMIN_PASSWORD = config('ADMIN_PASSWORD', default='{}')\n",
        "CREATE LOGIN orders WITH PASSWORD = N'{}', CHECK_POLICY = OFF;\n",
        "requests.get(url, auth=(\"orders\", \"{}\"), timeout=3)\n",
        "HTTPBasicAuth('orders', '{}')\n",
        "| password | {} |\n",
        "INFO created user admin with password: {}\n",
        "mount -o username=orders,password={},vers=3.0\n",
        "user orders on >{} ~orders:* +@all\n",
        "created_at, db_password=\"{}\"\n",
    ]);
    quiet(&[
        "password:\n  type: string\n  description: value1 of it\n",
        "password:\nvalue: abcdef123456\n",
        "token: { type: String, required: true }",
        "auth=(user, password1)",
        "auth(\"orders\", \"read:write\")",
        "| password | the password of the user |",
        "| `--password` | string |  |",
        "fn login(user: &str, password: Password2) -> bool",
        "see the manual for password: chapter4",
        "f(user=orders,password=password_value,x=1)",
        "a if on >5 b",
    ]);
}

#[test]
fn markup_names_values_in_elements_and_attributes() {
    finds(&[
        "<property>\n  <name>fs.admin.password</name>\n  <value>{}</value>\n</property>\n",
        "  <key>adminPassword</key>\n  <string>{}</string>\n",
        "<property name=\"password\">{}</property>\n",
        "<property name=\"password\"><value>{}</value></property>\n",
        "<Password><Value>{}</Value><PlainText>true</PlainText></Password>\n",
        "<password><![CDATA[{}]]></password>\n",
        "<password encrypted=\"false\">{}</password>\n",
        "<password>\n  {}\n</password>\n",
    ]);
    quiet(&[
        "<label for=\"password\">Passwort:</label>",
        "<label for=\"password\">Your password 2</label>",
        "<key>CFBundleName</key><string>Orders 2</string>",
        "<password/>",
        "<a href=\"sun/ftp/UserAndPasswordTest.jtr\">sun/ftp/UserAndPasswordTest2.java</a>",
        "<password>${db.password}</password>",
    ]);
}

#[test]
fn a_value_is_found_before_its_name_and_on_lines_of_its_own() {
    finds(&[
        "{\"entries\": [{\"value\": \"{}\", \"key\": \"admin-password\"}]}\n",
        "- value: \"{}\"\n  name: ADMIN_PASSWORD\n",
        "- value: {}\n  name: ADMIN_PASSWORD\n",
        "{\"key\": \"password\", \"type\": \"text\", \"value\": \"{}\", \"enabled\": true}",
        "admin-password: |-\n  {}\n",
        "  admin-password: >\n    {}\n  other: x\n",
        "admin-password = '''\n{}'''\n",
        "admin_password = \"\"\"{}\"\"\"\n",
    ]);
    quiet(&[
        "[{\"name\": \"a\", \"value\": \"abcdef123456\"}, {\"name\": \"password\"}]",
        "- name: a\n  value: abcdef123456\n- name: PASSWORD\n  valueFrom: x\n",
        "password: |-\n  first line 1\n  second line 2\n",
    ]);
}

#[test]
fn passwords_in_quotes_within_a_word_are_found() {
    finds(&[
        "mysqldump -h db -u root -p'{}' orders > dump.sql\n",
        "mysql -uroot -p\"{}\" -e 'select 1'\n",
        "exec mysqld_safe -uroot -p'{}'\n",
        "\"mysql -uroot -p\\\"{}\\\" x\"",
        "curl -u'deploy:{}' https://api/\n",
        "sshpass -p '{}' scp a b:\n",
        "rabbitmqctl add_user orders {}\n",
        "rabbitmqctl change_password orders '{}'\n",
        "openssl pkcs12 -in a -passin pass:{} -out b\n",
        "mc alias set store http://minio:9000 admin {}\n",
        "etcdctl --user root:{} get /\n",
    ]);
    quiet(&[
        "[\"mysql\", \"-p\", \"orders\"]",
        "mysql -p 'orders'",
        "mysql -p\"$PASSWORD\"",
        "see docs/mysql/configure\\-ip -password\\fR\n",
        "openssl genpkey -pass pass:hello",
        "openssl pkeyutl -passin pass:env:MYPASS1",
        "mysql -uroot -p\n",
    ]);
}

#[test]
fn escapes_do_not_hide_what_they_stand_for() {
    let value = random(ALNUM, 18, 4);
    for text in [
        "a=b&store_url=postgres%3A%2F%2Forders%3A{}%40store%2Forders&c=d",
        "\"storeUrl\": \"https:\\/\\/orders:{}@store\\/orders\"",
        "\"connection\": \"Server\\u003ddb;User ID\\u003dorders;Password\\u003d{};Encrypt\\u003dTrue\"",
        "x=Server%3Ddb%3BUser%20ID%3Dorders%3BPassword%3D{}%3BEncrypt%3DTrue",
    ] {
        let found = in_text(&text.replace("{}", &value));
        let values: Vec<_> = found.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(values, [value.as_str()], "{text}");
    }
    quiet(&[
        "redirect=https%3A%2F%2Fhost%2Fpath%3Fa%3Db",
        "\"url\": \"https:\\/\\/host\\/path\"",
    ]);
}

#[test]
fn a_header_may_carry_a_token_that_somebody_made_up() {
    finds(&[
        "Authorization: Bearer {}\n",
        "\"Authorization\": \"Bearer {}\"",
        "proxy_set_header Authorization \"Bearer {}\";\n",
        "Authorization=Bearer {}\n",
    ]);
    quiet(&[
        "Authorization: Bearer <token>",
        "Authorization: Bearer ${TOKEN}",
        "Authorization: Bearer YOUR_TOKEN",
        "Authorization: Bearer token\n",
        "Authorization: see RFC7235bis2",
    ]);
}

#[test]
fn a_long_token_may_hold_a_short_word_by_chance() {
    for inner in ["dTdumMyQw", "3CTFIXMEp9", "1Fooba2rFooBarx"] {
        let token = format!("{}{inner}{}", random(ALNUM, 12, 3), random(ALNUM, 12, 5));
        assert_eq!(in_value(&["token"], &token).len(), 1, "{inner}");
    }
    for token in [
        "dummy-token-12345678",
        "my-FIXME-a1b2c3d4e5f6",
        "TokenDummy",
    ] {
        assert_eq!(in_value(&["token"], token), [], "{token}");
    }
    let header = format!("Bearer {}{}", "Harbour@", "Lantern47*");
    assert_eq!(in_value(&["httpHeaderValue1"], &header).len(), 1);
}

#[test]
fn labels_in_other_languages_and_masks_are_no_passwords() {
    for value in ["Passwort", "Passwort wiederholen", "Contraseña", "***}%n"] {
        assert_eq!(in_value(&["login.password"], value), [], "{value}");
    }
    let user = format!("deploy:{}", random(ALNUM, 16, 3));
    assert_eq!(in_value(&["user"], &user).len(), 1);
    assert_eq!(in_value(&["user"], "system:node:ip-10-0-3-17"), []);
}
