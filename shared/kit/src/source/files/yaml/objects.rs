//! Documents, lists and their items: what is an object, and of which kind.

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, StrInput, Tag};

use super::{
    super::{
        anchors::Anchors,
        intake::Intake,
        json::{Malformed, NO_KIND},
        scalar::{self, Scalar},
        type_meta::TypeMeta,
    },
    keys::Keys,
};

/// Hands every object of the text to the intake.
pub(in super::super) fn read(
    text: &str,
    first_line: usize,
    intake: &mut dyn Intake,
) -> Result<(), Malformed> {
    let mut options = granit_parser::options! {
        // As libyaml does, and with it kubectl.
        block_scalar_eof_without_line_feed: true,
    };
    options.set_emit_comments(false);
    let mut reader = Reader {
        parser: Parser::new_from_str_with_options(text, options),
        first_line,
        out: String::new(),
        anchors: Anchors::default(),
        problem: None,
        intake,
    };
    loop {
        match reader.next()?.0 {
            Event::StreamEnd => return Ok(()),
            Event::DocumentStart(..) => reader.document()?,
            _ => {}
        }
    }
}

pub(super) struct Reader<'t, 'i> {
    parser: Parser<'t, StrInput<'t>>,
    first_line: usize,
    /// JSON text of what is being read; each level appends and takes its own part off again.
    pub(super) out: String,
    pub(super) anchors: Anchors,
    /// Why the present object cannot be read.
    pub(super) problem: Option<&'static str>,
    intake: &'i mut dyn Intake,
}

/// An object whose kind hangs on a list whose kind is not known yet.
struct Bare {
    line: usize,
    json: String,
}

impl<'t> Reader<'t, '_> {
    pub(super) fn next(&mut self) -> Result<(Event<'t>, usize), Malformed> {
        match self.parser.next_event() {
            None => Ok((Event::StreamEnd, 0)),
            Some(Ok((event, span))) => Ok((event, span.start.line() + self.first_line - 1)),
            Some(Err(error)) => Err(Malformed {
                line: error.marker().line() + self.first_line - 1,
                column: error.marker().col() + 1,
                problem: match error.kind() {
                    ErrorKind::RecursionLimitExceeded => "nested too deeply",
                    _ => "not YAML",
                },
            }),
        }
    }

    fn document(&mut self) -> Result<(), Malformed> {
        match self.next()? {
            (Event::MappingStart(_, anchor, _), line) => {
                self.object(line, anchor, Some(&TypeMeta::default()), true)?;
            }
            (event, line) => {
                let is_empty = matches!(
                    &event,
                    Event::Scalar(value, style, _, tag)
                        if scalar::resolve(value, *style, tag.as_deref()) == Ok(Scalar::Null)
                );
                self.skip(event)?;
                if !is_empty {
                    self.intake.no_object(line);
                }
            }
        }
        self.anchors.end_document();
        Ok(())
    }

    /// Reads an object or a list whose mapping has just begun. What the list it is an item of
    /// says about its kind may be known, known to be nothing, or not known yet.
    fn object(
        &mut self,
        line: usize,
        anchor: usize,
        inherited: Option<&TypeMeta>,
        is_document: bool,
    ) -> Result<Option<Bare>, Malformed> {
        let start = self.out.len();
        let outer_problem = self.problem.take();
        let outline = self.outline(anchor != 0)?;
        self.anchors.keep(anchor, &self.out[start..]);
        let type_meta = match inherited {
            Some(inherited) => outline.type_meta.or(inherited),
            None => outline.type_meta,
        };
        let mut bare = None;
        if outline.is_list {
            if let Some(problem) = self.problem {
                self.intake.broken(&type_meta, line, problem);
            }
            self.intake.list(&type_meta);
            self.bare_items(&type_meta.of_items(), outline.bare);
        } else if !type_meta.is_complete() && inherited.is_none() && self.problem.is_none() {
            bare = Some(Bare {
                line,
                json: self.out[start..].to_owned(),
            });
        } else if !type_meta.is_complete() && is_document {
            self.intake.no_object(line);
        } else if let Some(problem) = self.problem {
            self.intake.broken(&type_meta, line, problem);
        } else if !type_meta.is_complete() {
            self.intake.broken(&type_meta, line, NO_KIND);
        } else {
            hand_over(self.intake, &type_meta, &self.out[start..], line);
        }
        self.out.truncate(start);
        self.problem = outer_problem;
        Ok(bare)
    }

    /// Reads the fields of an object; writes it unless it turns out that nobody wants it.
    fn outline(&mut self, must_write: bool) -> Result<Outline, Malformed> {
        let start = self.out.len();
        let mut outline = Outline::default();
        let mut keys = Keys::default();
        self.out.push('{');
        loop {
            let before = self.out.len();
            let Some(key) = self.key(&mut keys)? else {
                break;
            };
            let (event, _) = self.next()?;
            match (key.as_str(), &event) {
                ("apiVersion", Event::Scalar(value, style, _, tag)) => {
                    outline.type_meta.api_version = text(value, *style, tag.as_deref());
                    self.value(event)?;
                }
                ("kind", Event::Scalar(value, style, _, tag)) => {
                    outline.type_meta.kind = text(value, *style, tag.as_deref());
                    self.value(event)?;
                }
                ("items", Event::SequenceStart(..)) if !outline.type_meta.is_discovery() => {
                    self.out.truncate(before);
                    outline.is_list = true;
                    self.items(&mut outline)?;
                }
                ("items", _) if !outline.type_meta.is_discovery() => {
                    let written = self.out.len();
                    self.value(event)?;
                    if self.out[written..] == *"null" {
                        outline.is_list = true;
                    } else {
                        self.problem = Some("its items are no list");
                    }
                }
                _ if outline.is_written(must_write, self.intake) => self.value(event)?,
                _ => {
                    self.skip(event)?;
                    self.out.push_str("null");
                }
            }
        }
        self.end_mapping(start, &keys);
        if keys.merged {
            self.merged_outline(start, &mut outline);
        }
        Ok(outline)
    }

    /// What an object says about itself after merge keys have had their say.
    fn merged_outline(&mut self, start: usize, outline: &mut Outline) {
        #[derive(Default, serde::Deserialize)]
        #[serde(default, rename_all = "camelCase")]
        struct Merged {
            api_version: String,
            kind: String,
            items: Option<serde::de::IgnoredAny>,
        }
        let merged: Merged = serde_json::from_str(&self.out[start..]).unwrap_or_default();
        outline.type_meta = TypeMeta {
            api_version: merged.api_version,
            kind: merged.kind,
        };
        if merged.items.is_some() && !outline.is_list && !outline.type_meta.is_discovery() {
            self.problem = Some("a merge key brings the items of a list");
        }
    }

    /// Reads the items of a list, one object after the other.
    fn items(&mut self, outline: &mut Outline) -> Result<(), Malformed> {
        let inherited = outline
            .type_meta
            .is_complete()
            .then(|| outline.type_meta.of_items());
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(()),
                (Event::MappingStart(_, anchor, _), line) => {
                    let bare = self.object(line, anchor, inherited.as_ref(), false)?;
                    outline.bare.extend(bare);
                }
                (event, line) => {
                    self.skip(event)?;
                    let problem = "the item of a list is no object";
                    self.intake.broken(&TypeMeta::default(), line, problem);
                }
            }
        }
    }

    fn bare_items(&mut self, type_meta: &TypeMeta, items: Vec<Bare>) {
        for item in items {
            if type_meta.is_complete() {
                hand_over(self.intake, type_meta, &item.json, item.line);
            } else {
                self.intake.broken(type_meta, item.line, NO_KIND);
            }
        }
    }
}

/// What an object says about itself.
#[derive(Default)]
struct Outline {
    type_meta: TypeMeta,
    is_list: bool,
    bare: Vec<Bare>,
    is_wanted: Option<bool>,
}

impl Outline {
    /// Whether the object's fields must be written: until its kind is known, or because somebody
    /// wants it.
    fn is_written(&mut self, must_write: bool, intake: &dyn Intake) -> bool {
        must_write
            || !self.type_meta.is_complete()
            || *self
                .is_wanted
                .get_or_insert_with(|| intake.is_wanted(&self.type_meta))
    }
}

fn hand_over(intake: &mut dyn Intake, type_meta: &TypeMeta, json: &str, line: usize) {
    if intake.is_wanted(type_meta) {
        intake.object(type_meta, json, line);
    } else {
        intake.unwanted();
    }
}

/// A string, or nothing if the scalar is no string: such an object has no kind.
fn text(value: &str, style: ScalarStyle, tag: Option<&Tag>) -> String {
    match scalar::resolve(value, style, tag) {
        Ok(Scalar::Text(text)) => text.to_owned(),
        _ => String::new(),
    }
}
