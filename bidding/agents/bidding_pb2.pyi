from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class BidRequest(_message.Message):
    __slots__ = ("openrtb_json", "exchange_id", "secret")
    OPENRTB_JSON_FIELD_NUMBER: _ClassVar[int]
    EXCHANGE_ID_FIELD_NUMBER: _ClassVar[int]
    SECRET_FIELD_NUMBER: _ClassVar[int]
    openrtb_json: bytes
    exchange_id: str
    secret: str
    def __init__(self, openrtb_json: _Optional[bytes] = ..., exchange_id: _Optional[str] = ..., secret: _Optional[str] = ...) -> None: ...

class BidResponse(_message.Message):
    __slots__ = ("openrtb_json", "processing_time_us", "status", "no_bid_reason", "closing")
    OPENRTB_JSON_FIELD_NUMBER: _ClassVar[int]
    PROCESSING_TIME_US_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    NO_BID_REASON_FIELD_NUMBER: _ClassVar[int]
    CLOSING_FIELD_NUMBER: _ClassVar[int]
    openrtb_json: bytes
    processing_time_us: int
    status: int
    no_bid_reason: str
    closing: bool
    def __init__(self, openrtb_json: _Optional[bytes] = ..., processing_time_us: _Optional[int] = ..., status: _Optional[int] = ..., no_bid_reason: _Optional[str] = ..., closing: _Optional[bool] = ...) -> None: ...

class HealthRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class HealthResponse(_message.Message):
    __slots__ = ("ready", "health_json")
    READY_FIELD_NUMBER: _ClassVar[int]
    HEALTH_JSON_FIELD_NUMBER: _ClassVar[int]
    ready: bool
    health_json: bytes
    def __init__(self, ready: _Optional[bool] = ..., health_json: _Optional[bytes] = ...) -> None: ...
