//! Reads YAML as trees, in one pass over the parser's events.
//!
//! What stands before a mistake is kept: half a manifest can hold a whole credential. An alias
//! repeats what it refers to while that stays within bounds; past them it is nothing, which loses
//! no value, as each stands where its anchor is.

use std::{borrow::Cow, collections::HashMap, ops::Range};

use granit_parser::{Event, Parser, ScalarStyle, Span, StrInput, Tag};

use super::{MAX_DEPTH, Malformed, Tree};

/// How many nodes and how many bytes all aliases of a stream may repeat.
const REPEATED_NODES: usize = 100_000;
const REPEATED_BYTES: usize = 16 << 20;

/// What a stream of YAML holds.
pub(crate) struct Yaml<'t> {
    /// The documents, up to the first mistake.
    pub(crate) documents: Vec<Tree<'t>>,
    /// Where keys and values stand in the text, in order; comments lie between them.
    pub(crate) scalars: Vec<Range<usize>>,
    /// The first mistake.
    pub(crate) problem: Option<Malformed>,
}

impl<'t> Yaml<'t> {
    pub(crate) fn read(text: &'t str) -> Self {
        let mut options = granit_parser::options! {
            // As libyaml does, and with it kubectl.
            block_scalar_eof_without_line_feed: true,
        };
        options.set_emit_comments(false);
        let mut reader = Reader {
            parser: Parser::new_from_str_with_options(text, options),
            anchors: HashMap::new(),
            nodes_left: REPEATED_NODES,
            bytes_left: REPEATED_BYTES,
            scalars: Vec::new(),
            depth: 0,
        };
        let mut documents = Vec::new();
        let problem = reader.documents(&mut documents).err();
        let mut scalars = reader.scalars;
        if let Some(problem) = &problem {
            // A key on the line of the mistake is needed to read the line as text.
            let line = line_start(text, problem.line);
            scalars.retain(|scalar| scalar.end <= line);
        }
        Self {
            documents,
            scalars,
            problem,
        }
    }
}

/// Where a line, counted from one, begins.
fn line_start(text: &str, line: usize) -> usize {
    let before = line.saturating_sub(2);
    let mut ends = memchr::memchr_iter(b'\n', text.as_bytes());
    match line {
        0 | 1 => 0,
        _ => ends.nth(before).map_or(text.len(), |end| end + 1),
    }
}

struct Reader<'t> {
    parser: Parser<'t, StrInput<'t>>,
    anchors: HashMap<usize, Tree<'t>>,
    nodes_left: usize,
    bytes_left: usize,
    scalars: Vec<Range<usize>>,
    depth: usize,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<(Event<'t>, Span), Malformed> {
        match self.parser.next_event() {
            None => Ok((Event::StreamEnd, Span::default())),
            Some(Ok(next)) => Ok(next),
            Some(Err(error)) => Err(Malformed {
                line: error.marker().line(),
                column: error.marker().col() + 1,
            }),
        }
    }

    fn documents(&mut self, documents: &mut Vec<Tree<'t>>) -> Result<(), Malformed> {
        loop {
            match self.next()?.0 {
                Event::StreamEnd => return Ok(()),
                Event::DocumentStart(..) => {
                    let (event, span) = self.next()?;
                    // What was read of a document that breaks off is worth keeping too.
                    let mut tree = Tree::Null;
                    let read = self.node(event, span, &mut tree);
                    documents.push(tree);
                    self.anchors.clear();
                    read?;
                }
                _ => {}
            }
        }
    }

    /// Reads a node into `tree`, as far as it goes.
    fn node(&mut self, event: Event<'t>, span: Span, tree: &mut Tree<'t>) -> Result<(), Malformed> {
        let anchor = event.anchor_id().map_or(0, usize::from);
        match event {
            Event::Scalar(value, style, _, tag) => {
                self.scalars.extend(span.byte_range());
                *tree = scalar(value, style, tag.as_deref());
            }
            Event::SequenceStart(..) => {
                *tree = Tree::List(Vec::new());
                self.nested(span, |reader| match tree {
                    Tree::List(elements) => reader.elements(elements),
                    _ => Ok(()),
                })?;
            }
            Event::MappingStart(..) => {
                *tree = Tree::Map(Vec::new());
                self.nested(span, |reader| match tree {
                    Tree::Map(entries) => reader.entries(entries),
                    _ => Ok(()),
                })?;
            }
            Event::Alias(anchor) => *tree = self.repeat(anchor),
            _ => {}
        }
        if anchor != 0 {
            // An anchored node costs what an alias would: it is copied here already.
            if let Some(copy) = self.copy(tree) {
                self.anchors.insert(anchor, copy);
            }
        }
        Ok(())
    }

    fn nested(
        &mut self,
        span: Span,
        read: impl FnOnce(&mut Self) -> Result<(), Malformed>,
    ) -> Result<(), Malformed> {
        if self.depth >= MAX_DEPTH {
            return Err(Malformed {
                line: span.start.line(),
                column: span.start.col() + 1,
            });
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn elements(&mut self, elements: &mut Vec<Tree<'t>>) -> Result<(), Malformed> {
        loop {
            let (event, span) = self.next()?;
            if let Event::SequenceEnd | Event::StreamEnd = event {
                return Ok(());
            }
            elements.push(Tree::Null);
            if let Some(last) = elements.last_mut() {
                self.node(event, span, last)?;
            }
        }
    }

    fn entries(&mut self, entries: &mut Vec<(Cow<'t, str>, Tree<'t>)>) -> Result<(), Malformed> {
        loop {
            let (event, span) = self.next()?;
            let key = match event {
                Event::MappingEnd | Event::StreamEnd => return Ok(()),
                Event::Scalar(value, _, anchor, _) => {
                    self.scalars.extend(span.byte_range());
                    if anchor != 0 {
                        self.anchors.insert(anchor, Tree::Text(value.clone()));
                    }
                    value
                }
                // A key that is no text has no name, but may hold something.
                event => {
                    let mut key = Tree::Null;
                    self.node(event, span, &mut key)?;
                    let name = key.text().unwrap_or("?").to_owned();
                    if !matches!(key, Tree::Text(_)) {
                        entries.push((Cow::Borrowed("?"), key));
                    }
                    Cow::Owned(name)
                }
            };
            let (event, span) = self.next()?;
            let is_merge = key == "<<";
            entries.push((key, Tree::Null));
            if let Some((_, value)) = entries.last_mut() {
                self.node(event, span, value)?;
            }
            if is_merge {
                merge(entries);
            }
        }
    }

    fn repeat(&mut self, anchor: usize) -> Tree<'t> {
        // Taken out for the while, so that it can be copied by `&mut self`.
        let Some(anchored) = self.anchors.remove(&anchor) else {
            return Tree::Null;
        };
        let copy = self.copy(&anchored);
        self.anchors.insert(anchor, anchored);
        copy.unwrap_or(Tree::Null)
    }

    /// A copy, if the budget covers it.
    fn copy(&mut self, tree: &Tree<'t>) -> Option<Tree<'t>> {
        let (nodes, bytes) = size(tree);
        self.nodes_left = self.nodes_left.checked_sub(nodes)?;
        self.bytes_left = self.bytes_left.checked_sub(bytes)?;
        Some(tree.clone())
    }
}

/// Moves what a merge key brought in among the other entries.
fn merge<'t>(entries: &mut Vec<(Cow<'t, str>, Tree<'t>)>) {
    match entries.pop() {
        Some((_, Tree::Map(merged))) => entries.extend(merged),
        Some((_, Tree::List(sources))) => {
            for source in sources {
                if let Tree::Map(merged) = source {
                    entries.extend(merged);
                }
            }
        }
        other => entries.extend(other),
    }
}

/// How many nodes and bytes a tree has.
fn size(tree: &Tree<'_>) -> (usize, usize) {
    match tree {
        Tree::Null => (1, 0),
        Tree::Scalar(text) | Tree::Text(text) => (1, text.len()),
        Tree::List(elements) => elements.iter().map(size).fold((1, 0), sum),
        Tree::Map(entries) => entries
            .iter()
            .map(|(key, value)| sum((1, key.len()), size(value)))
            .fold((1, 0), sum),
    }
}

fn sum(left: (usize, usize), right: (usize, usize)) -> (usize, usize) {
    (left.0 + right.0, left.1 + right.1)
}

/// A scalar as YAML 1.2's core schema has it, for what is nothing, a number or a boolean; the
/// difference to 1.1 matters to nobody who looks for credentials.
fn scalar<'t>(value: Cow<'t, str>, style: ScalarStyle, tag: Option<&Tag>) -> Tree<'t> {
    if style != ScalarStyle::Plain || tag.is_some() {
        return Tree::Text(value);
    }
    match &*value {
        "" | "~" | "null" | "Null" | "NULL" => Tree::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Tree::Scalar(value),
        number if is_number(number) => Tree::Scalar(value),
        _ => Tree::Text(value),
    }
}

fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        && unsigned.parse::<f64>().is_ok_and(f64::is_finite)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn json(tree: &Tree<'_>) -> String {
        match tree {
            Tree::Null => "null".to_owned(),
            Tree::Scalar(scalar) => scalar.to_string(),
            Tree::Text(text) => serde_json::to_string(text).unwrap(),
            Tree::List(elements) => {
                let elements: Vec<_> = elements.iter().map(json).collect();
                format!("[{}]", elements.join(","))
            }
            Tree::Map(entries) => {
                let entries: Vec<_> = entries
                    .iter()
                    .map(|(key, value)| format!("{key}:{}", json(value)))
                    .collect();
                format!("{{{}}}", entries.join(","))
            }
        }
    }

    fn read(text: &str) -> Vec<String> {
        Tree::from_yaml(text).unwrap().iter().map(json).collect()
    }

    #[test]
    fn every_document_of_a_stream_is_read() {
        let text = "a: 1\nb: [x, 'y', null]\n---\n# nothing but\nc: |\n  one\n  two\n";
        assert_eq!(
            read(text),
            [r#"{a:1,b:["x","y",null]}"#, r#"{c:"one\ntwo\n"}"#]
        );
    }

    #[test]
    fn aliases_and_merge_keys_repeat_what_they_refer_to() {
        let text = "base: &b {user: x, pass: &p hunter2}\nother:\n  <<: *b\n  again: *p\n";
        assert_eq!(
            read(text),
            [r#"{base:{user:"x",pass:"hunter2"},other:{user:"x",pass:"hunter2",again:"hunter2"}}"#]
        );
    }

    #[test]
    fn keys_given_twice_and_keys_that_are_no_text_are_kept() {
        assert_eq!(
            read("a: 1\na: 2\n? [x]\n: y\n"),
            [r#"{a:1,a:2,?:["x"],?:"y"}"#]
        );
    }

    #[test]
    fn aliases_that_multiply_come_to_an_end() {
        use std::fmt::Write as _;
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let before = format!("*a{}, ", level - 1).repeat(10);
            writeln!(
                text,
                "a{level}: &a{level} [{}]",
                before.trim_end_matches(", ")
            )
            .unwrap();
        }
        let yaml = Yaml::read(&text);
        assert_eq!(yaml.problem, None);
        assert!(size(&yaml.documents[0]).0 < 3 * REPEATED_NODES);
    }

    #[test]
    fn what_stands_before_a_mistake_is_kept() {
        let yaml = Yaml::read("a: 1\n---\nb:\n  c: hunter2\n  d: [x\n");
        assert!(yaml.problem.is_some());
        assert_eq!(json(&yaml.documents[0]), "{a:1}");
        assert!(json(&yaml.documents[1]).starts_with(r#"{b:{c:"hunter2""#));
    }

    #[test]
    fn scalars_are_found_in_the_text_and_comments_are_not_among_them() {
        let text = "a: one # note\nb: |\n  two\n";
        let scalars: Vec<_> = Yaml::read(text)
            .scalars
            .into_iter()
            .map(|range| text.get(range).unwrap().trim().to_owned())
            .collect();
        assert_eq!(scalars[..3], ["a", "one", "b"]);
        assert!(scalars[3].contains("two"));
    }

    #[test]
    fn deep_nesting_is_a_mistake_not_a_crash() {
        assert!(Tree::from_yaml(&"[".repeat(100_000)).is_err());
        assert!(Tree::from_yaml(&"- ".repeat(100_000)).is_err());
        assert!(Tree::from_yaml(&"{a: ".repeat(1000)).is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in r#"[a-c:\-\[\]{}&*!|>#%@'"<?,~ \n\t]{0,64}"#) {
            let yaml = Yaml::read(&text);
            for range in yaml.scalars {
                prop_assert!(text.get(range).is_some());
            }
        }

        #[test]
        fn json_is_yaml(
            map in prop::collection::btree_map("[a-z]{1,8}", "[ -~]{0,20}", 0..6)
        ) {
            let text = serde_json::to_string(&map).unwrap();
            let trees = Tree::from_yaml(&text).unwrap();
            prop_assert_eq!(&trees[0], &Tree::from_json(&text).unwrap());
        }
    }
}
