"""Words that attack or break a page: names, labels, comments and identifiers that somebody chose with care."""

import pytest

from knowshow.errors import BadInputError
from tests.benchmarks import make, rankings

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert('x')</script>"
NAMES = [
    SCRIPT,
    '"><img src=x onerror=alert(1)>',
    "شركة الاتصالات الأولى",
    "\u202egnp.exe",
    "A" * 300,
    "中国移动",
    "{{ 7|add:7 }} {% now 'Y' %} %(name)s {name} %s",
    "R&amp;D & Söhne",
]


def built(organisation, *, name=SCRIPT, label="yes", node="G1.1", comment="", title="Small index 2026"):
    """A publication of one company with one answer."""
    made = rankings.edition(organisation, title=title, note=comment, attribution=comment)
    entry = rankings.entry(made, about=rankings.company(organisation, name=name))
    source = rankings.source(organisation, title=(comment or "Policy")[:300])
    cited = [make.Citation(source, (comment or "page 3")[:300])]
    rankings.answer(entry, node, label, comment=comment, sources=cited)
    return make.published(made, reason=comment or "A pilot.")


def everywhere(client, publication):
    """Fetch every page: each is parsed strictly and must ask for no script."""
    make.figure(publication)
    for url in make.every_address(client, publication):
        if url.endswith("/"):
            status, _content = make.answer_to(client, url)
            if status == 200:
                yield client.get(url)


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_company_may_be_named_anything(name, as_public, organisation):
    publication = built(organisation, name=name)
    pages = list(everywhere(as_public, publication))
    assert len(pages) >= 14
    wanted = " ".join(name.split())
    assert sum(wanted in page.text for page in pages) >= 6
    assert not any("<script" in page.html or "<img src=x" in page.html for page in pages)


@pytest.mark.parametrize("words", NAMES, ids=range(len(NAMES)))
def test_comments_notes_reasons_and_sources_may_say_anything(words, as_public, organisation):
    pages = list(everywhere(as_public, built(organisation, name="Acme", comment=words)))
    assert sum(words in page.text for page in pages) >= 2
    assert not any("<script" in page.html or "<img src=x" in page.html for page in pages)


@pytest.mark.parametrize("words", NAMES, ids=range(len(NAMES)))
def test_a_ranking_may_be_called_anything(words, as_public, organisation):
    publication = built(organisation, name="Acme", title=words)
    assert sum(words in page.text for page in everywhere(as_public, publication)) >= 10
    assert words in as_public.get(as_public.address("rankings:index")).text


@pytest.mark.parametrize("words", NAMES, ids=range(len(NAMES)))
def test_questions_kinds_and_labels_may_say_anything(words, as_public, organisation):
    words = words.strip()
    nodes = [{**one, "title": words} for one in rankings.index()["nodes"]]
    index = rankings.index(nodes=nodes, title=words, publisher=words, licence=words)
    index["scales"]["found"] = {words: {"value": 100, "text": words, "meaning": words}, "no": 0}
    made = make.from_files(
        organisation,
        index=index,
        subjects=[("acme", words, words[:80], words[:200], "group", words[:80])],
        answers=[("acme", words[:200], "G1.1", "", words)],
    )
    pages = list(everywhere(as_public, made))
    assert sum(words in page.text for page in pages) >= 12
    assert not any("<script" in page.html or "<img src=x" in page.html for page in pages)


NODES = ["G 1", "G1?a=b", "G1#top", "G1%2F", "é", "ﺝ", "G1;x", "a b+c", "'\"<>", "...", "G1/2", "/", "\\", "x.csv"]


@pytest.mark.parametrize("node", NODES)
def test_a_node_may_be_called_anything(node, as_public, organisation):
    nodes = [{**one, "id": node} if one["id"] == "G1" else one for one in rankings.index()["nodes"]]
    nodes = [{**one, "parent": node} if one.get("parent") == "G1" else one for one in nodes]
    made = make.from_files(
        organisation,
        index=rankings.index(nodes=nodes),
        subjects=[("acme", "Acme", "", "Group", "group", "")],
        answers=[("acme", "Group", "G1.1", "", "yes")],
    )
    listed = as_public.get(make.address(as_public, made, "indicators"))
    page = listed.click(f"{node} Commitment")
    assert page.heading == f"{node} Commitment"
    own = page.click("Acme")
    assert own.heading == "Acme: Commitment"
    assert [row[1] for row in own.tables[0][1:2]] == ["yes"]


@pytest.mark.parametrize("node", [".", "..", "A/../B", "A\nB", "A\x00"])
def test_a_node_that_no_address_can_name_is_refused(node, organisation):
    nodes = [*rankings.index()["nodes"], {"id": node, "parent": "G1"}]
    with pytest.raises(BadInputError, match="cannot stand in an address"):
        rankings.methodology(organisation, nodes=nodes)


def test_a_name_in_other_letters_has_an_address(as_public, organisation):
    publication = built(organisation, name="中国移动")
    (slug,) = publication.scores.values_list("company_slug", flat=True)
    assert as_public.get(make.address(as_public, publication, "company", company=slug)).heading == "中国移动"
