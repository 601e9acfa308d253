"""Somebody who reports: a browser without scripts or cookies, at an address of her own, that reads forms."""

import http.client
import re
import secrets
import time
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode, urljoin, urlsplit

_PATIENCE = 120
_TAGS = re.compile(r"<textarea\b([^>]*)>(.*?)</textarea>|<(form|/form|input|select|option|button)\b([^>]*)>", re.DOTALL)
_ATTRIBUTES = re.compile(r'([\w-]+)(?:="([^"]*)")?')
#: Where one writes, where one comes back to, and where one adds files.
WRITE, RETURN, FILE = "/write/", "/return/", "/file/"
_AGENT = "Mozilla/5.0 (Android 13; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0"


class NoAnswerError(Exception):
    """The server is gone, or cut the connection: nobody knows what became of what was sent."""


class Connection:
    """One browser, from an address of this machine that nobody else has."""

    def __init__(self, address):
        self.address = address
        self.source = ".".join(["127", *(str(1 + secrets.randbelow(250)) for _ in range(3))])
        self._opened = None
        #: What stood in the address line, page by page.
        self.seen = []

    def get(self, path):
        """Fetch a page."""
        return self._asked("GET", path, None, {})

    def post(self, path, fields):
        """Send a form; files are tuples of name and bytes."""
        files = [(name, value) for name, value in fields if isinstance(value, tuple)]
        body, kind = _multipart(fields) if files else (urlencode(fields).encode(), "application/x-www-form-urlencoded")
        return self._asked("POST", path, body, {"Content-Type": kind, "Origin": self.address.rstrip("/")})

    def _asked(self, method, path, body, headers):
        try:
            if self._opened is None:
                where = urlsplit(self.address)
                self._opened = http.client.HTTPConnection(
                    where.hostname, where.port, timeout=_PATIENCE, source_address=(self.source, 0)
                )
            self._opened.request(method, path, body, {"User-Agent": _AGENT, "Accept-Language": "en", **headers})
            answer = self._opened.getresponse()
            self.seen += [path, answer.headers.get("Location", "")]
            return Answer(urljoin(self.address, path), answer.status, answer.headers, answer.read().decode())
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise NoAnswerError from error

    def close(self):
        """Hang up."""
        if self._opened is not None:
            self._opened.close()
        self._opened = None


def _multipart(fields):
    border = secrets.token_hex(16)
    parts = []
    for name, value in fields:
        if isinstance(value, tuple):
            head = f'name="{name}"; filename="{value[0]}"\r\nContent-Type: application/octet-stream'
            content = value[1]
        else:
            head, content = f'name="{name}"', str(value).encode()
        parts.append(f"--{border}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n")
    return b"".join([*parts, f"--{border}--\r\n".encode()]), f"multipart/form-data; boundary={border}"


@dataclass
class Answer:
    """A page that was answered."""

    address: str
    status: int
    headers: object = field(repr=False)
    text: str = field(repr=False)

    @property
    def forms(self):
        """Its forms, as a browser sees them."""
        found, options = [], None
        for tag in _TAGS.finditer(self.text):
            kind, given = tag.group(3) or "textarea", _attributes(tag.group(4) or tag.group(1) or "")
            if kind == "form":
                found.append(Form(urljoin(self.address, given.get("action", "")), given.get("method", "get").lower()))
            elif found and kind == "option":
                found[-1].option(options, given)
            elif found:
                options = given.get("name")
                found[-1].control(kind, given, unescape(tag.group(2) or "").removeprefix("\n"))
        return found

    def form(self, *names):
        """The first form with all of these fields."""
        return next((one for one in self.forms if set(names) <= set(one.names)), None)


@dataclass
class Form:
    """A form: what would be sent as it stands, and its buttons."""

    action: str
    method: str
    fields: list = field(default_factory=list)
    names: dict = field(default_factory=dict)
    buttons: list = field(default_factory=list)

    def control(self, kind, given, words):
        """Note a field or a button."""
        name, is_of = given.get("name"), given.get("type", "submit" if kind == "button" else "text")
        if is_of == "submit" and kind in {"button", "input"}:
            self.buttons.append((name, given.get("value", "")))
        elif name:
            self.names.setdefault(name, is_of if kind == "input" else kind)
            is_sent = is_of not in {"radio", "checkbox"} or "checked" in given
            if is_sent and kind != "select" and is_of != "file":
                self.fields.append((name, words if kind == "textarea" else given.get("value", "")))

    def option(self, name, given):
        """Note what is chosen in a list."""
        if name and ("selected" in given or name not in dict(self.fields)):
            self.fields = [one for one in self.fields if one[0] != name] + [(name, given.get("value", ""))]

    def value(self, name):
        """What stands in a field."""
        return dict(self.fields)[name]

    def filled(self, button=None, **values):
        """What is sent once these fields are filled and the button is pressed; the first one, unless it is named."""
        assert set(values) <= set(self.names), f"no field {set(values) - set(self.names)} among {set(self.names)}"
        kept = [(name, value) for name, value in self.fields if name not in values]
        named = [one for one in self.buttons if one[0] and (button is None or button in one)]
        return [*kept, *values.items(), *named[:1]]

    @property
    def path(self):
        """Where it is sent to."""
        return urlsplit(self.action).path


def _attributes(text):
    return {name: unescape(value) for name, value in _ATTRIBUTES.findall(text)}


@dataclass
class Sent:
    """A report that was acknowledged, and how long it took."""

    text: str = field(repr=False)
    reference: str = ""
    words: tuple = field(default=(), repr=False)
    is_confirmed: bool = False
    posted_s: float = 0.0
    whole_s: float = 0.0

    def as_json(self):
        """What the office needs to look for it."""
        return {name: getattr(self, name) for name in ("text", "reference", "words", "is_confirmed")}


def words_of(number):
    """What somebody writes: always other words, as long as people write."""
    told = f"Report {number} {secrets.token_hex(8)}: they closed my account after I wrote about the flood. "
    return told + "Nobody answers: “عربي”, 中文, кириллица.\n" + "I ask for it back, and for a reason. " * 20


def timed(act, *given):
    """The answer of an act and its seconds."""
    begun = time.perf_counter()
    return act(*given), time.perf_counter() - begun


def report(connection, text, tell=lambda _sent: None, more=(), start=WRITE):
    """Send a report as a browser does: open the form, write, send, type two words of the receipt again.

    `tell` hears of it once it is acknowledged, whatever becomes of the words. `more` are the fields of further pages.
    """
    sent, begun = Sent(text), time.perf_counter()
    form = _whole(connection.get(start)).form("text", "reference", "words")
    begun_to_send = time.perf_counter()
    page = _whole(connection.post(form.path, [*form.filled("send", text=text), *more]))
    sent.posted_s = time.perf_counter() - begun_to_send
    form = page.form("reference", "words", "places")
    assert form, f"no receipt on {page.address}"
    sent.reference, sent.words = form.value("reference"), tuple(form.value("words").split())
    tell(sent)
    sent.is_confirmed = _confirm(connection, form, sent.words)
    sent.whole_s = time.perf_counter() - begun
    return sent


def _confirm(connection, form, words):
    typed = {f"word{place}": words[int(place) - 1] for place in form.value("places").split(",")}
    page = connection.post(form.path, form.filled("confirm", **typed))
    return page.status == http.HTTPStatus.OK and page.form("places") is None


def come_back(connection, reference, words):
    """Type the receipt; the page that it opens."""
    return _whole(connection.post(RETURN, [("reference", reference), ("words", " ".join(words))]))


def _whole(page):
    assert page.status == http.HTTPStatus.OK, f"{urlsplit(page.address).path} answers {page.status}"
    return page


def attach(connection, sent, name, content):
    """Add a file to a report and, where it hides something, let the cleaned copy be used or the file as it is."""
    receipt = [("reference", sent.reference), ("words", " ".join(sent.words))]
    form = _whole(connection.post(FILE, receipt)).form("file", "reference", "words")
    page = _whole(connection.post(form.path, [*form.filled("send"), ("file", (name, content))]))
    choice = next((one for one in page.forms if ("do", "as_it_is") in one.buttons), None)
    if choice is None:
        return page
    wanted = "cleaned" if ("do", "cleaned") in choice.buttons else "as_it_is"
    return _whole(connection.post(choice.path, choice.filled(wanted)))
