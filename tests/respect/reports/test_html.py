"""The report as a web page: sound, complete, in order, safe whatever people wrote, and alone with itself."""

import os
import re
import subprocess
import sys
from html import unescape
from itertools import pairwise

import html5lib
import pytest

from knowshow.respect.reports.html import render_html
from tests.respect.reports import cases
from tests.respect.reports.cases import TODAY
from tests.respect.rules.files import SOUND

NAMES = "{http://www.w3.org/1999/xhtml}"


def parsed(page):
    """The page, read strictly: the first mistake raises."""
    return html5lib.HTMLParser(strict=True).parse(page)


def words(page):
    """What a reader reads, in order."""
    return " ".join(unescape("".join(parsed(page).find(f"{NAMES}body").itertext())).split())


@pytest.fixture(scope="module")
def small():
    return render_html(cases.small(), today=TODAY)


@pytest.fixture(scope="module")
def many():
    return render_html(cases.many(), today=TODAY)


@pytest.fixture(scope="module")
def difficult():
    return render_html(cases.difficult(), today=TODAY)


@pytest.mark.parametrize("case", ["small", "many", "difficult"])
def test_the_page_is_sound(case, request):
    page = request.getfixturevalue(case)
    root = parsed(page)
    identifiers = [element.get("id") for element in root.iter() if element.get("id")]

    assert root.get("lang") == "en"
    assert len(root.findall(f".//{NAMES}h1")) == 1
    assert len(identifiers) == len(set(identifiers))
    assert {link.get("href")[1:] for link in root.iter(f"{NAMES}a") if link.get("href").startswith("#")} <= set(
        identifiers
    )


@pytest.mark.parametrize("case", ["small", "many", "difficult"])
def test_headings_never_skip_a_level(case, request):
    levels = [int(tag) for tag in re.findall(r"<h([1-6])[ >]", request.getfixturevalue(case))]

    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("case", ["small", "many", "difficult"])
def test_the_page_asks_nothing_of_any_host_and_runs_nothing(case, request):
    root = parsed(request.getfixturevalue(case))
    tags = {element.tag.removeprefix(NAMES) for element in root.iter() if isinstance(element.tag, str)}

    assert not tags & {"script", "link", "iframe", "object", "embed", "base", "form"}
    assert not [element for element in root.iter() if any(key.startswith("on") for key in element.attrib)]
    assert not [element for element in root.iter() if element.get("src")]
    assert "url(" not in "".join(root.find(f".//{NAMES}style").itertext()).replace("url(#", "")


def test_every_impact_stands_in_the_order_of_salience(many):
    root = parsed(many)
    numbers = [
        int(element.get("id").removeprefix("issue-"))
        for element in root.iter(f"{NAMES}article")
        if element.get("id", "").startswith("issue-")
    ]
    places = [many.index(f"feature {one.impact.id}") for one in cases.many().impacts]

    assert numbers == list(range(1, 41))
    assert len(set(places)) == 40


def test_the_page_says_rank_reason_duty_and_version(small):
    said = words(small)

    assert "Ranked first, above issue 2 because it is of a graver tier" in said
    assert "Write a plan within 30 days." in said
    assert "salience 1" in said
    assert "33,696 pairs" in said
    assert "Retrain without career gaps" in said


def test_what_people_wrote_is_text_and_never_markup(difficult):
    root = parsed(difficult)

    assert "<script" not in difficult
    assert cases.SCRIPT in words(difficult)
    assert "“Quoted” & 'plain' \"double\"" in words(difficult)
    assert not [link for link in root.iter(f"{NAMES}a") if link.get("href", "").lower().startswith("javascript:")]


def test_words_from_right_to_left_stand_in_their_own_direction(difficult):
    isolated = [element.text for element in parsed(difficult).iter(f"{NAMES}bdi")]
    own = [element for element in parsed(difficult).iter() if element.get("dir") == "auto"]

    assert cases.ARABIC in isolated
    assert any(cases.ARABIC in "".join(element.itertext()) for element in own)
    assert cases.CHINESE in words(difficult)


def test_an_impact_without_a_rating_stands_apart(difficult):
    assert "Not rated yet" in words(difficult)
    assert "feature unrated" in words(difficult)


def test_an_assessment_without_impacts_has_a_page_too():
    page = render_html(cases.of_impacts(), today=TODAY)

    assert "nothing can be put in order" in words(page)


def test_same_content_same_day_same_page():
    assert render_html(cases.small(), today=TODAY) == render_html(cases.small(), today=TODAY)


def test_the_command_line_needs_no_settings_and_makes_no_data_folder(tmp_path):
    source, target, home = tmp_path / "a.yaml", tmp_path / "a.html", tmp_path / "home"
    source.write_text(SOUND, encoding="utf-8")
    bare = {key: value for key, value in os.environ.items() if not key.startswith(("KNOWSHOW", "DJANGO"))}
    home.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "knowshow.cli.main", "assess", str(source), "--html", str(target)],
        capture_output=True, check=False, env=bare | {"HOME": str(home), "KNOWSHOW_HOME": str(home / "data")},
    )  # fmt: skip

    assert done.returncode == 0, done.stderr.decode()
    assert not (home / "data").exists()
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")
