//! Bytes of any kind: opens streams and archives, shows data, passes texts on.

use std::collections::HashSet;

use super::{
    Limit, Step,
    budget::Unpacked,
    inflate,
    magic::{self, Kind},
    records::sqlite::{Database, Table, Value},
    records::{self, Given},
    tar::Tar,
    traits::Traits,
    unfolding::{Place, Unfolding},
    wide,
    zip::{self, Zip},
};
use crate::detect::{Medium, sql};

/// Shorter values of a database hold nothing.
const SHORTEST_VALUE: usize = 4;

impl Unfolding<'_> {
    /// Unfolds bytes of any kind.
    pub(super) fn bytes(&mut self, place: Place<'_>, bytes: &[u8]) {
        if !place.keys.is_empty()
            && let Ok(text) = str::from_utf8(bytes)
            && !Traits::of(bytes).has(Traits::CONTROL)
        {
            return self.text_value(place, text);
        }
        self.data_or_text(place, bytes);
    }

    /// Unfolds bytes that may be anything but the plain text of a value.
    pub(super) fn data_or_text(&mut self, place: Place<'_>, bytes: &[u8]) {
        match magic::kind(bytes) {
            Kind::Gzip => self.open("gzip", |this| this.gzip(place, bytes)),
            Kind::Zlib => self.zlib(place, bytes),
            Kind::Zstd => self.open("zstd", |this| {
                let unpacked = inflate::zstd(bytes, this.budget.allow(bytes.len()));
                this.unpacked(place, &unpacked);
            }),
            Kind::Zip => self.open("zip", |this| this.zip(bytes)),
            Kind::Tar => self.open("tar", |this| this.tar(bytes)),
            Kind::Unsupported => self.unread(Limit::Unsupported),
            Kind::Utf16(endian) => self.open("utf-16", |this| {
                this.decoded(place, wide::text(bytes, endian).as_bytes());
            }),
            Kind::Media => self.show_text(bytes, Medium::Binary),
            Kind::Sqlite => self.database(place, bytes),
            Kind::JavaClass => {
                let (strings, end) = records::java_strings(bytes);
                self.compiled(place, &strings, &records::java_given(bytes));
                self.show_text(bytes.get(end..).unwrap_or_default(), Medium::Binary);
            }
            Kind::CompiledPython => {
                let strings = records::python_strings(bytes);
                self.compiled(place, &strings, &records::python_given(bytes));
            }
            Kind::PrivateKey(label) => self.open("der", |this| {
                let text = records::der::armoured(label, bytes);
                this.show_text(text.as_bytes(), Medium::Binary);
            }),
            Kind::Binary => match listed(bytes) {
                Some(text) => self.any_text(place, &text),
                None => self.data(place, bytes),
            },
            Kind::Text => self.any_text(place, bytes),
        }
    }

    fn unpacked(&mut self, place: Place<'_>, unpacked: &Unpacked) {
        if !unpacked.bytes.is_empty() {
            let name = place.name.map(inner_name);
            self.decoded(Place { name, ..place }, &unpacked.bytes);
        }
        if let Some(problem) = unpacked.problem {
            self.unread(problem);
        }
    }

    fn gzip(&mut self, place: Place<'_>, bytes: &[u8]) {
        let (unpacked, rest) = inflate::gzip(bytes, self.budget.allow(bytes.len()));
        self.unpacked(place, &unpacked);
        if unpacked.bytes.is_empty() && unpacked.problem.is_none() && rest.len() == bytes.len() {
            self.unread(Limit::Damaged);
        } else if unpacked.problem.is_none() && rest.iter().any(|&byte| byte != 0) {
            self.bytes(place.opened(), rest);
        }
    }

    /// Two bytes say that this is zlib; whether it is shows when it is unpacked. One line in sixteen
    /// thousand of a key or a certificate begins with them.
    fn zlib(&mut self, place: Place<'_>, bytes: &[u8]) {
        let unpacked = inflate::zlib(bytes, self.budget.allow(bytes.len()));
        let is_noise = unpacked.problem == Some(Limit::Damaged) && is_noise(&unpacked.bytes);
        if unpacked.bytes.is_empty() || is_noise {
            self.data(place, bytes);
        } else {
            self.open("zlib", |this| this.unpacked(place, &unpacked));
        }
    }

    fn zip(&mut self, bytes: &[u8]) {
        let mut zip = Zip::new(bytes);
        loop {
            let budget = &self.budget;
            let Some(member) = zip.next(|packed| budget.allow(packed)) else {
                return;
            };
            if !self.budget.member() {
                return self.unread(Limit::Members);
            }
            let unpacked = |this: &mut Self| {
                if !member.content.is_empty() {
                    this.decoded(Place::file(&member.name), &member.content);
                }
                if let Some(problem) = member.problem {
                    this.unread(problem);
                }
            };
            self.within(Step::Member(member.name.clone()), unpacked);
        }
    }

    fn tar(&mut self, bytes: &[u8]) {
        let mut tar = Tar::new(bytes);
        for member in tar.by_ref() {
            if !self.budget.member() {
                return self.unread(Limit::Members);
            }
            if !member.content.is_empty() {
                self.within(Step::Member(member.name.clone()), |this| {
                    this.decoded(Place::file(&member.name), member.content);
                });
            }
        }
        if let Some(problem) = tar.problem {
            self.unread(problem);
        }
    }

    /// A database: its values with table, row and column, and then what is left of it.
    fn database(&mut self, place: Place<'_>, bytes: &[u8]) {
        let Some(mut database) = Database::open(bytes, self.limits.bytes) else {
            return self.data(place, bytes);
        };
        self.open("sqlite", |this| {
            for table in database.tables() {
                this.within(Step::Key(table.name.clone()), |this| {
                    let mut index = 0;
                    database.table(&table, &mut |row| {
                        this.within(Step::Index(index), |this| this.row(&table, row));
                        index += 1;
                    });
                });
            }
            database.orphans(&mut |row| {
                for value in row {
                    if let Value::Text(text) = value {
                        this.any_text(
                            Place {
                                keys: &[],
                                name: None,
                            },
                            text.as_bytes(),
                        );
                    }
                }
            });
        });
        let mut rest = bytes.to_vec();
        for range in database.read() {
            rest.get_mut(range).unwrap_or_default().fill(0);
        }
        self.data(place, &rest);
    }

    fn row(&mut self, table: &Table, row: &[Value<'_>]) {
        let beside = named_beside(table, row);
        for (index, value) in row.iter().enumerate() {
            let column = table.columns.get(index).map_or("", String::as_str);
            let name = match beside {
                Some((name, position)) if position == index => name,
                _ => column,
            };
            let keys = [table.name.as_str(), name];
            let place = Place {
                keys: &keys,
                name: None,
            };
            self.within(Step::Key(column.to_owned()), |this| match value {
                Value::Text(text) if text.len() >= SHORTEST_VALUE => this.leaf(place, text),
                Value::Data(data) if data.len() > SHORTEST_VALUE * 2 => this.bytes(place, data),
                _ => {}
            });
        }
    }

    /// The texts of compiled code, and those that it gives names to as its source did; no text twice.
    fn compiled(&mut self, place: Place<'_>, strings: &[u8], given: &[Given]) {
        let mut named = HashSet::new();
        for given in given {
            if let Some(assignment) = given.assignment()
                && named.insert((given.name.as_str(), given.text.as_bytes()))
            {
                self.within(Step::Key(given.name.clone()), |this| {
                    this.plain(place.opened(), assignment.as_bytes());
                });
            }
        }
        let named: HashSet<&[u8]> = named.into_iter().map(|(_, text)| text).collect();
        if named.is_empty() {
            self.show_text(strings, Medium::Binary);
            return self.spans(place.opened(), strings);
        }
        let lines = strings.split(|byte| *byte == b'\n');
        let left: Vec<&[u8]> = lines.filter(|line| !named.contains(line)).collect();
        let left = left.join(&b'\n');
        self.show_text(&left, Medium::Binary);
        self.spans(place.opened(), &left);
    }

    /// Programs and whatever else is no text.
    fn data(&mut self, place: Place<'_>, bytes: &[u8]) {
        self.show_text(bytes, Medium::Binary);
        self.in_data(place, bytes);
        // A program that unpacks itself has its archive behind it.
        if zip::has_directory(bytes) {
            self.open("zip", |this| this.zip(bytes));
        }
    }

    /// What is encoded in data.
    pub(super) fn in_data(&mut self, place: Place<'_>, bytes: &[u8]) {
        let wide = wide::runs(bytes);
        if !wide.is_empty() {
            self.open("utf-16", |this| this.show_text(&wide, Medium::Binary));
        }
        self.spans(place.opened(), bytes);
    }
}

/// The name that stands beside a value in tables of settings, and the value's position.
fn named_beside<'r>(table: &Table, row: &'r [Value<'_>]) -> Option<(&'r str, usize)> {
    let columns = table.columns.iter().map(String::as_bytes);
    let (name, value) = sql::named_beside(&columns)?;
    match row.get(name)? {
        Value::Text(name) => Some((name, value)),
        _ => None,
    }
}

/// The name of what a compressed file holds.
fn inner_name(name: &str) -> &str {
    const ENDINGS: [&str; 5] = [".gz", ".zst", ".gzip", ".zstd", ".z"];
    ENDINGS
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(name)
}

/// A line for each text of a list that NULs separate, as the system keeps environments and command
/// lines (proc(5)).
fn listed(bytes: &[u8]) -> Option<Vec<u8>> {
    // Programs, which may be large, are told within their first bytes.
    let is_text = |byte: &u8| matches!(byte, 0 | b'\t' | b'\n' | b' '..=b'~');
    if !bytes.iter().all(is_text) {
        return None;
    }
    // Not padding: hardly any text is empty.
    let empty = bytes.windows(2).filter(|two| **two == [0, 0]).count();
    let lines = bytes
        .iter()
        .map(|&byte| if byte == 0 { b'\n' } else { byte });
    (empty * 10 <= bytes.len()).then(|| lines.collect())
}

/// Whether what came out of a stream before it broke off is what noise inflates to: no text, or a few
/// different bytes again and again.
fn is_noise(bytes: &[u8]) -> bool {
    const LEAST: usize = 32;
    const DIFFERENT: usize = 12;
    let mut seen = [false; 256];
    for byte in bytes {
        seen[usize::from(*byte)] = true;
    }
    let different = seen.iter().filter(|seen| **seen).count();
    let is_text = match str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => error.valid_up_to() * 10 >= bytes.len() * 9,
    };
    let is_something = match magic::kind(bytes) {
        Kind::Binary => false,
        Kind::Text => is_text,
        _ => true,
    };
    bytes.len() < LEAST || different < DIFFERENT || !is_something
}
