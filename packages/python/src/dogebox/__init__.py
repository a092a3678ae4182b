"""Operate a Dogebox from a program."""

from .caller import ByteStream, Event
from .client import CommandResult, Dogebox, JobError
from .errors import DogeboxError
from .operations import COMMON_ERROR_CODES, ERROR_CODES

__all__ = [
    "COMMON_ERROR_CODES",
    "ERROR_CODES",
    "ByteStream",
    "CommandResult",
    "Dogebox",
    "DogeboxError",
    "Event",
    "JobError",
]
