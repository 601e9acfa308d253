"""The page client: every page is fetched, parsed strictly and looked over for structure, access and privacy.

::

    page = as_lead.get("/members/")            # a whole page with status 200
    page = page.click("Add a member")          # follow a link by its words
    page = page.submit(email="a@example.org")  # fill the page's own form, hidden fields and token included
    assert page.heading == "Members"
    assert page.errors == []

The portal has a client of its own, which is nobody and brings nothing:

    page = as_public.get("/rankings/")
    assert as_public.address("rankings:index") == "/rankings/"
"""

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import html5lib
from django.test import Client
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from tests import second_server

HOST = "http://testserver"
_TOKEN = "csrfmiddlewaretoken"
_OWN_TOKEN = "t" * 32


class PageClient:
    """A browser without scripts. Tokens are checked as on a server."""

    def __init__(self, user=None):
        self.browser = Client(enforce_csrf_checks=True, raise_request_exception=True)
        self.user = None
        if user is not None:
            self.sign_in(user)

    def sign_in(self, user):
        """Sign in without the form, which has tests of its own."""
        self.browser.force_login(user)
        self.user = user
        return self

    def sign_out(self):
        """Forget the session."""
        self.browser.logout()
        self.user = None
        return self

    def get(self, url, *, status=200, follow=False, **headers):
        """Fetch a whole page. With a status that redirects, `page.location` says where to."""
        return self._page(self.browser.get(url, follow=follow, headers=headers or None), url, status)

    def post(self, url, data=None, *, status=200, follow=True, **headers):
        """Post as a form would, token included; by default the redirect is followed to its page."""
        if "csrftoken" not in self.browser.cookies:
            self.browser.cookies["csrftoken"] = _OWN_TOKEN
        data = {_TOKEN: self.browser.cookies["csrftoken"].value, **(data or {})}
        return self._page(self.browser.post(url, data, follow=follow, headers=headers or None), url, status)

    def submit(self, form, *, status=200, follow=True, button=None, **values):
        """Send a form of a page as a browser would; a field or a choice that it does not have is an error."""
        data = form.filled(values, button=button)
        if form.method == "get":
            return self._page(self.browser.get(form.action, data, follow=follow), form.action, status)
        return self._page(self.browser.post(form.action, data, follow=follow), form.action, status)

    def download(self, url, *, status=200):
        """Fetch what is not a page; its headers are looked over too."""
        response = self.browser.get(url)
        assert response.status_code == status, f"{url} answered {response.status_code}"
        problems = header_problems(response)
        assert not problems, f"{url}:\n" + "\n".join(problems)
        return response

    def fragment(self, url, *, status=200, **headers):
        """Fetch the part of a page that a script asks for."""
        response = self.browser.get(url, headers={"HX-Request": "true", **headers})
        assert response.status_code == status, f"{url} answered {response.status_code}"
        return Fragment(response.content.decode())

    def _page(self, response, url, status):
        chain = getattr(response, "redirect_chain", None)
        found = Page(client=self, response=response, url=urljoin(url, chain[-1][0]) if chain else url)
        assert response.status_code == status, (
            f"{found.url} answered {response.status_code}, not {status}{found.first_words()}"
        )
        if found.is_html:
            problems = [*header_problems(response), *page_problems(found)]
            assert not problems, f"{found.url}:\n" + "\n".join(problems)
        return found


class PortalClient:
    """Anybody who reads the portal: no account, no cookie, no script. Pages are answered as by the second server."""

    def __init__(self):
        self.browser = Client(enforce_csrf_checks=True, raise_request_exception=True)
        #: Whether the mechanism is attacked: only then may the one script of ours stand on a page.
        self.in_attack = False

    def address(self, name, /, *arguments, **named):
        """The address of a page of the portal."""
        return reverse(
            name, urlconf=second_server.portal_settings()["ROOT_URLCONF"], args=arguments or None, kwargs=named or None
        )

    def get(self, url, *, status=200, follow=False, **headers):
        """Fetch a whole page and look it over, as the workspace's client does; and for what the portal must not do."""
        return self._looked_over(self.ask("get", url, follow=follow, headers=headers or None), url, status)

    def _looked_over(self, response, url, status):
        found = Page(client=self, response=response, url=url)
        assert response.status_code == status, (
            f"{url} answered {response.status_code}, not {status}{found.first_words()}"
        )
        problems = self._problems(response, found)
        assert not problems, f"{url}:\n" + "\n".join(problems)
        return found

    def post(self, url, data=None, *, status=200, **headers):
        """Post as a form would: no token is asked for, since there is no session that could be used against anybody."""
        return self._looked_over(self.ask("post", url, data=data or {}, headers=headers or None), url, status)

    def submit(self, form, *, status=200, button=None, follow=False, **values):
        """Send a form of a page; what is posted is answered at once, since nothing may stand in an address."""
        data = form.filled(values, button=button)
        if form.method == "post":
            return self.post(form.action_of(button), data, status=status)
        return self.get(f"{form.action}?{urlencode(data, doseq=True)}", status=status, follow=follow)

    def download(self, url, *, status=200):
        """Fetch what is not a page; its headers are looked over too."""
        response = self.ask("get", url)
        assert response.status_code == status, f"{url} answered {response.status_code}"
        problems = self._problems(response)
        assert not problems, f"{url}:\n" + "\n".join(problems)
        return response

    def ask(self, method, url, **more):
        """The bare answer to a request; with the settings of the portal in force for as long as it takes."""
        with second_server.in_force(self.browser.handler):
            return getattr(self.browser, method)(url, **more)

    def _problems(self, response, page=None):
        problems = portal_problems(response, in_attack=self.in_attack)
        if self.browser.cookies:
            problems.append(f"a cookie is set: {sorted(self.browser.cookies)}")
        if page is not None and page.is_html:
            problems += [*page_problems(page), *no_scripts(page, in_attack=self.in_attack)]
        return problems


# ---- what a page holds -------------------------------------------------------------------------------------


class _Document:
    """What a parsed document and its parts share."""

    @property
    def root(self):
        raise NotImplementedError

    def all(self, *tags, within=None):
        """Every element with one of these tags, in the order of the page."""
        wanted = set(tags)
        return [one for one in (self.root if within is None else within).iter() if tag_of(one) in wanted]

    def by_class(self, name):
        """Every element of this class."""
        return [one for one in self.root.iter() if name in classes_of(one)]

    def by_id(self, name):
        """The element with this id, or nothing."""
        return next((one for one in self.root.iter() if attribute(one, "id") == name), None)

    @cached_property
    def text(self):
        """All words that can be read, with single spaces."""
        return words_of(self.root)

    @cached_property
    def links(self):
        """Every link: words and address."""
        return [(words_of(one), one.get("href")) for one in self.all("a") if one.get("href")]

    @cached_property
    def tables(self):
        """Every table as rows of words, headings included."""
        return [
            [[words_of(cell) for cell in cells(row)] for row in self.all("tr", within=table)]
            for table in self.all("table")
        ]

    @property
    def rows(self):
        """The rows of the only table, without its headings."""
        assert len(self.tables) == 1, f"there are {len(self.tables)} tables"
        table = self.all("table")[0]
        return [
            [words_of(cell) for cell in cells(row)]
            for body in self.all("tbody", within=table)
            for row in self.all("tr", within=body)
        ]


class Fragment(_Document):
    """A part of a page."""

    def __init__(self, html):
        self.html = html
        parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
        self._root = parser.parseFragment(html)

    @property
    def root(self):
        return self._root


@dataclass
class Page(_Document):
    """A fetched page, parsed."""

    client: PageClient = field(repr=False)
    response: object = field(repr=False)
    url: str

    @property
    def status(self):
        return self.response.status_code

    @property
    def location(self):
        """Where the answer sends the browser."""
        return self.response.headers.get("Location", "")

    @property
    def context(self):
        """What the view handed to the template; for what cannot be read from the page."""
        return self.response.context

    @property
    def is_html(self):
        return self.response.headers.get("Content-Type", "").startswith("text/html") and bool(self.response.content)

    @cached_property
    def html(self):
        return self.response.content.decode()

    @cached_property
    def root(self):
        builder = html5lib.getTreeBuilder("etree")
        return html5lib.HTMLParser(builder, strict=True, namespaceHTMLElements=False).parse(self.html)

    def first_words(self):
        """The beginning of what was answered, for a message."""
        if self.location:
            return f"; it leads to {self.location}"
        return f": {words_of(html5lib.parse(self.html, namespaceHTMLElements=False))[:400]}" if self.is_html else ""

    @cached_property
    def title(self):
        return words_of(self.all("title")[0])

    @cached_property
    def heading(self):
        return words_of(self.all("h1")[0])

    @cached_property
    def headings(self):
        """Every heading below the first."""
        return [words_of(one) for one in self.all("h2", "h3", "h4", "h5", "h6")]

    @cached_property
    def main(self):
        """The words of the main part, without the navigation."""
        return words_of(self.all("main")[0])

    @cached_property
    def notices(self):
        """What has just happened, as the page tells it."""
        return [words_of(one) for part in self.all("div") if part.get("role") == "status" for one in part]

    @cached_property
    def errors(self):
        """What the error summary lists."""
        return [words_of(item) for box in self.by_class("error-summary") for item in self.all("li", within=box)]

    @cached_property
    def forms(self):
        """The forms in the main part."""
        return [Form(one, self) for one in self.all("form", within=self.all("main")[0])]

    def form(self, button=None):
        """The form with this button, or the only one."""
        found = [one for one in self.forms if button is None or button in one.buttons]
        named = f"with the button {button!r}; there are {[one.buttons for one in self.forms]}" if button else ""
        assert len(found) == 1, f"{self.url} has {len(found)} forms {named}"
        return found[0]

    def submit(self, button=None, *, status=200, follow=True, **values):
        """Fill and send the form with this button, or the only form."""
        return self.client.submit(self.form(button), button=button, status=status, follow=follow, **values)

    def link(self, words):
        """The address behind these words."""
        found = {address for said, address in self.links if said == words}
        assert len(found) == 1, (
            f"{self.url} has {len(found)} links {words!r} among {sorted({said for said, _ in self.links})}"
        )
        return urljoin(self.url, found.pop())

    def has_link(self, words):
        """Whether a link has these words."""
        return any(said == words for said, _address in self.links)

    def click(self, words, *, status=200, follow=True):
        """Follow a link."""
        return self.client.get(self.link(words), status=status, follow=follow)


class Form:
    """A form of a page, with what a browser would send."""

    def __init__(self, element, page):
        self.element = element
        self.page = page
        self.method = (element.get("method") or "get").lower()
        self.action = urljoin(page.url, element.get("action") or page.url)

    @cached_property
    def _controls(self):
        inside = self.page.all("input", "select", "textarea", "button", within=self.element)
        own = self.element.get("id")
        return inside + [
            one for one in self.page.all("input", "select", "textarea", "button") if own and one.get("form") == own
        ]

    @cached_property
    def buttons(self):
        """The words of its buttons."""
        return [words_of(one) or one.get("value", "") for one in self._controls if _is_button(one)]

    def action_of(self, button=None):
        """Where a button sends the form: some lead to another address than the form's own."""
        pressed = [one for one in self._controls if _is_button(one) and button and words_of(one) == button]
        return urljoin(self.page.url, pressed[0].get("formaction") or self.action) if pressed else self.action

    @cached_property
    def fields(self):
        """Name and values of everything that a browser would send without a change."""
        found = MultiValueDict()
        for one in self._controls:
            if one.get("name") and not _is_button(one) and one.get("disabled") is None and one.get("type") != "file":
                for value in _values(one, self.page):
                    found.appendlist(one.get("name"), value)
        return found

    @cached_property
    def names(self):
        """The names of all fields, filled or not."""
        return {one.get("name") for one in self._controls if one.get("name")} - {_TOKEN}

    def choices(self, name):
        """The values that can be chosen in a field; nothing for one that is written in."""
        found = []
        for one in self._controls:
            if one.get("name") == name and one.get("type") in {"radio", "checkbox"}:
                found.append(one.get("value", "on"))
            elif one.get("name") == name and tag_of(one) == "select":
                found += [_option_value(option) for option in self.page.all("option", within=one)]
        return found

    def filled(self, values, *, button=None):
        """What to send: the page's own values, with these in their place."""
        data = self.fields.copy()
        for name, value in values.items():
            assert name in self.names, f"the form of {self.page.url} has no field {name!r} but {sorted(self.names)}"
            data.setlist(name, self._as_sent(name, value))
        for one in self._controls:
            if button and _is_button(one) and one.get("name") and words_of(one) == button:
                data.setlist(one.get("name"), [one.get("value", "")])
        return {name: sent if len(sent) != 1 else sent[0] for name, sent in data.lists() if sent}

    def _as_sent(self, name, value):
        known = self.choices(name)
        if value is True and len(known) == 1:
            return known
        if value is None or value is False:
            return []
        sent = list(value) if isinstance(value, list | tuple) else [value]
        if not known:
            return sent
        sent = [str(one) for one in sent]
        strange = [one for one in sent if one not in known]
        assert not strange, f"the field {name!r} of {self.page.url} has no choice {strange[0]!r} but {known}"
        return sent


def _is_button(one):
    return tag_of(one) == "button" or one.get("type") in {"submit", "image", "reset", "button"}


def _values(one, page):
    if tag_of(one) == "textarea":
        return ["".join(one.itertext())]
    if tag_of(one) == "select":
        options = page.all("option", within=one)
        chosen = [option for option in options if option.get("selected") is not None]
        if not chosen and one.get("multiple") is None:
            chosen = options[:1]
        return [_option_value(option) for option in chosen]
    if one.get("type") in {"radio", "checkbox"}:
        return [one.get("value", "on")] if one.get("checked") is not None else []
    return [one.get("value", "")]


def _option_value(option):
    return option.get("value") if option.get("value") is not None else words_of(option)


# ---- elements ----------------------------------------------------------------------------------------------


def tag_of(element):
    """The name of an element without its namespace; a comment has none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element, name):
    return element.get(name) if isinstance(element.tag, str) else None


def classes_of(element):
    return (attribute(element, "class") or "").split()


def cells(row):
    return [one for one in row if tag_of(one) in {"th", "td"}]


def words_of(element):
    """The words inside, as they are read out."""
    return " ".join("".join(_pieces(element)).split())


def _pieces(element):
    if not isinstance(element.tag, str) or tag_of(element) in {"script", "style", "template"}:
        return
    yield element.text or ""
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
    if tag_of(element) in {
        "p",
        "li",
        "dt",
        "dd",
        "div",
        "td",
        "th",
        "tr",
        "h1",
        "h2",
        "h3",
        "option",
        "legend",
        "label",
    }:
        yield " "


# ---- what every page is looked over for ----------------------------------------------------------------------


def header_problems(response):
    """What the headers lack: a strict content policy, no guessing of types, no address passed on, no cache."""
    said = response.headers
    policy = said.get("Content-Security-Policy", "")
    kept = said.get("Cache-Control", "")
    checks = {
        "no content security policy that starts from nothing": "default-src 'none'" in policy,
        "the content security policy allows inline scripts or styles": "unsafe" not in policy,
        "the browser may guess the type": said.get("X-Content-Type-Options") == "nosniff",
        "the address is passed on": said.get("Referrer-Policy") in {"same-origin", "no-referrer"},
        f"a shared cache may keep it ({kept or 'nothing said'})": "no-store" in kept or "private" in kept,
        "it may stand in a frame": said.get("X-Frame-Options") == "DENY" and "frame-ancestors 'none'" in policy,
    }
    return [problem for problem, is_fine in checks.items() if not is_fine]


def portal_problems(response, *, in_attack=False):
    """What is wrong with the headers of an answer that anybody may get; in an attack, our own script may run."""
    said = response.headers
    policy = said.get("Content-Security-Policy", "")
    kept = said.get("Cache-Control", "")
    checks = {
        "no content security policy that starts from nothing": "default-src 'none'" in policy,
        "the content security policy allows scripts": "script-src" not in _without_ours(policy, in_attack)
        and "unsafe" not in policy,
        "the browser may guess the type": said.get("X-Content-Type-Options") == "nosniff",
        "the address is passed on": said.get("Referrer-Policy") == "no-referrer",
        f"it says neither that it is public nor that nobody keeps it ({kept})": kept.startswith(("public", "no-store")),
        "what nobody keeps may be found by search engines": "public" in kept
        or "noindex" in said.get("X-Robots-Tag", ""),
        "it may stand in a frame": said.get("X-Frame-Options") == "DENY" and "frame-ancestors 'none'" in policy,
        "a cookie is set": "Set-Cookie" not in said and not response.cookies,
        "it differs by cookie": "cookie" not in said.get("Vary", "").lower(),
    }
    return [problem for problem, is_fine in checks.items() if not is_fine]


def _without_ours(policy, in_attack):
    """The policy, save that scripts of this server may run."""
    parts = [part.strip() for part in policy.split(";")]
    return ";".join(part for part in parts if not (in_attack and part == "script-src 'self'"))


def no_scripts(page, *, in_attack=False):
    """Nothing on the page would run, or ask for a script; in an attack, but for one of ours that nobody changed."""
    for one in page.root.iter():
        if tag_of(one) == "script" and not (in_attack and _is_ours(one)):
            yield "a script"
        for name in one.attrib if isinstance(one.tag, str) else ():
            if str(name).startswith(("hx-", "data-hx-")):
                yield f"{name} on {tag_of(one)} needs a script"


def _is_ours(script):
    said = dict(script.attrib)
    is_whole = said.get("integrity", "").startswith("sha384-") and not (script.text or "").strip()
    return is_whole and said.get("src", "").startswith("/static/") and set(said) <= {"src", "integrity", "defer"}


def page_problems(page):
    """Everything that is wrong with the page, in words."""
    try:
        page.root  # noqa: B018 - parsing is the check
    except html5lib.html5parser.ParseError as error:
        return [f"not sound HTML: {error} near {_near(page.html, error)}"]
    checks = (_head, _headings, _landmarks, _ids, _fields, _form_problems, _names, _tables, _hosts, _scripts)
    return [problem for check in checks for problem in check(page)]


def _near(html, _error):
    parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    parser.parse(html)
    (line, column), code, facts = parser.errors[0]
    return f"line {line}, {code} {facts}: {html.splitlines()[line - 1][max(0, column - 80) : column + 20]!r}"


def _head(page):
    root = page.root
    if not root.get("lang"):
        yield "no language"
    if root.get("dir") not in {"ltr", "rtl"}:
        yield "no direction"
    if len(page.all("title", within=page.all("head")[0])) != 1:
        yield "no title, or several"


def _headings(page):
    found = [int(tag_of(one)[1]) for one in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    if found.count(1) != 1:
        yield f"{found.count(1)} main headings"
        return
    if not words_of(page.all("h1")[0]) or not page.title.startswith(page.heading):
        yield f"the title {page.title!r} does not start with the heading {page.heading!r}"
    for before, after in zip([0, *found], found, strict=False):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before}"


def _landmarks(page):
    mains = page.all("main")
    if len(mains) != 1:
        yield f"{len(mains)} main parts"
        return
    first = next(iter(page.all("a")), None)
    target = (first.get("href") or "") if first is not None else ""
    if not target.startswith("#") or page.by_id(target[1:]) is not mains[0]:
        yield "the first link does not skip to the main part"
    navigations = page.all("nav")
    labels = [one.get("aria-label") or one.get("aria-labelledby") for one in navigations]
    if len(navigations) > 1 and (None in labels or len(set(labels)) < len(labels)):
        yield f"navigations that cannot be told apart: {labels}"


def _ids(page):
    ids = [one.get("id") for one in page.root.iter() if attribute(one, "id")]
    for name in sorted({one for one in ids if ids.count(one) > 1}):
        yield f"the id {name!r} is used {ids.count(name)} times"
    known = set(ids)
    for one in page.root.iter():
        for relation in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list", "form"):
            for name in (attribute(one, relation) or "").split():
                if name not in known:
                    yield f"{tag_of(one)} {relation}={name!r} names nothing"
        target = attribute(one, "href") or ""
        if tag_of(one) == "a" and target.startswith("#") and target[1:] not in known:
            yield f"a link leads to {target!r}, which is not there"


def _fields(page):
    labels = page.all("label")
    labelled = {one.get("for") for one in labels if words_of(one)}
    wrapped = {id(inner) for one in labels if words_of(one) for inner in one.iter()}
    for one in page.all("input", "select", "textarea"):
        if one.get("type") in {"hidden", "submit", "image", "reset", "button"}:
            continue
        if not (one.get("aria-label") or one.get("aria-labelledby") or one.get("id") in labelled or id(one) in wrapped):
            yield f"the field {one.get('name')!r} has no label"
    for one in page.all("fieldset"):
        if not any(tag_of(inner) == "legend" and words_of(inner) for inner in one):
            yield "a group of fields without a legend"


def _form_problems(page):
    for one in page.all("form"):
        if one.get("action") is None:
            yield "a form without an action"
        controls = page.all("input", "button", within=one)
        if not any(_is_button(inner) for inner in controls):
            yield f"the form {one.get('action')!r} has no button"
        if (one.get("method") or "get").lower() == "post" and not isinstance(page.client, PortalClient):
            if not any(inner.get("name") == _TOKEN and inner.get("value") for inner in controls):
                yield f"the form {one.get('action')!r} has no token"
        elif any(inner.get("name") == _TOKEN for inner in controls):
            yield f"the form {one.get('action')!r} puts its token into the address"
        if page.all("form", within=one)[1:]:
            yield "a form inside a form"


def _names(page):
    for one in page.all("a", "button"):
        if not (words_of(one) or one.get("aria-label")):
            yield f"a {tag_of(one)} without words: {one.get('href') or one.get('name')}"
    for one in page.all("img"):
        if one.get("alt") is None:
            yield f"a picture without words: {one.get('src', '')[:60]}"
    for one in page.all("svg"):
        titled = one.get("aria-label") or one.get("aria-labelledby") or any(tag_of(inner) == "title" for inner in one)
        if one.get("aria-hidden") != "true" and not (one.get("role") == "img" and titled):
            yield "a drawing that is neither hidden nor named"


def _tables(page):
    for one in page.all("table"):
        if not page.all("th", within=one):
            yield "a table without headings"
    for one in page.all("th"):
        if one.get("scope") not in {"col", "row", "colgroup", "rowgroup"}:
            yield f"the heading {words_of(one)!r} of a table does not say what it heads"


def _hosts(page):
    loading = {"script": "src", "img": "src", "link": "href", "form": "action", "iframe": "src", "source": "src"}
    loading |= {
        "video": "src",
        "audio": "src",
        "embed": "src",
        "object": "data",
        "input": "src",
        "use": "href",
        "image": "href",
    }
    for one in page.root.iter():
        address = attribute(one, loading.get(tag_of(one), "")) or ""
        parts = urlsplit(urljoin(HOST, address))
        if parts.scheme != "data" and parts.netloc != urlsplit(HOST).netloc:
            yield f"{tag_of(one)} loads from elsewhere: {address}"
        if (attribute(one, "http-equiv") or "").lower() == "refresh":
            yield "the page moves on by itself"
    for one in page.all("a"):
        if one.get("target") == "_blank" and "noopener" not in (one.get("rel") or ""):
            yield "a link opens a window that can reach back"


def _scripts(page):
    for one in page.root.iter():
        if (
            tag_of(one) == "script"
            and not one.get("src")
            and one.get("type") not in {"application/json", "application/ld+json"}
        ):
            yield "an inline script"
        if tag_of(one) == "style" or attribute(one, "style") is not None:
            yield f"an inline style on {tag_of(one)}"
        handlers = [
            name for name in (one.attrib if isinstance(one.tag, str) else ()) if str(name).lower().startswith("on")
        ]
        if handlers:
            yield f"an event handler {handlers[0]} on {tag_of(one)}"
        if (attribute(one, "href") or "").strip().lower().startswith("javascript:"):
            yield "a link that runs a script"


def query_of(url):
    """The parameters of an address."""
    return dict(parse_qsl(urlsplit(url).query))
