//! Configuration of well-known servers and frameworks.

use super::Row;
use crate::plants::credential::{Entry, Fits};
use crate::plants::encode::percent;
use crate::plants::syntax::document::map;

pub(super) const ROWS: &[Row] = &[
    ("nginx", "nginx.conf", Fits::One, |credential| {
        format!(
            "server {{\n  listen 8080;\n  location / {{\n    proxy_set_header X-Api-Key \"{}\";\n    proxy_pass http://orders:8080;\n  }}\n}}\n",
            credential.value()
        )
    }),
    ("nginx, bearer", "bearer.conf", Fits::Word, |credential| {
        format!(
            "location / {{\n  proxy_set_header Authorization \"Bearer {}\";\n}}\n",
            credential.value()
        )
    }),
    ("redis", "redis.conf", Fits::Word, |credential| {
        format!(
            "port 6379\nrequirepass {}\nappendonly yes\n",
            credential.value()
        )
    }),
    ("haproxy", "haproxy.cfg", Fits::Word, |credential| {
        format!(
            "userlist operators\n  user admin insecure-password {}\nfrontend web\n  bind *:80\n",
            credential.value()
        )
    }),
    ("my.cnf", "my.cnf", Fits::Word, |credential| {
        format!(
            "[client]\nuser=root\npassword={}\nhost=db\n",
            credential.value()
        )
    }),
    (
        "postgres replication",
        "postgresql.auto.conf",
        Fits::Word,
        |credential| {
            format!(
                "primary_conninfo = 'host=db port=5432 user=replica password={} sslmode=prefer'\n",
                credential.value()
            )
        },
    ),
    ("ldap", "ldap.conf", Fits::Word, |credential| {
        format!(
            "base dc=corp\nbinddn cn=reader,dc=corp\nbindpw {}\n",
            credential.value()
        )
    }),
    ("spring", "application.yml", Fits::One, |credential| {
        format!(
            "spring:\n  datasource:\n    url: jdbc:postgresql://db:5432/orders\n    username: orders\n    password: {}\n",
            credential
                .entries
                .first()
                .map(Entry::quoted)
                .unwrap_or_default()
        )
    }),
    (
        "spring in properties",
        "application-prod.properties",
        Fits::One,
        |credential| {
            format!(
                "spring.datasource.username=orders\nspring.datasource.password={}\n",
                credential.value()
            )
        },
    ),
    ("jdbc URL", "jdbc.properties", Fits::Word, |credential| {
        format!(
            "url=jdbc:postgresql://db.corp.internal:5432/orders?user=orders&password={}\n",
            percent(credential.value())
        )
    }),
    (
        "jdbc URL of SQL Server",
        "sqlserver.properties",
        Fits::Word,
        |credential| {
            format!(
                "url=jdbc:sqlserver://db.corp.internal:1433;databaseName=orders;user=sa;password={};encrypt=true\n",
                credential.value()
            )
        },
    ),
    (
        "connection strings",
        "appsettings.json",
        Fits::Word,
        |credential| {
            format!(
                "{{\"ConnectionStrings\": {{\"Default\": \"Host=db;Username=orders;Password={};Pooling=true\"}}}}\n",
                credential.value()
            )
        },
    ),
    ("ODBC", "odbc.ini", Fits::Word, |credential| {
        format!(
            "[orders]\nDriver=FreeTDS\nServer=db\nUID=orders\nPWD={}\n",
            credential.value()
        )
    }),
    ("rails", "database.yml", Fits::Word, |credential| {
        format!(
            "production:\n  adapter: postgresql\n  username: orders\n  password: {}\n  pool: 5\n",
            credential.value()
        )
    }),
    ("redis URL", "cache.yaml", Fits::Word, |credential| {
        format!(
            "cache: redis://:{}@cache:6379/0\n",
            percent(credential.value())
        )
    }),
    ("mongodb URL", "mongo.env", Fits::Word, |credential| {
        format!(
            "MONGO=mongodb+srv://orders:{}@cluster0.corp.internal/orders?retryWrites=true\n",
            percent(credential.value())
        )
    }),
    ("amqp URL", "celery.cfg", Fits::Word, |credential| {
        format!(
            "broker = amqp://worker:{}@queue:5672//\nworkers = 4\n",
            percent(credential.value())
        )
    }),
    (
        "prometheus basic auth",
        "prometheus.yml",
        Fits::Word,
        |credential| {
            format!(
                "scrape_configs:\n- job_name: orders\n  basic_auth:\n    username: scraper\n    password: {}\n",
                credential
                    .entries
                    .first()
                    .map(Entry::quoted)
                    .unwrap_or_default()
            )
        },
    ),
    (
        "prometheus bearer token",
        "remote.yml",
        Fits::Word,
        |credential| {
            format!(
                "remote_write:\n- url: https://metrics.corp.internal/push\n  authorization:\n    type: Bearer\n    credentials: {}\n",
                credential
                    .entries
                    .first()
                    .map(Entry::quoted)
                    .unwrap_or_default()
            )
        },
    ),
    ("grafana", "grafana.ini", Fits::Word, |credential| {
        format!(
            "[security]\nadmin_user = admin\nadmin_password = {}\n",
            credential.value()
        )
    }),
    (
        "terraform variables",
        "terraform.tfvars",
        Fits::Text,
        |credential| {
            let body = credential.each(|entry| format!("{} = {}\n", entry.snake(), entry.quoted()));
            format!("region = \"eu-west-1\"\n{body}")
        },
    ),
    ("hcl", "main.tf", Fits::Text, |credential| {
        let body = credential.each(|entry| format!("  {} = {}\n", entry.snake(), entry.quoted()));
        format!("provider \"orders\" {{\n  region = \"eu-west-1\"\n{body}}}\n")
    }),
    (
        "terraform state",
        "terraform.tfstate",
        Fits::Text,
        |credential| {
            let attributes = map(credential, Entry::snake);
            format!(
                "{{\"version\":4,\"resources\":[{{\"type\":\"orders\",\"instances\":[{{\"attributes\":{attributes}}}]}}]}}\n"
            )
        },
    ),
    (
        "ansible inventory",
        "inventory.ini",
        Fits::Word,
        |credential| {
            format!(
                "[db]\ndb1 ansible_host=10.0.0.5 ansible_user=root ansible_password={}\n",
                credential.value()
            )
        },
    ),
    (
        "logstash pipeline",
        "pipeline.conf",
        Fits::Word,
        |credential| {
            format!(
                "output {{\n  elasticsearch {{\n    hosts => [\"http://es:9200\"]\n    user => \"elastic\"\n    password => \"{}\"\n  }}\n}}\n",
                credential.value()
            )
        },
    ),
    ("jaas", "jaas.conf", Fits::Word, |credential| {
        format!(
            "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"orders\" password=\"{}\";\n",
            credential.value()
        )
    }),
];
