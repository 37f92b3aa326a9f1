//! AWS access keys whose parts are in different fields of one object: an env list, two keys of a
//! `ConfigMap`, a tree of Helm values.

use super::{
    builtin::aws,
    name::{Words, naming},
    value,
};

/// Which part of an access key a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The id.
    Id,
    /// The secret key, by its name.
    Secret,
    /// Something that could be a secret key, whose name does not tell.
    MaybeSecret,
}

/// A part of an access key in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Which part.
    pub part: Part,
    /// The container: the keys before the last, and the words of the last that do not name the part.
    group: (Vec<String>, Vec<String>),
}

/// Which part of an access key a field holds, if the whole of its value is one.
///
/// `keys` are those of the field, from the outermost to the innermost.
#[must_use]
pub fn piece(keys: &[&str], value: &[u8]) -> Option<Piece> {
    let value = value.trim_ascii();
    let named = naming(keys);
    let mut words = Words::new();
    for key in named {
        words.push_key(key.as_bytes());
    }
    let part = if aws::is_id(value) {
        Part::Id
    } else if aws::is_secret(value) && !value::is_hexadecimal(value) {
        if aws::is_secret_name(&words) {
            Part::Secret
        } else {
            Part::MaybeSecret
        }
    } else {
        return None;
    };
    let last = named.last().copied().unwrap_or_default();
    let outer = keys.iter().rposition(|key| *key == last).unwrap_or(0);
    let mut own = Words::new();
    own.push_key(last.as_bytes());
    let stem = own
        .iter()
        .filter(|word| !matches!(*word, b"access" | b"key" | b"id" | b"secret" | b"keyid"))
        .map(|word| String::from_utf8_lossy(word).into_owned())
        .collect();
    let outer = keys
        .get(..outer)
        .unwrap_or_default()
        .iter()
        .map(|key| (*key).to_owned())
        .collect();
    Some(Piece {
        part,
        group: (outer, stem),
    })
}

/// Which secret key belongs to which id, as positions in the list of all pieces of one object in
/// the order of the object.
///
/// First those whose names say so (the same keys round them, the same words beside those that name
/// the part), then those in the same map or list, then what is left: only where it is one id and
/// one secret key is there no doubt. Fields whose names do not tell are taken last of all.
#[must_use]
pub fn pair(pieces: &[Piece]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let mut free: Vec<bool> = pieces.iter().map(|_| true).collect();
    let same_name = |left: &Piece, right: &Piece| left.group == right.group;
    let same_map = |left: &Piece, right: &Piece| left.group.0 == right.group.0;
    let any = |_: &Piece, _: &Piece| true;
    for secret in [&[Part::Secret][..], &[Part::Secret, Part::MaybeSecret]] {
        join(pieces, &mut free, &mut pairs, secret, same_name);
        join(pieces, &mut free, &mut pairs, secret, same_map);
    }
    join(pieces, &mut free, &mut pairs, &[Part::Secret], any);
    pairs.sort_unstable();
    pairs
}

/// Pairs, within groups that belong together, ids and secret keys that are equally many, in order.
fn join(
    pieces: &[Piece],
    free: &mut [bool],
    pairs: &mut Vec<(usize, usize)>,
    secret: &[Part],
    together: impl Fn(&Piece, &Piece) -> bool,
) {
    for (first, piece) in pieces.iter().enumerate() {
        if piece.part != Part::Id || free.get(first) != Some(&true) {
            continue;
        }
        let members = |wanted: &[Part]| -> Vec<usize> {
            pieces
                .iter()
                .enumerate()
                .filter(|(index, other)| {
                    wanted.contains(&other.part)
                        && free.get(*index) == Some(&true)
                        && together(piece, other)
                })
                .map(|(index, _)| index)
                .collect()
        };
        let (ids, secrets) = (members(&[Part::Id]), members(secret));
        if ids.len() != secrets.len() {
            continue;
        }
        for (id, secret) in ids.into_iter().zip(secrets) {
            for index in [id, secret] {
                if let Some(slot) = free.get_mut(index) {
                    *slot = false;
                }
            }
            pairs.push((id, secret));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, pair, piece};

    fn id(seed: u8) -> String {
        let code: String = (0..16_u8)
            .map(|at| {
                char::from(
                    b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[usize::from((at * 7 + seed * 5) % 32)],
                )
            })
            .collect();
        ["AKIA", &code].concat()
    }

    fn secret(seed: u8) -> String {
        let alphabet = b"aB3dE5fGhI7jKlM9nOpQ1rStUvWxYz0+A2bC4/cDeF6gHiJ8kLmN";
        (0..40_usize)
            .map(|at| char::from(alphabet[(at * 11 + usize::from(seed) * 3) % alphabet.len()]))
            .collect()
    }

    fn paired(fields: &[(&[&str], String)]) -> Vec<(usize, usize)> {
        let pieces: Vec<_> = fields
            .iter()
            .map(|(keys, value)| piece(keys, value.as_bytes()).unwrap())
            .collect();
        pair(&pieces)
    }

    #[test]
    fn the_two_fields_of_an_env_list_are_one_key() {
        let fields: [(&[&str], String); 2] = [
            (&["env", "AWS_ACCESS_KEY_ID"], id(1)),
            (&["env", "AWS_SECRET_ACCESS_KEY"], secret(1)),
        ];
        assert_eq!(paired(&fields), [(0, 1)]);
    }

    #[test]
    fn two_keys_in_one_object_never_cross_over() {
        let fields: [(&[&str], String); 4] = [
            (&["BACKUP_AWS_SECRET_ACCESS_KEY"], secret(1)),
            (&["MAIN_AWS_ACCESS_KEY_ID"], id(2)),
            (&["MAIN_AWS_SECRET_ACCESS_KEY"], secret(2)),
            (&["BACKUP_AWS_ACCESS_KEY_ID"], id(1)),
        ];
        assert_eq!(paired(&fields), [(1, 2), (3, 0)]);
        let fields: [(&[&str], String); 4] = [
            (&["s3", "accessKey"], id(1)),
            (&["ses", "accessKey"], id(2)),
            (&["ses", "secretKey"], secret(2)),
            (&["s3", "secretKey"], secret(1)),
        ];
        assert_eq!(paired(&fields), [(0, 3), (1, 2)]);
    }

    #[test]
    fn a_second_id_without_a_secret_key_leaves_the_other_pair_alone() {
        let fields: [(&[&str], String); 3] = [
            (&["OLD_AWS_ACCESS_KEY_ID"], id(1)),
            (&["AWS_ACCESS_KEY_ID"], id(2)),
            (&["AWS_SECRET_ACCESS_KEY"], secret(2)),
        ];
        assert_eq!(paired(&fields), [(1, 2)]);
    }

    #[test]
    fn a_field_whose_name_does_not_tell_belongs_to_the_id_beside_it() {
        let fields: [(&[&str], String); 2] =
            [(&["minio", "user"], id(3)), (&["minio", "pw"], secret(3))];
        assert_eq!(
            piece(&["minio", "pw"], secret(3).as_bytes()).unwrap().part,
            Part::MaybeSecret
        );
        assert_eq!(paired(&fields), [(0, 1)]);
    }
}
