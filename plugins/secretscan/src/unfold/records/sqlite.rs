//! The rows of a `SQLite` database that lies in memory (sqlite.org, "Database File Format"), each
//! value with its table and column; also those on pages that no table has any more.

use std::{borrow::Cow, collections::HashSet, ops::Range};

use super::{
    super::wide::{self, Endian},
    big_endian,
};

const HEADER: usize = 100;
/// Tables in the schema, and nesting of pages, beyond which nothing is looked at.
const MOST_TABLES: usize = 10_000;
const DEEPEST: usize = 40;

/// A database.
pub(in super::super) struct Database<'d> {
    bytes: &'d [u8],
    page: usize,
    usable: usize,
    encoding: Option<Endian>,
    seen: HashSet<usize>,
    /// Where values were found.
    read: Vec<Range<usize>>,
    /// Bytes of rows that may still be put together from several pages.
    left: usize,
}

/// A table.
pub(in super::super) struct Table {
    pub(in super::super) name: String,
    pub(in super::super) columns: Vec<String>,
    root: usize,
}

/// A value of a row.
pub(in super::super) enum Value<'r> {
    Text(Cow<'r, str>),
    Data(&'r [u8]),
    Other,
}

impl<'d> Database<'d> {
    /// Opens a database; `left` bounds what large rows may take.
    pub(in super::super) fn open(bytes: &'d [u8], left: usize) -> Option<Self> {
        let page = match big_endian(bytes, 16, 2)? {
            1 => 1 << 16,
            page => page,
        };
        let usable = page.checked_sub(usize::from(*bytes.get(20)?))?;
        let encoding = match bytes.get(59)? {
            2 => Some(Endian::Little),
            3 => Some(Endian::Big),
            _ => None,
        };
        (bytes.starts_with(b"SQLite format 3\0") && page.is_power_of_two() && usable >= 480).then(
            || Self {
                bytes,
                page,
                usable,
                encoding,
                seen: HashSet::new(),
                read: Vec::new(),
                left,
            },
        )
    }

    /// Where values were found; the rest is structure and what was deleted.
    pub(in super::super) fn read(self) -> Vec<Range<usize>> {
        self.read
    }

    /// The tables, by the schema.
    pub(in super::super) fn tables(&mut self) -> Vec<Table> {
        let mut tables = Vec::new();
        self.rows(1, &mut |row| {
            if let [
                Value::Text(kind),
                Value::Text(name),
                _,
                root,
                Value::Text(sql),
                ..,
            ] = row
                && *kind == "table"
                && let Some(root) = number(root)
                && tables.len() < MOST_TABLES
            {
                tables.push(Table {
                    name: name.clone().into_owned(),
                    columns: columns(sql),
                    root,
                });
            }
        });
        tables
    }

    /// Shows the rows of a table.
    pub(in super::super) fn table(&mut self, table: &Table, show: &mut dyn FnMut(&[Value<'_>])) {
        self.rows(table.root, show);
    }

    /// Shows the rows of pages that belong to no table.
    pub(in super::super) fn orphans(&mut self, show: &mut dyn FnMut(&[Value<'_>])) {
        for number in 2..=self.bytes.len() / self.page {
            let first = self.bytes.get((number - 1) * self.page);
            if first == Some(&0x0d) && self.seen.insert(number) {
                self.leaf(number, show);
            }
        }
    }

    fn rows(&mut self, root: usize, show: &mut dyn FnMut(&[Value<'_>])) {
        let mut pages = vec![(root, 0)];
        while let Some((number, depth)) = pages.pop() {
            if depth > DEEPEST || !self.seen.insert(number) {
                continue;
            }
            match self.kind(number) {
                Some(0x05) => pages.extend(
                    self.children(number)
                        .into_iter()
                        .map(|page| (page, depth + 1)),
                ),
                Some(0x0d) => self.leaf(number, show),
                _ => {}
            }
        }
    }

    fn page(&self, number: usize) -> Option<&'d [u8]> {
        let start = number.checked_sub(1)?.checked_mul(self.page)?;
        let rest = self.bytes.get(start..)?;
        rest.get(..self.page)
    }

    /// Where the header of the tree is on its page: behind that of the file on the first one.
    fn header(number: usize) -> usize {
        if number == 1 { HEADER } else { 0 }
    }

    fn kind(&self, number: usize) -> Option<u8> {
        self.page(number)?.get(Self::header(number)).copied()
    }

    /// Where the cells of a page are on it.
    fn cells(&self, number: usize, pointers: usize) -> Vec<usize> {
        let header = Self::header(number);
        let page = self.page(number).unwrap_or_default();
        let count = big_endian(page, header + 3, 2).unwrap_or_default();
        (0..count)
            .map_while(|index| big_endian(page, header + pointers + 2 * index, 2))
            .collect()
    }

    fn children(&self, number: usize) -> Vec<usize> {
        let page = self.page(number).unwrap_or_default();
        let last = big_endian(page, Self::header(number) + 8, 4);
        let cells = self.cells(number, 12);
        // The first is to be taken off the stack first.
        let children = cells
            .into_iter()
            .filter_map(|cell| big_endian(page, cell, 4));
        let mut children: Vec<usize> = children.chain(last).collect();
        children.reverse();
        children
    }

    fn leaf(&mut self, number: usize, show: &mut dyn FnMut(&[Value<'_>])) {
        for cell in self.cells(number, 8) {
            if let Some(payload) = self.payload(number, cell) {
                let encoding = self.encoding;
                if let Some(row) = record(&payload, encoding) {
                    show(&row);
                }
            }
        }
    }

    /// The record of a cell, put together from the pages that it overflows to.
    fn payload(&mut self, number: usize, cell: usize) -> Option<Cow<'d, [u8]>> {
        let page = self.page(number)?;
        let content = page.get(cell..)?;
        let (length, first) = varint(content)?;
        let (_, second) = varint(content.get(first..)?)?;
        let length = usize::try_from(length).ok()?;
        let start = first + second;
        let local = self.local_length(length);
        let payload = content.get(start..)?.get(..local)?;
        let offset = (number - 1) * self.page + cell + start;
        self.read.push(offset..offset + local);
        if local == length {
            return Some(Cow::Borrowed(payload));
        }
        self.left = self.left.checked_sub(length)?;
        let mut whole = payload.to_vec();
        let mut next = big_endian(content, start + local, 4)?;
        while whole.len() < length
            && let Some(page) = self.page(next)
        {
            let taken = (length - whole.len()).min(self.usable - 4);
            whole.extend_from_slice(page.get(4..4 + taken)?);
            let offset = (next - 1) * self.page + 4;
            self.read.push(offset..offset + taken);
            next = big_endian(page, 0, 4)?;
        }
        Some(Cow::Owned(whole))
    }

    /// How much of a record lies in its cell (section 1.6).
    fn local_length(&self, length: usize) -> usize {
        if length <= self.usable - 35 {
            return length;
        }
        let least = (self.usable - 12) * 32 / 255 - 23;
        let wanted = least + (length - least) % (self.usable - 4);
        if wanted <= self.usable - 35 {
            wanted
        } else {
            least
        }
    }
}

/// A number of variable length, and how long it is.
fn varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut number = 0;
    for (index, &byte) in bytes.iter().take(9).enumerate() {
        if index == 8 {
            return Some((number << 8 | u64::from(byte), 9));
        }
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((number, index + 1));
        }
    }
    None
}

/// The values of a record; those that are cut off are left out.
fn record(payload: &[u8], encoding: Option<Endian>) -> Option<Vec<Value<'_>>> {
    let (header, first) = varint(payload)?;
    let header = usize::try_from(header).ok()?;
    let mut types = payload.get(first..header)?;
    let mut body = payload.get(header..)?;
    let mut values = Vec::new();
    while let Some((kind, length)) = varint(types) {
        types = types.get(length..)?;
        let size = usize::try_from(match kind {
            0 | 8 | 9 => 0,
            1..=4 => kind,
            5 => 6,
            6 | 7 => 8,
            _ => kind.saturating_sub(12) / 2,
        })
        .ok()?;
        let value = body.get(..size).unwrap_or(body);
        body = body.get(size..).unwrap_or_default();
        values.push(match kind {
            12.. if kind % 2 == 1 => Value::Text(match encoding {
                Some(endian) => Cow::Owned(wide::text(value, endian)),
                None => String::from_utf8_lossy(value),
            }),
            12.. | 1..=6 => Value::Data(value),
            _ => Value::Other,
        });
    }
    Some(values)
}

fn number(value: &Value<'_>) -> Option<usize> {
    match value {
        Value::Data(bytes) => big_endian(bytes, 0, bytes.len().min(4)),
        _ => None,
    }
}

/// The names of the columns in `CREATE TABLE name(first TEXT, …)`.
fn columns(sql: &str) -> Vec<String> {
    let Some((_, definitions)) = sql.split_once('(') else {
        return Vec::new();
    };
    let mut depth = 0_usize;
    let is_end = |character: char| {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        character == ',' && depth == 0
    };
    definitions
        .split(is_end)
        .map(|definition| {
            let definition = definition.trim();
            let quoted = definition.strip_prefix(['"', '`', '[']);
            let end: &[char] = &['"', '`', ']'];
            let name = match quoted {
                Some(quoted) => quoted.split(end).next(),
                None => definition.split([' ', '\t', '\n', '(', ')']).next(),
            };
            name.unwrap_or_default().to_owned()
        })
        .collect()
}

#[cfg(test)]
pub(in super::super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A page with the schema of one table, and a page with its rows.
    pub(in super::super::super) fn database(rows: &[&[&str]]) -> Vec<u8> {
        const PAGE: usize = 1024;
        let mut bytes = vec![0; PAGE * 2];
        bytes[..16].copy_from_slice(b"SQLite format 3\0");
        bytes[16..18].copy_from_slice(&[4, 0]);
        bytes[59] = 1;
        let sql =
            "CREATE TABLE users(id INTEGER PRIMARY KEY, \"name\" TEXT, token VARCHAR(10, 2), note)";
        let mut schema = vec![7, 23, 23, 23, 1, 0, 0];
        // The type of the text is two bytes long.
        let kind = sql.len() * 2 + 13;
        schema[5] = 0x80 | u8::try_from(kind >> 7).unwrap();
        schema[6] = u8::try_from(kind & 0x7f).unwrap();
        schema.extend(b"tableusersusers\x02");
        schema.extend(sql.as_bytes());
        fill(&mut bytes, 0, HEADER, &[schema]);
        let records: Vec<_> = rows
            .iter()
            .map(|row| {
                let mut record = vec![u8::try_from(row.len() + 2).unwrap(), 0];
                record.extend(
                    row.iter()
                        .map(|text| u8::try_from(text.len() * 2 + 13).unwrap()),
                );
                record.extend(row.concat().as_bytes());
                record
            })
            .collect();
        fill(&mut bytes, PAGE, 0, &records);
        bytes
    }

    fn fill(bytes: &mut [u8], page: usize, header: usize, records: &[Vec<u8>]) {
        let mut end = 1024;
        bytes[page + header] = 0x0d;
        bytes[page + header + 4] = u8::try_from(records.len()).unwrap();
        for (index, record) in records.iter().enumerate() {
            let length = u16::try_from(record.len()).unwrap();
            let mut cell = vec![
                0x80 | u8::try_from(length >> 7).unwrap(),
                u8::try_from(length & 0x7f).unwrap(),
                1,
            ];
            cell.extend(record);
            end -= cell.len();
            bytes[page + end..page + end + cell.len()].copy_from_slice(&cell);
            let pointer = page + header + 8 + 2 * index;
            bytes[pointer..pointer + 2].copy_from_slice(&u16::try_from(end).unwrap().to_be_bytes());
        }
    }

    fn read(bytes: &[u8]) -> Vec<String> {
        let mut database = Database::open(bytes, 1 << 20).unwrap();
        let mut out = Vec::new();
        for table in database.tables() {
            database.table(&table, &mut |row| {
                for (column, value) in table.columns.iter().zip(row) {
                    if let Value::Text(text) = value {
                        out.push(format!("{}.{column}={text}", table.name));
                    }
                }
            });
        }
        database.orphans(&mut |row| {
            for value in row {
                if let Value::Text(text) = value {
                    out.push(text.clone().into_owned());
                }
            }
        });
        out
    }

    #[test]
    fn values_have_table_and_column() {
        let bytes = database(&[&["ann", "one", ""], &["bob", "two", "x"]]);
        assert_eq!(
            read(&bytes),
            [
                "users.name=ann",
                "users.token=one",
                "users.note=",
                "users.name=bob",
                "users.token=two",
                "users.note=x"
            ]
        );
    }

    #[test]
    fn rows_of_pages_that_no_table_has_are_read() {
        let mut bytes = database(&[&["ann", "one"]]);
        let page = bytes[1024..].to_vec();
        bytes.extend(page);
        assert_eq!(read(&bytes).len(), 4);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(
            changes in prop::collection::vec((16..2048_usize, any::<u8>()), 0..16),
        ) {
            let mut bytes = database(&[&["ann", "one", ""], &["bob", "two", "x"]]);
            for (at, value) in changes {
                bytes[at] = value;
            }
            if let Some(mut database) = Database::open(&bytes, 1 << 20) {
                for table in database.tables() {
                    database.table(&table, &mut |_| {});
                }
                database.orphans(&mut |_| {});
                for range in database.read() {
                    prop_assert!(bytes.get(range).is_some());
                }
            }
        }
    }
}
