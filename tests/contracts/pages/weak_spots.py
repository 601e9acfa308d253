"""Every rule that points at a weak spot of an assessment."""

from knowshow.respect.rules.quality import RULES
from tests.contracts.pages import NOTICE, table

_INTRODUCTION = """# Weak spots

An assessment that can be read may still be weak. These rules point at where, in `knowshow assess --json` (`problems`)
and in the workspace. None changes the order, none stops anybody. In the workspace a finding can be set aside with a
reason; it comes back when the facts change. `knowshow assess --strict` exits 1 if there is one.
"""


def page():
    """The page's text."""
    rows = [(one.id, one.title, one.why) for one in RULES.values()]
    return f"{NOTICE}\n{_INTRODUCTION}\n{table(('rule', 'weak spot', 'why it matters'), rows)}\n"
