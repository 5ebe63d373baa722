"""The page: a Gradio app over `coach.practice`, with no logic of its own. May import everything but `cli`.

`render` turns values into HTML. `interviewing`, `explaining`, `reviewing` and `sampling` say what happens in a conversation; `browsing`, `drafting` and
`rebuilding` what the library does, `looking_back` what is shown of the past, `configuring` and `downloading` what the settings do. `context`, `visit` and
`conversation` are what all views work with, `views` holds the components and their events, one module a view, `app` puts them together, `server` serves it.
"""
