"""minato audit beside ssh-audit, sslscan, testssl.sh and nmap's scripts over one host of the lab,
weak: seconds of each in one run, and every remark of the peers with what it is to ours: same,
better, theirs is wrong, ours lacks, or told only (verdicts.py).

    bench/audit/run [--no-nmap] [--no-testssl] …   needs root; peers that are not there are named
"""
import json
import os
import pathlib
import re
import shutil
import sys
import tempfile
import time
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/lab"))

import real_servers  # noqa: E402
from lab import Lab, as_root  # noqa: E402
from verdicts import verdict  # noqa: E402

MINATO = os.environ.get("MINATO", str(ROOT / "build/release/minato"))
ADDRESS = real_servers.ADDRESS
PORTS = "21,22,23,25,80,139,443,445"
SCRIPTS = os.environ.get("NMAP_SCRIPTS", "(default or safe or vuln) and not broadcast")
SERVERS = ("vsftpd", "openssh", "telnetd", "postfix", "nginx", "samba")


def timed(space, *argv, timeout=400):
    began = time.monotonic()
    done = space.run(*argv, check=False, timeout=timeout)
    return done.stdout, time.monotonic() - began


def minato(space):
    out, seconds = timed(space, MINATO, "audit", ADDRESS, "-p", PORTS, "--json")
    findings = [finding | {"port": one["port"]} for one in map(json.loads, out.splitlines())
                for finding in one.get("findings", ())]
    return findings, seconds


def of_ssh_audit(space):
    """Each algorithm that it warns of or fails, and short keys."""
    out, seconds = timed(space, "ssh-audit", "--no-colors", "-b", "-l", "warn", ADDRESS)
    rows = [f"{kind} {name}" for kind, name in
            re.findall(r"^\((kex|key|enc|mac)\) (\S+)", out, re.MULTILINE)]
    if "bit modulus" in out:
        rows.append("key ssh-rsa size")
    return rows, seconds


def of_sslscan(space):
    out, seconds = timed(space, "sslscan", "--no-colour", "--xml=-", f"{ADDRESS}:443")
    tree = xml.etree.ElementTree.fromstring(out)
    rows = [f"TLSv{one.get('version')}" for one in tree.iter("protocol")
            if one.get("enabled") == "1" and one.get("version") in ("1.0", "1.1", "2", "3")]
    rows += [f"cipher {one.get('strength')} {one.get('cipher')}" for one in tree.iter("cipher")
             if one.get("strength") in ("null", "anonymous", "weak", "medium")]
    rows += ["self-signed certificate" for one in tree.iter("self-signed") if one.text == "true"]
    rows += [f"signature {one.text}" for one in tree.iter("signature-algorithm")
             if one.text.startswith(("sha1", "md5"))]
    rows += [f"key {one.get('type')} {one.get('bits')}" for one in tree.iter("pk")
             if int(one.get("bits", "0")) < 2048 and one.get("type") == "RSA"]
    return rows, seconds


def of_testssl(space):
    """Everything that it thinks worse than fine."""
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder, "report.json")
        _, seconds = timed(space, "testssl", "--quiet", "--color", "0", "--warnings", "off", "-oj",
                           str(report), "--ip", "one", f"{ADDRESS}:443")
        said = json.loads(report.read_text(encoding="utf-8"))
    return [f"{one['id']}: {one['finding'][:60]}" for one in said
            if one["severity"] not in ("OK", "INFO")], seconds


def of_nmap(space):
    out, seconds = timed(space, "nmap", "-n", "-Pn", "-p", PORTS, "--script",
                         SCRIPTS, "--script-timeout", "40s",
                         "--host-timeout", "300s", "-oX", "-", ADDRESS)
    return [remark_of(script) for script in xml.etree.ElementTree.fromstring(out).iter("script")
            if script.get("output", "").strip()
            not in ("", "false", "Couldn't find any CSRF vulnerabilities.")], seconds


def remark_of(script):
    """Its name; what it calls vulnerable is marked, so that no general rule covers it."""
    output = script.get("output").replace("NOT VULNERABLE", "")
    return ("VULNERABLE " if "VULNERABLE" in output else "") + script.get("id")


PEERS = (("ssh-audit", of_ssh_audit), ("sslscan", of_sslscan), ("testssl", of_testssl),
         ("nmap", of_nmap))


def print_table(rows, findings):
    counts = {}
    for peer, remark in sorted(set(rows)):
        kind, behind = verdict(peer, remark, findings)
        counts[kind] = counts.get(kind, 0) + 1
        print(f"{kind:25}  {peer:10} {remark:50.50}  {behind[:90]}")
    print(f"\n{len(set(rows))} remarks of peers: "
          + ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items())))


def main():
    as_root()
    with Lab("bench-audit") as lab:
        auditor, host = real_servers.network(lab)
        for name in SERVERS:
            real_servers.start(lab, host, real_servers.load(name), "weak")
        findings, ours = minato(auditor)
        missing = sum(finding["status"] == "missing" for finding in findings)
        print(f"minato audit      {ours:7.2f} s   {len(findings)} answers, {missing} missing")
        rows = []
        for name, run in PEERS:
            if f"--no-{name}" in sys.argv:
                continue
            if not shutil.which(name):
                print(f"{name:17} not installed")
                continue
            more, seconds = run(auditor)
            rows += [(name, remark) for remark in more]
            print(f"{name:17} {seconds:7.2f} s   {seconds / ours:6.1f} × minato audit,"
                  f" {len(more)} remarks")
        print()
        print_table(rows, findings)


if __name__ == "__main__":
    main()
