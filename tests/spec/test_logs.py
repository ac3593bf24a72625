"""A log as a file: the same bytes for the same log, and no bad line ever trusted."""

import json
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridgov.adapters.jsonl import read_lines, read_log, write_lines, write_log
from gridgov.adapters.memory import MemoryStore
from gridgov.adapters.sql import SqlStore
from gridgov.documents import MAX_BYTES
from gridgov.errors import BadInput
from gridgov.messages.base import Recorded, Unrecorded, link
from gridgov.messages.chain import verify
from gridgov.testing.writer import AT, EARLIER, LATER, VOCABULARY, Noted, NotedInParts, counted, noted

steady = settings(max_examples=60, deadline=None, database=None, derandomize=True)


def log(*texts: str) -> tuple[Recorded, ...]:
    """Events in two streams that take turns."""
    store = MemoryStore()
    for n, text in enumerate(texts):
        store.append(f"case/{n % 2}", [noted(text)], expected_version=n // 2)
    return tuple(store.read_all())


FIVE = log("one", "two", "街 🧭", 'f"o\\u\nr', "five")
LINES = tuple(write_lines(FIVE))


def read(lines: Sequence[bytes]) -> tuple[list[Recorded], str]:
    """What is given out, and what is said about the damage."""
    kept: list[Recorded] = []
    try:
        for recorded in read_lines(lines, source="log.jsonl", vocabulary=VOCABULARY):
            kept.append(recorded)  # noqa: PERF402  # what came before an error must be kept
    except BadInput as damage:
        [problem] = damage.problems
        return kept, problem.text("en")
    return kept, ""


class TestWriting:
    def test_a_line_is_the_json_of_its_record(self) -> None:
        assert [line.decode() for line in LINES] == [f"{recorded.model_dump_json()}\n" for recorded in FIVE]

    def test_the_same_log_is_the_same_bytes(self, tmp_path: Path) -> None:
        """Whichever store it was in."""
        store = SqlStore(vocabulary=VOCABULARY)
        for n, recorded in enumerate(FIVE):
            new = Unrecorded(recorded.event, recorded.command_id, recorded.recorded_at)
            store.append(recorded.stream, [new], expected_version=n // 2)
        assert write_log(tmp_path / "a.jsonl", store.read_all()) == 5
        assert write_log(str(tmp_path / "b.jsonl"), FIVE) == 5
        store.close()
        assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes() == b"".join(LINES)

    def test_an_empty_log_is_an_empty_file(self, tmp_path: Path) -> None:
        assert write_log(tmp_path / "log.jsonl", ()) == 0
        assert (tmp_path / "log.jsonl").read_bytes() == b""
        assert list(read_log(tmp_path / "log.jsonl")) == []

    @pytest.mark.parametrize(
        ("part", "said"),
        [
            (FIVE[1:], "position 1: position is 2, and 1 comes next"),
            (FIVE[:2] + FIVE[3:], "position 3: position is 4, and 3 comes next"),
            ((FIVE[0], FIVE[0]), "position 2: position is 1, and 2 comes next"),
        ],
    )
    def test_a_part_of_a_log_is_not_written(self, tmp_path: Path, part: Sequence[Recorded], said: str) -> None:
        """It could not be read again. A file that was there stays as it was, and nothing is left beside it."""
        path = tmp_path / "log.jsonl"
        write_log(path, FIVE[:1])
        with pytest.raises(BadInput, match=said):
            write_log(path, part)
        assert path.read_bytes() == LINES[0]
        assert [file.name for file in tmp_path.iterdir()] == ["log.jsonl"]

    def test_a_record_that_lies_about_its_hash_is_not_written(self) -> None:
        """Records are values that anybody can make."""
        lie = FIVE[0].model_copy(update={"command_id": "command-2"})
        with pytest.raises(BadInput, match="position 1: hash does not fit"):
            list(write_lines([lie]))

    @pytest.mark.parametrize("stranger", [None, "event", FIVE[0].event])
    def test_what_is_no_record_is_not_written(self, tmp_path: Path, stranger: Any) -> None:
        with pytest.raises(BadInput, match="position 2: event must be Recorded"):
            write_log(tmp_path / "log.jsonl", [FIVE[0], stranger])
        assert list(tmp_path.iterdir()) == []

    def test_the_file_appears_when_it_is_whole(self, tmp_path: Path) -> None:
        path = tmp_path / "log.jsonl"
        seen = []

        def watched() -> Any:
            for recorded in FIVE:
                seen.append(path.exists())
                yield recorded

        write_log(path, watched())
        assert seen == [False] * 5
        assert path.exists()


class TestReading:
    def test_what_was_written_is_read(self, tmp_path: Path) -> None:
        write_log(tmp_path / "log.jsonl", FIVE)
        assert tuple(read_log(tmp_path / "log.jsonl", vocabulary=VOCABULARY)) == FIVE
        assert tuple(read_log(str(tmp_path / "log.jsonl"), vocabulary=VOCABULARY)) == FIVE

    @steady
    @given(st.lists(st.text() | st.sampled_from(["\u2028", "\x85", "\x00", '"}\n']), max_size=4))
    def test_any_text_comes_back(self, texts: list[str]) -> None:
        written = log(*texts)
        assert read(list(write_lines(written))) == (list(written), "")

    @pytest.mark.parametrize("minutes", [0, 480, -210])
    def test_moments_keep_their_offsets(self, minutes: int) -> None:
        moment = datetime(2026, 3, 1, 8, 0, 0, 250, tzinfo=timezone(timedelta(minutes=minutes)))
        store = MemoryStore()
        store.append("case/1", [Unrecorded(Noted(at=moment, actor="a", text=""), "c-1", moment)], expected_version=0)
        [again], said = read(list(write_lines(store.read_all())))
        assert (said, again.at.isoformat(), again.recorded_at.isoformat()) == ("", *[moment.isoformat()] * 2)

    def test_a_line_is_in_memory_at_a_time(self) -> None:
        taken = []

        def lines() -> Any:
            for line in LINES:
                taken.append(line)
                yield line

        reading = read_lines(lines(), vocabulary=VOCABULARY)
        next(reading)
        assert len(taken) == 1

    @pytest.mark.parametrize("line", [None, 7, LINES[0].decode()])
    def test_a_line_is_bytes(self, line: Any) -> None:
        """As they come from a file that was opened as text, say, they are not."""
        with pytest.raises(BadInput, match="line 1, position 1: must be bytes"):
            list(read_lines([line], vocabulary=VOCABULARY))

    def test_the_last_line_may_lack_its_line_feed(self) -> None:
        """Editors take it away; the hash shows that nothing else is missing."""
        assert read([*LINES[:-1], LINES[-1].rstrip(b"\n")]) == (list(FIVE), "")

    def test_an_old_log_comes_in_todays_shape_and_goes_back_as_it_was(self) -> None:
        """Its lines are checked and written again as they are, not as they would be today."""
        lifted = list(read_lines(LINES, vocabulary=LATER))
        assert lifted[1].event == NotedInParts(at=AT, actor="clerk-1", words=("two",))
        assert verify(lifted) == 5
        assert tuple(write_lines(lifted)) == LINES

    def test_personal_texts_are_not_in_it(self) -> None:
        store = MemoryStore()
        store.append("case/1", [noted(note="the blue gate", salt="pepper")], expected_version=0)
        [line] = write_lines(store.read_all())
        assert b"gate" not in line
        assert b"pepper" not in line

    def test_a_file_that_is_not_there_is_the_systems_error(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            next(read_log(tmp_path / "nowhere.jsonl"))


def at(number: int, change: Callable[[bytes], bytes]) -> list[bytes]:
    """The five lines, one of them changed."""
    return [change(line) if n == number else line for n, line in enumerate(LINES, start=1)]


def swapped(one: bytes, other: bytes) -> Callable[[bytes], bytes]:
    def change(line: bytes) -> bytes:
        assert one in line
        return line.replace(one, other)

    return change


def rehashed(**changes: Any) -> Callable[[bytes], bytes]:
    """A line that somebody changed who knows how to make a hash."""

    def change(line: bytes) -> bytes:
        value = {**json.loads(line), **changes}
        names = ("previous", "stream", "version", "recorded_at", "command_id", "schema_version")
        body = json.dumps(value["event"], ensure_ascii=False, separators=(",", ":"))
        lines: list[Any] = [*(value[name] for name in names), body]
        value["hash"] = link(*lines)
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

    return change


EVENT = {"type": "contract.noted", "at": "2026-03-01T08:30:00Z", "actor": "a", "text": "x", "seen": None, "note": None}


class TestDamage:
    """A corrupt or truncated line is named with its place; nothing after it is trusted, nothing before it is lost."""

    @pytest.mark.parametrize(
        ("lines", "said"),
        [
            # what a disk, an editor or a transfer does
            (at(3, lambda line: line[:-9]), "is cut off before its end"),
            (at(3, lambda line: line[:1]), "is cut off before its end"),
            (at(3, lambda _: b"\x00" * 512), "is cut off before its end"),
            (at(3, lambda _: b"\n"), "is not JSON (line 3, column 1)"),
            (at(3, lambda line: line[9:]), "is not JSON (line 3, column 1)"),
            (at(3, lambda line: line[:70] + b"\n"), "is not JSON (line 3, column "),
            (at(3, lambda line: line.replace("街".encode(), "街".encode()[:-1])), "is not UTF-8 text"),
            (at(3, lambda line: b"\xef\xbb\xbf" + line), "is JSON, but not as the library writes a log"),
            (at(3, lambda line: line.replace(b"\n", b"\r\n")), "is JSON, but not as the library writes a log"),
            (at(3, lambda line: b" " + line), "is JSON, but not as the library writes a log"),
            (at(3, lambda line: line[:-1] + b" " * MAX_BYTES), f"is larger than {MAX_BYTES} bytes"),
            (at(3, lambda line: line + LINES[3]), "is not JSON (line 3, column 1)"),
            (at(3, lambda _: b"[1,2]\n"), "is JSON, but not as the library writes a log"),
            (at(3, lambda _: b'{"a":1,"a":2}\n'), 'has the key "a" twice'),
            (at(3, swapped("街".encode(), rb"\u8857")), "hash does not fit the event"),
            # what a person does
            (at(3, swapped(b"clerk-1", b"clerk-2")), "hash does not fit the event"),
            (at(3, swapped(b'"command-1"', b'"command-2"')), "hash does not fit the event"),
            (at(3, swapped(b'"version":2', b'"version":3')), "hash does not fit the event"),
            (at(3, swapped(b'"schema_version":1', b'"schema_version":2')), "hash does not fit the event"),
            (at(3, swapped(b'"position":3', b'"position":4')), "position is 4, and 3 comes next"),
            (at(3, swapped(b'"position":3', b'"position":03')), "is not JSON (line 3, column 14)"),
            (at(3, swapped(b'"note":null', b'"note":null,"more":1')), "hash does not fit the event"),
            ([*LINES[:2], *LINES[3:]], "position is 4, and 3 comes next"),
            ([*LINES[:2], LINES[3], LINES[2], LINES[4]], "position is 4, and 3 comes next"),
            ([*LINES[:2], LINES[1], *LINES[2:]], "position is 2, and 3 comes next"),
            # what a person does who knows how to make a hash
            (at(3, rehashed(version=3)), "version is 3, and 2 comes next"),
            (at(3, rehashed(version=1)), "version is 1, and 2 comes next"),
            (at(3, rehashed(stream="case/9")), "version is 2, and 1 comes next"),
            (at(3, rehashed(previous="0" * 64)), "previous is not the hash of the event before it"),
            (at(3, rehashed(recorded_at="yesterday")), "recorded_at must be datetime"),
            (at(3, rehashed(recorded_at="2026-03-01T08:30:00")), "recorded_at needs a time zone"),
            (at(3, rehashed(stream="刘女士")), "stream must match"),
            (at(3, rehashed(schema_version=2)), "schema_version is version 2, newer than this library"),
            (at(3, rehashed(event={**EVENT, "type": "contract.heard"})), "type is not a known message type"),
            (at(3, rehashed(event={**EVENT, "colour": "red"})), "colour is not a known key"),
            (at(3, rehashed(event={**EVENT, "at": "2026-03-01"})), "at "),
            (at(3, rehashed(event="nothing")), "is JSON, but not as the library writes a log"),
        ],
    )
    def test_is_named_and_ends_the_reading(self, lines: list[bytes], said: str) -> None:
        kept, found = read(lines)
        assert kept == list(FIVE[:2])
        assert found.startswith("line 3, position 3:")
        assert said in found

    def test_by_somebody_who_makes_hashes_shows_in_the_next_event_of_the_stream(self) -> None:
        kept, found = read(at(3, rehashed(event={**EVENT, "text": "other"})))
        assert len(kept) == 4
        assert found == "line 5, position 5: previous is not the hash of the event before it in its stream"

    def test_by_somebody_who_takes_an_event_out_and_counts_anew_shows_there_too(self) -> None:
        later = [swapped(b'"position":%d' % n, b'"position":%d' % (n - 1))(LINES[n - 1]) for n in (4, 5)]
        kept, found = read([*LINES[:2], *later])
        assert len(kept) == 3
        assert found == "line 4, position 4: version is 3, and 2 comes next"

    def test_in_the_first_line_leaves_nothing(self) -> None:
        assert read([LINES[0][:50]]) == ([], "line 1, position 1: is cut off before its end")

    def test_is_found_wherever_a_file_is_cut(self, tmp_path: Path) -> None:
        """At every byte: all lines before the cut are given out; only between two lines nothing can be noticed."""
        whole = b"".join(LINES)
        ends = [sum(map(len, LINES[:n])) for n in range(6)]
        path = tmp_path / "log.jsonl"
        for cut in range(0, len(whole), 7):
            path.write_bytes(whole[:cut])
            before = sum(end <= cut for end in ends) - 1
            kept, found = read(path.read_bytes().splitlines(keepends=True))
            without_feed = cut + 1 in ends
            assert len(kept) == before + without_feed
            assert ("cut off" in found) == (cut not in ends and not without_feed)

    @steady
    @given(st.integers(0, sum(map(len, LINES)) - 1), st.integers(1, 255))
    def test_is_found_whichever_byte_is_another(self, place: int, difference: int) -> None:
        """No byte of a log can change unnoticed, and nothing of the lines before it changes with it."""
        whole = bytearray(b"".join(LINES))
        whole[place] ^= difference
        kept, found = read(bytes(whole).splitlines(keepends=True))
        line = whole[:place].count(b"\n")
        assert kept == list(FIVE[:line])
        assert found.startswith(f"line {line + 1}, position {line + 1}:")

    def test_names_the_file(self, tmp_path: Path) -> None:
        path = tmp_path / "log-2026.jsonl"
        path.write_bytes(b"{\n")
        with pytest.raises(BadInput) as caught:
            list(read_log(path))
        assert caught.value.source == "log-2026.jsonl"

    def test_repeats_nothing_of_the_line(self) -> None:
        with pytest.raises(BadInput) as caught:
            list(read_lines([b'{"a":"\xe5\x88\x98 138-0000"\n']))
        assert "138" not in f"{caught.value}{caught.value!r}"

    def test_a_line_without_end_is_not_read_into_memory(self, tmp_path: Path) -> None:
        path = tmp_path / "log.jsonl"
        with path.open("wb") as file:
            file.write(LINES[0])
            file.truncate(10 * MAX_BYTES)
        reading = read_log(path, vocabulary=VOCABULARY)
        assert next(reading) == FIVE[0]
        tracemalloc.start()
        with pytest.raises(BadInput, match=f"line 2, position 2: is larger than {MAX_BYTES} bytes"):
            next(reading)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 5 * MAX_BYTES

    def test_of_the_vocabulary_is_named_too(self) -> None:
        """A log of a newer library, read by an older one."""
        store = MemoryStore()
        store.append("case/1", [noted("one"), counted(2)], expected_version=0)
        reading = read_lines(write_lines(store.read_all()), vocabulary=EARLIER)
        assert next(reading).position == 1
        with pytest.raises(BadInput, match="line 2, position 2: type is not a known message type"):
            next(reading)


class TestVerifying:
    def test_counts_what_it_checked(self) -> None:
        assert (verify(FIVE), verify([])) == (5, 0)

    @pytest.mark.parametrize(
        ("part", "said"),
        [
            (FIVE[1:], "position 1: position is 2, and 1 comes next"),
            ((*FIVE[:3], FIVE[4]), "position 4: position is 5, and 4 comes next"),
            ((FIVE[0], FIVE[2].model_copy(update={"position": 2})), ""),
            ((FIVE[0], FIVE[1], FIVE[4].model_copy(update={"position": 3})), "version is 3, and 2 comes next"),
            ((FIVE[0].model_copy(update={"recorded_at": datetime(2026, 1, 1, tzinfo=UTC)}),), "position 1: hash"),
        ],
    )
    def test_names_the_first_that_is_wrong(self, part: Sequence[Recorded], said: str) -> None:
        if not said:  # a position is not hashed: it belongs to the log, not to the event
            assert verify(part) == 2
            return
        with pytest.raises(BadInput, match=said):
            verify(part)
