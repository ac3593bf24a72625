"""A register out of a TOML file: groups and rows, everything that is wrong at once with its line, or nothing loaded."""

from datetime import date
from typing import Any

import pytest
from tests.spec.org.conftest import START, area, raised_by, refused, register, unchecked

from gridgov.errors import TEXTS, BadInput
from gridgov.org import Agent, Area, Register, Selector, Validity, format_notation, read_register

HEAD = '[register]\nid = "r"\ntitle_en = "R"\ntitle_zh = "册"\n'
"""Four lines."""
GROUP = '[[areas]]\nkind = "community"\nsource = "s"\nvalid_from = 2022-01-01\n'
"""Four lines more."""


def row(name: str, more: str = "") -> str:
    return f'{{ id = "{name}", name_zh = "名-{name}", name_en = "{name}"{more} }}'


def group(*rows: str) -> str:
    """A group with each row on a line of its own; the first is on line 10 of a file that begins with HEAD."""
    return f"{GROUP}rows = [\n{''.join(f'{one},{chr(10)}' for one in rows)}]\n"


def read(text: str | bytes, onto: Register | None = None) -> Register:
    return read_register(text, source="test.toml", onto=onto)


def wrong(text: str | bytes, onto: Register | None = None) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as caught:
        read(text, onto)
    assert caught.value.source == "test.toml"
    assert caught.value.__context__ is None
    assert all(problem.code in TEXTS for problem in caught.value.problems)
    return [(problem.code, problem.where) for problem in caught.value.problems]


class TestRowsAndGroups:
    def test_a_row_takes_from_its_group_what_it_does_not_say(self) -> None:
        first, second = row("a"), row("b", ', kind = "village", valid_from = 2022-02-01, parent = "a", source = "t"')
        found = read(HEAD + group(first, second))
        a, b = found.areas
        assert a == Area("a", "community", "名-a", "a", Validity(START, "s"))
        assert b == Area("b", "village", "名-b", "b", Validity(date(2022, 2, 1), "t"), "a")
        assert (found.id, found.title_en, found.title_zh) == ("r", "R", "册")
        assert found.structures == ()

    def test_a_group_without_rows_is_one_row(self) -> None:
        agents = '[[agents]]\nid = "x"\nsource = "s"\nvalid_from = 2022-01-01\n'
        found = read(HEAD + agents + agents.replace('"x"', '"y"') + 'kind = "team"\nsynthetic = true\n')
        assert found.agents == (
            Agent("x", Validity(START, "s")),
            Agent("y", Validity(START, "s", synthetic=True), "team"),
        )

    def test_a_group_may_have_no_row(self) -> None:
        assert read(HEAD + GROUP + "rows = []\n").areas == ()

    def test_a_register_may_be_empty(self) -> None:
        assert read(HEAD) == Register(id="r", title_en="R", title_zh="册")

    def test_groups_follow_one_another(self) -> None:
        found = read(HEAD + group(row("a")) + group(row("b", ', parent = "a"'), row("c")))
        assert [one.id for one in found.areas] == ["a", "b", "c"]

    def test_lists_and_times_are_read(self) -> None:
        text = f"""{HEAD}{group(row("a"))}
[[units]]
rows = [{{ id = "u", kind = "department", name_zh = "科", name_en = "u", source = "s", valid_from = 2022-01-01 }}]
[[posts]]
id = "p"
unit = "u"
role = "clerk"
duties = ["handle", "reply"]
source = "s"
valid_from = 2022-01-01
[[agents]]
id = "x"
source = "s"
valid_from = 2022-01-01
[[shifts]]
id = "night"
agent = "x"
post = "p"
weekdays = [6, 7]
begins = 22:00:00
ends = 06:00:00
source = "s"
valid_from = 2022-01-01
[[jurisdictions]]
id = "j"
holder = "p"
area = "a"
matters = ["safety"]
powers = ["handle"]
within = 2
within_unit = "working_days"
source = "s"
valid_from = 2022-01-01
"""
        found = read(text)
        assert found.posts[0].duties == ("handle", "reply")
        assert (found.shifts[0].weekdays, found.shifts[0].begins.hour) == ((6, 7), 22)
        assert found.jurisdictions[0].matters == ("safety",)
        assert read(text.encode()) == read(b"\xef\xbb\xbf" + text.encode()) == found


class TestStructures:
    TEXT = """[[structure]]
id = "s"
notation = "“1＋N”"
layers = [{ kinds = ["subdistrict"] }, { kinds = ["community", "village"], containment = "cover" }]
"""

    def test_are_bound_to_kinds(self) -> None:
        (spec,) = read(HEAD + self.TEXT).structures
        assert (spec.id, format_notation(spec.structure)) == ("s", "1+N")
        assert spec.selectors == (Selector(("subdistrict",)), Selector(("community", "village"), "cover"))

    def test_that_stand_twice_are_told_where_they_do(self) -> None:
        assert wrong(HEAD + self.TEXT + self.TEXT) == [("duplicate_id", "line 9: structure[1].id")]

    @pytest.mark.parametrize(
        ("layers", "expected"),
        [
            ("[]", ("wrong_length", "line 5: structure[0].selectors")),
            ("[7]", ("wrong_type", "line 8: structure[0].layers[0]")),
            ("[{ }]", ("missing", "line 8: structure[0].layers[0].kinds")),
            ("[{ kinds = [] }]", ("wrong_length", "line 8: structure[0].layers[0].kinds")),
            ('[{ kinds = ["planet"] }]', ("unknown_choice", "line 8: structure[0].layers[0].kinds")),
            ("[{ kinds = [[1]] }]", ("unknown_choice", "line 8: structure[0].layers[0].kinds")),
            ('[{ kinds = ["community"], colour = 1 }]', ("unknown_key", "line 8: structure[0].layers[0].colour")),
            (
                '[{ kinds = ["community"], containment = "loose" }]',
                ("unknown_choice", "line 8: structure[0].layers[0].containment"),
            ),
            (
                '[{ kinds = ["community"], containment = "nested" }]',
                ("unknown_choice", "line 5: structure[0].selectors[0].containment"),
            ),
        ],
    )
    def test_with_a_wrong_layer_are_told_by_its_place(self, layers: str, expected: tuple[str, str]) -> None:
        structure = f'[[structure]]\nid = "s"\nnotation = "1"\nlayers = {layers}\n'
        assert wrong(HEAD + structure) == [expected]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ('id = "s"\nnotation = "1++N"\nlayers = []', ("not_a_layer", "line 5: structure[0].layer[2]")),
            ('id = "a b"\nnotation = "1"\nlayers = []', ("wrong_pattern", "line 5: structure[0].id")),
            ('id = "s"\nlayers = []', ("missing", "line 5: structure[0].notation")),
            ('id = "s"\nnotation = "1"\nlayers = 5', ("wrong_type", "line 5: structure[0].layers")),
            ('id = "s"\nnotation = "1"\nlayers = []\ncolour = 1', ("unknown_key", "line 5: structure[0].colour")),
        ],
    )
    def test_of_a_wrong_shape_are_told_by_their_place(self, text: str, expected: tuple[str, str]) -> None:
        assert expected in wrong(f"{HEAD}[[structure]]\n{text}\n")


class TestTheReport:
    def test_has_all_problems_at_once_in_the_order_of_their_lines(self) -> None:
        text = HEAD + group(
            row("a", ', colour = "red", valid_from = "2022"'),
            row("b", ', kind = "planet"'),
            row("c", ', parent = "nobody"'),
            row("c", ", valid_to = 2023-01-01"),
            "7",
            row("d", ', code = "123"'),
            row("e", ", valid_to = 2021-01-01"),
        )
        structure = '[[structure]]\nid = "s"\nnotation = "1++N"\nlayers = [{ kinds = ["community"] }]\n'
        assert sorted(wrong(text + structure)) == sorted(
            [
                ("unknown_key", "line 10: areas[0].rows[0].colour"),
                ("wrong_type", "line 10: areas[0].rows[0].valid_from"),
                ("unknown_choice", "line 11: areas[0].rows[1].kind"),
                ("not_known", "line 12: areas[0].rows[2].parent"),
                ("duplicate_id", "line 13: areas[0].rows[3].id"),
                ("wrong_type", "line 14: areas[0].rows[4]"),
                ("not_admin_code", "line 15: areas[0].rows[5].code"),
                ("ends_before_start", "line 16: areas[0].rows[6].valid_to"),
                ("not_a_layer", "line 18: structure[0].layer[2]"),
            ]
        )
        lines = [int(where.split(":")[0].removeprefix("line ")) for _, where in wrong(text + structure)]
        assert lines == sorted(lines)

    def test_names_the_line_on_which_a_row_of_several_lines_begins(self) -> None:
        agents = '[[agents]]\nsource = "s"\nvalid_from = 2022-01-01\n\nid = "13800138000"\n'
        text = f"{HEAD}# a comment\n\n{agents}{agents}"
        assert wrong(text) == [
            ("wrong_pattern", "line 7: agents[0].id"),
            ("wrong_pattern", "line 12: agents[1].id"),
        ]

    def test_names_the_line_of_a_row_within_a_list_of_several_lines(self) -> None:
        wrong_row = ", households = -1"
        rows = f"  # one\n\n  {row('a')}, {row('b', wrong_row)},\n  {row('c', wrong_row)}\n"
        text = f"{HEAD}{GROUP}rows = [\n{rows}]"
        assert wrong(text) == [
            ("out_of_range", "line 12: areas[0].rows[1].households"),
            ("out_of_range", "line 13: areas[0].rows[2].households"),
        ]

    def test_does_not_call_missing_what_could_only_not_be_read(self) -> None:
        text = HEAD + group(row("a", ', colour = "red"'), row("b", ', parent = "a"'), row("c", ', parent = "b"'))
        assert wrong(text) == [("unknown_key", "line 10: areas[0].rows[0].colour")]

    def test_tells_of_everything_else_besides_a_row_that_could_not_be_read(self) -> None:
        text = HEAD + group(row("a", ', colour = "red"'), row("b", ', parent = "a"'), row("c", ', parent = "d"'))
        assert wrong(text) == [
            ("unknown_key", "line 10: areas[0].rows[0].colour"),
            ("not_known", "line 12: areas[0].rows[2].parent"),
        ]

    def test_tells_of_everything_in_a_row_at_once(self) -> None:
        """One field that cannot be read hides nothing of the others, and what depends on it is no second fault."""
        text = HEAD + group(
            row("a", ', code = "123", valid_to = 2021-01-01').replace("名-a", " "),
            row("b", ', code = "1234567", valid_to = 2021-01-01'),
            row("c", ', valid_from = "2022", valid_to = 2021-01-01, kind = "planet"'),
        )
        assert wrong(text) == [
            ("wrong_pattern", "line 10: areas[0].rows[0].name_zh"),
            ("ends_before_start", "line 10: areas[0].rows[0].valid_to"),
            ("not_admin_code", "line 10: areas[0].rows[0].code"),
            ("ends_before_start", "line 11: areas[0].rows[1].valid_to"),
            ("not_admin_code", "line 11: areas[0].rows[1].code"),
            ("wrong_type", "line 12: areas[0].rows[2].valid_from"),
            ("unknown_choice", "line 12: areas[0].rows[2].kind"),
        ]

    def test_tells_of_a_wrong_kind_and_a_wrong_check_digit(self) -> None:
        text = f"""{HEAD}[[units]]
id = "u"
name_zh = "科"
name_en = "Office"
kind = "dept"
credit_code = "91110000600037341X"
source = "s"
valid_from = 2022-01-01
"""
        assert wrong(text) == [
            ("unknown_choice", "line 5: units[0].kind"),
            ("wrong_check_digit", "line 5: units[0].credit_code"),
        ]

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ('within = 0\nwithin_unit = "hours"', ["within"]),
            ('within = 5\nwithin_unit = "moons"', ["within_unit"]),
            ("within = 5", ["within"]),
            ('within = 5\npart = "some"', ["part", "within"]),
        ],
    )
    def test_tells_of_a_limit_once(self, fields: str, expected: list[str]) -> None:
        line = 'id = "j"\nholder = "u"\narea = "a"\nmatters = ["all"]\npowers = ["handle"]\n'
        text = f'{HEAD}[[jurisdictions]]\n{line}source = "s"\nvalid_from = 2022-01-01\n{fields}\n'
        assert [where.rpartition(".")[2] for _, where in wrong(text)] == expected

    def test_tells_of_a_wrong_notation_besides_a_wrong_layer(self) -> None:
        text = '[[structure]]\nid = "a b"\nnotation = "1++N"\nlayers = [{ kinds = ["cty"] }]\n'
        assert sorted(wrong(HEAD + text)) == [
            ("not_a_layer", "line 5: structure[0].layer[2]"),
            ("unknown_choice", "line 8: structure[0].layers[0].kinds"),
            ("wrong_pattern", "line 5: structure[0].id"),
        ]

    def test_names_the_line_of_faults_of_the_whole(self) -> None:
        text = HEAD + group(row("a", ', parent = "b"'), row("b", ', parent = "a"')) + group(row("g", ', kind = "grid"'))
        assert wrong(text) == [
            ("cycle", "line 10: areas[0].rows[0]"),
            ("cycle", "line 11: areas[0].rows[1]"),
            ("in_no_community", "line 18: areas[1].rows[0]"),
        ]

    def test_tells_of_areas_called_alike_only_if_it_refuses_anyway(self) -> None:
        alike = (row("a"), row("b").replace("名-b", "名-a"))
        assert len(read(HEAD + group(*alike)).named("名-a")) == 2
        assert wrong(HEAD + group(*alike, row("c", ", households = -1"))) == [
            ("same_name_here", "line 10: areas[0].rows[0]"),
            ("same_name_here", "line 11: areas[0].rows[1]"),
            ("out_of_range", "line 12: areas[0].rows[2].households"),
        ]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (group(row("a")), [("missing", "register")]),
            ("areas = [7]\n" + HEAD, [("wrong_type", "line 1: areas[0]")]),
            ("areas = 7\n" + HEAD, [("wrong_type", "areas")]),
            ("register = 7\n", [("wrong_type", "register")]),
            (HEAD + "[[towns]]\n", [("unknown_key", "towns")]),
            (HEAD + GROUP + "rows = 7\n", [("wrong_type", "line 5: areas[0].rows")]),
            (HEAD + group(row("a b")), [("wrong_pattern", "line 10: areas[0].rows[0].id")]),
            (HEAD + group(row("a", ', parent = "a b"')), [("wrong_pattern", "line 10: areas[0].rows[0].parent")]),
            (HEAD + group(row("a", ', synthetic = "yes"')), [("wrong_type", "line 10: areas[0].rows[0].synthetic")]),
            (HEAD + group(row("a", ", households = true")), [("wrong_type", "line 10: areas[0].rows[0].households")]),
            (HEAD.replace('"R"', '""') + group(row("a")), [("missing", "line 1: register.title_en")]),
            (HEAD + "colour = 1\n", [("unknown_key", "line 1: register.colour")]),
        ],
    )
    def test_names_a_wrong_shape_by_its_place(self, text: str, expected: list[tuple[str, str]]) -> None:
        assert wrong(text) == expected

    def test_repeats_nothing_that_somebody_typed(self) -> None:
        with pytest.raises(BadInput) as caught:
            read(HEAD + group(row("a", ', "王伟 13800138000" = 1, kind = "王伟", parent = "王伟"')))
        assert "王伟" not in str(caught.value)


class TestOnto:
    BASE = register(area("street", "subdistrict", code="110112004"), id="base", title_en="B", title_zh="底")

    def test_another_register_adds_to_it(self) -> None:
        found = read(HEAD + group(row("a", ', parent = "street"')), self.BASE)
        assert [one.id for one in found.areas] == ["street", "a"]
        assert (found.id, found.title_en) == ("r", "R")
        assert len(self.BASE.areas) == 1

    def test_another_register_faults_are_placed_in_the_file(self) -> None:
        text = HEAD + group(row("a", ', parent = "nobody"'), row("street"))
        assert wrong(text, self.BASE) == [
            ("not_known", "line 10: areas[0].rows[0].parent"),
            ("duplicate_id", "line 11: areas[0].rows[1].id"),
        ]

    def test_another_register_what_becomes_wrong_in_it_is_placed_there(self) -> None:
        renewed = group(row("street", ", valid_from = 2020-01-01, valid_to = 2022-01-01"))
        assert read(HEAD + renewed, self.BASE).find("street", at=date(2021, 6, 1)).validity.source == "s"
        base = register(area("one"), area("two", parent="one"), id="base")
        kinds = group(row("one").replace(" }", ", kind = 'town' }")).replace('"community"', '"village"')
        assert wrong(HEAD + kinds, base) == [("duplicate_id", "line 10: areas[0].rows[0].id")]

    def test_it_counts_names_of_both(self) -> None:
        base = register(area("old", name_zh="名-a"))
        assert wrong(HEAD + group(row("a", ", households = 1"), row("b", ", households = -1")), base) == [
            ("same_name_here", "line 10: areas[0].rows[0]"),
            ("out_of_range", "line 11: areas[0].rows[1].households"),
        ]

    @pytest.mark.parametrize("value", [5, "x", ()])
    def test_it_has_to_be_a_register(self, value: Any) -> None:
        assert refused(lambda: read(HEAD, value)) == [("wrong_type", "onto")]


class TestHostileText:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("", "missing"),
            ("x = ", "not_toml"),
            (b"\xff", "not_utf8"),
            ("a = " + "[" * 500, "too_deep"),
            ("register = 1\nareas = 2", "wrong_type"),
            (None, "wrong_type"),
            (5, "wrong_type"),
            (["[register]"], "wrong_type"),
        ],
    )
    def test_is_bad_input(self, text: Any, code: str) -> None:
        assert code in {found for found, _ in wrong(unchecked(text))}

    def test_that_is_no_toml_says_at_which_line(self) -> None:
        assert wrong(HEAD + "areas = [\n1,,\n]") == [("not_toml", "line 6:")]

    @pytest.mark.parametrize(
        "value", ["5", "true", "1.5", '"x"', "[]", "[[]]", "{}", "[{}]", "2022-01-01", "08:00:00", "nan", "inf"]
    )
    @pytest.mark.parametrize(
        "name",
        [
            "id",
            "kind",
            "name_zh",
            "parent",
            "code",
            "households",
            "purpose",
            "scheme",
            "valid_from",
            "valid_to",
            "source",
            "synthetic",
            "rows",
            "extra",
        ],
    )
    def test_with_any_value_in_any_field_is_read_or_is_bad_input(self, name: str, value: str) -> None:
        lines = {
            "id": '"a"',
            "kind": '"community"',
            "name_zh": '"名"',
            "name_en": '"a"',
            "valid_from": "2022-01-01",
            "source": '"s"',
            name: value,
        }
        text = HEAD + "[[areas]]\n" + "".join(f"{field} = {given}\n" for field, given in lines.items())
        error = raised_by(lambda: read(text))
        if error is None:
            assert len(read(text).areas) <= 1
        else:
            assert type(error) is BadInput
            assert all(problem.code in TEXTS for problem in error.problems)
