//! One thread's view: shown texts and values, writes down sightings.

use std::ops::Range;

use plugin_kit::{Gap, snapshot::GapCode};
use zeroize::Zeroizing;

use super::{
    Lookout, Place,
    aws::{self, Half},
    lines::Lines,
    package,
};
use crate::{
    detect::{Detail, Match, Medium, Part, piece},
    finding::{Class, Findings, Sighting},
    rules::{Builtin, RuleIndex},
    unfold::{Limit, Step, Trail},
};

/// A comment with this word on a line of a file silences what lies on the line.
const IGNORE: &[u8] = b"secretscan:ignore";
/// Lengths that the halves of an AWS access key have, with some space round them.
const HALVES: Range<usize> = 16..64;

/// What a watch saw.
#[derive(Debug, Default)]
pub struct Seen {
    /// Credentials in places.
    pub findings: Findings,
    /// What was not read.
    pub gaps: Vec<Gap>,
    /// Bytes that were searched.
    pub bytes: u64,
    /// Sightings that were silenced on request.
    pub ignored: usize,
}

/// One thread's view.
pub struct Watch<'l, 'r> {
    lookout: &'l Lookout<'r>,
    aws: Option<RuleIndex>,
    private_key: Option<RuleIndex>,
    halves: Vec<(Half, Place)>,
    /// Which values of Secrets have been seen elsewhere.
    leaked: Vec<bool>,
    is_muted: bool,
    /// Sightings so far, also silenced ones: tells whether a place held any.
    count: usize,
    window: Option<Window>,
    seen: Seen,
}

/// The part of a large file that the next text is.
#[derive(Debug, Clone)]
struct Window {
    own: Range<usize>,
    lines: u64,
}

impl<'l, 'r> Watch<'l, 'r> {
    /// Has seen nothing yet.
    #[must_use]
    pub fn new(lookout: &'l Lookout<'r>) -> Self {
        let stores = lookout.known.as_ref().map_or(0, |known| known.stores.len());
        Self {
            lookout,
            aws: lookout.rules().builtin(Builtin::AwsAccessKey),
            private_key: lookout.rules().builtin(Builtin::PrivateKey),
            halves: Vec::new(),
            leaked: vec![false; stores],
            is_muted: false,
            count: 0,
            window: None,
            seen: Seen::default(),
        }
    }

    /// The text without the credentials that can be told in it.
    #[must_use]
    pub fn without_credentials(&self, text: &str) -> String {
        self.lookout.without_credentials(text.to_owned())
    }

    /// Counts what comes and tells nothing of it, until it is called again.
    pub fn mute(&mut self, is_muted: bool) {
        self.is_muted = is_muted;
    }

    /// How many sightings there were so far.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count + self.halves.len()
    }

    /// The next text is a part of a file: only what starts in `own` is new, and `lines` line breaks
    /// come before it.
    pub fn window(&mut self, own: Range<usize>, lines: u64) {
        self.window = Some(Window { own, lines });
    }

    /// Looks at a text.
    pub fn text(&mut self, place: &Place, at: &Trail, bytes: &[u8], medium: Medium) {
        self.seen.bytes += bytes.len() as u64;
        let window = self.window.take();
        let mut lines = Lines::after(window.as_ref().map_or(0, |window| window.lines), bytes);
        let is_ours = |range: &Range<usize>| {
            window
                .as_ref()
                .is_none_or(|window| window.own.contains(&range.start))
        };
        let (mut found, lookout) = (Vec::new(), self.lookout);
        lookout
            .detector
            .text(bytes, medium, &mut |hit| found.push(hit));
        let ranges: Vec<Range<usize>> = found.iter().map(|hit| hit.range.clone()).collect();
        // A place without any step would say nothing.
        let is_bare = at.steps().is_empty();
        let shows_lines = medium == Medium::Text && (is_bare || lines.are_many());
        let mut trail_to = |offset: usize| {
            let mut trail = at.clone();
            if shows_lines {
                trail.push(Step::Line(lines.of(offset)));
            }
            let silenced = memchr::memmem::find(lines.around(offset), IGNORE).is_some();
            (trail, silenced)
        };
        for hit in found.into_iter().filter(|hit| is_ours(&hit.range)) {
            let (trail, silenced) = trail_to(hit.range.start);
            self.quietly(silenced, |watch| watch.hit(place, trail, &[], bytes, &hit));
        }
        for (number, range) in self.known_in(place, bytes, &ranges) {
            if is_ours(&range) {
                let (trail, silenced) = trail_to(range.start);
                self.quietly(silenced, |watch| watch.known(place, trail, number));
            }
        }
    }

    /// Looks at a value with its name.
    pub fn value(&mut self, place: &Place, at: &Trail, keys: &[&str], value: &[u8]) {
        self.seen.bytes += value.len() as u64;
        let (mut found, lookout) = (Vec::new(), self.lookout);
        lookout
            .detector
            .value(keys, value, &mut |hit| found.push(hit));
        let ranges: Vec<Range<usize>> = found.iter().map(|hit| hit.range.clone()).collect();
        let has_half = found.iter().any(|hit| Some(hit.rule) == self.aws);
        for hit in found {
            self.hit(place, at.clone(), keys, value, &hit);
        }
        if !has_half && HALVES.contains(&value.len()) {
            self.maybe_half(place, at, keys, value);
        }
        for (number, _) in self.known_in(place, value, &ranges) {
            self.known(place, at.clone(), number);
        }
    }

    /// Writes down that something was not read.
    pub fn unread(&mut self, place: &Place, at: &Trail, why: Limit) {
        let path = self.lookout.without_values(at.clone(), &[]);
        let object = place.whereabouts.object.clone();
        let code = match why {
            Limit::Depth | Limit::Bytes | Limit::Ratio | Limit::Members => GapCode::Limit,
            Limit::Damaged | Limit::Encrypted | Limit::Unsupported => GapCode::Undecodable,
        };
        let message = if path.steps().is_empty() {
            format!("not read: {}", why.as_str())
        } else {
            format!("{path} was not read: {}", why.as_str())
        };
        self.gap(Gap::new(code, message).about(object));
    }

    /// Writes down a gap.
    pub fn gap(&mut self, gap: Gap) {
        self.seen.gaps.push(gap);
    }

    /// The object or file has been shown whole.
    pub fn leave(&mut self) {
        let held = std::mem::take(&mut self.halves);
        let Some((_, place)) = held.first() else {
            return;
        };
        let place = place.clone();
        for joined in aws::join(held.into_iter().map(|(half, _)| half).collect()) {
            let sighting = self.lookout.sighting(
                joined.rule,
                &joined.value,
                (&place.whereabouts, place.class),
                joined.trail,
            );
            if let Some(sighting) = sighting {
                self.add(Sighting {
                    aws: joined.aws,
                    image: place.image.clone(),
                    ..sighting
                });
            }
        }
    }

    /// Takes in what another has seen after this one, of other objects and files.
    pub fn join(&mut self, mut later: Self) {
        self.leave();
        later.leave();
        for (leaked, too) in self.leaked.iter_mut().zip(later.leaked) {
            *leaked |= too;
        }
        self.count += later.count;
        self.seen.findings.join(later.seen.findings);
        self.seen.gaps.extend(later.seen.gaps);
        self.seen.bytes += later.seen.bytes;
        self.seen.ignored += later.seen.ignored;
    }

    /// Everything that was seen.
    #[must_use]
    pub fn finish(mut self) -> Seen {
        self.leave();
        let lookout = self.lookout;
        if let Some(known) = &lookout.known {
            for (number, store) in known.stores.iter().enumerate() {
                if self.leaked.get(number) == Some(&true) {
                    let place = (&store.whereabouts, Class::Stored);
                    let sighting = known.values.with(number, |value| {
                        lookout.sighting(known.rule, value, place, store.trail.clone())
                    });
                    if let Some(sighting) = sighting.flatten() {
                        self.seen.findings.add(sighting);
                    }
                }
            }
        }
        self.seen
    }

    fn hit(&mut self, place: &Place, trail: Trail, keys: &[&str], bytes: &[u8], hit: &Match) {
        let Some(value) = bytes.get(hit.range.clone()) else {
            return;
        };
        match &hit.detail {
            // The secret key tells of the pair.
            Some(Detail::AwsKeyId { secret: Some(_) }) => {}
            Some(Detail::AwsSecretKey { id: Some(id) }) => {
                let told = bytes.get(id.clone()).map(|id| aws::tell(id, true));
                self.see(place, hit.rule, value, trail, told);
            }
            Some(Detail::AwsKeyId { secret: None } | Detail::AwsSecretKey { id: None }) => {
                self.half(place, hit.rule, value, trail, keys);
            }
            Some(Detail::EncryptedKey) | None => self.see(place, hit.rule, value, trail, None),
        }
    }

    fn see(
        &mut self,
        place: &Place,
        rule: RuleIndex,
        value: &[u8],
        trail: Trail,
        aws: Option<crate::finding::AwsAccessKey>,
    ) {
        if Some(rule) == self.private_key && is_in_sample(place, &trail) {
            return;
        }
        let to = (&place.whereabouts, place.class);
        if let Some(sighting) = self.lookout.sighting(rule, value, to, trail) {
            self.add(Sighting {
                aws,
                image: place.image.clone(),
                ..sighting
            });
        }
    }

    fn half(&mut self, place: &Place, rule: RuleIndex, value: &[u8], trail: Trail, keys: &[&str]) {
        match piece(keys, value) {
            Some(piece) => self.hold(
                place,
                Half {
                    rule,
                    piece,
                    value: Zeroizing::new(value.to_vec()),
                    trail,
                    scope: place.scope,
                    is_match: true,
                },
            ),
            None => self.see(place, rule, value, trail, None),
        }
    }

    /// Holds back what could be a secret key, and is one if an id is near.
    fn maybe_half(&mut self, place: &Place, at: &Trail, keys: &[&str], value: &[u8]) {
        let Some(rule) = self.aws else { return };
        if let Some(piece) = piece(keys, value)
            && piece.part == Part::MaybeSecret
        {
            let half = Half {
                rule,
                piece,
                value: Zeroizing::new(value.trim_ascii().to_vec()),
                trail: at.clone(),
                scope: place.scope,
                is_match: false,
            };
            self.hold(place, half);
        }
    }

    fn hold(&mut self, place: &Place, half: Half) {
        if self.is_muted {
            self.seen.ignored += usize::from(half.is_match);
        } else {
            self.halves.push((half, place.clone()));
        }
    }

    /// Values of Secrets in some bytes, where no rule found anything; none where they belong.
    ///
    /// Where a rule found just the value, that it is kept in a Secret is remembered.
    fn known_in(
        &mut self,
        place: &Place,
        bytes: &[u8],
        found: &[Range<usize>],
    ) -> Vec<(usize, Range<usize>)> {
        let (mut hits, mut same) = (Vec::new(), Vec::new());
        let lookout = self.lookout;
        if let (Some(known), Class::Leak) = (&lookout.known, place.class) {
            known.values.search(bytes, &mut |number, range| {
                let overlaps =
                    |other: &Range<usize>| other.start < range.end && range.start < other.end;
                if found.contains(&range) {
                    same.push(number);
                } else if !found.iter().any(overlaps) {
                    hits.push((number, range));
                }
            });
        }
        for number in same {
            self.leak(number);
        }
        hits
    }

    /// Remembers that a value of a Secret lies somewhere else.
    fn leak(&mut self, number: usize) {
        if let Some(leaked) = self.leaked.get_mut(number)
            && !self.is_muted
        {
            *leaked = true;
        }
    }

    fn known(&mut self, place: &Place, trail: Trail, number: usize) {
        let lookout = self.lookout;
        let Some(known) = &lookout.known else { return };
        let to = (&place.whereabouts, place.class);
        let sighting = known.values.with(number, |value| {
            lookout.sighting(known.rule, value, to, trail)
        });
        if let Some(sighting) = sighting.flatten() {
            self.leak(number);
            self.add(Sighting {
                image: place.image.clone(),
                ..sighting
            });
        }
    }

    fn add(&mut self, sighting: Sighting) {
        self.count += 1;
        if self.is_muted {
            self.seen.ignored += 1;
        } else {
            self.seen.findings.add(sighting);
        }
    }

    fn quietly(&mut self, silenced: bool, work: impl FnOnce(&mut Self)) {
        let before = self.is_muted;
        self.is_muted |= silenced;
        work(self);
        self.is_muted = before;
    }
}

/// Whether the file, or a file within it, is a sample of a package.
fn is_in_sample(place: &Place, trail: &Trail) -> bool {
    let members = trail.steps().iter().filter_map(|step| match step {
        Step::Member(path) => Some(path.as_str()),
        _ => None,
    });
    // No object of a cluster has a name like a path.
    let name = place.whereabouts.object.name.as_str();
    members.chain([name]).any(package::is_sample)
}
