import time

from domain.ids import IdSource, new_id


def test_ids_of_a_source_look_like_all_others_sort_by_time_and_never_repeat():
    source, other = IdSource(), IdSource()
    made = [source("bid") for _ in range(50_000)]
    assert made == sorted(made)
    assert len({*made, *(other("bid") for _ in range(50_000))}) == 100_000
    before, after = new_id("bid"), made[0]
    assert len(before) == len(after)
    assert before[:6] == after[:6]


def test_a_later_id_sorts_later_whichever_way_it_was_made():
    early = IdSource()("bid")
    began_ms = time.time_ns() // 1_000_000
    while time.time_ns() // 1_000_000 == began_ms:
        pass
    assert early < new_id("bid")
