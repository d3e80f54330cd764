"""The frontend's files: read once at start, served with the compression they were built with."""

import hashlib
import mimetypes
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Final

import msgspec
from fastapi import FastAPI, Request
from starlette.responses import Response

from korkwand.api.encodings import accepts
from korkwand.errors import StartRefused

_HERE: Final = Path(__file__).resolve()
ENCODINGS: Final = (("br", ".br"), ("gzip", ".gz"))
PAGES: Final = ("/", "/b/{board_id}", "/b/{board_id}/list")
FOREVER: Final = "public, max-age=31536000, immutable"
ASK_ALWAYS: Final = "no-cache"


class BuiltFile(msgspec.Struct, frozen=True):
    """One file of the built frontend in all its encodings; '' is the plain one."""

    media_type: str
    tag: str
    encodings: dict[str, bytes]


def version() -> str:
    """The version of the installed package."""
    try:
        return package_version("korkwand")
    except PackageNotFoundError:
        return "0.1.0"


def find_frontend() -> Path:
    """The built frontend: inside the package when installed, in frontend/dist in a checkout."""
    installed, checkout = _HERE.parents[1] / "frontend", _HERE.parents[3] / "frontend" / "dist"
    return installed if (installed / "index.html").is_file() else checkout


def read_frontend(folder: Path) -> dict[str, BuiltFile]:
    """All files by their path in the address; raises StartRefused if the frontend was not built."""
    if not (folder / "index.html").is_file():
        raise StartRefused(f"The frontend is not built: {folder} has no index.html. ./run builds it.")
    files = {}
    for path in folder.rglob("*"):
        if not path.is_file() or path.suffix in {".br", ".gz"} or path.name.startswith("."):
            continue
        plain = path.read_bytes()
        encodings = {"": plain}
        for name, suffix in ENCODINGS:
            packed = path.with_name(path.name + suffix)
            if packed.is_file():
                encodings[name] = packed.read_bytes()
        media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        if media_type.startswith("text/") or media_type == "application/javascript":
            media_type += "; charset=utf-8"
        files["/" + path.relative_to(folder).as_posix()] = BuiltFile(
            media_type, f'"{hashlib.sha256(plain).hexdigest()[:32]}"', encodings
        )
    return files


def install(app: FastAPI) -> None:
    """Serve the pages and their assets."""
    files = read_frontend(find_frontend())

    async def page(request: Request) -> Response:
        return file_response(request, files["/index.html"], ASK_ALWAYS)

    async def asset(request: Request) -> Response:
        path = request.url.path
        return file_response(request, files[path], FOREVER if path.startswith("/assets/") else ASK_ALWAYS)

    for address in PAGES:
        app.add_route(address, page, methods=["GET"], include_in_schema=False)
    for address in files:
        app.add_route(address, asset, methods=["GET"], include_in_schema=False)


def file_response(request: Request, file: BuiltFile, cache: str) -> Response:
    """The file in the best encoding that the browser takes."""
    headers = {"Cache-Control": cache, "Vary": "Accept-Encoding", "ETag": file.tag}
    if file.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    for name, _ in ENCODINGS:
        if name in file.encodings and accepts(request, name):
            return Response(
                file.encodings[name], media_type=file.media_type, headers={**headers, "Content-Encoding": name}
            )
    return Response(file.encodings[""], media_type=file.media_type, headers=headers)
