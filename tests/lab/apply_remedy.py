#!/usr/bin/python3
"""Applies remedies of `minato audit --json` to files, as docs/schema/observation.schema.json says.

    apply_remedy.py REMEDIES.json     # [{"file", "change", "place", "lines", …}]; in their order

Run by tests/lab/remedy_test.py inside a server's box. Only the standard library: it is also the
shortest description of what the words set, add, remove, file and run mean.
"""
import json
import pathlib
import re
import subprocess
import sys

NAMED = re.compile(r"\s*([\w.+-][\w.+ -]*?)\s*=")


def name_of(line):
    """What a directive is called: "auth users" of `auth users = x`, "Port" of `Port 22`."""
    found = NAMED.match(line)
    if found and not re.match(r"\s*\S+\s+[\"'-]", line):
        return found.group(1)
    words = line.split()
    return words[0] if words else ""


def is_comment(line):
    return line.lstrip()[:1] in ("#", ";") or line.lstrip().startswith("//")


def indent_of(line):
    return len(line) - len(line.lstrip())


def end_of_braces(lines, at):
    depth = 0
    for number in range(at, len(lines)):
        depth += lines[number].count("{") - lines[number].count("}")
        if depth <= 0:
            return number
    return len(lines)


def end_of_element(lines, at):
    word = re.match(r"\s*<(\w+)", lines[at]).group(1)
    for number in range(at + 1, len(lines)):
        if lines[number].strip().lower().startswith(f"</{word.lower()}>"):
            return number
    return len(lines)


def parts(lines, place):
    """[(first, end)] of the lines inside each such part; its opening line stands before `first`."""
    if not place:
        return [(0, len(lines))]
    found = []
    for at, line in enumerate(lines):
        text = line.strip()
        if place.startswith("["):
            if text.startswith("[") and (place == "[*]" or text == place):
                more = [n for n in range(at + 1, len(lines)) if lines[n].strip().startswith("[")]
                found.append((at + 1, more[0] if more else len(lines)))
        elif place.endswith("{"):
            if text.replace(" ", "") == place.replace(" ", ""):
                found.append((at + 1, end_of_braces(lines, at)))
        elif place.startswith("<"):
            if text.lower().startswith(place.lower()):
                found.append((at + 1, end_of_element(lines, at)))
        elif text == place or text.startswith(place + " "):
            deep = indent_of(line)
            more = [n for n in range(at + 1, len(lines))
                    if lines[n].strip() and indent_of(lines[n]) <= deep]
            found.append((at + 1, more[0] if more else len(lines)))
    return found


def made(lines, place):
    """The file with an empty part of that name at its end."""
    if place.endswith("{"):
        return lines + [place, "}"]
    if place.startswith("<"):
        word = re.match(r"<(\w+)", place).group(1)
        return lines + [place.rstrip(">") + ">", f"</{word}>"]
    return lines + [place]


def set_lines(lines, first, end, new):
    """Each new line takes the place of those of its name, else it follows the one before it."""
    inside, last = list(lines[first:end]), None
    for name in dict.fromkeys(name_of(line) for line in new):
        mine = [line for line in new if name_of(line) == name]
        old = [n for n, line in enumerate(inside) if not is_comment(line) and name_of(line) == name]
        at = old[0] if old else (len(inside) if last is None else last)
        for number in reversed(old):
            del inside[number]
        inside[at:at] = mine
        last = at + len(mine)
    return lines[:first] + inside + lines[end:]


def add_lines(lines, first, end, new):
    there = {line.strip() for line in lines[first:end]}
    return lines[:end] + [line for line in new if line.strip() not in there] + lines[end:]


def remove_lines(lines, first, end, words):
    kept, at = [], first
    while at < end:
        text = lines[at].strip()
        if not any(text.startswith(word) for word in words):
            kept.append(lines[at])
        elif text.startswith("<"):
            at = end_of_element(lines, at)
        elif text.endswith("{"):
            at = end_of_braces(lines, at)
        at += 1
    return lines[:first] + kept + lines[end:]


WAYS = {"set": set_lines, "add": add_lines, "remove": remove_lines}


def apply(remedy):
    path = pathlib.Path(remedy["file"])
    if remedy["change"] == "run":
        subprocess.run(["bash", "-ec", "\n".join(remedy["lines"])], check=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    if remedy["change"] == "file":
        path.write_text("\n".join(remedy["lines"]) + "\n", encoding="utf-8")
        return
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    place = remedy.get("place", "")
    if remedy["change"] != "remove" and not parts(lines, place):
        lines = made(lines, place)
    for first, end in reversed(parts(lines, place)):
        lines = WAYS[remedy["change"]](lines, first, end, remedy["lines"])
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for one in json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")):
        apply(one)
