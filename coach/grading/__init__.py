"""From a question's rubric and an answer to an assessment: which points were covered, with the candidate's own words as evidence, and a score.

May import `guides`, `text`, `errors` and the interfaces of `llm` and `index.embedder`; works on values, given an embedder and a model.
"""
