"""Markdown guides to values: `Guide`, `Question`, `Point`, with line numbers and a list of problems. `library` reads files, the rest is pure.

May import `errors` and `text`; `shipped` also `config`, for where the package is.
"""
