"""Looking back: an interview as a report in Markdown, HTML or PDF, and plots of a history.

`contents` says what is in a report, `document` in which order and words, `markdown`, `html` and `pdf` how it looks. All but the drawing is pure. May import
`interview`, `grading` and `guides`; matplotlib and fpdf are loaded when something is drawn.
"""
