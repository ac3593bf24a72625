"""The log of a process as an OCEL 2.0 document (JSON): events that touch several objects, written and read.

>>> from gridgov.adapters.xes import Transition
>>> step = Transition("T-1", 1, "ticket.collected", "", "registered", 1_646_107_200_000_000, "worker-7")
>>> text = "".join(write_ocel([step], [Links("T-1", unit="office", place="110112004")]))
>>> read = read_ocel(text)
>>> read.transitions == (step,), read.links
(True, (Links(ticket='T-1', unit='office', place='110112004'),))

======================  ===============================================================================
in OCEL                 what it is here
======================  ===============================================================================
object type ticket      a ticket, with its ``state`` at each time that it changed
object types unit,      the unit that it is with (qualifier ``handled by``) and the place that it is about
place                   (qualifier ``about``), both as the ticket table has them at last
event                   a transition: its type, its time, ``version``, ``from``, ``to`` and ``actor``,
                        and the ticket that it is about (qualifier ``ticket``). The first event of a ticket
                        touches the place too, the last the unit: many tools forget untouched objects
======================  ===============================================================================

Keys and codes only; no text that somebody wrote is in the document. Units and places have their kind before their id,
``unit:office``, for OCEL wants ids to be unique among all objects.

Source: OCEL (Object-Centric Event Log) 2.0 Specification, Berti et al. 2023 (ocel-standard.org), JSON format.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from attrs import evolve, field, frozen

from gridgov.adapters.xes import Transition, moment_of
from gridgov.documents import MAX_DEPTH, check_type, duplicates, misfit, write_json
from gridgov.errors import BadInput, Problem

__all__ = ["MAX_PROBLEMS", "Links", "ObjectLog", "read_ocel", "write_ocel"]

MAX_PROBLEMS: Final = 100
"""So many problems of a document are named; the rest are not looked for."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_QUALIFIERS: Final = {"unit": "handled by", "place": "about"}
_EVENT_ATTRIBUTES: Final = (("version", "integer"), ("from", "string"), ("to", "string"), ("actor", "string"))


@frozen
class Links:
    """What a ticket has to do with."""

    ticket: str
    unit: str | None = None
    place: str | None = None


@frozen
class ObjectLog:
    """What was read from a document."""

    transitions: tuple[Transition, ...] = field(repr=False)
    """By ticket, each in the order of its versions."""
    links: tuple[Links, ...]
    """Of every ticket, in the order of the document."""
    left_out: int
    """How many events touch no ticket."""


# ---- writing ------------------------------------------------------------------------------------------------------


def write_ocel(rows: Iterable[Transition], links: Iterable[Links] = ()) -> Iterator[str]:
    """The text of an OCEL 2.0 document, piece by piece: one object or event a line.

    The rows come in any order and are held in memory. Times are written in UTC.

    Raises:
        BadInput: a row or a link of another type; two rows of a ticket with the same version, or two links; a ticket
            that is called like a unit or place.

    """
    held, linked = tuple(rows), tuple(links)
    _check(held, linked)
    held = tuple(sorted(held, key=lambda row: (row.ticket, row.version)))
    events = [_type(name, _EVENT_ATTRIBUTES) for name in sorted({row.event for row in held})]
    objects = [_type("ticket", (("state", "string"),)), *(_type(name, ()) for name in _QUALIFIERS)]
    yield f'{{"objectTypes":{write_json(objects)},\n"eventTypes":{write_json(events)},\n"objects":[\n'
    yield from _listed(_objects(held, linked))
    yield '],\n"events":[\n'
    touched = _touched(held, linked)
    timed = sorted(held, key=lambda row: (row.at, row.ticket, row.version))
    yield from _listed(_event(row, touched.get(_event_id(row), [])) for row in timed)
    yield "]}\n"


def _check(rows: tuple[Transition, ...], links: tuple[Links, ...]) -> None:
    for number, row in enumerate(rows):
        check_type(row, Transition, f"row[{number}]", expected="Transition", source="ocel")
    for number, link in enumerate(links):
        check_type(link, Links, f"link[{number}]", expected="Links", source="ocel")
    problems = [
        *duplicates((f"row[{number}]", _event_id(row)) for number, row in enumerate(rows)),
        *duplicates((f"link[{number}]", link.ticket) for number, link in enumerate(links)),
    ]
    kinds = tuple(f"{kind}:" for kind in _QUALIFIERS)
    tickets = [("row", n, row.ticket) for n, row in enumerate(rows)] + [
        ("link", n, x.ticket) for n, x in enumerate(links)
    ]
    problems += [Problem("reserved_id", f"{what}[{n}].ticket") for what, n, name in tickets if name.startswith(kinds)]
    if problems:
        raise BadInput(problems[:MAX_PROBLEMS], source="ocel")


def _type(name: str, attributes: Iterable[tuple[str, str]]) -> dict[str, Any]:
    return {"name": name, "attributes": [{"name": each, "type": kind} for each, kind in attributes]}


def _listed(lines: Iterable[dict[str, Any]]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield (",\n" if number else "") + write_json(line)
    yield "\n"


def _objects(rows: Iterable[Transition], links: tuple[Links, ...]) -> Iterator[dict[str, Any]]:
    linked = {link.ticket: link for link in links}
    states: dict[str, list[dict[str, Any]]] = {name: [] for name in linked}
    for row in rows:
        found = states.setdefault(row.ticket, [])
        if not found or found[-1]["value"] != row.after:
            found.append({"name": "state", "time": _time(row.at), "value": row.after})
    for ticket, attributes in states.items():
        yield {"id": ticket, "type": "ticket", "attributes": attributes, "relationships": _related(linked.get(ticket))}
    for kind in _QUALIFIERS:
        for name in sorted({value for link in links if (value := getattr(link, kind)) is not None}):
            yield {"id": f"{kind}:{name}", "type": kind, "attributes": [], "relationships": []}


def _related(link: Links | None) -> list[dict[str, str]]:
    named = [(kind, getattr(link, kind, None)) for kind in _QUALIFIERS]
    return [{"objectId": f"{kind}:{name}", "qualifier": _QUALIFIERS[kind]} for kind, name in named if name is not None]


def _touched(rows: Iterable[Transition], links: tuple[Links, ...]) -> dict[str, list[dict[str, str]]]:
    """What events touch besides their tickets: the first the place, the last the unit."""
    linked = {link.ticket: link for link in links}
    first: dict[str, Transition] = {}
    last: dict[str, Transition] = {}
    for row in rows:
        first.setdefault(row.ticket, row)
        last[row.ticket] = row
    found: dict[str, list[dict[str, str]]] = {}
    for kind, ends in (("place", first), ("unit", last)):
        for ticket, row in ends.items():
            related = [one for one in _related(linked.get(ticket)) if one["objectId"].startswith(f"{kind}:")]
            found.setdefault(_event_id(row), []).extend(related)
    return found


def _event(row: Transition, touched: list[dict[str, str]]) -> dict[str, Any]:
    values = [("version", row.version), ("from", row.before), ("to", row.after), ("actor", row.actor)]
    return {
        "id": _event_id(row),
        "type": row.event,
        "time": _time(row.at),
        "attributes": [{"name": name, "value": value} for name, value in values if value is not None],
        "relationships": [{"objectId": row.ticket, "qualifier": "ticket"}, *touched],
    }


def _event_id(row: Transition) -> str:
    return f"{row.ticket}/{row.version}"


def _time(at: int) -> str:
    return (_EPOCH + at * _MICROSECOND).isoformat(timespec="microseconds").replace("+00:00", "Z")


# ---- reading ------------------------------------------------------------------------------------------------------


def read_ocel(raw: str | bytes, *, case: str = "ticket", source: str = "ocel") -> ObjectLog:
    """The transitions of the objects of one type, and what those objects have to do with.

    A document of another hand is read too: ``case`` says which type of object is followed. What is not there is made
    up as little as possible: versions are counted in the order of the times, states stay empty, and an event that
    touches several such objects is one of each. Other attributes are passed over.

    Raises:
        BadInput: not JSON or not of the document's shape, an object or event whose type is not declared, an event that
            names an object which is not there, a time without a zone; the first :data:`MAX_PROBLEMS` at once.

    """
    document = _parsed(raw, source)
    problems: list[Problem] = []
    lists = {name: _list(document, name, problems) for name in ("objectTypes", "eventTypes", "objects", "events")}
    _stop(problems, source)
    objects = {str(one.get("id")): one for one in lists["objects"]}
    _check_all(lists["objects"], "objects", lists["objectTypes"], objects, problems)
    _check_all(lists["events"], "events", lists["eventTypes"], objects, problems)
    _stop(problems, source)
    steps = [step for event in lists["events"] for step in _steps(event, objects, case)]
    touched = sum(1 for event in lists["events"] if any(_steps(event, objects, case)))
    links = tuple(_links(one, objects) for one in lists["objects"] if one["type"] == case)
    return ObjectLog(tuple(_numbered(steps)), links, len(lists["events"]) - touched)


def _stop(problems: list[Problem], source: str) -> None:
    if problems:
        raise BadInput(problems[:MAX_PROBLEMS], source=source)


def _parsed(raw: str | bytes, source: str) -> Any:
    check_type(raw, (str, bytes), "", expected="text", source=source)
    try:
        return json.loads(raw)
    except json.JSONDecodeError as error:  # refused below: raised in here, the refusal would keep the document
        problem = Problem("not_json", "", {"line": error.lineno, "column": error.colno})
    except UnicodeDecodeError:
        problem = Problem("not_utf8", "")
    except RecursionError:
        problem = Problem("too_deep", "", {"limit": MAX_DEPTH})
    except ValueError:  # an integer of more digits than Python converts
        problem = Problem("integer_too_long", "")
    raise BadInput([problem], source=source)


def _list(table: Any, name: str, problems: list[Problem]) -> list[dict[str, Any]]:
    """A list of tables that stands in a document."""
    found = table.get(name) if isinstance(table, dict) else None
    if not isinstance(found, list):
        problems.append(Problem("missing" if found is None else "wrong_type", name, {"expected": "list"}))
        return []
    wrong = (number for number, one in enumerate(found) if not isinstance(one, dict))
    problems.extend(Problem("wrong_type", f"{name}[{number}]", {"expected": "object"}) for number in wrong)
    return [one for one in found if isinstance(one, dict)]


def _check_all(
    listed: list[dict[str, Any]],
    name: str,
    types: list[dict[str, Any]],
    objects: Mapping[str, Any],
    problems: list[Problem],
) -> None:
    """Objects or events: their ids, types and times, and what they are related to."""
    kinds = {kind.get("name") for kind in types if isinstance(kind.get("name"), str)}
    problems.extend(duplicates((f"{name}[{number}].id", str(one.get("id"))) for number, one in enumerate(listed)))
    for number, one in enumerate(listed):
        where = f"{name}[{number}]"
        if len(problems) > MAX_PROBLEMS:
            return
        problems.extend(_unfit_text(one.get("id"), f"{where}.id"))
        problems.extend(_unfit_text(one.get("type"), f"{where}.type"))
        if isinstance(one.get("type"), str) and one["type"] not in kinds:
            problems.append(Problem("no_such_type", f"{where}.type"))
        if name == "events":
            problems.extend(_unfit_event(one, where))
        problems.extend(_unfit_relations(one, where, objects))


def _unfit_text(value: object, where: str) -> Iterator[Problem]:
    problem = Problem("missing", "") if value is None else misfit(value, str)
    if problem is not None:
        yield Problem(problem.code, where, problem.params)


def _unfit_event(event: dict[str, Any], where: str) -> Iterator[Problem]:
    if not isinstance(event.get("time"), str) or moment_of(event["time"]) is None:
        yield Problem("not_a_time", f"{where}.time")
    attributes = event.get("attributes", [])
    if not isinstance(attributes, list) or not all(isinstance(one, dict) for one in attributes):
        yield Problem("wrong_type", f"{where}.attributes", {"expected": "list of objects"})
        return
    for one in attributes:
        name, value = one.get("name"), one.get("value")
        kind = dict(_EVENT_ATTRIBUTES).get(name) if isinstance(name, str) else None
        if kind == "integer" and type(value) is not int:
            yield Problem("wrong_type", f"{where}, {name}", {"expected": "integer"})
        if kind == "string" and value != "":
            yield from _unfit_text(value, f"{where}, {name}")


def _unfit_relations(one: dict[str, Any], where: str, objects: Mapping[str, Any]) -> Iterator[Problem]:
    relations = one.get("relationships", [])
    if not isinstance(relations, list) or not all(isinstance(relation, dict) for relation in relations):
        yield Problem("wrong_type", f"{where}.relationships", {"expected": "list of objects"})
        return
    for place, relation in enumerate(relations):
        name = relation.get("objectId")
        if not isinstance(name, str) or name not in objects:
            yield Problem("not_an_object", f"{where}.relationships[{place}].objectId")


# ---- what was read ------------------------------------------------------------------------------------------------


def _related_to(one: dict[str, Any], objects: Mapping[str, Any], kind: str) -> list[str]:
    """The objects of a type that something is related to, each once, in their order."""
    names = dict.fromkeys(relation["objectId"] for relation in one.get("relationships", []))
    return [name for name in names if objects[name]["type"] == kind]


def _steps(event: dict[str, Any], objects: Mapping[str, Any], case: str) -> Iterator[Transition]:
    """An event as one of each case that it touches; version 0: it does not say."""
    said = {one["name"]: one["value"] for one in event.get("attributes", []) if _is_ours(one)}
    for name in _related_to(event, objects, case):
        yield Transition(
            ticket=name,
            version=said.get("version", 0),
            event=event["type"],
            before=said.get("from", ""),
            after=said.get("to", ""),
            at=moment_of(event["time"]) or 0,
            actor=said.get("actor"),
        )


def _is_ours(attribute: dict[str, Any]) -> bool:
    name = attribute.get("name")
    return isinstance(name, str) and name in dict(_EVENT_ATTRIBUTES) and "value" in attribute


def _numbered(steps: list[Transition]) -> Iterator[Transition]:
    """By ticket and version; where no version stands, they are counted in the order of the times."""
    counts: dict[str, int] = {}
    timed = []
    for step in sorted(steps, key=lambda one: (one.ticket, one.at)):
        counts[step.ticket] = counts.get(step.ticket, 0) + 1
        timed.append(step if step.version else evolve(step, version=counts[step.ticket]))
    yield from sorted(timed, key=lambda one: (one.ticket, one.version))


def _links(one: dict[str, Any], objects: Mapping[str, Any]) -> Links:
    """The first unit and the first place that a ticket is related to."""
    named = {kind: next(iter(_related_to(one, objects, kind)), None) for kind in _QUALIFIERS}
    return Links(one["id"], **{kind: name and name.removeprefix(f"{kind}:") for kind, name in named.items()})
