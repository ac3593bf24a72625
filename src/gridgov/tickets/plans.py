"""What is done about a request once its cause is found: plans by category and cause, kept in a TOML file.

The same report needs different answers. An e-bike stands in the corridor because its owner fears for it, because the
shed is far, or because the shed is full; only the cause says what will help.

>>> library = shipped_plans()
>>> [cause.en for cause in library.causes("safety.e_bike")]
['fear of theft', 'convenience', 'the shed is crowded']
>>> [measure.title_en for measure in library.plan("safety.e_bike", "fear_of_theft").measures]
['check the locks of the shed or change them', 'patrol more often, by day and by night']

Categories are paths. What is known of ``safety`` holds for ``safety.e_bike`` too, unless the narrower category has a
cause or a plan of its own by the same code. A library proposes; which cause was found and which plan was used is
recorded by the command :class:`gridgov.messages.tickets.Plan`.

Source: Yuqiao Subdistrict year-end report, 2022 (the e-bike case); every other plan that ships is synthetic, and so
are the signs.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from attrs import field, frozen

from gridgov.calendars import Limit
from gridgov.documents import check_type, duplicates, read_fields, read_toml
from gridgov.errors import BadInput, Lang, Problem
from gridgov.parameters import packaged
from gridgov.tickets.codes import check_code, unfit, unfit_codes, upward

__all__ = ["Cause", "Measure", "Plan", "PlanLibrary", "Sign", "read_plans", "shipped_plans"]

MAX_MEASURES: Final = 30
"""The most measures of a plan: as many as its record holds (:class:`gridgov.messages.tickets.Plan`)."""


# ---- values -------------------------------------------------------------------------------------------------------


@frozen
class Sign:
    """Something that hints at a cause, such as a broken lock.

    Raises:
        BadInput: every text that is blank, over-long or has a control character.

    """

    zh: str
    en: str

    def __attrs_post_init__(self) -> None:
        _refuse(unfit(self, codes=(), texts=("zh", "en")), source="sign")

    def text(self, lang: Lang) -> str:
        """The sign in a language."""
        return self.zh if lang == "zh" else self.en


@frozen
class Cause:
    """Why what a category is about happens.

    Raises:
        BadInput: every field of another shape, at once.

    """

    code: str
    """Unique within its category."""
    category: str
    zh: str
    en: str
    signs: tuple[Sign, ...] = ()
    """What to look for on the spot."""

    def __attrs_post_init__(self) -> None:
        problems = [*unfit(self, codes=("code", "category"), texts=("zh", "en"))]
        problems.extend(_strangers(self.signs, Sign, "signs"))
        _refuse(problems, source="cause")

    def name(self, lang: Lang) -> str:
        """The cause in a language."""
        return self.zh if lang == "zh" else self.en


@frozen
class Measure:
    """One thing to do, and who does it.

    Raises:
        BadInput: every field of another shape, at once.

    """

    code: str
    """Unique within its plan. In several plans of a library it has the same words."""
    title_zh: str
    title_en: str
    by: str
    """Who does it: a code of the label group ``measure.by``, or one of the host's own."""
    within: Limit | None = None
    """How long it may take, where somebody has laid that down."""

    def __attrs_post_init__(self) -> None:
        problems = [*unfit(self, codes=("code", "by"), texts=("title_zh", "title_en"))]
        if not isinstance(self.within, Limit | None):
            problems.append(Problem("wrong_type", "within", {"expected": "Limit"}))
        _refuse(problems, source="measure")

    def title(self, lang: Lang) -> str:
        """The measure in a language."""
        return self.title_zh if lang == "zh" else self.title_en


@frozen
class Plan:
    """What helps against one cause.

    Raises:
        BadInput: every field of another shape, no measure, more than 30, or one twice.

    """

    code: str
    """Unique within its library."""
    category: str
    cause: str
    title_zh: str
    title_en: str
    measures: tuple[Measure, ...]
    """In the order in which they are tried."""
    source: str
    """Where the plan is known from."""
    synthetic: bool = False
    """Whether it was made up."""

    def __attrs_post_init__(self) -> None:
        problems = [*unfit(self, codes=("code", "category", "cause"), texts=("title_zh", "title_en", "source"))]
        if type(self.synthetic) is not bool:
            problems.append(Problem("wrong_type", "synthetic", {"expected": "true or false"}))
        strangers = [*_strangers(self.measures, Measure, "measures")]
        measures = () if strangers else self.measures
        problems += strangers or _unfit_number(measures, "measures")
        problems.extend(duplicates((f"measures[{i}].code", measure.code) for i, measure in enumerate(measures)))
        _refuse(problems, source="plan")

    def title(self, lang: Lang) -> str:
        """Its title in a language."""
        return self.title_zh if lang == "zh" else self.title_en


def _strangers(values: object, kind: type, where: str) -> Iterator[Problem]:
    if not isinstance(values, tuple):
        yield Problem("wrong_type", where, {"expected": "a tuple"})
        return
    for i, value in enumerate(values):
        if not isinstance(value, kind):
            yield Problem("wrong_type", f"{where}[{i}]", {"expected": kind.__name__})


def _unfit_number(measures: Iterable[object], where: str) -> list[Problem]:
    count = len(tuple(measures))
    return [] if 1 <= count <= MAX_MEASURES else [Problem("wrong_length", where, {"expected": f"1 … {MAX_MEASURES}"})]


def _refuse(problems: Iterable[Problem], *, source: str) -> None:
    if found := tuple(problems):
        raise BadInput(found, source=source)


# ---- the library --------------------------------------------------------------------------------------------------


def _listed(values: Any, kind: type, where: str) -> tuple[Any, ...]:
    check_type(values, (tuple, list), where, expected="a tuple", source="plans")
    _refuse(_strangers(tuple(values), kind, where), source="plans")
    return tuple(values)


def _listed_plans(plans: Iterable[Plan]) -> tuple[Plan, ...]:
    return _listed(plans, Plan, "plans")


def _listed_causes(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    return _listed(causes, Cause, "known_causes")


@frozen
class PlanLibrary:
    """The plans that a place has, each for a known cause, and no cause without one.

    Raises:
        BadInput: every fault at once: a plan's code twice, a cause twice in a category, two plans for one, a plan for a
            cause that neither its category nor one above it has, a cause without a plan, a measure with other words
            elsewhere.

    """

    plans: tuple[Plan, ...] = field(converter=_listed_plans)
    known_causes: tuple[Cause, ...] = field(converter=_listed_causes)
    """Every cause, in the order in which a category's causes are shown."""
    id: str = ""
    title_en: str = ""
    title_zh: str = ""
    _causes: Mapping[str, tuple[Cause, ...]] = field(init=False, eq=False, repr=False)
    _plans: Mapping[tuple[str, str], Plan] = field(init=False, eq=False, repr=False)

    @known_causes.validator
    def _is_sound(self, _: object, known: tuple[Cause, ...]) -> None:
        causes = [(f"known_causes[{i}]", _row(cause)) for i, cause in enumerate(known)]
        plans = [(f"plans[{i}]", _row(plan)) for i, plan in enumerate(self.plans)]
        _refuse(_faults(causes, plans), source="plans")

    @_causes.default
    def _index_causes(self) -> Mapping[str, tuple[Cause, ...]]:
        found: dict[str, list[Cause]] = {}
        for cause in self.known_causes:
            found.setdefault(cause.category, []).append(cause)
        return MappingProxyType({category: tuple(causes) for category, causes in found.items()})

    @_plans.default
    def _index_plans(self) -> Mapping[tuple[str, str], Plan]:
        return MappingProxyType({(plan.category, plan.cause): plan for plan in self.plans})

    def __reduce__(self) -> tuple[Any, ...]:
        # the tables are made again: a read-only one cannot be pickled
        return PlanLibrary, (self.plans, self.known_causes, self.id, self.title_en, self.title_zh)

    def causes(self, category: str) -> tuple[Cause, ...]:
        """The known causes of a category: its own, then those of the categories above it; none if it is unknown.

        Raises:
            BadInput: no category.

        """
        check_code(category, "category", source="plans")
        found: dict[str, Cause] = {}
        for level in upward(category):
            for cause in self._causes.get(level, ()):
                found.setdefault(cause.code, cause)
        return tuple(found.values())

    def plan(self, category: str, cause: str) -> Plan:
        """The plan for a cause: that of the category, or else of the nearest category above it.

        Raises:
            BadInput: ``unknown_choice``, with all causes that the category has; ``no_known_cause`` if it has none.

        """
        causes = tuple(known.code for known in self.causes(category))
        if not causes:
            raise BadInput([Problem("no_known_cause", "category")], source="plans")
        if cause not in causes:
            raise BadInput([Problem("unknown_choice", "cause", {"expected": causes})], source="plans")
        return next(self._plans[level, cause] for level in upward(category) if (level, cause) in self._plans)

    def suggest(self, category: str) -> tuple[Plan, ...]:
        """A plan for each known cause of a category, in the order of the causes; none if it is unknown.

        Raises:
            BadInput: no category.

        """
        return tuple(self.plan(category, cause.code) for cause in self.causes(category))

    def find(self, code: str) -> Plan:
        """The plan that a record names.

        Raises:
            BadInput: ``unknown_plan``.

        """
        plan = next((plan for plan in self.plans if plan.code == code), None)
        if plan is None:
            raise BadInput([Problem("unknown_plan", "code")], source="plans")
        return plan


_Row = Mapping[str, Any]
"""A cause or a plan, as far as it can be read."""

_SAME: Final = frozenset({"code", "title_zh", "title_en"})
"""What a measure has in common with those of the same code in other plans."""


def _row(value: Cause | Plan) -> _Row:
    if isinstance(value, Cause):
        return {"code": value.code, "category": value.category}
    measures = [{name: getattr(each, name) for name in _SAME} for each in value.measures]
    return {"code": value.code, "category": value.category, "cause": value.cause, "measures": measures}


def _faults(causes: Sequence[tuple[str, _Row]], plans: Sequence[tuple[str, _Row]]) -> Iterator[Problem]:
    """What is wrong between the rows of a library; each comes with its place."""
    caused = [(where, row.get("category"), row.get("code")) for where, row in causes]
    planned = [(where, row.get("category"), row.get("cause")) for where, row in plans]
    yield from duplicates((f"{where}.code", row.get("code")) for where, row in plans)
    yield from duplicates((f"{where}.code", _name(*key)) for where, *key in caused)
    yield from duplicates((f"{where}.cause", _name(*key)) for where, *key in planned)
    if all(_name(*key) for _, *key in caused):  # else a cause that could not be read would seem to be missing
        yield from _unmet(planned, caused, "cause", "unknown_cause")
    if all(_name(*key) for _, *key in planned):
        yield from _unmet(caused, planned, "code", "cause_without_plan")
    yield from _differing(plans)


_Place = tuple[str, str | None, str | None]
"""A place, a category, and the code of a cause."""


def _name(category: str | None, cause: str | None) -> str | None:
    return f"{category}/{cause}" if category and cause else None


def _unmet(rows: Iterable[_Place], others: Iterable[_Place], name: str, code: str) -> Iterator[Problem]:
    """A problem for each row whose cause no other row has, in the same category or in one above it."""
    there = {(category, cause) for _, category, cause in others}
    for where, category, cause in rows:
        if category and cause and not any((level, cause) in there for level in upward(category)):
            yield Problem(code, f"{where}.{name}")


def _differing(plans: Iterable[tuple[str, _Row]]) -> Iterator[Problem]:
    words: dict[str, tuple[str, str]] = {}
    for where, row in plans:
        for i, measure in enumerate(row.get("measures", ())):
            if not measure.keys() >= _SAME:
                continue
            here = (measure["title_zh"], measure["title_en"])
            if words.setdefault(measure["code"], here) != here:
                yield Problem("other_words_elsewhere", f"{where}.measures[{i}]")


# ---- reading a library --------------------------------------------------------------------------------------------

_TOP: Final = MappingProxyType({"library": dict, "cause": list, "plan": list})
_HEAD: Final = MappingProxyType({"id": str, "title_en": str, "title_zh": str})
_CAUSE: Final = MappingProxyType({"code": str, "category": str, "zh": str, "en": str})
_PLAN: Final = MappingProxyType(
    {"code": str, "category": str, "cause": str, "title_zh": str, "title_en": str, "source": str, "measures": list}
)
_MEASURE: Final = MappingProxyType({"code": str, "title_zh": str, "title_en": str, "by": str})
_LIMIT: Final = MappingProxyType({"amount": int, "unit": str})
_BOTH: Final = MappingProxyType({"zh": str, "en": str})


def read_plans(text: str | bytes, *, source: str) -> PlanLibrary:
    """The library that a TOML text holds.

    Shape: a table ``[library]`` (id, title_en, title_zh); for each cause ``[[cause]]`` (code, category, zh, en; signs
    if wanted, each zh and en); for each plan ``[[plan]]`` (code, category, cause, title_zh, title_en, source; synthetic
    if wanted) with ``measures``, each code, title_zh, title_en and by;
    ``within = { amount = 2, unit = "hours" }`` if wanted.

    Raises:
        BadInput: every problem of the text at once; what a :class:`PlanLibrary` refuses is among them.

    """
    problems: list[Problem] = []
    top = read_fields(read_toml(text, source=source), "", problems, _TOP)
    head = read_fields(top["library"], "library", problems, _HEAD) if "library" in top else {}
    causes = [(f"cause[{i}]", _read_cause(row, f"cause[{i}]", problems)) for i, row in enumerate(top.get("cause", ()))]
    plans = [(f"plan[{i}]", _read_plan(row, f"plan[{i}]", problems)) for i, row in enumerate(top.get("plan", ()))]
    problems.extend(_faults(causes, plans))
    _refuse(problems, source=source)
    return PlanLibrary(tuple(_plan(row) for _, row in plans), tuple(_cause(row) for _, row in causes), **head)


def _read_cause(table: Any, where: str, problems: list[Problem]) -> dict[str, Any]:
    row = _coded(read_fields(table, where, problems, _CAUSE, {"signs": list}), where, problems, ("code", "category"))
    signs = [read_fields(sign, f"{where}.signs[{i}]", problems, _BOTH) for i, sign in enumerate(row.get("signs", ()))]
    return {**row, "signs": signs}


def _read_plan(table: Any, where: str, problems: list[Problem]) -> dict[str, Any]:
    found = read_fields(table, where, problems, _PLAN, {"synthetic": bool})
    row = _coded(found, where, problems, ("code", "category", "cause"))
    if "measures" not in row:
        return row
    places = [f"{where}.measures[{i}]" for i, _ in enumerate(row["measures"])]
    measures = [_read_measure(each, place, problems) for each, place in zip(row["measures"], places, strict=True)]
    problems.extend(_unfit_number(measures, f"{where}.measures"))
    problems.extend(
        duplicates((f"{place}.code", each.get("code")) for each, place in zip(measures, places, strict=True))
    )
    return {**row, "measures": measures}


def _read_measure(table: Any, where: str, problems: list[Problem]) -> dict[str, Any]:
    row = _coded(read_fields(table, where, problems, _MEASURE, {"within": dict}), where, problems, ("code", "by"))
    if "within" in row:
        row["within"] = _read_limit(row["within"], f"{where}.within", problems)
    return row


def _read_limit(table: Any, where: str, problems: list[Problem]) -> Limit | None:
    row = read_fields(table, where, problems, _LIMIT)
    if len(row) < len(_LIMIT):
        return None
    try:
        return Limit(row["amount"], row["unit"])
    except BadInput as error:
        problems.extend(Problem(each.code, f"{where}.{each.where}", each.params) for each in error.problems)
        return None


def _coded(row: dict[str, Any], where: str, problems: list[Problem], names: tuple[str, ...]) -> dict[str, Any]:
    """A row without the named fields that are no codes, each of which is a problem."""
    bad = [*unfit_codes(row, where, names)]
    problems.extend(bad)
    wrong = {problem.where.removeprefix(f"{where}.") for problem in bad}
    return {name: value for name, value in row.items() if name not in wrong}


def _cause(row: _Row) -> Cause:
    fields: dict[str, Any] = {**row, "signs": tuple(Sign(**sign) for sign in row["signs"])}
    return Cause(**fields)


def _plan(row: _Row) -> Plan:
    fields: dict[str, Any] = {**row, "measures": tuple(Measure(**measure) for measure in row["measures"])}
    return Plan(**fields)


@cache
def shipped_plans() -> PlanLibrary:
    """The library that ships: the three causes of the e-bike case, and synthetic plans for the other categories.

    >>> shipped_plans().plan("traffic.parking", "wrongly_parked").synthetic
    True

    """
    return read_plans(packaged("yuqiao-plans"), source="packs/yuqiao-plans.toml")
