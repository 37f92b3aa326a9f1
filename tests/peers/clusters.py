"""Random clusters with network policies: the same seed gives the same manifests.

Only what network-config-analyzer 2.1.0 supports and reads as the API documents it is generated;
`network_config_analyzer.py` says what is left out.
"""

import random

TEAMS = ["blue", "green", "red"]
APPS = ["api", "cache", "web", "worker"]
TIERS = ["data", "edge"]
# Names of ports with the numbers that pods may put behind them.
PORTS = {
    ("http", "TCP"): [8080, 8081],
    ("metrics", "TCP"): [9102],
    ("dns", "UDP"): [53, 5353],
    ("signal", "SCTP"): [3868],
}
PROTOCOLS = ["TCP", "UDP", "SCTP"]
NUMBERS = [53, 80, 443, 5353, 8080, 8081, 9102]
# External ranges with exceptions inside them.
BLOCKS = {
    "0.0.0.0/0": ["192.0.2.0/24", "198.51.100.0/25", "169.254.169.254/32"],
    "192.0.2.0/24": ["192.0.2.0/26", "192.0.2.77/32"],
    "198.51.100.0/24": ["198.51.100.128/25"],
    "198.51.100.0/25": ["198.51.100.8/30"],
    "203.0.113.7/32": [],
}


def cluster(seed):
    """Objects by plural name."""
    chance = random.Random(seed)
    namespaces = [f"team-{number}" for number in range(chance.randint(2, 4))]
    return {
        "namespaces": [_namespace(chance, name) for name in namespaces],
        "pods": [
            _pod(chance, name, number, place)
            for place, name in enumerate(namespaces)
            for number in range(chance.randint(2, 5))
        ],
        "networkpolicies": [
            _policy(chance, name, number)
            for name in namespaces
            for number in range(chance.randint(0, 5))
        ],
    }


def _object(api_version, kind, metadata, **fields):
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **fields}


def _namespace(chance, name):
    labels = {"kubernetes.io/metadata.name": name}
    if chance.random() < 0.7:
        labels["team"] = chance.choice(TEAMS)
    return _object("v1", "Namespace", {"name": name, "labels": labels})


def _pod(chance, namespace, number, place):
    labels = {"app": chance.choice(APPS)}
    if chance.random() < 0.6:
        labels["tier"] = chance.choice(TIERS)
    named = chance.sample(sorted(PORTS), chance.randint(0, len(PORTS)))
    ports = [
        {"name": name, "protocol": protocol, "containerPort": chance.choice(PORTS[name, protocol])}
        for name, protocol in named
    ]
    address = f"10.0.{place}.{number + 1}"
    return _object(
        "v1",
        "Pod",
        {"name": f"pod-{number}", "namespace": namespace, "labels": labels},
        spec={"containers": [{"name": "main", "image": "main", "ports": ports}]},
        status={"phase": "Running", "podIP": address, "podIPs": [{"ip": address}]},
    )


def _policy(chance, namespace, number):
    spec = {"podSelector": _selector(chance, POD_LABELS, may_ask_for_keys=True)}
    types = chance.choice([None, ["Ingress"], ["Egress"], ["Ingress", "Egress"]])
    if types:
        spec["policyTypes"] = types
    for direction, peers in [("Ingress", "from"), ("Egress", "to")]:
        if direction in (types or [direction]) and chance.random() < 0.7:
            fewest = 0 if types else 1
            rules = range(chance.randint(fewest, 3))
            spec[direction.lower()] = [_rule(chance, peers) for _ in rules]
    metadata = {"name": f"policy-{number}", "namespace": namespace}
    return _object("networking.k8s.io/v1", "NetworkPolicy", metadata, spec=spec)


def _rule(chance, peers):
    rule = {}
    if chance.random() < 0.8:
        rule[peers] = [_peer(chance) for _ in range(chance.randint(1, 3))]
    if chance.random() < 0.7:
        rule["ports"] = [_port(chance) for _ in range(chance.randint(1, 3))]
    return rule


def _peer(chance):
    shape = chance.choice(["pods", "namespaces", "both", "block"])
    if shape == "block":
        cidr = chance.choice(sorted(BLOCKS))
        excepted = [inner for inner in BLOCKS[cidr] if chance.random() < 0.4]
        return {"ipBlock": {"cidr": cidr, **({"except": excepted} if excepted else {})}}
    peer = {}
    if shape != "pods":
        peer["namespaceSelector"] = _selector(chance, NAMESPACE_LABELS, may_ask_for_keys=True)
    if shape != "namespaces":
        peer["podSelector"] = _selector(chance, POD_LABELS, may_ask_for_keys=shape == "pods")
    return peer


def _port(chance):
    shape = chance.choice(["number", "name", "range", "protocol"])
    if shape == "name":
        name, protocol = chance.choice(sorted(PORTS))
        # A name under another protocol than its own opens nothing.
        return {"port": name, "protocol": chance.choice([protocol, protocol, "TCP"])}
    port = {}
    if shape == "protocol" or chance.random() < 0.7:
        port["protocol"] = chance.choice(PROTOCOLS)
    if shape != "protocol":
        port["port"] = chance.choice(NUMBERS)
    if shape == "range":
        port["endPort"] = port["port"] + chance.choice([0, 1, 1000])
    return port


POD_LABELS = {"app": APPS, "tier": TIERS}
NAMESPACE_LABELS = {"team": TEAMS, "kubernetes.io/metadata.name": ["team-0", "team-1"]}


def _selector(chance, labels, may_ask_for_keys):
    shape = chance.choice(["all", "labels", "expressions", "both"])
    selector = {}
    if shape in ("labels", "both"):
        key = chance.choice(sorted(labels))
        selector["matchLabels"] = {key: chance.choice(labels[key])}
    if shape in ("expressions", "both"):
        key = chance.choice(sorted(labels))
        operators = ["In", "NotIn"] + ["Exists", "DoesNotExist"] * may_ask_for_keys
        expression = {"key": key, "operator": chance.choice(operators)}
        if expression["operator"] in ("In", "NotIn"):
            expression["values"] = chance.sample(labels[key], chance.randint(1, 2))
        selector["matchExpressions"] = [expression]
    return selector
