//! Which key a place in a configuration file stands under.
//!
//! Two ways of nesting are followed at once: brackets (JSON, YAML flow style) and indentation
//! (YAML block style). A key of a secret, or of what is no address, covers all that is
//! nested in it. No grammar is enforced: the
//! text may be anything, and the worst that broken nesting does is to call a value by no key.

use super::word::Context;

/// The deepest nesting that is told apart.
const DEEPEST: usize = 64;

/// Identifies the object that a key belongs to: keys of one group are siblings.
pub(super) type Group = u32;

/// The open keys around the place that is being read.
#[derive(Debug)]
pub(super) struct Nesting {
    base: Context,
    blocks: Vec<Block>,
    brackets: Vec<Bracket>,
    /// Brackets that are open beyond the deepest.
    untracked: usize,
    last_group: Group,
}

#[derive(Debug)]
struct Block {
    indent: usize,
    is_item: bool,
    context: Context,
    group: Group,
}

#[derive(Debug)]
struct Bracket {
    context: Context,
    group: Group,
}

impl Nesting {
    /// Nothing is open; `base` is what the name of the whole text says.
    pub(super) fn new(base: Context) -> Self {
        Self {
            base,
            blocks: Vec::new(),
            brackets: Vec::new(),
            untracked: 0,
            last_group: 0,
        }
    }

    /// What the keys around this place say.
    pub(super) fn context(&self) -> Context {
        let block = self.blocks.last().map(|block| block.context);
        let bracket = self.brackets.last().map(|bracket| bracket.context);
        for covering in [Context::Secret, Context::Other] {
            if [block, bracket, Some(self.base)].contains(&Some(covering)) {
                return covering;
            }
        }
        bracket.or(block).unwrap_or(self.base)
    }

    /// What a key says here, given what it says alone.
    pub(super) fn context_of_key(&self, own: Context) -> Context {
        match (self.context(), own) {
            (Context::Secret, _) | (_, Context::Secret) => Context::Secret,
            (Context::Other, _) => Context::Other,
            (Context::Plain | Context::Address, own) => own,
        }
    }

    /// The object that keys here belong to.
    pub(super) fn group(&self) -> Group {
        let bracket = self.brackets.last().map(|bracket| bracket.group);
        let block = self.blocks.last().map(|block| block.group);
        bracket.or(block).unwrap_or(0)
    }

    /// A line starts at this indentation; `is_item` when it starts with the dash of a list.
    pub(super) fn start_line(&mut self, indent: usize, is_item: bool) {
        while self.blocks.last().is_some_and(|block| {
            block.indent > indent || (block.indent == indent && (block.is_item || !is_item))
        }) {
            self.blocks.pop();
        }
        if is_item {
            let context = self.context();
            self.open_block(indent, true, context);
        }
    }

    /// The line that ends began with a key at this indentation.
    pub(super) fn open_key(&mut self, indent: usize, context: Context) {
        self.open_block(indent, false, context);
    }

    /// A bracket opens under a key that says this.
    pub(super) fn open_bracket(&mut self, context: Context) {
        if self.brackets.len() < DEEPEST {
            let group = self.next_group();
            self.brackets.push(Bracket { context, group });
            return;
        }
        self.untracked += 1;
        if let (Context::Secret, Some(bracket)) = (context, self.brackets.last_mut()) {
            bracket.context = Context::Secret;
        }
    }

    /// A bracket closes, if one is open.
    pub(super) fn close_bracket(&mut self) {
        match self.untracked.checked_sub(1) {
            Some(rest) => self.untracked = rest,
            None => {
                self.brackets.pop();
            }
        }
    }

    fn open_block(&mut self, indent: usize, is_item: bool, context: Context) {
        if self.blocks.len() < DEEPEST {
            let group = self.next_group();
            self.blocks.push(Block {
                indent,
                is_item,
                context,
                group,
            });
        } else if let (Context::Secret, Some(block)) = (context, self.blocks.last_mut()) {
            block.context = Context::Secret;
        }
    }

    fn next_group(&mut self) -> Group {
        self.last_group = self.last_group.wrapping_add(1);
        self.last_group
    }
}
