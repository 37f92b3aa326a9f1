use crate::detect::tests::samples::{ALNUM, in_text, password, random};

fn assert_found(text: &str, values: &[&str]) {
    let found: Vec<String> = in_text(text).into_iter().map(|(_, value)| value).collect();
    assert_eq!(found, values, "{text}");
}

#[test]
fn values_are_those_of_their_columns() {
    let (one, two) = (password(), random(ALNUM, 24, 8));
    for text in [
        format!("INSERT INTO users (login, password) VALUES ('bob', '{one}'), ('ann', '{two}');"),
        format!("insert into `app`.`users` (`id`, `password`) values (1,'{one}'),\n(2,'{two}');"),
        format!(
            "INSERT INTO public.\"users\" (password, note) VALUES (N'{one}', 'it''s; x'), (E'{two}', NULL);"
        ),
        format!(
            "INSERT INTO [dbo].[users] ([name], [password]) VALUES ('a\\'b, c', '{one}'), ('C:\\', '{two}');"
        ),
        format!(
            "INSERT INTO users(a, password) VALUES (now(), crypt('{one}', gen_salt('bf'))), (f(1, (2)), '{two}')"
        ),
        format!(
            "REPLACE INTO users (a, db_password) -- note\nVALUES /* x */ (1.5e3, \"{one}\"), (-1, \"{two}\");"
        ),
        format!(
            "db.exec(\"INSERT INTO users (login, password) \" +\n  \"VALUES ('bob', '{one}'), ('x', '{two}')\")"
        ),
        format!(
            "INSERT INTO users (id, password) OVERRIDING SYSTEM VALUE VALUES (1, '{one}'), (2, '{two}');"
        ),
        format!(
            "CREATE TABLE IF NOT EXISTS `users` (\n `id` int(11) NOT NULL DEFAULT '0',\n `password` varchar(20),\n PRIMARY KEY (`id`)\n);\nINSERT INTO `users` VALUES (1,'{one}'),(2,'{two}');"
        ),
        format!(
            "COPY public.users (id, login, password) FROM stdin;\n1\tbob\t{one}\n2\t\\N\t{two}\n\\.\n"
        ),
    ] {
        assert_found(&text, &[&one, &two]);
    }
}

#[test]
fn values_of_settings_are_those_of_the_names_beside_them() {
    let value = random(ALNUM, 24, 8);
    for text in [
        format!(
            "INSERT INTO settings (name, value) VALUES ('theme', 'dark'), ('smtp_password', '{value}');"
        ),
        format!("INSERT INTO settings (value, name) VALUES ('{value}', 'db_password');"),
        format!(
            "INSERT INTO wp_options (option_id, option_name, option_value) VALUES (1, 'mail_password', '{value}');"
        ),
        format!("COPY config (key, value) FROM stdin;\ntheme\tdark\napi_secret\t{value}\n\\.\n"),
    ] {
        assert_found(&text, &[&value]);
    }
}

#[test]
fn what_is_no_credential_in_a_column_is_not_found() {
    let value = random(ALNUM, 24, 8);
    let hash = ["$2b$12$", &random(ALNUM, 53, 4)].concat();
    let digest = random("0123456789abcdef", 64, 4);
    for text in [
        "INSERT INTO users (login, password) VALUES (?, ?), ($1, $2), (:name, :password);"
            .to_owned(),
        "INSERT INTO users (login, password) VALUES ('%s', '%s');".to_owned(),
        "INSERT INTO users (login, password) SELECT name, secret FROM old;".to_owned(),
        format!("INSERT INTO users (login, password) VALUES ('bob', '{hash}');"),
        format!("INSERT INTO users (login, password_hash) VALUES ('bob', '{digest}');"),
        format!("INSERT INTO users (password, login) VALUES (NULL, '{value}');"),
        format!("INSERT INTO users VALUES (1, '{value}');"),
        format!("INSERT INTO users (login, password) VALUES ('{value}');\n"),
        format!(
            "INSERT INTO settings (name, value) VALUES ('password_policy', 'strict'), ('build', '{value}');"
        ),
        "INSERT INTO settings (name, value) VALUES ('password', 'changeme');".to_owned(),
        format!("COPY users (id, password) FROM stdin;\n1\t\\N\n\\.\nx\t{value}\n"),
        format!("tar czf - . | ssh host 'read it from stdin; x'\n1\t{value}\n"),
        "insert into the password field (login, password) values of your choice".to_owned(),
    ] {
        assert_found(&text, &[]);
    }
}

#[test]
fn what_is_not_understood_is_read_once() {
    for text in [
        "INSERT INTO t (a, b) VALUES (".repeat(20_000),
        format!(
            "INSERT INTO t (a, b) VALUES ('{}",
            "INSERT INTO t (a) VALUES ('".repeat(20_000)
        ),
        "create table t (".repeat(20_000),
        format!("create table t ({}", "a (".repeat(20_000)),
        "COPY t (a) from stdin;\n".repeat(20_000),
    ] {
        assert_found(&text, &[]);
    }
}
