"""Measures of how well the coach searches, and how its thresholds are derived. Pure functions over scores; imports nothing of the coach."""
