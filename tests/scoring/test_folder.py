"""A folder is read whole, or refused whole with file, row and the nearest valid value."""

import pytest

from knowshow.errors import BadInputError
from knowshow.scoring import score
from knowshow.scoring.folder import read_folder
from tests.scoring.files import ANSWERS, SUBJECTS, folder


def refused(path):
    with pytest.raises(BadInputError) as caught:
        read_folder(path)
    return str(caught.value).replace(f"{path}/", "")


def test_a_sound_folder_is_scored(tmp_path):
    found = score(read_folder(folder(tmp_path)).sheet).companies["Acme"]
    assert (found.company.name, found.company.type, found.values["W1"]) == ("Acme Ltd", "maker", 50)


def test_columns_are_found_by_name_in_any_order_and_others_left_alone(tmp_path):
    answers = "note,Answer,element,SUBJECT,company\nseen,yes,W1.1,North,Acme\n,,,,\nseen,,W1.2,North,Acme\n"
    found = read_folder(folder(tmp_path, answers=answers))
    assert [*found.sheet] == [("Acme", "North", "W1.1", "", ["yes"])]


def test_a_mark_of_excel_and_its_line_ends_do_no_harm(tmp_path):
    found = read_folder(folder(tmp_path, answers=b"\xef\xbb\xbf" + ANSWERS.replace("\n", "\r\n").encode()))
    assert len([*found.sheet]) == 2


def test_several_choices_stand_in_one_cell(tmp_path):
    methodology = {
        "knowshow": "methodology/1", "id": "c", "title": "C", "scales": {"s": {"a": 1, "b; c": 2, "d": 4}},
        "nodes": [{"id": "q", "scale": "s", "choices": "many"}],
    }  # fmt: skip
    for cell, total in (("a; d", 5), ("b; c", 2)):
        path = folder(tmp_path, methodology, "company\nX\n", f'company,element,answer\nX,q,"{cell}"\n')
        assert score(read_folder(path).sheet).companies["X"].total == total


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("Acme,North,W1,W1.1,,yess", "W1.1 has no answer 'yess'. Did you mean \"yes\"?"),
        ("Acne,North,W1,W1.1,,yes", "There is no company 'Acne'. Did you mean \"Acme\"?"),
        ("Acme,Nord,W1,W1.1,,yes", "Acme has no subject 'Nord'. Did you mean \"North\"?"),
        ("Acme,North,W1,W1.3,,yes", "The methodology does not ask 'W1.3'. Did you mean \"W1.2\"?"),
        ("Acme,North,W2,W1.1,,yes", "W1.1 does not stand under W2. It stands under W1."),
        ("Acme,North,,W1,,yes", "'W1' is not answered: it combines others."),
        ("Acme,North,W1,W1.1,nihgt,yes", "no component 'nihgt'. Did you mean \"night\"?"),
        ("Acme,North,W2,W2.1,,yes,,", None),
        ("Acme,North,W2,W2.1,,yes,more", "The row has 7 cells, the head of the table 6."),
        ('Acme,North,W2,W2.1,,"yes', "The row is no CSV: unexpected end of data. Look for a quotation mark"),
        ('Acme,North,W2,W2.1,,"yes"no', "The row is no CSV"),
        ("Acme,North,W1,W1.1,,no", "There is an answer already: Acme, North, W1.1."),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(tmp_path, row, says):
    path = folder(tmp_path, answers=f"{ANSWERS.replace('Acme,North,W1,W1.1,,yes', row)}Acme,North,W1,W1.1,,yes\n")
    if "already" in str(says):
        path = folder(tmp_path, answers=f"{ANSWERS}{row}\n")
        assert refused(path).startswith(f"answers.csv:4: {says}")
    elif says:
        assert f"answers.csv:{4 if row.endswith(chr(34) + 'yes') else 2}: " in refused(path)
        assert says in refused(path)
    else:
        read_folder(path)


def test_a_file_of_wrong_rows_is_not_read_to_its_end(tmp_path):
    path = folder(tmp_path, answers=ANSWERS + "Acme,North,W2,W2.1,,perhaps\n" * 3000)
    assert refused(path).splitlines()[-1] == "  and 980 more rows at least."


def test_every_wrong_row_is_named_the_first_twenty_in_full(tmp_path):
    path = folder(tmp_path, answers=ANSWERS + "Acme,North,W2,W2.1,,perhaps\n" * 25)
    said = refused(path).splitlines()
    assert said[0].startswith("answers.csv:4: ")
    assert said[19].strip().startswith("answers.csv:23: ")
    assert said[20:] == ["  and 5 more rows."]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("Acme,Acme Ltd,maker,North,mil,", "The methodology has no role 'mil'. Did you mean \"mill\"?"),
        (
            "Acme,Acme Ltd,maker,North,mill,\nAcme,Acme Ltd,maker,North,mill,",
            "The subject 'North' of Acme stands twice.",
        ),
        ("Acme,Acme Ltd,maker,North,mill,\nAcme,Acme Inc,maker,South,mill,", "Acme has another label or type here."),
        (",Acme Ltd,maker,North,mill,", "The row names no company."),
        ("", "There is no company."),
    ],
)
def test_a_wrong_subject_is_refused(tmp_path, rows, says):
    path = folder(tmp_path, subjects=SUBJECTS.splitlines()[0] + f"\n{rows}\n")
    assert refused(path).startswith("subjects.csv:")
    assert says in refused(path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "answers.csv: The file is empty."),
        ("company,element\n", "answers.csv:1: There is no column 'answer'. It has: company, element."),
        ("company,element,answr\n", "There is no column 'answer'. Did you mean \"answr\"?"),
        ("company,element,answer,Answer\n", "Two columns are named 'answer'."),
        ("company;element;answer\nAcme;W1.1;yes\n", "separated by semicolons: save the file as CSV with commas"),
        ("\ufeffcompany;element;answer\n", "separated by semicolons"),
        ("company\telement\tanswer\n", "separated by tabs"),
        ("company,element,answer\nAcme,W1.1,y\0es\n", "answers.csv:2: A control character stands here."),
        (b"company,element,answer\nAcm\xe9,W1.1,yes\n", "answers.csv:2: The text is not UTF-8 from here on."),
        (b"PK\x03\x04\x00\xff", "answers.csv:1: This is a workbook, not a table of text."),
        ('"company,element,answer\n', "answers.csv:1: The row is no CSV"),
        ("company,element,answer\n" + "x" * 200_000, "The row is no CSV: field larger than field limit"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(tmp_path, content, says):
    assert says in refused(folder(tmp_path, answers=content))


def test_what_is_not_there_is_named(tmp_path):
    assert "There is no such folder." in refused(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    assert "The folder holds no methodology." in refused(tmp_path / "empty")
    path = folder(tmp_path / "half")
    (path / "subjects.csv").unlink()
    assert refused(path).startswith("subjects.csv: The file cannot be read: No such file or directory.")
