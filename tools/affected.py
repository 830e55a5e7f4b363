"""Prints the .cc files that a change touches: changed ones, and those that include a changed header.

Usage: affected.py BUILD_DIR BASE. The includes come from the compiler's own dependency records
(`ninja -t deps`), so that generated and indirect includes count too.
"""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]


def run(*command):
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def changed(base):
    names = run("git", "diff", "--name-only", "--diff-filter=d", base).split()
    names += run("git", "ls-files", "-o", "--exclude-standard").split()
    return {str(ROOT / name) for name in names}


def dependents(build, touched):
    """Sources whose object file depends on one of the touched files."""
    found, inputs = set(), []
    for line in run("ninja", "-C", build, "-t", "deps").splitlines() + [""]:
        if line.startswith("    "):
            inputs.append(str((ROOT / build / line.strip()).resolve()))
        elif not line.strip():
            if touched.intersection(inputs):
                found.update(name for name in inputs[:1] if name.endswith(".cc"))
            inputs = []
    return found


def main():
    build, base = sys.argv[1], sys.argv[2]
    touched = changed(base)
    found = dependents(build, touched) | {name for name in touched if name.endswith(".cc")}
    keep = (str(ROOT / "src"),)
    for name in sorted(found):
        if name.startswith(keep):
            print(pathlib.Path(name).relative_to(ROOT))


main()
