//! What is marshalled in a compiled module (`CPython`, Python/marshal.c), as far as it takes to know the
//! constants and the names of each piece of code.

/// Most objects that are read.
const OBJECTS: usize = 200_000;
/// How deep they may be in each other.
const DEEPEST: usize = 60;
/// Says that the object is referred to again.
const IS_REFERRED_TO: u8 = 0x80;

/// An object.
pub(super) enum Object<'m> {
    Text(&'m [u8]),
    /// The positions of its elements in the list of all objects.
    Tuple(Vec<usize>),
    Other,
}

/// Constants, names and instructions of a piece of code, by the positions of objects.
pub(super) struct Code<'m> {
    pub(super) instructions: &'m [u8],
    pub(super) constants: usize,
    pub(super) names: usize,
    pub(super) locals: usize,
}

/// How a version lays out what it marshals.
#[derive(Clone, Copy)]
pub(super) struct Layout {
    /// Numbers before the instructions.
    pub(super) numbers: usize,
    /// Objects before and behind the number of the first line.
    pub(super) objects: (usize, usize),
}

/// Everything that was read.
pub(super) struct Module<'m> {
    pub(super) objects: Vec<Object<'m>>,
    pub(super) codes: Vec<Code<'m>>,
    layout: Layout,
    referred_to: Vec<usize>,
    rest: &'m [u8],
}

impl<'m> Module<'m> {
    /// Reads a module, as far as it is understood.
    pub(super) fn read(marshalled: &'m [u8], layout: Layout) -> Self {
        let mut module = Self {
            objects: Vec::new(),
            codes: Vec::new(),
            layout,
            referred_to: Vec::new(),
            rest: marshalled,
        };
        let _ = module.object(0);
        module
    }

    /// The text at a position.
    pub(super) fn text(&self, at: usize) -> Option<&'m [u8]> {
        match self.objects.get(at)? {
            Object::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The elements of the tuple at a position.
    pub(super) fn tuple(&self, at: usize) -> Option<&[usize]> {
        match self.objects.get(at)? {
            Object::Tuple(elements) => Some(elements),
            _ => None,
        }
    }

    fn take(&mut self, length: usize) -> Option<&'m [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn number(&mut self) -> Option<usize> {
        let bytes: [u8; 4] = self.take(4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(bytes)).ok()
    }

    /// Reads an object; gives its position.
    fn object(&mut self, depth: usize) -> Option<usize> {
        if depth > DEEPEST || self.objects.len() >= OBJECTS {
            return None;
        }
        let kind = self.byte()?;
        if kind == b'r' {
            let reference = self.number()?;
            return self.referred_to.get(reference).copied();
        }
        let position = self.objects.len();
        self.objects.push(Object::Other);
        if kind & IS_REFERRED_TO != 0 {
            self.referred_to.push(position);
        }
        let object = self.content(kind & !IS_REFERRED_TO, depth)?;
        *self.objects.get_mut(position)? = object;
        Some(position)
    }

    fn content(&mut self, kind: u8, depth: usize) -> Option<Object<'m>> {
        Some(match kind {
            b's' | b't' | b'u' | b'a' | b'A' => {
                let length = self.number()?;
                Object::Text(self.take(length)?)
            }
            b'z' | b'Z' => {
                let length = self.byte()?;
                Object::Text(self.take(usize::from(length))?)
            }
            b')' => {
                let length = self.byte()?;
                self.elements(usize::from(length), depth)?
            }
            b'(' | b'[' | b'<' | b'>' => {
                let length = self.number()?;
                self.elements(length, depth)?
            }
            b'c' => self.code(depth)?,
            b'N' | b'F' | b'T' | b'S' | b'.' | b'0' => Object::Other,
            b'i' => self.passed(4)?,
            b'g' | b'I' => self.passed(8)?,
            b'y' => self.passed(16)?,
            b'l' => {
                let bytes: [u8; 4] = self.take(4)?.try_into().ok()?;
                let digits = i32::from_le_bytes(bytes).unsigned_abs();
                self.passed(usize::try_from(digits).ok()?.checked_mul(2)?)?
            }
            _ => return None,
        })
    }

    fn passed(&mut self, length: usize) -> Option<Object<'m>> {
        self.take(length).map(|_| Object::Other)
    }

    fn elements(&mut self, length: usize, depth: usize) -> Option<Object<'m>> {
        // Every element takes a byte.
        if length > self.rest.len() {
            return None;
        }
        let mut elements = Vec::new();
        for _ in 0..length {
            elements.push(self.object(depth + 1)?);
        }
        Some(Object::Tuple(elements))
    }

    fn code(&mut self, depth: usize) -> Option<Object<'m>> {
        let layout = self.layout;
        self.take(4 * layout.numbers)?;
        let instructions = self.object(depth + 1)?;
        let [constants, names, locals] = [
            self.object(depth + 1)?,
            self.object(depth + 1)?,
            self.object(depth + 1)?,
        ];
        for _ in 0..layout.objects.0 {
            self.object(depth + 1)?;
        }
        self.take(4)?;
        for _ in 0..layout.objects.1 {
            self.object(depth + 1)?;
        }
        let instructions = self.text(instructions)?;
        self.codes.push(Code {
            instructions,
            constants,
            names,
            locals,
        });
        Some(Object::Other)
    }
}
