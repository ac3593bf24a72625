"""What can be wrong with a figure, a table or a question about them. English, Chinese."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TEXTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "figure_of_figure_of_figure": (
            "is a figure made of figures that are made of figures themselves",
            "所依据的指标本身又由其他指标派生，不能再嵌套",
        ),
        "overlapping_targets": ("begins while another target still holds", "起始时另一目标值仍然有效"),
        "too_many_windows": ("would have more than {most} windows", "时段超过 {most} 个"),
        "windows_overlap": ("begins before the one before it has ended", "前一时段结束之前已开始"),
        "windows_leave_a_gap": ("begins after the one before it has ended", "与前一时段之间有空档"),
        "outside_the_windows": ("has no window for {day}", "没有包含 {day} 的时段"),
        "not_mergeable": ("does not add up with others: ask for states", "不能合并：请改用 states"),
        "has_no_periods": ("have no periods", "没有时段"),
        "no_figure_possible": (
            "has the columns of no figure that is asked for; say with --map which column is which (nearest: {near})",
            "没有所求任何指标所需的列；请用--map指明列的对应关系（最接近的预设：{near}）",
        ),
        "text_for_numbers": (
            "holds text where a figure asks for whole numbers: say with --map how it is to be read",
            "应为整数，实为文本：请用--map指明读法",
        ),
        "would_overwrite": ("is the file that is read", "与读取的文件相同"),
        "one_group_column": ("are by several columns; a picture shows one", "按多个列分组；图只能按一个列绘制"),
        "needs_as_of": (
            "needs the moment as_of, at which what is open is still open",
            "需要给出时点 as_of，以确定哪些仍未办结",
        ),
        "needs_period": ("is a change and needs a period", "是变动指标，需要给出时段"),
        "has_no_anchor": ("has no moment by which it belongs to a period", "没有用于归入时段的时间"),
        "needs_base": ('needs the number "{base}" from outside', "需要外部数据“{base}”"),
        # assessment
        "not_assessable": (
            "names {kpi}, which is no share with a better direction",
            "所列 {kpi} 不是有优劣方向的占比指标",
        ),
        "weights_not_one": ("have weights that do not make exactly 1", "权重之和不等于 1"),
        "last_band_from_zero": ("must end with one that begins with 0", "最后一档必须从 0 起"),
        "bands_must_fall": ("must begin lower than the band before it", "起点必须低于前一档"),
        "unknown_kpi": ("names a figure that is not among the given ones", "所列指标不在给定指标之中"),
        "not_made_known": ("The assessment was not made known to {unit} yet.", "考核结果尚未告知 {unit}。"),
        "no_standing": ("{unit} has no standing in this assessment.", "{unit} 不在本次考核之中。"),
        "no_score": (
            "{unit} has no score ({reason}), so nothing follows from it.",
            "{unit} 没有得分（{reason}），不产生任何结果运用。",
        ),
        "appealed_already": ("{unit} has appealed already.", "{unit} 已提出过申诉。"),
        "appeal_too_late": (
            "{unit} appeals later than {days} days after the assessment was made known.",
            "{unit} 的申诉超过考核结果告知后 {days} 日。",
        ),
        "no_open_appeal": ("{unit} has no open appeal.", "{unit} 没有待裁定的申诉。"),
        "own_appeal": ("{unit} cannot rule on its own appeal.", "{unit} 不能裁定自己的申诉。"),
        "appeal_open": (
            "{unit} has appealed, and nothing follows before that is ruled.",
            "{unit} 的申诉尚未裁定，暂不运用考核结果。",
        ),
        "may_be_chance": (
            (
                '{unit} is in the band "{band}" no more than by chance: its score could as well lie in another. '
                "Acting all the same needs a recorded reason."
            ),
            "{unit} 处于“{band}”档可能只是偶然：其得分同样可能落在其他档次。仍要运用结果，须记录理由。",
        ),
    }
)
"""By code: English, Chinese."""
