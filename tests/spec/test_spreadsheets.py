"""Tables of others: reading them, and mapping their columns. All tables are made up."""

import json
from datetime import datetime, timedelta
from zipfile import ZipFile

import polars as pl
import pytest

from gridgov.adapters.spreadsheets import PRESETS, Mapping, fits, preset, read_mapping, read_table, to_tickets
from gridgov.adapters.spreadsheets.numerals import number
from gridgov.errors import BadInput
from gridgov.kpis.demand import VOLUME
from gridgov.kpis.requests import RESOLUTION_RATE
from gridgov.metrics import compute


def write_book(path, *sheets):
    """A workbook with the given rows of text, numbers, booleans, ``(serial day, style)`` and gaps; 1 is a moment."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    book = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    links = [(f"r{i}", "worksheet", f"sheet{i}.xml") for i in range(len(sheets))] + [("s", "styles", "styles.xml")]
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType='
        f'"application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{book}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{office}"><sheets>'
        + "".join(f'<sheet name="S{i}" sheetId="{i + 1}" r:id="r{i}"/>' for i in range(len(sheets)))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        + "".join(f'<Relationship Id="{i}" Type="{office}/{kind}" Target="{to}"/>' for i, kind, to in links)
        + "</Relationships>",
        "xl/styles.xml": f'<styleSheet {main}><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>',
    }
    for i, rows in enumerate(sheets):
        body = "".join("<row>" + "".join(map(cell, row)) + "</row>" for row in rows)
        parts[f"xl/sheet{i}.xml"] = f"<worksheet {main}><sheetData>{body}</sheetData></worksheet>"
    with ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


def cell(value):
    match value:
        case None:
            return "<c/>"
        case bool():
            return f'<c t="b"><v>{value:d}</v></c>'
        case (serial, style):
            return f'<c s="{style}"><v>{serial}</v></c>'
        case str():
            return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
    return f"<c><v>{value}</v></c>"


def refused(read, *given, **options):
    with pytest.raises(BadInput) as raised:
        read(*given, **options)
    assert raised.value.__context__ is None  # it would keep the cells
    return [(p.code, p.where) for p in raised.value.problems]


class TestReading:
    @pytest.mark.parametrize(
        "raw",
        [
            "no,received\n007,甲\n".encode(),
            "\ufeffno;received\r\n007;甲\r\n".encode(),
            "no\treceived\n007\t甲\n".encode("gb18030"),
            b'no|received\n"007"|"\xe7\x94\xb2"\n',
            "no\treceived\r\n007\t甲\r\n".encode("utf-16"),
            "\n no , received\n007,甲\n\n,\n".encode(),
        ],
        ids=["commas", "BOM, semicolons", "GB 18030, tabs", "bars, quotes", "UTF-16", "empty lines around"],
    )
    def test_csv_as_people_have_it_and_ids_keep_their_zeros(self, tmp_path, raw):
        (tmp_path / "a.csv").write_bytes(raw)

        assert read_table(tmp_path / "a.csv").rows(named=True) == [{"no": "007", "received": "甲"}]

    def test_parquet_keeps_its_types(self, tmp_path):
        pl.DataFrame({"visited": [1]}).write_parquet(tmp_path / "a.parquet")

        assert read_table(tmp_path / "a.parquet").schema == {"visited": pl.Int64}

    def test_json_lines(self, tmp_path):
        (tmp_path / "a.jsonl").write_text('{"no": "1", "n": 2, "deep": {"x": 1}}\n\n{"no": "2"}\n', encoding="utf-8")

        assert read_table(tmp_path / "a.jsonl").rows() == [("1", "2", '{"x": 1}'), ("2", None, None)]

    def test_a_header_alone_is_a_table_without_rows(self, tmp_path):
        (tmp_path / "a.csv").write_text("no,received\n", encoding="utf-8")
        write_book(tmp_path / "a.xlsx", [["no", "received"]])

        for name in ("a.csv", "a.xlsx"):
            assert (read_table(tmp_path / name).columns, read_table(tmp_path / name).height) == (["no", "received"], 0)

    def test_an_empty_line_between_others_keeps_its_number(self, tmp_path):
        (tmp_path / "a.csv").write_text("no,received\n1,x\n\n3,y\n", encoding="utf-8")
        write_book(tmp_path / "a.xlsx", [["no", "received"], ["1", "x"], [None, None], ["3", "y"], [None, None]])

        for name in ("a.csv", "a.xlsx"):
            assert read_table(tmp_path / name).rows() == [("1", "x"), (None, None), ("3", "y")]

    def test_a_heading_of_two_lines_and_a_mark_that_is_no_quotation(self, tmp_path):
        (tmp_path / "a.csv").write_text('"no\n编号",size\n1,5" pipe\n\n2,"6, or 7"\n', encoding="utf-8")

        assert read_table(tmp_path / "a.csv").rows(named=True)[0] == {"no\n编号": "1", "size": '5" pipe'}

    def test_what_parts_cells_is_not_looked_for_within_quotation_marks(self, tmp_path):
        (tmp_path / "a.csv").write_text('"no;a;b",size\n1,2\n', encoding="utf-8")

        assert read_table(tmp_path / "a.csv").columns == ["no;a;b", "size"]

    def test_excel_keeps_dates_and_numbers_as_the_workbook_has_them(self, tmp_path):
        """44566.375 days after the turn of 1899 to 1900, with a day too many in 1900, is 5 January 2022, 9:00."""
        write_book(tmp_path / "a.xlsx", [["no", "at", "ok", "none"], [7, (44566.375, 1), True, None]])

        assert read_table(tmp_path / "a.xlsx").rows() == [(7, datetime(2022, 1, 5, 9), True, None)]  # noqa: DTZ001  # a workbook names no zone

    def test_a_number_with_more_digits_than_a_spreadsheet_keeps_is_no_whole_number(self, tmp_path):
        write_book(tmp_path / "a.xlsx", [["no", "n"], [2022030100000000123, 123456789012345]])

        assert read_table(tmp_path / "a.xlsx").schema == {"no": pl.Float64, "n": pl.Int64}

    def test_a_sheet_is_named_where_several_have_cells(self, tmp_path):
        write_book(tmp_path / "a.xlsx", [["a"], ["1"]], [], [["b"], ["2"]])

        assert refused(read_table, tmp_path / "a.xlsx") == [("several_sheets", "a.xlsx")]
        assert refused(read_table, tmp_path / "a.xlsx", sheet="S9") == [("no_such_sheet", "a.xlsx")]
        assert read_table(tmp_path / "a.xlsx", sheet="S2").rows() == [("2",)]

    @pytest.mark.parametrize(
        ("rows", "problems"),
        [
            ([], [("no_header", "a.xlsx")]),
            ([["a", None, "a"], ["1", "2", "3"]], [("no_name", "column 2"), ("duplicate_column", "column 3")]),
            ([["a"], ["1", "2"]], [("no_name", "column 2")]),
        ],
    )
    def test_a_sheet_that_is_no_table_is_refused(self, tmp_path, rows, problems):
        write_book(tmp_path / "a.xlsx", rows)

        assert refused(read_table, tmp_path / "a.xlsx") == problems

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
            ("a.csv", b"a,b\n1,2\n3\n", [("another_length", "line 3")]),
            ("a.csv", b'\na,b\n"1\n1",2\n"3",\n"4"\n', [("another_length", "line 6")]),
            ("a.csv", b'a,b\n1,2\n3,"4\n5,6\n', [("not_a_row", "line 3:")]),
            ("a.csv", b"a,b\n\xff\xfe\xff,1\n", [("not_utf8_or_gb", "file")]),
            ("a.json", b'{"a": 1}', [("wrong_type", "a.json")]),
            ("a.jsonl", b"not json\n", [("not_json", "a.jsonl")]),
            ("a.parquet", b"no parquet", [("not_readable", "a.parquet")]),
            ("a.xlsx", b"no book", [("not_readable", "a.xlsx")]),
        ],
    )
    def test_what_is_no_table_is_refused_with_all_that_is_wrong(self, tmp_path, name, raw, problems):
        (tmp_path / name).write_bytes(raw)

        assert refused(read_table, tmp_path / name) == problems

    def test_a_line_that_is_no_json_is_named(self, tmp_path):
        (tmp_path / "a.jsonl").write_text('{"a": 1}\n\n{"a": 张三}\n', encoding="utf-8")
        with pytest.raises(BadInput, match="line 3, column 7") as raised:
            read_table(tmp_path / "a.jsonl")

        assert "张三" not in str(raised.value)

    def test_a_file_that_is_not_there(self, tmp_path):
        assert refused(read_table, tmp_path / "a.csv") == [("no_such_file", "a.csv")]
        assert refused(read_table, "a.csv") == [("wrong_type", "path")]


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
            ("〇", 0),
            ("两百", 200),
            ("一十二", 12),
            ("一千零一", 1001),
            ("叁拾", 30),
            ("9223372036854775807", 9223372036854775807),
        ],
    )
    def test_are_read_as_people_write_them(self, text, value):
        assert number(text) == value

    @pytest.mark.parametrize("text", ["二百五", "三五", "一百零五十", "十十", "零五", "9223372036854775808"])
    def test_that_people_mean_otherwise_are_not_guessed(self, text):
        """二百五 is 205 as written and 250 as spoken, 三五 is three to five; the last does not fit into 64 bits."""
        assert number(text) is None

    @pytest.mark.parametrize("text", ["", "1.234", "1.234,56", "12,34", "十百千十", "about 3", "-1", "1e3", "1²", "①"])
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
            ('ticket = "no"', 'ticket = "no"\n[constants]\ncounted = 2', "out_of_range", "constants.counted"),
            ('ticket = "no"', 'ticket = "no"\n[constants]\nunit = 2', "wrong_type", "constants.unit"),
            ('ticket = "no"', 'ticket = "no"\n[constants]\ndue = "x"', "wrong_type", "constants.due"),
            ('ticket = "no"', 'ticket = "no"\n[constants]\nticket = "x"', "said_twice", "constants.ticket"),
            ('zone = "Asia/Shanghai"', 'formats = ["%H:%M"]', "no_such_format", "mapping.formats[0]"),
            ('zone = "Asia/Shanghai"', 'formats = ["%Y-%m-%d %Q"]', "no_such_format", "mapping.formats[0]"),
            ('zone = "Asia/Shanghai"', 'yes = ["NO"]', "said_twice", "mapping.yes"),
            ('zone = "Asia/Shanghai"', 'only_when_over = ["unit"]', "unknown_choice", "mapping.only_when_over[0]"),
            ('zone = "Asia/Shanghai"', 'only_when_over = ["ended_at"]', "missing", "columns.state"),
            ('zone = "Asia/Shanghai"', 'optional = ["ticket"]', "unknown_choice", "mapping.optional[0]"),
        ],
    )
    def test_that_is_wrong_is_refused(self, old, new, code, where):
        assert (code, where) in refused(read_mapping, DOCUMENT.replace(old, new), source="ours.toml")

    def test_that_is_wrong_is_refused_with_all_that_is_wrong(self):
        text = DOCUMENT.replace("Asia/Shanghai", "Moon/Sea").replace("ticket =", "colour =")

        assert refused(read_mapping, text, source="ours.toml") == [
            ("no_such_target", "columns.colour"),
            ("missing", "columns.ticket"),
            ("unknown_time_zone", "mapping.zone"),
        ]

    def test_made_in_code_is_checked_as_one_that_is_read(self):
        assert refused(Mapping, "ours", "ours", "本单位", "made up", {"ticket": "no"}, zone="Moon/Sea") == [
            ("missing", "columns.collected_at"),
            ("unknown_time_zone", "mapping.zone"),
        ]

    @pytest.mark.parametrize("cells", [[b"x"], [{"at": 1}], [timedelta(1)]])
    def test_does_not_make_text_of_what_is_none(self, cells):
        frame = pl.DataFrame({"no": [["1"]], "received": cells})

        assert refused(to_tickets, frame, read_mapping(DOCUMENT, source="ours")) == [
            ("no_plain_column", "ticket = no"),
            ("no_plain_column", "collected_at = received"),
        ]

    def test_names_columns_that_are_not_there_with_the_nearest(self):
        with pytest.raises(BadInput) as raised:
            to_tickets(pl.DataFrame({"No": ["1"], "Received": ["x"]}), read_mapping(DOCUMENT, source="ours"))

        assert [(p.code, p.where) for p in raised.value.problems] == [
            ("no_such_column", "ticket = no"),
            ("no_such_column", "collected_at = received"),
        ]
        assert raised.value.problems[1].params["near"] == ("Received",)


SAMPLES = {
    "open311": {
        "requested_datetime": "2022-01-05T09:00:00Z",
        "status": "closed",
        "updated_datetime": "2022-01-06T09:00:00-05:00",
    },
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

    def test_open311_knows_the_end_of_what_is_over_alone(self):
        """GeoReport v2: of a closed request ``updated_datetime`` is when it was closed."""
        times = {"requested_datetime": "2022-01-05T09:00:00Z", "updated_datetime": "2022-01-05T09:00:00+08:00"}
        rows = [
            {"service_request_id": "1", "status": "open", **times},
            {"service_request_id": "2", "status": "closed", **times, "updated_datetime": "2022-01-05T09:00:00-05:00"},
        ]
        imported = to_tickets(pl.DataFrame(rows), preset("open311"))

        assert imported.tickets["ended_at"].to_list() == [None, 1_641_391_200_000_000]
        assert imported.report.lacking == ("service_code", "expected_datetime", "agency_responsible")
        assert "columns that the file lacks: service_code" in imported.report.text("en")

    @pytest.mark.parametrize("name", PRESETS)
    def test_the_one_that_fits_is_proposed(self, name):
        assert fits(preset(name).columns.values())[0][0] == name

    def test_says_where_its_columns_are_known_from(self):
        assert all(preset(name).source for name in PRESETS)
        assert "synthetic" in preset("12345").source
