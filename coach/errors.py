"""The one exception type whose message is meant for the person at the screen."""


class CoachError(Exception):
    """Something the user can act on. The message is one clear sentence: what is wrong, where, and what to do."""
