"""Runs every Python example of the Markdown pages, each in an empty folder; random tests are the same each time."""

import os
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

settings.register_profile("the same each time", deadline=None, database=None, derandomize=True)
settings.load_profile("the same each time")


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
