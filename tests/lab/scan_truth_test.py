#!/usr/bin/python3
"""Holds `minato scan` against the truth of every network in scenarios.py and prints the table.

MINATO names the binary. Demanded of each scan: every open port, none that is not, every state and
reason right, each port told once, and the scenario's time. Words after the program's name choose
scenarios by a part of their names, `-WORD` leaves some out.
"""
import os
import pathlib
import subprocess
import sys
import time
import unittest

import lab as lab_module
from lab import Lab
from scenarios import SCENARIOS
from verdict import judge, observations_of, table, tallies_of

MINATO = pathlib.Path(os.environ.get("MINATO", lab_module.ROOT / "build/dev/minato"))
# What a run may take above the scenario's limit before it is ended.
PATIENCE_SECONDS = 40


def scan(scenario, scene, family):
    """Runs the scanner in its namespace; returns the verdict."""
    # The targets are known to be there: discovery has tests of its own.
    argv = [MINATO, "scan", scenario.kind, "-Pn", "-n", *(["-6"] if family == 6 else []),
            "-p", scene.ports, "--json", *scenario.options, scene.targets]
    start = time.monotonic()
    done = scene.scanner.run(*argv, timeout=scenario.seconds + PATIENCE_SECONDS)
    seconds = time.monotonic() - start
    return judge(scene.truth, observations_of(done.stdout), seconds, tallies_of(done.stdout))


class Truth(unittest.TestCase):
    wanted = ()
    unwanted = ()

    def test_every_scenario(self):
        rows = []
        for scenario in SCENARIOS:
            if self.wanted and not any(word in scenario.name for word in self.wanted):
                continue
            if any(word in scenario.name for word in self.unwanted):
                continue
            for family in scenario.families:
                with self.subTest(scenario=scenario.name, family=family), Lab("truth") as lab:
                    scene = scenario.build(lab, family)
                    verdict = scan(scenario, scene, family)
                    rows.append((scenario.name, family, verdict))
                    if scene.link:
                        told = scene.link.stop()
                        own = sum(told[way]["own_losses"] for way in ("to_right", "to_left"))
                        self.assertEqual(own, 0, "the link itself lost frames: no judgement")
                    if scene.hosts:
                        told = scene.hosts.stop()
                        self.assertEqual(told["own_losses"], 0, "the hosts lost frames")
                        self.assertEqual(told["bad_checksums"] + told["malformed"], 0, told)
                    self.assertTrue(verdict.right, verdict)
                    self.assertLess(verdict.seconds, scenario.seconds)
        print(table(rows))
        self.assertTrue(rows, "no scenario has such a name")


if __name__ == "__main__":
    lab_module.as_root()
    Truth.wanted = tuple(word for word in sys.argv[1:] if not word.startswith("-"))
    Truth.unwanted = tuple(word[1:] for word in sys.argv[1:] if word.startswith("-"))
    unittest.main(argv=sys.argv[:1], verbosity=2)
