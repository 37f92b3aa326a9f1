//! Which text a piece of code gives which name (`CPython`, Include/opcode.h and its successors): what is
//! loaded right before it is stored, or passed under a name or behind one.

use super::marshal::{Code, Layout, Module};

/// A name, and the text that it is given.
pub(super) type Pair<'m> = (&'m [u8], &'m [u8]);

/// How many instructions may stand between a text and the name of the item that it is put into:
/// `os.environ` is two.
const NEAR: usize = 4;

/// The instructions of a version.
#[derive(Clone, Copy)]
pub(super) struct Version {
    pub(super) layout: Layout,
    load_constant: u8,
    store_name: u8,
    store_global: u8,
    store_attribute: u8,
    store_local: u8,
    store_item: u8,
    extended: u8,
    /// What puts types beside the names of arguments.
    build_tuple: u8,
    /// What says how the last arguments are called, where that is no constant that is loaded.
    name_arguments: Option<u8>,
}

impl Version {
    /// By the number that compiled modules begin with (`CPython`, importlib): 3.6 to 3.13.
    pub(super) fn of(number: u16) -> Option<Self> {
        let layout = |numbers, objects| Layout { numbers, objects };
        // Cells, file, name; since 3.11 kinds of locals, file, names.
        let layout = match number {
            3360..=3399 => layout(5, (4, 1)),
            3400..=3449 => layout(6, (4, 1)),
            3450..=3599 => layout(5, (4, 2)),
            _ => return None,
        };
        let (until_3_12, since_3_13) = (
            [100, 90, 97, 95, 125, 60, 144, 102],
            [83, 114, 113, 108, 110, 39, 71, 52],
        );
        let instructions = if number < 3550 {
            until_3_12
        } else {
            since_3_13
        };
        let [
            load_constant,
            store_name,
            store_global,
            store_attribute,
            store_local,
            store_item,
            extended,
            build_tuple,
        ] = instructions;
        Some(Self {
            layout,
            load_constant,
            store_name,
            store_global,
            store_attribute,
            store_local,
            store_item,
            extended,
            build_tuple,
            name_arguments: (3450..3550).contains(&number).then_some(172),
        })
    }
}

/// Reads a piece of code.
pub(super) fn pairs<'m>(
    module: &Module<'m>,
    code: &Code<'m>,
    version: Version,
    pairs: &mut Vec<Pair<'m>>,
) {
    let constants = module.tuple(code.constants).unwrap_or_default();
    let name = |tuple: usize, index: usize| module.text(*module.tuple(tuple)?.get(index)?);
    // Constants that were loaded one after the other, and when the last of them was.
    let mut loaded: Vec<usize> = Vec::new();
    let mut stored = None;
    let (mut since, mut high) = (0, 0);
    for instruction in code.instructions.chunks_exact(2) {
        let [operation, low] = *instruction else {
            break;
        };
        let index = high << 8 | usize::from(low);
        high = 0;
        // Room for caches.
        if operation == 0 {
            continue;
        }
        if operation == version.extended {
            high = index & 0xff_ffff;
            continue;
        }
        let last = loaded.last().and_then(|at| module.text(*at));
        // Between a text and its name is at most the object whose attribute it becomes.
        let given = if operation == version.store_name || operation == version.store_global {
            name(code.names, index).zip(last.filter(|_| since == 0))
        } else if operation == version.store_attribute {
            name(code.names, index).zip(last.filter(|_| since <= 1))
        } else if operation == version.store_local {
            name(code.locals, index).zip(last.filter(|_| since == 0))
        } else if operation == version.store_item {
            // `environ["NAME"] = "value"`: the name is loaded last.
            last.filter(|_| since == 0).zip(stored)
        } else {
            None
        };
        pairs.extend(given);
        if Some(operation) == version.name_arguments {
            let names = constants.get(index).and_then(|at| module.tuple(*at));
            under_names(module, &loaded, names.unwrap_or_default(), pairs);
        }
        if operation != version.load_constant {
            since += 1;
            if since == 1 && operation != version.build_tuple {
                behind_name(module, &loaded, pairs);
            }
            continue;
        }
        if since > 0 {
            stored = last.filter(|_| since < NEAR);
            loaded.clear();
            since = 0;
        }
        let Some(constant) = constants.get(index) else {
            continue;
        };
        if let Some(names) = module.tuple(*constant) {
            under_names(module, &loaded, names, pairs);
        }
        loaded.push(*constant);
    }
}

/// A text behind a text, as arguments of a call or in a dictionary.
fn behind_name<'m>(module: &Module<'m>, loaded: &[usize], pairs: &mut Vec<Pair<'m>>) {
    if let [name, text] = loaded {
        pairs.extend(module.text(*name).zip(module.text(*text)));
    }
}

/// The last arguments of a call, or values of a dictionary, under their names.
fn under_names<'m>(
    module: &Module<'m>,
    loaded: &[usize],
    names: &[usize],
    pairs: &mut Vec<Pair<'m>>,
) {
    for (name, text) in names.iter().rev().zip(loaded.iter().rev()) {
        pairs.extend(module.text(*name).zip(module.text(*text)));
    }
}
