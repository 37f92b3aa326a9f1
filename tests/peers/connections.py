"""What one end may open at another, as a set that can be compared and joined."""

import ipaddress
import re

PROTOCOLS = ("TCP", "UDP", "SCTP")
LAST_PORT = 65535
# Bit N is port N; port 0 cannot be connected to.
ALL_PORTS = (1 << LAST_PORT + 1) - 2


def ports(ranges):
    """A number whose set bits are the ports of ranges, both ends included."""
    mask = 0
    for first, last in ranges:
        mask |= (1 << last + 1) - (1 << first)
    return mask & ALL_PORTS


NONE = (0, 0, 0, False)
ALL = (ALL_PORTS, ALL_PORTS, ALL_PORTS, True)


def union(left, right):
    """What either allows: a mask of ports a protocol, and whether portless protocols pass."""
    return tuple(one | other for one, other in zip(left, right, strict=True))


def of_item(item):
    """Reads an item of `kubectl denyall map -o json`."""
    if item["all"]:
        return ALL
    spans = {protocol: [] for protocol in PROTOCOLS}
    for span in item["ports"]:
        spans[span["protocol"]].append((span["from"], span["to"]))
    return (*(ports(spans[protocol]) for protocol in PROTOCOLS), item["withoutPorts"])


CUBE = re.compile(r"(?:protocols:(?P<protocols>.*?))?(?:,?dst_ports:(?P<ports>[\d,\-]+))?")


def of_cubes(text):
    """Reads the connections of a line of network-config-analyzer's `txt_no_fw_rules`."""
    if text == "All connections":
        return ALL
    allowed = NONE
    for cube in re.findall(r"{([^}]*)}", text):
        match = CUBE.fullmatch(cube)
        if match is None:
            raise ValueError(f"cannot read connections: {text}")
        names, ranges = match["protocols"] or "all but ", match["ports"]
        inverted = names.startswith("all but ")
        listed = [name for name in names.removeprefix("all but ").split(", ") if name]
        mask = ports(map(_range, ranges.split(","))) if ranges else ALL_PORTS
        masks = [mask if (name in listed) != inverted else 0 for name in PROTOCOLS]
        allowed = union(allowed, (*masks, inverted and not ranges))
    return allowed


def _range(text):
    first, _, last = text.partition("-")
    return int(first), int(last or first)


def in_words(allowed):
    """For people."""
    if allowed in (ALL, NONE):
        return "everything" if allowed == ALL else "nothing"
    words = []
    for protocol, mask in zip(PROTOCOLS, allowed):
        # Edges of the runs of set bits.
        edges = mask ^ (mask << 1)
        places = [place for place in range(LAST_PORT + 2) if edges >> place & 1]
        runs = [f"{first}-{after - 1}" for first, after in zip(places[::2], places[1::2])]
        if runs:
            words.append(f"{protocol} {','.join(runs)}")
    return "; ".join(words + ["without ports"] * allowed[3])


def addresses(text):
    """The first and last IPv4 address of `A-B`, `A/N` or `A` as numbers; none for IPv6."""
    if ":" in text:
        return None
    if "/" in text:
        network = ipaddress.ip_network(text)
        return int(network[0]), int(network[-1])
    first, _, last = text.partition("-")
    return int(ipaddress.ip_address(first)), int(ipaddress.ip_address(last or first))


def end_in_words(end):
    """The name of a pod, or an address."""
    return end if isinstance(end, str) else str(ipaddress.ip_address(end))
