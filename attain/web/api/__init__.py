"""The REST API: the same doors as the pages', under /api/v1/."""

from attain.web.api.interface import INTERFACE

__all__ = ["INTERFACE"]
