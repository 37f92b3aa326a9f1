//! Keeps the objects that a request's selectors match. A selector that this server does not know
//! is refused: an answer that ignores it would hide a bug.

use serde_json::Value;

/// One term of a selector list: `key=value`, `key!=value`, or `key` alone.
#[derive(Debug, PartialEq, Eq)]
struct Term<'a> {
    key: &'a str,
    value: Option<&'a str>,
    equal: bool,
}

/// Keeps the objects that both selectors match; an error is the selector that is not understood.
pub(super) fn select<'a>(
    objects: Vec<&'a Value>,
    labels: &str,
    fields: &str,
) -> Result<Vec<&'a Value>, String> {
    let labels = terms(labels)?;
    let fields = terms(fields)?;
    let label = |object: &'a Value, key: &str| object["metadata"]["labels"][key].as_str();
    let field = |object: &'a Value, key: &str| {
        object
            .pointer(&format!("/{}", key.replace('.', "/")))
            .and_then(Value::as_str)
    };
    Ok(objects
        .into_iter()
        .filter(|object| {
            labels
                .iter()
                .all(|term| term.matches(label(object, term.key)))
        })
        .filter(|object| {
            // A field that is not there is the empty text.
            fields
                .iter()
                .all(|term| term.matches(field(object, term.key).or(Some(""))))
        })
        .collect())
}

fn terms(selector: &str) -> Result<Vec<Term<'_>>, String> {
    let parts = selector.split(',').filter(|part| !part.is_empty());
    parts
        .map(|part| term(part).ok_or_else(|| part.to_owned()))
        .collect()
}

fn term(part: &str) -> Option<Term<'_>> {
    if part.contains(['(', ' ']) {
        return None;
    }
    let read = |key, value, equal| Term { key, value, equal };
    Some(if let Some((key, value)) = part.split_once("!=") {
        read(key, Some(value), false)
    } else if let Some((key, value)) = part.split_once("==").or_else(|| part.split_once('=')) {
        read(key, Some(value), true)
    } else if let Some(key) = part.strip_prefix('!') {
        read(key, None, false)
    } else {
        read(part, None, true)
    })
}

impl Term<'_> {
    fn matches(&self, found: Option<&str>) -> bool {
        match self.value {
            Some(value) => (found == Some(value)) == self.equal,
            None => found.is_some() == self.equal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn labels_and_fields_narrow_a_list() {
        let web = json!({"metadata": {"name": "web", "labels": {"app": "shop"}}, "type": "Opaque"});
        let bare = json!({"metadata": {"name": "bare"}});
        let names = |labels, fields| {
            let kept = select(vec![&web, &bare], labels, fields).unwrap();
            kept.iter()
                .map(|object| object["metadata"]["name"].clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(names("", ""), ["web", "bare"]);
        assert_eq!(names("app=shop", ""), ["web"]);
        assert_eq!(names("app!=shop", ""), ["bare"]);
        assert_eq!(names("!app", ""), ["bare"]);
        assert_eq!(names("", "type=Opaque"), ["web"]);
        assert_eq!(names("", "metadata.name!=web,type!=Opaque"), ["bare"]);
    }

    #[test]
    fn a_selector_that_is_not_understood_is_refused() {
        assert_eq!(
            select(Vec::new(), "app in (a)", ""),
            Err("app in (a)".to_owned())
        );
    }
}
