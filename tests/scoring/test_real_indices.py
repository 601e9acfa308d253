"""Two published indices, recomputed: every figure agrees save the slips of the publication, all named here."""

import pytest

from knowshow.scoring import score
from knowshow.scoring.comparison import compare
from knowshow.scoring.folder import read_folder
from tests.real_data import real_file

pytestmark = pytest.mark.real_data

#: Year, with how many figures are compared.
COMPARED = {
    "rdr-2022": {
        "expected_scores.csv": 1036,
        "expected_subject_scores.csv": 2534,
        "expected_rankings.csv": 2 * 56,
        "expected_service_scores.csv": 4 * 43,
    },
    "rdr-2020": {"expected_scores.csv": 740, "expected_subject_scores.csv": 1768},
}
#: Kind, company, subject, node, what was published, what the answers give.
SLIPS = {
    "rdr-2022": [
        ("rank", "Google", "", "G", 5, 4),
        ("rank", "Twitter", "", "G", 5, 4),
        ("service", "Google", "Android mobile ecosystem", "TOTAL", 43, 45),
        ("service", "Google", "Android mobile ecosystem", "F", 30, 36),
    ],
    "rdr-2020": [("family", "ATT", "", "G4", 6.7, pytest.approx(6.704545, abs=1e-6))],
}


@pytest.mark.parametrize("year", COMPARED)
def test_a_published_index_is_recomputed_save_its_own_slips(year):
    found = compare(read_folder(real_file(f"benchmarks/{year}/methodology.json").parent))
    assert found.compared == COMPARED[year]
    assert [
        (one.kind, one.company, one.subject, one.node, one.published, one.computed) for one in found.differences
    ] == SLIPS[year]


@pytest.mark.parametrize("year", COMPARED)
def test_scoring_twice_gives_the_same_bits(year):
    folder = read_folder(real_file(f"benchmarks/{year}/methodology.json").parent)
    first, second = ({key: one.values for key, one in score(folder.sheet).companies.items()} for _ in range(2))
    assert repr(first) == repr(second)
