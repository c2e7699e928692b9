"""Who may look at demand-side platforms, and who may act there."""

from typing import Annotated

from api.auth import Caller, requires
from domain.identity.values import Permission

Reader = Annotated[Caller, requires(Permission.DSP_READ)]
Writer = Annotated[Caller, requires(Permission.DSP_WRITE)]
