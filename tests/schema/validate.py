#!/usr/bin/python3
"""Holds NDJSON on stdin against docs/schema: each line by the schema of its "type".

Exit 0: every line is right. Exit 1: prints `line N: /path: what fails` for each that is not.
--schemas DIR  another folder of schemas        --quiet  no count at the end
"""
import argparse
import json
import pathlib
import sys

import jsonschema

HOME = pathlib.Path(__file__).resolve().parents[2] / "docs" / "schema"
MOST_SHOWN = 20


def load(folder):
    """One validator a type, all able to refer to each other by file name."""
    schemas = {}
    for path in sorted(folder.glob("*.schema.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        schemas[schema["$id"]] = schema
    validators = {}
    for schema in schemas.values():
        resolver = jsonschema.RefResolver(schema["$id"], schema, store=schemas)
        kind = schema["properties"]["type"]["const"]
        validators[kind] = jsonschema.Draft202012Validator(schema, resolver=resolver)
    return validators


def unique_keys(pairs):
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"the key {key!r} stands twice")
    return dict(pairs)


def no_constant(name):
    raise ValueError(f"{name} is no JSON")


def faults(line, validators):
    """(path, what) of everything that is wrong with one line, bytes."""
    try:
        value = json.loads(line.decode("utf-8"), object_pairs_hook=unique_keys, parse_constant=no_constant)
    except ValueError as error:
        return [("", str(error))]
    if not isinstance(value, dict):
        return [("", "not an object")]
    validator = validators.get(value.get("type"))
    if validator is None:
        return [("/type", f"no schema for {value.get('type')!r}")]
    errors = sorted(validator.iter_errors(value), key=lambda error: list(map(str, error.absolute_path)))
    return [("/" + "/".join(map(str, error.absolute_path)), error.message) for error in errors]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--schemas", type=pathlib.Path, default=HOME)
    parser.add_argument("--quiet", action="store_true")
    options = parser.parse_args()
    validators = load(options.schemas)
    wrong = lines = 0
    for lines, line in enumerate(sys.stdin.buffer, 1):
        for path, what in faults(line, validators):
            wrong += 1
            if wrong <= MOST_SHOWN:
                print(f"line {lines}: {path}: {what}")
    if wrong > MOST_SHOWN:
        print(f"and {wrong - MOST_SHOWN} more")
    if not options.quiet:
        print(f"{lines} lines, {wrong} faults")
    return 1 if wrong or lines == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
