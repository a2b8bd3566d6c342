"""The ready posts of the catalogue: what each is for, and what it answers for."""

from collections.abc import Iterator

from attain.rulebook.post import Post
from docs.pages.layout import anchor, english, page, plain_table, titles
from docs.pages.shelf import of_kind

REACHES = {
    "own": "what the holder moves alone",
    "team": "the team",
    "unit": "the unit",
    "company": "the whole company",
}


def posts() -> str:
    """Every post with its card, and its scorecards and plans."""
    found = [document.rule for document in of_kind("post")]
    parts = [
        "# Posts of the catalogue",
        f"{len(found)} posts. A rulebook with `include: standard` knows them all; its own post of the same\n"
        "name stands in the place of the shipped one. Once a rulebook declares a post of its own, posts\n"
        "that neither it nor the catalogue declares are unknown, and a misspelt one is told.",
    ]
    for post in found:
        parts += _post(post)
    return page(parts)


def _post(post: Post) -> Iterator[str]:
    yield f"## {post.post}"
    yield titles(post.title)
    yield english(post.meaning)
    yield plain_table(
        [
            ("duties", english(post.duties)),
            ("rights", english(post.rights)),
            ("liability", english(post.liability)),
            ("requirements", english(post.requirements)),
            ("KPIs that judge it may reach", REACHES[post.answers_for]),
            ("scorecards", _links("scorecard", post, "scorecards.md")),
            ("plans", _links("plan", post, "plans.md")),
        ]
    )


def _links(kind: str, post: Post, target: str) -> str:
    """The catalogue's documents of the kind that are for the post."""
    names = [document.name for document in of_kind(kind) if document.rule.post == post.post]
    return ", ".join(f"[`{name}`]({target}#{anchor(name)})" for name in names)
