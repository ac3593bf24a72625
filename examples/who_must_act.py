"""Who must act on an e-bike in a corridor, and why: the trace of the reference case, in two languages.

The register and the responsibility list are synthetic in parts: nothing here is a finding about Yuqiao.

Prints::

    lead: grid-post-110112004002001, 110112004002-worker-1; alone: True
    1. Looked for who answers for e-bikes in corridors, from the inside out: Gebudian Beili, Grid 1 (synthetic), Gebudian Beili Community, Culture and Activity Centre (synthetic), Yuqiao Subdistrict, Tongzhou District.
    2. grid worker of Gebudian Beili Grid Team (synthetic) answers for e-bikes in corridors in Gebudian Beili, Grid 1 (synthetic).
    3. This rests on: 北京市街道办事处条例 (Beijing Regulation on Subdistrict Offices) Art. 24.
    4. In the post on that day: 110112004002-worker-1.
    5. Time to settle it: 5 working days.
    6. The lead may collect, handle, reply, counsel, and so closes the matter alone.
    7. Synthetic Property Company 01 helps grid worker of Gebudian Beili Grid Team (synthetic) (may handle).
    8. Comprehensive Enforcement Team (synthetic) has to come when grid worker of Gebudian Beili Grid Team (synthetic) whistles (may handle, enforce).
    9. Police Station (synthetic) works under the command of Yuqiao Subdistrict Office (may handle, enforce).
    10. courier reporter of Courier Reporters helps grid worker of Gebudian Beili Grid Team (synthetic) (may collect).
    11. Requests Centre (synthetic) helps grid worker of Gebudian Beili Grid Team (synthetic) (may collect, reply, assess).
    12. District Hotline Centre (synthetic) helps grid worker of Gebudian Beili Grid Team (synthetic) (may collect, verify, assess).
    13. Whoever comes or helps, the lead stays the lead: grid worker of Gebudian Beili Grid Team (synthetic).
    14. If it cannot be settled there, it goes to Gebudian Beili Grid Team (synthetic) (Gebudian Beili Community), with a limit of its own: 5 working days.
    15. If it cannot be settled there, it goes to specialist of Area Committee of Culture and Activity Centre (synthetic) (Culture and Activity Centre (synthetic)).
    16. In the post on that day: official-01.
    17. If it cannot be settled there, it goes to Public Safety Office (synthetic) (Yuqiao Subdistrict), with a limit of its own: 5 working days.
    18. If it cannot be settled there, it goes to Yuqiao Subdistrict Office (Yuqiao Subdistrict), with a limit of its own: 5 working days.
    19. If it cannot be settled there, it goes to Tongzhou District Government (Tongzhou District).
    1. 由内向外查找“电动自行车进楼道”的承办者：葛布店北里社区第1网格（示例）、葛布店北里社区、党群文化活动中心（示例）、玉桥街道、通州区。
    2. 葛布店北里社区第1网格（示例）的“电动自行车进楼道”由葛布店北里社区网格队（示例）网格员承办。
    3. 依据：北京市街道办事处条例 (Beijing Regulation on Subdistrict Offices) Art. 24。
    4. 当日任职者：110112004002-worker-1。
    5. 办理期限：5个工作日。
    6. 承办者具有收、办、回、疏的全部权限，可以独立办结。
    7. 示例物业公司01协助葛布店北里社区网格队（示例）网格员（权限：办）。
    8. 葛布店北里社区网格队（示例）网格员吹哨时，综合行政执法队（示例）须报到（权限：办、执法）。
    9. 派出所（示例）接受玉桥街道办事处的统一指挥（权限：办、执法）。
    10. 玉见骑士骑手报告员协助葛布店北里社区网格队（示例）网格员（权限：收）。
    11. 诉求处置中心（示例）协助葛布店北里社区网格队（示例）网格员（权限：收、回、考核）。
    12. 区热线服务中心（示例）协助葛布店北里社区网格队（示例）网格员（权限：收、核实、考核）。
    13. 无论谁报到或协助，牵头单位不变：葛布店北里社区网格队（示例）网格员。
    14. 仍不能解决的，报葛布店北里社区网格队（示例）（葛布店北里社区），另计期限：5个工作日。
    15. 仍不能解决的，报党群文化活动中心（示例）大党委党建专员（党群文化活动中心（示例））。
    16. 当日任职者：official-01。
    17. 仍不能解决的，报平安建设办公室（示例）（玉桥街道），另计期限：5个工作日。
    18. 仍不能解决的，报玉桥街道办事处（玉桥街道），另计期限：5个工作日。
    19. 仍不能解决的，报通州区人民政府（通州区）。
"""  # noqa: E501  # the steps as they are printed

from datetime import date

from gridgov import org
from gridgov.parameters import packaged


def main() -> None:
    """Reads the register and the list, asks for one grid, and tells every step."""
    register = org.read_register(packaged("yuqiao-register"), source="yuqiao-register.toml")
    register = org.read_register(
        packaged("yuqiao-responsibilities"), source="yuqiao-responsibilities.toml", onto=register
    )
    day = date(2022, 6, 15)
    grid = register.children("110112004002", at=day)[0]
    decision = org.route(register, "safety.e_bike", grid.id, day)
    if not isinstance(decision, org.RouteDecision):
        raise SystemExit(decision.trace)
    print(f"lead: {decision.lead.post}, {', '.join(decision.lead.agents)}; alone: {decision.closes_alone}")
    for lang in ("en", "zh"):
        for number, step in enumerate(decision.trace, start=1):
            print(f"{number}. {step.text(lang)}")


if __name__ == "__main__":
    main()
