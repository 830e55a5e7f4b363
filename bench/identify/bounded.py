#!/usr/bin/python3
"""What scan -sV costs at most: a host with 1,000 open ports that say nothing, and 254 hosts with 8 services each.

usage: bounded.py [BINARY]

Both in namespaces of the lab. Bars: 15 s for the first, 200 MB of memory for the second.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/lab"))
sys.path.insert(0, str(ROOT / "bench"))
import lab as lab_module  # noqa: E402
from lab import Lab  # noqa: E402
from side_by_side import MINATO, Bars  # noqa: E402

SERVERS = pathlib.Path(__file__).resolve().with_name("servers.py")
SILENT_PORTS, SILENT_SECONDS = 1000, 15
HOSTS, SERVICES, MOST_MEGABYTES = 254, 8, 200


class Run:
    """One scan inside a namespace: seconds, peak memory, rows."""

    def __init__(self, space, binary, *words):
        argv = ["ip", "netns", "exec", space.name, str(binary), "scan", "-sV", "-n", "-Pn", "--json", *words]
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
            started = time.monotonic()
            process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=errors)
            _, status, used = os.wait4(process.pid, 0)
            self.seconds = time.monotonic() - started
            process.returncode = os.waitstatus_to_exitcode(status)
            self.megabytes = used.ru_maxrss / 1024
            out.seek(0)
            errors.seek(0)
            if process.returncode != 0:
                raise SystemExit(f"bench: the scan ended with {process.returncode}: {errors.read()}")
            lines = out.read().splitlines()
        self.rows = [json.loads(line) for line in lines]
        self.open = [row for row in self.rows if row["type"] == "observation" and row["state"] == "open"]
        self.named = [row for row in self.open if row.get("service", {}).get("name")]


def network(lab, prefix):
    scanner, far = lab.namespace("scanner"), lab.namespace("far")
    lab.cable(scanner, far)
    scanner.address("eth0", f"10.9.255.1/{prefix}")
    return scanner, far


def silent_host(binary, bars):
    with Lab("silent") as lab:
        scanner, far = network(lab, 16)
        far.address("eth0", "10.9.0.2/16")
        far.start("python3", SERVERS, "silent", SILENT_PORTS, 20000).line()
        run = Run(scanner, binary, "-p", f"20000-{19999 + SILENT_PORTS}", "10.9.0.2")
        if len(run.open) != SILENT_PORTS:
            raise SystemExit(f"bench: {len(run.open)} of {SILENT_PORTS} ports found open")
        bars.hold(f"{SILENT_PORTS:,} silent open ports: {run.seconds:.1f} s, {run.megabytes:.0f} MB; of {SILENT_SECONDS} s",
                  run.seconds / SILENT_SECONDS, 1)


def many_hosts(binary, bars):
    with Lab("many") as lab:
        scanner, far = network(lab, 16)
        for number in range(1, HOSTS + 1):
            far.address("eth0", f"10.9.1.{number}/16")
        key, certificate = lab.folder / "farm.key", lab.folder / "farm.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=farm.test",
                        "-keyout", key, "-out", certificate], check=True, capture_output=True)
        far.start("python3", SERVERS, "farm", certificate, key).line()
        run = Run(scanner, binary, "-p", "21,22,25,80,110,143,443,6379", "10.9.1.1-10.9.1.254")
        if len(run.open) != HOSTS * SERVICES:
            raise SystemExit(f"bench: {len(run.open)} of {HOSTS * SERVICES} ports found open")
        bars.hold(f"{HOSTS} hosts x {SERVICES} services: {run.megabytes:.0f} MB, {run.seconds:.1f} s, {len(run.named)} of"
                  f" {len(run.open)} named; of {MOST_MEGABYTES} MB", run.megabytes / MOST_MEGABYTES, 1)


def main():
    binary = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else MINATO)
    bars = Bars()
    silent_host(binary, bars)
    many_hosts(binary, bars)
    sys.exit(1 if bars.missed else 0)


if __name__ == "__main__":
    lab_module.as_root()
    main()
