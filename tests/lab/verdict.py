"""Holds what a scanner reported against the truth, and draws the table of all verdicts."""
import collections
import dataclasses
import json
import xml.etree.ElementTree

SHOWN = 5
SILENT_STATES = ("filtered", "open|filtered")


@dataclasses.dataclass
class Verdict:
    """Counts of one scan; `faults` holds a few examples of each kind in words."""
    opened: int = 0          # ports that are open in truth
    found: int = 0           # of these, reported open
    ports: int = 0           # ports of living hosts
    false_open: int = 0
    wrong_state: int = 0
    wrong_reason: int = 0
    unreported: int = 0
    twice: int = 0
    seconds: float = 0.0
    faults: list = dataclasses.field(default_factory=list)

    @property
    def right(self):
        return (self.found == self.opened and not self.false_open and not self.wrong_state
                and not self.wrong_reason and not self.unreported and not self.twice)

    def blame(self, kind, what):
        setattr(self, kind, getattr(self, kind) + 1)
        if getattr(self, kind) <= SHOWN:
            self.faults.append(f"{kind.replace('_', ' ')}: {what}")


def judge(truth, observations, seconds=0.0, tallies=None):
    """truth: (address, port): set of right (state, reason). observations: the contract's dicts.
    tallies: address: {(state, reason): count} of ports that are only counted.

    Addresses that are not in the truth are empty: they may be reported as silent, or not at all."""
    verdict = Verdict(ports=len(truth), seconds=seconds)
    verdict.opened = sum(any(state == "open" for state, _ in right) for right in truth.values())
    seen = set()
    for one in observations:
        key = (one["address"], one["port"])
        said = (one["state"], one.get("reason"))
        if key in seen:
            verdict.blame("twice", key)
            continue
        seen.add(key)
        right = truth.get(key)
        if right and said in right:
            verdict.found += said[0] == "open"
            continue
        states = {state for state, _ in right} if right else SILENT_STATES
        if said[0] == "open" and "open" not in states:
            verdict.blame("false_open", f"{key} said {said}, truth {right}")
        elif said[0] not in states:
            verdict.blame("wrong_state", f"{key} said {said}, truth {right}")
        elif right:
            verdict.found += said[0] == "open"
            verdict.blame("wrong_reason", f"{key} said {said}, truth {right}")
    judge_counted(verdict, {key: truth[key] for key in truth.keys() - seen}, tallies or {})
    return verdict


def judge_counted(verdict, unseen, tallies):
    """Ports without a line of their own: as many of each state and reason as there are in truth."""
    left = {address: collections.Counter(counts) for address, counts in tallies.items()}
    # Those with one right answer first: the others take what remains.
    for key, right in sorted(unseen.items(), key=lambda item: len(item[1])):
        counts = left.get(key[0], {})
        # Silence last: it is what limited hosts say of any port.
        said = next((one for one in sorted(right, key=lambda one: one[1] == "no-response")
                     if counts.get(one)), None)
        if said is None:
            verdict.blame("unreported", f"{key}, truth {right}")
        else:
            counts[said] -= 1
    addresses = {address for address, _ in unseen}
    for address, counts in left.items():
        for (state, reason), count in counts.items():
            if count > 0 and (address in addresses or state not in SILENT_STATES):
                verdict.blame("wrong_state", f"{address}: {count} too many {state} ({reason})")


def observations_of(text):
    """The observations among lines of JSON."""
    lines = (json.loads(line) for line in text.splitlines() if line)
    return [line for line in lines if line.get("type") == "observation"]


def tallies_of(text):
    """address: {(state, reason): count} among lines of JSON."""
    lines = (json.loads(line) for line in text.splitlines() if line)
    return {line["address"]: {(one["state"], one["reason"]): one["count"]
                              for one in line.get("others", ())}
            for line in lines if line.get("type") == "host"}


def observations_of_nmap(text):
    """The same from nmap's XML, the ports that it sums up included."""
    found = []
    for host in xml.etree.ElementTree.fromstring(text).iter("host"):
        address = host.find("address").get("addr")
        for ports in host.iter("ports"):
            for port in ports.iter("port"):
                state = port.find("state")
                found.append({"address": address, "port": int(port.get("portid")),
                              "state": state.get("state"), "reason": state.get("reason")})
            for extra in ports.iter("extraports"):
                for reasons in extra.iter("extrareasons"):
                    found += [{"address": address, "port": port, "state": extra.get("state"),
                               "reason": singular(reasons.get("reason"))}
                              for port in expand(reasons.get("ports"))]
    return found


def singular(reason):
    """nmap sums up "resets", where a single port has "reset"."""
    for plural in ("resets", "no-responses", "port-unreaches", "admin-prohibiteds"):
        if reason == plural:
            return plural[:-2] if plural.endswith("hes") else plural[:-1]
    return reason


def expand(ports):
    """22,80-82 as numbers."""
    for item in filter(None, ports.split(",")):
        first, _, last = item.partition("-")
        yield from range(int(first), int(last or first) + 1)


def table(rows):
    """rows: (scenario, family, Verdict)."""
    lines = [f"{'network':44} {'IP':>2} {'ports':>6} {'open':>6} {'found':>6} {'false':>5} "
             f"{'state':>5} {'reason':>6} {'silent':>6} {'twice':>5} {'seconds':>8}"]
    for name, family, v in rows:
        lines.append(f"{name:44} {family:>2} {v.ports:>6} {v.opened:>6} {v.found:>6} "
                     f"{v.false_open:>5} {v.wrong_state:>5} {v.wrong_reason:>6} "
                     f"{v.unreported:>6} {v.twice:>5} {v.seconds:>8.2f}"
                     + ("" if v.right else "  WRONG"))
    return "\n".join(lines)
