"""A methodology is read as its author means it, or refused with file, line, record and the nearest word."""

import json
import time

import pytest
import yaml

from knowshow.errors import BadInputError
from knowshow.scoring import fingerprint, methodology_from, read_methodology
from knowshow.scoring.checking import DEEPEST, MOST, complaints
from knowshow.scoring.methodology import Methodology, Node, as_builtins, entries
from tests.scoring.building import group, index
from tests.scoring.files import METHODOLOGY


def refused(content, name="m.yaml"):
    with pytest.raises(BadInputError) as caught:
        methodology_from(content, name)
    return str(caught.value)


SMALL = """knowshow: methodology/1
id: small
title: Small
version: 2.0
published_on: 2026-11-25
scales:
  s:
    yes: 1
    no: 0
    on: 0.5
    NO: {value: 0, text: Norway}
    2019: 2
    null: null
    "true": 1e0
    n/a:
default_scale: s
ranking: {on: exact}
nodes:
  - id: 1.10
    applies_if: {node: 1.2, is: no}
  - {id: 1.2, is_required: true, weight: 2, gp_refs: [ungp:31]}
"""

# ---- YAML as it is meant -----------------------------------------------------------------------------------


def test_words_that_yaml_takes_for_something_else_stay_the_words_that_were_written():
    found = methodology_from(SMALL.replace("1e0", "1.0").encode(), "m.yaml")
    assert list(found.scales["s"]) == ["yes", "no", "on", "NO", "2019", "null", "true", "n/a"]
    assert [entry.value for entry in entries(found.scales["s"]).values()] == [1, 0, 0.5, 0, 2, None, 1, None]
    assert (found.version, found.published_on, found.ranking.on) == ("2.0", "2026-11-25", "exact")
    first, second = found.nodes
    assert (first.id, first.applies_if.is_, second.is_required, second.weight) == ("1.10", "no", True, 2)


def test_json_and_yaml_of_the_same_content_are_the_same_methodology(tmp_path):
    for name, text in (("m.json", json.dumps(METHODOLOGY)), ("m.yaml", yaml.safe_dump(METHODOLOGY))):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert read_methodology(tmp_path / "m.json") == read_methodology(tmp_path / "m.yaml")


def test_a_methodology_that_is_written_out_reads_the_same():
    found = methodology_from(SMALL.encode())
    assert methodology_from(as_builtins(found)) == found
    assert methodology_from(json.dumps(as_builtins(found)).encode()) == found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (SMALL.replace("    no: 0\n", "    yes: 0\n"), "m.yaml:9: The field 'yes' stands twice."),
        (SMALL.replace("yes: 1", "yes: many"), "m.yaml:8: scales.s.yes: "),
        (SMALL.replace("weight: 2", "weight: heavy"), "m.yaml:21: node 1.2.weight: Expected a number, got text."),
        (SMALL.replace("weight: 2", "weight: 0"), "m.yaml:21: node 1.2.weight: Expected a number > 0.0."),
        (SMALL.replace("weight", "wieght"),
         'm.yaml:21: node 1.2: There is no field \'wieght\' here. Did you mean "weight"?'),
        (SMALL.replace("is: no", "is: maybe"), "m.yaml:19: node 1.10.applies_if: 1.2 has no answer 'maybe'."),
        (SMALL.replace("ranking: {on", "ranking: {onn"), 'ranking: There is no field \'onn\' here. Did you mean "on"?'),
        (SMALL.replace("title: Small", "titel: Small"), 'There is no field \'titel\' here. Did you mean "title"?'),
        (SMALL.replace("title: Small\n", ""), "required field `title`"),
        (SMALL.replace("methodology/1", "methodology/2"), "m.yaml:1: knowshow: "),
        (SMALL.replace("default_scale: s", "default_scale: S"),
         'm.yaml:16: default_scale: There is no scale \'S\'. Did you mean "s"?'),
        ("a: [", "not well-formed YAML"),
        ("", "The file is empty."),
        ("just words", "The file holds no methodology."),
        ("a: &a [*a]", "a circle"),
        ("a: !!python/object:os.system x", "it carries a tag"),
        ("a: " + "[" * 100_000, "nested more than 100 levels deep"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_where_it_is_bad(text, says):
    assert says in refused(text.encode())


def test_aliases_that_multiply_are_refused_before_they_fill_the_machine():
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert "values, as no such file does" in refused(bomb.encode())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"knowshow": "methodology/1", "id": "a", "id": "b"}', '"id" stands twice in one object.'),
        (b'{"id":\n x}', "m.json:2: The file is not JSON"),
        (b'{"a":' * 100_000, "m.json: The file is nested too deeply."),
        (b'{"a":' + b"[" * 200 + b"]" * 200 + b"}", "m.json: The file is nested too deeply."),
        (b'{"a": ' + b"9" * 5000 + b"}", "m.json: The file holds too long a number."),
        (b"[1]", "The file holds no methodology."),
        (b'{"title": "\xe9"}', "m.json:1: The file is not UTF-8 text."),
        (json.dumps({**METHODOLOGY, "note": "\ud800"}).encode(), "A text holds half a character."),
        (b" " * (20 * 1024 * 1024 + 1), "too large for a methodology. At most 20 MB are read."),
    ],
    ids=range(9),
)
def test_bad_json_is_refused(content, says):
    assert says in refused(content, "m.json")


def test_json_names_the_line_too():
    text = json.dumps({**METHODOLOGY, "default_scale": "t"}, indent=1)
    line = text.splitlines().index(' "default_scale": "t",') + 1
    assert refused(text.encode(), "m.json").startswith(f"m.json:{line}: default_scale: There is no scale 't'.")


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadInputError, match=r"nowhere\.json: The methodology cannot be read: No such file"):
        read_methodology(tmp_path / "nowhere.json")
    with pytest.raises(BadInputError, match="Is a directory"):
        read_methodology(tmp_path)


# ---- parts that do not fit ---------------------------------------------------------------------------------


def wrong(nodes, **more):
    with pytest.raises(BadInputError) as caught:
        index(nodes, **more)
    return str(caught.value)


A = [{"id": "A", "kind": "group"}, {"id": "a", "parent": "A"}]
ASKED = {"roles": ["r"], "composites": {"c": {"of": [{"role": "r"}]}}, "scopes": {"all": ["c"], "some": ["c"]}}


@pytest.mark.parametrize(
    ("nodes", "says"),
    [
        ([], "The methodology asks nothing."),
        (["a", "a"], "node a: There are two nodes 'a'."),
        (["TOTAL"], "TOTAL is the name of the total."),
        ([{"id": "q1", "parent": "AA"}, *A], "There is no node 'AA'."),
        ([*A, {"id": "B", "parent": "a"}, {"id": "a2", "parent": "Aa"}], 'There is no node \'Aa\'. Did you mean "a"?'),
        ([{"id": "a", "scale": "S"}], 'There is no scale \'S\'. Did you mean "s"?'),
        ([{"id": "a", "scope": "al"}], "node a: There is no scope 'al'. Did you mean \"all\"?"),
        ([{"id": "a", "components": ["x"]}], "There is no component 'x'."),
        ([{"id": "a", "op": "sum"}], "A node without children combines nothing."),
        ([{"id": "A", "kind": "group", "scale": "s"}, A[1]], "is not answered itself. Remove its scale."),
        ([{"id": "A", "kind": "group", "choices": "many"}, A[1]], "is not answered itself. Remove choices."),
        ([*A, {"id": "E", "kind": "group"}], "Other nodes of its kind, 'group', combine children, and it has none."),
        ([*A, {"id": "t", "is_text": True}, {"id": "B", "of": ["t"]}], "t is answered in words: it is never scored."),
        ([*A, {"id": "B", "of": ["a"], "applies_if": {"role": ["r"]}}], "It gathers what stands elsewhere"),
        ([{"id": "A", "parent": "B"}, {"id": "B", "parent": "A"}], "Nodes stand in a circle: A > B > A."),
        ([{"id": "A", "of": ["A"]}], "Nodes stand in a circle: A > A."),
        ([*A, {"id": "B", "of": ["A"], "parent": "A"}], "Nodes stand in a circle: A > B > A."),
        ([{**A[0], "then": [{"modifier": {"node": "B"}}]}, A[1], {"id": "B", "of": ["A"]}],
         "Nodes stand in a circle: A > B > A."),
        ([{**A[0], "then": [{"modifier": {"node": "b"}}]}, A[1]], "There is no node 'b'."),
        ([{**A[0], "then": [{}]}, A[1]], "A step is one of modifier, round and bands."),
        ([{**A[0], "then": [{"bands": [{"label": "x"}, {"label": "y", "upto": 1}]}]}, A[1]], "Bands rise"),
        ([{**A[0], "then": [{"bands": [{"label": "x", "upto": 2}, {"label": "y", "upto": 2}]}]}, A[1]], "Bands rise"),
        ([{**A[0], "then": [{"bands": []}]}, A[1]], "Bands rise"),
        ([{"id": "a", "applies_if": {}}], "A condition makes exactly one test."),
        ([{"id": "a", "applies_if": {"node": "a"}}], "A condition makes exactly one test."),
        ([{"id": "a", "applies_if": {"role": ["r"], "company_type": ["x"]}}], "A condition makes exactly one test."),
        ([{"id": "a", "applies_if": {"role": ["q"]}}], "There is no role 'q'."),
        ([*A, {"id": "b", "applies_if": {"node": "A", "answered": True}}], "A is not answered: it combines others."),
        ([*A, {"id": "b", "applies_if": {"any": [{"node": "a", "in": ["ful"]}]}}],
         "a has no answer 'ful'. Did you mean \"full\"?"),
        ([{**A[0], "scope": "all"}, {**A[1], "scope": "some"}], "A, above it, has a scope already."),
        ([{**A[0], "scope": "all"}, {**A[1], "then": [{"round": {}}]}],
         "which is asked of each subject. Move its steps"),
        ([{**A[0], "scope": "all"}, {**A[1], "components": ["day"]}],
         "Components stand where subjects are asked: on A"),
        ([{"id": "a", "missing": "forget"}], "Invalid enum value 'forget'"),
        ([{"id": "a", "op": "median"}], "Invalid enum value 'median'"),
        ([{"id": "a", "weight": float("inf")}], "inf is not a number to score with."),
        ([{"id": "a", "points": float("nan")}], "nan is not a number to score with."),
        ([{**A[0], "then": [{"modifier": {"node": "a", "multiply": 1e300}}]}, A[1]],
         "1e+300 is not a number to score with."),
    ],
)  # fmt: skip
def test_nodes_that_do_not_fit_together_are_refused(nodes, says):
    assert says in wrong(nodes, **ASKED, components=["day"])


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"scales": {"s": {}}}, "scales.s: The scale has no answers."),
        ({"scales": {"s": {"yes": float("nan")}}}, "scales.s.yes: nan is not a number to score with."),
        ({"scales": {"s": {" yes": 1}}}, "scales.s. yes: ' yes' cannot be given"),
        ({"scales": {"s": {"yes": {"state": "no"}}}}, "An answer without points is not applicable or unknown."),
        ({"default_scope": "a"}, "default_scope: There is no scope 'a'."),
        ({"ops": {"indcator": "sum"}}, 'There is no kind of node \'indcator\'. Did you mean "indicator"?'),
        ({"ops": {"element": {"op": "sum"}}}, "Only the total says what it is made of."),
        ({"ops": {"total": {"over": ["b"]}}}, "ops.total: There is no node 'b'."),
        ({"ops": {"total": {"over": ["a", "a"]}}}, "at least one node, each named once"),
        ({"ops": {"total": {"over": []}}}, "at least one node, each named once"),
        ({"ops": {"total": {"then": [{"modifier": {"node": "b"}}]}}}, "ops.total: There is no node 'b'."),
        ({"composites": {"c": {"of": []}}}, "The composite takes nobody in."),
        ({"composites": {"c": {"of": [{}]}}}, "A member is one of role, each and composite."),
        ({"composites": {"c": {"of": [{"role": "r"}]}}}, "composites.c: There is no role 'r'."),
        ({"composites": {"c": {"of": [{"composite": "d"}]}, "d": {"of": [{"composite": "c"}]}}},
         "Composites stand in a circle: c > d > c."),
        ({"scopes": {"x": []}}, "scopes.x: The scope asks nobody."),
        ({"scopes": {"x": ["c"]}}, "scopes.x: There is no composite 'c'."),
        ({"rounding": {"digits": 12}}, "rounding.digits: "),
        ({"id": "Not An Id"}, "id: "),
    ],
)  # fmt: skip
def test_parts_that_do_not_fit_together_are_refused(more, says):
    assert says in wrong(["a"], **more)


def test_a_tree_that_is_too_deep_is_refused():
    nodes = [
        {"id": f"n{depth}", "kind": f"k{depth}", **({"parent": f"n{depth - 1}"} if depth else {})}
        for depth in range(DEEPEST + 1)
    ]
    assert "deep in each other" in wrong(nodes)
    assert index(nodes[:DEEPEST])


def test_a_long_circle_is_found_without_recursion():
    nodes = [{"id": f"n{one}", "parent": f"n{(one + 1) % 5000}"} for one in range(5000)]
    assert "Nodes stand in a circle" in wrong(nodes)


def test_everything_that_is_wrong_is_listed():
    found = Methodology(
        knowshow="methodology/1",
        id="a",
        title="A",
        scales={},
        nodes=[Node(id="a", scale="s"), Node(id="a", parent="b")],
    )
    assert [one.what for one in complaints(found)] == [
        "There are two nodes 'a'.", "There is no scale 's'.", "There is no node 'b'.",
    ]  # fmt: skip


# ---- published ---------------------------------------------------------------------------------------------


def test_a_methodology_that_was_changed_after_publication_is_refused():
    plain = index(group("A", "a"))
    published = {**as_builtins(plain), "digest": fingerprint(plain), "published_on": "2026-11-25"}
    assert methodology_from(published).digest == fingerprint(plain)
    for change in ({"title": "Other"}, {"missing": "zero"}, {"scales": {"s": {"full": 99}}}, {"version": "2"}):
        assert "was changed after it was published" in refused({**published, **change})


def test_a_methodology_of_more_nodes_than_any_index_has_is_refused():
    nodes = [{"id": f"n{number}"} for number in range(MOST + 1)]
    assert "There are 20,001 nodes. At most 20,000 are read." in wrong(nodes)


def test_many_nodes_are_read_in_time_that_grows_with_their_number():
    nodes = [{"id": "top", "kind": "group"}, *({"id": f"n{number}", "parent": "top"} for number in range(4_000))]
    began = time.process_time()
    assert len(index(nodes).nodes) == 4_001
    assert time.process_time() - began < 5
