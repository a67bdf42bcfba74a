from __future__ import annotations

from pathlib import Path

import pytest

from ordergate.harness.errors import UsageError
from ordergate.harness.evidence.requirements import Requirement, read_requirements

EXPECTED = (
    Requirement("R-1", "Parts are billed, in parts", ("S07", "S08")),
    Requirement("R-2", "Größe is kept", (), "by hand"),
)


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "requirements.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    "text",
    [
        'requirement,text,scenarios,note\nR-1,"Parts are billed, in parts",S07 S08,\n'
        "R-2,Größe is kept,,by hand\n",
        "requirement;text;scenarios;note\r\nR-1;Parts are billed, in parts;s07, S08;\r\n"
        "R-2;Größe is kept;;by hand",
        "\ufeffText;Note;Requirement;Scenarios\nParts are billed, in parts;;R-1;S07|S08|S07\n\n"
        "Größe is kept;by hand;R-2\n;;;\n",
    ],
)
def test_commas_and_semicolons_a_mark_at_the_start_and_columns_in_any_order_are_read(
    tmp_path: Path, text: str
) -> None:
    assert read_requirements(written(tmp_path, text)) == EXPECTED


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", " has no requirements; its first line has to name the columns requirement,text,scenarios"),
        ("requirement,text,scenarios\n", " has no requirements; its first line has to name"),
        ("id,text\nR-1,x\n", " row 1: there is no column requirement, scenarios among id, text; its first"),
        (
            "requirement,text,scenarios\nR-1,x,\n\nR-1,y,\n",
            " row 4: requirement R-1 stands in row 2 already; give each requirement one row",
        ),
        ("requirement,text,scenarios\n,x,S01\n", " row 2: the requirement has no id; write one into"),
        (
            "requirement,text,scenarios\nR-1,a, b,S01,S02\n",
            " row 2: it has 5 cells under 3 columns; put a cell that holds the separator between double",
        ),
        ('requirement,text,scenarios\nR-1,"x,S01\n', " row 2: it cannot be read as CSV (unexpected end of"),
        (b"requirement,text,scenarios\nR-1,Gr\xf6\xdfe,\n", " is not UTF-8 (byte 33); save it as CSV in"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_row_and_the_way_out(
    tmp_path: Path, text: str | bytes, words: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(UsageError) as refused:
        read_requirements(path)
    assert str(refused.value).startswith(f"{path}{words}")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or directory; give the path of a CSV file"):
        read_requirements(tmp_path / "gone.csv")


def test_an_unknown_scenario_is_refused_where_the_known_ones_are_told(tmp_path: Path) -> None:
    path = written(tmp_path, "requirement,text,scenarios\nR-1,x,S01 S99\n")
    with pytest.raises(UsageError) as refused:
        read_requirements(path, {"S07", "S01"})
    assert str(refused.value) == (
        f"{path} row 2: there is no scenario S99 for requirement R-1; there are: S01, S07"
    )
    assert read_requirements(path)[0].scenarios == ("S01", "S99")
