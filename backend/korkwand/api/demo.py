"""The door for a filled board of one's own, to play with."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from korkwand.api.doors import ERRORS, TheDoors
from korkwand.api.entry import found_board
from korkwand.api.schemas import BoardIn, DemoIn, NewBoardOut
from korkwand.demo.making import DEMOS, fill

router = APIRouter(prefix="/api/demo", tags=["boards"])


@router.post("", status_code=201, response_model=NewBoardOut, responses=ERRORS)
async def make_demo_board(request: Request, doors: TheDoors, body: DemoIn) -> Response:
    """Make a board with an example on it; whoever makes it becomes its coordinator, as with any board."""
    demo = DEMOS[body.language]
    wanted = BoardIn(title=demo.title, description=demo.description, password=body.password, proof=body.proof)
    board, response = await found_board(request, doors, wanted)
    await fill(board, body.language)
    return response
