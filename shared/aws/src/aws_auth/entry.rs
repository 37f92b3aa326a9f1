//! Reads one entry of `mapRoles` or `mapUsers`.
//!
//! The authenticator decodes entries as Go decodes JSON: keys in any case, a value of the wrong
//! type leaves its field empty and the rest of the entry as it is.

use serde_json::Value;

use super::{Caller, Mapping, Place, Problem, Reason, Section, Template};
use crate::arn::{Arn, PrincipalKind};

/// The fields of an entry, before they are judged.
#[derive(Default)]
struct Fields {
    arn: String,
    username: String,
    groups: Vec<String>,
    single_sign_on: Option<SingleSignOn>,
}

struct SingleSignOn {
    partition: String,
    account: String,
    permission_set: String,
}

/// Reads an entry; a mapping comes out unless the entry is dead.
pub(super) fn read(place: Place, value: &Value, problems: &mut Vec<Problem>) -> Option<Mapping> {
    let mut reasons = Vec::new();
    let Value::Object(object) = value else {
        problems.push(problem(place, Reason::NotAMapping, None));
        return None;
    };
    let fields = fields(place.section, object, &mut reasons);
    let mapping = mapping(place, fields, &mut reasons);
    let dead = reasons
        .iter()
        .any(|reason| reason.effect() == super::Effect::Dead);
    problems.extend(
        reasons
            .into_iter()
            .map(|reason| problem(place, reason, mapping.clone())),
    );
    mapping.filter(|_| !dead)
}

fn problem(place: Place, reason: Reason, mapping: Option<Mapping>) -> Problem {
    Problem {
        place,
        reason,
        mapping,
    }
}

fn arn_key(section: Section) -> &'static str {
    match section {
        Section::Roles => "rolearn",
        Section::Users | Section::Accounts => "userarn",
    }
}

fn fields(
    section: Section,
    object: &serde_json::Map<String, Value>,
    reasons: &mut Vec<Reason>,
) -> Fields {
    let mut fields = Fields::default();
    for (key, value) in object {
        let key = key.to_ascii_lowercase();
        if key == arn_key(section) {
            fields.arn = text(arn_key(section), value, reasons);
        } else if key == "username" {
            fields.username = text("username", value, reasons);
        } else if key == "groups" {
            fields.groups = texts("groups", value, reasons);
        } else if key == "sso" && section == Section::Roles {
            fields.single_sign_on = single_sign_on(value);
        }
    }
    fields
}

fn text(field: &'static str, value: &Value, reasons: &mut Vec<Reason>) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        _ => {
            reasons.push(Reason::WrongType { field });
            String::new()
        }
    }
}

fn texts(field: &'static str, value: &Value, reasons: &mut Vec<Reason>) -> Vec<String> {
    match value {
        Value::Array(values) => values
            .iter()
            .map(|value| text(field, value, reasons))
            .filter(|text| !text.is_empty())
            .collect(),
        Value::Null => Vec::new(),
        _ => {
            reasons.push(Reason::WrongType { field });
            Vec::new()
        }
    }
}

fn single_sign_on(value: &Value) -> Option<SingleSignOn> {
    let object = value.as_object()?;
    let field = |name: &str| {
        object
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .find_map(|(_, value)| value.as_str())
            .map(str::to_owned)
    };
    Some(SingleSignOn {
        partition: field("partition").unwrap_or_else(|| "aws".to_owned()),
        account: field("accountID")?,
        permission_set: field("permissionSetName")?,
    })
}

fn mapping(place: Place, fields: Fields, reasons: &mut Vec<Reason>) -> Option<Mapping> {
    let (principal, kind, account) = principal(place.section, &fields, reasons)?;
    let caller = Caller {
        account: &account,
        kind,
    };
    let username = Template::new(fields.username);
    let groups: Vec<Template> = fields.groups.into_iter().map(Template::new).collect();
    for template in std::iter::once(&username).chain(&groups) {
        let text = template.as_str().to_owned();
        if caller.has_session() && template.is_chosen_by_caller() {
            reasons.push(Reason::ChosenByCaller { template: text });
        } else if template.has_unknown_placeholder() {
            reasons.push(Reason::UnknownPlaceholder { template: text });
        }
    }
    Some(Mapping {
        place,
        principal,
        kind,
        account,
        username,
        groups,
    })
}

/// The principal as it is written, what it is, and its account number.
fn principal(
    section: Section,
    fields: &Fields,
    reasons: &mut Vec<Reason>,
) -> Option<(String, Option<PrincipalKind>, String)> {
    if fields.arn.is_empty() {
        let Some(sso) = &fields.single_sign_on else {
            let key = arn_key(section);
            reasons.push(Reason::NoArn { key });
            return None;
        };
        reasons.push(Reason::SingleSignOn);
        let principal = format!(
            "arn:{}:iam::{}:role/AWSReservedSSO_{}_*",
            sso.partition, sso.account, sso.permission_set
        );
        return Some((principal, Some(PrincipalKind::Role), sso.account.clone()));
    }
    let text = fields.arn.clone();
    let Ok(arn) = text.parse::<Arn>() else {
        reasons.push(Reason::NotAnArn { text });
        return None;
    };
    if section == Section::Roles && text.contains(['*', '?']) {
        reasons.push(Reason::Pattern { arn: text.clone() });
        return Some((text, None, arn.account));
    }
    let kind = arn.principal_kind();
    if kind == Some(PrincipalKind::Root) {
        reasons.push(Reason::RootOnly { arn: text.clone() });
    }
    if !arn.is_canonical_of_a_caller() {
        reasons.push(match kind {
            Some(PrincipalKind::Role) => Reason::RolePath { arn: text.clone() },
            _ => Reason::NotACaller { arn: text.clone() },
        });
    }
    Some((text, kind, arn.account))
}
