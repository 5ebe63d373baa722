"""A report as one HTML file that needs nothing else: no script, no request, light or dark as the reader's system is, fit for print. Pure."""

import html
from collections.abc import Iterator

from coach.report.contents import Report
from coach.report.document import LANGUAGE, Block, Document, Heading, Items, Look, Paragraph, Run, Runs, Style, Table, document

# Nothing may be fetched or run, whatever else stands in the file; "unsafe-inline" is for the style sheet below.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
# Text on its ground has a contrast of at least 4.5:1 in both schemes (WCAG 2.2, 1.4.3): tests/report/test_report_html.py measures it.
COLOURS = {
    "light": {"ground": "#ffffff", "text": "#1f2430", "note": "#565d6d", "line": "#d5d9e2", "mark": "#fdecae", "added": "#0b5d3b", "removed": "#9a2020"},
    "dark": {"ground": "#15181f", "text": "#e6e8ee", "note": "#a4abba", "line": "#3a4150", "mark": "#5c4a0b", "added": "#7fd8ac", "removed": "#f0a0a0"},
}
STYLE = """
body { background: var(--ground); color: var(--text); font: 1rem/1.55 system-ui, sans-serif; margin: 0 auto; max-width: 46rem; padding: 1.5rem 1rem 4rem; }
body { overflow-wrap: anywhere; }
th, td { overflow-wrap: break-word; }
h1, h2, h3, h4 { line-height: 1.25; margin: 1.6em 0 0.4em; }
h1 { font-size: 1.7rem; margin-top: 0; } h2 { font-size: 1.3rem; } h3 { font-size: 1.05rem; } h4 { font-size: 1rem; font-weight: 600; }
section { border-top: 1px solid var(--line); margin-top: 2rem; }
p, li, td, th { white-space: pre-line; }
p { margin: 0.4em 0; }
li { margin: 0.3em 0; }
.note { color: var(--note); font-size: 0.875rem; }
.said, .improved { border-left: 3px solid var(--line); margin: 0.6em 0; padding-left: 0.8em; }
mark { background: var(--mark); color: var(--text); padding: 0 0.1em; }
ins { color: var(--added); font-weight: 600; text-decoration: underline; text-underline-offset: 0.2em; }
del { color: var(--removed); }
a { color: inherit; text-underline-offset: 0.2em; }
table { border-collapse: collapse; margin: 1em 0; width: 100%; }
caption { font-weight: 600; padding-bottom: 0.3em; text-align: left; }
th, td { border-bottom: 1px solid var(--line); padding: 0.35em 0.8em 0.35em 0; text-align: left; vertical-align: top; }
@media print { body { max-width: none; padding: 0; } h1, h2, h3, h4 { break-after: avoid; } li, tr { break-inside: avoid; } }
"""
ELEMENTS = {Style.STRONG: "strong", Style.EVIDENCE: "mark", Style.ADDED: "ins", Style.REMOVED: "del"}


def render(report: Report) -> str:
    """The report as an HTML page. The same report gives the same page."""
    made: Document = document(report)
    body = "\n".join(_sections(made.blocks))
    return (
        f'<!DOCTYPE html>\n<html lang="{LANGUAGE}">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{html.escape(made.title)}</title>\n<style>\n{_schemes()}{STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _schemes() -> str:
    """The colours: dark where the reader's system is, but never on paper."""
    light, dark = ("; ".join(f"--{name}: {colour}" for name, colour in COLOURS[scheme].items()) for scheme in ("light", "dark"))
    return f":root {{ {light} }}\n@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}"


def _sections(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Each heading of level 2 begins a section."""
    inside = False
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2:
            yield "</section>\n<section>" if inside else "<section>"
            inside = True
        yield _block(block)
    if inside:
        yield "</section>"


def _block(block: Block) -> str:
    # dir="auto": words in a script that runs from right to left do so, within their own paragraph.
    match block:
        case Heading(level, text, mark, anchor):
            name = f' id="{anchor}"' if anchor else ""
            sign = f'<span aria-hidden="true">{mark}</span> ' if mark else ""
            return f'<h{level} dir="auto"{name}>{sign}{html.escape(text)}</h{level}>'
        case Paragraph(runs, look):
            css_class = "" if look is Look.BODY else f' class="{look.value}"'
            return f'<p dir="auto"{css_class}>{_runs(runs)}</p>'
        case Items(items):
            return "<ul>\n" + "\n".join(f'<li dir="auto">{_runs(item)}</li>' for item in items) + "\n</ul>"
        case Table(caption, header, rows):
            head = "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in header)
            body = "\n".join(
                f'<tr><th scope="row">{html.escape(first)}</th>' + "".join(f'<td dir="auto">{html.escape(cell)}</td>' for cell in rest) + "</tr>"
                for first, *rest in rows
            )
            return f"<table>\n<caption>{html.escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _runs(runs: Runs) -> str:
    return "".join(_run(run) for run in runs if run.text)


def _run(run: Run) -> str:
    element = ELEMENTS.get(run.style)
    text = f"<{element}>{html.escape(run.text)}</{element}>" if element else html.escape(run.text)
    return f'<a href="#{run.link}">{text}</a>' if run.link else text
