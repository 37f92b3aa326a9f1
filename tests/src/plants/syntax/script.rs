//! More programs, commands and notes: languages, shells and tables.

use super::Row;
use crate::plants::credential::Fits;

pub(super) const ROWS: &[Row] = &[
    (
        "django with a default",
        "base.py",
        Fits::Word,
        |credential| {
            format!(
                "from decouple import config\n\nADMIN_PASSWORD = config('ADMIN_PASSWORD', default='{}')\n",
                credential.value()
            )
        },
    ),
    (
        "go template with a default",
        "config.tpl",
        Fits::Word,
        |credential| {
            format!(
                "password: {{{{ .Values.store.password | default \"{}\" | quote }}}}\n",
                credential.value()
            )
        },
    ),
    ("lua header", "access.lua", Fits::Word, |credential| {
        format!(
            "ngx.req.set_header(\"X-Api-Key\", \"{}\")\n",
            credential.value()
        )
    }),
    (
        "gradle credentials",
        "build.gradle",
        Fits::Word,
        |credential| {
            format!(
                "repositories {{\n  maven {{\n    url 'https://maven.corp.internal'\n    credentials {{\n      username 'ci'\n      password '{}'\n    }}\n  }}\n}}\n",
                credential.value()
            )
        },
    ),
    (
        "powershell secure string",
        "setup.ps1",
        Fits::Word,
        |credential| {
            format!(
                "$secure = ConvertTo-SecureString '{}' -AsPlainText -Force\n$login = New-Object PSCredential('admin', $secure)\n",
                credential.value()
            )
        },
    ),
    (
        "kubectl create secret",
        "bootstrap.sh",
        Fits::Word,
        |credential| {
            format!(
                "#!/bin/sh\nkubectl create secret generic orders --from-literal=username=orders --from-literal=password='{}'\n",
                credential.value()
            )
        },
    ),
    ("docker run", "start.sh", Fits::Word, |credential| {
        format!(
            "#!/bin/sh\ndocker run -d --name db -e MYSQL_ROOT_PASSWORD={} -p 3306:3306 mysql:8\n",
            credential.value()
        )
    }),
    (
        "several on one line",
        "oneliner.sh",
        Fits::Word,
        |credential| {
            format!(
                "export ADMIN_PASSWORD={}; export LOG_LEVEL=info; exec orders\n",
                credential.value()
            )
        },
    ),
    ("mount of a share", "mount.sh", Fits::Word, |credential| {
        format!(
            "mount -t cifs //files/orders /mnt -o username=orders,password={},vers=3.0\n",
            credential.value()
        )
    }),
    ("python request", "report.py", Fits::Word, |credential| {
        format!(
            "import requests\n\nreply = requests.get(\"https://api.corp.internal\", auth=(\"orders\", \"{}\"), timeout=3)\n",
            credential.value()
        )
    }),
    ("playbook run", "deploy-db.sh", Fits::Word, |credential| {
        format!(
            "ansible-playbook -i hosts db.yml -e \"db_user=orders db_password={}\"\n",
            credential.value()
        )
    }),
    ("notebook", "report.ipynb", Fits::Word, |credential| {
        format!(
            "{{\"cells\": [{{\"cell_type\": \"code\", \"source\": [\"user = \\\"orders\\\"\\n\", \"password = \\\"{}\\\"\\n\"]}}], \"nbformat\": 4}}\n",
            credential.value()
        )
    }),
    ("notes", "NOTES.txt", Fits::Word, |credential| {
        format!(
            "Orders is up.\n\nUser: admin\nPassword: {}\n",
            credential.value()
        )
    }),
    ("log of a start", "start.log", Fits::Word, |credential| {
        format!(
            "2025-03-01 10:00:00 INFO  created user admin with password: {}\n",
            credential.value()
        )
    }),
    (
        "table in markdown",
        "RUNBOOK.md",
        Fits::Word,
        |credential| {
            format!(
                "| what | value |\n|---|---|\n| user | admin |\n| password | {} |\n",
                credential.value()
            )
        },
    ),
    (
        "table of passwords",
        "accounts.csv",
        Fits::Word,
        |credential| {
            format!(
                "name,url,username,password\nstore,https://store.corp.internal,orders,{}\n",
                credential.value()
            )
        },
    ),
    ("bash array", "vars.sh", Fits::Word, |credential| {
        format!(
            "declare -A STORE=([user]=orders [password]=\"{}\")\n",
            credential.value()
        )
    }),
    ("sql of SQL Server", "login.sql", Fits::Word, |credential| {
        format!(
            "CREATE LOGIN orders WITH PASSWORD = N'{}', CHECK_POLICY = OFF;\n",
            credential.value()
        )
    }),
    ("rust", "main.rs", Fits::Word, |credential| {
        format!("const ADMIN_PASSWORD: &str = \"{}\";\n", credential.value())
    }),
    ("kotlin", "Config.kt", Fits::Word, |credential| {
        format!(
            "object Config {{\n    const val adminPassword: String = \"{}\"\n}}\n",
            credential.value()
        )
    }),
    ("swift", "Config.swift", Fits::Word, |credential| {
        format!(
            "struct Config {{\n    static let adminPassword = \"{}\"\n}}\n",
            credential.value()
        )
    }),
    ("perl", "orders.pl", Fits::Word, |credential| {
        format!(
            "my %store = (user => 'orders', password => '{}');\n",
            credential.value()
        )
    }),
    (
        "terraform, sensitive variable",
        "variables.tf",
        Fits::Word,
        |credential| {
            format!(
                "variable \"admin_password\" {{\n  type      = string\n  sensitive = true\n  default   = \"{}\"\n}}\n",
                credential.value()
            )
        },
    ),
];
