"""The page: a Gradio app over `coach.interview`, with no logic of its own. May import everything but `cli`.

`render` turns values into HTML (the only place that does), `conversation` runs the three ways of practising, `app` lays the page out, `server` serves it.
"""
