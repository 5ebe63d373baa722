"""What a new guide starts from. Data."""

SKELETON = """\
---
term: Data Engineer Interview Preparation
---

<!-- The term above is the guide's title. A heading opens each category, a heading below it each question, and bullets say what a good answer has. -->

## Technical Questions

### What is a data pipeline?

- **Difficulty**: easy
- **Extract**: It reads data from where it arises.
- **Load**: It writes the data to where it is used.
- **Pitfalls**:
  - Running a step twice must not write its rows twice.
- **Follow-up questions**:
  - How do you notice that a source has changed?

## Behavioral Questions

### Tell me about a time when you repaired something that others relied on.

- **Situation**: What was broken, and who noticed.
- **Action**: What you did yourself.
- **Result**: What was better afterwards, in figures.
"""
