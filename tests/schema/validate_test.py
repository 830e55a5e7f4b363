"""The validator itself: right lines pass, wrong ones are named by line and path."""
import json
import pathlib
import subprocess
import unittest

HERE = pathlib.Path(__file__).resolve().parent
GOLDEN = HERE.parent / "golden/expected/json/every-key.ndjson"


def validate(data):
    return subprocess.run(["/usr/bin/python3", HERE / "validate.py"], input=data, capture_output=True, check=False)


class Validate(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lines = GOLDEN.read_bytes().splitlines(keepends=True)

    def broken(self, number, change):
        """The output after `change` was done to the object on a line."""
        value = json.loads(self.lines[number - 1])
        change(value)
        lines = list(self.lines)
        lines[number - 1] = json.dumps(value).encode() + b"\n"
        result = validate(b"".join(lines))
        self.assertEqual(result.returncode, 1)
        return result.stdout.decode()

    def test_every_line_that_minato_writes_is_right(self):
        result = validate(b"".join(self.lines))
        self.assertEqual(result.returncode, 0, result.stdout.decode())

    def test_a_wrong_value_is_named_by_line_and_path(self):
        out = self.broken(2, lambda value: value["process"].update(pid=0))
        self.assertIn("line 2: /process/pid:", out)

    def test_an_unknown_key_is_a_fault(self):
        self.assertIn("line 1: /:", self.broken(1, lambda value: value.update(colour="red")))

    def test_a_missing_key_is_a_fault(self):
        self.assertIn("'state'", self.broken(1, lambda value: value.pop("state")))

    def test_a_null_is_a_fault(self):
        self.assertIn("line 1: /service:", self.broken(1, lambda value: value.update(service=None)))

    def test_the_observations_inside_a_port_are_held_to_their_schema(self):
        self.assertIn("line 3: /here/0/port:", self.broken(3, lambda value: value["here"][0].update(port=65536)))

    def test_an_unknown_type_is_a_fault(self):
        self.assertIn("no schema", self.broken(4, lambda value: value.update(type="boat")))

    def test_what_is_no_json_is_a_fault(self):
        for data in (b"", b"\n", b"[1]\n", b'{"type":"summary"', b'{"a":"\xff"}\n', b'{"a":1,"a":2}\n', b'{"a":NaN}\n'):
            self.assertEqual(validate(data).returncode, 1, data)


if __name__ == "__main__":
    unittest.main()
