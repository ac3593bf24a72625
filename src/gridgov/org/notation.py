"""The notation of a structure, such as 1+10+24+N: an assertion of how many there are, layer by layer from the top.

>>> structure = parse_notation("“1＋10＋24＋N”")
>>> format_notation(structure)
'1+10+24+N'
>>> [layer.count for layer in structure.layers]
[1, 10, 24, 'N']
"""

import re
from typing import Final
from unicodedata import normalize

from attrs import frozen

from gridgov.documents import check_type
from gridgov.errors import BadInput, Problem
from gridgov.org.fields import check_all

__all__ = ["MAX_LAYERS", "MAX_NOTATION", "Layer", "Structure", "format_notation", "parse_notation"]

MAX_NOTATION: Final = 1000
"""The longest notation that is read, in characters."""
MAX_LAYERS: Final = 20
"""The most layers that a structure may have."""

_CLASSIFIERS: Final = "个名支家处"
_QUOTES: Final = " \"'“”‘’"
_LABEL: Final = r"(?:[^\W\d_]|\()[\w ()/·、,.&-]{0,39}"
_LAYER: Final = re.compile(
    rf"(?P<count>[1-9][0-9]{{0,5}}|[A-Z])(?![0-9A-Za-z]) ?(?P<classifier>[{_CLASSIFIERS}])?+ ?(?P<label>{_LABEL})?"
)


def _plain(text: str) -> str:
    """The text in one way of writing: full-width forms as ASCII (NFKC), single spaces, no quotes around it."""
    return " ".join(normalize("NFKC", text).split()).strip(_QUOTES)


@frozen
class Layer:
    """One term of a notation: how many, in which classifier (量词), of what.

    Raises:
        BadInput: a count that is neither 1 to 999,999 nor one capital letter, a classifier other than 个名支家处,
            or a label that could not be read back.

    """

    count: int | str
    """A number; or a letter, which stands for any number from one."""
    classifier: str = ""
    label: str = ""

    def __attrs_post_init__(self) -> None:
        counted = type(self.count) is str or (type(self.count) is int and 0 < self.count < 10**6)
        worded = type(self.classifier) is type(self.label) is str
        match = _LAYER.fullmatch(str(self)) if counted and worded else None
        same = match is not None and _terms(match) == (self.count, self.classifier, self.label)
        if not same or _plain(self.label) != self.label:
            raise BadInput([Problem("not_a_layer", "")], source="layer")

    def __str__(self) -> str:
        gap = " " if not self.classifier and self.label[:1].isascii() and self.label[:1].isalpha() else ""
        return f"{self.count}{self.classifier}{gap}{self.label}"


@frozen
class Structure:
    """A notation taken apart: its layers from the top. Two open counts are independent, whatever their letters.

    Raises:
        BadInput: no layer, or more than :data:`MAX_LAYERS`.

    """

    layers: tuple[Layer, ...]

    def __attrs_post_init__(self) -> None:
        check_all(self.layers, Layer, "layers", source="structure")
        if not 1 <= len(self.layers) <= MAX_LAYERS:
            raise BadInput([Problem("wrong_length", "layers", {"expected": f"1-{MAX_LAYERS}"})], source="structure")


def parse_notation(text: str) -> Structure:
    """The structure that a notation asserts.

    Grammar: layers joined by ``+``; a layer is a count (a number from 1, or one capital letter for an open count), then
    a classifier (个名支家处) and a label if wanted. Full-width forms, spaces and quotes around it do not matter.

    Raises:
        BadInput: every layer that cannot be read, at once; or a text that is too long.

    >>> [str(layer) for layer in parse_notation("1个街道统筹委员会+10个片区中心+N个基层组织").layers]
    ['1个街道统筹委员会', '10个片区中心', 'N个基层组织']

    """
    check_type(text, str, "notation", expected="text", source="notation")
    if len(text) > MAX_NOTATION:
        raise BadInput([Problem("wrong_length", "", {"expected": f"≤ {MAX_NOTATION}"})], source="notation")
    matches = [_LAYER.fullmatch(part.strip()) for part in _plain(text).split("+")]
    problems = [Problem("not_a_layer", f"layer[{i}]") for i, match in enumerate(matches, start=1) if not match]
    if problems:
        raise BadInput(problems, source="notation")
    return Structure(tuple(Layer(*_terms(match)) for match in matches if match))


def _terms(match: re.Match[str]) -> tuple[int | str, str, str]:
    count = match["count"]
    return (count if count.isalpha() else int(count)), match["classifier"] or "", match["label"] or ""


def format_notation(structure: Structure) -> str:
    """The notation of a structure; :func:`parse_notation` reads the same structure back."""
    check_type(structure, Structure, "structure", expected="Structure", source="structure")
    return "+".join(str(layer) for layer in structure.layers)
