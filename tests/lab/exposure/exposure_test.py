"""The judge's verdicts against connections that are really made, one ruleset after the other.

MINATO_LAB_RULESET=WORDS runs only the rulesets whose name has these words in it.
"""
import collections
import os
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import reach  # noqa: E402
from reach import BINARIES, as_root  # noqa: E402
from rulesets import RULESETS  # noqa: E402


def apply(network, ruleset):
    if ruleset.nft:
        network.host.nft(ruleset.nft)
    if ruleset.script:
        network.host.run("sh", "-ec", "\n".join(ruleset.script))
    network.flush_connections()


def clean(network):
    network.host.run("nft", "flush", "ruleset")
    for interface in ("eth0", "eth1"):
        network.host.sysctl(f"net/ipv4/conf/{interface}/route_localnet", 0)


def verdicts(network):
    """{listener's spec: [exposure, reason, its arguments…]}."""
    told = network.host.run(BINARIES / "minato-lab-exposure", *reach.LISTENERS).stdout
    return {words[0]: words[1:] for words in (line.split("\t") for line in told.splitlines())}


class Exposure(unittest.TestCase):
    def compare(self, network, ruleset):
        judged = verdicts(network)
        truth = network.truth(ruleset.ports, ruleset.source_ports)
        for spec, scope in truth.items():
            verdict, *reason = judged[spec]
            allowed = {scope} | ({"unknown"} if spec in ruleset.unknown else set())
            self.assertIn(verdict, allowed, f"{ruleset.name}: {spec} is reached from {scope}, "
                                            f"judged {verdict} because {reason}")
            self.counts[verdict] += 1

    def test_every_verdict_is_the_truth_or_an_expected_unknown(self):
        only = os.environ.get("MINATO_LAB_RULESET", "")
        chosen = [ruleset for ruleset in RULESETS if only in ruleset.name]
        self.counts = collections.Counter()
        with reach.Network() as network:
            for ruleset in chosen:
                with self.subTest(ruleset=ruleset.name):
                    apply(network, ruleset)
                    try:
                        self.compare(network, ruleset)
                    finally:
                        clean(network)
        print(f"{len(chosen)} rulesets, {sum(self.counts.values())} verdicts: {dict(self.counts)}")


if __name__ == "__main__":
    as_root()
    unittest.main()
