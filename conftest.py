"""Runs every Python example of the Markdown pages, each page in an empty folder of its own."""

import os
from tempfile import TemporaryDirectory
from typing import Any

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser


def _enter(namespace: dict[str, Any]) -> None:
    folder = TemporaryDirectory()
    namespace["_page"] = folder, os.getcwd()  # noqa: PTH109  # chdir wants what getcwd gives
    os.chdir(folder.name)


def _leave(namespace: dict[str, Any]) -> None:
    folder, before = namespace["_page"]
    os.chdir(before)
    folder.cleanup()


pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()], pattern="*.md", setup=_enter, teardown=_leave
).pytest()
