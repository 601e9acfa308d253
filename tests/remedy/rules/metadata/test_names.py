"""Names of files are shown without harm, and the copy's name tells nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowshow.remedy.rules.metadata import inspect, neutral_name, safe_name
from tests.remedy.rules.metadata import made


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("/home/z/../photo.jpg", "photo.jpg"),
        ("C:\\Users\\Zenobia\\photo.jpg", "photo.jpg"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\x00b\r\nc\t.txt", "abc.txt"),
        ("..", "file"),
        ("", "file"),
        ("رسالة.pdf", "رسالة.pdf"),
    ],
)
def test_a_name_is_shown_without_folders_and_unseen_marks(name, safe):
    assert safe_name(name) == safe


@given(st.text(max_size=400))
def test_a_safe_name_stays_as_it_is_and_is_never_empty(name):
    safe = safe_name(name)
    assert safe
    assert len(safe) <= 120
    assert not set(safe) & set("/\\\n\r\x00\u202e")
    assert safe_name(safe) == safe


def test_a_long_name_keeps_its_ending():
    assert safe_name("a" * 300 + ".jpg").endswith("a.jpg")


@pytest.mark.parametrize(
    ("file", "name"),
    [("a.jpg", "picture.jpg"), ("a.docx", "document.docx"), ("a.xlsx", "table.xlsx"), ("a.mp4", "film.mp4")],
)
def test_a_neutral_name_says_only_the_kind(file, name):
    assert neutral_name(inspect(made.ALL[file](), "Zenobia 1987.xyz")) == name
