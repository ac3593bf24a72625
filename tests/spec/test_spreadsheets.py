"""Tables of others: reading them, mapping their columns, and what becomes of every row.

Moments were worked out with ``TZ=… date -d … +%s``, in microseconds; all tables are made up.
"""

import json

import polars as pl
import pytest

from gridgov.adapters.spreadsheets import PRESETS, Mapping, fits, preset, read_mapping, read_table, to_tickets
from gridgov.adapters.spreadsheets.numerals import number
from gridgov.errors import TEXTS, BadInput
from gridgov.kpis.demand import VOLUME
from gridgov.kpis.requests import RESOLUTION_RATE
from gridgov.metrics import compute

HEADER = "no,received,done,status,solved"


def mapping(**options):
    columns = {"ticket": "no", "collected_at": "received", "ended_at": "done", "state": "status", "solved": "solved"}
    given = {"zone": "America/New_York", "formats": ("%Y-%m-%d %H:%M", "iso"), "empty_flags": {"solved": 0}}
    return Mapping("ours", "ours", "本单位", "made up", **{"columns": columns, **given, **options})


def table(*rows):
    return pl.DataFrame([row.split(",") for row in rows], schema=HEADER.split(","), orient="row")


def found(imported):
    return [(f.rule, f.column, f.rows, f.left_out) for f in imported.report.findings]


class TestReading:
    @pytest.mark.parametrize(
        "raw",
        [
            "no,received\n007,甲\n".encode(),
            "\ufeffno;received\r\n007;甲\r\n".encode(),
            "no\treceived\n007\t甲\n".encode("gb18030"),
            b'no|received\n"007"|"\xe7\x94\xb2"\n',
        ],
        ids=["commas", "BOM and semicolons", "GB 18030 and tabs", "bars and quotes"],
    )
    def test_csv_as_people_have_it_and_ids_keep_their_zeros(self, tmp_path, raw):
        (tmp_path / "a.csv").write_bytes(raw)

        assert read_table(tmp_path / "a.csv").rows(named=True) == [{"no": "007", "received": "甲"}]

    def test_parquet_keeps_its_types(self, tmp_path):
        pl.DataFrame({"visited": [1]}).write_parquet(tmp_path / "a.parquet")

        assert read_table(tmp_path / "a.parquet").schema == {"visited": pl.Int64}

    def test_json_lines(self, tmp_path):
        (tmp_path / "a.jsonl").write_text('{"no": "1", "n": 2, "deep": {"x": 1}}\n\n{"no": "2"}\n', encoding="utf-8")

        assert read_table(tmp_path / "a.jsonl").rows() == [("1", "2"), ("2", None)]

    def test_open311_json(self, tmp_path):
        (tmp_path / "a.json").write_text(json.dumps([{"service_request_id": "7", "lat": 1.5}]), encoding="utf-8")

        assert read_table(tmp_path / "a.json").rows() == [("7", "1.5")]

    @pytest.mark.parametrize(
        ("name", "raw", "problems"),
        [
            ("a.doc", b"x", [("unknown_choice", "a.doc")]),
            ("a.csv", b"", [("no_header", "a.csv")]),
            ("a.csv", b"a,,a\n1,2,3\n", [("no_name", "column 2"), ("duplicate_column", "column 3")]),
            ("a.csv", b"a,b\n1,2\n3\n4,5,6\n", [("another_length", "line 3"), ("another_length", "line 4")]),
            ("a.csv", b"a,b\n\xff\xfe\xff,1\n", [("not_utf8_or_gb", "file")]),
            ("a.json", b'{"a": 1}', [("wrong_type", "a.json")]),
            ("a.jsonl", b"not json\n", [("not_readable", "a.jsonl")]),
            ("a.parquet", b"no parquet", [("not_readable", "a.parquet")]),
            ("a.xlsx", b"no book", [("not_readable", "a.xlsx")]),
        ],
    )
    def test_what_is_no_table_is_refused_with_all_that_is_wrong(self, tmp_path, name, raw, problems):
        (tmp_path / name).write_bytes(raw)
        with pytest.raises(BadInput) as raised:
            read_table(tmp_path / name)

        assert [(p.code, p.where) for p in raised.value.problems] == problems
        assert raised.value.__context__ is None

    def test_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(BadInput) as raised:
            read_table(tmp_path / "a.csv")
        assert [p.code for p in raised.value.problems] == ["no_such_file"]


class TestARow:
    def test_that_is_whole_becomes_a_ticket(self):
        """New York is five hours behind in January: 09:00 there is 14:00 UTC."""
        imported = to_tickets(table("1,2022-01-05 09:00,2022-01-06 09:00,closed,yes"), mapping())

        assert imported.tickets.rows(named=True) == [
            {
                "ticket": "1",
                "state": "closed",
                "collected_at": 1_641_391_200_000_000,
                "ended_at": 1_641_477_600_000_000,
                "solved": 1,
            }
        ]
        assert found(imported) == []

    def test_with_an_offset_needs_no_zone(self):
        imported = to_tickets(table("1,2022-01-05T09:00:00+08:00,,closed,1"), mapping(zone=None))

        assert imported.tickets["collected_at"].to_list() == [1_641_344_400_000_000]

    @pytest.mark.parametrize(
        ("row", "rule", "column"),
        [
            (",2022-01-05 09:00,,closed,1", "no_ticket", "no"),
            ("2,soon,,closed,1", "no_such_time", "received"),
            ("2,,,open,1", "never_received", "received"),
            ("2,2022-01-05 09:00,2022-01-04 09:00,closed,1", "ends_before_it_starts", "done"),
            ("2,2022-01-05 09:00,2022-01-06 09:00,open,1", "open_with_an_end", "status"),
            ("2,2022-01-05 09:00,,open,perhaps", "no_flag", "solved"),
            ("2,2022-11-06 01:30,,open,1", "hour_shown_twice", "received"),
            ("2,2022-03-13 02:30,,open,1", "hour_left_out", "received"),
            ("1,2022-01-05 09:00,,open,1", "duplicate_ticket", "no"),
        ],
    )
    def test_that_cannot_be_is_left_out_by_its_rule(self, row, rule, column):
        """The clocks of New York went forward on 13 March 2022 at 2:00, and back on 6 November at 2:00."""
        imported = to_tickets(table("1,2022-01-05 09:00,2022-01-06 09:00,closed,1", row), mapping())

        assert (rule, column, (2,), True) in found(imported)
        assert imported.tickets["ticket"].to_list() == ["1"]
        assert (imported.report.rows, imported.report.taken, imported.report.left_out) == (2, 1, 1)
        assert rule in TEXTS

    def test_that_is_odd_is_kept_and_noted(self):
        imported = to_tickets(table("1,2022-01-05 09:00,,closed,1"), mapping())

        assert found(imported) == [("over_without_an_end", "status", (1,), False)]
        assert imported.tickets.height == 1

    def test_that_names_no_zone_is_left_out_where_none_is_given(self):
        imported = to_tickets(table("1,2022-01-05 09:00,,open,1"), mapping(zone=None))

        assert ("time_without_zone", "received", (1,), True) in found(imported)

    def test_of_a_sentinel_year_has_no_date(self):
        imported = to_tickets(table("1,2022-01-05 09:00,9999-12-31 00:00,open,1"), mapping())

        assert ("sentinel_year", "done", (1,), False) in found(imported)
        assert imported.tickets["ended_at"].to_list() == [None]

    def test_offsets_that_differ_are_noted(self):
        rows = ("1,2022-01-05T09:00:00+08:00,,open,1", "2,2022-01-05T09:00:00Z,,open,1")
        imported = to_tickets(table(*rows), mapping())

        assert ("mixed_offsets", "received", (), False) in found(imported)

    @pytest.mark.parametrize(("fold", "moment"), [("first", 1_667_712_600_000_000), ("second", 1_667_716_200_000_000)])
    def test_an_hour_that_was_shown_twice_may_be_resolved(self, fold, moment):
        """01:30 on 6 November 2022: first at 05:30 UTC, then at 06:30 UTC."""
        imported = to_tickets(table("1,2022-11-06 01:30,,open,1"), mapping(fold=fold))

        assert imported.tickets["collected_at"].to_list() == [moment]
        assert ("hour_shown_twice", "received", (1,), False) in found(imported)

    def test_an_hour_that_was_left_out_may_be_an_hour_later(self):
        """02:30 on 13 March 2022 is 03:30 of summer time, 07:30 UTC."""
        imported = to_tickets(table("1,2022-03-13 02:30,,open,1"), mapping(gap="forward"))

        assert imported.tickets["collected_at"].to_list() == [1_647_156_600_000_000]

    @pytest.mark.parametrize(
        ("word", "flag"),
        [("YES", 1), ("是", 1), ("已解决", 1), ("True", 1), ("no", 0), ("否", 0), ("未解决", 0), ("", 0)],
    )
    def test_says_yes_and_no_in_several_ways(self, word, flag):
        imported = to_tickets(table(f"1,2022-01-05 09:00,,open,{word}"), mapping())

        assert imported.tickets["solved"].to_list() == [flag]

    def test_an_empty_flag_means_nothing_unless_the_mapping_says_so(self):
        imported = to_tickets(table("1,2022-01-05 09:00,,open,"), mapping(empty_flags={}))

        assert found(imported) == [("empty_flag", "solved", (1,), True)]

    def test_is_never_quoted(self):
        imported = to_tickets(table("张三 13800000000,soon,never,closed,perhaps 张三"), mapping())
        shown = imported.report.text("zh") + imported.report.text("en") + repr(imported.report)

        assert "张三" not in shown
        assert "13800000000" not in shown
        assert "soon" not in shown
        assert "张三" not in imported.report._repr_html_()

    def test_many_rows_of_one_rule_are_counted_and_the_first_are_named(self):
        rows = [f"{i},soon,,open,1" for i in range(50)]
        [finding] = to_tickets(table(*rows), mapping()).report.findings

        assert (finding.count, len(finding.rows)) == (50, 20)
        assert "…" in finding.text("en")


class TestDatesOfTheFile:
    def test_what_the_file_itself_calls_a_date_is_one(self):
        frame = pl.DataFrame({"no": ["1"], "received": ["2022-01-05 09:00"]}).with_columns(
            pl.col("received").str.to_datetime("%Y-%m-%d %H:%M")
        )
        columns = {"ticket": "no", "collected_at": "received"}
        imported = to_tickets(frame, mapping(columns=columns))

        assert imported.tickets["collected_at"].to_list() == [1_641_391_200_000_000]


class TestNumerals:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("3", 3),
            ("１２", 12),
            ("三", 3),
            ("十", 10),
            ("十二", 12),
            ("二十一", 21),
            ("一百零五", 105),
            ("٣", 3),
            ("1,234", 1234),
            ("2.0", 2),
        ],
    )
    def test_are_read_as_people_write_them(self, text, value):
        assert number(text) == value

    @pytest.mark.parametrize("text", ["", "1.234", "1.234,56", "12,34", "十百千十", "about 3", "-1", "1e3"])
    def test_that_could_be_two_or_are_none_are_not_guessed(self, text):
        assert number(text) is None


DOCUMENT = """
[mapping]
id = "ours"
title_en = "ours"
title_zh = "本单位"
source = "made up"
zone = "Asia/Shanghai"

[columns]
ticket = "no"
collected_at = "received"
"""


class TestAMapping:
    def test_is_data(self):
        found = read_mapping(DOCUMENT, source="ours.toml")

        assert (found.zone, found.columns["ticket"], found.fold) == ("Asia/Shanghai", "no", "leave_out")

    @pytest.mark.parametrize(
        ("old", "new", "code", "where"),
        [
            ('ticket = "no"\n', "", "missing", "columns.ticket"),
            ('ticket = "no"', 'ticket = "no"\ncolour = "red"', "no_such_target", "columns.colour"),
            ('ticket = "no"', "ticket = 7", "wrong_type", "columns.ticket"),
            ("Asia/Shanghai", "Moon/Sea", "unknown_time_zone", "mapping.zone"),
            ('zone = "Asia/Shanghai"', 'fold = "third"', "unknown_choice", "mapping.fold"),
            ('zone = "Asia/Shanghai"', 'gap = "jump"', "unknown_choice", "mapping.gap"),
            ('zone = "Asia/Shanghai"', "formats = [1]", "wrong_type", "mapping.formats"),
            ('zone = "Asia/Shanghai"', 'sentinels = ["x"]', "wrong_type", "mapping.sentinels"),
            ('ticket = "no"', 'ticket = "no"\n[codes.state]\ndone = 1', "wrong_type", "codes.state"),
            ('ticket = "no"', 'ticket = "no"\n[empty_flags]\nsolved = 2', "out_of_range", "empty_flags.solved"),
            ('ticket = "no"', 'ticket = "no"\n[known]\nticket = "x"', "no_such_target", "known.ticket"),
        ],
    )
    def test_that_is_wrong_is_refused(self, old, new, code, where):
        with pytest.raises(BadInput) as raised:
            read_mapping(DOCUMENT.replace(old, new), source="ours.toml")

        assert (code, where) in [(p.code, p.where) for p in raised.value.problems]

    def test_names_columns_that_are_not_there_with_the_nearest(self):
        with pytest.raises(BadInput) as raised:
            to_tickets(pl.DataFrame({"No": ["1"], "Received": ["x"]}), read_mapping(DOCUMENT, source="ours"))

        assert [(p.code, p.where) for p in raised.value.problems] == [
            ("no_such_column", "ticket = no"),
            ("no_such_column", "collected_at = received"),
        ]
        assert raised.value.problems[1].params["near"] == ("Received",)


SAMPLES = {
    "open311": {"requested_datetime": "2022-01-05T09:00:00Z", "status": "open"},
    "boston": {"open_dt": "2022-01-05 09:00:00", "closed_dt": "2022-01-06 09:00:00", "case_status": "Closed"},
    "chicago": {"CREATED_DATE": "01/05/2022 09:00:00 AM", "CLOSED_DATE": "", "STATUS": "Open"},
    "new-york": {"Created Date": "01/05/2022 09:00:00 AM", "Closed Date": "", "Status": "Open"},
    "baltimore": {"CreatedDate": "01/05/2022 09:00:00 AM", "CloseDate": "", "SRStatus": "Open"},
    "12345": {"受理时间": "2022-01-05 09:00", "工单状态": "已办结", "办结时间": "2022-01-06 09:00", "是否解决": "是"},
}


class TestPresets:
    def test_there_is_a_sample_for_each(self):
        assert set(SAMPLES) == set(PRESETS)

    @pytest.mark.parametrize("name", PRESETS)
    def test_each_makes_tickets_of_its_own_columns(self, name):
        given = preset(name)
        row = {**dict.fromkeys(given.columns.values(), ""), given.columns["ticket"]: "7", **SAMPLES[name]}
        imported = to_tickets(pl.DataFrame([row], schema=dict.fromkeys(row, pl.String)), given)

        assert imported.report.taken == 1, imported.report.text("en")
        assert compute(imported.tickets, [VOLUME])[0].value == 1
        assert imported.tickets["state"].to_list()[0] in {"closed", "in_progress"}

    def test_the_hotline_table_has_rates(self):
        given = preset("12345")
        row = {**dict.fromkeys(given.columns.values(), ""), "工单编号": "7", **SAMPLES["12345"]}
        imported = to_tickets(pl.DataFrame([row], schema=dict.fromkeys(row, pl.String)), given)

        assert compute(imported.tickets, [RESOLUTION_RATE])[0].value == 1

    @pytest.mark.parametrize("name", PRESETS)
    def test_the_one_that_fits_is_proposed(self, name):
        assert fits(preset(name).columns.values())[0][0] == name

    def test_says_where_its_columns_are_known_from(self):
        assert all(preset(name).source for name in PRESETS)
        assert "synthetic" in preset("12345").source
