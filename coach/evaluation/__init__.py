"""Measures of how well the coach grades, searches and stands up to tricks, and how its thresholds are derived.

May import everything below it: `interview`, `grading`, `index`, `guides`. `measures` and `relevance` are pure.
"""
