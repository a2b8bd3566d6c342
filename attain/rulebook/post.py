"""What a post is: who is measured and paid as what. Where a company declares posts, others are unknown."""

from typing import Literal

from pydantic import Field

from attain.engine.declare import Declaration, Key, Text


class Post(Declaration):
    """posts/*.yaml. Once a rulebook has posts of its own, only these and the shipped ones are known.

    answers_for: how far its holder's influence goes; KPIs that judge it must not go further.

    duties, rights, liability, requirements: the card of the post, for people to read."""

    post: Key
    title: Text = Field(default_factory=dict)
    meaning: Text = Field(default_factory=dict)
    duties: Text = Field(default_factory=dict)
    rights: Text = Field(default_factory=dict)
    liability: Text = Field(default_factory=dict)
    requirements: Text = Field(default_factory=dict)
    answers_for: Literal["own", "team", "unit", "company"] = "own"
    source: str = ""
