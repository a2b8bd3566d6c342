"""Message ids and values become sentences, numbers and dates in five languages."""

from attain.wording.speech import UnknownMessage, Wording

__all__ = ["UnknownMessage", "Wording"]
