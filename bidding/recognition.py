"""Who is watching: whose id a request carries, and what is known of them."""

from collections.abc import Callable
from functools import partial

from bidding.auction.call import Call
from bidding.index.index import LiveIndex
from bidding.people.aliases import Aliases
from bidding.people.meeting import met
from bidding.people.person import Person
from bidding.ports import PeopleMet


class Recognition:
    """Without ``aliases`` each id is a person of its own."""

    def __init__(self, index: LiveIndex, people: PeopleMet, aliases: Aliases | None) -> None:
        self._capped_among = index.ceilings.capped_tenants
        self._people = people
        self._aliases = aliases

    def at_hand(self, call: Call) -> Person | None:
        """The call's person, when nobody has to be asked."""
        if call.is_alias and self._aliases is not None:
            person_id = self._aliases.known(call.viewer_id, call.now_ms)
            if not person_id:
                return None
            _name(call, person_id)
        return self._people.known(call.viewer_id, call.now_ms, self._capped_tenants(call))

    def meet(self, call: Call, take: Callable[[Person], None]) -> None:
        """Have the call's person read, and handed over when they are, however long it takes."""
        if call.is_alias and self._aliases is not None:

            def found(person_id: str) -> None:
                _name(call, person_id)
                self._meet(call, take)

            self._aliases.find(call.viewer_id, call.now_ms, found)
        else:
            self._meet(call, take)

    async def fetched(self, call: Call) -> Person:
        """The same for those who may wait."""
        return await met(partial(self.meet, call))

    def _meet(self, call: Call, take: Callable[[Person], None]) -> None:
        self._people.meet(call.viewer_id, call.now_ms, self._capped_tenants(call), take)

    def _capped_tenants(self, call: Call) -> tuple[str, ...]:
        """Whose counters the request needs: nobody's where the person may not be counted."""
        return self._capped_among(call.exchange.tenants) if call.permissions.may_cap else ()


def _name(call: Call, person_id: str) -> None:
    """Take ``person_id`` for the person from here on."""
    call.viewer_id = person_id
    call.is_alias = False
    if call.person_id:
        call.person_id = person_id
