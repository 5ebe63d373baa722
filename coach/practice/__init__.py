"""Practising over weeks: interviews that are kept as they go, what is chosen from the history, and looking back. Ties interview, report and store together."""
