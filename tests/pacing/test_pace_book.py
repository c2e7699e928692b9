"""What the banker hears of bidders counts once, and is not kept for ever."""

from domain.budgets.values import LeaseRequest
from workers.banking.pacing import REMEMBERED_MS, PaceBook


def said(bidder_id: str, request_id: str = "lrq_1", *, leaving: bool = False) -> LeaseRequest:
    return LeaseRequest(bidder_id=bidder_id, request_id=request_id, requests=100, leaving=leaving)


def heard(*requests: LeaseRequest) -> float:
    book = PaceBook()
    for request in requests:
        book.hear(request, 1_000)
    return book.platform._count


def test_a_report_counts_once_however_often_it_is_sent():
    assert heard(said("a"), said("a"), said("b"), said("a", "lrq_2")) == 300


def test_a_farewell_counts_once_however_often_it_is_sent():
    assert heard(said("a"), said("a", "lrq_2", leaving=True), said("a", "lrq_2", leaving=True)) == 200


def test_bidders_that_went_are_forgotten():
    book = PaceBook()
    for number in range(50):
        book.hear(said(f"bdr_{number}", leaving=bool(number % 2)), number * REMEMBERED_MS // 10)
    assert len(book._heard) <= 10
