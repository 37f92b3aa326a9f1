//! Values of Secrets, to be searched in everything else.

use std::collections::HashSet;

use plugin_kit::{
    Error,
    source::{ObjectSink, RawObject},
};

use super::source::{Scope, Source, is_secret};
use crate::{
    finding::{Fingerprint, Fingerprinter, Whereabouts},
    known::{KnownValues, distinctive},
    objects::{SecretValue, secret_values},
    scan::Store,
};

/// The distinctive values of every Secret in the scope, and where each is kept.
///
/// What could not be read here is not read later either, and told then.
pub(crate) async fn known_values(
    source: &mut Source<'_>,
    scope: &Scope,
    fingerprinter: &Fingerprinter,
) -> Result<(KnownValues, Vec<Store>), Error> {
    let mut values = Values {
        fingerprinter,
        kept: Vec::new(),
        seen: HashSet::new(),
    };
    if !scope.skip_secrets {
        source.each(scope, &mut values).await?;
    }
    // Objects come in no particular order from a cluster.
    values.kept.sort_by(|(left, _), (right, _)| {
        (&left.whereabouts, &left.trail).cmp(&(&right.whereabouts, &right.trail))
    });
    let (stores, known): (Vec<_>, Vec<_>) = values.kept.into_iter().unzip();
    Ok((KnownValues::new(known), stores))
}

/// Takes values from Secrets.
struct Values<'f> {
    fingerprinter: &'f Fingerprinter,
    kept: Vec<(Store, plugin_kit::redact::SecretBytes)>,
    seen: HashSet<(Whereabouts, Fingerprint)>,
}

impl ObjectSink for Values<'_> {
    fn is_wanted(&self, api_version: &str, kind: &str) -> bool {
        is_secret(api_version, kind)
    }

    fn object(&mut self, object: &RawObject<'_>) {
        let whereabouts = Whereabouts {
            object: object.reference.clone(),
            group: String::new(),
        };
        for SecretValue { at, keys, value } in secret_values(object) {
            let name = keys.last().map_or("", String::as_str);
            let fingerprint = self.fingerprinter.of(value.expose());
            if distinctive(value.expose(), name)
                && self.seen.insert((whereabouts.clone(), fingerprint))
            {
                let store = Store {
                    whereabouts: whereabouts.clone(),
                    trail: at,
                };
                self.kept.push((store, value));
            }
        }
    }
}
