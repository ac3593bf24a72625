"""The notation of a structure, 1+10+24+N: how it is read, and how it is written."""

from time import process_time

import pytest
from tests.spec.org.conftest import refused, unchecked

from gridgov.org import MAX_LAYERS, MAX_NOTATION, Layer, Structure, format_notation, parse_notation


class TestReading:
    """Yuqiao Subdistrict year-end report, 2022: 1+10+24+N and 1+18+N, in quotes and with full-width plus signs."""

    @pytest.mark.parametrize(
        ("text", "counts"),
        [
            ("1+10+24+N", (1, 10, 24, "N")),
            ("“1+10+24+N”", (1, 10, 24, "N")),
            ("1＋10＋24＋Ｎ", (1, 10, 24, "N")),  # full-width
            ("１+１０+２４+N", (1, 10, 24, "N")),
            ("  '1 + 18 + N' ", (1, 18, "N")),
            ("\u30001\u3000+\t18\n+N", (1, 18, "N")),
            ("1+1+N+X", (1, 1, "N", "X")),
            ("7", (7,)),
            ("999999", (999999,)),
        ],
    )
    def test_counts_are_numbers_or_open(self, text: str, counts: tuple[int | str, ...]) -> None:
        assert tuple(layer.count for layer in parse_notation(text).layers) == counts

    def test_a_layer_may_say_what_it_counts(self) -> None:
        structure = parse_notation("1个街道统筹委员会+10个片区中心+24个社区（村）+N个基层组织+5名专家+3 council halls")
        assert structure.layers == (
            Layer(1, "个", "街道统筹委员会"),
            Layer(10, "个", "片区中心"),
            Layer(24, "个", "社区(村)"),
            Layer("N", "个", "基层组织"),
            Layer(5, "名", "专家"),
            Layer(3, "", "council halls"),
        )

    @pytest.mark.parametrize("classifier", ["个", "名", "支", "家", "处"])
    def test_a_classifier_stands_before_the_label(self, classifier: str) -> None:
        assert parse_notation(f"3{classifier}队伍").layers == (Layer(3, classifier, "队伍"),)

    def test_a_label_may_begin_like_a_classifier_after_a_classifier(self) -> None:
        structure = parse_notation("3个处室+2处个体户")
        assert structure.layers == (Layer(3, "个", "处室"), Layer(2, "处", "个体户"))
        assert format_notation(structure) == "3个处室+2处个体户"

    def test_a_label_has_at_most_forty_characters(self) -> None:
        assert parse_notation("1个" + "长" * 40).layers[0].label == "长" * 40
        assert refused(lambda: parse_notation("1个" + "长" * 41)) == [("not_a_layer", "layer[1]")]

    @pytest.mark.parametrize(
        ("text", "wrong"),
        [
            ("", ["layer[1]"]),
            ("1++N", ["layer[2]"]),
            ("N+", ["layer[2]"]),
            ("+1", ["layer[1]"]),
            ("0", ["layer[1]"]),
            ("01", ["layer[1]"]),
            ("1000000", ["layer[1]"]),
            ("1+n+NN+North+1a", ["layer[2]", "layer[3]", "layer[4]", "layer[5]"]),
            ("1-10", ["layer[1]"]),
            ("1+十", ["layer[2]"]),
            ("1+٣", ["layer[2]"]),  # a digit, but not 0 to 9
            ("1+10个大“党委+N", ["layer[2]"]),
            ("1+2\x00", ["layer[2]"]),
            ("1+1.5", ["layer[2]"]),
            ("1个-a", ["layer[1]"]),
        ],
    )
    def test_every_layer_that_cannot_be_read_is_named(self, text: str, wrong: list[str]) -> None:
        assert refused(lambda: parse_notation(text)) == [("not_a_layer", where) for where in wrong]

    @pytest.mark.parametrize("text", ["1" * 10_000, "1+" * 5_000 + "N", "\ufdfa" * 10_000, "1" + " " * MAX_NOTATION])
    def test_a_text_that_is_too_long_is_not_read(self, text: str) -> None:
        assert refused(lambda: parse_notation(text)) == [("wrong_length", "")]

    def test_the_longest_text_is_read(self) -> None:
        assert parse_notation("1".ljust(MAX_NOTATION)) == Structure((Layer(1),))

    @pytest.mark.parametrize("part", ["1", "个", "N个", "( ", "1 个 ", "a-", "\ufdfa"])
    def test_hostile_texts_take_no_time(self, part: str) -> None:
        started = process_time()
        refused(lambda: parse_notation("1个" + (part * MAX_NOTATION)[: MAX_NOTATION - 3] + "?"))
        assert process_time() - started < 1

    @pytest.mark.parametrize("value", [None, b"1+10", 110, ["1"], True])
    def test_takes_text_only(self, value: object) -> None:
        assert refused(lambda: parse_notation(unchecked(value))) == [("wrong_type", "notation")]


class TestWriting:
    def test_there_is_one_way(self) -> None:
        assert format_notation(parse_notation(" “ 1 ＋ 10 个 片区中心 ＋ N halls ” ")) == "1+10个片区中心+N halls"

    @pytest.mark.parametrize(
        ("layer", "text"),
        [
            (Layer(1), "1"),
            (Layer("N", "个"), "N个"),
            (Layer(3, "", "halls"), "3 halls"),
            (Layer(3, "个", "halls"), "3个halls"),
            (Layer(3, "", "社区"), "3社区"),
            (Layer(3, "", "(村)"), "3(村)"),
        ],
    )
    def test_a_space_stands_only_before_a_latin_label_without_a_classifier(self, layer: Layer, text: str) -> None:
        assert str(layer) == text
        assert parse_notation(text).layers == (layer,)

    @pytest.mark.parametrize("value", ["1+10", None, (Layer(1),)])
    def test_takes_a_structure_only(self, value: object) -> None:
        assert refused(lambda: format_notation(unchecked(value))) == [("wrong_type", "structure")]


class TestAStructure:
    def test_has_one_to_twenty_layers(self) -> None:
        assert MAX_LAYERS == 20
        assert len(parse_notation("+".join("N" * 20)).layers) == 20
        assert refused(lambda: parse_notation("+".join("N" * 21))) == [("wrong_length", "layers")]
        assert refused(lambda: Structure(())) == [("wrong_length", "layers")]

    def test_is_made_of_layers(self) -> None:
        assert refused(lambda: Structure(unchecked(5))) == [("wrong_type", "layers")]
        assert refused(lambda: Structure(unchecked([Layer(1)]))) == [("wrong_type", "layers")]
        assert refused(lambda: Structure(unchecked((Layer(1), "1")))) == [("wrong_type", "layers[1]")]

    @pytest.mark.parametrize(
        ("count", "classifier", "label"),
        [
            (0, "", ""),
            (-1, "", ""),
            (True, "", ""),
            (1.0, "", ""),
            (1_000_000, "", ""),
            pytest.param(10**5000, "", "", id="more digits than Python writes"),
            ([], "", ""),
            (1, [], ""),
            ("7", "", ""),
            ("n", "", ""),
            ("", "", ""),
            (None, "", ""),
            (1, "只", ""),
            (1, None, ""),
            (1, "", None),
            (1, "", "个体户"),
            (1, "个", "a+b"),
            (1, "个", "“党委”"),
            (1, "个", " 社区"),
            (1, "个", "社区 "),
            (1, "个", "a  b"),
            (1, "个", "ﬁne"),
            (1, "个", "社区（村）"),
            (1, "", "2nd"),
        ],
    )
    def test_has_no_layer_that_could_not_be_read_back(self, count: object, classifier: object, label: object) -> None:
        layer = [unchecked(part) for part in (count, classifier, label)]
        assert refused(lambda: Layer(*layer)) == [("not_a_layer", "")]
