"""What all messages about a ticket share: the words of the field as closed lists, and the two base classes."""

import re
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from gridgov.messages.base import (
    EMPTY,
    NONE,
    Code,
    Command,
    Digest,
    Event,
    Key,
    LimitUnit,
    Message,
    Moment,
    says_nothing,
)

__all__ = [
    "EMPTY",
    "MAX_ATTACHMENTS",
    "MAX_ATTACHMENT_BYTES",
    "NONE",
    "Attachment",
    "ClockAct",
    "ClockChange",
    "ClockName",
    "Handled",
    "Kind",
    "MediaType",
    "Outcome",
    "Reference",
    "Satisfaction",
    "TicketCommand",
    "TicketEvent",
    "Urgency",
    "Visibility",
    "says_nothing",
]

Kind = Literal["consult", "help", "complaint", "report", "suggestion"]
"""What a claimant wants: 咨询, 求助, 投诉, 举报, 建议 (Beijing Regulation on Swift Response 2021, Art. 2)."""

Urgency = Literal["immediate", "urgent", "normal", "extended"]
"""How quickly it has to be handled. The limits behind the grades are a host's policy: no law states them."""

Satisfaction = Literal[
    "very_satisfied", "satisfied", "basically_satisfied", "dissatisfied", "very_dissatisfied", "no_opinion"
]
"""The five grades of the national scale, with *basically satisfied* in the middle, and *no opinion*."""

Handled = Literal["answered", "resolved", "partly_resolved", "explained"]
"""What a unit can say that it achieved."""

Outcome = Literal[
    "answered",
    "resolved",
    "partly_resolved",
    "explained",
    "declined",
    "diverted",
    "transferred_out",
    "merged",
    "withdrawn",
    "invalid",
    "unreachable",
]
"""What was achieved. Kept apart from the state: *closed* says where a ticket is, not how it went."""

Visibility = Literal["private", "pending", "public", "redacted", "hidden"]
"""Who may see a request: only those who work on it, or everybody, in whole or in part."""

ClockName = Literal[
    "dispatch",
    "answer",
    "accept",
    "contact",
    "adjudicate",
    "resolve",
    "resume",
    "report",
    "follow_up",
    "instruct",
    "review",
    "reply",
    "visit",
    "explain",
    "mediate",
    "deliberate",
    "track",
    "appeal",
]
"""What has a limit. The five that citizens are judged by are accept, contact, resolve, reply and visit."""

ClockAct = Literal["started", "paused", "resumed", "extended", "retargeted", "stopped", "cancelled"]
"""What can happen to a clock."""

_UNSEEN: Final = (  # the categories Cc, Cf, Zl and Zp of Unicode, as far as four hex digits reach
    r"\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e"
    r"\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
)
_UNSEEN_BEYOND: Final = re.compile(  # and beyond, where patterns of JSON Schema have no common way to write them
    "[\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
_FORMULA: Final = r" \xa0\u3000=+@\uff0b\uff0d\uff1d\uff20-"
"""How a cell of a spreadsheet begins that is not taken as text: ``= + - @``, wide or not, also after a space."""


def _all_seen(text: str) -> str:
    if _UNSEEN_BEYOND.search(text):
        raise PydanticCustomError("no_unseen_characters", "a citation has no characters that cannot be seen")
    return text


Reference = Annotated[
    str,
    StringConstraints(max_length=200, pattern=f"^[^{_UNSEEN}{_FORMULA}][^{_UNSEEN}]{{1,199}}$"),
    AfterValidator(_all_seen),
]
"""Where a rule stands: a law and its article. Not about a person, so it is kept and shown as it is.

Therefore it has no character that is not seen or turns the line around, and does not begin like a formula.
"""

MediaType = Literal[
    "image/jpeg",
    "image/png",
    "image/webp",
    "audio/mpeg",
    "audio/wav",
    "video/mp4",
    "application/pdf",
    "text/plain",
]
"""What an attachment may be: pictures, recordings, films, papers; nothing that runs."""

MAX_ATTACHMENT_BYTES = 50_000_000
"""The largest attachment, in bytes."""

MAX_ATTACHMENTS = 20
"""The most attachments of one message."""


class Attachment(Message):
    """A reference to a file that the host keeps; the file itself never comes here.

    Key and digest stay in the log for good: a random key, and the digest of the file as it is kept, encrypted.
    """

    key: Key
    media_type: MediaType
    size: int = Field(ge=1, le=MAX_ATTACHMENT_BYTES)
    """In bytes."""
    sha256: Digest
    """Of the bytes that the host keeps, so that another file under the same key is noticed."""


class ClockChange(Message):
    """What an event did to one clock of its ticket."""

    clock: ClockName
    act: ClockAct
    due: Moment | None = NONE
    """The new limit, where there is one."""
    amount: int | None = NONE
    """Of the limit that the date was computed from; None if the date was given."""
    unit: LimitUnit | None = NONE
    reason: Code | None = NONE
    by: Key | None = NONE
    """Who approved an extension."""


class TicketCommand(Command):
    """A wish about one ticket."""

    ticket: Key


class TicketEvent(Event):
    """Something that happened to one ticket; ``state`` is the state that it is in afterwards."""

    ticket: Key
    state: Code
    clocks: tuple[ClockChange, ...] = EMPTY
    """What it did to the clocks, in order."""
