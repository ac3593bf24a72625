"""The machine's clock, ids and salts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from gridgov.adapters.system import SystemClock, SystemIds, uuid7
from gridgov.errors import BadInput
from gridgov.messages.tickets import Withdraw


class TestClock:
    def test_tells_the_present_moment(self) -> None:
        before, now, after = datetime.now(UTC), SystemClock().now(), datetime.now(UTC)
        assert before <= now <= after

    def test_tells_it_in_its_zone(self) -> None:
        assert SystemClock().now().utcoffset() == timedelta(0)
        assert SystemClock(ZoneInfo("Asia/Shanghai")).now().utcoffset() == timedelta(hours=8)

    @pytest.mark.parametrize("zone", [None, "Asia/Shanghai", 8])
    def test_a_zone_is_no_name(self, zone: Any) -> None:
        with pytest.raises(BadInput, match="zone must be tzinfo"):
            SystemClock(zone)


class TestIds:
    def test_are_uuids_of_version_seven(self) -> None:
        """RFC 9562, appendix A.6: the example of the standard."""
        assert str(uuid7(0x017F22E279B0 << 12 | 0xCC3, 0x18C4DC0C0C07398F)) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"

    @pytest.mark.parametrize("ticks", [0, 2**60 - 1])
    @pytest.mark.parametrize("noise", [0, 2**62 - 1])
    def test_keep_version_and_variant_whatever_the_rest(self, ticks: int, noise: int) -> None:
        found = uuid7(ticks, noise)
        assert (found.version, found.variant) == (7, UUID(int=8 << 60 | 7 << 76).variant)

    @pytest.mark.parametrize("ticks", [-1, 2**60, 1.0, "1", None])
    def test_have_no_room_for_other_ticks(self, ticks: Any) -> None:
        with pytest.raises(BadInput, match="ticks breaks the rule 60_bits"):
            uuid7(ticks, 0)

    @pytest.mark.parametrize("noise", [-1, 2**62, 1.0, "1", None])
    def test_have_no_room_for_other_noise(self, noise: Any) -> None:
        """It would change the variant, and nobody told."""
        with pytest.raises(BadInput, match="noise breaks the rule 62_bits"):
            uuid7(0, noise)

    def test_hold_the_time_in_milliseconds(self) -> None:
        before = datetime.now(UTC)
        made = UUID(SystemIds().new_id()).int >> 80
        after = datetime.now(UTC)
        assert int(before.timestamp() * 1000) <= made <= int(after.timestamp() * 1000)

    def test_sort_by_the_time_of_their_making(self) -> None:
        """Also when many are made within a tick of the clock."""
        ids = SystemIds()
        made = [ids.new_id() for _ in range(3000)]
        assert made == sorted(made)
        assert len(set(made)) == 3000

    def test_sort_when_the_clock_is_set_back(self, monkeypatch: pytest.MonkeyPatch) -> None:
        times = iter([5_000_000_000, 1_000_000_000, 1_000_000_000, 6_000_000_000])
        monkeypatch.setattr("gridgov.adapters.system.time_ns", lambda: next(times))
        ids = SystemIds()
        made = [ids.new_id() for _ in range(4)]
        assert made == sorted(made)
        assert [UUID(one).int >> 80 for one in made] == [5000, 5000, 5000, 6000]

    def test_are_given_once_to_many_threads(self) -> None:
        ids = SystemIds()
        with ThreadPoolExecutor(4) as pool:
            made = list(pool.map(lambda _: [ids.new_id() for _ in range(300)], range(4)))
        assert len({one for batch in made for one in batch}) == 1200
        assert all(batch == sorted(batch) for batch in made)

    def test_are_keys(self) -> None:
        made = SystemIds().new_id()
        assert Withdraw(command_id=made, ticket="T-1", reason="moved").command_id == made


class TestSalts:
    def test_have_256_bits_and_never_repeat(self) -> None:
        ids = SystemIds()
        made = {ids.new_salt() for _ in range(100)}
        assert {len(bytes.fromhex(salt)) for salt in made} == {32}
        assert len(made) == 100
