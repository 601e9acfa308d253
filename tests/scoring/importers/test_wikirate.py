"""WikiRate's table of answers: taken by its known shapes, row by row, without loss, and written again."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowshow.errors import BadInputError, UnreadableFileError
from knowshow.scoring import TOTAL, methodology_from, score
from knowshow.scoring.importers import ImportedSource
from knowshow.scoring.importers.wikirate import TITLES, read_answers, write_answers, years_in
from knowshow.scoring.library import own_methodology

EXPORT = """\
# https://wikirate.org/Answer.csv
# Wikirate.org, licensed under CC BY 4.0
#
Answer Page,Metric,Company,Year,Value,Source Page,Answer ID,Original Source,Source Count,Comments,ISIN
https://wikirate.org/~1,Acme Lab+Policy public?,Alpha,2023,Yes,https://wikirate.org/~9,1,https://alpha.example/p,1,\
"Page 4, first paragraph",US0378331005;GB0002634946
https://wikirate.org/~2,Acme Lab+Policy public?,Beta Télécom,2023,Unknown,,2,,0,,
https://wikirate.org/~3,Acme Lab+Complaints,Alpha,2023,"1,250",,3,,0,,
https://wikirate.org/~4,Other+Sector,Alpha,2023,Telecoms,,4,,0,,
https://wikirate.org/~5,Acme Lab+Complaints,Beta Télécom,2023,,,5,,0,,
"""
MINE = methodology_from(
    {
        "knowshow": "methodology/1", "id": "mine", "title": "Mine", "publisher": "Us", "default_scale": "answers",
        "scales": {"answers": {
            "yes": 100, "no": 0, "cannot tell": {"state": "unknown"}, "N/A": None,
        }},
        "nodes": [
            {"id": "P", "kind": "category", "title": "Policy"},
            {"id": "P1", "parent": "P", "title": "Policy public?"},
            {"id": "P2", "parent": "P", "title": "Kinds", "choices": "many"},
            {"id": "P3", "parent": "P", "title": "In words", "is_text": True},
            {"id": "P4", "parent": "P", "title": "Elsewhere", "refs": ["WikiRate: Acme Lab+Complaints"]},
        ],
    }
)  # fmt: skip


def table(*rows, head="Metric,Company,Year,Value"):
    return "\n".join((head, *rows)).encode()


def answer(imported, company, node):
    return next(one for one in imported.answers if (one.company, one.node) == (company, node))


# ---- shapes --------------------------------------------------------------------------------------------------


def test_the_detailed_export_is_read_with_comment_sources_and_identifiers():
    imported = read_answers(EXPORT.encode(), "export.csv")
    found = answer(imported, "alpha", "acme-lab-policy-public")
    assert found.label == "Yes"
    assert found.comment == "Page 4, first paragraph"
    assert found.sources == (ImportedSource("https://alpha.example/p", "https://wikirate.org/~9"),)
    assert (found.page, found.line) == ("https://wikirate.org/~1", 5)
    assert imported.identifiers == {"alpha": {"isin": ("US0378331005", "GB0002634946")}}
    assert [one.label for one in imported.companies] == ["Alpha", "Beta Télécom"]
    assert not imported.errors


@pytest.mark.parametrize(
    "head",
    [
        "Metric,Company,Year,Value",
        "metric,wikirate_company,year,value",
        "METRIC , Company Name,year, Value",
        "metric_name,company_name,year,value",
    ],
)
def test_columns_go_by_the_names_of_export_import_and_api(head):
    imported = read_answers(table("Lab+M,Alpha,2023,yes", head=head))
    assert [(one.company, one.node, one.label) for one in imported.answers] == [("alpha", "lab-m", "yes")]


def test_designer_and_title_may_stand_in_columns_of_their_own():
    head = "metric_designer,metric_title,company,year,value"
    imported = read_answers(table("Lab,M,Alpha,2023,yes", head=head))
    assert imported.methodology.nodes[-1].refs == ["WikiRate: Lab+M"]


@pytest.mark.parametrize("sign", [";", "\t"])
def test_semicolons_and_tabs_divide_cells_too(sign):
    content = table("Lab+M,Alpha,2023,yes").replace(b",", sign.encode())
    assert len(read_answers(content).answers) == 1


def test_several_sources_stand_in_one_cell_of_the_import_shape():
    head = "metric, company, year, value, source, comment"
    imported = read_answers(table("Lab+M, Alpha, 2023, yes, https://a.example ; https://b.example, seen", head=head))
    assert [one.url for one in imported.answers[0].sources] == ["https://a.example", "https://b.example"]


def test_columns_that_nobody_knows_are_named():
    imported = read_answers(table("Lab+M,Alpha,2023,yes,x", head="Metric,Company,Year,Value,Mood"))
    assert imported.ignored_columns == ("Mood",)


# ---- unknown, not researched -----------------------------------------------------------------------------------


def test_unknown_is_an_answer_and_an_empty_value_is_none():
    imported = read_answers(EXPORT.encode())
    assert answer(imported, "beta-telecom", "acme-lab-policy-public").label == "Unknown"
    assert imported.not_researched == (("beta-telecom", "acme-lab-complaints"),)


def test_unknown_takes_the_word_that_the_methodology_has_for_it():
    imported = read_answers(table("Lab+Policy public?,Alpha,2023,unknown"), methodology=MINE)
    assert imported.answers[0].label == "cannot tell"


def test_a_status_says_unknown_or_not_researched_where_the_value_is_empty():
    head = "Metric,Company,Year,Value,Status"
    imported = read_answers(table("Lab+M,Alpha,2023,,unknown", "Lab+M,Beta,2023,,none", head=head))
    assert [one.label for one in imported.answers] == ["Unknown"]
    assert imported.not_researched == (("beta", "lab-m"),)


def test_a_status_that_contradicts_the_value_is_refused():
    imported = read_answers(table("Lab+M,Alpha,2023,yes,none", head="Metric,Company,Year,Value,Status"), "a.csv")
    assert str(imported.errors[0]).startswith("a.csv:2: Status: The status says 'none', and there is a value.")


def test_what_is_not_published_is_left_out_and_told():
    head = "Metric,Company,Year,Value,Unpublished"
    imported = read_answers(table("Lab+M,Alpha,2023,yes,true", "Lab+M,Beta,2023,yes,", head=head))
    assert [one.company for one in imported.answers] == ["beta"]
    assert [one.place.line for one in imported.left_out] == [2]


# ---- the skeleton ----------------------------------------------------------------------------------------------


def test_a_skeleton_asks_each_metric_under_its_designer():
    nodes = read_answers(EXPORT.encode(), "export.csv").methodology.nodes
    assert [(node.parent, node.title) for node in nodes if node.parent] == [
        ("by.acme-lab", "Policy public?"), ("by.acme-lab", "Complaints"), ("by.other", "Sector"),
    ]  # fmt: skip


def test_yes_and_no_and_numbers_have_points_and_other_words_have_none():
    imported = read_answers(table("L+M,A,2023,Yes", "L+M,B,2023,No", "L+N,A,2023,12", "L+O,A,2023,Telecoms"))
    scores = score(imported.sheet()).companies
    assert (scores["a"].subjects[""]["by.l"], scores["b"].values[TOTAL]) == (56, 0)
    only = score(read_answers(table("L+O,A,2023,Telecoms")).sheet()).companies["a"]
    assert (only.total, only.states[TOTAL]) == (None, "missing")


def test_prose_is_kept_out_of_scores_and_told():
    imported = read_answers(table(f"L+M,A,2023,{'word ' * 60}", "L+N,A,2023,yes"))
    assert imported.methodology.nodes[1].is_text
    assert "Free text" in imported.left_out[0].what


def test_a_unit_is_kept_beside_the_question():
    imported = read_answers(table("L+M,A,2023,5,tonnes", head="Metric,Company,Year,Value,Unit"))
    assert imported.methodology.nodes[-1].guidance == "Counted in tonnes."


def test_names_that_differ_in_capitals_only_are_one_company():
    imported = read_answers(table("L+M,Alpha,2023,yes", "L+N, ALPHA,2023,no"))
    assert [one.key for one in imported.companies] == ["alpha"]


# ---- a methodology that is there -----------------------------------------------------------------------------


def test_metrics_are_found_by_title_by_id_and_by_their_own_name():
    rows = ("Any+Policy public?,A,2023,YES", "P4,B,2023,no", "Acme Lab+Complaints,C,2023,N/A")
    imported = read_answers(table(*rows), methodology=MINE)
    assert [(one.node, one.label) for one in imported.answers] == [("P1", "yes"), ("P4", "no"), ("P4", "N/A")]


def test_an_unknown_metric_is_named_with_the_nearest_as_it_is_written():
    imported = read_answers(table("Any+Policy pubic?,A,2023,yes"), methodology=MINE)
    assert imported.errors[0].remedy == 'Did you mean "Policy public?"?'


def test_several_choices_are_divided():
    imported = read_answers(table("Any+Kinds,A,2023,yes; no"), methodology=MINE)
    assert imported.answers[0].label == ("yes", "no")


def test_a_question_in_free_words_is_left_out_and_told():
    imported = read_answers(table("Any+In words,A,2023,as we said"), methodology=MINE)
    assert not imported.answers
    assert imported.left_out[0].place.line == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Any+Policy pubic?,A,2023,yes", "a.csv:2: Metric: The methodology does not ask 'Any+Policy pubic?'. Did you"),
        ("Any+Policy public?,A,2023,yess", "a.csv:2: Value: P1 has no answer 'yess'. Did you mean \"yes\"?"),
        ("Any+Policy public?,,2023,yes", "a.csv:2: Company: The company is missing. Name it."),
        (",A,2023,yes", "a.csv:2: Metric: The metric is missing."),
        ("Any+Policy public?,A,23,yes", "a.csv:2: Year: '23' is not a year. Write four digits."),
        ("Any+Policy public?,A,2023,yes,more", "a.csv:2: The row has more cells than there are columns."),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named_with_line_column_and_the_nearest(row, said):
    imported = read_answers(table(row), "a.csv", methodology=MINE)
    assert str(imported.errors[0]).startswith(said)
    assert not imported.answers


def test_a_second_answer_to_the_same_is_refused_and_names_the_first():
    imported = read_answers(table("L+M,A,2023,yes", "l+m,a ,2023,no"), "a.csv")
    assert str(imported.errors[0]) == "a.csv:3: The same metric, company and year stand on line 2. Keep one."
    assert len(imported.answers) == 1


def test_a_file_with_one_wrong_row_is_not_taken_at_all():
    imported = read_answers(table("L+M,A,2023,yes", "L+M,,2023,yes", ",B,2023,yes"), "a.csv")
    with pytest.raises(BadInputError, match=r"a.csv:3: Company: The company is missing. Name it. 1 more row is wrong."):
        imported.sheet()


def test_a_question_for_services_is_not_answered_for_the_company():
    imported = read_answers(table("O2.2,A,2023,met"), methodology=own_methodology("santa-clara"))
    assert "O2.2 is asked of service" in imported.errors[0].what


def test_a_question_with_two_tracks_is_not_answered_with_one():
    imported = read_answers(table("D-1.points,A,2023,2"), methodology=own_methodology("chrb-template"))
    assert "once for each component" in imported.errors[0].what


# ---- the file as a whole ---------------------------------------------------------------------------------------


def test_one_year_is_read_at_a_time():
    content = table("L+M,A,2022,yes", "L+M,A,2023,no", "L+M,B,2023,no")
    assert years_in(content) == {2023: 2, 2022: 1}
    with pytest.raises(BadInputError, match=r"several years: 2022, 2023\. Choose one"):
        read_answers(content)
    assert [one.label for one in read_answers(content, year=2022).answers] == ["yes"]
    with pytest.raises(BadInputError, match=r"no answers of 2021\. It has: 2022, 2023"):
        read_answers(content, year=2021)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no rows"),
        (b"Metric,Company,Year,Value\n", "no rows"),
        (b"Metric,Company,Yeer,Value\nL+M,A,2023,yes", "no column 'Year'. Did you mean \"Yeer\""),
        (b"Metric,Company,Year,Value,value\nL+M,A,2023,yes,no", "Two columns say the same"),
        ("Metric,Company,Year,Value\nL+M,Bäta,2023,yes".encode("latin-1"), "not UTF-8"),
        (b"Metric,Company,Year,Value\nL+M,A\x00,2023,yes", "not a text table"),
        (b'Metric,Company,Year,Value\nL+M,"A"x,2023,yes', "cannot be read"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(content, said):
    with pytest.raises(BadInputError) as caught:
        read_answers(content, "a.csv")
    assert said in str(caught.value)


def test_a_table_that_ends_within_quotes_is_refused():
    with pytest.raises(UnreadableFileError, match=r"a\.csv:2"):
        read_answers(b'Metric,Company,Year,Value\nL+M,"A,2023,yes', "a.csv")


def test_a_line_separator_inside_a_cell_divides_no_row():
    imported = read_answers(table("L+M,A,2023,yes,one\u2028two", head="Metric,Company,Year,Value,Comments"))
    assert imported.answers[0].comment == "one\u2028two"


# ---- writing -------------------------------------------------------------------------------------------------


def test_what_is_written_is_what_was_read():
    imported = read_answers(EXPORT.encode(), "export.csv")
    again = read_answers(write_answers(imported, 2023).encode(), "export.csv")
    told = [(one.company, one.node, one.label, one.comment, one.sources, one.page) for one in imported.answers]
    assert [(one.company, one.node, one.label, one.comment, one.sources, one.page) for one in again.answers] == told
    assert again.identifiers == imported.identifiers


def test_a_table_of_our_own_methodology_comes_back_to_its_questions():
    key = own_methodology("gp31-effectiveness")
    rows = ("legitimate-1,A,2026,works", "accessible-6,A,2026,not known")
    text = write_answers(read_answers(table(*rows), methodology=key), 2026)
    written = list(csv.DictReader(io.StringIO(text)))
    assert written[1]["Value"] == "Unknown"
    assert written[0]["Metric"].startswith("Knowshow+Is every complaint decided")
    again = read_answers(text.encode(), methodology=key)
    assert [(one.node, one.label) for one in again.answers] == [
        ("legitimate-1", "works"),
        ("accessible-6", "not known"),
    ]


def test_the_columns_are_those_of_the_detailed_export():
    head = EXPORT.splitlines()[3]
    assert ",".join(TITLES) == head


def test_a_comment_is_never_a_formula_and_comes_back_as_it_was():
    head = "Metric,Company,Year,Value,Comments"
    imported = read_answers(table("L+M,A,2023,-5,=1+1", head=head))
    text = write_answers(imported, 2023)
    assert ",'=1+1," in text
    assert ",-5," in text
    assert read_answers(text.encode()).answers[0].comment == "=1+1"


def test_answers_for_parts_of_a_company_do_not_fit_and_are_refused():
    imported = read_answers(table("L+M,A,2023,yes"))
    both = type(imported)(imported.methodology, imported.companies, imported.answers * 2)
    with pytest.raises(BadInputError, match="2 answers to l-m"):
        write_answers(both, 2023)


words = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=30).map(str.strip)


@given(st.dictionaries(words.filter(bool), st.tuples(st.sampled_from(["Yes", "No", "Unknown"]), words), max_size=8))
@settings(max_examples=60, deadline=None)
def test_any_company_and_comment_survive_the_way_out_and_back(answers):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Metric", "Company", "Year", "Value", "Comments"])
    writer.writerows(["Lab+M", name, "2023", value, comment] for name, (value, comment) in answers.items())
    if not answers:
        return
    imported = read_answers(text.getvalue().encode())
    again = read_answers(write_answers(imported, 2023).encode())
    assert [(one.company, one.label, one.comment) for one in again.answers] == [
        (one.company, one.label, one.comment) for one in imported.answers
    ]
    assert len(imported.answers) + len(imported.errors) == len(answers)
