//! What the filter looks for, and what is done about each hit.

use std::collections::BTreeMap;

use super::{builtin, filter::LiteralIndex};
use crate::rules::{Form, RuleIndex, RuleSet};

/// What is done about a hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Needle {
    /// Rules of which this is a literal.
    Rules(Vec<RuleIndex>),
    /// A word of names of credentials.
    Word,
    /// What stands between a scheme and an authority.
    Authority,
    /// A user and a host behind a password, without a scheme: `)/` of a Go data source name.
    DataSource,
    /// The beginning of a key in armour.
    Armour,
    /// The beginning of a key file of `PuTTY`.
    PuttyKey,
    /// What says of which kind a JSON Web Key is.
    WebKey,
    /// The beginning of an AWS access key id.
    AwsKeyId,
    /// The scheme of an `Authorization` header.
    Authorization,
    /// The beginning of a JSON Web Token.
    WebToken,
    /// A program that takes a password as an argument.
    Program,
    /// A directive with a user and a password.
    Account,
    /// A directive with the name of a master and a password.
    MasterAndPassword,
    /// A call that takes a password.
    Call,
    /// What holds by default.
    Default,
    /// The end of a literal that is compared.
    Receiver,
    /// What reads a password that is piped into it.
    Piped,
    /// Words that say that the text in quotes behind them is a password.
    Phrase,
    /// A name whose value is a user and a password.
    UserAndPassword,
    /// What is sent to a terminal.
    Sent,
    /// A user in quotes, with a comma and the password behind it.
    UserComma,
    /// What stands before the password of a user of Redis.
    RedisUser,
    /// What puts values into the columns of a table.
    Insert,
    /// What says which columns a table has.
    Table,
    /// The end of what puts the following lines into a table.
    Copy,
    /// An escape that credentials are not read through.
    Escaped,
}

/// Needles beside those of the rules.
const FIXED: &[(&str, Needle)] = &[
    ("password", Needle::Word),
    ("passwd", Needle::Word),
    ("pass", Needle::Word),
    ("pwd", Needle::Word),
    ("secret", Needle::Word),
    ("token", Needle::Word),
    ("key", Needle::Word),
    ("credential", Needle::Word),
    ("auth", Needle::Word),
    ("_pat", Needle::Word),
    ("-pat", Needle::Word),
    (".pat", Needle::Word),
    ("pat=", Needle::Word),
    ("pat:", Needle::Word),
    ("sid", Needle::Word),
    ("dsn", Needle::Word),
    ("webhook", Needle::Word),
    ("licens", Needle::Word),
    ("signing", Needle::Word),
    ("jwt", Needle::Word),
    ("psk", Needle::Word),
    ("pw=", Needle::Word),
    ("pw:", Needle::Word),
    ("pw =", Needle::Word),
    ("pw is", Needle::Word),
    ("senha", Needle::Word),
    ("contraseña", Needle::Word),
    ("wachtwoord", Needle::Word),
    ("kennwort", Needle::Word),
    ("contrasena", Needle::Word),
    ("bindpw", Needle::Word),
    ("rootpw", Needle::Word),
    ("://", Needle::Authority),
    ("@tcp(", Needle::DataSource),
    ("@unix(", Needle::DataSource),
    ("-----BEGIN ", Needle::Armour),
    ("PuTTY-User-Key-File-", Needle::PuttyKey),
    ("\"kty\"", Needle::WebKey),
    ("kty\\\"", Needle::WebKey),
    ("AKIA", Needle::AwsKeyId),
    ("ASIA", Needle::AwsKeyId),
    ("authorization: token ", Needle::Authorization),
    ("authorization: apikey ", Needle::Authorization),
    ("authorization: geniekey ", Needle::Authorization),
    ("basic ", Needle::Authorization),
    ("bearer ", Needle::Authorization),
    ("eyJ", Needle::WebToken),
    ("\".equals(", Needle::Receiver),
    ("\".equalsignorecase(", Needle::Receiver),
    ("smbpasswd ", Needle::Piped),
    ("passwd <<<", Needle::Piped),
    ("chpasswd", Needle::Piped),
    ("--password-stdin", Needle::Piped),
    ("passwd --stdin", Needle::Piped),
    ("sudo -S", Needle::Piped),
    ("kinit ", Needle::Piped),
    ("stats auth ", Needle::Account),
    ("login=", Needle::Account),
    ("auth-pass ", Needle::MasterAndPassword),
    ("identified by", Needle::Phrase),
    ("mysql_native_password by", Needle::Phrase),
    ("caching_sha2_password by", Needle::Phrase),
    ("plaintext_password by", Needle::Phrase),
    ("convertto-securestring", Needle::Phrase),
    (" on >", Needle::RedisUser),
    ("insert into ", Needle::Insert),
    ("replace into ", Needle::Insert),
    ("insert ignore into ", Needle::Insert),
    ("create table ", Needle::Table),
    ("from stdin", Needle::Copy),
    ("user = \"", Needle::UserAndPassword),
    ("user=\"", Needle::UserAndPassword),
    ("user: \"", Needle::UserAndPassword),
    ("userpwd, \"", Needle::UserAndPassword),
    ("userpwd, '", Needle::UserAndPassword),
    ("userpwd => '", Needle::UserAndPassword),
    ("send \"", Needle::Sent),
    ("send -- \"", Needle::Sent),
    ("basic_auth '", Needle::UserComma),
    ("basic_auth \"", Needle::UserComma),
    ("basic%20", Needle::Authorization),
    ("bearer%20", Needle::Authorization),
    ("basic+", Needle::Authorization),
    ("bearer+", Needle::Authorization),
    ("%3a%2f%2f", Needle::Escaped),
    ("%3bpassword%3d", Needle::Escaped),
    ("%3bpwd%3d", Needle::Escaped),
    (":\\/\\/", Needle::Escaped),
    ("\\u003d", Needle::Escaped),
    ("\\u003a\\u002f", Needle::Escaped),
];

/// All literals and what each is for.
pub(super) struct Needles(Vec<(Box<[u8]>, Needle)>);

impl Needles {
    /// The fixed needles and those of the rules; a literal of several rules is looked for once.
    pub(super) fn new(rules: &RuleSet) -> Self {
        let mut of_rules: BTreeMap<&[u8], Vec<RuleIndex>> = BTreeMap::new();
        for (index, rule) in rules.indexed() {
            if let Form::Token { literals, .. } = &rule.form {
                for literal in literals {
                    of_rules.entry(literal.as_bytes()).or_default().push(index);
                }
            }
        }
        let fixed = FIXED
            .iter()
            .map(|(literal, needle)| (literal.as_bytes().into(), needle.clone()));
        let of_rules = of_rules
            .into_iter()
            .map(|(literal, rules)| (literal.into(), Needle::Rules(rules)));
        let calls = builtin::call::names().map(|name| (name.into(), Needle::Call));
        let programs = builtin::command_line::beginnings()
            .map(|text| (text.as_bytes().into(), Needle::Program));
        let defaults = builtin::default::BEGINNINGS
            .iter()
            .map(|text| (text.as_bytes().into(), Needle::Default));
        Self(
            fixed
                .chain(calls)
                .chain(defaults)
                .chain(programs)
                .chain(of_rules)
                .collect(),
        )
    }

    /// The literals, in the order of their indices.
    pub(super) fn literals(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(|(literal, _)| &**literal)
    }

    /// What a literal is for.
    pub(super) fn get(&self, literal: LiteralIndex) -> Option<&Needle> {
        self.0.get(usize::from(literal)).map(|(_, needle)| needle)
    }

    /// The length of a literal.
    pub(super) fn length(&self, literal: LiteralIndex) -> usize {
        self.0
            .get(usize::from(literal))
            .map_or(0, |(literal, _)| literal.len())
    }
}
