//! Turns a node of YAML into JSON text.

use granit_parser::{Event, ScalarStyle, Tag};

use super::{
    super::{
        json::Malformed,
        scalar::{self, Scalar},
    },
    keys::Keys,
    objects::Reader,
};

impl<'t> Reader<'t, '_> {
    /// Writes a node as JSON.
    pub(super) fn value(&mut self, event: Event<'t>) -> Result<(), Malformed> {
        let start = self.out.len();
        let anchor = match event {
            Event::Scalar(value, style, anchor, tag) => {
                match scalar::resolve(&value, style, tag.as_deref()) {
                    Ok(scalar) => scalar.write(&mut self.out),
                    Err(problem) => self.fail(problem),
                }
                anchor
            }
            Event::SequenceStart(_, anchor, _) => {
                self.sequence()?;
                anchor
            }
            Event::MappingStart(_, anchor, _) => {
                self.mapping()?;
                anchor
            }
            Event::Alias(anchor) => {
                if let Err(problem) = self.anchors.expand(anchor, &mut self.out) {
                    self.fail(problem);
                }
                0
            }
            _ => {
                self.fail("a value is missing");
                0
            }
        };
        self.anchors.keep(anchor, &self.out[start..]);
        Ok(())
    }

    fn fail(&mut self, problem: &'static str) {
        self.problem = Some(problem);
        self.out.push_str("null");
    }

    fn sequence(&mut self) -> Result<(), Malformed> {
        self.out.push('[');
        loop {
            let (event, _) = self.next()?;
            if event == Event::SequenceEnd {
                break;
            }
            if !self.out.ends_with('[') {
                self.out.push(',');
            }
            self.value(event)?;
        }
        self.out.push(']');
        Ok(())
    }

    fn mapping(&mut self) -> Result<(), Malformed> {
        let start = self.out.len();
        let mut keys = Keys::default();
        self.out.push('{');
        while self.key(&mut keys)?.is_some() {
            let (event, _) = self.next()?;
            self.value(event)?;
        }
        self.end_mapping(start, &keys);
        Ok(())
    }

    /// Reads and writes the next key that has a value of its own; none at the mapping's end.
    pub(super) fn key(&mut self, keys: &mut Keys) -> Result<Option<String>, Malformed> {
        loop {
            let (event, _) = self.next()?;
            let problem = match event {
                Event::MappingEnd | Event::StreamEnd => return Ok(None),
                Event::Scalar(value, style, anchor, tag) => {
                    if is_merge(&value, style, tag.as_deref()) {
                        self.merge()?;
                        keys.merged = true;
                        continue;
                    }
                    match scalar::resolve(&value, style, tag.as_deref()).and_then(Scalar::key) {
                        Ok(key) => {
                            self.write_key(&key, anchor);
                            if !keys.insert(&key) {
                                self.problem = Some("a key is given twice");
                            }
                            return Ok(Some(key));
                        }
                        Err(problem) => problem,
                    }
                }
                event => {
                    self.skip(event)?;
                    "a key is no string"
                }
            };
            self.problem = Some(problem);
            let (event, _) = self.next()?;
            self.skip(event)?;
        }
    }

    fn write_key(&mut self, key: &str, anchor: usize) {
        if !self.out.ends_with('{') {
            self.out.push(',');
        }
        let start = self.out.len();
        scalar::write_text(key, &mut self.out);
        self.anchors.keep(anchor, &self.out[start..]);
        self.out.push(':');
    }

    /// Reads what a merge key brings and writes it among the other entries.
    fn merge(&mut self) -> Result<(), Malformed> {
        let (event, _) = self.next()?;
        let start = self.out.len();
        let is_sequence = matches!(event, Event::SequenceStart(..));
        self.value(event)?;
        let merged = self.out.split_off(start);
        let sources: Result<Vec<serde_json::Map<_, _>>, _> = if is_sequence {
            serde_json::from_str(&merged)
        } else {
            serde_json::from_str(&merged).map(|source| vec![source])
        };
        let Ok(sources) = sources else {
            self.problem = Some("a merge key brings no mapping");
            return Ok(());
        };
        // Of several, the first wins; what is written later wins when the mapping ends.
        for (key, value) in sources.into_iter().rev().flatten() {
            self.write_key(&key, 0);
            self.out.push_str(&value.to_string());
        }
        Ok(())
    }

    /// Closes a mapping; after a merge, the later of two equal keys wins.
    pub(super) fn end_mapping(&mut self, start: usize, keys: &Keys) {
        self.out.push('}');
        if keys.merged {
            match serde_json::from_str::<serde_json::Value>(&self.out[start..]) {
                Ok(merged) => {
                    self.out.truncate(start);
                    self.out.push_str(&merged.to_string());
                }
                Err(_) => self.problem = Some("a merge key brings too much"),
            }
        }
    }

    /// Passes over a node, but for its anchors: later aliases may need them.
    pub(super) fn skip(&mut self, event: Event<'t>) -> Result<(), Malformed> {
        let mut event = event;
        let mut depth = 0_usize;
        loop {
            match &event {
                event if event.anchor_id().is_some() => {
                    let start = self.out.len();
                    self.value(event.clone())?;
                    self.out.truncate(start);
                }
                Event::SequenceStart(..) | Event::MappingStart(..) => depth += 1,
                Event::SequenceEnd | Event::MappingEnd => depth = depth.saturating_sub(1),
                Event::StreamEnd => return Ok(()),
                _ => {}
            }
            if depth == 0 {
                return Ok(());
            }
            event = self.next()?.0;
        }
    }
}

fn is_merge(value: &str, style: ScalarStyle, tag: Option<&Tag>) -> bool {
    let is_plain = style == ScalarStyle::Plain && tag.is_none();
    value == "<<" && (is_plain || tag.is_some_and(|tag| tag.suffix() == "merge"))
}
