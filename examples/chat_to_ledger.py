"""An evening in a residents' group, turned into an orderly ledger and a batch of commands.

Prints::

    1  19:00  电动自行车  投诉  2 条消息，1 人附议
    2  19:05  供暖  求助  1 条消息，0 人附议
    3  19:20  电动自行车  投诉  1 条消息，0 人附议，与第 1 条相似
    4  19:31  停车  建议  1 条消息，0 人附议
    不是诉求的消息：2 条
    2022-12-05:hall-7:1 -
    2022-12-05:hall-7:2 -
    2022-12-05:hall-7:3 2022-12-05:hall-7:1
    2022-12-05:hall-7:4 -
"""

from datetime import datetime, timedelta
from itertools import pairwise

from gridgov.labels import label
from gridgov.tickets.chat import ChatMessage, LedgerRules, commands, ledger
from gridgov.tickets.keywords import shipped_keywords

NAMES = {"safety.e_bike": "电动自行车", "housing.heating": "供暖", "traffic.parking": "停车"}

TALK = (
    ("19:00", "r-1", "三单元楼道里停着电动车，还在充电", None),
    ("19:01", "r-1", "楼道都堵住了", None),
    ("19:02", "r-2", "+1", 0),
    ("19:04", "r-3", "大家晚上好", None),
    ("19:05", "r-4", "家里暖气不热，谁能帮帮忙", None),
    ("19:20", "r-5", "三单元楼道里停着电动车，还在充电，楼道都堵了", None),
    ("19:31", "r-6", "建议在小区东侧加几个车位", None),
    ("19:40", "r-3", "谢谢！", None),
)
"""Made up: when, who, what, and the message that it answers."""

RULES = LedgerRules(gap=timedelta(minutes=5), window=timedelta(days=1), threshold=600)
"""Our choice for the example; no source states these figures."""


def shared_pairs(one: str, two: str) -> int:
    """How many pairs of neighbouring characters two texts share, in thousandths."""
    a, b = set(pairwise(one)), set(pairwise(two))
    return 2000 * len(a & b) // max(len(a) + len(b), 1)


def main() -> None:
    """Prints the ledger as a clerk would read it, then the tickets that it becomes."""
    said = [
        ChatMessage(datetime.fromisoformat(f"2022-12-05T{clock}+08:00"), sender, text, answered)
        for clock, sender, text, answered in TALK
    ]
    found = ledger(
        said, group="hall-7", place="110112004002", classify=shipped_keywords(), alike=shared_pairs, rules=RULES
    )
    for entry in found.entries:
        like = f"，与第 {entry.duplicate_of} 条相似" if entry.duplicate_of else ""
        print(
            f"{entry.number}  {entry.at:%H:%M}  {NAMES[entry.category]}  {label('ticket.kind', entry.kind, 'zh')}  "
            f"{len(entry.messages)} 条消息，{len(entry.supporters)} 人附议{like}"
        )
    print(f"不是诉求的消息：{len(found.talk)} 条")
    for command in commands(found, prefix="2022-12-05"):
        print(command.ticket, command.like or "-")


if __name__ == "__main__":
    main()
