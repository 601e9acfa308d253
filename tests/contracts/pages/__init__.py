"""What each reference page says, worked out from the code: pure text, nothing is written here."""

#: Stands on top of every page.
NOTICE = "<!-- Made by `python3 dev.py docs`. Change the code, not this page. -->"


def table(headings, rows):
    """A Markdown table; bars and line breaks inside cells are made harmless."""
    lines = [_row(headings), "|" + "---|" * len(headings), *(_row(row) for row in rows)]
    return "\n".join(lines)


def _row(cells):
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def code(text):
    return f"`{text}`" if text else ""
