//! Ways of source code to give, compare and pass a password, each with what looks like it.

use super::samples::{ALNUM, finds_each, in_text, quiet, random};

/// Words and a number, with a dash and with a point, one of letters and digits, and one of
/// hexadecimal digits.
fn passwords() -> [String; 4] {
    [
        ["Harbour", "-Lantern47"].concat(),
        ["Granite", ".Raven84"].concat(),
        random(ALNUM, 18, 3),
        random("0123456789abcdef", 32, 5),
    ]
}

/// Each of the passwords, and nothing else, is found in each of the texts.
fn finds(texts: &[&str]) {
    finds_each(texts, &passwords());
}

#[test]
fn what_a_password_is_compared_with_is_one() {
    finds(&[
        "if (req.body.password === '{}') ok();\n",
        "if password == \"{}\":\n",
        "if params[:password] == '{}'\n",
        "if (password != \"{}\") return;\n",
        "if ($_POST['password'] == '{}') {\n",
        "if [ \"$PASSWORD\" == \"{}\" ]; then\n",
        "[ \"$API_TOKEN\" = \"{}\" ] || exit 1\n",
        "if (\"{}\".equals(password)) ok();\n",
        "if (password.equals(\"{}\")) ok();\n",
        "if (token.equalsIgnoreCase(\"{}\")) {}\n",
        "subtle.ConstantTimeCompare([]byte(token), []byte(\"{}\"))\n",
        "hmac.compare_digest(given, \"{}\")\n",
    ]);
    quiet(&[
        "if (e.password === e.confirmPassword) ok();\n",
        "if (token.type === 'Punctuator') {}\n",
        "if token == \"ACCESS_TOKEN_EXPIRED\":\n",
        "if [ \"$TOKEN\" = \"\" ]; then\n",
        "if (\"password\".equals(key)) ok();\n",
        "if (\"Harbour-Lantern47\".equals(name)) ok();\n",
        "assert key != \"primary\"\n",
    ]);
}

#[test]
fn a_default_belongs_to_the_name_that_its_line_tells() {
    finds(&[
        "let p = std::env::var(\"DB_PASSWORD\").unwrap_or(\"{}\".into());\n",
        "let p = env::var(\"DB_PASSWORD\").unwrap_or_else(|_| \"{}\".to_string());\n",
        "Optional.ofNullable(System.getenv(\"DB_PASSWORD\")).orElse(\"{}\")\n",
        "$ENV{DB_PASSWORD} //= '{}';\n",
        "<%= ENV['DB_PASSWORD'] || '{}' %>\n",
        "@DefaultValue(\"{}\") String dbPassword;\n",
        "@ConfigProperty(name = \"db.password\", defaultValue = \"{}\")\n",
        "Password string `env:\"DB_PASSWORD\" envDefault:\"{}\"`\n",
        "Password string `default:\"{}\"`\n",
        "[DefaultValue(\"{}\")] public string Password { get; set; }\n",
        "#[arg(long, env = \"DB_PASSWORD\", default_value = \"{}\")]\n",
        "{{ default \"{}\" .Values.password }}\n",
        "password(name: 'P', defaultValue: '{}')\n",
    ]);
    quiet(&[
        "Host string `env:\"DB_HOST\" envDefault:\"Harbour-Lantern47\"`\n",
        "@DefaultValue(\"Harbour-Lantern47\") String region;\n",
        "Password string `default:\"changeme\"`\n",
        "{{ default \"password\" .Values.auth.existingSecretPasswordKey }}\n",
        "env::var(\"DB_PASSWORD\").unwrap_or(fallback_password)\n",
        "    default \"Harbour-Lantern47\"\n    password\n",
    ]);
}

#[test]
fn literals_of_other_languages_are_read() {
    finds(&[
        "password = [[{}]]\n",
        "password = %q({})\n",
        "my $password = q{{}};\n",
        "Configuration[\"Db:Password\"] = \"{}\";\n",
        "password:: '{}',\n",
        "password.set(\"{}\")\n",
        "props.put(PASSWORD, \"{}\");\n",
        "curl_easy_setopt(c, CURLOPT_PASSWORD, \"{}\");\n",
        "password: &pw {}\n",
        "- {name: DB_PASSWORD, value: {}}\n",
        "{\"key\": \"db_password\", \"val\": \"{}\"}\n",
    ]);
    quiet(&[
        "password = [[first, second]]\n",
        "password = q{ a b }\n",
        "std::password::Hasher\n",
        "password.set(value)\n",
        "password: &default\n",
        "getString(R.string.password, \"Harbour-Lantern47\")\n",
        "- {name: DB_HOST, value: harbour-lantern47}\n",
    ]);
}

#[test]
fn the_line_goes_on_behind_a_backslash() {
    finds(&[
        "mysql --password \\\n  {}\n",
        "export DB_PASSWORD=\\\n{}\n",
        "db.password = \\\n    {}\n",
    ]);
    quiet(&[
        "mysql --password \\\n  --user Harbour-Lantern47\n",
        "token = \\\n  compute(Harbour)\n",
    ]);
}

#[test]
fn more_calls_take_passwords_and_keys() {
    finds(&[
        "keyStore.load(in, \"{}\".toCharArray());\n",
        "Algorithm.HMAC256(\"{}\")\n",
        "new SecretKeySpec(\"{}\".getBytes(), \"AES\")\n",
        "hmac.New(sha256.New, []byte(\"{}\"))\n",
        "hmac.new(b\"{}\", message, sha256)\n",
        "smtp.PlainAuth(\"\", \"bot\", \"{}\", \"smtp.internal\")\n",
        "crypto.createHmac('sha256', '{}')\n",
        "req.basic_auth 'svc', '{}'\n",
        "curl_setopt($c, CURLOPT_USERPWD, 'svc:{}');\n",
        "mysql_real_connect(c, \"h\", \"u\", \"{}\", \"db\", 0, NULL, 0);\n",
        "Credentials::new(\"svc\".into(), \"{}\".into())\n",
        "realm.createAccount(\"admin\", \"{}\")\n",
        "send \"{}\\r\"\n",
    ]);
    quiet(&[
        "hash_hmac('sha256', $data, $key)\n",
        "crypto.createHmac('sha256', key)\n",
        "hmac.new(key, message, \"sha256\")\n",
        "Algorithm.HMAC256(secret)\n",
        "new SecretKeySpec(bytes, \"AES\")\n",
        "new SecretKeySpec(bytes, \"HmacSHA256\")\n",
        "send \"yes\\r\"\n",
        "send \"show running-config\\r\"\n",
        "curl_setopt($c, CURLOPT_USERPWD, \"$user:$password\");\n",
    ]);
}

#[test]
fn a_word_with_letters_replaced_is_a_secret_in_code_too() {
    let value = ["L@nt", "3rn!47"].concat();
    for text in [
        "token = \"{}\"\n",
        "provider \"x\" { api_secret = \"{}\" }\n",
        "SECRET_KEY = '{}'\n",
    ] {
        let found = in_text(&text.replace("{}", &value));
        assert_eq!(found.len(), 1, "{text}");
    }
    quiet(&[
        "token = \"[A-Za-z]+!12\"\n",
        "secret = \"Lantern!\"\n",
        "token = \"#FF00AA12\"\n",
    ]);
}

#[test]
fn a_word_with_two_digits_or_two_signs_behind_it_is_a_password_in_quotes() {
    for value in [["Lant", "ern47"].concat(), ["Pelican", "violin!!"].concat()] {
        for text in [
            "password: '{}'\n",
            "define('DB_PASSWORD', '{}');\n",
            "String dbPassword = \"{}\";\n",
        ] {
            let found = in_text(&text.replace("{}", &value));
            assert_eq!(found.len(), 1, "{text}");
        }
    }
    quiet(&[
        "password: 'Required!'\n",
        "password = Lantern47;\n",
        "passwordType: \"Bcrypt31\"\n",
        "password: \"Password12\"\n",
    ]);
}
