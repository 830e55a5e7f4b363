"""What the comparisons share: run commands in turns, take medians, print ratios against a bar."""
import dataclasses
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
MINATO = ROOT / "build/release/minato"


@dataclasses.dataclass
class Timing:
    milliseconds: float
    kilobytes: int


class Measure:
    """Builds and uses bench/measure.c. Use as a context manager."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="minato-bench-")
        self.program = pathlib.Path(self.folder.name) / "measure"
        subprocess.run(["cc", "-O2", "-o", self.program, ROOT / "bench/measure.c"], check=True)
        return self

    def __exit__(self, *_):
        self.folder.cleanup()

    def once(self, command, inside=()):
        """inside: a command in front, such as nsenter, that is not counted."""
        out = subprocess.run([*inside, self.program, *command], check=True, capture_output=True, text=True).stdout
        milliseconds, kilobytes, status = out.split()
        if status != "0":
            raise SystemExit(f"bench: {' '.join(map(str, command))} ended with {status}")
        return Timing(float(milliseconds), int(kilobytes))

    def in_turns(self, commands, rounds, inside=()):
        """{name: command} -> {name: median Timing}: one run of each, then again, after a warm-up."""
        for command in commands.values():
            self.once(command, inside)
        runs = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                runs[name].append(self.once(command, inside))
        return {name: Timing(statistics.median(t.milliseconds for t in timings),
                             max(t.kilobytes for t in timings))
                for name, timings in runs.items()}


class Bars:
    """Prints one line a promise and remembers whether one was missed."""

    def __init__(self):
        self.missed = 0

    def hold(self, text, ratio, limit):
        verdict = "ok" if ratio <= limit else "MISSED"
        self.missed += ratio > limit
        print(f"  {text:<58} {ratio:6.3f}  bar {limit:<5} {verdict}")

    def finish(self):
        sys.exit(1 if self.missed else 0)


def installed(program):
    return shutil.which(program) is not None


def need_minato():
    if not MINATO.is_file():
        sys.exit("bench: build/release/minato is missing (./dev release)")
