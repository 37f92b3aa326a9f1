//! Cuts JSON text into objects: one document, several in a row, or JSON Lines.
//!
//! Items of a list are borrowed from the text and decoded one by one, so a large list costs its
//! text and its objects and nothing in between. A document with `items` is a list whatever its
//! kind says, and items may precede the kind (apimachinery `UnstructuredJSONScheme.detectList`).

use std::fmt;

use serde::{
    Deserialize,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{super::fields::Fields, intake::Intake, text::line_number, type_meta::TypeMeta, yaml};

/// Lists in lists in lists; the API server refuses even one.
const MAX_LIST_DEPTH: usize = 16;

/// Where and why a text is neither YAML nor JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Malformed {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) problem: &'static str,
}

/// Hands every object of the text to the intake.
pub(super) fn read(text: &str, intake: &mut dyn Intake) -> Result<(), Malformed> {
    let mut reader = Reader {
        text,
        counted: (0, 1),
        items: 0,
        intake,
    };
    let mut rest = text.trim_ascii_start();
    while !rest.is_empty() {
        let line = reader.line_of(rest);
        let items = reader.items;
        match reader.document(rest) {
            Ok(length) => rest = rest[length..].trim_ascii_start(),
            // YAML may follow JSON in one file, and YAML in flow style looks like JSON at first.
            Err(error) if error.is_syntax() && reader.items == items => {
                return yaml::read(rest, line, reader.intake);
            }
            Err(error) => return Err(malformed(&error, line)),
        }
    }
    Ok(())
}

fn malformed(error: &serde_json::Error, first_line: usize) -> Malformed {
    Malformed {
        line: first_line + error.line().saturating_sub(1),
        column: error.column().max(1),
        problem: if error.is_eof() {
            "the JSON text ends too early"
        } else {
            "not JSON"
        },
    }
}

struct Reader<'t, 'i> {
    text: &'t str,
    /// How far lines were counted: offset and its line.
    counted: (usize, usize),
    /// How many list items were handed over.
    items: usize,
    intake: &'i mut dyn Intake,
}

impl<'t> Reader<'t, '_> {
    /// Reads one document and says how long it is.
    fn document(&mut self, text: &'t str) -> Result<usize, serde_json::Error> {
        if text.starts_with('{') {
            return self
                .object(text, Some(&TypeMeta::default()), 0)
                .map(|read| read.length);
        }
        let mut documents = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
        let Some(document) = documents.next() else {
            return Ok(text.len());
        };
        if document?.get() != "null" {
            let line = self.line_of(text);
            self.intake.no_object(line);
        }
        Ok(documents.byte_offset())
    }

    /// Reads an object or a list at the start of a text. What the list it is an item of says
    /// about its kind may be known, known to be nothing, or not known yet.
    fn object(
        &mut self,
        text: &'t str,
        inherited: Option<&TypeMeta>,
        depth: usize,
    ) -> Result<Read, serde_json::Error> {
        // The text of an item has been checked when the list was cut.
        let known = if depth > 0 { outline_of(text) } else { None };
        let (outline, length) = if let Some(outline) = known {
            (outline, text.len())
        } else {
            let mut deserializer = serde_json::Deserializer::from_str(text);
            let outline = OutlineSeed {
                reader: self,
                depth,
            }
            .deserialize(&mut deserializer)?;
            let length = deserializer.into_iter::<IgnoredAny>().byte_offset();
            (outline, length)
        };
        let type_meta = match inherited {
            Some(inherited) => outline.type_meta.or(inherited),
            None if outline.type_meta.is_complete() => outline.type_meta,
            None if outline.items == Items::Absent => return Ok(Read { length, bare: true }),
            None => outline.type_meta,
        };
        let text = &text[..length];
        let is_discovery = type_meta.is_discovery();
        if outline.items == Items::List && !is_discovery {
            self.intake.list(&type_meta);
            self.bare_items(&type_meta, &outline.bare, depth);
        } else if outline.items == Items::Other && !is_discovery {
            let line = self.line_of(text);
            self.intake
                .broken(&type_meta, line, "its items are no list");
        } else if !type_meta.is_complete() {
            let line = self.line_of(text);
            if depth == 0 {
                self.intake.no_object(line);
            } else {
                self.intake.broken(&type_meta, line, NO_KIND);
            }
        } else if self.intake.is_wanted(&type_meta) {
            let line = self.line_of(text);
            self.intake.object(&type_meta, text, line);
        } else {
            self.intake.unwanted();
        }
        Ok(Read {
            length,
            bare: false,
        })
    }

    /// Reads an item; returns it if its kind hangs on a list whose kind is not known yet.
    fn item(
        &mut self,
        item: &'t RawValue,
        inherited: Option<&TypeMeta>,
        depth: usize,
    ) -> Option<&'t RawValue> {
        self.items += 1;
        let problem = if !item.get().starts_with('{') {
            "the item of a list is no object"
        } else if depth > MAX_LIST_DEPTH {
            "lists are nested too deeply"
        } else {
            match self.object(item.get(), inherited, depth) {
                Ok(read) if read.bare => return Some(item),
                Ok(_) => return None,
                Err(_) => "it is not JSON",
            }
        };
        let line = self.line_of(item.get());
        self.intake.broken(&TypeMeta::default(), line, problem);
        None
    }

    fn bare_items(&mut self, list: &TypeMeta, items: &[&'t RawValue], depth: usize) {
        let inherited = list.of_items();
        for item in items {
            self.item(item, Some(&inherited), depth + 1);
        }
    }

    /// The line on which a part of the text starts.
    fn line_of(&mut self, part: &str) -> usize {
        let offset = part.as_ptr() as usize - self.text.as_ptr() as usize;
        let (counted, line) = if offset < self.counted.0 {
            (0, 1)
        } else {
            self.counted
        };
        let line = line + line_number(&self.text.as_bytes()[counted..offset]) - 1;
        self.counted = (offset, line);
        line
    }
}

/// Why an item of a plain list is not read.
pub(super) const NO_KIND: &str = "it has no apiVersion and kind";

struct Read {
    length: usize,
    bare: bool,
}

/// What a document says about itself.
#[derive(Default)]
struct Outline<'t> {
    type_meta: TypeMeta,
    items: Items,
    /// Items that wait for the list to say its kind.
    bare: Vec<&'t RawValue>,
}

/// What the field `items` holds.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Items {
    #[default]
    Absent,
    /// Objects, or null.
    List,
    Other,
}

struct OutlineSeed<'r, 't, 'i> {
    reader: &'r mut Reader<'t, 'i>,
    depth: usize,
}

#[derive(Deserialize)]
#[serde(field_identifier)]
enum Field {
    #[serde(rename = "apiVersion")]
    ApiVersion,
    #[serde(rename = "kind")]
    Kind,
    #[serde(rename = "items")]
    Items,
    #[serde(other)]
    Other,
}

impl<'t> DeserializeSeed<'t> for OutlineSeed<'_, 't, '_> {
    type Value = Outline<'t>;

    fn deserialize<D: serde::Deserializer<'t>>(
        self,
        deserializer: D,
    ) -> Result<Outline<'t>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'t> Visitor<'t> for OutlineSeed<'_, 't, '_> {
    type Value = Outline<'t>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Outline<'t>, A::Error> {
        let mut outline = Outline::default();
        while let Some(field) = map.next_key::<Field>()? {
            match field {
                Field::ApiVersion => {
                    let value: &RawValue = map.next_value()?;
                    outline.type_meta.api_version = text_or_empty(value.get());
                }
                Field::Kind => {
                    let value: &RawValue = map.next_value()?;
                    outline.type_meta.kind = text_or_empty(value.get());
                }
                Field::Items if outline.type_meta.is_discovery() => {
                    map.next_value::<IgnoredAny>()?;
                }
                Field::Items => {
                    let inherited = outline
                        .type_meta
                        .is_complete()
                        .then(|| outline.type_meta.of_items());
                    outline.items = map.next_value_seed(ItemsSeed {
                        reader: self.reader,
                        inherited,
                        depth: self.depth + 1,
                        bare: &mut outline.bare,
                    })?;
                }
                Field::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(outline)
    }
}

/// A string, or nothing if the value is no string: such an object has no kind.
fn text_or_empty(value: &str) -> String {
    serde_json::from_str(value).unwrap_or_default()
}

/// What an object says about itself whose text is known to be JSON, unless it takes more to tell:
/// when it is a list, or writes its keys in an odd way.
fn outline_of(text: &str) -> Option<Outline<'_>> {
    let mut type_meta = TypeMeta::default();
    for (key, value) in Fields::of(text)? {
        match key {
            "apiVersion" => type_meta.api_version = text_or_empty(value),
            "kind" => type_meta.kind = text_or_empty(value),
            "items" => return None,
            key if key.contains('\\') => return None,
            _ => {}
        }
    }
    Some(Outline {
        type_meta,
        ..Outline::default()
    })
}

struct ItemsSeed<'r, 'o, 't, 'i> {
    reader: &'r mut Reader<'t, 'i>,
    inherited: Option<TypeMeta>,
    depth: usize,
    bare: &'o mut Vec<&'t RawValue>,
}

impl<'t> DeserializeSeed<'t> for ItemsSeed<'_, '_, 't, '_> {
    type Value = Items;

    fn deserialize<D: serde::Deserializer<'t>>(self, deserializer: D) -> Result<Items, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for ItemsSeed<'_, '_, 't, '_> {
    type Value = Items;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Items, E> {
        Ok(Items::List)
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut items: A) -> Result<Items, A::Error> {
        while let Some(item) = items.next_element::<&RawValue>()? {
            let bare = self.reader.item(item, self.inherited.as_ref(), self.depth);
            self.bare.extend(bare);
        }
        Ok(Items::List)
    }

    fn visit_map<A: MapAccess<'t>>(self, map: A) -> Result<Items, A::Error> {
        IgnoredAny.visit_map(map)?;
        Ok(Items::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Items, E> {
        Ok(Items::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Items, E> {
        Ok(Items::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Items, E> {
        Ok(Items::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Items, E> {
        Ok(Items::Other)
    }

    fn visit_str<E>(self, _: &str) -> Result<Items, E> {
        Ok(Items::Other)
    }
}
