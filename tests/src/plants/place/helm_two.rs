//! Row 11: Helm 2 keeps its releases as protocol buffers in `ConfigMap`s.

use serde_json::json;

use super::{Placement, Spot};
use crate::plants::credential::Credential;
use crate::plants::encode::{base64, gzip};
use crate::plants::syntax;

pub(super) fn all() -> Vec<Placement> {
    let parts = [
        ("values", "yaml", vec![4, 1]),
        ("manifest", "yaml, names and values apart", vec![5]),
        ("template", "properties", vec![3, 2, 2]),
    ];
    parts
        .into_iter()
        .map(|(part, name, path)| {
            let syntax = syntax::named(name);
            let name = format!("Helm 2 {part}");
            Placement::new(
                name,
                syntax.fits,
                move |credential: &Credential, spot: &Spot| {
                    let text = (syntax.write)(credential).into_bytes();
                    let inner = path
                        .iter()
                        .rev()
                        .fold(text, |content, number| field(*number, &content));
                    let release =
                        [field(1, spot.name.as_bytes()), inner, field(8, b"shop")].concat();
                    let data = json!({"release": base64(gzip(release))});
                    let mut object = spot.object("v1", "ConfigMap", json!({"data": data}));
                    object["metadata"]["labels"] = json!({
                        "NAME": spot.name, "OWNER": "TILLER", "STATUS": "DEPLOYED", "VERSION": "1",
                    });
                    object
                },
            )
        })
        .collect()
}

/// A field of bytes (Protocol Buffers, "Encoding").
fn field(number: u8, content: &[u8]) -> Vec<u8> {
    let mut encoded = vec![number << 3 | 2];
    let mut length = content.len();
    while length >= 0x80 {
        encoded.push(length.to_le_bytes()[0] | 0x80);
        length >>= 7;
    }
    encoded.push(length.to_le_bytes()[0]);
    encoded.extend(content);
    encoded
}
