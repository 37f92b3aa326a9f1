//! A database with one table, as `SQLite` lays it out ("Database File Format" on sqlite.org): columns
//! of text stand side by side, with nothing between them.

const PAGE: usize = 4096;

/// A database whose table `settings` has this row.
pub(super) fn database(row: &[&str; 3]) -> Vec<u8> {
    named(&["name", "value", "state"], row)
}

/// The same, with columns that have other names.
pub(super) fn named(columns: &[&str; 3], row: &[&str; 3]) -> Vec<u8> {
    let sql = format!("CREATE TABLE settings({} TEXT)", columns.join(" TEXT, "));
    let mut header = b"SQLite format 3\0".to_vec();
    header.extend([0x10, 0, 1, 1, 0, 64, 32, 32]);
    // Change counter, pages, free pages twice, schema cookie, schema format.
    for number in [
        1_u32, 2, 0, 0, 1, 4, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3_045_000,
    ] {
        header.extend(number.to_be_bytes());
    }
    let root = vec![2];
    let schema = record(&[
        Column::Text("table"),
        Column::Text("settings"),
        Column::Text("settings"),
        Column::Byte(&root),
        Column::Text(&sql),
    ]);
    let rows = [
        record(&["theme", "dark", "active"].map(Column::Text)),
        record(&row.map(Column::Text)),
        record(&["locale", "en", "active"].map(Column::Text)),
    ];
    [page(&header, &[schema]), page(&[], &rows)].concat()
}

enum Column<'a> {
    Text(&'a str),
    Byte(&'a [u8]),
}

/// A leaf of a table, after what stands before it on its page.
fn page(before: &[u8], records: &[Vec<u8>]) -> Vec<u8> {
    let mut page = before.to_vec();
    page.resize(PAGE, 0);
    let mut end = PAGE;
    let mut pointers = Vec::new();
    for (number, record) in records.iter().enumerate() {
        let mut cell = varint(record.len());
        cell.extend(varint(number + 1));
        cell.extend(record);
        end -= cell.len();
        page.splice(end..end + cell.len(), cell);
        pointers.extend(short(end));
    }
    let mut leaf = vec![0x0d, 0, 0];
    leaf.extend(short(records.len()));
    leaf.extend(short(end));
    leaf.push(0);
    leaf.extend(pointers);
    page.splice(before.len()..before.len() + leaf.len(), leaf);
    page
}

fn record(columns: &[Column<'_>]) -> Vec<u8> {
    let kinds: Vec<u8> = columns
        .iter()
        .flat_map(|column| match column {
            Column::Text(text) => varint(13 + 2 * text.len()),
            Column::Byte(_) => vec![1],
        })
        .collect();
    let mut record = varint(kinds.len() + 1);
    record.extend(kinds);
    for column in columns {
        match column {
            Column::Text(text) => record.extend(text.as_bytes()),
            Column::Byte(byte) => record.extend(*byte),
        }
    }
    record
}

/// Seven bits a byte, the highest first.
fn varint(number: usize) -> Vec<u8> {
    let [.., high, low] = number.to_be_bytes();
    if number < 0x80 {
        return vec![low];
    }
    vec![0x80 | (high << 1) | (low >> 7), low & 0x7f]
}

fn short(number: usize) -> [u8; 2] {
    let [.., high, low] = number.to_be_bytes();
    [high, low]
}
