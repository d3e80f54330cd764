"""How results and errors become responses."""

from typing import Any

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from korkwand.api.encodings import accepts
from korkwand.entry.snapshots import Parts, gzipped
from korkwand.entry.visit import Visit
from korkwand.errors import Forbidden, Invalid, KorkwandError, Malformed, NotFound, TooLarge

JSON = "application/json"
METHOD_NOT_ALLOWED = 405


def json_response(content: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A response of bytes that are JSON already."""
    return Response(content, status_code=status, media_type=JSON, headers=headers)


async def snapshot_response(
    request: Request, visit: Visit, parts: Parts, headers: dict[str, str] | None = None
) -> Response:
    """A snapshot from its parts, compressed if the client takes that."""
    if accepts(request, "gzip"):
        return json_response(await gzipped(visit, parts), headers={**(headers or {}), "Content-Encoding": "gzip"})
    return json_response(b"".join(parts), headers=headers)


def encoded(content: Any, status: int = 200) -> Response:
    """A response of something that msgspec can encode."""
    return json_response(msgspec.json.encode(content), status)


def error_response(error: KorkwandError) -> Response:
    """The one shape of errors: code, detail, and what belongs to the code."""
    headers = {}
    if error.code in {"rate_limited", "unavailable"}:
        headers["Retry-After"] = str(max(1, round(error.extra.get("retry_after", 1))))
    return json_response(msgspec.json.encode(error.payload()), error.status, headers)


def install(app: FastAPI) -> None:
    """Let every error of the framework take our shape."""

    async def korkwand_error(_: Request, error: Exception) -> Response:
        assert isinstance(error, KorkwandError)
        return error_response(error)

    async def validation_error(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        if any(fault["type"] == "json_invalid" for fault in error.errors()):
            return error_response(Malformed("This is not JSON."))
        found = [f"{'.'.join(map(str, fault['loc'][1:]))}: {fault['msg']}" for fault in error.errors()[:5]]
        return error_response(Invalid("; ".join(found)))

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        response = error_response(_of_status(error.status_code))
        response.status_code = error.status_code
        response.headers.update(error.headers or {})
        if error.status_code == METHOD_NOT_ALLOWED:
            response.headers["Allow"] = ", ".join(sorted(_methods_of(app, request.url.path)))
        return response

    app.add_exception_handler(KorkwandError, korkwand_error)
    app.add_exception_handler(RequestValidationError, validation_error)
    app.add_exception_handler(HTTPException, http_error)


def _methods_of(app: FastAPI, path: str) -> set[str]:
    """All methods that an address takes; the router itself tells only those of the first route that fits."""
    methods = {
        method.upper()
        for template, operations in app.openapi()["paths"].items()
        if _fits(template, path)
        for method in operations
    }
    return methods or {"GET"}  # a page


def _fits(template: str, path: str) -> bool:
    wanted, given = template.split("/"), path.split("/")
    return len(wanted) == len(given) and all(w == g or w.startswith("{") for w, g in zip(wanted, given, strict=True))


def _of_status(status: int) -> KorkwandError:
    if status == 404:
        return NotFound()
    if status == 403:
        return Forbidden("This is not allowed.")
    if status == 413:
        return TooLarge("This is too large.")
    if status == 405:
        return Malformed("This address does not take this method.")
    return Malformed("This request cannot be read.")
