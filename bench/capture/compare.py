"""minato capture against tshark, tcpdump and a plain loop on 1,000,000 packets, 20,000 conversations (generate.py)."""
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import side_by_side as bench  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ROUNDS = int(os.environ.get("MINATO_BENCH_ROUNDS", "3"))


def main():
    bench.need_minato()
    with bench.Measure() as measure:
        folder = pathlib.Path(measure.folder.name)
        capture, plain = folder / "million.pcap", folder / "plain_loop"
        subprocess.run([sys.executable, HERE / "generate.py", capture], check=True)
        subprocess.run(["cc", "-O2", "-o", plain, HERE / "plain_loop.c"], check=True)
        commands = {
            "minato capture": [bench.MINATO, "capture", capture],
            "minato capture --json": [bench.MINATO, "capture", capture, "--json"],
            "plain loop": [plain, capture],
            "tshark -q -z conv,tcp": ["tshark", "-r", capture, "-q", "-z", "conv,tcp"],
            "tcpdump -nr": ["tcpdump", "-nr", capture],
            "capinfos -c": ["capinfos", "-c", capture],
        }
        commands = {name: command for name, command in commands.items()
                    if pathlib.Path(command[0]).is_file() or bench.installed(command[0])}
        print(f"capture: {capture.stat().st_size / 1e6:.0f} MB; medians of {ROUNDS} runs in turns, file in the cache")
        timings = measure.in_turns(commands, ROUNDS)
    print(f"{'command':<26} {'ms':>9} {'MB':>7}   / plain loop")
    for name, timing in timings.items():
        print(f"{name:<26} {timing.milliseconds:9.1f} {timing.kilobytes / 1024:7.1f}   "
              f"{timing.milliseconds / timings['plain loop'].milliseconds:6.3f}")
    print()
    bars = bench.Bars()
    ours = timings["minato capture"]

    def hold(theirs, limit):
        if theirs in timings:
            bars.hold(f"minato capture / {theirs}", ours.milliseconds / timings[theirs].milliseconds, limit)

    hold("tshark -q -z conv,tcp", 0.025)
    hold("tcpdump -nr", 0.15)
    hold("plain loop", 2)
    if "tshark -q -z conv,tcp" in timings:
        bars.hold("memory of minato capture / tshark", ours.kilobytes / timings["tshark -q -z conv,tcp"].kilobytes, 0.1)
    bars.finish()


if __name__ == "__main__":
    main()
