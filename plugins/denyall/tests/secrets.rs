//! Nothing of a secret value is in anything that any command prints or writes.
//!
//! Values are made when the test runs, of letters and digits that occur nowhere else, and planted
//! wherever people put them. Eight bytes of one in a row are a leak.
#![expect(
    clippy::unwrap_used,
    reason = "a test stops where its scene cannot be set"
)]

use std::{collections::HashSet, ffi::OsString, fs, path::Path};

use denyall::run;
use plugin_kit::{
    app::{Captured, Streams},
    environment::Environment,
};
use serde_json::{Value, json};

/// How many bytes of a value are a leak.
const WINDOW: usize = 8;

/// What stands for the value in the places.
const MARK: &str = "<V>";

/// Forms of values: each `x` is replaced by letters and digits. Some look like hosts, some end
/// early for who reads them carelessly.
const FORMS: [&str; 13] = [
    "xxxxxxxxxxxxxxxxxxxxxxxx",
    "xxxxxxxx@xxxxxxxx",
    "xxxxxxxx:xxxxxxxx",
    "xxxxxxxx%40xxxxxxxx",
    "xxxxxxxx/xxxxxxxx",
    "xxxxxxxxxxx.xxxxxxxxxx.xxxxxxxxxx",
    "xxxxxxxxxxx.xxxxxxxxxx:5432",
    "xxxxxxxx?xxxxxxxx",
    "xxxxxxxx#xxxxxxxx",
    "xxxxxxxx,xxxxxxxxxx.xxxxxxxxx:5432",
    "xxxxxxxx&xxxxxxxxxx.xxxxxxxxx:5432",
    "xxxxxxxx=xxxxxxxxxx.xxxxxxxxx:5432",
    "xxxxxxxx!xxxxxxxxxx.xxxxxxxxx:5432",
];

/// Names of variables, and their values.
const VARIABLES: [(&str, &str); 36] = [
    ("DB_PASSWORD", "<V>"),
    ("MYSQL_PWD", "<V>"),
    ("dbPassword", "<V>"),
    ("API_TOKEN", "<V>"),
    ("SECRET", "<V>"),
    ("AWS_ACCESS_KEY_ID", "<V>"),
    ("AWS_SECRET_ACCESS_KEY", "<V>"),
    ("AWS_SESSION_TOKEN", "<V>"),
    ("REDIS_AUTH", "<V>"),
    ("SIGNING_KEY", "<V>"),
    ("OAUTH_CLIENT_SECRET", "<V>"),
    ("DATABASE_URL", "postgres://app:<V>@db:5432/shop"),
    ("MYSQL_URL", "mysql://app:<V>@db.data:3306/shop?ssl=true"),
    (
        "MONGO_URL",
        "mongodb://app:<V>@m-0.m:27017,m-1.m:27017/shop",
    ),
    (
        "MONGO_SRV",
        "mongodb+srv://app:<V>@cluster.example.net/shop",
    ),
    ("REDIS_URL", "redis://:<V>@redis:6379/0"),
    ("AMQP_URL", "amqps://app:<V>@queue.data:5671/%2f"),
    ("LDAP_URL", "ldap://cn:<V>@ldap.corp.example:389"),
    ("SENTRY_DSN", "https://<V>@sentry.example.net/1"),
    ("JDBC", "jdbc:postgresql://db:5432/x?user=app&password=<V>"),
    (
        "JDBC_URL",
        "jdbc:sqlserver://db:1433;user=app;password=<V>;encrypt=true",
    ),
    ("JDBC_MYSQL", "jdbc:mysql://app:<V>@db:3306/x"),
    ("JDBC_ORACLE", "jdbc:oracle:thin:app/<V>@//db:1521/x"),
    (
        "ADO",
        "Server=tcp:db,1433;User ID=app;Password=<V>;Encrypt=true",
    ),
    (
        "ADO_SOURCE",
        "Data Source=db;Initial Catalog=x;User Id=app;Pwd=<V>",
    ),
    (
        "LIBPQ",
        "host=db port=5432 user=app password=<V> sslmode=require",
    ),
    ("LIBPQ_QUOTED", "host=db password='<V>' port=5432"),
    (
        "STORE",
        "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=<V>;EndpointSuffix=core.example",
    ),
    (
        "BUS",
        "Endpoint=sb://a.bus.example/;SharedAccessKeyName=r;SharedAccessKey=<V>",
    ),
    ("GIT_URL", "https://ci:<V>@git.example.net/shop.git"),
    ("PAIRS", "--host=db --password=<V>"),
    ("GO_DSN", "app:<V>@tcp(db:3306)/x"),
    ("ENCODED", "postgres://app:%20<V>@db:5432/shop"),
    ("JAAS", "Module required username=\"app\" password=\"<V>\";"),
    ("HEADERS", "Authorization: Bearer <V>"),
    (
        "JSON",
        "{\"host\": \"db\", \"port\": 5432, \"password\": \"<V>\"}",
    ),
];

/// Words of command lines.
const COMMANDS: [&[&str]; 15] = [
    &["app", "--password", "<V>"],
    &["app", "--password=<V>", "--db=db:5432"],
    &["app", "--api-key", "<V>"],
    &["app", "--db=postgres://app:<V>@db:5432/x"],
    &["sh", "-c", "PGPASSWORD=<V> psql -h db -p 5432"],
    &[
        "sh",
        "-c",
        "export TOKEN='<V>'; exec app --api http://api:80",
    ],
    &[
        "sh",
        "-c",
        "psql postgresql://app:<V>@db:5432/x -c 'select 1'",
    ],
    &[
        "sh",
        "-c",
        "curl -H \"Authorization: Bearer <V>\" http://api:80/",
    ],
    &["sh", "-c", "app --password '<V>' && nc -z db 5432"],
    &[
        "sh",
        "-c",
        "wget --http-password=<V> http://api:80/\nsleep 1",
    ],
    &["--dsn", "app:<V>@tcp(db:3306)/x"],
    &["curl", "-u", "app:<V>", "http://api:80/"],
    &["curl", "--user", "app:<V>", "http://api:80/"],
    &["sshpass", "-p", "<V>", "ssh", "db"],
    &["sh", "-c", "redis-cli --pass <V> -h redis ping"],
];

/// Files of `ConfigMap`s.
const FILES: [(&str, &str); 21] = [
    (
        "app.json",
        "{\"db\": {\"host\": \"db\",\n \"password\": \"<V>\", \"port\": 5432}}\n",
    ),
    ("url.json", "{\"db\":\n \"postgres://app:<V>@db:5432/x\"}\n"),
    (
        "app.properties",
        "spring.datasource.url=jdbc:mysql://db:3306/x\nspring.datasource.password=<V>\n",
    ),
    (
        "app.yaml",
        "db:\n  host: db\n  password: <V>\n  port: 5432\n",
    ),
    (
        "list.yaml",
        "users:\n- name: app\n  password: \"<V>\"\n- name: b\n",
    ),
    ("block.yaml", "password: |\n  <V>\nhost: db\n"),
    ("app.toml", "[db]\nhost = \"db\"\npassword = \"<V>\"\n"),
    ("app.ini", "[db]\nhost = db\npassword = <V>\n"),
    (
        "nginx.conf",
        "proxy_pass http://api:80;\nproxy_set_header Authorization \"Bearer <V>\";\n",
    ),
    ("redis.conf", "port 6379\nrequirepass <V>\nmasterauth <V>\n"),
    (
        "netrc",
        "machine git.example.net login app password <V>\nmachine b\n",
    ),
    ("haproxy.cfg", "server db db:5432\n  stats auth admin:<V>\n"),
    (".pgpass", "db:5432:x:app:<V>\ndb:5432:y:app:<V>\n"),
    ("htpasswd", "admin:<V>\napp:<V>\n"),
    (
        "init.sql",
        "ALTER USER app PASSWORD '<V>';\nCREATE USER b IDENTIFIED BY '<V>';\n",
    ),
    (
        "auth.json",
        "{\"auths\": {\"registry.example.net\":\n {\"auth\": \"<V>\"}}}\n",
    ),
    ("run.sh", "export DB_PASSWORD=<V>\nexec app --db=db:5432\n"),
    ("app.env", "DB_HOST=db\nDB_PASSWORD='<V>'\n"),
    (
        "key.pem",
        "-----BEGIN PRIVATE KEY-----\n<V>\n<V>\n-----END PRIVATE KEY-----\n",
    ),
    ("server.xml", "<db host=\"db\" password=\"<V>\"/>\n<a/>\n"),
    (
        "ado.config",
        "<add connectionString=\"Server=db;Password=<V>;Database=x\"/>\n\n",
    ),
];

/// A fixed sequence of letters and digits.
struct Letters(u64);

impl Letters {
    /// A value of this form.
    fn value(&mut self, form: &str) -> String {
        let mut letter = || {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            let letters = b"abcdefghijklmnopqrstuvwxyz0123456789";
            char::from(letters[usize::try_from(self.0 % 36).unwrap()])
        };
        form.chars()
            .map(|it| if it == 'x' { letter() } else { it })
            .collect()
    }
}

/// The scene, and every value in it with its place.
struct Planted {
    manifests: String,
    values: Vec<(String, String)>,
}

fn planted() -> Planted {
    let mut letters = Letters(0x9e37_79b9_7f4a_7c15);
    let mut values = Vec::new();
    let mut put = |place: &str, form: &str| {
        let value = letters.value(form);
        values.push((value.clone(), place.to_owned()));
        place.replace(MARK, &value)
    };
    let mut objects = Vec::new();
    for (index, form) in FORMS.into_iter().enumerate() {
        let env: Vec<Value> = VARIABLES
            .iter()
            .map(|(name, place)| json!({"name": name, "value": put(place, form)}))
            .collect();
        let mut containers = vec![json!({"name": "env", "env": env})];
        for (number, words) in COMMANDS.iter().enumerate() {
            let words: Vec<String> = words.iter().map(|word| put(word, form)).collect();
            containers.push(json!({"name": format!("args-{number}"), "args": words,
                "livenessProbe": {"exec": {"command": words}}}));
        }
        let files = FILES
            .iter()
            .map(|(name, place)| ((*name).to_owned(), put(place, form).into()));
        let mut data: serde_json::Map<String, Value> = files.collect();
        for (name, place) in VARIABLES {
            data.insert(name.to_owned(), put(place, form).into());
        }
        let name = format!("app-{index}");
        let applied = put(
            "{\"env\": [{\"name\": \"DB_PASSWORD\", \"value\": \"<V>\"}]}",
            form,
        );
        let annotations = json!({"kubectl.kubernetes.io/last-applied-configuration": applied});
        objects.push(
            json!({"apiVersion": "v1", "kind": "ConfigMap", "data": data,
            "metadata": {"name": name, "namespace": "shop", "annotations": annotations}}),
        );
        objects.push(json!({"apiVersion": "v1", "kind": "Secret",
            "metadata": {"name": name, "namespace": "shop", "annotations": annotations},
            "data": {"password": put("<V>", form)}, "stringData": {"DB_HOST": put("<V>", form)}}));
        objects.push(json!({"apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": {"name": name, "namespace": "shop", "annotations": annotations},
            "spec": {"selector": {"matchLabels": {"app": name}}, "template": {
                "metadata": {"labels": {"app": name}, "annotations": annotations},
                "spec": {"containers": containers, "volumes": [
                    {"name": "a", "configMap": {"name": name}},
                    {"name": "b", "secret": {"secretName": name}}]}}}}));
    }
    for (name, port) in [("db", 5432), ("redis", 6379), ("api", 80)] {
        objects.push(json!({"apiVersion": "v1", "kind": "Service",
            "metadata": {"name": name, "namespace": "shop"},
            "spec": {"selector": {"app": "app-0"}, "ports": [{"port": port}]}}));
    }
    let texts: Vec<String> = objects.iter().map(Value::to_string).collect();
    Planted {
        manifests: texts.join("\n---\n"),
        values,
    }
}

fn denyall(words: &[&str], input: &str) -> Captured {
    let argv = ["kubectl-denyall"].iter().chain(words).map(OsString::from);
    let environment = Environment::default();
    Streams::captured(input, |streams| run(argv.collect(), &environment, streams))
}

/// Every file below a folder, names and contents.
fn contents(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        text.push_str(&path.display().to_string());
        if path.is_dir() {
            contents(&path, text);
        } else {
            text.push_str(&String::from_utf8_lossy(&fs::read(&path).unwrap()));
        }
    }
}

/// The places whose values are in the text, at least in part; names of hosts are in lower case.
fn leaks(values: &[(String, String)], text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let seen: HashSet<&[u8]> = text.as_bytes().windows(WINDOW).collect();
    values
        .iter()
        .filter(|(value, _)| value.as_bytes().windows(WINDOW).any(|it| seen.contains(it)))
        .map(|(value, place)| format!("{place}: {value}"))
        .collect()
}

#[test]
fn no_part_of_a_secret_value_is_in_any_output() {
    let planted = planted();
    assert!(planted.values.len() > 200);
    for (value, _) in planted.values.iter().step_by(97) {
        let part = value.to_uppercase().split_off(value.len() - WINDOW);
        assert!(!leaks(&planted.values, &part).is_empty(), "{value}");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.json");
    fs::write(&file, &planted.manifests).unwrap();
    let file = file.to_str().unwrap();
    let mut found = Vec::new();
    for (command, formats) in [
        (
            &["audit", "-f", file][..],
            "table wide json yaml name sarif",
        ),
        (
            &[
                "reach",
                "shop/deployment/app-0",
                "shop/deployment/app-1",
                "--port",
                "80",
                "-f",
                file,
            ],
            "table wide json yaml name",
        ),
        (
            &["map", "-f", file],
            "table wide json yaml name csv dot mermaid html",
        ),
        (
            &["blast", "shop/deployment/app-0", "-f", file],
            "table wide json yaml name",
        ),
        (&["diff", file, file], "table wide json yaml name"),
        (&["plan", "-f", file], "table wide json yaml name"),
    ] {
        for format in formats.split(' ') {
            let done = denyall(&[command, &["-v", "6", "-o", format]].concat(), "");
            assert!(!done.stderr.starts_with("error"), "{command:?} {done:?}");
            let text = format!("{}\n{}", done.stdout, done.stderr);
            assert!(command[0] != "plan" || format != "json" || text.contains("app-0"));
            for leak in leaks(&planted.values, &text) {
                found.push(format!("{} {format}: {leak}", command[0]));
            }
        }
    }
    let (record, out) = (folder.path().join("record"), folder.path().join("out"));
    let done = denyall(
        &[
            "plan",
            "-f",
            file,
            "--record",
            record.to_str().unwrap(),
            "--out",
            out.to_str().unwrap(),
        ],
        "",
    );
    let mut text = format!("{}\n{}", done.stdout, done.stderr);
    for written in [record, out] {
        let length = text.len();
        contents(&written, &mut text);
        assert!(text.len() > length + 1000, "{done:?}");
    }
    found.extend(
        leaks(&planted.values, &text)
            .into_iter()
            .map(|it| format!("files: {it}")),
    );
    found.sort();
    assert!(
        found.is_empty(),
        "{} leaks:\n{}",
        found.len(),
        found.join("\n")
    );
}

#[test]
fn manifests_that_cannot_be_read_are_refused_without_their_values() {
    let value = Letters(0x2545_f491_4f6c_dd1d).value("xxxxxxxxxxxxxxxxxxxxxxxx");
    let values = [(value.clone(), String::new())];
    for spec in [
        "containers: [{name: a, env: 'DB_PASSWORD=<V>'}]",
        "containers: [{name: a, env: ['DB_PASSWORD=<V>']}]",
        "containers: [{name: a, env: {DB_PASSWORD: <V>}}]",
        "containers: [{name: a, env: [{name: A, valueFrom: '<V>'}]}]",
        "containers: [{name: a, args: '--password=<V>'}]",
        "containers: [{name: a, envFrom: '<V>'}]",
        "containers: '<V>'",
        "containers: [{name: a, env: [{name: A, value: '<V>}]}]",
        "containers: [{name: a, env: [{name: A, value: *<V>}]}]",
        "containers: [{name: a, env: [{name: A, value: !<V> b}]}]",
        "containers: [{name: a, env: [{<V>: 1, <V>: 2}]}]",
    ] {
        let spec = spec.replace(MARK, &value);
        let manifest = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a, namespace: shop}}\nspec: {{{spec}}}\n"
        );
        for command in ["audit", "map", "plan"] {
            let done = denyall(&[command, "-v", "6", "-f", "-"], &manifest);
            let text = format!("{}\n{}", done.stdout, done.stderr);
            assert_eq!(leaks(&values, &text), [""; 0], "{spec}: {text}");
        }
    }
}
