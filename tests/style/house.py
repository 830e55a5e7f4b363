"""What the style tests share: where the sources are and what they include."""
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.MULTILINE)


def sources(*folders, suffixes=(".h", ".cc")):
    """Every source below the folders, as paths."""
    return sorted(
        path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in suffixes)


def includes(path):
    """(bracket, name) of every #include in the file."""
    return INCLUDE.findall(path.read_text(encoding="utf-8"))


def tracked():
    """Every file that git tracks, relative to the root."""
    out = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    return [name for name in out.decode().split("\0") if name]


def short(path):
    return str(path.relative_to(ROOT))
