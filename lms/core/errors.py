"""The plain exceptions that services raise; `core.web` turns each into its page or JSON reply."""

from lms.core.reasons import Reason


class LmsError(Exception):
    """Something was refused; `reason` says why, when there is more to say than the status."""

    status = 400

    def __init__(self, reason: Reason | None = None) -> None:
        self.reason = reason
        super().__init__(reason.code if reason else type(self).__name__)


class NotFound(LmsError):
    """It does not exist, or this person may not know that it does."""

    status = 404


class Forbidden(LmsError):
    """The person may see it, but not do this to it."""

    status = 403


class Conflict(LmsError):
    """The state changed meanwhile, or the act came too late or twice."""

    status = 409


class InvalidInput(LmsError):
    """What was sent can't be used; `field` names the culprit when there is one."""

    status = 422

    def __init__(self, reason: Reason | None = None, field: str | None = None) -> None:
        super().__init__(reason)
        self.field = field


class TooLarge(LmsError):
    """More bytes than may be sent."""

    status = 413


class Busy(LmsError):
    """Others are being served: the same request may succeed in a moment."""

    status = 503


class TooMany(LmsError):
    """A rate limit was reached; `retry_after` is in seconds."""

    status = 429

    def __init__(self, reason: Reason | None = None, retry_after: int = 60) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
