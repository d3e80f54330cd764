"""Signing in and out: the way to the provider and back, and who has signed in.

The two doors that a person walks through by browser answer with a redirect or with a page in plain words.
"""

import logging
from typing import Final

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import RedirectResponse, Response

from korkwand.api.answers import encoded
from korkwand.api.cookies import device_cookie, set_device_cookie, set_sign_in_cookie, sign_in_cookie
from korkwand.api.doors import ERRORS, READ_ERRORS, TheDoors, doors_of, origin_of
from korkwand.api.instance import preferred
from korkwand.api.sign_in_pages import STATUS, failure
from korkwand.api.visitor_schemas import AccountOut
from korkwand.entry.accounts import SignInFailed
from korkwand.entry.sign_in import VALID_S

log = logging.getLogger(__name__)
router = APIRouter(tags=["me"])

BEGIN: Final = "/api/sign-in"
CALLBACK: Final = "/api/sign-in/callback"
SEE_OTHER: Final = 303


@router.get("/api/me", response_model=AccountOut, responses=READ_ERRORS)
async def read_account(request: Request, doors: TheDoors) -> Response:
    """Who has signed in on this device, if anybody has."""
    account = await doors.sign_in.who(device_cookie(doors.settings, request.scope))
    return encoded({"signed_in": account is not None, "name": account.name if account else None})


@router.delete("/api/me", status_code=204, responses=ERRORS)
async def forget_account(request: Request, doors: TheDoors) -> Response:
    """Forget the account that has signed in here, and who it was on which board. What it pinned stays."""
    cookie = device_cookie(doors.settings, request.scope)
    if cookie is not None:
        await doors.sign_in.forget(cookie)
    return Response(status_code=204)


@router.post("/api/sign-out", status_code=204, responses=ERRORS)
async def sign_out(request: Request, doors: TheDoors) -> Response:
    """Forget on this device who has signed in. The account and its boards stay."""
    response = Response(status_code=204)
    cookie = device_cookie(doors.settings, request.scope)
    if cookie is not None and await doors.sign_in.who(cookie) is not None:
        fresh = await doors.sign_in.sign_out(cookie)
        if fresh is not None:
            set_device_cookie(doors.settings, request.scope, response, fresh)
    return response


async def begin(request: Request) -> Response:
    """Lead to the provider; `return` is the page of ours to come back to."""
    doors = doors_of(request)
    redirect_uri = origin_of(request, doors) + CALLBACK
    try:
        address, kept = await doors.sign_in.begin(redirect_uri, request.query_params.get("return", "/"))
    except SignInFailed as failed:
        return _failed(request, failed)
    response = RedirectResponse(address, SEE_OTHER)
    set_sign_in_cookie(doors.settings, request.scope, response, kept, VALID_S)
    return response


async def come_back(request: Request) -> Response:
    """Sign in who comes back from the provider."""
    doors, scope = doors_of(request), request.scope
    kept, cookie = sign_in_cookie(doors.settings, scope), device_cookie(doors.settings, scope)
    try:
        fresh, back = await doors.sign_in.finish(
            kept, dict(request.query_params), origin_of(request, doors) + CALLBACK, cookie
        )
    except SignInFailed as failed:
        response = _failed(request, failed)
    else:
        response = RedirectResponse(back, SEE_OTHER)
        set_device_cookie(doors.settings, scope, response, fresh)
    set_sign_in_cookie(doors.settings, scope, response, None, 0)
    return response


def _failed(request: Request, failed: SignInFailed) -> Response:
    log.warning("nobody was signed in (%s): %s", failed.reason, failed.why)
    headers = {"Vary": "Accept-Language"}
    return Response(
        failure(failed.reason, preferred(request)), STATUS[failed.reason], media_type="text/html", headers=headers
    )


def install(app: FastAPI) -> None:
    """Serve the two doors that are walked through by browser; they are no part of the REST interface."""
    app.add_route(BEGIN, begin, methods=["GET"], include_in_schema=False)
    app.add_route(CALLBACK, come_back, methods=["GET"], include_in_schema=False)
