#!/usr/bin/env python3
"""Writes what fuzzing begins with for formats that no random change arrives at: databases and archives.

    seeds.py    writes into corpus/
"""

import gzip
import io
import marshal
import sqlite3
import tarfile
import zipfile
import zlib
from importlib.util import MAGIC_NUMBER
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"


def write(target, name, content):
    folder = CORPUS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


def database(page_size, encoding, change):
    path = CORPUS / "scratch"
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA page_size = {page_size}")
    connection.execute(f"PRAGMA encoding = '{encoding}'")
    connection.execute("CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT, count INTEGER)")
    change(connection)
    connection.commit()
    connection.close()
    content = path.read_bytes()
    path.unlink()
    return content


def modules():
    """What Python compiles, of the version that runs this."""
    source = "TOKEN = 'abcdefgh'\ndef call(it):\n    it['KEY'] = put(password='ijklmnop', other=('x', 1.5))\n"
    code = marshal.dumps(compile(source, "module.py", "exec"))
    write("compiled", "module", MAGIC_NUMBER + bytes(12) + code)


def few(connection):
    rows = [("user", "someone", 1), ("host", "db.example.com", None), ("ratio", "0.5", 1 << 40)]
    connection.executemany("INSERT INTO settings VALUES (?, ?, ?)", rows)


def many(connection):
    rows = [(f"name-{number}", "value " * (number % 9), number) for number in range(300)]
    connection.executemany("INSERT INTO settings VALUES (?, ?, ?)", rows)


def long(connection):
    """Rows that go on in overflow pages."""
    rows = [("text", "a line of text\n" * 400, 1), ("blob", b"\x00\x01\x02" * 2000, 2)]
    connection.executemany("INSERT INTO settings VALUES (?, ?, ?)", rows)


def deleted(connection):
    """Free pages, and what was deleted from pages that are in use."""
    many(connection)
    connection.execute("DELETE FROM settings WHERE count % 3 > 0")


def without_row_ids(connection):
    connection.execute("CREATE TABLE keyed (name TEXT PRIMARY KEY, value REAL) WITHOUT ROWID")
    rows = [(f"name-{number}", number / 7) for number in range(100)]
    connection.executemany("INSERT INTO keyed VALUES (?, ?)", rows)
    connection.execute("CREATE INDEX by_value ON keyed (value)")


def tar(form):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name in ("a", "folder/b", "x" * 150 + "/c", "ü"):
            member = tarfile.TarInfo(name)
            member.size = 700
            archive.addfile(member, io.BytesIO(b"text\n" * 140))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "../../elsewhere"
        archive.addfile(link)
    return out.getvalue()


def zipped(method):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("a.txt", "text " * 100)
        archive.writestr("folder/b.json", '{"name": "value"}')
        archive.writestr("inner.zip", b"PK\x05\x06" + bytes(18))
    return out.getvalue()


def main():
    CORPUS.mkdir(exist_ok=True)
    for change in (few, many, long, deleted, without_row_ids):
        for page_size in (512, 4096):
            for encoding in ("UTF-8", "UTF-16le", "UTF-16be"):
                content = database(page_size, encoding, change)
                for target in ("sqlite", "unfold"):
                    name = f"sqlite-{change.__name__}-{page_size}-{encoding}"
                    write(target, name, content)
    for form in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        content = tar(form)
        for target in ("tar", "image_layer", "unfold"):
            write(target, f"tar-{form}", content)
        write("image_layer", f"tar-{form}.gz", gzip.compress(content, mtime=0))
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        content = zipped(method)
        for target in ("zip", "image_layer", "unfold"):
            write(target, f"zip-{method}", content)
    modules()
    text = b"some text, twice over\n" * 40
    for target in ("streams", "unfold"):
        write(target, "gzip", gzip.compress(text, mtime=0))
        write(target, "zlib", zlib.compress(text))


if __name__ == "__main__":
    main()
