"""``gridgov kpi``: figures of a file, by unit and month. The table is made up; the rates were counted by hand."""

import json
import subprocess
import sys

import polars as pl
import pytest

from gridgov.__main__ import main

HEADINGS = (
    "工单编号,来源渠道,诉求类别,所属社区,承办单位,工单状态,受理时间,派单时间,"
    "办结时限,办结时间,是否联系,是否解决,是否满意,办理轮次"
)
ROWS = [
    "1,热线,噪声,甲,东站,已办结,2022-01-05 09:00,2022-01-05 09:10,2022-01-10 09:00,2022-01-06 09:00,是,是,是,1",
    "2,热线,停车,甲,东站,已办结,2022-01-06 09:00,2022-01-06 09:10,2022-01-11 09:00,2022-01-15 09:00,是,否,否,2",
    "3,热线,停车,乙,西站,已办结,2022-02-01 09:00,2022-02-01 09:10,2022-02-05 09:00,2022-02-02 09:00,是,是,是,一",
    "4,热线,停车,乙,西站,办理中,2022-02-03 09:00,2022-02-03 09:10,2022-02-09 09:00,,,,,1",
    "4,热线,停车,乙,西站,办理中,2022-02-03 09:00,2022-02-03 09:10,2022-02-09 09:00,,,,,1",
]


@pytest.fixture
def calls(tmp_path):
    path = tmp_path / "工单.csv"
    path.write_text("\n".join([HEADINGS, *ROWS]) + "\n", encoding="gb18030")
    return path


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as left:
        main(["kpi", *map(str, arguments)])
    out = capsys.readouterr()
    return left.value.code or 0, out.out, out.err


class TestFigures:
    def test_by_unit(self, calls, capsys):
        code, out, _ = run(
            capsys, calls, "--map", "12345", "--by", "unit", "--kpi", "requests.resolution_rate", "--lang", "zh"
        )
        lines = [line.split() for line in out.splitlines() if line.startswith("解决率")]

        assert code == 0
        assert lines == [
            ["解决率", "东站", "50.00", "%", "1", "/", "2"],
            ["解决率", "西站", "100.00", "%", "1", "/", "1"],
        ]

    def test_by_month(self, calls, capsys):
        _, out, _ = run(capsys, calls, "--map", "12345", "--period", "month", "--kpi", "requests.resolution_rate")

        assert [line.split()[2] for line in out.splitlines() if line.startswith("resolution rate")] == [
            "2022-01",
            "2022-02",
        ]

    def test_months_are_those_of_the_mapping(self, capsys, tmp_path):
        """Ten in the evening of 31 January in New York is February in Shanghai."""
        mapping, path = tmp_path / "ours.toml", tmp_path / "calls.csv"
        mapping.write_text(
            '[mapping]\nid = "ours"\ntitle_en = "ours"\ntitle_zh = "本单位"\nsource = "made up"\n'
            'zone = "America/New_York"\n[columns]\nticket = "no"\ncollected_at = "in"\n',
            encoding="utf-8",
        )
        path.write_text("no,in\n1,2022-01-31T22:00:00\n", encoding="utf-8")
        asked = (path, "--map", mapping, "--period", "month", "--kpi", "requests.volume")

        assert "2022-01" in run(capsys, *asked)[1]
        assert "2022-02" in run(capsys, *asked, "--zone", "Asia/Shanghai")[1]

    def test_what_was_left_out_is_said(self, calls, capsys):
        _, out, _ = run(capsys, calls, "--map", "12345", "--kpi", "requests")

        assert "4 of 5 rows taken" in out
        assert "has the id of an earlier row" in out
        assert "requests.per_10k" in out  # needs the number of residents

    def test_a_number_from_outside_is_given(self, calls, capsys):
        _, out, _ = run(capsys, calls, "--map", "12345", "--kpi", "requests.per_10k", "--base", "population=2000")

        assert "20.00" in out

    def test_open_ones_are_open_at_the_end_of_a_day(self, calls, capsys):
        """At the end of 8 February the fourth is not due yet; at the end of the 9th it is late."""
        for day, shown in (("2022-02-08", "2 / 3"), ("2022-02-09", "2 / 4")):
            _, out, _ = run(capsys, calls, "--map", "12345", "--kpi", "timeliness.on_time_closing", "--as-of", day)
            assert shown in out, day


class TestFiles:
    def test_csv_parquet_and_html(self, calls, capsys, tmp_path):
        paths = [tmp_path / "out" / f"figures.{end}" for end in ("csv", "parquet", "html")]
        outs = [part for path in paths for part in ("--out", path)]
        code, out, _ = run(capsys, calls, "--map", "12345", "--by", "unit", "--kpi", "requests.resolution_rate", *outs)

        assert code == 0
        table = pl.read_csv(paths[0])
        assert table.select("unit", "value", "numerator", "denominator").rows() == [
            ("东站", 0.5, 1, 2),
            ("西站", 1.0, 1, 1),
        ]
        assert pl.read_parquet(paths[1]).height == 2
        text = paths[2].read_text(encoding="utf-8")
        assert "50.00 %" in text
        assert "数据未经本工具核实" in text
        assert "<script" not in text
        assert str(paths[2]) in out

    def test_plots_are_drawn_into_the_page(self, calls, capsys, tmp_path):
        pytest.importorskip("altair")
        path = tmp_path / "figures.html"
        run(
            capsys,
            calls,
            "--map",
            "12345",
            "--by",
            "unit",
            "--kpi",
            "requests.resolution_rate",
            "--out",
            path,
            "--plots",
        )

        text = path.read_text(encoding="utf-8")
        assert "<svg" in text
        assert "<script" not in text

    def test_a_file_that_has_the_columns_already_needs_no_mapping(self, capsys, tmp_path):
        path = tmp_path / "tickets.parquet"
        pl.DataFrame({"visited": [1, 1], "solved": [1, 0]}).write_parquet(path)

        _, out, _ = run(capsys, path, "--kpi", "requests.resolution_rate")
        assert "50.00 %" in out

    def test_a_csv_that_has_the_columns_already_needs_no_mapping(self, capsys, tmp_path):
        """Ids keep their zeros, numbers are numbers."""
        path = tmp_path / "tickets.csv"
        path.write_text("unit,visited,solved\n007,1,1\n007,1, 0\n", encoding="utf-8")

        _, out, _ = run(capsys, path, "--kpi", "requests.resolution_rate", "--by", "unit")
        assert out.split()[-6:] == ["007", "50.00", "%", "1", "/", "2"]

    def test_whoever_forgets_the_mapping_is_told_the_nearest_preset(self, calls, capsys):
        _, out, _ = run(capsys, calls, "--lang", "zh")

        assert "文件含预设12345的14列中的14列" in out

    def test_figures_that_could_not_be_worked_out_are_counted_and_those_asked_for_named(self, calls, capsys):
        """By default the columns that most of them lack are named; in the page, each figure with its reason."""
        page = calls.parent / "figures.html"
        _, out, _ = run(capsys, calls, "--map", "12345", "--out", page)
        _, asked, _ = run(capsys, calls, "--map", "12345", "--kpi", "requests")
        lines = " ".join(out.split())

        assert "more figures could not be worked out; most lack: outcome (" in lines
        assert "requests.callers: column caller is missing" not in lines
        assert "requests.callers: column caller is missing" in page.read_text(encoding="utf-8")
        assert "requests.callers: column caller is missing" in asked

    def test_files_are_written_even_if_nobody_reads_the_table(self, calls):
        """Whoever pipes the table into head, which closes the pipe, has the files all the same."""
        path = calls.parent / "figures.csv"
        command = [sys.executable, "-m", "gridgov", "kpi", str(calls), "--map", "12345", "--out", str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:  # noqa: S603  # ourselves
            running.stdout.close()
            said = running.stderr.read()

        assert path.exists()
        assert b"Traceback" not in said

    def test_open311_json(self, capsys, tmp_path):
        path = tmp_path / "requests.json"
        record = {
            "service_request_id": "7",
            "status": "open",
            "service_code": "noise",
            "requested_datetime": "2022-01-05T09:00:00+08:00",
            "expected_datetime": "2022-01-06T09:00:00+08:00",
            "agency_responsible": "east",
        }
        path.write_text(json.dumps([record]), encoding="utf-8")

        _, out, _ = run(capsys, path, "--map", "open311", "--kpi", "requests.volume")
        assert "1 of 1 rows taken" in out


class TestBadInput:
    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["--map", "nowhere"], "is no preset"),
            (["--map", "chicago"], "is not in the file"),
            (["--map", "12345", "--kpi", "nothing"], "names a figure that is not among the given ones"),
            (["--map", "12345", "--zone", "Moon/Sea"], "is not a zone of the IANA database"),
            (["--map", "12345", "--as-of", "soon"], "must be a date"),
            (["--map", "12345", "--base", "population=many"], "must match NAME=NUMBER"),
            (["--map", "12345", "--out", "figures.doc"], "must be one of .csv"),
            (["--map", "12345", "--kpi", "quality.late_entry"], "has the columns of no figure"),
            (["--map", "12345", "--by", "colour"], "column colour is missing"),
        ],
    )
    def test_is_said_in_both_languages_and_leaves_with_2(self, calls, capsys, arguments, said):
        code, _, err = run(capsys, calls, *arguments)

        assert code == 2
        assert said in err
        assert "Traceback" not in err

    def test_text_where_numbers_are_asked_for_needs_a_mapping(self, capsys, tmp_path):
        path = tmp_path / "tickets.csv"
        path.write_text("visited,solved\n1,是\n", encoding="utf-8")
        code, _, err = run(capsys, path, "--kpi", "requests.resolution_rate")

        assert code == 2
        assert "column solved holds text" in err
        assert "是" not in err.replace("实为", "")

    def test_the_file_that_is_read_is_not_written_over(self, calls, capsys):
        before = calls.read_bytes()
        code, _, err = run(capsys, calls, "--map", "12345", "--out", calls.parent / "." / calls.name)

        assert code == 2
        assert "is the file that is read" in err
        assert calls.read_bytes() == before

    def test_a_figure_that_was_asked_for_and_cannot_be_says_why(self, calls, capsys):
        code, _, err = run(capsys, calls, "--map", "12345", "--kpi", "requests.callers")

        assert code == 2
        assert "requests.callers: column caller is missing" in err

    def test_no_figure_at_all_names_the_nearest_preset(self, calls, capsys):
        code, _, err = run(capsys, calls, "--kpi", "requests.resolution_rate")

        assert code == 2
        assert "nearest: 12345" in err

    def test_a_file_that_is_not_there(self, capsys, tmp_path):
        code, _, err = run(capsys, tmp_path / "none.csv", "--map", "12345")

        assert code == 2
        assert "none.csv" in err
