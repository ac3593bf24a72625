"""One case of the year told event by event, out of its stream in the log: what happened, when, and how it went.

Personal texts are not told: a log has only their digests.
"""

from collections.abc import Iterable

from gridgov.errors import Lang
from gridgov.labels import label
from gridgov.messages import deliberation, tickets
from gridgov.messages.base import Event, Recorded
from gridgov.report.card import Case, Step

__all__ = ["told"]


def told(title_en: str, title_zh: str, stream: Iterable[Recorded]) -> Case:
    """The events of a stream as a case. An empty stream gives a case without a step."""
    return Case(title_en, title_zh, tuple(_step(recorded.event) for recorded in stream))


def _step(event: Event) -> Step:
    return Step(
        at=f"{event.at:%Y-%m-%d %H:%M}",
        what_en=label("event", event.type, "en"),
        what_zh=label("event", event.type, "zh"),
        detail_en=_detail(event, "en"),
        detail_zh=_detail(event, "zh"),
    )


def _detail(event: Event, lang: Lang) -> str:
    match event:
        case tickets.TicketCollected():
            return label("ticket.channel", event.channel, lang)
        case tickets.TicketHandled():
            return label("ticket.outcome", event.outcome, lang)
        case tickets.TicketCounselled():
            return label("ticket.satisfaction", event.satisfaction, lang)
        case _:
            return _topic_detail(event, lang)


def _topic_detail(event: Event, lang: Lang) -> str:
    match event:
        case deliberation.TopicRaised():
            return label("topic.category", event.category, lang)
        case deliberation.TopicScheduled():
            return f"{event.held_at:%Y-%m-%d %H:%M}"
        case deliberation.TopicDecided():
            return f"{label('topic.state', event.state, lang)}{'：' if lang == 'zh' else ': '}{_count(event, lang)}"
        case _:
            return ""


def _count(event: deliberation.TopicDecided, lang: Lang) -> str:
    if lang == "zh":
        return f"应到{event.entitled}人，实到{event.present}人，赞成{event.yes}、反对{event.no}、弃权{event.abstain}"
    return (
        f"{event.present} of {event.entitled} present, {event.yes} for, {event.no} against, {event.abstain} abstained"
    )
