"""The OpenAPI document: what FastAPI knows of the routes, and the shapes of all edits."""

from typing import Any

from fastapi import FastAPI
from pydantic import TypeAdapter

from korkwand.catalog import AnyEdit

_REFERENCE = "#/components/schemas/{model}"


def install(app: FastAPI) -> None:
    """Add the schema `Edit`: what may stand in a batch of edits and in a socket's frame."""
    routes_only = app.openapi

    def openapi() -> dict[str, Any]:
        document = routes_only()
        schemas = document["components"]["schemas"]
        if "Edit" not in schemas:
            edit = TypeAdapter(AnyEdit).json_schema(ref_template=_REFERENCE)
            schemas.update({name: schema for name, schema in edit.pop("$defs").items() if name not in schemas})
            schemas["Edit"] = edit
        return document

    app.openapi = openapi  # type: ignore[method-assign]
