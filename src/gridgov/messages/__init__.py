"""The wire contract: every command and event of the library, with JSON Schema.

>>> sorted(COMMANDS.by_type)[:3]
['org.admit', 'org.appoint', 'org.assign']
"""

from typing import Final

from gridgov.messages import deliberation, org, tickets
from gridgov.messages.base import Command, Event, Recorded, Unrecorded, Vocabulary

__all__ = ["COMMANDS", "EVENTS", "Command", "Event", "Recorded", "Unrecorded", "Vocabulary"]

COMMANDS: Final[Vocabulary[Command]] = Vocabulary((*tickets.COMMANDS, *org.COMMANDS, *deliberation.COMMANDS))
"""Every command of the library."""

EVENTS: Final[Vocabulary[Event]] = Vocabulary((*tickets.EVENTS, *org.EVENTS, *deliberation.EVENTS))
"""Every event of the library; a host with events of its own makes a larger vocabulary and passes it to the store."""
