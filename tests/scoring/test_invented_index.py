"""A new index needs a new file and no code: one of another structure, through the command, against hand-made figures.

Five levels, roles of its own, six answers, operations that no published index here uses, and an answer "no" that YAML
would take for "false".
"""

import csv
from pathlib import Path

import pytest

from tests.cli.running import knowshow

FILE = Path(__file__).parent / "farms.yaml"
SUBJECTS = """company,company_label,subject,role
Alm,Alm & Sons,Bern,head office
Alm,Alm & Sons,Mill 1,factory
Alm,Alm & Sons,Mill 2,factory
Alm,Alm & Sons,Upper,farm
Alm,Alm & Sons,Lower,farm
Bach,Bach AG,Zug,head office
Bach,Bach AG,Only farm,farm
Clos,Clos,Nyon,head office
"""
ANSWERS = """company,subject,element,answer
Alm,Bern,wage paid,yes
Alm,Bern,wage on time,yes
Alm,Bern,audit inside,yes
Alm,Bern,audit outside,no
Alm,Bern,union,b
Alm,Mill 1,wage paid,yes
Alm,Mill 1,wage on time,yes
Alm,Mill 1,audit outside,yes
Alm,Mill 1,hygiene,a
Alm,Mill 1,harms seen,none of these
Alm,Mill 2,wage paid,yes
Alm,Mill 2,wage on time,no
Alm,Mill 2,audit inside,yes
Alm,Mill 2,hygiene,c
Alm,Mill 2,harms seen,wages late; other
Alm,Upper,wage paid,yes
Alm,Upper,wage on time,yes
Alm,Upper,audit inside,yes
Alm,Upper,hygiene,a
Alm,Upper,harms seen,injuries
Alm,Lower,wage paid,yes
Alm,Lower,hygiene,d
Bach,Zug,wage paid,yes
Bach,Zug,wage on time,yes
Bach,Zug,audit inside,yes
Bach,Zug,union,a
Bach,Only farm,wage paid,yes
Bach,Only farm,wage on time,yes
Bach,Only farm,hygiene,b
Bach,Only farm,harms seen,injuries; wages late
Clos,Nyon,wage paid,yes
Clos,Nyon,union,cannot say
"""

#: Worked out by hand.
#: Alm, wages: office 5 + 2 = 7. Mills: 5 + 2 and 0 + 2, the lower: 2. Farms: the audit does not apply to them; 5 + 0
#: and 0, the mean: 2.5. Sites: the lower of 2 and 2.5. Everywhere: the lower of 7 and 2: 2.
#: People: (3 x 2 + 1 x 4) / 4 = 2.5. Hygiene: mills 3, farms (5 + 2) / 2 = 3.5, the lower: 3.
#: Harms: mills 0 and 3, the lower: 0; farms (4 + 0) / 2 = 2, for one did not answer; the lower: 0.
#: Milk: 3 and 0 with equal weights: 1.5. Total: 2.
ALM = {
    "living wage": 0.0, "wages": 2.0, "pay": 2.0, "union": 4.0, "talk": 4.0, "people": 2.5,
    "hygiene": 3.0, "clean": 3.0, "harms seen": 0.0, "harm": 0.0, "milk": 1.5, "TOTAL": 2.0,
}  # fmt: skip
#: Bach, wages: office 7, its farm 5: 5. People: (3 x 5 + 5) / 4 = 5. Hygiene 4, harms 6: milk 5. Total 5.
BACH = {"wages": 5.0, "talk": 5.0, "people": 5.0, "hygiene": 4.0, "harms seen": 6.0, "milk": 5.0, "TOTAL": 5.0}
#: Clos has no sites. Its union is not known, and "talk" needs it; above that a gap counts as zero.
#: Wages 0 (one of two checks is met, and no audit). Milk does not apply.
CLOS = {"wages": 0.0, "union": None, "talk": None, "people": 0.0, "milk": None, "TOTAL": 0.0}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    path = tmp_path_factory.mktemp("milk")
    (path / "methodology.yaml").write_bytes(FILE.read_bytes())
    (path / "subjects.csv").write_text(SUBJECTS, encoding="utf-8")
    (path / "answers.csv").write_text(ANSWERS, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def scores(place):
    done = knowshow(place, "score", place, "--out", place / "out.csv")
    assert (done.returncode, done.stdout) == (0, "")
    with (place / "out.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("company", "expected"), [("Alm", ALM), ("Bach", BACH), ("Clos", CLOS)])
def test_the_scores_are_those_worked_out_by_hand(scores, company, expected):
    found = {row["node"]: float(row["score"]) if row["score"] else None for row in scores if row["company"] == company}
    assert {node: found[node] for node in expected} == expected


def test_people_read_the_ranking_with_dense_ranks(place):
    said = knowshow(place, "score", place).stdout
    assert [line.split()[:2] for line in said.splitlines() if line.strip()[:1].isdigit()] == [
        ["1", "Bach"], ["2", "Alm"], ["3", "Clos"],
    ]  # fmt: skip


def test_the_explanation_says_which_farm_and_why(place):
    said = knowshow(place, "score", place, "--explain", "Alm:wages").stdout
    assert "it applies only where not (the role is farm); “yes” is not counted" in said
    assert "nobody has answered it" in said
    assert "level sour" in knowshow(place, "score", place, "--explain", "Alm").stdout
