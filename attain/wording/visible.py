"""Text from outside, made fit to be shown: nothing in it can steer a terminal or flood a page."""

import re

LONGEST = 120

#: Control characters, and those that turn the direction of writing.
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """The text with characters that cannot be seen shown as a picture of their own: ␛, ␊, or �."""
    return _STEERING.sub(_picture, text)


def shortened(value: object) -> object:
    """A text that is too long for a sentence, cut in the middle; any other value as it is."""
    if not isinstance(value, str) or len(value) <= LONGEST:
        return value
    end = LONGEST // 4
    return f"{value[: LONGEST - end - 1]}…{value[-end:]}"


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else "\N{REPLACEMENT CHARACTER}"
