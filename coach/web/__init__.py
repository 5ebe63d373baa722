"""The page: a Gradio app over `coach.practice`, with no logic of its own. May import everything but `cli`.

`render` turns values into HTML (the only place that does). `interviewing`, `explaining` and `reviewing` say what happens in a conversation, `views` holds the
components and their events, one module a view, `app` puts them together, `server` serves it.
"""
