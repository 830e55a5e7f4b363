#!/usr/bin/python3
"""Holds the remedies against real servers: audit the weak one, apply what was printed to its own
configuration, start it again, audit again: each check that had a remedy must be done.

    MINATO=build/dev/minato tests/lab/remedy_test.py [SERVER…] [--show]
A remedy may uncover the next (TLS that was not there has ciphers now): up to four rounds. What
cannot be tried is told in the table with its reason.
"""
import dataclasses
import json
import sys

from lab import Lab, LabError, as_root
import audit_test
import real_servers
from remedy_places import NEVER_TRIED, PLACES

ROUNDS = 4


def filled(text, places, ports):
    """The user's words filled in, paths and ports as the lab has them."""
    values = {"<CERTIFICATE>": "/etc/lab/chain.pem", "<KEY>": places.key, "<CA>": "/etc/lab/ca.pem",
              "<WORD>": real_servers.PASSWORD, "<USER>": real_servers.USER, "<HOST>": "lab.test",
              **places.words, **places.files}
    for old, new in values.items():
        text = text.replace(old, new)
    for key, port in ports.items():
        text = text.replace(f"${key}", str(port))
    return text


def in_lab(remedy, places, ports):
    if remedy["file"] not in places.files:
        places = dataclasses.replace(places, files={**places.files, remedy["file"]: remedy["file"]})
    return {**remedy, "file": places.files[remedy["file"]],
            "place": filled(remedy.get("place", ""), places, ports),
            "lines": [filled(line, places, ports) for line in remedy["lines"]]}


def with_flags(line, flags):
    """The command line with each flag in the place of the one of its name, else at its end."""
    for flag in flags:
        name = flag.split("=")[0].split(" ")[0]
        words = line.split(" ")
        for at in [n for n, word in enumerate(words) if word.split("=")[0] == name][:1]:
            words[at:at + (1 if "=" in flag or " " not in flag else 2)] = [flag]
        line = " ".join(words if flag in words else words + [flag])
    return line


def repaired(variant, remedies, places):
    """The weak variant with the remedies applied before it starts."""
    flags = [line for remedy in remedies if remedy["change"] == "flag" for line in remedy["lines"]]
    rest = [remedy for remedy in remedies if remedy["change"] != "flag"]
    program = (audit_test.ROOT / "tests/lab/apply_remedy.py").read_text(encoding="utf-8")
    files = {"/remedies.json": json.dumps(rest).replace("$", "$$"),
             "/apply.py": program.replace("$", "$$"), **variant.files, **places.given}
    run = tuple(with_flags(line, flags) for line in variant.run) if flags else variant.run
    before = variant.before + places.before + ("python3 /apply.py /remedies.json",) + places.after
    return dataclasses.replace(variant, files=files, before=before, run=run)


def judged(first, findings, observations, places):
    """{name: what is wrong} of the checks that had a remedy."""
    open_keys = {(one["port"], one["transport"]) for one in observations}
    wrong = {}
    for name in first:
        now = findings.get(name)
        if now is None or now["status"] == "done" or name in places.untried:
            continue  # the port is closed, or the question has no meaning any more
        wrong[name] = f"{now['status']}: {now.get('evidence', '')[:80]!r}"
    if not open_keys and not places.closes:
        wrong["*"] = "nothing answers any more"
    return wrong


class Repair:
    def __init__(self, lab, host, auditor, name):
        self.lab, self.host, self.auditor = lab, host, auditor
        self.server, self.places = real_servers.load(name), PLACES.get(name)
        self.remedies, self.first, self.rounds = [], {}, 0

    def audit(self, variant, may_close):
        box = real_servers.Box(self.lab, self.host, self.server, variant, self.server.ports())
        self.lab.keep(box)
        if may_close:
            box.wait_while_closed(4)
        else:
            box.wait_until_ready(60)
        findings, observations, _ = audit_test.audit(self.lab, self.auditor, self.server, box.ports)
        box.stop()
        return findings, observations

    def run(self):
        """{check: what is wrong with it after its remedy}"""
        variant = self.server.weak
        findings, observations = self.audit(variant, False)
        while self.rounds < ROUNDS:
            news = {name: one["remedy"] for name, one in findings.items()
                    if "remedy" in one and name not in self.first}
            if not news:
                break
            self.rounds += 1
            self.first |= news
            for remedy in news.values():
                mapped = in_lab(remedy, self.places, self.server.ports())
                if mapped not in self.remedies:
                    self.remedies.append(mapped)
            variant = repaired(self.server.weak, self.remedies, self.places)
            findings, observations = self.audit(variant, self.places.closes)
        return judged(self.first, findings, observations, self.places)


def try_one(lab, host, auditor, name, show):
    if name in NEVER_TRIED:
        print(f"--   {name}: not tried: {NEVER_TRIED[name]}", flush=True)
        return None
    repair = Repair(lab, host, auditor, name)
    try:
        wrong = repair.run()
    except LabError as error:
        wrong = {"*": str(error)[-1500:]}
    if not repair.first:
        wrong = {"*": "the weak server got no remedy"}
    products = ", ".join(sorted({remedy["product"] for remedy in repair.remedies}))
    print(f"{'FAIL' if wrong else 'ok  '} {name} ({products}): {len(repair.first)} remedies,"
          f" {repair.rounds} rounds", flush=True)
    for check, what in wrong.items():
        print(f"     {check}: {what}", flush=True)
    for check in repair.places.untried.keys() & repair.first.keys():
        print(f"     {check}: not tried: {repair.places.untried[check]}", flush=True)
    if show:
        print("     " + ", ".join(repair.first), flush=True)
        for remedy in repair.remedies:
            print(f"     {remedy['change']} {remedy['file']} {remedy['place']}: {remedy['lines']}")
    return not wrong


def main():
    as_root()
    wanted = [word for word in sys.argv[1:] if not word.startswith("-")] or real_servers.names()
    results = []
    with Lab("remedy") as lab:
        auditor, host = real_servers.network(lab)
        for name in wanted:
            results.append(try_one(lab, host, auditor, name, "--show" in sys.argv))
    print(f"{len(wanted)} servers: {results.count(True)} repaired by what the audit printed,"
          f" {results.count(False)} not, {results.count(None)} not tried")
    sys.exit(1 if False in results else 0)


if __name__ == "__main__":
    main()
