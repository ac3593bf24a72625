"""Whether a measure, and all that it is made of, holds what its fields say: what a type checker would have found.

>>> from gridgov.metrics.measures import Column, Elapsed, Mean
>>> [(problem.code, problem.where) for problem in misfits(Mean(Elapsed("start", "end", "hours")), "measure")]
[('unknown_choice', 'measure.value.unit')]
>>> [(problem.code, problem.where) for problem in misfits(Mean(Column(7), of="solved"), "measure")]
[('wrong_type', 'measure.value.name'), ('wrong_type', 'measure.of')]
"""

from collections.abc import Iterator
from fractions import Fraction
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from gridgov.errors import Problem

__all__ = ["misfits"]

_NAMES: Final = {str: "text", int: "integer", Fraction: "an exact number"}


def misfits(value: Any, where: str) -> Iterator[Problem]:
    """The fields of a value, and of the values within it, that hold something else than they say.

    A figure within it is passed over: it was looked at when it was made.
    """
    hints = get_type_hints(type(value), localns={"Kpi": object})
    for attribute in attrs.fields(type(value)):
        yield from _misfits(getattr(value, attribute.name), hints[attribute.name], f"{where}.{attribute.name}")


def _misfits(value: Any, hint: Any, where: str) -> Iterator[Problem]:
    if hint is object:
        return
    if get_origin(hint) is Literal:
        if not isinstance(value, str) or value not in get_args(hint):
            yield Problem("unknown_choice", where, {"expected": get_args(hint)})
    elif get_origin(hint) is tuple:
        if not isinstance(value, tuple):
            yield Problem("wrong_type", where, {"expected": "a tuple"})
            return
        for place, part in enumerate(value):
            yield from _misfits(part, get_args(hint)[0], f"{where}[{place}]")
    else:
        kinds = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
        if type(value) not in kinds:
            expected = " | ".join(_NAMES.get(kind, kind.__name__) for kind in kinds)
            yield Problem("wrong_type", where, {"expected": expected})
        elif attrs.has(type(value)):
            yield from misfits(value, where)
