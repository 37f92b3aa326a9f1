"""Compares `kubectl denyall map` with IBM's network-config-analyzer 2.1.0, pair by pair.

Both are given the same random clusters (see `clusters.py`) and, where asked, the scenes of
`network-scene`. Compared is what each pod may open at each other pod, and at and from each range of
external IPv4 addresses, as sets of ports a protocol. Exit code 1 when they differ.

Left out because network-config-analyzer does not know it: hostNetwork, nodes, Services, the IPv6
half of dual stack, cluster-wide policies. Left out because it reads it otherwise than the API
documents it:

* An ipBlock never matches a pod there. The API's own tests let it (kubernetes
  test/e2e/network/netpol, "CIDR"); we are asked with --ipblock-matches-pods=never.
* Exists and DoesNotExist in the podSelector beside a namespaceSelector look only at pods of the
  policy's own namespace there ("NetworkPolicyPeer API": at pods of the selected namespaces).
* Rules of a direction that policyTypes does not name are an error there; the API ignores them.
* An empty egress list without policyTypes isolates there; the API server defaults to Egress only
  where there are egress rules (kubernetes pkg/apis/networking/v1/defaults.go).
* Two ports of one name in one pod are one there; the API looks for name and protocol
  ("NetworkPolicyPort API").
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left, bisect_right
from collections import defaultdict
from pathlib import Path

import clusters
import connections

LISTS = ("namespaces", "pods", "networkpolicies")


def main():
    options = parse()
    failed = False
    with tempfile.TemporaryDirectory() as temporary:
        for seed in range(options.seed, options.seed + options.clusters):
            folder = Path(temporary, f"cluster-{seed}")
            write(clusters.cluster(seed), folder)
            failed |= options.totals.add(compare(folder, options), options.differences)
    if options.clusters:
        print(f"{options.clusters} random clusters: {options.totals}")
    for scene in options.scene:
        totals = Totals()
        failed |= totals.add(compare(scene, options), options.differences)
        print(f"{scene.name}: {totals}")
    return 1 if failed else 0


def parse():
    parser = argparse.ArgumentParser(description="Compares denyall with network-config-analyzer")
    parser.add_argument("--plugin", type=Path, required=True, help="kubectl-denyall")
    parser.add_argument("--nca", type=Path, required=True, help="network-config-analyzer's nca")
    parser.add_argument("--clusters", type=int, default=200, help="how many random clusters")
    parser.add_argument("--seed", type=int, default=1, help="the first cluster's seed")
    parser.add_argument("--scene", type=Path, action="append", default=[], help="a scene's folder")
    parser.add_argument("--differences", type=Path, required=True, help="where to keep manifests")
    return parser.parse_args(namespace=argparse.Namespace(totals=Totals()))


def write(lists, folder):
    folder.mkdir()
    for name, objects in lists.items():
        document = {"apiVersion": "v1", "kind": "List", "items": objects}
        Path(folder, f"{name}.json").write_text(json.dumps(document, indent=1))


class Comparison:
    """What came of one cluster."""

    def __init__(self, folder, ours, theirs):
        (self.our_map, self.our_time), (self.their_map, self.their_time) = ours, theirs
        self.folder = folder
        pods = json.loads(Path(folder, "pods.json").read_text())["items"]
        names = [f"{pod['metadata']['namespace']}/{pod['metadata']['name']}" for pod in pods]
        self.pairs = 0
        self.differences = []
        points = cuts([*self.our_map.ranges(), *self.their_map.ranges()])
        self.our_map.settle(points)
        self.their_map.settle(points)
        for pod in names:
            others = [other for other in names if other != pod]
            for pair in [(pod, other) for other in others]:
                self.look(pair)
            for point in points:
                self.look((pod, point))
                self.look((point, pod))

    def look(self, pair):
        self.pairs += 1
        ours, theirs = self.our_map.allowed(pair), self.their_map.allowed(pair)
        if ours != theirs:
            self.differences.append((pair, ours, theirs))


class Map:
    """Connections between ends: names of pods, and pairs of the first and last address."""

    def __init__(self):
        self.pairs = {}
        self.blocks = defaultdict(list)

    def add(self, sources, destinations, allowed):
        for source in sources:
            for destination in destinations:
                if isinstance(source, str) and isinstance(destination, str):
                    self._join((source, destination), allowed)
                elif isinstance(source, str):
                    self.blocks[source, None].append((destination, allowed))
                elif isinstance(destination, str):
                    self.blocks[None, destination].append((source, allowed))

    def ranges(self):
        return {block for blocks in self.blocks.values() for block, _ in blocks}

    def settle(self, points):
        """Says what holds at each of some addresses, in order."""
        for ends, blocks in self.blocks.items():
            for (first, last), allowed in blocks:
                for point in points[bisect_left(points, first) : bisect_right(points, last)]:
                    pair = tuple(point if end is None else end for end in ends)
                    self._join(pair, allowed)

    def _join(self, pair, allowed):
        self.pairs[pair] = connections.union(self.allowed(pair), allowed)

    def allowed(self, pair):
        """What the first end may open at the second; an address is a number."""
        return self.pairs.get(pair, connections.NONE)


def cuts(ranges):
    """One address of each stretch that no range begins or ends in."""
    starts = {0} | {first for first, _ in ranges} | {last + 1 for _, last in ranges}
    return sorted(start for start in starts if start < 1 << 32)


def compare(folder, options):
    return Comparison(folder, ask_us(folder, options), ask_them(folder, options))


def ask_us(folder, options):
    files = [word for name in LISTS for word in ("-f", str(Path(folder, f"{name}.json")))]
    flags = ["--by", "pod", "--ipblock-matches-pods", "never", "-o", "json"]
    # 3 says that some kinds are not in the files, which they are not meant to be.
    text, took = run([options.plugin, "map", *files, *flags], {0, 3})
    answer = Map()
    for item in json.loads(text)["items"]:
        answer.add(ends(item["from"]), ends(item["to"]), connections.of_item(item))
    return answer, took


def ends(end):
    match end["type"]:
        case "cidr":
            return [block for cidr in end["cidrs"] if (block := connections.addresses(cidr))]
        case "pod":
            return [f"{end['namespace']}/{end['name']}"]
        # Nodes, which pods of a scene name.
        case _:
            return []


def ask_them(folder, options):
    lists = {name: str(Path(folder, f"{name}.json")) for name in LISTS}
    text, took = run(
        [
            *(options.nca, "--connectivity", lists["networkpolicies"]),
            *("--ns_list", lists["namespaces"], "--pod_list", lists["pods"]),
            *("--output_endpoints", "pods", "-o", "txt_no_fw_rules"),
        ],
        {0},
    )
    answer = Map()
    for line in text.splitlines():
        source, arrow, rest = line.partition(" => ")
        if arrow:
            destination, _, allowed = rest.partition(" : ")
            pair = [[connections.addresses(end) or end] if is_block(end) else [end]
                    for end in (source, destination)]
            answer.add(*pair, connections.of_cubes(allowed))
    return answer, took


def is_block(end):
    return "/" not in end or end.partition("/")[2].isdigit()


def run(command, accepted):
    begin = time.monotonic()
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    took = time.monotonic() - begin
    if done.returncode not in accepted:
        sys.exit(f"error: {command[0]} ended with {done.returncode}: {done.stderr}{done.stdout}")
    return done.stdout, took


class Totals:
    """Sums over clusters."""

    def __init__(self):
        self.pairs = self.differences = 0
        self.our_time = self.their_time = 0.0

    def add(self, comparison, keep):
        """Adds a comparison; prints and keeps it when the two differ, and says whether they do."""
        self.pairs += comparison.pairs
        self.differences += len(comparison.differences)
        self.our_time += comparison.our_time
        self.their_time += comparison.their_time
        if not comparison.differences:
            return False
        kept = Path(keep, comparison.folder.name)
        kept.mkdir(parents=True, exist_ok=True)
        for name in LISTS:
            manifest = Path(comparison.folder, f"{name}.json").read_text()
            Path(kept, f"{name}.json").write_text(manifest)
        for (source, destination), ours, theirs in comparison.differences:
            words = connections.in_words(ours), connections.in_words(theirs)
            pair = " -> ".join(map(connections.end_in_words, (source, destination)))
            print(f"{kept}: {pair}: denyall {words[0]}, network-config-analyzer {words[1]}")
        return True

    def __str__(self):
        return (
            f"{self.pairs} pairs compared, {self.differences} differ; "
            f"denyall {self.our_time:.2f} s, network-config-analyzer {self.their_time:.2f} s"
        )


if __name__ == "__main__":
    sys.exit(main())
