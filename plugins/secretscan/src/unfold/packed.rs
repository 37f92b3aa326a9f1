//! Bytes of any kind: opens streams and archives, shows data, passes texts on.

use super::{
    Limit, Step,
    budget::Unpacked,
    inflate,
    magic::{self, Kind},
    tar::Tar,
    traits::Traits,
    unfolding::{Place, Unfolding},
    wide,
    zip::{self, Zip},
};
use crate::detect::Medium;

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
            Kind::Binary => self.data(place, bytes),
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

    /// Two bytes say that this is zlib; whether it is shows when it is unpacked.
    fn zlib(&mut self, place: Place<'_>, bytes: &[u8]) {
        let unpacked = inflate::zlib(bytes, self.budget.allow(bytes.len()));
        if unpacked.bytes.is_empty() {
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

    /// Programs, databases and whatever else is no text.
    fn data(&mut self, place: Place<'_>, bytes: &[u8]) {
        self.show_text(bytes, Medium::Binary);
        let wide = wide::runs(bytes);
        if !wide.is_empty() {
            self.open("utf-16", |this| this.show_text(&wide, Medium::Binary));
        }
        self.spans(place.opened(), bytes);
        // A program that unpacks itself has its archive behind it.
        if zip::has_directory(bytes) {
            self.open("zip", |this| this.zip(bytes));
        }
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
