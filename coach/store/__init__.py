"""What the coach remembers: profiles, interviews with their events, attempts, the cards of spaced repetition and what was looked up, in SQLite or PostgreSQL.

`types` and `values` are light; `store` and the modules below it load SQLAlchemy. May import `config`, `errors` and the types of `guides`, `grading` and
`interview`.
"""
