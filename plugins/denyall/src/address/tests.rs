//! Tables of what is an address, per form of text.

use super::*;

fn found(text: &str) -> String {
    written(&addresses(text))
}

fn of(name: &str, value: &str) -> String {
    written(&addresses_of_variable(name, value))
}

fn check(table: &[(&str, &str)]) {
    for (text, expected) in table {
        assert_eq!(&found(text), expected, "{text}");
    }
}

#[test]
fn hosts_with_ports_and_ip_addresses_are_clear() {
    check(&[
        ("redis:6379", "redis:6379"),
        ("Redis.Shop:6379", "redis.shop:6379"),
        (
            "kafka-0.kafka:9092,kafka-1.kafka:9092",
            "kafka-0.kafka:9092,kafka-1.kafka:9092",
        ),
        (
            "db.shop.svc.cluster.local.:5432",
            "db.shop.svc.cluster.local:5432",
        ),
        ("10.0.0.7", "10.0.0.7"),
        (
            "[fd00:ec2::254]:80 [2001:db8::1]",
            "[fd00:ec2::254]:80,[2001:db8::1]",
        ),
        ("collector:4318/v1/traces", "collector:4318"),
        ("tcp(db:3306)", "db:3306"),
        ("--flag=http://x:80", "http://x:80"),
        ("--upstream redis:6379 --workers 8", "redis:6379"),
    ]);
    assert!(
        addresses("redis:6379, 10.0.0.7")
            .iter()
            .all(|address| address.clarity() == Clarity::Clear)
    );
}

#[test]
fn uris_lose_all_but_scheme_host_and_port() {
    check(&[
        (
            "https://user:hunter2@api.example.com/v1?token=abc#x",
            "https://api.example.com",
        ),
        (
            "amqp://guest:guest@rabbit:5672,rabbit-1:5672/%2f",
            "amqp://rabbit:5672,amqp://rabbit-1:5672",
        ),
        (
            "mongodb://u:p@a:27017,b:27017/db",
            "mongodb://a:27017,mongodb://b:27017",
        ),
        (
            "mongodb+srv://u:p@cluster0.example.net/db",
            "mongodb+srv://cluster0.example.net",
        ),
        (
            "redis-sentinel://:pw@s1:26379,s2:26379/mymaster",
            "redis-sentinel://s1:26379,redis-sentinel://s2:26379",
        ),
        ("nats://a:4222,nats://b:4222", "nats://a:4222,nats://b:4222"),
        (
            "http://a:1;http://b:2|http://c:3",
            "http://a:1,http://b:2,http://c:3",
        ),
        ("see [x](http://docs.shop:8080/x)", "http://docs.shop:8080"),
        ("http://[fd00::1]:8080/x", "http://[fd00::1]:8080"),
        ("HTTPS://API", "https://api"),
        (
            "https://registry.example.com/@scope/pkg",
            "https://registry.example.com",
        ),
        ("k8s://https://api.k8s:6443", "https://api.k8s:6443"),
        ("redis://${USER}:${PASS}@redis:6379", "redis://redis:6379"),
    ]);
}

#[test]
fn jdbc_addresses_keep_the_inner_scheme() {
    check(&[
        (
            "jdbc:postgresql://h:5432/db?user=u&password=p",
            "postgresql://h:5432",
        ),
        (
            "jdbc:mysql:loadbalance://h1:3306,h2:3306/db",
            "loadbalance://h1:3306,loadbalance://h2:3306",
        ),
        (
            "jdbc:sqlserver://h:1433;databaseName=x;password=ab cd.ef:80",
            "sqlserver://h:1433",
        ),
        (
            "jdbc:sqlserver://h\\inst;user=a;password=x@y.example:80",
            "sqlserver://h",
        ),
        ("jdbc:oracle:thin:@//h:1521/x", "oracle://h:1521"),
        ("jdbc:oracle:thin:scott/tiger@h:1521:SID", "oracle://h:1521"),
        (
            "jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=h1)(PORT=1521))(ADDRESS=(HOST=h2)(PORT=1522)))",
            "oracle://h1:1521,oracle://h2:1522",
        ),
    ]);
}

#[test]
fn connection_strings_join_host_and_port() {
    check(&[
        (
            "host=db port=5432 user=app password='a b.c:80' dbname=x",
            "db:5432",
        ),
        (
            "Server=tcp:db.shop,1433;Database=x;User Id=a;Password=hunter2;",
            "db.shop:1433",
        ),
        ("Data Source=db,1433;Password=x", "db:1433"),
        ("user:p@ss@tcp(db:3306)/shop?parseTime=true", "db:3306"),
        ("host=db password=p", "//db"),
    ]);
}

#[test]
fn lines_of_configuration_files_are_read_by_key() {
    check(&[
        (
            "db:\n  host: postgres\n  port: 5432\n  password: abc.def.ghi:80\n",
            "postgres:5432",
        ),
        (
            "spring.redis.host=redis\nspring.redis.port=6379\n",
            "redis:6379",
        ),
        (
            "{\"db\":{\"host\":\"pg\",\"port\":5432,\"password\":\"x.y.zz:80\"},\"mode\":\"web\"}",
            "pg:5432",
        ),
        (
            "{\n  \"brokers\": [\n    \"kafka-0\",\n    \"kafka-1\"\n  ]\n}",
            "//kafka-0,//kafka-1",
        ),
        (
            "servers:\n- host: a1\n  port: 81\n- host: b1\n  port: 82\n",
            "//a1:81,//b1:82",
        ),
        (
            "servers:\n  - redis-0\n  - redis-1\nlevel: info\n",
            "//redis-0,//redis-1",
        ),
        ("password:\n  value: abc.def.ghi:80\n", ""),
        (
            "# http://commented:80\nurl: http://live:80 # not http://this:80\n",
            "http://live:80",
        ),
        ("upstream = redis\n", "//redis"),
        (
            "cfg: \"{\\\"host\\\":\\\"redis:6379\\\",\\\"password\\\":\\\"ab.cd.ef:80\\\"}\"",
            "redis:6379",
        ),
    ]);
}

#[test]
fn what_only_looks_like_an_address_is_left_out() {
    check(&[
        ("redis", ""),
        ("12:30:00", ""),
        ("2024-01-01T12:30:00Z", ""),
        ("aa:bb:cc:dd:ee:ff", ""),
        ("00:11:22:33:44:55:66:77", ""),
        ("app.jar config.yaml index.html main.go:42", ""),
        ("com.example.Foo org.example.app", ""),
        ("nginx:1.25 docker.io/library/nginx:1.25 redis:7", ""),
        ("registry.example.com:5000/team/app:1.2", ""),
        ("repo/app@sha256:0123456789abcdef", ""),
        ("1.2.3 v1.2.3", ""),
        ("ops@example.com", ""),
        ("timeout:3000 retries:5000", ""),
        ("std::vector a::b", ""),
        (
            "file:///etc/app.conf s3://bucket/key unix:///run/x.sock",
            "",
        ),
        ("0.0.0.0:8080 127.0.0.1:80 localhost:6379 [::]:80", ""),
        ("my_db:5432", ""),
        ("10.0.0.0/8", ""),
        ("$(HOST):80 %s:80 *.example.com:443", ""),
        ("true", ""),
    ]);
}

#[test]
fn a_word_with_dots_alone_is_bare() {
    let found = addresses("db.shop");
    assert_eq!(found[0].clarity(), Clarity::Bare);
    assert_eq!(written(&found), "db.shop");
    assert_eq!(
        addresses_of_variable("DB_HOST", "db.shop")[0].clarity(),
        Clarity::Named
    );
}

#[test]
fn names_of_services_are_kept_in_every_form() {
    for name in [
        "redis",
        "redis.shop",
        "redis.shop.svc",
        "redis.shop.svc.cluster.local",
        "redis-0.redis.shop.svc.cluster.local",
    ] {
        assert_eq!(of("REDIS_HOST", name), format!("//{name}"));
        assert_eq!(of("REDIS_HOST", &format!("{name}.")), format!("//{name}"));
        assert_eq!(found(&format!("{name}:6379")), format!("{name}:6379"));
    }
}

#[test]
fn the_name_of_a_variable_says_what_a_bare_word_is() {
    for name in [
        "HOST",
        "PGHOST",
        "DB_HOSTNAME",
        "API_URL",
        "apiUrl",
        "SERVICE_URI",
        "REDIS_ADDR",
        "SMTP_ADDRESS",
        "OTEL_ENDPOINT",
        "BACKEND_SERVERS",
        "AUTH_SERVICE",
        "KAFKA_BROKERS",
        "SENTRY_DSN",
        "UPSTREAM",
        "BACKEND",
        "PEERS",
        "ES_NODES",
        "PROXY_TARGET",
        "KAFKA_BOOTSTRAP",
        "DB_HOST_NAME",
    ] {
        assert_eq!(of(name, "redis"), "//redis", "{name}");
    }
    for name in [
        "LOG_LEVEL",
        "SERVICE_NAME",
        "SERVER_MODE",
        "NO_PROXY",
        "IMAGE",
        "GHOST",
    ] {
        assert_eq!(of(name, "redis"), "", "{name}");
    }
    assert_eq!(of("APP_VERSION", "1.2.3.4"), "");
    assert_eq!(of("NO_PROXY", "10.0.0.1,kubernetes.default.svc"), "");
    assert_eq!(of("FEATURE_URL", "true"), "");
}

#[test]
fn a_secret_name_gives_the_host_of_a_uri_and_nothing_else() {
    for name in [
        "DB_PASSWORD",
        "dbPassword",
        "PGPASSWORD",
        "SMTP_PASSWD",
        "APP_SECRET",
        "API_TOKEN",
        "AUTHTOKEN",
        "API_KEY",
        "apiKey",
        "AWS_CREDENTIALS",
        "SALT",
        "TLS_CERT",
        "REDIS_AUTH",
        "TOKEN_HOST",
    ] {
        for value in [
            "redis",
            "redis.shop",
            "redis:6379",
            "10.0.0.1",
            "x://redis",
            "host=redis",
        ] {
            assert_eq!(of(name, value), "", "{name}={value}");
        }
        assert_eq!(
            of(name, "postgres://u:p@db:5432/x"),
            "postgres://db:5432",
            "{name}"
        );
    }
}

#[test]
fn user_information_that_breaks_the_uri_gives_no_host() {
    check(&[
        ("postgres://user:pa/ss@host:5432/db", ""),
        ("postgres://user:12/34@host:5432/db", ""),
        ("postgres://tokenpart/more@host", ""),
        ("amqp://h:80,password:p@ssword.long:80", ""),
        ("postgres://u:pa,ss@h:5432", "postgres://h:5432"),
    ]);
}

#[test]
fn flags_and_their_values_may_be_two_arguments() {
    let found = addresses_of_arguments([
        "--redis-host",
        "redis",
        "--password",
        "a.b.cc:80",
        "serve",
        "-v",
    ]);
    assert_eq!(written(&found), "//redis");
}

#[test]
fn ports_join_hosts_of_the_same_stem_only() {
    let found = pairs([
        ("REDIS_PORT", "6379"),
        ("REDIS_HOST", "redis"),
        ("PGHOST", "pg.shop"),
        ("PGPORT", "5432"),
        ("API_URL", "http://api"),
        ("API_PORT", "8080"),
        ("MAIL_HOST", "mail"),
    ]);
    let texts: Vec<String> = found
        .iter()
        .map(|(_, addresses)| written(addresses))
        .collect();
    assert_eq!(
        texts,
        [
            "",
            "redis:6379",
            "pg.shop:5432",
            "",
            "http://api",
            "",
            "//mail"
        ]
    );
}

#[test]
fn addresses_serialize_as_text_and_read_back() {
    for text in [
        "http://a:80",
        "a.b:80",
        "//redis",
        "//redis:7",
        "[fd00::1]:80",
        "10.0.0.1",
        "db.shop",
    ] {
        let address: Address = text.parse().unwrap();
        let json = serde_json::to_string(&address).unwrap();
        assert_eq!(json, format!("\"{text}\""));
        assert_eq!(serde_json::from_str::<Address>(&json).unwrap(), address);
    }
    assert_eq!("a_b".parse::<Address>(), Err(InvalidAddress));
    assert_eq!(
        "redis".parse::<Address>().unwrap().clarity(),
        Clarity::Named
    );
}

#[test]
fn the_destination_port_comes_from_the_scheme_when_none_is_written() {
    let port = |text: &str| text.parse::<Address>().unwrap().destination_port();
    assert_eq!(port("https://api"), Some(443));
    assert_eq!(port("https://api:8443"), Some(8443));
    assert_eq!(port("//api"), None);
}

#[test]
fn files_of_usual_programs_give_what_they_connect_to() {
    for (text, expected) in [
        (
            "upstream app {\n  server web-1:8080 weight=5;\n}\nserver {\n  listen 80;\n  location / {\n    \
             proxy_pass http://app/;\n    fastcgi_pass php:9000;\n    ssl_certificate_key /etc/x.key;\n  }\n}",
            "web-1:8080,php:9000,http://app",
        ),
        (
            "scrape_configs:\n- job_name: node\n  static_configs:\n  - targets: ['localhost:9090', 'node:9100']\n\
             remote_write:\n- url: http://mimir.mon.svc/api\n  basic_auth:\n    password: b.c.dd:80\n",
            "node:9100,http://mimir.mon.svc",
        ),
        (
            "bootstrap.servers=kafka:9092\nadvertised.listeners=PLAINTEXT://me:9092\n\
             zookeeper.connect=zk-0.zk:2181,zk-1.zk:2181/kafka\nssl.keystore.password=changeit.x.yy:90\n",
            "kafka:9092,zk-0.zk:2181,zk-1.zk:2181",
        ),
        (
            "{\"socket_address\":{\"address\":\"api.shop\",\"port_value\":8080}}",
            "api.shop:8080",
        ),
        (
            "machine api.shop login me password abc.def.gh:80",
            "api.shop",
        ),
        (
            "exec server --db-host db --db-port=5432 --redis redis:6379 --log-level debug --config /etc/app.yaml",
            "db:5432,redis:6379",
        ),
        (
            "curl -H 'Authorization: Bearer abc.def.ghi' http://api:8080/x",
            "http://api:8080",
        ),
        ("INFO [main] com.example.Main:42 - started in 3.2s", ""),
    ] {
        assert_eq!(found(text), expected, "{text}");
    }
}

#[test]
fn the_endpoint_of_grpcs_name_syntax_is_behind_an_empty_authority() {
    let found = addresses("dns:///ledger.bank-core.svc:9000");
    assert_eq!(written(&found), "grpc://ledger.bank-core.svc:9000");
    assert_eq!(addresses(&written(&found)), found);
}

#[test]
fn escaped_colons_of_properties_files_are_colons() {
    let text = "bootstrap.servers=a.b.svc\\:9092\nregistry.url=http\\://r.b.svc\\:8081\n";
    assert_eq!(
        written(&addresses(text)),
        "a.b.svc:9092,http://r.b.svc:8081"
    );
}
