"""JSON and TOML from strangers: bounded, and every fault a BadInput that does not repeat what was read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgov.documents import MAX_BYTES, MAX_DEPTH, read_json, read_toml, write_json
from gridgov.errors import BadInput

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def faults(read, raw):
    with pytest.raises(BadInput) as raised:
        read(raw, source="file")
    assert raised.value.source == "file"
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
            ('{"a": Infinity}', "invalid"),
            ('{"a": {"b": 1, "b": 2}}', "duplicate_key"),
            ("9" * 5000, "invalid"),
            (b"\xff", "not_utf8"),
        ],
        ids=range(8),
    )
    def test_faults_are_coded(self, raw, code):
        assert faults(read_json, raw) == [code]

    def test_a_fault_names_its_line_and_column(self):
        with pytest.raises(BadInput) as raised:
            read_json('{\n "a": ?\n}', source="x")

        assert raised.value.problems[0].params == {"line": 2, "column": 7}

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
            ("#" * (MAX_BYTES + 1), "too_large"),
        ],
        ids=range(7),
    )
    def test_faults_are_coded(self, raw, code):
        assert faults(read_toml, raw) == [code]

    def test_dotted_keys_count_as_depth(self):
        assert faults(read_toml, ".".join("a" * (MAX_DEPTH + 1)) + " = 1") == ["too_deep"]

    def test_what_somebody_wrote_is_not_repeated(self):
        with pytest.raises(BadInput) as raised:
            read_toml("name = 刘女士", source="x")

        assert "刘" not in str(raised.value)
