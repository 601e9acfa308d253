"""The example in the guide for researchers can be scored, and gives what the guide says."""

import re
from pathlib import Path

import pytest

from knowshow.scoring import score
from knowshow.scoring.folder import read_folder
from knowshow.scoring.sensitivity import range_of
from knowshow.scoring.standing import rank_companies

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "researcher.md"


@pytest.fixture
def example(tmp_path):
    blocks = re.findall(r"```(yaml|csv)\n(.*?)```", GUIDE.read_text(encoding="utf-8"), flags=re.DOTALL)
    names = ("methodology.yaml", "subjects.csv", "answers.csv")
    assert [kind for kind, _text in blocks] == ["yaml", "csv", "csv"]
    for name, (_kind, text) in zip(names, blocks, strict=True):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return read_folder(tmp_path)


def test_the_guides_example_has_the_scores_that_the_guide_tells(example):
    found = score(example.sheet)
    values = {key: (one.total, one.values["G"], one.values["S"]) for key, one in found.companies.items()}
    assert values == {"acme": (50, 75, 25), "brill": (50, 0, 100)}
    assert rank_companies(found) == {"acme": 1, "brill": 1}


def test_the_guides_unfinished_company_can_end_where_the_guide_says(example):
    ends = range_of(example.sheet, "brill")
    assert (ends.lowest, ends.highest) == (25, 75)
