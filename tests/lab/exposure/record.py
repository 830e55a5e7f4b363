"""Writes tests/unit/host/rulesets/*.json: each ruleset of the lab as the kernel has it, with what
really reaches the listeners, so that tests without rights can hold the judge against it.
"""
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import reach  # noqa: E402
from exposure_test import apply, clean  # noqa: E402
from reach import BINARIES, as_root  # noqa: E402
from rulesets import RULESETS  # noqa: E402

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "unit/host/rulesets"


def main():
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.json"):
        path.unlink()
    with reach.Network() as network:
        for ruleset in RULESETS:
            apply(network, ruleset)
            dump = json.loads(network.host.run(BINARIES / "minato-lab-exposure", "--dump").stdout)
            text = network.host.run("nft", "-a", "list", "ruleset").stdout
            truth = network.truth(ruleset.ports, ruleset.source_ports)
            localnet = any("route_localnet" in line for line in ruleset.script)
            clean(network)
            name = re.sub(r"[^a-z0-9]+", "-", ruleset.name.lower()).strip("-")
            content = {"name": ruleset.name, "truth": truth, "unknown": ruleset.unknown,
                       "route_localnet": ["eth1"] if localnet else [], "nft": text, "dump": dump}
            (FOLDER / f"{name}.json").write_text(json.dumps(content, indent=1) + "\n",
                                                 encoding="utf-8")


if __name__ == "__main__":
    as_root()
    main()
