"""Answers about this installation, as OpenAPI shows them."""

from typing import Literal

from pydantic import BaseModel


class LinksOut(BaseModel):
    """The operator's pages; null where there is none."""

    imprint: str | None
    privacy: str | None
    accessibility: str | None


class InstanceOut(BaseModel):
    """What the frontend must know of this installation."""

    links: LinksOut
    board_makers: Literal["anyone", "password", "oidc"]
    sign_in: bool


class StatementOut(BaseModel):
    """One of the operator's pages."""

    language: Literal["de", "en"]
    title: str
    markdown: str
    html: str
