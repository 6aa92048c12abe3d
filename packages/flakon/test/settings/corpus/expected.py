"""Writes expected.json: what Python's configparser reads from each file of this folder.

Run it here with `python3 expected.py`; it needs nothing but Python.
"""

import configparser
import json
import pathlib

here = pathlib.Path(__file__).parent


def read(path):
    parser = configparser.ConfigParser()
    try:
        with open(path, encoding="utf-8") as file:
            parser.read_file(file)
        return {"sections": {name: dict(parser.items(name)) for name in parser.sections()}}
    except configparser.Error as error:
        return {"error": type(error).__name__}


expected = {path.name: read(path) for path in sorted(here.glob("*.ini"))}
text = json.dumps(expected, indent=2, ensure_ascii=False, sort_keys=True)
(here / "expected.json").write_text(text + "\n", encoding="utf-8")
