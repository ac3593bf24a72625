"""S14, alley stewards (小巷管家): volunteers, each for an alley, who see to it and report what they find.

Source: Yuqiao Subdistrict year-end report, 2022: 131 of them (F21), which is given to the register; the alleys are
synthetic. Their hours of service and the events that they handled are in no register.
"""

from collections import Counter
from datetime import date

from gridgov.simulation.year import yuqiao_register

REGISTER = yuqiao_register()
YEAR_END = date(2022, 12, 31)
POSTS = REGISTER.posts_of("stewards", at=YEAR_END)
HOLDERS = [one for post in POSTS for one in REGISTER.holders(post.id, at=YEAR_END)]


class TestAlleyStewards:
    def test_there_are_131_of_them_and_each_has_one_alley(self) -> None:
        assert len(HOLDERS) == len({one.agent for one in HOLDERS}) == 131

    def test_every_alley_has_some(self) -> None:
        """131 = 17 × 7 + 2 × 6."""
        alleys = {area.id for area in REGISTER.of_kind("alley", at=YEAR_END)}
        assert {post.area for post in POSTS} == alleys
        counts = Counter(one.post for one in HOLDERS)
        assert sorted(counts.values()) == [6] * 2 + [7] * 17

    def test_an_alley_lies_in_a_community_and_not_in_a_grid(self) -> None:
        for alley in REGISTER.of_kind("alley", at=YEAR_END):
            assert [above.kind for above in REGISTER.ancestors(alley.id, at=YEAR_END)] == [
                *("community", "area_centre", "subdistrict", "county")
            ]

    def test_they_are_volunteers_who_collect_in_their_alley_and_do_nothing_else_by_office(self) -> None:
        assert {one.mode for one in HOLDERS} == {"volunteer"}
        lines = {line.holder: line for line in REGISTER.jurisdictions if line.holder.startswith("steward-post-")}
        assert {line.powers for line in lines.values()} == {("collect",)}
        assert {name: line.area for name, line in lines.items()} == {post.id: post.area for post in POSTS}
