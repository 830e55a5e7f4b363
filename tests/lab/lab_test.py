#!/usr/bin/python3
"""Proves the lab itself: links do what they are told, simulated hosts are what they say they are.

Links are measured by minato-lab-meter from both their ends; hosts are held against nmap and against
the lab's own reference scanner. Prints the reference scanner's table of verdicts.
"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest
import xml.etree.ElementTree

import lab as lab_module
import scenarios
from lab import BINARIES, Lab, LabError
from verdict import judge, observations_of, observations_of_nmap, table


def measure(shape, count, pps, size=60, seed=1):
    """What the meter says about a link of this shape, and what the link says itself."""
    with Lab("meter") as lab:
        left, right = lab.namespace("left"), lab.namespace("right")
        link = lab.link(left, right, both=shape, seed=seed)
        argv = [BINARIES / "minato-lab-meter", "--from", f"packet:eth0@{left.name}",
                "--to", f"packet:eth0@{right.name}", "--count", count, "--pps", pps,
                "--bytes", size]
        done = subprocess.run(list(map(str, argv)), capture_output=True, text=True, check=True)
        told = link.stop()["to_right"]
        measured = json.loads(done.stdout)
        print(f"link {shape or 'bare'!r}: {measured} own losses {told['own_losses']}")
        return measured, told


class Links(unittest.TestCase):
    """Medians, since the machine may be busy; a link's own losses never."""

    def check_own(self, measured, told):
        self.assertEqual(told["own_losses"], 0)
        self.assertEqual(measured["own_losses"], 0)

    def test_forwards_100_000_frames_a_second_without_losing_any(self):
        measured, told = measure("", 300_000, 100_000)
        self.check_own(measured, told)
        self.assertEqual(measured["received"], 300_000)
        self.assertEqual(measured["duplicates"] + measured["overtaken"], 0)
        self.assertGreater(measured["sent_pps"], 50_000)

    def test_delays_by_what_was_asked_for(self):
        for delay_us in (1_000, 25_000, 100_000):
            measured, told = measure(f"delay={delay_us}us", 5_000, 5_000)
            self.check_own(measured, told)
            self.assertEqual(measured["received"], 5_000)
            self.assertGreaterEqual(measured["delay_us"]["least"], delay_us)
            self.assertLess(measured["delay_us"]["p50"], delay_us + 5_000)

    def test_loses_duplicates_and_reorders_the_shares_that_were_asked_for(self):
        measured, told = measure("loss=5%", 40_000, 40_000)
        self.check_own(measured, told)
        self.assertAlmostEqual(measured["received"] / 40_000, 0.95, delta=0.0035)
        measured, _ = measure("duplicate=10%,reorder=10%,reorder-by=20ms", 20_000, 20_000)
        self.assertEqual(measured["received"], 20_000)
        self.assertAlmostEqual(measured["duplicates"] / 20_000, 0.10, delta=0.007)
        self.assertAlmostEqual(measured["overtaken"] / 20_000, 0.10, delta=0.02)

    def test_a_bottleneck_passes_its_rate_and_its_buffer_bounds_the_wait(self):
        for words, rate, size, pps in (("10mbit", 10e6, 1000, 3_000), ("1mbit", 1e6, 60, 4_000)):
            measured, told = measure(f"rate={words},buffer=8kB", pps, pps, size)
            self.check_own(measured, told)
            self.assertGreater(told["tail_dropped"], 0)
            self.assertAlmostEqual(measured["received_bps"] / rate, 1, delta=0.03)
            longest_us = 8_000 * 8e6 / rate
            self.assertLess(measured["delay_us"]["p50"], longest_us + 5_000)
            self.assertGreater(measured["delay_us"]["p50"], longest_us * 0.8)


class Namespaces(unittest.TestCase):
    def names(self):
        return {path.name for path in lab_module.NETNS.iterdir()}

    def test_nothing_is_left_after_a_failure(self):
        with self.assertRaises(ZeroDivisionError), Lab("failing") as lab:
            left, right = lab.namespace("left"), lab.namespace("right")
            lab.link(left, right)
            process = left.start("tail", "-f", "/dev/null")
            self.assertTrue({left.name, right.name} <= self.names())
            raise ZeroDivisionError
        self.assertFalse([name for name in self.names() if name.startswith(lab.prefix)])
        self.assertFalse(process.running())

    def test_what_a_killed_lab_left_is_removed_by_the_next_and_its_programs_end_themselves(self):
        script = ("import sys, time, lab\n"
                  "with lab.Lab() as l:\n"
                  "    a, b = l.namespace('a'), l.namespace('b')\n"
                  "    l.link(a, b)\n"
                  "    print(l.prefix, l._processes[0].pid, flush=True)\n"
                  "    sys.stdin.read()\n")
        victim = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, text=True,
                                  cwd=pathlib.Path(__file__).parent)
        prefix, link = victim.stdout.readline().split()
        handle = os.pidfd_open(int(link))
        victim.send_signal(signal.SIGKILL)
        victim.communicate()
        self.assertTrue([name for name in self.names() if name.startswith(prefix)])
        with Lab("next"):
            self.assertFalse([name for name in self.names() if name.startswith(prefix)])
        ended, _, _ = lab_module.select.select([handle], [], [], 10)
        os.close(handle)
        self.assertTrue(ended, "the link program lives on")

    def test_programs_that_cannot_start_say_why(self):
        with Lab("wrong") as lab:
            with self.assertRaisesRegex(LabError, "speed"):
                lab.program("minato-lab-link", "--left", "packet:a", "--right", "packet:b",
                            "--both", "speed=3")
            with self.assertRaisesRegex(LabError, "maybe"):
                lab.hosts(lab.namespace("a"), {"groups": [{"rules": [{"answer": "maybe"}]}]}, "lo")


class AgainstNmap(unittest.TestCase):
    """Simulated hosts look to nmap as they look to themselves."""

    def compare(self, rules, ports, *words, probe="syn", families=(4, 6), skip=(), **group):
        for family in families:
            with self.subTest(family=family), Lab("nmap") as lab:
                scene = scenarios.simulated(rules, ports, probe=probe, **group)(lab, family)
                argv = ["nmap", *(["-6"] if family == 6 else []), "-n", "-Pn", "-T5", "--reason",
                        "-p", ports, "-oX", "-", *words, scene.targets]
                seen = observations_of_nmap(scene.scanner.run(*argv).stdout)
                truth = {key: right for key, right in scene.truth.items() if key[1] not in skip}
                verdict = judge(truth, [one for one in seen if one["port"] not in skip])
                self.assertTrue(verdict.right, verdict)

    def test_every_tcp_answer(self):
        # nmap 7.93 believes answers with a wrong checksum, a wrong acknowledgment or from a
        # neighbouring port: there it is no judge.
        self.compare(scenarios.ODD, "1-700", "-sS", "--max-retries", "2", skip=range(201, 352))

    def test_connections(self):
        rules = [{"ports": "1-20", "answer": "open"}, {"ports": "21-40", "answer": "tarpit"},
                 {"ports": "41-60", "answer": "open", "banner": "220 hi\r\n"}]
        with Lab("connect") as lab:
            scene = scenarios.simulated(rules, "1-100", probe="connect")(lab, 4)
            xml = scene.scanner.run("nmap", "-n", "-Pn", "-sT", "-p1-100", "-oX", "-",
                                    scene.targets).stdout
            seen = observations_of_nmap(xml)
            for one in seen:  # nmap calls a connection a SYN-ACK
                one["reason"] = one["reason"].replace("syn-ack", "conn-accept")
            verdict = judge(scene.truth, seen)
            self.assertTrue(verdict.right, verdict)

    def test_probes_without_syn(self):
        rules = [{"ports": "1-20", "answer": "open"}, {"ports": "21-40", "answer": "silent"},
                 {"ports": "41-60", "answer": "admin-prohibited"}]
        self.compare(rules, "1-80", "-sF", probe="fin")
        self.compare(rules, "1-80", "-sN", probe="fin")
        self.compare(rules, "1-80", "-sX", probe="fin")
        self.compare(rules, "1-80", "-sA", probe="ack")

    def test_udp(self):
        rules = [{"transport": "udp", "ports": "1-20", "answer": "open"},
                 {"transport": "udp", "ports": "21-40", "answer": "silent"},
                 {"transport": "udp", "ports": "41-60", "answer": "net-unreach"}]
        self.compare(rules, "1-80", "-sU", probe="udp")

    def test_who_lives_on_a_link(self):
        with Lab("who") as lab:
            scene = scenarios.wide([], "80", alive=0.2, far=False)(lab, 4)
            block = "10.77.3.0/24"
            xml = scene.scanner.run("nmap", "-sn", "-n", "-oX", "-", block).stdout
            seen = {one["address"] for one in observations_of_hosts(xml)}
            self.assertEqual(seen, {one["address"] for one in scene.hosts.truth(block)})


def observations_of_hosts(text):
    """Hosts that nmap calls up."""
    root = xml.etree.ElementTree.fromstring(text)
    return [{"address": host.find("address").get("addr")} for host in root.iter("host")
            if host.find("status").get("state") == "up"]


class Reference(unittest.TestCase):
    """The reference scanner finds the whole truth in every network of the table."""

    def test_every_scenario(self):
        rows = []
        known = [one for one in scenarios.SCENARIOS if one.kind == "-sS"]
        for number, scenario in enumerate(known):  # the families in turn
            family = scenario.families[number % len(scenario.families)]
            with self.subTest(scenario=scenario.name, family=family), Lab("truth") as lab:
                scene = scenario.build(lab, family)
                verdict = self.scan(scenario, scene, family)
                rows.append((scenario.name, family, verdict))
                self.assertTrue(verdict.right, verdict)
        print(table(rows))

    @staticmethod
    def scan(scenario, scene, family):
        argv = [BINARIES / "minato-lab-probe", "--on",
                f"packet:{scene.interface}@{scene.scanner.name}", "--source",
                scenarios.SCANNER[family], "--targets", scene.targets, "--ports",
                scene.ports, "--gateway", scene.gateway, "--pps", scenario.pps, "--rounds",
                scenario.rounds, "--wait-ms", scenario.wait_ms]
        start = time.monotonic()
        done = subprocess.run(list(map(str, argv)), capture_output=True, text=True, check=True)
        seconds = time.monotonic() - start
        return judge(scene.truth, observations_of(done.stdout), seconds)


if __name__ == "__main__":
    lab_module.as_root()
    unittest.main(verbosity=2)
