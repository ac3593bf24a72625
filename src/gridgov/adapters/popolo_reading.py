"""A register out of a Popolo document: areas, organizations, posts, persons and memberships.

>>> town = '{"organizations": [{"id": "w-1", "name": "Ward", "classification": "Council", "founding_date": "1974-04"}]}'
>>> known = Validity(date(1970, 1, 1), "town.json")
>>> read = read_popolo(town, source="town.json", known=known, lang="en", words={"Council": "government"})
>>> read.register.unit("w-1").validity.valid_from, read.imprecise
(datetime.date(1974, 4, 1), ('organizations[0].founding_date',))

Popolo's dates are inclusive, and may be a year or a month: the first day of a beginning and the last of an end are
taken. Of a person, the id is read and nothing else. ``parent_id`` becomes ``part_of``; a membership with a post is an
appointment; a post has as many seats as people ever held it at once, for Popolo does not count them. Names with a
language and days in ``other_names`` are earlier versions. ``parent_id`` and ``area_id`` have no days in Popolo: where
they name something younger, they count from its first day on. What is passed over is said.

Source: the Popolo specification (popoloproject.com) and its JSON Schemas, classes Organization, Post, Membership,
Person, Area.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final, get_args

from attrs import evolve, field, frozen

from gridgov.adapters.partial_dates import is_day, stretch
from gridgov.adapters.popolo import USCC
from gridgov.documents import check_type, key_name, read_json
from gridgov.errors import BadInput, Lang, Problem
from gridgov.messages.org.base import Mode
from gridgov.org import (
    TABLES,
    Agent,
    Appointment,
    Area,
    CreditCode18,
    Membership,
    Period,
    Post,
    Register,
    Relation,
    Unit,
    Validity,
    code_of,
)
from gridgov.org.integrity import place_of
from gridgov.org.periods import peaks

__all__ = ["Read", "read_popolo"]

_DAYS: Final = ("start_date", "end_date")
_WORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "areas": ("id", "name", "other_names", "identifier", "classification", "parent_id", *_DAYS),
        "organizations": (
            *("id", "name", "other_names", "identifiers", "classification", "parent_id", "area_id"),
            *("founding_date", "dissolution_date"),
        ),
        "posts": ("id", "label", "role", "organization_id", "area_id", *_DAYS),
        "persons": ("id",),
        "memberships": (
            *("id", "label", "role", "person_id", "member", "organization_id", "post_id", "on_behalf_of_id", *_DAYS),
        ),
    }
)
"""The words of each class that are read."""
_PLACES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "kind": "classification",
        "name_zh": "name",
        "name_en": "name",
        "parent": "parent_id",
        "object": "parent_id",
        "subject": "id",
        "area": "area_id",
        "unit": "organization_id",
        "agent": "person_id",
        "member": "person_id",
        "post": "post_id",
        "capacity": "role",
        "on_behalf_of": "on_behalf_of_id",
    }
)
"""Where a field of ours stands in the document, if it has another name there."""
_UNDATED: Final = (
    ("areas", "parent", "areas.parent_id"),
    ("units", "area", "organizations.area_id"),
    ("relations", "object", "organizations.parent_id"),
    ("posts", "area", "posts.area_id"),
)
"""Table and field of what says where something is, and its place in the document."""


@frozen
class Read:
    """A register out of a document, and what of the document is not in it."""

    register: Register
    lost: tuple[str, ...]
    """The words that say something there and were passed over, each with its class."""
    imprecise: tuple[str, ...]
    """The places of dates that are a year or a month."""


@frozen
class _Reading:
    """What is found on the way."""

    known: Validity
    words: Mapping[str, str]
    lang: Lang
    problems: list[Problem] = field(factory=list)
    lost: dict[str, None] = field(factory=dict)
    imprecise: list[str] = field(factory=list)
    records: dict[str, list[Any]] = field(factory=lambda: {table: [] for table in TABLES})
    places: dict[str, list[str]] = field(factory=lambda: {table: [] for table in TABLES})
    posts: dict[str, Post] = field(factory=dict)
    unreadable: set[str] = field(factory=set)
    """The ids of objects that could not be read, so that naming them is no second fault."""

    def word(self, given: Any) -> Any:
        """What a classification or role is here."""
        return self.words.get(given, given) if isinstance(given, str) else given

    def add(self, table: str, where: str, kind: type, values: Mapping[str, Any]) -> None:
        """Makes a record, or says what is wrong with it where it stands in the document."""
        try:
            record = kind(**values)
        except BadInput as error:
            found = {_place(where, problem.where): problem for problem in error.problems}
            self.problems.extend(Problem(one.code, place, one.params) for place, one in found.items())
            self.unreadable.add(str(values["id"]))
            return
        self.records[table].append(record)
        self.places[table].append(where)

    def made(self, kind: Any, given: Any, where: str) -> Any:
        """The code that a text is; None, and a problem, if it is none."""
        try:
            return kind(given)
        except BadInput as error:
            self.problems.extend(Problem(problem.code, where, problem.params) for problem in error.problems)
            return None

    def lose(self, *words: str) -> None:
        """Notes what is passed over."""
        self.lost.update(dict.fromkeys(words))


def _place(where: str, name: str) -> str:
    return f"{where}.{_PLACES.get(name, name)}".rstrip(".")


def read_popolo(
    text: str | bytes, *, source: str, known: Validity, lang: Lang = "zh", words: Mapping[str, str] | None = None
) -> Read:
    """The register that a Popolo document holds.

    Args:
        text: a JSON document with ``areas``, ``organizations``, ``posts``, ``persons`` and ``memberships``, or some
            of them.
        source: what it is called in an error.
        known: where what it says is known from; its days are those of what has none in the document.
        lang: the language of the names.
        words: what the classifications and roles of the document are here, where they are no codes of ours; nothing
            is guessed.

    Raises:
        BadInput: everything that is wrong with it at once, by place; what a register refuses is among it.

    """
    check_type(known, Validity, "known", expected="Validity", source=source)
    check_type(words or {}, Mapping, "words", expected="a table", source=source)
    reading = _Reading(known, words or {}, lang)
    document = read_json(text, source=source)
    check_type(document, dict, "", expected="a table", source=source)
    reading.lose(*(key_name(name) for name, value in document.items() if name not in _WORDS and value))
    for table, read in _READERS.items():
        for where, one in _objects(document.get(table), table, reading):
            read(one, where, reading)
    register = _registered(reading)
    if register is None or reading.problems:
        raise BadInput(reading.problems, source=source)
    return Read(register, tuple(sorted(reading.lost)), tuple(reading.imprecise))


def _objects(listed: Any, table: str, reading: _Reading) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a class, each with its place and the words that say something."""
    if not isinstance(listed, list | None):
        reading.problems.append(Problem("wrong_type", table, {"expected": "a list"}))
        return
    for i, one in enumerate(listed or ()):
        where = f"{table}[{i}]"
        if not isinstance(one, dict):
            reading.problems.append(Problem("wrong_type", where, {"expected": "a table"}))
            continue
        said = {name: value for name, value in one.items() if value not in (None, [], "")}
        reading.lose(*(f"{table}.{key_name(name)}" for name in said if name not in _WORDS[table]))
        yield where, said


def _registered(reading: _Reading) -> Register | None:
    _date_places(reading)
    tables: dict[str, Any] = {table: tuple(records) for table, records in reading.records.items()}
    tables["posts"] = tuple(_seats(reading))
    try:
        return Register(**tables)
    except BadInput as error:
        for problem in error.problems:
            table, i, name = place_of(problem)
            named = getattr(reading.records[table][i], name, None)
            if problem.code != "not_known" or named not in reading.unreadable:
                place = _place(reading.places[table][i], name)
                reading.problems.append(Problem(problem.code, place, problem.params))
    return None


def _date_places(reading: _Reading) -> None:
    """Lets nothing be in what is not there yet: before, it is nowhere, or no part of anything."""
    starts: dict[str, date] = {}
    for one in (*reading.records["areas"], *reading.records["units"]):
        starts[one.id] = min(one.validity.valid_from, starts.get(one.id, one.validity.valid_from))
    for table, name, word in _UNDATED:
        records, places = reading.records[table], reading.places[table]
        dated = [
            (part, where)
            for one, where in zip(records, places, strict=True)
            for part in _parts(one, name, starts.get(getattr(one, name)))
        ]
        if len(dated) != len(records) or any(part is not one for (part, _), one in zip(dated, records, strict=True)):
            reading.lose(word)
        records[:] = [part for part, _ in dated]
        places[:] = [where for _, where in dated]


def _parts(one: Any, name: str, since: date | None) -> Iterator[Any]:
    """A record before and after a day since when what it names is there; a grid is nowhere without its community."""
    start, end = one.validity.valid_from, one.validity.valid_to
    if since is None or since <= start or getattr(one, "kind", None) == "grid":
        yield one
        return
    if not isinstance(one, Relation):
        before = since if end is None else min(since, end)
        yield evolve(one, **{name: None}, validity=evolve(one.validity, valid_to=before))
    if end is None or since < end:
        yield evolve(one, validity=evolve(one.validity, valid_from=since))


def _seats(reading: _Reading) -> Iterator[Post]:
    """The posts, each with as many seats as people ever held it at once."""
    held: dict[str, list[Period]] = {}
    for one in reading.records["appointments"]:
        if one.mode != "acting":
            held.setdefault(one.post, []).append(one.validity.period)
    for post in reading.records["posts"]:
        seats, periods = 1, held.get(post.id, [])
        while peaks(periods, seats):
            seats += 1
        yield evolve(post, max_holders=seats)


# ---- one object ---------------------------------------------------------------------------------------------------


def _read_area(one: dict[str, Any], where: str, reading: _Reading) -> None:
    shared = {
        "id": one.get("id"),
        "kind": reading.word(one.get("classification")),
        "parent": one.get("parent_id"),
        "code": _code(one.get("identifier"), f"{where}.identifier", reading),
    }
    for named in _versions(one, where, _DAYS, reading):
        reading.add("areas", where, Area, {**shared, **named})


def _read_organization(one: dict[str, Any], where: str, reading: _Reading) -> None:
    name = one.get("id")
    shared = {
        "id": name,
        "kind": reading.word(one.get("classification")),
        "area": one.get("area_id"),
        "credit_code": _credit_code(one.get("identifiers"), f"{where}.identifiers", reading),
    }
    versions = _versions(one, where, ("founding_date", "dissolution_date"), reading)
    for named in versions:
        reading.add("units", where, Unit, {**shared, **named})
    if "parent_id" in one and versions and name not in reading.unreadable:
        validity = evolve(versions[-1]["validity"], valid_from=versions[0]["validity"].valid_from)
        whole = {"subject": name, "kind": "part_of", "object": one["parent_id"], "validity": validity}
        reading.add("relations", where, Relation, {"id": f"{name}/part_of", **whole})


def _read_post(one: dict[str, Any], where: str, reading: _Reading) -> None:
    role = one.get("role", one.get("label"))
    if one.get("label", role) != role:
        reading.lose("posts.label")
    if validity := _validity(one, where, _DAYS, reading):
        place = {"unit": one.get("organization_id"), "area": one.get("area_id"), "validity": validity}
        reading.add("posts", where, Post, {"id": one.get("id"), "role": reading.word(role), **place})
        reading.posts.update((post.id, post) for post in reading.records["posts"][-1:])


def _read_person(one: dict[str, Any], where: str, reading: _Reading) -> None:
    reading.add("agents", where, Agent, {"id": one.get("id"), "validity": reading.known})


def _read_membership(one: dict[str, Any], where: str, reading: _Reading) -> None:
    validity = _validity(one, where, _DAYS, reading)
    if validity is None:
        return
    number = where.partition("[")[2].rstrip("]")
    shared = {"id": one.get("id", f"membership-{number}"), "validity": validity}
    if "post_id" in one:
        _read_appointment(one, where, shared, reading)
        return
    if "label" in one:
        reading.lose("memberships.label")
    member = one.get("member")
    body = member.get("id") if isinstance(member, dict) else member
    values = {
        "member": one.get("person_id", body),
        "unit": one.get("organization_id"),
        "capacity": reading.word(one.get("role", "member")),
        "on_behalf_of": one.get("on_behalf_of_id"),
    }
    reading.add("memberships", where, Membership, {**shared, **values})


def _read_appointment(one: dict[str, Any], where: str, shared: Mapping[str, Any], reading: _Reading) -> None:
    label, name = one.get("label"), one["post_id"]
    is_mode = label in get_args(Mode)
    values = {"agent": one.get("person_id"), "post": name, "mode": label if is_mode else "appointed"}
    reading.add("appointments", where, Appointment, {**shared, **values})
    post = reading.posts.get(name) if isinstance(name, str) else None
    if post is not None and one.get("organization_id", post.unit) != post.unit:
        reading.problems.append(Problem("not_of_the_post", f"{where}.organization_id"))
    passed_over = {
        "label": label is not None and not is_mode,
        "role": post is not None and reading.word(one.get("role", post.role)) != post.role,
        "member": "member" in one,
        "on_behalf_of_id": "on_behalf_of_id" in one,
    }
    reading.lose(*(f"memberships.{word}" for word, is_lost in passed_over.items() if is_lost))


_READERS: Final = MappingProxyType(
    {
        "areas": _read_area,
        "organizations": _read_organization,
        "posts": _read_post,
        "persons": _read_person,
        "memberships": _read_membership,
    }
)


# ---- names and codes ----------------------------------------------------------------------------------------------


def _versions(one: dict[str, Any], where: str, dates: tuple[str, str], reading: _Reading) -> tuple[dict[str, Any], ...]:
    """The names and days of each version of an object, oldest first; none, if a date is wrong."""
    whole = _validity(one, where, dates, reading)
    others = one.get("other_names", [])
    if not isinstance(others, list):
        reading.problems.append(Problem("wrong_type", f"{where}.other_names", {"expected": "a list"}))
    if whole is None or not isinstance(others, list):
        return ()
    now: dict[str, Any] = {reading.lang: one.get("name")}
    earlier: dict[Validity, dict[str, Any]] = {}
    for i, other in enumerate(others):
        if not isinstance(other, dict) or other.get("note") not in get_args(Lang):
            reading.lose(f"{where.partition('[')[0]}.other_names")
        elif "end_date" not in other:
            now[other["note"]] = other.get("name")
        elif validity := _validity(other, f"{where}.other_names[{i}]", _DAYS, reading):
            earlier.setdefault(validity, {})[other["note"]] = other.get("name")
    since = max((one.valid_to for one in earlier if one.valid_to), default=whole.valid_from)
    if whole.valid_to is not None and since >= whole.valid_to:
        reading.problems.append(Problem("ends_before_start", f"{where}.{dates[1]}"))
        return ()
    return tuple(
        _named(names, validity) for validity, names in (*earlier.items(), (evolve(whole, valid_from=since), now))
    )


def _named(names: Mapping[str, Any], validity: Validity) -> dict[str, Any]:
    """A name that is there in one language only is the name in the other as well."""
    [first, *_] = names.values()
    return {"name_zh": names.get("zh", first), "name_en": names.get("en", first), "validity": validity}


def _code(given: Any, where: str, reading: _Reading) -> Any:
    """The code of an area; an identifier that is not all digits is another system's."""
    if isinstance(given, str) and given.isascii() and given.isdigit():
        return reading.made(code_of, given, where)
    if given is not None:
        reading.lose("areas.identifier")
    return None


def _credit_code(given: Any, where: str, reading: _Reading) -> Any:
    found = None
    for i, one in enumerate(given if isinstance(given, list) else ()):
        if isinstance(one, dict) and one.get("scheme") == USCC:
            found = reading.made(CreditCode18, one.get("identifier"), f"{where}[{i}]")
        else:
            reading.lose("organizations.identifiers")
    return found


# ---- days ---------------------------------------------------------------------------------------------------------


def _validity(one: dict[str, Any], where: str, dates: tuple[str, str], reading: _Reading) -> Validity | None:
    """The days of an object, half-open; None, if a date is wrong."""
    before = len(reading.problems)
    days = [_day(one.get(name), f"{where}.{name}", reading) for name in dates]
    start, end = days[0][0] or reading.known.valid_from, days[1][1] or reading.known.valid_to
    if len(reading.problems) == before and end is not None and end <= start:
        reading.problems.append(Problem("ends_before_start", f"{where}.{dates[1]}"))
    return None if len(reading.problems) > before else evolve(reading.known, valid_from=start, valid_to=end)


def _day(given: Any, where: str, reading: _Reading) -> tuple[date | None, date | None]:
    """The first day of what a date may be, and the first one after it."""
    if given is None:
        return None, None
    found = stretch(given)
    if found is None:
        reading.problems.append(Problem("wrong_pattern", where, {"expected": "YYYY-MM-DD"}))
        return None, None
    if not is_day(given):
        reading.imprecise.append(where)
    return found
