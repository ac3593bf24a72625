"""What becomes of every row of somebody else's table: a rule at a time.

Moments were worked out with ``TZ=… date -d … +%s``, in microseconds; all tables are made up.
"""

from datetime import UTC, date, datetime

import polars as pl
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from gridgov.adapters.spreadsheets import Mapping, to_tickets
from gridgov.errors import TEXTS
from gridgov.kpis.demand import VOLUME
from gridgov.kpis.requests import RESOLUTION_RATE
from gridgov.metrics import compute

HEADER = "no,received,done,status,solved,rounds"

OURS = Mapping(
    "ours",
    "ours",
    "本单位",
    "made up",
    {
        "ticket": "no",
        "collected_at": "received",
        "ended_at": "done",
        "state": "status",
        "solved": "solved",
        "rounds": "rounds",
    },
    zone="America/New_York",
    formats=("%Y-%m-%d %H:%M", "iso"),
    empty_flags={"solved": 0},
)
GOOD = "1,2022-01-05 09:00,2022-01-06 09:00,closed,1,1"
NINE = 1_641_391_200_000_000
"""2022-01-05 09:00 in New York, five hours behind UTC in January."""
MIDNIGHT = 1_641_358_800_000_000
"""2022-01-05 00:00 in New York."""
DAY = 86_400_000_000


def table(*rows):
    cells = [[cell or None for cell in row.split(",")] for row in rows]
    return pl.DataFrame(cells, schema=dict.fromkeys(HEADER.split(","), pl.String), orient="row")


def run(*rows, mapping=OURS):
    return to_tickets(table(*rows), mapping)


def found(imported):
    return [(f.rule, f.column, f.rows, f.left_out) for f in imported.report.findings]


def received(cells, **options):
    """The moments of a column, by a mapping that has no other."""
    cells = pl.Series(cells)
    frame = pl.DataFrame({"no": pl.int_range(len(cells), eager=True), "received": cells})
    plain = {"columns": {"ticket": "no", "collected_at": "received"}, "empty_flags": {}}
    return to_tickets(frame, evolve(OURS, **plain, **options))


class TestARow:
    def test_that_is_whole_becomes_a_ticket(self):
        imported = run(GOOD)

        assert found(imported) == []
        assert imported.tickets.rows(named=True) == [
            {"ticket": "1", "state": "closed", "collected_at": NINE, "ended_at": NINE + DAY, "solved": 1, "rounds": 1}
        ]

    @pytest.mark.parametrize(
        ("row", "rule", "column"),
        [
            (",2022-01-05 09:00,,closed,1,1", "no_ticket", "no"),
            ("n/a,2022-01-05 09:00,,closed,1,1", "no_ticket", "no"),
            ("1,2022-01-05 09:00,,open,1,1", "duplicate_ticket", "no"),
            ("2.02203E+17,2022-01-05 09:00,,open,1,1", "shortened_ticket", "no"),
            ("2,soon,,closed,1,1", "no_such_time", "received"),
            ("2,2022-02-30 09:00,,closed,1,1", "no_such_time", "received"),
            ("2,22-01-05 09:00,,closed,1,1", "no_such_time", "received"),
            ("2,,,open,1,1", "never_received", "received"),
            ("2,2022-01-05 09:00,2022-01-04 09:00,closed,1,1", "ends_before_it_starts", "done"),
            ("2,2022-01-05 09:00,2022-01-06 09:00,open,1,1", "open_with_an_end", "status"),
            ("2,2022-01-05 09:00,,open,perhaps,1", "no_flag", "solved"),
            ("2,2022-01-05 09:00,,open,1,1.234", "no_number", "rounds"),
            ("2,2022-11-06 01:30,,open,1,1", "hour_shown_twice", "received"),
            ("2,2022-03-13 02:30,,open,1,1", "hour_left_out", "received"),
        ],
    )
    def test_that_cannot_be_is_left_out_by_its_rule(self, row, rule, column):
        """The clocks of New York went forward on 13 March 2022 at 2:00, and back on 6 November at 2:00."""
        imported = run(GOOD, row)

        assert (rule, column, (2,), True) in found(imported)
        assert imported.tickets["ticket"].to_list() == ["1"]
        assert (imported.report.rows, imported.report.taken, imported.report.left_out) == (2, 1, 1)

    def test_that_breaks_two_rules_is_left_out_by_the_first(self):
        assert found(run(",soon,never,open,perhaps,many")) == [("no_ticket", "no", (1,), True)]

    @pytest.mark.parametrize(
        ("row", "finding"),
        [
            ("1,2022-01-05 09:00,,closed,1,1", ("over_without_an_end", "status", (1,), False)),
            ("1,2022-01-05 09:00,9999-12-31 00:00,open,1,1", ("sentinel_year", "done", (1,), False)),
            ("1,2022-01-05 09:00,0001-01-01 00:00,open,1,1", ("sentinel_year", "done", (1,), False)),
            ("1,2022-01-05 09:00,1970-01-01 00:00,open,1,1", ("sentinel_year", "done", (1,), False)),
        ],
    )
    def test_that_is_odd_is_kept_and_noted(self, row, finding):
        imported = run(row)

        assert found(imported) == [finding]
        assert imported.tickets["ended_at"].to_list() == [None]

    def test_with_a_word_that_the_mapping_does_not_translate_is_kept_and_noted(self):
        translating = evolve(OURS, codes={"state": {"done": "closed"}})
        rows = [f"{i},2022-01-05 09:00,,{word},1,1" for i, word in enumerate(("closed", "done", "waiting", ""))]
        imported = run(*rows, mapping=translating)

        assert ("unmapped_word", "status", (3,), False) in found(imported)
        assert imported.tickets["state"].to_list() == ["closed", "closed", "waiting", None]

    def test_of_no_known_state_may_have_an_end(self):
        imported = run("1,2022-01-05 09:00,2022-01-06 09:00,,1,1")

        assert (found(imported), imported.tickets.height) == ([], 1)

    def test_whose_visit_came_before_it_was_received_is_left_out(self):
        mapping = evolve(OURS, columns={"ticket": "no", "collected_at": "received", "visited_at": "done"})

        assert found(run("1,2022-01-05 09:00,2022-01-04 09:00,,,", mapping=mapping)) == [
            ("ends_before_it_starts", "done", (1,), True)
        ]


class TestATime:
    @pytest.mark.parametrize(
        ("cell", "form"),
        [
            ("2022-01-05 09:00", "%Y-%m-%d %H:%M"),
            ("2022/1/5 9:00", "%Y/%m/%d %H:%M"),
            ("01/05/22 09:00", "%m/%d/%y %H:%M"),
            ("01/05/2022 09:00:00 AM", "%m/%d/%Y %I:%M:%S %p"),
            ("2022年1月5日 9时0分", "%Y年%m月%d日 %H时%M分"),
            ("２０２２－０１－０５　０９：００", "%Y-%m-%d　%H:%M"),
            ("2022/1/5 上午9:00", "%Y/%m/%d %p%I:%M"),
            ("٢٠٢٢-٠١-٠٥ ٠٩:٠٠", "%Y-%m-%d %H:%M"),
            ("20220105090000", "%Y%m%d%H%M%S"),
            ("2022-01-05T09:00:00", "iso"),
            ("2022-01-05 09:00:00.000", "iso"),
            ("2022-01-05T09:00-05:00", "iso"),
            ("2022-01-05T14:00:00Z", "iso"),
            ("2022-01-05T22:00:00.000+0800", "iso"),
        ],
    )
    def test_is_read_as_it_is_written(self, cell, form):
        assert received([cell], formats=(form,)).tickets["collected_at"].to_list() == [NINE]

    def test_after_noon_is_read_in_chinese(self):
        """15:05, six hours and five minutes after nine."""
        imported = received(["2022/1/5 下午3:05"], formats=("%Y/%m/%d %p%I:%M",))

        assert imported.tickets["collected_at"].to_list() == [NINE + 365 * 60_000_000]

    def test_keeps_its_fraction_of_a_second(self):
        imported = received(["2022-01-05 09:00:00.25"], formats=("%Y-%m-%d %H:%M:%S%.f",))

        assert imported.tickets["collected_at"].to_list() == [NINE + 250_000]

    def test_is_read_by_the_first_format_that_fits(self):
        imported = received(["03/04/2022", "25/12/2022"], formats=("%m/%d/%Y", "%d/%m/%Y"), zone="UTC")
        months = [datetime.fromtimestamp(at / 1e6, UTC).month for at in imported.tickets["collected_at"]]

        assert months == [3, 12]

    def test_in_a_year_of_two_digits_is_not_taken_for_one_of_the_first_century(self):
        assert found(received(["01/05/22"], formats=("%m/%d/%Y",))) == [("no_such_time", "received", (1,), True)]

    @pytest.mark.parametrize(
        "cells",
        [
            pl.Series([datetime(2022, 1, 5, 9)]),  # noqa: DTZ001  # a workbook names no zone
            pl.Series([datetime(2022, 1, 5, 14, tzinfo=UTC)]),
            pl.Series([NINE]),
        ],
        ids=["as a workbook has it", "with a zone", "in microseconds"],
    )
    def test_that_the_file_itself_calls_one_is_taken_as_it_is(self, cells):
        assert received(cells).tickets["collected_at"].to_list() == [NINE]

    def test_in_seconds_is_not_taken_for_microseconds(self):
        """1,641,391,200 µs after the start of 1970 are 27 minutes; so early there was no ticket."""
        rules = [finding[0] for finding in found(received([NINE // 1_000_000]))]

        assert rules == ["sentinel_year", "never_received"]

    def test_at_the_end_of_9999_is_none_wherever_that_is(self):
        """The end of 9999 in New York is in the year 10000 UTC."""
        assert found(received(["9999-12-31T23:59:59-05:00"]))[0] == ("sentinel_year", "received", (1,), False)

    @pytest.mark.parametrize("cells", [[2**63 - 1], [-(2**63)], pl.Series([2**64 - 1], dtype=pl.UInt64)])
    def test_that_is_no_number_of_microseconds_is_left_out(self, cells):
        assert found(received(cells)) == [("no_such_time", "received", (1,), True)]

    @pytest.mark.parametrize("cells", [["2022-01-05"], [date(2022, 1, 5)]])
    def test_that_is_a_day_is_its_first_moment_and_its_last_as_a_limit(self, cells):
        """A term ends with its last day: Civil Code of the PRC, Art. 203."""
        frame = pl.DataFrame({"no": ["1"], "day": cells})
        columns = {"ticket": "no", "collected_at": "day", "due": "day"}
        imported = to_tickets(frame, evolve(OURS, columns=columns, formats=("%Y-%m-%d",), empty_flags={}))

        assert imported.tickets.row(0, named=True) == {
            "ticket": "1",
            "collected_at": MIDNIGHT,
            "due": MIDNIGHT + DAY - 1,
        }


class TestZones:
    def test_a_time_that_names_no_zone_is_left_out_where_none_is_given(self):
        for cell in ("2022-01-05 09:00", "2022-01-05T09:00:00"):
            assert found(received([cell], zone=None))[0] == ("time_without_zone", "received", (1,), True)

    def test_a_time_with_an_offset_needs_no_zone(self):
        assert received(["2022-01-05T09:00:00-05:00"], zone=None).tickets["collected_at"].to_list() == [NINE]

    def test_offsets_that_differ_are_noted(self):
        cells = ["2022-01-05T22:00:00+08:00", "2022-01-05T14:00:00Z", "2022-01-05 09:00", "2022-01-05T22:00:00+0800"]
        imported = received(cells)

        assert found(imported) == [("mixed_offsets", "received", (2, 3), False)]
        assert imported.tickets["collected_at"].to_list() == [NINE] * 4

    def test_offsets_that_are_written_otherwise_are_the_same(self):
        assert found(received(["2022-01-05T14:00:00Z", "2022-01-05T14:00:00+00:00", "2022-01-05T14:00:00+0000"])) == []

    @pytest.mark.parametrize(("fold", "moment"), [("first", 1_667_712_600_000_000), ("second", 1_667_716_200_000_000)])
    def test_an_hour_that_was_shown_twice_may_be_resolved(self, fold, moment):
        """01:30 on 6 November 2022: first at 05:30 UTC, then at 06:30 UTC."""
        imported = received(["2022-11-06 01:30"], fold=fold)

        assert imported.tickets["collected_at"].to_list() == [moment]
        assert found(imported) == [("hour_shown_twice", "received", (1,), False)]

    def test_an_hour_that_was_left_out_may_be_an_hour_later(self):
        """02:30 on 13 March 2022 is 03:30 of summer time, 07:30 UTC; other rows are not moved."""
        imported = received(["2022-03-13 02:30", "2022-01-05 09:00"], gap="forward")

        assert imported.tickets["collected_at"].to_list() == [1_647_156_600_000_000, NINE]
        assert found(imported) == [("hour_left_out", "received", (1,), False)]


class TestAFlag:
    @pytest.mark.parametrize(
        ("word", "flag"),
        [("YES", 1), ("是", 1), ("已解决", 1), ("True", 1), ("１", 1), ("no", 0), ("否", 0), ("未解决", 0), ("", 0)],
    )
    def test_says_yes_and_no_in_several_ways(self, word, flag):
        assert run(f"1,2022-01-05 09:00,,open,{word},1").tickets["solved"].to_list() == [flag]

    def test_has_words_of_the_mapping(self):
        mapping = evolve(OURS, yes=("Oui",), no=("Non",))
        rows = [f"{i},2022-01-05 09:00,,open,{word},1" for i, word in enumerate(("oui", "NON"))]

        assert run(*rows, mapping=mapping).tickets["solved"].to_list() == [1, 0]

    @pytest.mark.parametrize("cells", [[True, False], [1, 0], [1.0, 0.0]])
    def test_may_be_one_in_the_file(self, cells):
        frame = table(GOOD, GOOD.replace("1,", "2,", 1)).with_columns(solved=pl.Series(cells))

        assert to_tickets(frame, OURS).tickets["solved"].to_list() == [1, 0]

    def test_that_is_empty_means_nothing_unless_the_mapping_says_so(self):
        imported = run("1,2022-01-05 09:00,,open,,1", mapping=evolve(OURS, empty_flags={}))

        assert found(imported) == [("empty_flag", "solved", (1,), True)]

    def test_may_say_whether_another_column_is_filled(self):
        imported = run(GOOD, "2,2022-01-05 09:00,,open,,1", mapping=evolve(OURS, known={"visited": "solved"}))

        assert imported.tickets["visited"].to_list() == [1, 0]


class TestANumber:
    def test_is_read_in_several_scripts(self):
        words = ("３", "三", "٣", "3", "3.0")

        assert run(*(f"{i},2022-01-05 09:00,,open,1,{word}" for i, word in enumerate(words))).tickets[
            "rounds"
        ].to_list() == [3] * len(words)

    @pytest.mark.parametrize("cells", [[2], [2.0]])
    def test_may_be_one_in_the_file(self, cells):
        imported = to_tickets(table(GOOD).with_columns(rounds=pl.Series(cells)), OURS)

        assert imported.tickets["rounds"].to_list() == [2]

    def test_that_is_too_large_is_none(self):
        assert found(run(f"1,2022-01-05 09:00,,open,1,{10**20}")) == [("no_number", "rounds", (1,), True)]


class TestAnId:
    def test_is_text_whatever_the_file_has(self):
        for cells, expected in ((pl.Series([7]), "7"), (pl.Series([7.0]), "7"), (pl.Series(["007"]), "007")):
            assert to_tickets(table(GOOD).with_columns(no=cells), OURS).tickets["ticket"].to_list() == [expected]

    @pytest.mark.parametrize("number", [2.0220301e15, 2.0220301e18])
    def test_that_a_spreadsheet_rounded_is_no_id(self, number):
        frame = table(GOOD).with_columns(no=pl.Series([number]))

        assert found(to_tickets(frame, OURS)) == [("shortened_ticket", "no", (1,), True)]


class TestATable:
    def test_without_rows_is_a_table_without_tickets(self):
        imported = run(mapping=evolve(OURS, constants={"counted": 1, "unit": "north"}))

        assert (imported.report.rows, imported.report.taken, found(imported)) == (0, 0, [])
        assert imported.tickets.schema["counted"] == pl.Int64
        assert imported.tickets.schema["ended_at"] == pl.Int64

    def test_with_columns_that_are_empty_throughout_is_read(self):
        frame = table(GOOD).with_columns(done=pl.lit(None), rounds=pl.lit(None), solved=pl.lit(None))
        imported = to_tickets(frame, OURS)

        assert imported.tickets.row(0, named=True) == {
            "ticket": "1",
            "state": "closed",
            "collected_at": NINE,
            "ended_at": None,
            "solved": 0,
            "rounds": None,
        }

    def test_gives_figures(self):
        rows = [f"{i},2022-01-05 09:00,2022-01-06 09:00,closed,{flag},1" for i, flag in enumerate("110")]
        imported = run(*rows, mapping=evolve(OURS, constants={"counted": 1}, known={"visited": "solved"}))
        volume, rate = compute(imported.tickets, [VOLUME, RESOLUTION_RATE])

        assert (volume.value, rate.numerator, rate.denominator) == (3, 2, 3)


CELLS = st.sampled_from(
    ["", "1", "2", "是", "open", "closed", "soon", "2022-01-05 09:00", "2022-01-04 09:00", "2022-11-06 01:30", "1.234"]
)


class TestTheReport:
    @given(st.lists(st.tuples(*[CELLS] * 6), max_size=8))
    def test_tells_of_every_row_that_is_not_there(self, rows):
        """Rows that were taken and rows that were left out, each by one rule, make all rows."""
        imported = run(*(",".join(row) for row in rows))
        report = imported.report

        assert report.rows == len(rows)
        assert report.taken == imported.tickets.height
        assert report.taken + sum(f.count for f in report.findings if f.left_out) == report.rows

    def test_quotes_no_cell(self):
        imported = run("张三 13800000000,soon,never,gone,perhaps 李四,many", GOOD)
        report = imported.report
        shown = report.text("zh") + report.text("en") + repr(report) + repr(imported) + report._repr_html_()

        assert report.left_out == 1
        assert [word for word in ("张三", "1380", "soon", "never", "gone", "李四", "many") if word in shown] == []
        assert str(NINE) not in shown

    def test_counts_all_rows_of_a_rule_and_names_the_first(self):
        [finding] = run(*(f"{i},soon,,open,1,1" for i in range(50))).report.findings

        assert (finding.count, finding.rows) == (50, tuple(range(1, 21)))
        assert "20 …)" in finding.text("en")

    def test_names_columns_that_nothing_was_made_of(self):
        imported = to_tickets(table(GOOD).with_columns(remarks=pl.lit("x")), OURS)

        assert imported.report.unmapped == ("remarks",)
        assert "due" in imported.report.absent

    def test_names_columns_that_the_file_may_lack(self):
        imported = to_tickets(table(GOOD).drop("rounds"), evolve(OURS, optional=("rounds",)))

        assert imported.report.lacking == ("rounds",)
        assert imported.report.text("zh").splitlines()[-1] == "文件中缺少的列：rounds"

    def test_has_words_for_every_rule_in_both_languages(self):
        [finding] = run(",2022-01-05 09:00,,open,1,1").report.findings

        assert finding.text("en") == f'left out: 1 row: "no": {TEXTS["no_ticket"][0]} (row 1)'
        assert finding.text("zh") == '未计入：1行："no": 缺少编号（第1行）'
