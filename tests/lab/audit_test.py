#!/usr/bin/python3
"""Holds `minato audit` against real servers: weak, every planted weakness is reported; hardened,
nothing is missing that is there. MINATO names the binary; words name servers (all otherwise).

    MINATO=build/dev/minato tests/lab/audit_test.py [SERVER…] [--show] [--unusual]
--unusual: on their usual ports + 20000, where only what they say tells what they are.
"""
import json
import os
import sys
import time

from lab import ROOT, Lab, LabError, as_root
import real_servers

MINATO = os.environ.get("MINATO", str(ROOT / "build/dev/minato"))
ADDRESS = real_servers.ADDRESS


def ports_word(server, ports):
    words = [f"{'U' if endpoint.transport == 'udp' else 'T'}:{ports[endpoint.key]}"
             for endpoint in server.endpoints]
    return ",".join(words)


def audit(lab, auditor, server, ports, *options):
    """(findings: {"key/id": finding}, observations, seconds)"""
    argv = [MINATO, "audit", ADDRESS, "-p", ports_word(server, ports), "--json", "--name", "lab.test", "--ca-file",
            str(real_servers.keys(lab) / "ca.pem"), *options]
    began = time.monotonic()
    done = auditor.run(*argv, check=False, timeout=120)
    took = time.monotonic() - began
    if done.returncode not in (0, 1):
        raise LabError(f"minato ended with {done.returncode}: {done.stderr}")
    seen = [json.loads(line) for line in done.stdout.splitlines()]
    keys = {(ports[endpoint.key], endpoint.transport): endpoint.key
            for endpoint in server.endpoints}
    findings = {}
    for one in seen:
        for finding in one.get("findings", ()):
            key = keys[one["port"], one["transport"]]
            findings[f"{key}/{finding['id']}"] = finding
    return findings, [one for one in seen if one["type"] == "observation"], took


def complaints(server, variant, findings, observations):
    """What is wrong with the audit's answer."""
    truth = getattr(server, variant)
    missing = {name for name, finding in findings.items() if finding["status"] == "missing"}
    for endpoint in server.endpoints:
        if not any(one["transport"] == endpoint.transport for one in observations):
            yield f"{endpoint.key}/{endpoint.transport}: not seen as open"
    if variant == "weak":
        for name in truth.planted:
            if name not in missing:
                yield f"planted {name} was not reported: {findings.get(name)}"
        return
    for name in sorted(missing - set(truth.accepted)):
        yield f"false alarm {name}: {findings[name]['evidence']}"


def run_one(lab, host, auditor, name, show, offset):
    server = real_servers.load(name)
    wrong = 0
    for variant in ("weak", "hardened"):
        try:
            box = real_servers.start(lab, host, server, variant, server.ports(offset))
        except LabError as error:
            print(f"FAIL {name} {variant}: {error}", flush=True)
            wrong += 1
            continue
        findings, observations, took = audit(lab, auditor, server, box.ports)
        box.stop()
        said = list(complaints(server, variant, findings, observations))
        wrong += len(said)
        planted = f"{len(server.weak.planted)} planted, " if variant == "weak" else ""
        print(f"{'ok  ' if not said else 'FAIL'} {name} {variant}: {planted}{len(findings)} answers"
              f" in {took:.2f} s", flush=True)
        for line in said:
            print(f"     {line}", flush=True)
        if show:
            for key, finding in findings.items():
                print(f"     {finding['status']:8} {key}: {finding.get('evidence', '')[:120]!r}")
    return wrong


def main():
    as_root()
    show = "--show" in sys.argv
    offset = 20000 if "--unusual" in sys.argv else 0
    wanted = [word for word in sys.argv[1:] if not word.startswith("-")] or real_servers.names()
    wrong = 0
    with Lab("audit") as lab:
        auditor, host = real_servers.network(lab)
        for name in wanted:
            wrong += run_one(lab, host, auditor, name, show, offset)
    print(f"{len(wanted)} servers, {wrong} wrong answers")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
