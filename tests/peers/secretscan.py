"""Scores `kubectl secretscan` and other scanners on the same planted material.

The material is what `secretscan-plants` writes: a dump of objects in JSON and in YAML, each with a
list of the lines of every plant and trap, and an image with a mark in the path of every plant. A
plant is found if a finding lies on one of its lines (for us: in its object, which is stricter), or
names its mark. A finding in a trap is a false positive; each trap counts once.

Nothing that a scanner prints is shown: its findings are read for their places only.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from bisect import bisect_right
from pathlib import Path

MARK = re.compile(r"\bm\d{3}-\d\b")
# Seconds after which a scan is ended: what a scanner was still at is not known to it.
LIMIT = 300


def main():
    options = parse()
    rows = []
    for name, scan in SCANNERS.items():
        program = options.plugin if name == "secretscan" else options.peers / name
        for material in ("dump.json", "dump.yaml", "docker.tar", "oci.tar"):
            rows.append(score(name, scan, program, options.planted, material))
    print_table(rows)


def parse():
    parser = argparse.ArgumentParser(description="Compares secretscan with other scanners")
    parser.add_argument("--plugin", type=Path, required=True, help="kubectl-secretscan")
    parser.add_argument("--peers", type=Path, required=True, help="the folder of the others")
    parser.add_argument("--planted", type=Path, required=True, help="the folder of the material")
    return parser.parse_args()


def score(name, scan, program, folder, material):
    """One row: what one scanner found in one piece of material."""
    path = folder / material
    with tempfile.TemporaryDirectory() as temporary:
        began = time.monotonic()
        try:
            places = list(scan(program.resolve(), path.resolve(), Path(temporary)))
        except subprocess.TimeoutExpired:
            return name, material, "ended", "", f"over {LIMIT}"
        took = time.monotonic() - began
    if material.startswith("dump"):
        found, all_plants, wrong, all_traps = in_dump(places, folder, material)
    else:
        found, all_plants, wrong, all_traps = in_image(places, folder)
    return name, material, f"{found} of {all_plants}", f"{wrong} of {all_traps}", f"{took:.1f}"


def in_dump(places, folder, material):
    expected = json.loads((folder / "expected.json").read_text())
    syntax = material.rpartition(".")[2]
    starts = [entry[syntax][0] for entry in expected]
    hit = set()
    if any(isinstance(place, tuple) for place in places):
        lines = dict(objects(folder / "dump.json", expected))
        hit = {lines[place] for place in places if place in lines}
    for line in (place for place in places if isinstance(place, int)):
        index = bisect_right(starts, line) - 1
        if index >= 0 and line <= expected[index][syntax][1]:
            hit.add(index)
    plants = {index for index, entry in enumerate(expected) if entry["kind"]}
    return len(hit & plants), len(plants), len(hit - plants), len(expected) - len(plants)


def objects(dump, expected):
    """The entry of every object, by kind, namespace and name."""
    text = dump.read_text().splitlines()
    decoder = json.JSONDecoder()
    for index, entry in enumerate(expected):
        first, last = entry["json"]
        rest = "\n".join(text[first - 1 : last])
        while rest := rest.lstrip(", \n"):
            item, end = decoder.raw_decode(rest)
            rest = rest[end:]
            metadata = item["metadata"]
            yield (item["kind"], metadata.get("namespace"), metadata["name"]), index


def in_image(places, folder):
    expected = json.loads((folder / "expected-image.json").read_text())
    texts = [str(place) for place in places]
    marks = {mark for text in texts for mark in MARK.findall(text)}
    found = sum(entry["mark"] in marks for entry in expected)
    wrong = {text.partition("srv/traps/")[2].partition(" ")[0] for text in texts if "srv/traps/" in text}
    return found, len(expected), len(wrong), "all"


def run(arguments):
    done = subprocess.run(
        [str(argument) for argument in arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=LIMIT,
    )
    return done.stdout


def secretscan(program, path, _):
    words = ["-f"] if path.suffix in (".json", ".yaml") else ["image", "--archive"]
    report = json.loads(run([program, *words, path, "-o", "json"]))
    for item in report["items"]:
        for location in [item["location"], *item["duplicates"]]:
            if words == ["-f"]:
                yield location["kind"], location["namespace"], location["name"]
            else:
                yield f"{location['name']} {location['path']}"


def kingfisher(program, path, temporary):
    output = temporary / "findings.json"
    run([program, "scan", "--no-validate", "--no-update-check", "--redact", "--format", "json",
         "--output", output, path])
    for finding in json.loads(output.read_text())["findings"]:
        yield place(path, finding["finding"]["path"], finding["finding"]["line"])


def betterleaks(program, path, temporary):
    output = temporary / "findings.json"
    run([program, "--no-banner", "--redact", "--exit-code=0", "-o", output, path])
    for finding in json.loads(output.read_text())["findings"]:
        yield place(path, finding["location"]["path"], finding["location"]["start_line"])


def gitleaks(program, path, temporary):
    output = temporary / "findings.json"
    run([program, "dir", path, "--no-banner", "--redact", "--exit-code", "0", "--max-archive-depth",
         "8", "--report-format", "json", "--report-path", output])
    for finding in json.loads(output.read_text()):
        yield place(path, finding["File"], finding["StartLine"])


def place(path, file, line):
    """A line of the dump, or the path within the image."""
    return line if path.suffix in (".json", ".yaml") else file


SCANNERS = {
    "secretscan": secretscan,
    "kingfisher": kingfisher,
    "betterleaks": betterleaks,
    "gitleaks": gitleaks,
}


def print_table(rows):
    header = ("SCANNER", "MATERIAL", "FOUND", "TRAPS SPRUNG", "SECONDS")
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
    for row in [header, *rows]:
        print("   ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


if __name__ == "__main__":
    sys.exit(main())
