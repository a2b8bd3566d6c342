"""Where a reader stands on these pages: which period, which unit, which post; from the address."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.http import Http404, HttpRequest

from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.engine.decide.rules import Rules
from attain.engine.scoring.declaration import Scorecard
from attain.shell.languages import in_currency
from attain.wording import Wording

#: So many periods back a trend goes.
BACK = 6


@dataclass(frozen=True)
class Place:
    """runs: of the chosen run's cycle, the newest first. posts: (key, title) of those with a scorecard."""

    run: results.RunView
    runs: tuple[results.RunView, ...]
    around: people.Surroundings
    rules: Rules
    wording: Wording
    posts: tuple[tuple[str, str], ...] = ()
    post: str = ""

    @property
    def card(self) -> Scorecard | None:
        """The chosen post's scorecard in force."""
        cards = self.rules.scorecards(self.post, self.run.cycle, self.run.last_day)
        return cards[0] if cards else None

    @property
    def before(self) -> tuple[results.RunView, ...]:
        """The run and those before it, the oldest first."""
        past = [run for run in self.runs if run.end <= self.run.end]
        return tuple(reversed(past[:BACK]))

    @property
    def post_title(self) -> str:
        return post_title(self.rules, self.post, self.wording)


def place(request: HttpRequest, with_posts: bool = True) -> Place | None:
    """None where no period was computed yet. Raises Http404 for what the reader does not reach."""
    found = run_of(request)
    if found is None:
        return None
    run, runs = found
    around = people.surroundings(request.reach, request.GET.get("unit", ""))
    if around is None:
        raise Http404
    rules = results.rules_of(run.bundle)
    wording = in_currency(request.wording, rules.settings.currency)
    if not with_posts:
        return Place(run, runs, around, rules, wording)
    posts = tuple((post, post_title(rules, post, wording)) for post in posts_of(run, around.keys, rules))
    asked = request.GET.get("post", "")
    if asked and asked not in dict(posts):
        raise Http404
    return Place(run, runs, around, rules, wording, posts, asked or (posts[0][0] if posts else ""))


def run_of(request: HttpRequest) -> tuple[results.RunView, tuple[results.RunView, ...]] | None:
    """The period that the address names, else the newest; and all of its cycle."""
    runs = results.runs()
    period = request.GET.get("period", "")
    run = next((each for each in runs if each.period == period), None) if period else next(iter(runs), None)
    if run is None:
        if period:
            raise Http404
        return None
    return run, tuple(each for each in runs if each.cycle == run.cycle)


def posts_of(run: results.RunView, units: Iterable[str] | None, rules: Rules) -> list[str]:
    """The posts that have a scorecard and people in these units, the most frequent first."""
    scored = [card.post for card in rules.all_scorecards(run.cycle, run.last_day)]
    rows = results.people_sheets(run, units).filter(post__in=scored).values("post")
    counted = rows.annotate(people=Count("*")).order_by("-people", "post")
    return [row["post"] for row in counted]


def post_title(rules: Rules, post: str, wording: Wording) -> str:
    return wording.title(rules.posts.get(post) or {}, post)
