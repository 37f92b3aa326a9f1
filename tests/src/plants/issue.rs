//! Issues credentials of every kind, in the forms that their providers document.

use base64::{Engine as _, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::json;

use super::credential::{Credential, Entry};
use super::keys;
use super::letters::{
    ALNUM, BASE32, BASE64, BASE64_URL, DIGIT, HEX, UPPER_DIGIT, bytes, letters, uuid, with_checksum,
};
use crate::random::Random;

type Issue = fn(&mut Random) -> Credential;

/// Every kind, in a fixed order.
pub(super) const KINDS: &[Issue] = &[
    aws_pair,
    github_classic,
    github_fine_grained,
    gitlab,
    slack_bot,
    slack_webhook,
    stripe,
    sendgrid,
    npm,
    pypi,
    google_api_key,
    google_service_account,
    azure_storage,
    openai,
    anthropic,
    json_web_token,
    |random| Credential::token("pem-rsa", "TLS_PRIVATE_KEY", keys::rsa(random)),
    |random| Credential::token("pem-ec", "SIGNING_KEY", keys::elliptic(random)),
    |random| Credential::token("pem-openssh", "DEPLOY_KEY", keys::openssh(random)),
    url_password,
    random_password,
    human_password,
    connection_string,
    basic_auth,
    |random| Credential::named("datadog", "DD_API_KEY", letters(random, HEX, 32)),
    vault,
    docker_hub,
    digital_ocean,
    |random| Credential::named("twilio", "TWILIO_AUTH_TOKEN", letters(random, HEX, 32)),
    telegram,
];

fn aws_pair(random: &mut Random) -> Credential {
    let id = format!("AKIA{}", letters(random, BASE32, 16));
    let secret = letters(random, BASE64, 40);
    Credential {
        kind: "aws-pair",
        secrets: vec![secret.clone()],
        entries: vec![
            Entry {
                name: "AWS_ACCESS_KEY_ID",
                value: id,
            },
            Entry {
                name: "AWS_SECRET_ACCESS_KEY",
                value: secret,
            },
        ],
        is_evident: true,
    }
}

fn github_classic(random: &mut Random) -> Credential {
    let prefix = random.pick(&["ghp_", "gho_", "ghs_"]);
    let value = format!("{prefix}{}", with_checksum(random));
    Credential::token("github-classic", "GITHUB_TOKEN", value)
}

fn github_fine_grained(random: &mut Random) -> Credential {
    let [name, secret] = [22, 59].map(|count| letters(random, ALNUM, count));
    let value = format!("{}_{}_{name}_{secret}", "github", "pat");
    Credential::token("github-fine-grained", "GH_TOKEN", value)
}

fn gitlab(random: &mut Random) -> Credential {
    let value = format!("glpat-{}", letters(random, ALNUM, 20));
    Credential::token("gitlab", "GITLAB_TOKEN", value)
}

fn slack_bot(random: &mut Random) -> Credential {
    let [team, user] = [12, 13].map(|count| {
        let first = letters(random, "123456789", 1);
        first + &letters(random, DIGIT, count - 1)
    });
    let value = format!("xoxb-{team}-{user}-{}", letters(random, ALNUM, 24));
    Credential::token("slack-bot", "SLACK_BOT_TOKEN", value)
}

fn slack_webhook(random: &mut Random) -> Credential {
    let [team, hook] = [0, 1].map(|_| letters(random, UPPER_DIGIT, 10));
    let key = letters(random, ALNUM, 24);
    let value = format!("https://hooks.slack.com/services/T{team}/B{hook}/{key}");
    Credential::around("slack-webhook", "SLACK_WEBHOOK_URL", key, value)
}

fn stripe(random: &mut Random) -> Credential {
    let value = format!("{}_live_{}", "sk", letters(random, ALNUM, 24));
    Credential::token("stripe", "STRIPE_SECRET_KEY", value)
}

fn sendgrid(random: &mut Random) -> Credential {
    let [id, key] = [22, 43].map(|count| letters(random, BASE64_URL, count));
    // Begins and ends with a letter, so that it ends where it seems to end.
    let value = format!("SG.{id}.{}x", &key[..42]);
    Credential::token("sendgrid", "SENDGRID_API_KEY", value)
}

fn npm(random: &mut Random) -> Credential {
    let value = format!("npm_{}", with_checksum(random));
    Credential::token("npm", "NPM_TOKEN", value)
}

fn pypi(random: &mut Random) -> Credential {
    // A macaroon: version 2, the location pypi.org, an identifier, caveats, a signature.
    let mut macaroon = b"\x02\x01\x08pypi.org\x02\x24".to_vec();
    macaroon.extend(uuid(random).into_bytes());
    macaroon.extend(b"\x00\x02\x2a[3,\"");
    macaroon.extend(uuid(random).into_bytes());
    macaroon.extend(b"\"]\x00\x00\x06\x20");
    macaroon.extend(bytes(random, 32));
    let value = format!("pypi-{}", BASE64_URL_SAFE_NO_PAD.encode(macaroon));
    Credential::token("pypi", "PYPI_TOKEN", value)
}

fn google_api_key(random: &mut Random) -> Credential {
    let value = format!("AIza{}a", letters(random, BASE64_URL, 34));
    Credential::token("google-api-key", "GOOGLE_API_KEY", value)
}

fn google_service_account(random: &mut Random) -> Credential {
    let project = format!("orders-{}", letters(random, DIGIT, 6));
    let key = keys::pkcs8(random);
    let file = json!({
        "type": "service_account",
        "project_id": project,
        "private_key_id": letters(random, HEX, 40),
        "private_key": key,
        "client_email": format!("worker@{project}.iam.gserviceaccount.com"),
        "client_id": letters(random, DIGIT, 21),
        "token_uri": "https://oauth2.googleapis.com/token",
    });
    let value = format!("{file:#}\n");
    Credential::around("google-service-account", "GOOGLE_CREDENTIALS", key, value)
}

fn azure_storage(random: &mut Random) -> Credential {
    let value = BASE64_STANDARD.encode(bytes(random, 64));
    Credential::named("azure-storage", "AZURE_STORAGE_KEY", value)
}

fn openai(random: &mut Random) -> Credential {
    let [one, other] = [74, 73].map(|count| letters(random, BASE64_URL, count));
    // Base64 of `OpenAI` stands in the middle of each.
    let mark = BASE64_STANDARD.encode("OpenAI");
    let value = format!("sk-proj-{one}{mark}{other}a");
    Credential::token("openai", "OPENAI_API_KEY", value)
}

fn anthropic(random: &mut Random) -> Credential {
    let value = format!("sk-ant-api03-{}AA", letters(random, BASE64_URL, 93));
    Credential::token("anthropic", "ANTHROPIC_API_KEY", value)
}

fn json_web_token(random: &mut Random) -> Credential {
    let part = |value: serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let value = format!(
        "{}.{}.{}",
        part(json!({"alg": "HS256", "typ": "JWT"})),
        part(json!({"sub": uuid(random), "iat": 1_700_000_000, "role": "service"})),
        BASE64_URL_SAFE_NO_PAD.encode(bytes(random, 32)),
    );
    Credential::token("jwt", "SERVICE_TOKEN", value)
}

fn url_password(random: &mut Random) -> Credential {
    let password = letters(random, ALNUM, 18);
    let scheme = random.pick(&["postgres", "https", "amqp", "mongodb", "redis"]);
    let value = format!("{scheme}://orders:{password}@store.corp.internal/orders");
    Credential::around("url-password", "STORE_URL", password, value)
}

fn random_password(random: &mut Random) -> Credential {
    let length = 14 + random.below(12);
    let value = letters(random, ALNUM, length);
    Credential::named("random-password", "DB_PASSWORD", value)
}

fn human_password(random: &mut Random) -> Credential {
    const WORDS: &[&str] = &[
        "Tramway", "Harbour", "Lantern", "Pepper", "Glacier", "Violin", "Meadow", "Copper",
        "Falcon", "Juniper", "Marble", "Saddle", "Thunder", "Walnut", "Orchid", "Kettle",
    ];
    let [one, other] = [0, 1].map(|_| *random.pick(WORDS));
    let joint = random.pick(&["-", "_", ".", "@", ""]);
    let end = random.pick(&["!", "", "?", "*"]);
    let number = 10 + random.below(9990);
    let value = format!("{one}{joint}{other}{number}{end}");
    Credential::named("human-password", "ADMIN_PASSWORD", value)
}

fn connection_string(random: &mut Random) -> Credential {
    let password = letters(random, ALNUM, 16);
    let value = format!(
        "Server=tcp:sql.corp.internal,1433;Database=orders;User ID=orders;Password={password};Encrypt=True"
    );
    Credential::around("connection-string", "ORDERS_CONNECTION", password, value)
}

fn basic_auth(random: &mut Random) -> Credential {
    let password = letters(random, ALNUM, 16);
    let encoded = BASE64_STANDARD.encode(format!("orders:{password}"));
    let mut credential = Credential::around(
        "basic-auth",
        "AUTHORIZATION",
        password,
        format!("Basic {encoded}"),
    );
    credential.secrets.push(encoded);
    credential
}

fn vault(random: &mut Random) -> Credential {
    let value = format!("hvs.CAES{}", letters(random, ALNUM, 88));
    Credential::token("vault", "VAULT_TOKEN", value)
}

fn docker_hub(random: &mut Random) -> Credential {
    let value = format!("dckr_pat_{}a", letters(random, BASE64_URL, 26));
    Credential::token("docker-hub", "DOCKER_TOKEN", value)
}

fn digital_ocean(random: &mut Random) -> Credential {
    let value = format!("dop_v1_{}", letters(random, HEX, 64));
    Credential::token("digitalocean", "DIGITALOCEAN_TOKEN", value)
}

fn telegram(random: &mut Random) -> Credential {
    let number = letters(random, "123456789", 10);
    let value = format!("{number}:AA{}a", letters(random, BASE64_URL, 32));
    Credential::token("telegram", "TELEGRAM_BOT_TOKEN", value)
}
