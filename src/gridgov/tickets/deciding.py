"""Which events follow from a command: the table of decisions, one function a command."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from gridgov.documents import check_type
from gridgov.errors import Refused
from gridgov.kernel import Context
from gridgov.messages import tickets as m
from gridgov.tickets import collecting, counselling, handling, replying, standing
from gridgov.tickets.acts import act_of
from gridgov.tickets.chart import article
from gridgov.tickets.state import Ticket

__all__ = ["decide", "stream_of"]


def stream_of(command: m.TicketCommand) -> str:
    """The stream that a ticket's events are in: ``ticket/`` and its id.

    Raises:
        BadInput: what was sent is no command about a ticket.

    """
    check_type(command, m.TicketCommand, "command", expected="a command about a ticket", source="tickets")
    return f"ticket/{command.ticket}"


def decide(ticket: Ticket | None, command: m.TicketCommand, context: Context) -> tuple[m.TicketEvent, ...]:
    """The events that follow from a command about a ticket: one, as a rule.

    Raises:
        Refused: a rule says no: which one, its source, and what is possible now. Every decision names its codes;
            those of all are ``in_the_future``, ``does_not_exist``, ``not_allowed_now`` and ``condition_not_met``.
        BadInput: what was sent is no command about a ticket.

    """
    check_type(command, m.TicketCommand, "command", expected="a command about a ticket", source="tickets")
    context.check_happened(command.type)
    if isinstance(command, m.Collect):
        return collecting.collect(ticket, command, context)
    if ticket is None:
        what = act_of(command)
        raise Refused("does_not_exist", what=what, case=command.ticket, allowed=("collect",), source=article(10))
    return _DECISIONS[type(command)](ticket, command, context)


_DECISIONS: Final[Mapping[type[m.TicketCommand], Callable[[Ticket, Any, Context], tuple[m.TicketEvent, ...]]]] = (
    MappingProxyType(
        {
            # 收
            m.Classify: collecting.classify,
            m.Ask: collecting.ask,
            m.Supply: collecting.supply,
            m.AnswerNow: collecting.answer_now,
            m.Divert: collecting.divert,
            m.Decline: collecting.decline,
            m.Invalidate: collecting.invalidate,
            m.Merge: collecting.merge,
            m.Unmerge: collecting.unmerge,
            m.Adopt: collecting.adopt,
            m.Release: collecting.release,
            m.Withdraw: collecting.withdraw,
            # 办
            m.Dispatch: handling.dispatch,
            m.Accept: handling.accept,
            m.Object: handling.object_,
            m.Adjudicate: handling.adjudicate,
            m.Contact: handling.contact,
            m.Plan: handling.plan,
            m.Wait: handling.wait,
            m.Resume: handling.resume,
            m.Whistle: handling.whistle,
            m.Report: handling.report,
            m.Override: handling.override,
            m.Forward: handling.forward,
            m.FollowUp: handling.follow_up,
            m.HearBack: handling.hear_back,
            m.Escalate: handling.escalate,
            m.Instruct: handling.instruct,
            m.Handle: handling.handle,
            m.Review: handling.review,
            m.Extend: handling.extend,
            m.Lapse: handling.lapse,
            # 回
            m.DraftReply: replying.draft_reply,
            m.ApproveReply: replying.approve_reply,
            m.Reply: replying.reply,
            m.FailDelivery: replying.fail_delivery,
            m.GiveUp: replying.give_up,
            m.ReportBack: replying.report_back,
            # 疏
            m.Counsel: counselling.counsel,
            m.AttemptVisit: counselling.attempt_visit,
            m.SkipVisit: counselling.skip_visit,
            m.Explain: counselling.explain,
            m.Mediate: counselling.mediate,
            m.Settle: counselling.settle,
            m.HandOver: counselling.hand_over,
            m.TakeBack: counselling.take_back,
            m.Track: counselling.track,
            m.ReviewTracking: counselling.review_tracking,
            m.Appeal: counselling.appeal,
            m.DecideAppeal: counselling.decide_appeal,
            m.Reopen: counselling.reopen,
            # at any time
            m.Note: standing.note,
            m.Urge: standing.urge,
            m.RequestExclusion: standing.request_exclusion,
            m.DecideExclusion: standing.decide_exclusion,
            m.Restore: standing.restore,
            m.Show: standing.show,
            m.Archive: standing.archive,
        }
    )
)
"""The decision about every command but the first."""
