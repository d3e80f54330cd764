"""What this installation says of itself: the operator's pages, security.txt, and what the frontend must know."""

from typing import Any, Final

from fastapi import APIRouter, FastAPI, Query, Request
from starlette.responses import PlainTextResponse, Response

from korkwand.api import statements
from korkwand.api.answers import encoded
from korkwand.api.instance_schemas import InstanceOut, StatementOut
from korkwand.api.schemas import ErrorOut
from korkwand.api.statements import LANGUAGES, NAMES, OWN, STYLE, Language, Name, Statements
from korkwand.clock import Clock
from korkwand.errors import NotFound
from korkwand.settings import Settings

router = APIRouter(prefix="/api/instance", tags=["instance"])

ASK_ALWAYS: Final = {"Cache-Control": "no-cache", "Vary": "Accept-Language"}
_LANGUAGE: Final = Query(default=None, description="Else what the browser prefers, else German.")


@router.get("", response_model=InstanceOut)
async def read_instance(request: Request) -> Response:
    """Which of the operator's pages there are, who may make boards, and whether one can sign in."""
    there: Statements = request.app.state.statements
    settings: Settings = request.app.state.settings
    links = {name: f"/{name}" if name in there else None for name in NAMES}
    offered = settings.oidc_issuer is not None
    return encoded({"links": links, "board_makers": settings.board_makers, "sign_in": offered})


@router.get("/{name}", response_model=StatementOut, responses={status: {"model": ErrorOut} for status in (404, 422)})
async def read_statement(request: Request, name: Name, language: Language | None = _LANGUAGE) -> Response:
    """One of the operator's pages, as Markdown and as HTML."""
    there: Statements = request.app.state.statements
    if name not in there:
        raise NotFound
    return encoded(there[name][language or preferred(request)])


def preferred(request: Request) -> Language:
    """The first of the browser's languages that there is, in the order it names them; else German."""
    for part in request.headers.get("accept-language", "").split(","):
        for language in LANGUAGES:
            if part.strip().lower()[:2] == language:
                return language
    return LANGUAGES[0]


def install(app: FastAPI, settings: Settings, clock: Clock) -> None:
    """Serve the pages. Raises StartRefused if a file that was named is not there."""
    there = app.state.statements = statements.read_statements(settings)
    app.state.settings = settings
    style = (OWN / "pages.css").read_text(encoding="utf-8")

    async def page(request: Request) -> Response:
        name: Any = request.url.path.strip("/")
        if name not in there:
            raise NotFound
        asked = request.query_params.get("language")
        language = next((one for one in LANGUAGES if one == asked), None) or preferred(request)
        return Response(statements.page(there, name, language), media_type="text/html", headers=ASK_ALWAYS)

    async def stylesheet(_: Request) -> Response:
        return Response(style, media_type="text/css", headers={"Cache-Control": "no-cache"})

    async def security(_: Request) -> Response:
        text = statements.security_txt(settings, clock)
        if text is None:
            raise NotFound
        return PlainTextResponse(text)

    for name in NAMES:
        app.add_route(f"/{name}", page, methods=["GET"], include_in_schema=False)
    app.add_route(STYLE, stylesheet, methods=["GET"], include_in_schema=False)
    app.add_route("/.well-known/security.txt", security, methods=["GET"], include_in_schema=False)
