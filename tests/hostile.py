"""Text and files as nobody should write them, and somebody does: each line is to be shown as it stands."""

MARKED = {"bold", "aslant", "struck", "tagged", "tilted"}
"""What Markdown or tags would set off in them: words, as pages show the letters of a name one by one."""
TITLES = (
    r"![i](http://127.0.0.1:1/q.png) $\frac12$ **bold** _aslant_ ~struck~ `c` <b>tagged</b> :red[r]",
    "[l](http://127.0.0.1:1) :material/home: :smile: <img src=http://127.0.0.1:1> & <!--",
    "lr $0.1$ vs $0.2$ *aslant* [l](http://e.x) www.auto.link a@b.example --> %{x} {a}",
)
# No /: it names a file.
LANGUAGE = "**bold** $x$ <i>tilted<i> :red[r] [l](www.auto.link) &amp; %{x}"

NO_OBJECTS = (b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000)
"""Content of JSON files that holds no object."""

LINES = (
    *TITLES, LANGUAGE, "7 _aslant_ $x$ and $y$ :red[r].png",
    "- x", "1. y", "1) y", "1.", "+ x", "* x", "# h", "## ", "> q", "-", "=", "---", "===", "***", "___",
    "- [ ] todo", "| a | b |", "    indented", "```py", "`", "``x``", "~~x~~", "~x~", "H~2~O", "a^2^",
    "<!-- http://auto.link -->", "<https://a.example>", "x<y>z", "a & b", "&lt;b&gt; &#42; &copy", "\\*",
    "a\\", "www.auto.link", "WWW.Auto.link foo@bar.com", "https://a.b/c?d=e&f", "hTTp://x.y",
    "mailto:a@b.c", "@", "www.", "→ <- (c) -> -- >= <= ~= <->", "->", "x-->y", ":-- a", "a :- -- b",
    "--flag", "a--b", "a=b", "==h==", ":smile:", ":+1:", ":material/home:", ":material_home:",
    ":streamlit:", ":red[x]", ":blue-badge[x]", ":help[x]", ":color[x]{foreground=red}", "::leaf[x]",
    ":::box", "12:30", "x:y", "end:", "head: logits, rate: 0.1", "$5 and $10", "$$x$$", "[^1]", "[x]",
    "[l][1]", "[l]: http://x.y", "![x]", "{a} {{b}}", "!", "snake_case", "__b__", "a__b_ c", "_b_c_",
    "a_b_", "_", "**", "a*", "*a", 'O\'Brien "q" 100 %', "C:\\Users\\x", "日本_語_ ليلى 😀 :", "a  b",
    "2026-11-26. x", "Quick (2) …",
)  # fmt: skip
