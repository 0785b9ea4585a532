"""The storm limit holds in every hour, and loses nothing."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from graftwatch.paging import Circumstances, Page, PageReason, Storm, limited
from graftwatch.protocol import Paging
from paging_builders import minutes_later, page

ARRIVALS = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 4)), max_size=12)


@settings(max_examples=100, deadline=None)
@given(ARRIVALS, st.integers(1, 4))
def test_no_hour_has_more_than_the_limit_and_every_page_goes_out_in_the_end(
    arrivals: list[tuple[int, int]], pages_an_hour: int
) -> None:
    policy, storm = Paging(pages_an_hour=pages_an_hour), Storm()
    out: list[tuple[datetime, Page]] = []
    put_in: list[str] = []
    looks = dict.fromkeys(range(3000), 0) | dict(arrivals)
    for minute, count in sorted(looks.items()):
        now = minutes_later(minute)
        new = [page(subject=f"S{len(put_in) + number:03}") for number in range(count)]
        put_in += [one.id for one in new]
        if new or storm.held:
            passed = limited(new, storm, Circumstances(now=now, policy=policy))
            storm = passed.storm
            out += [(now, one) for one in passed.pages]
            assert (passed.next_look is None) == (not storm.held)
    waking = [(now, one.id) for now, one in out if one.reason is PageReason.FIRST]
    assert [name for _, name in waking] == put_in
    for now, _ in waking:
        assert sum(now <= other < now + timedelta(hours=1) for other, _ in waking) <= pages_an_hour
    summaries = [one for _, one in out if one.reason is PageReason.SUMMARY]
    assert len({one.id for one in summaries}) == len(summaries)
