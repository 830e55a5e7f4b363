"""Every golden SVG is well-formed, tells what it shows, is legible and needs nothing from outside."""
import pathlib
import re
import unittest
import xml.etree.ElementTree as etree

FOLDER = pathlib.Path(__file__).resolve().parent / "expected/pictures"
SVG = "{http://www.w3.org/2000/svg}"


class Svg(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.documents = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.svg"))}

    def test_there_are_pictures_in_both_languages(self):
        for language in ("-en-", "-ja-"):
            self.assertGreaterEqual(sum(language in name for name in self.documents), 3)

    def test_every_document_is_well_formed_and_titled(self):
        for name, text in self.documents.items():
            root = etree.fromstring(text.encode())
            self.assertEqual(root.tag, SVG + "svg", name)
            self.assertEqual(root.get("role"), "img", name)
            self.assertTrue(root.find(SVG + "title").text, name)
            self.assertGreater(len(root.find(SVG + "desc").text), 10, name)
            _, _, width, height = map(float, root.get("viewBox").split())
            self.assertEqual((float(root.get("width")), float(root.get("height"))), (width, height), name)

    def test_text_is_at_least_12_pixels_high(self):
        for name, text in self.documents.items():
            sizes = [float(size) for size in re.findall(r"font(?:-size)?:\s*([0-9.]+)px", text)]
            self.assertTrue(sizes and min(sizes) >= 12, f"{name}: {sizes}")

    def test_nothing_is_loaded_or_run(self):
        for name, text in self.documents.items():
            for word in ("<script", "href", "@import", "url(", "<foreignObject", "onload"):
                self.assertNotIn(word, text, name)

    def test_every_text_lies_inside_the_picture(self):
        for name, text in self.documents.items():
            root = etree.fromstring(text.encode())
            _, _, width, height = map(float, root.get("viewBox").split())
            for node in root.iter(SVG + "text"):
                self.assertTrue(0 < float(node.get("x")) < width and 0 < float(node.get("y")) < height, name)


if __name__ == "__main__":
    unittest.main()
