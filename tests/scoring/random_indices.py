"""Random methodologies with random answers: every operation, policy, role, composite, condition and step."""

from hypothesis import strategies as st

from knowshow.scoring.methodology import Missing, Op
from tests.scoring.building import index, sheet

LABELS = ("full", "half", "none", "n/a", "unclear")
ROLES = ("office", "farm")
SUBJECTS = (("hq", "office"), ("f1", "farm"), ("f2", "farm"))
MOST = 3

ops = st.sampled_from(Op)
policies = st.sampled_from([*Missing, None])


@st.composite
def indices(draw, ops=ops, policies=policies, *, steps=True):
    """A methodology with one to three groups in one or two categories."""
    scoped = draw(st.booleans())
    groups = [_group(draw, number, ops, policies, scoped=scoped) for number in range(draw(st.integers(1, MOST)))]
    nodes = [
        {"id": "C0", "kind": "category", **_rule(draw, ops, policies)},
        *(node for group in groups for node in group),
    ]
    if steps and draw(st.booleans()):
        nodes[0]["then"] = [_step(draw)]
    more = {
        "missing": draw(st.sampled_from(Missing)),
        "ops": {"total": {"over": draw(st.sampled_from(["categories", "tops"]))}},
    }
    return index(nodes, **more, **(_asking(draw, ops) if scoped else {"roles": list(ROLES)}))


def _rule(draw, ops, policies):
    rule = {
        "op": draw(ops),
        "missing": draw(policies),
        "points": draw(st.sampled_from([1, 100])),
        "met_at": draw(st.sampled_from([None, 50])),
    }
    return {key: value for key, value in rule.items() if value is not None}


def _group(draw, number, ops, policies, *, scoped):
    scope = {"scope": draw(st.sampled_from(["all", "farms"]))} if scoped else {}
    yield {
        "id": f"G{number}",
        "kind": "group",
        "parent": "C0",
        "weight": number + 1,
        **_rule(draw, ops, policies),
        **scope,
    }
    for place in range(draw(st.integers(1, MOST))):
        more = {"missing": draw(policies), "choices": draw(st.sampled_from(["one", "one", "many"]))}
        if place and draw(st.booleans()):
            more["applies_if"] = {"node": f"G{number}.0", "in": ["full", "half"]}
        if draw(st.booleans()):
            more["not_applicable_to"] = ["bank"]
        yield {"id": f"G{number}.{place}", "kind": "question", "parent": f"G{number}", "weight": place + 1,
               **{key: value for key, value in more.items() if value is not None}}  # fmt: skip


def _step(draw):
    return draw(
        st.sampled_from(
            [
                {"round": {"digits": 1}},
                {"modifier": {"node": "G0", "at_least": 50, "multiply": 0.85}},
                {"bands": [{"label": "low", "upto": 50}, {"label": "high"}]},
            ]
        )
    )


def _asking(draw, ops):
    farms = draw(st.sampled_from([[{"role": "farm"}], [{"each": "farm"}], [{"role": "farm"}, {"role": "office"}]]))
    return {
        "roles": list(ROLES),
        "composites": {
            "office": {"of": [{"role": "office"}], "op": draw(ops)},
            "farms": {"of": farms, "op": draw(ops)},
        },
        "scopes": {"all": {"of": ["office", "farms"], "op": draw(ops)}, "farms": ["farms"]},
    }


@st.composite
def sheets(draw, methodologies=None):
    """A methodology with answers of one company; many are left out."""
    made = draw(indices() if methodologies is None else methodologies)
    empty = sheet(made, {}, SUBJECTS, type=draw(st.sampled_from(["bank", "maker"])))
    for subject, role in SUBJECTS:
        for leaf in empty.plan.leaves.values():
            if leaf.place not in empty.plan.unasked(role) and draw(st.booleans()):
                empty.give("a", subject, leaf.node.id, draw(st.sampled_from(LABELS)))
    return empty
