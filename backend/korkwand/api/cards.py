"""Cards over REST."""

from fastapi import APIRouter
from starlette.responses import Response

from korkwand.api.answers import json_response
from korkwand.api.body_limits import WORDS, takes
from korkwand.api.doors import (
    ERRORS,
    OR_COOKIE,
    IdempotencyKey,
    TheDoors,
    Visiting,
    record_bytes,
    require_record,
    submit,
)
from korkwand.api.edit_ids import following_ids
from korkwand.api.schemas import CardIn, CardOut, CardPatch
from korkwand.entry.visit import Visit
from korkwand.kernel.edit import Edit
from korkwand.kernel.records import new_id
from korkwand.nouns.card.edits import AddCard, DeleteCard, MoveCard, RecolorCard
from korkwand.nouns.card.record import Card
from korkwand.nouns.card.writing import WriteCard

router = APIRouter(prefix="/api/boards/{board_id}/cards", tags=["cards"], dependencies=OR_COOKIE)


@router.post("", status_code=201, response_model=CardOut, responses=ERRORS)
@takes(WORDS)
async def add_card(doors: TheDoors, visit: Visiting, body: CardIn, key: IdempotencyKey = None) -> Response:
    """Pin a card."""
    edit = AddCard(id=key or new_id(), **body.model_dump(exclude_unset=True))
    await submit(doors, visit, [edit])
    card_id = edit.card_id or edit.id
    headers = {"Location": f"/api/boards/{visit.board.id}/cards/{card_id}"}
    return json_response(record_bytes(visit, "card", card_id), 201, headers)


@router.patch("/{card_id}", response_model=CardOut, responses=ERRORS)
@takes(WORDS)
async def change_card(
    doors: TheDoors, visit: Visiting, card_id: str, body: CardPatch, key: IdempotencyKey = None
) -> Response:
    """Write, recolour and move a card, in this order: one event each, all or none."""
    await require_record(visit, "card", card_id)
    await submit(doors, visit, _edits_of(visit, card_id, body, key))
    return json_response(record_bytes(visit, "card", card_id))


@router.delete("/{card_id}", status_code=204, responses=ERRORS)
async def delete_card(doors: TheDoors, visit: Visiting, card_id: str, key: IdempotencyKey = None) -> Response:
    """Put a card into the trash."""
    await require_record(visit, "card", card_id)
    await submit(doors, visit, [DeleteCard(id=key or new_id(), card_id=card_id)])
    return Response(status_code=204)


def _edits_of(visit: Visit, card_id: str, body: CardPatch, key: str | None) -> list[Edit]:
    ids = following_ids(key)
    edits: list[Edit] = []
    if body.title is not None or body.text is not None:
        edits.append(WriteCard(id=next(ids), card_id=card_id, title=body.title, text=body.text, base=body.base))
    if body.color is not None:
        edits.append(RecolorCard(id=next(ids), card_id=card_id, color=body.color))
    if body.column_id is not None or body.model_fields_set & {"after_id", "before_id"}:
        spot = body.model_dump(include={"after_id", "before_id"}, exclude_unset=True)
        column_id = body.column_id or visit.board.state.get(Card, card_id).column_id
        edits.append(MoveCard(id=next(ids), card_id=card_id, column_id=column_id, **spot))
    return edits
