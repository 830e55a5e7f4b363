"""minato scan against nmap, masscan, zmap and the raw limit, in network namespaces (tests/lab).

Needs root. Each job runs its commands in turns and prints medians with recall; a scanner whose run
takes long is run once. MINATO_BENCH_ROUNDS: runs of each command.
"""
import dataclasses
import os
import pathlib
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "bench"))
sys.path.insert(0, str(ROOT / "tests/lab"))
LAB = [ROOT / "build" / preset / "tests/lab" for preset in ("release", "dev")]
os.environ.setdefault("MINATO_LAB_BIN", str(LAB[0] if LAB[0].is_dir() else LAB[1]))
import scenarios  # noqa: E402
import side_by_side as bench  # noqa: E402
from lab import Lab, as_root  # noqa: E402
from sending_rate import SendingRate  # noqa: E402

ROUNDS = int(os.environ.get("MINATO_BENCH_ROUNDS", "5"))
MINATO = str(bench.MINATO)
LIMIT_SECONDS = 300
LONG_SECONDS = 20
HOST = scenarios.HOST[4]
SCANNER = scenarios.SCANNER[4]


@dataclasses.dataclass
class Run:
    seconds: float
    kilobytes: int
    found: int
    pps: float = 0.0  # raw limit: frames a second


class Runner:
    """Runs commands in one namespace through bench/measure.c and counts what they found."""

    def __init__(self, measure, space):
        self.measure = measure
        self.inside = ["ip", "netns", "exec", space.name]

    def once(self, command, count):
        with tempfile.TemporaryDirectory(prefix="minato-bench-") as folder:
            words = [word.replace("{out}", f"{folder}/out") for word in command]
            told = self.run([self.measure.program, *words]).splitlines()
            if not told:  # ended by the limit
                return Run(LIMIT_SECONDS, 0, 0)
            milliseconds, kilobytes, status = told[-1].split()
            if status != "0" and command[0] != "timeout":
                sys.exit(f"bench: {' '.join(words)} ended with {status}")
            out = pathlib.Path(folder, "out")
            text = out.read_text(encoding="utf-8", errors="replace") if out.exists() else ""
        return Run(float(milliseconds) / 1000, int(kilobytes), count(text))

    def run(self, words):
        """What a command says; its whole process group ends when it takes too long."""
        with subprocess.Popen([*self.inside, *words], text=True, stdout=subprocess.PIPE,
                              start_new_session=True) as process:
            try:
                return process.communicate(timeout=LIMIT_SECONDS)[0]
            except BaseException as error:
                os.killpg(process.pid, signal.SIGKILL)
                if not isinstance(error, subprocess.TimeoutExpired):
                    raise
                return ""

    def raw(self, words):
        """A raw limit: its own program says what it sent and received."""
        program = RAW if len(words) > 4 else RAW_CONNECT
        sent, seconds, answers = self.run([program, *map(str, words)]).split()
        return Run(float(seconds), 0, int(answers), int(sent) / float(seconds))

    def in_turns(self, commands, raw=None):
        """{name: (command, count)} -> {name: median Run}."""
        runs = {name: [] for name in commands}
        if raw:
            runs["raw limit"] = []
        for _ in range(ROUNDS):
            if raw:
                runs["raw limit"].append(self.raw(raw))
            for name, (command, count) in commands.items():
                if runs[name] and runs[name][0].seconds > LONG_SECONDS:
                    continue
                runs[name].append(self.once(command, count))
        return {name: Run(statistics.median(r.seconds for r in of),
                          max(r.kilobytes for r in of), min(r.found for r in of),
                          statistics.median(r.pps for r in of))
                for name, of in runs.items()}


def minato_json(text):
    return sum(1 for line in text.splitlines() if '"state":"open"' in line)


def nmap_xml(text):
    return sum(1 for state in xml.etree.ElementTree.fromstring(text).iter("state")
               if state.get("state") == "open")


def masscan_list(text):
    return len({line for line in text.splitlines() if line.startswith("open ")
                for line in [" ".join(line.split()[:4])]})


def zmap_list(text):
    return len(set(re.findall(r"^\d+\.\d+\.\d+\.\d+$", text, re.MULTILINE)))


def minato(*words):
    return ([MINATO, "scan", *words, "-oJ", "{out}", "-q"], minato_json)


def nmap(*words):
    return (["nmap", *words, "-oX", "{out}"], nmap_xml)


def masscan(gateway, *words):
    # It does not always end by itself: what it has written by then counts.
    return (["timeout", "-s", "INT", "-k", "5", "30", "masscan", *words, "-e", "eth0", "--adapter-ip", SCANNER, "--router-mac",
             gateway.replace(":", "-"), "--wait", "1", "-oL", "{out}"], masscan_list)


def zmap(*words):
    return (["zmap", *words, "-o", "{out}", "-q"], zmap_list)


def show(title, runs, truth):
    print(f"\n{title} ({truth} to be found)", flush=True)
    for name, run in runs.items():
        extra = f"{run.pps / 1000:8.0f} kpps" if run.pps else f"{run.kilobytes / 1024:8.0f} MB"
        print(f"  {name:<34} {run.seconds:8.3f} s {extra}  found at least {run.found}")


def hold(bars, what, runs, ours, theirs, limit):
    bars.hold(what, runs[ours].seconds / runs[theirs].seconds, limit)


def median_rate(space, run):
    """Packets a second of what `run` starts, the median of all rounds."""
    rates = []
    for _ in range(ROUNDS):
        with SendingRate(space) as rate:
            run()
        rates.append(rate.packets_a_second())
    return statistics.median(rates)


def hold_recall(bars, runs, truth, ours="minato"):
    bars.hold(f"lost of {truth}", (truth - runs[ours].found) / truth, 0)



def one_host(lab, measure, opened, rules="", shape=None, last=65535):
    scene = scenarios.kernel((1, last), opened, shape=shape, rules=rules)(lab, 4)
    return scene, Runner(measure, scene.scanner)


def raw_words(scene, first_target, targets, first_port, ports):
    return ["eth0", scene.scanner.mac("eth0"), scene.gateway, SCANNER, first_target, targets,
            first_port, ports]


def refused(bars, measure):
    """65,535 ports of one host that answers RST."""
    with Lab("bench") as lab:
        opened = scenarios.SIXTEEN
        scene, runner = one_host(lab, measure, opened)
        runs = runner.in_turns({
            "minato": minato("-p-", HOST),
            "minato --xdp": minato("--xdp", "-p-", HOST),
            "nmap -sS": nmap("-sS", "-Pn", "-n", "-p-", HOST),
            "masscan --rate 100000": masscan(scene.gateway, HOST, "-p1-65535", "--rate", "100000"),
        }, raw_words(scene, HOST, 1, 1, 65535))
        show("65,535 ports of one host that answers RST", runs, len(opened))
        hold(bars, "minato / nmap -sS", runs, "minato", "nmap -sS", 0.30)
        hold_recall(bars, runs, len(opened))


def connections(bars, measure):
    """The same with connect()."""
    with Lab("bench") as lab:
        opened = scenarios.SIXTEEN
        _, runner = one_host(lab, measure, opened)
        runs = runner.in_turns({
            "minato -sT": minato("-sT", "-p-", HOST),
            "nmap -sT": nmap("-sT", "-Pn", "-n", "-p-", HOST),
        }, [HOST, 1, 65535, 512])
        show("65,535 ports by connect()", runs, len(opened))
        hold(bars, "minato -sT / nmap -sT", runs, "minato -sT", "nmap -sT", 1.0)
        # A rate of at least 0.85: whole process against the loop alone.
        hold(bars, "minato -sT / raw connect loop", runs, "minato -sT", "raw limit", 1 / 0.85)
        hold_recall(bars, runs, len(opened), "minato -sT")


def dropped(bars, measure):
    """The same behind a packet filter that drops all but five ports."""
    with Lab("bench") as lab:
        opened = scenarios.FIVE
        _, runner = one_host(lab, measure, opened, rules=scenarios.DROP_ALL_BUT_FIVE)
        runs = runner.in_turns({
            "minato": minato("-p-", HOST),
            "nmap -sS": nmap("-sS", "-Pn", "-n", "-p-", HOST),
            "nmap -T5 --min-rate 50000": nmap("-sS", "-Pn", "-n", "-T5", "--min-rate", "50000",
                                              "-p-", HOST),
        })
        show("65,535 ports behind DROP", runs, len(opened))
        hold(bars, "minato / nmap -sS", runs, "minato", "nmap -sS", 0.02)
        hold_recall(bars, runs, len(opened))


def distant(bars, measure):
    """1 % loss and 20 ms."""
    with Lab("bench") as lab:
        scene = scenarios.simulated([{"ports": scenarios.commas(scenarios.SIXTEEN),
                                      "answer": "open"}], "1-65535", "delay=10ms,loss=1%")(lab, 4)
        runner = Runner(measure, scene.scanner)
        runs = runner.in_turns({
            "minato": minato("-p-", HOST),
            "nmap -sS": nmap("-sS", "-Pn", "-n", "-p-", HOST),
        })
        show("65,535 ports, 1 % loss, 20 ms", runs, 16)
        hold(bars, "minato / nmap -sS", runs, "minato", "nmap -sS", 0.2)
        hold_recall(bars, runs, 16)


def lossy(bars, measure, percent):
    with Lab("bench") as lab:
        opened = scenarios.FOUR_HUNDRED
        _, runner = one_host(lab, measure, opened, rules=scenarios.lossy(percent), last=8192)
        runs = runner.in_turns({
            "minato": minato("-p1-8192", HOST),
            "nmap -sS": nmap("-sS", "-Pn", "-n", "-p1-8192", HOST),
        })
        show(f"8,192 ports, 400 open, {percent} % lost", runs, len(opened))
        hold(bars, "minato / nmap -sS", runs, "minato", "nmap -sS", 0.05)
        hold_recall(bars, runs, len(opened))


def lossy_5(bars, measure):
    """8,192 ports, 5 % of the packets lost."""
    lossy(bars, measure, 5)


def lossy_20(bars, measure):
    """8,192 ports, 20 % of the packets lost."""
    lossy(bars, measure, 20)


def wide(bars, measure):
    """Port 80 of 65,536 addresses."""
    with Lab("bench") as lab:
        scanner, host, _ = scenarios.scanner_and(lab, "host", 4, None)
        host.address("eth0", f"{HOST}/16")
        host.ip("route add local 10.78.0.0/16 dev lo")
        host.listen(tcp=[80])
        for path, value in (("net/ipv4/tcp_max_syn_backlog", 1 << 18), ("net/core/somaxconn", 1 << 18)):
            host.sysctl(path, value)
        scanner.route("10.78.0.0/16", via=HOST)
        scene = scenarios.Scene(scanner, "10.78.0.0/16", "80", {}, host.mac("eth0"))
        runner = Runner(measure, scanner)
        runs = runner.in_turns({
            "minato": minato("-Pn", "-n", "-p80", "10.78.0.0/16"),
            "minato --xdp": minato("--xdp", "-Pn", "-n", "-p80", "10.78.0.0/16"),
            "zmap, cool-down 1 s": zmap("-p", "80", "10.78.0.0/16", "-c", "1", "-i", "eth0", "-G",
                                        scene.gateway, "-B", "10G", "-b", "/dev/null"),
            "masscan --rate 300000": masscan(scene.gateway, "10.78.0.0/16", "-p80", "--rate",
                                             "300000"),
        }, raw_words(scene, "10.78.0.0", 65536, 80, 1))
        show("port 80 of a /16, all open", runs, 65536)
        raw_rate = median_rate(scanner, lambda: runner.raw(raw_words(scene, "10.78.0.0", 65536, 80, 1)))
        command, count = minato("-Pn", "-n", "-p80", "10.78.0.0/16")
        rate = median_rate(scanner, lambda: runner.once(command, count))
        bars.hold(f"raw limit / minato, {raw_rate / 1000:.0f} / {rate / 1000:.0f} kpps sent", raw_rate / rate, 1 / 0.85)
        hold(bars, "minato / zmap", runs, "minato", "zmap, cool-down 1 s", 1.0)
        hold_recall(bars, runs, 65536)


def udp(bars, measure):
    """The 1,000 most common UDP ports of a host that limits its ICMP errors."""
    with Lab("bench") as lab:
        services = scenarios.SERVICES
        scene = scenarios.kernel((1, 1000), sorted(services), udp=services)(lab, 4)
        runner = Runner(measure, scene.scanner)
        runs = runner.in_turns({
            "minato -sU": minato("-sU", "-p1-1000", HOST),
            "nmap -sU": nmap("-sU", "-Pn", "-n", "-p1-1000", "--max-retries", "1", "--host-timeout",
                             "120s", HOST),
        })
        show("1,000 UDP ports, ICMP limited (nmap is stopped after 120 s)", runs, len(services))
        hold(bars, "minato -sU / nmap -sU", runs, "minato -sU", "nmap -sU", 0.1)
        hold_recall(bars, runs, len(services), "minato -sU")


def memory(bars, measure):
    """A /8 x 100 ports: what its scan and its dry run hold after ten seconds."""
    wide_scan = [MINATO, "scan", "-q", "-Pn", "-n", "-p1-100", "10.0.0.0/8"]
    with Lab("bench") as lab:
        scanner, host, _ = scenarios.scanner_and(lab, "host", 4, None)
        host.address("eth0", f"{HOST}/16")
        host.ip("route add blackhole 10.0.0.0/8")
        scanner.route("10.0.0.0/8", via=HOST)
        runner = Runner(measure, scanner)
        for what, words in (("scan at 300,000 packets/s", ["--rate", "300000", "-oJ", "{out}"]),
                            ("dry run", ["--dry-run", "-w", "/dev/null"])):
            run = runner.once(["timeout", "-s", "INT", "10", *wide_scan, *words], minato_json)
            print(f"\n/8 x 100 ports, {what}, ended after {run.seconds:.1f} s: {run.kilobytes / 1024:.0f} MB")
            bars.hold("megabytes / 64", run.kilobytes / 1024 / 64, 1.0)


JOBS = {"memory": memory, "refused": refused, "connections": connections, "dropped": dropped, "distant": distant, "lossy-5": lossy_5,
        "lossy-20": lossy_20, "wide": wide, "udp": udp}


def main(words):
    bench.need_minato()
    bars = bench.Bars()
    with bench.Measure() as measure, tempfile.TemporaryDirectory(prefix="minato-raw-") as folder:
        global RAW, RAW_CONNECT
        RAW_CONNECT = str(pathlib.Path(folder, "raw_connect"))
        subprocess.run(["cc", "-O2", "-o", RAW_CONNECT, HERE / "raw_connect.c"], check=True)
        RAW = str(pathlib.Path(folder, "raw_limit"))
        subprocess.run(["c++", "-O2", "-std=c++20", "-pthread", "-o", RAW, HERE / "raw_limit.cc"],
                       check=True)
        for name, job in JOBS.items():
            if not words or name in words:
                job(bars, measure)
    bars.finish()


if __name__ == "__main__":
    as_root()
    main(sys.argv[1:])
