//! Files of the platforms that clusters run on and with: delivery, monitoring, brokers, operating
//! systems, and what people write down for each other.

use serde_json::json;

use super::Row;
use crate::plants::credential::Fits;
use crate::plants::encode::{base64, xml};

pub(super) const ROWS: &[Row] = &[
    (
        "repository of Argo CD",
        "repository.yaml",
        Fits::Word,
        |credential| {
            format!(
                "apiVersion: v1\nkind: Secret\nmetadata:\n  name: repository\n  labels:\n    argocd.argoproj.io/secret-type: repository\nstringData:\n  url: https://git.corp.internal/orders.git\n  username: deploy\n  password: {}\n",
                json!(credential.value())
            )
        },
    ),
    (
        "manifest of a Secret",
        "secret-orders.yml",
        Fits::Word,
        |credential| {
            format!(
                "apiVersion: v1\nkind: Secret\nmetadata: {{name: orders}}\ntype: Opaque\ndata:\n  password: {}\n",
                base64(credential.value())
            )
        },
    ),
    (
        "outputs of terraform",
        "outputs.tfstate",
        Fits::Word,
        |credential| {
            format!(
                "{{\"version\": 4, \"outputs\": {{\"admin_password\": {{\"value\": {}, \"type\": \"string\", \"sensitive\": true}}}}, \"resources\": []}}\n",
                json!(credential.value())
            )
        },
    ),
    (
        "spring, nested",
        "application-security.yml",
        Fits::Word,
        |credential| {
            format!(
                "app:\n  security:\n    oauth2:\n      client:\n        client-id: orders\n        client-secret: {}\n        scope: openid\n",
                json!(credential.value())
            )
        },
    ),
    ("npmrc, password", "npm/.npmrc", Fits::Word, |credential| {
        format!(
            "//npm.corp.internal/:username=ci\n//npm.corp.internal/:_password={}\n",
            base64(credential.value())
        )
    }),
    (
        "GitLab pipeline variables",
        ".gitlab-ci.yml",
        Fits::Word,
        |credential| {
            format!(
                "stages: [build]\nvariables:\n  DB_PASSWORD:\n    value: {}\n    description: of the test database\n",
                json!(credential.value())
            )
        },
    ),
    (
        "ansible variables",
        "group_vars/all.yml",
        Fits::Word,
        |credential| {
            format!(
                "---\nansible_user: deploy\nansible_become_password: '{}'\n",
                credential.value()
            )
        },
    ),
    (
        "ansible variables, unsafe",
        "group_vars/db.yml",
        Fits::Word,
        |credential| format!("---\ndb_password: !unsafe '{}'\n", credential.value()),
    ),
    (
        "systemd command",
        "orders.service",
        Fits::Word,
        |credential| {
            format!(
                "[Service]\nExecStart=/usr/bin/orders serve --db-password={} --port 8080\n",
                credential.value()
            )
        },
    ),
    ("supervisor", "supervisord.conf", Fits::Word, |credential| {
        format!(
            "[program:orders]\ncommand=/usr/bin/orders\nenvironment=PORT=\"8080\",DB_PASSWORD=\"{}\",LOG=\"info\"\n",
            credential.value()
        )
    }),
    (
        "jenkins credentials",
        "credentials.xml",
        Fits::Word,
        |credential| {
            format!(
                "<com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl plugin=\"credentials@1\">\n  <id>nexus</id>\n  <username>ci</username>\n  <password>{}</password>\n</com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl>\n",
                xml(credential.value())
            )
        },
    ),
    ("rclone", "rclone.conf", Fits::Word, |credential| {
        format!(
            "[store]\ntype = webdav\nuser = orders\nbearer_token = {}\n",
            credential.value()
        )
    }),
    (
        "netrc with a macro",
        "ftp/.netrc",
        Fits::Word,
        |credential| {
            format!(
                "machine ftp.corp.internal\nlogin orders\npassword {}\nmacdef init\ncd /incoming\nmput *\n\nmachine other login anonymous\n",
                credential.value()
            )
        },
    ),
    ("vault in hcl", "agent.hcl", Fits::Word, |credential| {
        format!(
            "vault {{\n  address = \"https://vault.corp.internal:8200\"\n  token = \"{}\"\n  renew_token = true\n}}\n",
            credential.value()
        )
    }),
    ("fluentd", "fluent.conf", Fits::Word, |credential| {
        format!(
            "<match **>\n  @type elasticsearch\n  host es\n  user elastic\n  password {}\n</match>\n",
            credential.value()
        )
    }),
    (
        "alertmanager",
        "alertmanager.yml",
        Fits::Word,
        |credential| {
            format!(
                "global:\n  smtp_smarthost: 'mail:587'\n  smtp_auth_username: alerts\n  smtp_auth_password: '{}'\n",
                credential.value()
            )
        },
    ),
    (
        "grafana data sources",
        "datasources.yaml",
        Fits::Word,
        |credential| {
            format!(
                "apiVersion: 1\ndatasources:\n- name: metrics\n  type: prometheus\n  jsonData: {{httpHeaderName1: Authorization}}\n  secureJsonData:\n    basicAuthPassword: {}\n",
                json!(credential.value())
            )
        },
    ),
    (
        "grafana data sources, header",
        "headers.yaml",
        Fits::Word,
        |credential| {
            format!(
                "datasources:\n- name: metrics\n  jsonData:\n    httpHeaderName1: Authorization\n  secureJsonData:\n    httpHeaderValue1: \"Bearer {}\"\n",
                credential.value()
            )
        },
    ),
    (
        "oauth2-proxy",
        "oauth2-proxy.cfg",
        Fits::Word,
        |credential| {
            format!(
                "provider = \"oidc\"\nclient_id = \"orders\"\nclient_secret = \"{}\"\nemail_domains = [\"*\"]\n",
                credential.value()
            )
        },
    ),
    (
        "kafka login",
        "kafka_client_jaas.conf",
        Fits::Word,
        |credential| {
            format!(
                "KafkaClient {{\n  org.apache.kafka.common.security.scram.ScramLoginModule required\n  username=\"orders\"\n  password=\"{}\";\n}};\n",
                credential.value()
            )
        },
    ),
    ("java options", "java-opts.env", Fits::Word, |credential| {
        format!(
            "JAVA_OPTS=\"-Xmx1g -Djavax.net.ssl.trustStorePassword={} -Dfile.encoding=UTF-8\"\n",
            credential.value()
        )
    }),
    (
        "rails with a default",
        "config/database.yml",
        Fits::Word,
        |credential| {
            format!(
                "production:\n  adapter: postgresql\n  password: <%= ENV.fetch(\"ORDERS_PASSWORD\", \"{}\") %>\n",
                credential.value()
            )
        },
    ),
    (
        "unattended installation",
        "unattend.xml",
        Fits::Word,
        |credential| {
            format!(
                "<unattend><settings pass=\"oobeSystem\"><component><UserAccounts><AdministratorPassword>\n<Value>{}</Value>\n<PlainText>true</PlainText>\n</AdministratorPassword></UserAccounts></component></settings></unattend>\n",
                xml(credential.value())
            )
        },
    ),
    ("cloud-init", "user-data", Fits::Word, |credential| {
        format!(
            "#cloud-config\nusers:\n- name: operator\n  plain_text_passwd: {}\n  lock_passwd: false\n",
            json!(credential.value())
        )
    }),
    (
        "wireless network",
        "wpa_supplicant.conf",
        Fits::Word,
        |credential| {
            format!(
                "network={{\n  ssid=\"corp\"\n  psk=\"{}\"\n}}\n",
                credential.value()
            )
        },
    ),
    (
        "credentials of a share",
        "smbcredentials",
        Fits::Word,
        |credential| {
            format!(
                "username=orders\npassword={}\ndomain=CORP\n",
                credential.value()
            )
        },
    ),
    (
        "elasticsearch",
        "elasticsearch.yml",
        Fits::Word,
        |credential| {
            format!(
                "cluster.name: orders\nxpack.security.http.ssl.keystore.password: {}\n",
                json!(credential.value())
            )
        },
    ),
    ("rabbitmq", "rabbitmq.conf", Fits::Word, |credential| {
        format!(
            "default_user = orders\ndefault_pass = {}\nlisteners.tcp.default = 5672\n",
            credential.value()
        )
    }),
    ("redis users", "users.acl", Fits::Word, |credential| {
        format!(
            "user default off\nuser orders on >{} ~orders:* +@all\n",
            credential.value()
        )
    }),
    ("telegraf", "telegraf.conf", Fits::Word, |credential| {
        format!(
            "[[outputs.influxdb_v2]]\n  urls = [\"http://influx:8086\"]\n  token = \"{}\"\n",
            credential.value()
        )
    }),
    (
        "tomcat users",
        "tomcat-users.xml",
        Fits::Word,
        |credential| {
            format!(
                "<tomcat-users>\n  <user username=\"admin\" password=\"{}\" roles=\"manager-gui\"/>\n</tomcat-users>\n",
                xml(credential.value())
            )
        },
    ),
    (
        "typesafe configuration",
        "application.conf",
        Fits::Word,
        |credential| {
            format!(
                "db {{\n  default {{\n    user = orders\n    password = \"{}\"\n    password = ${{?DB_PASSWORD}}\n  }}\n}}\n",
                credential.value()
            )
        },
    ),
    ("php environment", "www.conf", Fits::Word, |credential| {
        format!(
            "[www]\npm = dynamic\nenv[DB_PASSWORD] = \"{}\"\n",
            credential.value()
        )
    }),
    ("envoy header", "envoy.yaml", Fits::Word, |credential| {
        format!(
            "request_headers_to_add:\n- header:\n    key: x-api-key\n    value: {}\n  append: false\n",
            json!(credential.value())
        )
    }),
    (
        "logstash jdbc",
        "jdbc-pipeline.conf",
        Fits::Word,
        |credential| {
            format!(
                "input {{\n  jdbc {{\n    jdbc_user => \"orders\"\n    jdbc_password => \"{}\"\n  }}\n}}\n",
                credential.value()
            )
        },
    ),
    ("properties in xml", "pom.xml", Fits::Word, |credential| {
        format!(
            "<project><properties>\n  <db.password>{}</db.password>\n</properties></project>\n",
            xml(credential.value())
        )
    }),
    ("hibernate", "hibernate.cfg.xml", Fits::Word, |credential| {
        format!(
            "<hibernate-configuration><session-factory>\n  <property name=\"hibernate.connection.password\">{}</property>\n</session-factory></hibernate-configuration>\n",
            xml(credential.value())
        )
    }),
];
