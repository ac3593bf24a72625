"""Laws of the notation of a structure, of division codes, and of the check of a register."""

from datetime import date
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gridgov.errors import BadInput
from gridgov.org import (
    AdminCode12,
    Area,
    AreaKind,
    CreditCode18,
    Layer,
    Register,
    Selector,
    Structure,
    StructureSpec,
    Validity,
    evaluate,
    format_notation,
    parse_notation,
)

QUICK = settings(max_examples=100, deadline=None, database=None, derandomize=True)
DAY = date(2022, 6, 1)
YEAR = Validity(date(2022, 1, 1), "generated", synthetic=True)

FULL_WIDTH = str.maketrans(
    {**{chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)}, " ": "\u3000"}
)  # NFKC maps each back

counts = st.integers(1, 999_999) | st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
classifiers = st.sampled_from(["", "个", "名", "支", "家", "处"])
words = st.text(st.sampled_from("abcXYZ街道社区村组织个名"), min_size=1, max_size=8)
endings = st.sampled_from(["", "(村)", " 2", "·北", "-a", ", b"])


@st.composite
def layers(draw: st.DrawFn) -> Layer:
    count, classifier = draw(counts), draw(classifiers)
    label = draw(st.just("") | st.builds("".join, st.tuples(words, endings)))
    if not classifier:
        label = label.lstrip("个名")
    return Layer(count, classifier, label if label[:1].isalpha() else "")


structures = st.builds(Structure, st.lists(layers(), min_size=1, max_size=20).map(tuple))


class TestNotation:
    @QUICK
    @given(structures)
    def test_what_is_written_is_read_back(self, structure: Structure) -> None:
        assert parse_notation(format_notation(structure)) == structure

    @QUICK
    @given(structures, st.sampled_from(["“{}”", "'{}'", '"{}"', " ‘{}’ ", "{}"]), st.booleans())
    def test_full_width_forms_quotes_and_spaces_do_not_matter(
        self, structure: Structure, frame: str, wide: bool
    ) -> None:
        text = format_notation(structure).replace("+", "  + ")
        text = text.translate(FULL_WIDTH) if wide else text
        assume(len(text) < 990)
        assert parse_notation(frame.format(text)) == structure

    @QUICK
    @given(st.text(max_size=60) | st.text(st.sampled_from("0123456789NX+＋个处 “”(a社"), max_size=60))
    def test_any_text_is_read_or_refused_and_what_is_read_is_stable(self, text: str) -> None:
        try:
            structure = parse_notation(text)
        except BadInput:
            return
        assert parse_notation(format_notation(structure)) == structure

    @QUICK
    @given(st.tuples(*[st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()] * 3))
    def test_a_layer_of_anything_is_one_that_can_be_read_back_or_is_refused(self, parts: tuple[Any, Any, Any]) -> None:
        try:
            layer = Layer(*parts)
        except BadInput:
            return
        assert parse_notation(str(layer)).layers == (layer,)


class TestCodes:
    @QUICK
    @given(st.from_regex(r"[1-9][0-9]([0-9]{2}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?)?", fullmatch=True))
    def test_a_code_lies_in_its_parents_and_they_end_at_the_province(self, text: str) -> None:
        try:
            code = AdminCode12(text)
        except BadInput:
            digits = text.ljust(12, "0")
            assert digits[6:9] == "000" or digits[2:4] == "00"
            return
        assert AdminCode12(str(code)) == code == AdminCode12(code.prefix)
        levels = [code.level]
        while code.parent is not None:
            assert code.parent.contains(code)
            assert not code.contains(code.parent)
            code = code.parent
            levels.append(code.level)
        assert code.level == "province"
        order = ["community", "township", "county", "city", "province"]
        assert levels == [level for level in order if level in levels]

    @QUICK
    @given(
        st.text(st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"), min_size=9, max_size=9), st.integers(0, 10**8 - 1)
    )
    def test_one_check_character_fits_every_credit_code(self, body: str, number: int) -> None:
        """GB 32100-2015: by the definition, Σ cᵢ·3ⁱ over the 18 places is 0 (mod 31), with 3ⁱ reduced at each place."""
        alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
        text = f"9{number:08}{body}"[:17].replace("I", "1")
        weight, total = 1, 0
        for character in text:
            total += alphabet.index(character) * weight
            weight = weight * 3 % 31
        (fitting,) = [last for last in alphabet if (total + alphabet.index(last)) % 31 == 0]
        accepted = []
        for last in alphabet:
            try:
                accepted.append(str(CreditCode18(text + last))[-1])
            except BadInput:
                continue
        assert accepted == [fitting]


def made(name: str, kind: AreaKind, parent: str | None = None) -> Area:
    return Area(name, kind, name, name, YEAR, parent)


@st.composite
def places(draw: st.DrawFn) -> tuple[StructureSpec, Register, int]:
    """A structure, a register that is as it says, and how many of its communities may go."""
    sizes = draw(st.lists(st.integers(1, 5), min_size=1, max_size=6))
    communities = sum(sizes)
    centres = [made(f"centre-{i}", "area_centre", "top") for i in range(len(sizes))]
    below = [
        made(f"community-{i}-{j}", "community", f"centre-{i}") for i, size in enumerate(sizes) for j in range(size)
    ]
    notation = parse_notation(f"1+{len(sizes)}+{communities}")
    selectors = (
        Selector(("subdistrict",)),
        Selector(("area_centre",), "partition"),
        Selector(("community",), "partition"),
    )
    register = Register((made("top", "subdistrict"), *draw(st.permutations([*centres, *below]))))
    return StructureSpec("generated", notation, selectors), register, communities


class TestEvaluating:
    @QUICK
    @given(places(), st.data())
    def test_with_k_communities_removed_exactly_k_are_missing(
        self, place: tuple[StructureSpec, Register, int], data: st.DataObject
    ) -> None:
        spec, register, communities = place
        assert all(finding.ok for finding in evaluate(spec, register, DAY))
        names = [area.id for area in register.areas if area.kind == "community"]
        gone = set(data.draw(st.lists(st.sampled_from(names), unique=True, max_size=communities)))
        kept = tuple(area for area in register.areas if area.id not in gone)
        first, second, third = evaluate(spec, Register(kept), DAY)
        assert (third.missing, third.extra, third.found) == (len(gone), 0, communities - len(gone))
        assert first.ok
        assert second.ok
        emptied = {area.parent for area in register.areas if area.id in gone} - {area.parent for area in kept}
        assert {p.where for p in third.problems if p.code == "nothing_below"} == emptied

    @QUICK
    @given(places(), st.integers(1, 5))
    def test_with_k_communities_added_exactly_k_are_extra(
        self, place: tuple[StructureSpec, Register, int], k: int
    ) -> None:
        spec, register, _ = place
        added = tuple(made(f"added-{i}", "community", "centre-0") for i in range(k))
        third = evaluate(spec, Register(register.areas + added), DAY)[2]
        assert (third.missing, third.extra) == (0, k)
        assert [p.code for p in third.problems] == ["units_extra"]

    @QUICK
    @given(places(), st.data())
    def test_the_order_of_the_areas_does_not_matter(
        self, place: tuple[StructureSpec, Register, int], data: st.DataObject
    ) -> None:
        spec, register, _ = place
        gone = data.draw(st.sampled_from([area.id for area in register.areas if area.kind == "community"]))
        areas = [area for area in register.areas if area.id != gone]
        shuffled = data.draw(st.permutations(areas))
        for one, other in zip(*(evaluate(spec, Register(tuple(a)), DAY) for a in (areas, shuffled)), strict=True):
            assert (one.expected, one.found) == (other.expected, other.found)
            assert {(p.code, p.where) for p in one.problems} == {(p.code, p.where) for p in other.problems}
