"""Ids that stay the same when something else in the guide changes. Pure."""

import hashlib
import re
import unicodedata

SLUG_CHARACTERS = 60
HASH_CHARACTERS = 6  # 16.7 million values; ids are only compared within a guide


def slug(text: str, most: int = SLUG_CHARACTERS) -> str:
    """Lower-case ASCII words joined by hyphens, at most `most` characters; a hash where nothing of that kind is left."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = "-".join(re.findall(r"[a-z0-9]+", ascii_text.lower()))
    return words[:most].rstrip("-") or digest(text)


def digest(*parts: str) -> str:
    """A short hash of normalised text."""
    joined = "\x1f".join(" ".join(part.casefold().split()) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:HASH_CHARACTERS]


class IdGiver:
    """Gives ids that are unique within one guide or question. What comes second under the same key is told apart by its own text."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}  # how often each was asked for

    def give(self, name: str, *key: str, text: str) -> str:
        """`name` and a hash of `key`; of `text` as well when that is taken; then numbered."""
        candidate = f"{name}-{digest(*key)}"
        if candidate in self._given:
            candidate = f"{name}-{digest(*key, text)}"
        base = candidate
        while candidate in self._given:
            self._given[base] += 1
            candidate = f"{base}-{self._given[base]}"
        self._given[candidate] = 1
        return candidate
