"""The report card as one HTML file: it needs no network, reads well on a phone and on paper, by day and by night."""

from functools import cache

from jinja2 import Environment

from gridgov.labels import label
from gridgov.report.audited import lines
from gridgov.report.card import Card, caveats, label_text, meaning
from gridgov.report.shown import percent, published, whole
from gridgov.report.templates import environment

__all__ = ["page"]


def page(card: Card) -> str:
    """The HTML of a card. Every text is escaped; the same card is always the same page."""
    return _environment().get_template("card.html.jinja").render(card=card)


@cache
def _environment() -> Environment:
    return environment(
        audited=lines,
        caveats=caveats,
        label=label,
        label_text=label_text,
        meaning=meaning,
        percent=percent,
        published=published,
        whole=whole,
    )
