"""Contrast of colours, as WCAG 2.2 defines it."""


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours written as "#rrggbb", 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in (byte / 255 for byte in bytes.fromhex(colour[1:])))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
