"""Texts that mean something to some format, or that no font or file can take."""

from hypothesis import strategies as st

MARKUP = [
    "<script>alert(1)</script>",
    '"><img src="http://example.com/x.png" onerror=alert(1)>',
    "</p></main></body><svg onload=x>",
    "<!-- ]]> --><style>body{background:url(http://example.com)}</style>",
    "&lt;b&gt; &amp; &#60;i&#62; &copy;",
    "# heading\n## other ##\nsetext\n===\n---",
    "- item\n* item\n+ item\n1. one\n2) two\n    code",
    "**bold** __bold__ *it* _it_ ~~gone~~ `code` ```\nfence\n```",
    "[link](javascript:alert(1)) ![picture](http://example.com/x.png) [ref]: http://example.com <http://example.com>",
    "| a | b |\n| --- | --- |\n| c \\| d | \\\\| |",
    "> quote\n\n\nparagraph\n\n    code",
    "trailing backslash \\",
    "$x^2$ {nb} **__--~~[x](1) \\**",
]
CONTROLS = [
    "\0",
    "nul \0 inside",
    "\x01\x07\x1b[31m\x7f",
    "\r\r\n\x0b\x0c\x1c\x85\u2028\u2029",
    "\ud800 lone",
    "\ufffe\ufdd0",
    "\u202edesrever\u2066",
    "\t\ttabs",
]
SCRIPTS = [
    "שלום עולם",
    "الشبكة تتعلم المرشحات",
    "网络从数据中学习滤波器。",
    "नेटवर्क",
    "🙂🎉👍🏽 👨‍👩‍👧",
    "e\u0301\u0301\u0301\u0301 Z͑ͫ̓",
    "\u200b\u200d\ufeff\u00ad",
    "∀x∈ℝ ≤ ½ “q”",
]
LONG = ["W" * 3_000, "word " * 2_000, "漢" * 2_000, "\n" * 300, "a\n" * 300]
TEXTS = st.one_of(
    st.sampled_from([*MARKUP, *CONTROLS, *SCRIPTS]),
    st.text(max_size=80),
    st.text("#*_`[]()<>!|\\&~$+-=:.1 \n\tab", max_size=40),
    st.lists(st.sampled_from([*MARKUP, *CONTROLS, *SCRIPTS]), min_size=2, max_size=4).map(" ".join),
)
