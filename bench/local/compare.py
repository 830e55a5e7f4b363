"""minato ls against ss, netstat and lsof on 40,000 sockets and 1,000 processes (population.py).

Needs root: it makes a network namespace for the population and removes it again.
"""
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import side_by_side as bench  # noqa: E402

ROUNDS = int(os.environ.get("MINATO_BENCH_ROUNDS", "7"))
# Without the rights for BPF: what is left of root may still read every /proc/PID/fd.
WITHOUT_BPF = ["setpriv", "--bounding-set", "-bpf,-perfmon,-sys_admin"]
MINATO = str(bench.MINATO)

LISTENERS = {
    "minato ls tcp": [MINATO, "ls", "tcp"],
    "minato ls tcp, no BPF": [*WITHOUT_BPF, MINATO, "ls", "tcp"],
    "ss -tlnp": ["ss", "-tlnp"],
    "netstat -tlnp": ["netstat", "-tlnp"],
    "lsof -iTCP -sTCP:LISTEN": ["lsof", "-nP", "-iTCP", "-sTCP:LISTEN"],
}
EVERYTHING = {
    "minato ls --all tcp": [MINATO, "ls", "--all", "tcp"],
    "minato ls --all tcp, no BPF": [*WITHOUT_BPF, MINATO, "ls", "--all", "tcp"],
    "minato ls --all tcp --json": [MINATO, "ls", "--all", "tcp", "--json"],
    "ss -tanp": ["ss", "-tanp"],
    "netstat -tanp": ["netstat", "-tanp"],
    "lsof -iTCP": ["lsof", "-nP", "-iTCP"],
}


class Population:
    def __enter__(self):
        script = pathlib.Path(__file__).with_name("population.py")
        self.process = subprocess.Popen(["unshare", "--net", sys.executable, script], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if self.process.stdout.readline().strip() != "ready":
            sys.exit("bench: the population could not be made")
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()

    def inside(self):
        return ["nsenter", f"--net=/proc/{self.process.pid}/ns/net"]


def present(commands):
    return {name: command for name, command in commands.items()
            if bench.installed(command[0]) or pathlib.Path(command[0]).is_file()}


def show(timings, against):
    print(f"{'command':<34} {'ms':>9} {'MB':>7}   / {against}")
    for name, timing in timings.items():
        ratio = timing.milliseconds / timings[against].milliseconds
        print(f"{name:<34} {timing.milliseconds:9.1f} {timing.kilobytes / 1024:7.1f}   {ratio:6.3f}")
    print()


def main():
    bench.need_minato()
    if os.geteuid() != 0:
        sys.exit("bench: needs root, for the network namespace of the population")
    print(f"local: 40,000 TCP sockets, 1,000 processes with 50 files; medians of {ROUNDS} runs in turns")
    with Population() as population, bench.Measure() as measure:
        listeners = measure.in_turns(present(LISTENERS), ROUNDS, population.inside())
        everything = measure.in_turns(present(EVERYTHING), ROUNDS, population.inside())
    show(listeners, "ss -tlnp")
    show(everything, "ss -tanp")
    bars = bench.Bars()

    def hold(timings, ours, theirs, limit):
        bars.hold(f"{ours} / {theirs}", timings[ours].milliseconds / timings[theirs].milliseconds, limit)

    def hold_memory(timings, ours, theirs, limit):
        bars.hold(f"memory of {ours} / {theirs}", timings[ours].kilobytes / timings[theirs].kilobytes, limit)

    hold(listeners, "minato ls tcp", "ss -tlnp", 0.25)
    hold(listeners, "minato ls tcp, no BPF", "ss -tlnp", 0.8)
    hold(everything, "minato ls --all tcp", "ss -tanp", 0.35)
    hold(everything, "minato ls --all tcp, no BPF", "ss -tanp", 0.8)
    hold_memory(listeners, "minato ls tcp", "ss -tlnp", 2)
    hold_memory(everything, "minato ls --all tcp", "ss -tanp", 2)
    bars.finish()


if __name__ == "__main__":
    main()
