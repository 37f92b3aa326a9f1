//! `INSERT INTO table (columns) VALUES (…), (…)`, and `CREATE TABLE` for those without columns.

use std::ops::Range;

use super::{
    super::search::Search,
    COLUMNS, TABLES,
    lexer::{Lexer, Token},
    look_at_row,
};

/// How deep the brackets of an expression may be.
const DEEPEST: usize = 30;

/// Looks at an `INSERT INTO`.
pub(in super::super) fn look(search: &mut Search<'_, '_, '_>, at: &Range<usize>) {
    if at.start < search.sql().until {
        return;
    }
    let mut lexer = Lexer::new(search.bytes, at.end);
    let columns = beginning(search, &mut lexer);
    if let Some(columns) = columns {
        while let Some(row) = row(&mut lexer, columns.len()) {
            look_at_row(search, &columns, &row);
            if !lexer.sign(b',') {
                break;
            }
        }
    }
    search.sql().until = lexer.at;
}

/// Reads up to the values; gives the columns.
fn beginning<'b>(
    search: &mut Search<'_, '_, 'b>,
    lexer: &mut Lexer<'b>,
) -> Option<Vec<Range<usize>>> {
    let bytes = search.bytes;
    let table = bytes.get(lexer.table()?)?;
    let columns = if lexer.peek()? == Token::Sign(b'(') {
        lexer.names(COLUMNS)?
    } else {
        search.sql().tables.get(table)?.clone()
    };
    if lexer.word(b"values") {
        return Some(columns);
    }
    // Programs write statements in several texts: `"… (a, b) " + "VALUES …"`.
    let joint = bytes.get(lexer.at..)?.iter().take(40);
    let joint = joint
        .take_while(|byte| !byte.is_ascii_alphanumeric())
        .count();
    let mut behind = Lexer::new(bytes, lexer.at + joint);
    if behind.word(b"values") {
        *lexer = behind;
        return Some(columns);
    }
    // `OVERRIDING SYSTEM VALUE`
    let is_overriding = lexer.word(b"overriding") && lexer.name().is_some() && lexer.word(b"value");
    (is_overriding && lexer.word(b"values")).then_some(columns)
}

/// The values of a row: texts, also those that a function is given (`crypt('…', gen_salt('bf'))`).
fn row(lexer: &mut Lexer<'_>, columns: usize) -> Option<Vec<Option<Range<usize>>>> {
    if !lexer.sign(b'(') {
        return None;
    }
    let mut row = vec![None];
    let mut depth = 0_usize;
    loop {
        let token = lexer.next()?;
        match token {
            Token::Sign(b'(') => depth += 1,
            Token::Sign(b')') if depth == 0 => return Some(row),
            Token::Sign(b')') => depth -= 1,
            Token::Sign(b',') if depth == 0 => row.push(None),
            Token::Sign(b';') => return None,
            // Two quotes are those of a text in some dialects.
            Token::Text(range) | Token::Name(range) => {
                if let Some(value) = row.last_mut() {
                    value.get_or_insert(range);
                }
            }
            Token::Word(_) | Token::Sign(_) => {}
        }
        if depth > DEEPEST || row.len() > columns {
            return None;
        }
    }
}

/// Looks at a `CREATE TABLE`: remembers its columns.
pub(in super::super) fn look_at_table(search: &mut Search<'_, '_, '_>, at: &Range<usize>) {
    let bytes = search.bytes;
    if at.start < search.sql().until || search.sql().tables.len() >= TABLES {
        return;
    }
    let mut lexer = Lexer::new(bytes, at.end);
    let read = definitions(&mut lexer);
    let state = search.sql();
    state.until = lexer.at;
    if let Some((table, columns)) = read
        && let Some(table) = bytes.get(table)
    {
        state.tables.insert(table.to_vec(), columns);
    }
}

/// The name of a table and those of its columns.
fn definitions(lexer: &mut Lexer<'_>) -> Option<(Range<usize>, Vec<Range<usize>>)> {
    if lexer.word(b"if") {
        lexer.name()?;
        lexer.name()?;
    }
    let table = lexer.table()?;
    if !lexer.sign(b'(') {
        return None;
    }
    let mut columns = Vec::new();
    let mut depth = 0_usize;
    let mut begins = true;
    loop {
        let token = lexer.next()?;
        match token {
            Token::Sign(b'(') => depth += 1,
            Token::Sign(b')') if depth == 0 => return Some((table, columns)),
            Token::Sign(b')') => depth -= 1,
            Token::Word(range) | Token::Name(range) if begins => columns.push(range),
            Token::Sign(b';') => return None,
            Token::Sign(b',') if depth == 0 => {
                begins = true;
                continue;
            }
            _ => {}
        }
        begins = false;
        if depth > DEEPEST || columns.len() > COLUMNS {
            return None;
        }
    }
}
