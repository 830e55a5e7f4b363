"""Reads and checks data/iana/*.tsv and data/knowledge/*.toml for the build and for the tests.

Every fault is a DataError that names file, entry and reason.
"""

import collections
import dataclasses
import pathlib
import re
import tomllib

TRANSPORTS = ("tcp", "udp", "sctp", "dccp")
STATUSES = ("assigned", "also", "historic", "reserved", "unassigned")
ANSWERS = ("no", "optional", "yes")
DANGERS = ("none", "low", "medium", "high")
LANGUAGES = ("en", "ja")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PORT = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?/([a-z]+)")

SERVICE_KEYS = {
    "id", "ports", "iana", "title", "aliases", "explain", "encrypted", "authenticated", "danger",
    "danger_reason", "alternative", "products", "processes", "references", "countermeasure",
}  # fmt: skip
OPTIONAL_KEYS = {"aliases"}
COUNTERMEASURE_KEYS = {"id", "en", "ja", "references"}


class DataError(Exception):
    """What is wrong in the data, as `file: entry: reason`."""


@dataclasses.dataclass(frozen=True, order=True)
class PortRange:
    first: int
    last: int
    transport: str

    def covers(self, other):
        return (
            self.transport == other.transport
            and self.first <= other.first
            and other.last <= self.last
        )


@dataclasses.dataclass(frozen=True)
class IanaRow:
    ports: PortRange
    name: str
    status: str
    description: str


@dataclasses.dataclass(frozen=True)
class Countermeasure:
    id: str
    text: tuple[str, str]
    references: list[str]


@dataclasses.dataclass(frozen=True)
class Service:
    file: str
    id: str
    ports: list[PortRange]
    iana: str
    title: tuple[str, str]
    explain: tuple[str, str]
    danger_reason: tuple[str, str]
    encrypted: str
    authenticated: str
    danger: str
    alternative: str
    aliases: list[str]
    products: list[str]
    processes: list[str]
    references: list[str]
    countermeasures: list[Countermeasure]


def parse_ports(text):
    """PortRange of "443/tcp" or "6000-6063/tcp"; ValueError with the reason."""
    match = PORT.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not N/transport or A-B/transport")
    first, last = int(match[1]), int(match[2] or match[1])
    if match[3] not in TRANSPORTS:
        raise ValueError(f"{text!r}: the transport must be one of {', '.join(TRANSPORTS)}")
    if last > 65535:
        raise ValueError(f"{text!r}: a port is at most 65535")
    if match[2] and first >= last:
        raise ValueError(f"{text!r}: the range must run upwards")
    return PortRange(first, last, match[3])


def _hidden(text):
    """The first control or invisible formatting character of `text`, or nothing."""
    for char in text:
        code = ord(char)
        if code < 32 or 0x7F <= code < 0xA0 or 0x200B <= code <= 0x200F or code == 0xFEFF:
            return f"U+{code:04X}"
        if 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069:
            return f"U+{code:04X}"
    return None


def read_iana(folder):
    """All rows of data/iana/*.tsv, in the order of the files."""
    rows = []
    for path in sorted(pathlib.Path(folder).glob("*.tsv")):
        lines = path.read_text(encoding="utf-8").split("\n")
        for number, line in enumerate(lines, 1):
            if line and not line.startswith("#"):
                try:
                    rows.append(_iana_row(line))
                except ValueError as error:
                    raise DataError(f"{path}: line {number}: {error}") from error
    if not rows:
        raise DataError(f"{folder}: no IANA table")
    _check_iana_order(folder, rows)
    return rows


def _iana_row(line):
    fields = line.split("\t")
    if len(fields) != 5:
        raise ValueError(f"{len(fields)} columns instead of 5")
    ports, transport, name, status, description = fields
    if status not in STATUSES:
        raise ValueError(f"unknown status {status!r}")
    if bool(name) != (status in ("assigned", "also", "historic")):
        raise ValueError(f"status {status!r} does not go with the name {name!r}")
    if any(char.isspace() for char in name) or len(name) > 63:
        raise ValueError(f"bad service name {name!r}")
    if hidden := _hidden(name + description):
        raise ValueError(f"control character {hidden}")
    return IanaRow(parse_ports(f"{ports}/{transport}"), name, status, description)


def _check_iana_order(folder, rows):
    seen = set()
    at = (-1, 0)
    for row in rows:
        here = (row.ports.first, TRANSPORTS.index(row.ports.transport))
        if here < at:
            raise DataError(f"{folder}: {row.ports} {row.name!r}: the rows are not sorted")
        if (row.ports, row.name) in seen:
            raise DataError(f"{folder}: {row.ports} {row.name!r} stands twice")
        at = here
        seen.add((row.ports, row.name))


class _Entry:
    """Typed access to one TOML table; `where` opens every complaint."""

    def __init__(self, where, table, keys):
        self.where = where
        self.table = table
        if not isinstance(table, dict):
            self.fail("must be a table")
        if unknown := sorted(table.keys() - keys):
            self.fail(f"unknown key {unknown[0]!r}")
        if missing := sorted(keys - table.keys() - OPTIONAL_KEYS):
            self.fail(f"key {missing[0]!r} is missing")

    def fail(self, reason):
        raise DataError(f"{self.where}: {reason}")

    def text(self, key, may_be_empty=False):
        return self._checked(key, self.table[key], may_be_empty)

    def _checked(self, key, value, may_be_empty=False):
        if not isinstance(value, str):
            self.fail(f"{key} must be a string, not {value!r}")
        if value != value.strip() or (not value and not may_be_empty):
            self.fail(f"{key} is empty or has space at an end: {value!r}")
        if hidden := _hidden(value):
            self.fail(f"{key} has the control character {hidden}")
        if len(value.encode()) > 4000:
            self.fail(f"{key} is longer than 4000 bytes")
        return value

    def slug(self, key):
        value = self.text(key)
        if not SLUG.fullmatch(value):
            self.fail(f"{key} {value!r} is not of the form [a-z0-9-]+")
        return value

    def one_of(self, key, values):
        value = self.text(key)
        if value not in values:
            self.fail(f"{key} is {value!r}, but must be one of {', '.join(values)}")
        return value

    def both(self, key):
        inner = _Entry(f"{self.where}: {key}", self.table[key], set(LANGUAGES))
        return tuple(inner.text(language) for language in LANGUAGES)

    def texts(self, key):
        values = self.table.get(key, [])
        if not isinstance(values, list):
            self.fail(f"{key} must be a list")
        checked = [self._checked(key, value) for value in values]
        if len(set(checked)) != len(checked):
            self.fail(f"{key} names something twice")
        return checked

    def tables(self, key, least, most):
        values = self.table[key]
        if not isinstance(values, list) or not least <= len(values) <= most:
            self.fail(f"needs {least} to {most} of [[{key}]]")
        return values


def _countermeasure(where, table):
    entry = _Entry(where, table, COUNTERMEASURE_KEYS)
    texts = tuple(entry.text(language) for language in LANGUAGES)
    return Countermeasure(entry.slug("id"), texts, entry.texts("references"))


def _service(path, number, table):
    name = table.get("id") if isinstance(table, dict) else None
    entry = _Entry(f"{path}: {name or f'service {number}'}", table, SERVICE_KEYS)
    try:
        ports = [parse_ports(text) for text in entry.texts("ports")]
    except ValueError as error:
        entry.fail(str(error))
    if not ports:
        entry.fail("has no port")
    aliases = entry.texts("aliases")
    for alias in aliases:
        if alias != alias.lower():
            entry.fail(f"the alias {alias!r} must be in lower case")
    measures = [
        _countermeasure(f"{entry.where}: countermeasure {index}", each)
        for index, each in enumerate(entry.tables("countermeasure", 1, 6), 1)
    ]
    if len({measure.id for measure in measures}) != len(measures):
        entry.fail("two countermeasures have the same id")
    return Service(
        file=path.name,
        id=entry.slug("id"),
        ports=ports,
        iana=entry.text("iana", may_be_empty=True),
        title=entry.both("title"),
        explain=entry.both("explain"),
        danger_reason=entry.both("danger_reason"),
        encrypted=entry.one_of("encrypted", ANSWERS),
        authenticated=entry.one_of("authenticated", ANSWERS),
        danger=entry.one_of("danger", DANGERS),
        alternative=entry.text("alternative", may_be_empty=True),
        aliases=aliases,
        products=entry.texts("products"),
        processes=entry.texts("processes"),
        references=entry.texts("references"),
        countermeasures=measures,
    )


def read_file(path):
    """The services of one knowledge file, each right in itself."""
    path = pathlib.Path(path)
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: {error}") from error
    top = _Entry(str(path), document, {"service"})
    tables = top.tables("service", 1, 500)
    return [_service(path, number, table) for number, table in enumerate(tables, 1)]


def read_knowledge(folder, iana):
    """All services of a folder, checked against each other and against the IANA rows."""
    services = []
    for path in sorted(pathlib.Path(folder).glob("*.toml")):
        services.extend(read_file(path))
    by_id = {}
    for service in services:
        if service.id in by_id:
            other = by_id[service.id].file
            raise DataError(f"{service.file}: {service.id}: the id stands in {other} too")
        by_id[service.id] = service
    names = collections.defaultdict(list)
    for row in iana:
        if row.name and row.status != "historic":
            names[row.name].append(row.ports)
    for service in services:
        _check_links(service, by_id, names)
    return services


def _check_links(service, by_id, names):
    where = f"{service.file}: {service.id}"
    if service.alternative and service.alternative not in by_id:
        raise DataError(f"{where}: the alternative {service.alternative!r} exists in no file")
    if service.alternative == service.id:
        raise DataError(f"{where}: is its own alternative")
    first = service.ports[0]
    start = PortRange(first.first, first.first, first.transport)
    if service.iana and not any(ports.covers(start) for ports in names[service.iana]):
        known = [name for name, ports in names.items() if any(p.covers(start) for p in ports)]
        hint = f"IANA says {', '.join(known)}" if known else "IANA has no name there"
        raise DataError(
            f"{where}: iana is {service.iana!r}, but at {start.first}/{start.transport} {hint}"
        )
