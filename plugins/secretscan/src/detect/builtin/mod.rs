//! What code recognises, not a pattern: each file is one `Builtin` of the rules.

pub(super) mod armour;
pub(super) mod authorization;
pub(super) mod aws;
pub(super) mod call;
pub(super) mod command_line;
pub(super) mod connection;
pub(super) mod decode;
pub(super) mod default;
pub(super) mod escaped;
pub(super) mod phrase;
pub(super) mod piped;
pub(super) mod program;
pub(super) mod receiver;
pub(super) mod url;
pub(super) mod web_key;
pub(super) mod web_token;
