"""JSON and TOML from strangers: bounded, and every fault a BadInput that does not repeat what was read."""

import json
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgov.documents import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_KEY_PARTS,
    MAX_TOML_BYTES,
    duplicates,
    read_fields,
    read_json,
    read_toml,
    toml_lines,
    write_json,
)
from gridgov.errors import TEXTS, BadInput

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def faults(read, raw):
    with pytest.raises(BadInput) as raised:
        read(raw, source="file")
    assert raised.value.source == "file"
    assert raised.value.__context__ is None  # the cause of a fault would keep the document, and whoever it names
    assert all(problem.code in TEXTS for problem in raised.value.problems)
    return [problem.code for problem in raised.value.problems]


class TestJson:
    @given(plain)
    def test_what_is_written_is_read_again(self, value):
        assert read_json(write_json(value), source="x") == value

    @given(plain)
    def test_it_is_what_the_standard_library_reads(self, value):
        assert json.loads(write_json(value)) == value

    @pytest.mark.parametrize(
        ("raw", "code"),
        [
            ("", "not_json"),
            ("{'a': 1}", "not_json"),
            ('{"a": 1', "not_json"),
            ('{"a": 1} x', "not_json"),
            ('{"a": Infinity}', "not_finite"),
            ('{"a": -Infinity}', "not_finite"),
            ("[NaN]", "not_finite"),
            ('{"a": 1e999}', "not_finite"),
            ('{"a": -1.5e999}', "not_finite"),
            (r'{"a": "\ud800"}', "lone_surrogate"),
            (r'{"\uDFFF": 1}', "lone_surrogate"),
            (r'{"a": "\ude00\ud83d"}', "lone_surrogate"),
            (r'{"\ud800": 1, "\ud800": 2}', "duplicate_key"),
            ('"\ud800"', "not_utf8"),
            ('{"a": {"b": 1, "b": 2}}', "duplicate_key"),
            ("9" * 5000, "integer_too_long"),
            (b"\xff", "not_utf8"),
            (b"\xfe\xff\x001", "not_utf8"),
            (None, "wrong_type"),
            (5, "wrong_type"),
            (["{}"], "wrong_type"),
        ],
        ids=range(21),
    )
    def test_faults_are_coded(self, raw, code):
        assert faults(read_json, raw) == [code]

    def test_a_fault_names_its_line_and_column(self):
        with pytest.raises(BadInput) as raised:
            read_json('{\n "a": ?\n}', source="x")

        assert raised.value.problems[0].params == {"line": 2, "column": 7}

    def test_a_pair_of_surrogates_is_a_character(self):
        assert read_json(r'["\ud83d\ude00", "\\ud800"]', source="x") == ["\U0001f600", "\\ud800"]

    def test_what_a_fault_says_can_be_printed(self):
        with pytest.raises(BadInput) as raised:
            read_json(r'{"\ud800": 1, "\ud800": 2}', source="x")

        assert str(raised.value).encode("utf-8")

    def test_a_byte_order_mark_is_passed_over(self):
        assert read_json(b"\xef\xbb\xbf[1]", source="x") == [1]

    def test_size_is_bounded_in_bytes_not_characters(self):
        longest = '"' + "街" * ((MAX_BYTES - 2) // 3) + '"'

        assert len(longest.encode()) <= MAX_BYTES
        assert read_json(longest, source="x")
        assert faults(read_json, longest + "    ") == ["too_large"]

    def test_depth_is_bounded(self):
        deepest = "[" * MAX_DEPTH + "]" * MAX_DEPTH

        assert read_json(deepest, source="x")
        assert faults(read_json, f"[{deepest}]") == ["too_deep"]
        assert faults(read_json, "[" * 1_000_000) == ["too_deep"]

    def test_numbers_that_only_python_reads_are_refused_when_written(self):
        with pytest.raises(ValueError, match="not JSON compliant"):
            write_json(float("nan"))


class TestToml:
    @pytest.mark.parametrize(
        ("raw", "code"),
        [
            ("a = ", "not_toml"),
            ("a = 1\na = 2", "not_toml"),
            (b"\xff", "not_utf8"),
            ("a = " + "9" * 5000, "not_toml"),
            ("a = " + "[" * 5000 + "]" * 5000, "too_deep"),
            ("a = " + "[" * 80 + "]" * 80, "too_deep"),
            ("#" * (MAX_TOML_BYTES + 1), "too_large"),
            ("a = nan", "not_finite"),
            ("a = [1.0, -inf]", "not_finite"),
            ("a = 1e999", "not_finite"),
            (r'a = "\ud800"', "not_toml"),
            (None, "wrong_type"),
            ({"a": 1}, "wrong_type"),
        ],
        ids=range(13),
    )
    def test_faults_are_coded(self, raw, code):
        assert faults(read_toml, raw) == [code]

    def test_a_byte_order_mark_is_passed_over(self):
        assert read_toml(b"\xef\xbb\xbfa = 1", source="x") == {"a": 1}

    def test_a_finite_number_with_a_point_is_read(self):
        assert read_toml("a = 1.5e3", source="x") == {"a": 1500.0}


def key(parts: int) -> str:
    return ".".join("a" * parts)


class TestLongKeys:
    """The TOML reader takes time and memory by the square of the parts of a key: such a key is refused unread."""

    @pytest.mark.parametrize(
        "raw",
        [
            f"{key(MAX_KEY_PARTS + 1)} = 1",
            f"[{key(MAX_KEY_PARTS + 1)}]",
            f"[[ {key(MAX_KEY_PARTS + 1)} ]]",
            f"x = {{ y = 1, {key(MAX_KEY_PARTS + 1)} = 1 }}",
            " . ".join("a" * (MAX_KEY_PARTS + 1)) + " = 1",
            ".".join(['"a.b"', "'#'", '"\\""'] * 3) + " = 1",
            f'x = "#" # a comment\n{key(MAX_KEY_PARTS + 1)} = 1',
            f'x = ["""one quote at the end"""", {{ {key(MAX_KEY_PARTS + 1)} = 1 }}]',
            f"x = ['''two of them''''', {{ {key(MAX_KEY_PARTS + 1)} = 1 }}]",
            f"x = ['''one of these'''', {{ {key(MAX_KEY_PARTS + 1)} = 1 }}]",
        ],
    )
    def test_they_are_refused_wherever_they_stand(self, raw):
        assert faults(read_toml, raw) == ["too_deep"]

    @pytest.mark.parametrize(
        "raw",
        [
            f"{key(MAX_KEY_PARTS)} = 1",
            f'x = "{key(99)}"',
            f"x = '{key(99)}'",
            f'x = """\n{key(99)}\n""\n\\"""{key(99)}"""',
            f"x = '''\n{key(99)}\n'''",
            f"x = 1 # {key(99)}",
            "x = [" + "1.5, " * 99 + "]",
        ],
    )
    def test_dots_that_are_not_in_a_key_do_not_count(self, raw):
        assert read_toml(raw, source="x")

    @pytest.mark.parametrize("end", ["", "\\", '"', "'"])
    @pytest.mark.parametrize("part", ["a.", '\\"', '\\"""', "'''", '"', "#"])
    def test_looking_for_them_takes_time_by_the_length(self, part, end):
        """Fifty milliseconds where it is linear, minutes where it is quadratic."""
        started = time.process_time()
        with suppress(BadInput):
            read_toml('x = """' + part * (MAX_TOML_BYTES // (2 * len(part))) + end, source="x")

        assert time.process_time() - started < 5

    def test_one_line_of_forty_kilobytes_is_refused_before_it_is_read(self, monkeypatch):
        monkeypatch.setattr("tomllib.loads", lambda *_, **__: pytest.fail("it was read"))

        assert faults(read_toml, key(20_000) + "=1") == ["too_deep"]


class TestWhereTomlIsWrong:
    @pytest.mark.parametrize(
        ("raw", "where"),
        [
            ("a = 1\nb = 2\nc = ?\n", "line 3:"),
            ("a = 1\n\na = 2\n", "line 3:"),
            ("\ufeffa = 1\nb = [1,,2]", "line 2:"),
            ("a = 1\r\nb == 2", "line 2:"),
            ("a = ", ""),  # the reader knows no line where the document ends too early
            ("a = " + "9" * 5000, ""),
        ],
        ids=range(6),
    )
    def test_the_fault_says_its_line(self, raw, where):
        with pytest.raises(BadInput) as raised:
            read_toml(raw, source="x")

        assert [(p.code, p.where) for p in raised.value.problems] == [("not_toml", where)]

    def test_what_looks_like_a_line_in_a_key_is_none(self):
        with pytest.raises(BadInput) as raised:
            read_toml('"(at line 99, column 1)" = 1\n"(at line 99, column 1)" = 2\nb = 1', source="x")

        assert raised.value.problems[0].where == "line 2:"


class TestLines:
    """Where each table and each element of a list begins, so that a fault in a long file can be found."""

    @pytest.mark.parametrize(
        ("raw", "lines"),
        [
            ("", {}),
            ("a = 1\nb = 2", {}),
            ("[a]\nb = 1\n\n[c]", {"a": 1, "c": 4}),
            ("[a.b]\n[ a . 'c' ]\n[a.\"d\"]", {"a.b": 1, "a.c": 2, "a.d": 3}),
            ("[[a]]\n[[a]]\n\n[[a]]", {"a[0]": 1, "a[1]": 2, "a[2]": 4}),
            (
                "[[a]]\n[[a.b]]\n[[a.b]]\n[[a]]\n[[a.b]]\n[a.c]",
                {"a[0]": 1, "a[0].b[0]": 2, "a[0].b[1]": 3, "a[1]": 4, "a[1].b[0]": 5, "a[1].c": 6},
            ),
            ("a = [1, 2,\n3]", {"a[0]": 1, "a[1]": 1, "a[2]": 2}),
            ("a.b = [\n  1\n]", {"a.b[0]": 2}),
            ("[t]\nrows = [\n{ x = 1 },\n# one\n{ x = 2 },\n]", {"t": 1, "t.rows[0]": 3, "t.rows[1]": 5}),
            (
                "a = [{ b = [1, 2] }, { b = [\n3] }]",
                {"a[0]": 1, "a[0].b[0]": 1, "a[0].b[1]": 1, "a[1]": 1, "a[1].b[0]": 2},
            ),
            ("a = [[1], [\n2, 3]]", {"a[0]": 1, "a[0][0]": 1, "a[1]": 1, "a[1][0]": 2, "a[1][1]": 2}),
            ('a = """\n[[b]]\n"""\n[[c]]', {"c[0]": 4}),
            ("a = '''\n[[b]]\n# '''\n[c]", {"c": 4}),
            ('a = "]" # ["\nb = ["[", "]",\n"x"]', {"b[0]": 2, "b[1]": 2, "b[2]": 3}),
            ("# [a]\n[b] # [c]\n", {"b": 2}),
            ("[a]\r\nb = [\r\n1,\r\n2]", {"a": 1, "a.b[0]": 3, "a.b[1]": 4}),
            ('a = ["""x\ny""",\n2]', {"a[0]": 1, "a[1]": 3}),
            ("a = []\nb = {}\n[c]", {"c": 3}),
            ("a = [1979-05-27T07:32:00, 08:00:00]\n[b]", {"a[0]": 1, "a[1]": 1, "b": 2}),
        ],
        ids=range(19),
    )
    def test_are_those_on_which_they_begin(self, raw, lines):
        assert read_toml(raw, source="x") is not None
        assert toml_lines(raw) == lines
        assert toml_lines(raw.encode()) == lines
        assert toml_lines(b"\xef\xbb\xbf" + raw.encode()) == lines

    def test_are_found_in_time_by_the_length(self):
        raw = "[[a]]\nrows = [\n" + "{ x = 1 },\n" * 40_000 + "]"
        started = time.process_time()

        assert toml_lines(raw)["a[0].rows[39999]"] == 40_002
        assert time.process_time() - started < 5


class TestToldOnce:
    def test_what_somebody_wrote_is_not_repeated(self):
        with pytest.raises(BadInput) as raised:
            read_toml("name = 刘女士", source="x")

        assert "刘" not in str(raised.value)


class TestFields:
    def test_a_text_without_control_characters(self):
        problems = []

        assert read_fields({"a": "x\u202ey"}, "row", problems, {"a": str}) == {}
        assert [(p.code, p.where) for p in problems] == [("control_character", "row.a")]

    def test_an_id_that_stands_twice_is_reported_where_it_stands_again(self):
        ids = [("a[0]", "x"), ("a[1]", None), ("a[2]", "x"), ("a[3]", None)]

        assert [(p.code, p.where) for p in duplicates(ids)] == [("duplicate_id", "a[2]")]


class TestAKeyThatSomebodyTyped:
    """What stands in the place of a key may be about a person, and errors are logged."""

    def test_is_not_repeated_by_a_table(self):
        problems = []
        read_fields({"王伟 13800138000": 1, "colour": 2}, "row", problems, {})

        assert [(problem.code, problem.where) for problem in problems] == [
            ("unknown_key", "row.…"),
            ("unknown_key", "row.colour"),
        ]

    @pytest.mark.parametrize(("typed", "said"), [("王伟", "…"), ("a b", "…"), ("colour", "colour")])
    def test_is_not_repeated_where_it_stands_twice(self, typed, said):
        with pytest.raises(BadInput) as raised:
            read_json(f'{{"{typed}": 1, "{typed}": 2}}', source="test")

        assert [problem.params for problem in raised.value.problems] == [{"key": said}]
