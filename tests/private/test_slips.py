"""Slips: put in and taken out by edits, with limits that hold in the transaction, and gone with what they hang on."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from korkwand.api.doors import Doors
from korkwand.live.turn import Accepted, Refused
from korkwand.rules.roles import Visitor
from tests.live.running_board import assert_on_disk, edit, log_of, new_id, running
from tests.private.ballots import ANSWERS, BALLOT, Answer, Choose, Close, Pledge
from tests.private.polling import Poll, across, new_poll, play, play_by_two, slips


class TestPuttingIn:
    def test_a_ballot_is_kept_and_is_no_event(self, database_url: str, tmp_path: Path) -> None:
        async def scene(doors: Doors, poll: Poll) -> None:
            anna = poll.guest()
            answers = await poll.board.ask(anna, [vote := poll.vote("park", 2)])
            assert answers == {vote.id: Accepted(3, bare=True)}
            assert await poll.ask(anna, poll.vote("pool")) == [3]
            assert slips(doors.boards.store.database) == [(poll.card_id, "park", 2, ""), (poll.card_id, "pool", 1, "")]
            assert [event.type for event in log_of(poll.board)] == ["board.create", "column.add", "card.add"]
            assert_on_disk(poll.board)

        play(database_url, tmp_path, scene)

    def test_points_are_limited_over_all_options_and_can_be_moved(self, database_url: str, tmp_path: Path) -> None:
        async def scene(doors: Doors, poll: Poll) -> None:
            anna = poll.guest()
            assert await poll.ask(anna, poll.vote("park", 4), poll.vote("pool", 2)) == [3, "conflict"]
            refused = (await poll.board.ask(anna, [vote := poll.vote("pool", 2)]))[vote.id]
            assert isinstance(refused, Refused)
            assert refused.error.detail == "All your points are given. Take one back first."
            assert await poll.ask(anna, poll.vote("park", 3), poll.vote("pool", 2)) == [3, 3]
            assert await poll.ask(anna, poll.vote("park", 0), poll.vote("hall", 3)) == [3, 3]
            kept = slips(doors.boards.store.database)
            assert kept == [(poll.card_id, "hall", 3, ""), (poll.card_id, "pool", 2, "")]

        play(database_url, tmp_path, scene)

    def test_so_is_their_number(self, database_url: str, tmp_path: Path) -> None:
        async def scene(doors: Doors, poll: Poll) -> None:
            votes = [poll.vote(option) for option in ("a", "b", "c", "d")]
            assert await poll.ask(poll.guest(), *votes) == [3, 3, 3, "conflict"]

        play(database_url, tmp_path, scene)

    def test_a_choice_takes_the_place_of_another(self, database_url: str, tmp_path: Path) -> None:
        async def scene(doors: Doors, poll: Poll) -> None:
            anna = poll.guest()
            assert await poll.ask(anna, poll.make(Choose, option="park"), poll.make(Choose, option="pool")) == [3, 3]
            assert slips(doors.boards.store.database) == [(poll.card_id, "pool", 1, "")]
            # Of a refused edit nothing is done, though it takes out before it puts in.
            assert await poll.ask(anna, poll.make(Choose, option="hall", points=9)) == ["conflict"]
            assert slips(doors.boards.store.database) == [(poll.card_id, "pool", 1, "")]

        play(database_url, tmp_path, scene)

    def test_answers_are_given_once_and_the_same_again_is_no_second_time(
        self, database_url: str, tmp_path: Path
    ) -> None:
        async def scene(doors: Doors, poll: Poll) -> None:
            anna = poll.guest()
            first = poll.make(Answer, answers='["yes"]')
            assert await poll.ask(anna, first) == [3]
            assert await poll.ask(anna, first) == [3], "an answer that was lost on its way is sent again"
            assert await poll.ask(anna, poll.make(Answer, answers='["no"]')) == ["conflict"]
            assert slips(doors.boards.store.database) == [(poll.card_id, "", 1, '["yes"]')]

        play(database_url, tmp_path, scene)

    def test_it_is_judged_like_every_edit(self, database_url: str, tmp_path: Path) -> None:
        async def scene(doors: Doors, poll: Poll) -> None:
            stranger = Visitor(id=new_id(), key_ids=frozenset([new_id()]))
            assert await poll.ask(stranger, poll.vote("park")) == ["forbidden"]
            lock = edit("card.lock", card_id=poll.card_id)
            assert await poll.ask(poll.maker, poll.vote("a"), lock, poll.vote("b")) == [3, 4, "closed"]
            assert await poll.ask(poll.maker, edit("card.purge", card_id=poll.card_id)) == [5]
            assert await poll.ask(poll.maker, poll.vote("park")) == ["not_found"]

        play(database_url, tmp_path, scene)

    def test_a_weight_below_nothing_would_be_a_way_around_the_limit(self, database_url: str, tmp_path: Path) -> None:
        async def scene(doors: Doors, poll: Poll) -> None:
            assert await poll.ask(poll.guest(), poll.vote("park", -3), poll.vote("pool", 5)) == ["conflict", 3]
            assert slips(doors.boards.store.database) == [(poll.card_id, "pool", 5, "")]

        play(database_url, tmp_path, scene)


class TestBesideAnEvent:
    def test_both_are_written_or_neither(self, database_url: str, tmp_path: Path) -> None:
        async def scene(doors: Doors, poll: Poll) -> None:
            good, bad = poll.make(Pledge, amount=10), poll.make(Pledge, amount=101)
            title = edit("card.write", card_id=poll.card_id, title="A bench")
            assert await poll.ask(poll.guest(), bad, title, good) == ["conflict", 4, 5]
            assert slips(doors.boards.store.database) == [(poll.card_id, "", 10, "")]
            assert [event.type for event in log_of(poll.board)][3:] == ["card.write", "card.pledge"]
            assert_on_disk(poll.board)

        play(database_url, tmp_path, scene)

    def test_who_is_refused_stops_nobody(self, database_url: str, tmp_path: Path) -> None:
        """Neither on the same board nor on others that are written in the same transaction."""

        async def scene(doors: Doors, poll: Poll) -> None:
            guests = [poll.guest() for _ in range(20)]
            bad = [poll.ask(guest, poll.vote("park", 9)) for guest in guests[:10]]
            good = [poll.ask(guest, poll.vote("park", 2), poll.make(Pledge, amount=1)) for guest in guests[10:]]
            answers = await asyncio.gather(*bad, *good)
            assert answers[:10] == [["conflict"]] * 10
            assert sorted(seq for _, seq in answers[10:]) == list(range(4, 14))
            assert len(slips(doors.boards.store.database)) == 20
            assert_on_disk(poll.board)

        play(database_url, tmp_path, scene)

    def test_edits_that_belong_together_are_refused_together(self, database_url: str, tmp_path: Path) -> None:
        async def scene(doors: Doors, poll: Poll) -> None:
            edits = [poll.vote("park", 5), edit("card.write", card_id=poll.card_id, title="x"), poll.vote("pool")]
            assert await poll.ask(poll.guest(), *edits, together=True) == ["conflict"] * 3
            assert slips(doors.boards.store.database) == []
            assert poll.board.seq == 3
            assert_on_disk(poll.board)

        play(database_url, tmp_path, scene)

    def test_the_same_edit_again_gets_its_first_answer(self, database_url: str, tmp_path: Path) -> None:
        """Also by another process, which does not know of it yet, and over a limit that it has itself used up."""

        async def scene(first: Doors, second: Doors, poll: Poll) -> None:
            anna, pledge = poll.guest(), poll.make(Pledge, amount=60)
            there = across(poll, await second.boards.get(poll.board.id))
            assert await poll.ask(anna, pledge) == [4]
            assert await there.ask(anna, pledge) == [4]
            assert slips(first.boards.store.database) == [(poll.card_id, "", 60, "")]

        play_by_two(database_url, tmp_path, scene)


class TestLooking:
    def test_what_is_prepared_may_rest_on_what_is_in_a_drawer(self, database_url: str, tmp_path: Path) -> None:
        async def scene(doors: Doors, poll: Poll) -> None:
            await poll.ask(poll.maker, poll.vote("park", 2), poll.vote("pool"))
            await poll.ask(poll.guest(), poll.vote("park", 3))
            assert await poll.ask(poll.maker, poll.make(Close)) == [4]
            found = "{'park': (2, 5), 'pool': (1, 1)} of 2, mine [('park', 2), ('pool', 1)]"
            assert poll.board.state.find("card", poll.card_id).record.text == found  # type: ignore[union-attr]

        play(database_url, tmp_path, scene)

    def test_who_may_not_makes_nobody_look(self, database_url: str, tmp_path: Path) -> None:
        async def scene(doors: Doors, poll: Poll) -> None:
            stranger = Visitor(id=new_id(), key_ids=frozenset([new_id()]))
            assert await poll.ask(stranger, poll.make(Close)) == ["forbidden"]

        play(database_url, tmp_path, scene)

    def test_answers_come_without_saying_whose_they_are(self, database_url: str, tmp_path: Path) -> None:
        async def scene(doors: Doors, poll: Poll) -> None:
            said = [f"[{number}]" for number in range(8)]
            for one in said:
                assert await poll.ask(poll.guest(), poll.make(Answer, answers=one)) == [3]
            drawers = doors.boards.store.look(poll.board.id, None)
            assert sorted(drawers.values(ANSWERS, poll.card_id)) == said
            assert drawers.own(ANSWERS, poll.card_id) == []
            assert drawers.values(BALLOT, poll.card_id) == []

        play(database_url, tmp_path, scene)


class TestSeveralProcesses:
    def test_a_limit_holds_when_both_write_at_once(self, database_url: str, tmp_path: Path) -> None:
        async def scene(first: Doors, second: Doors, poll: Poll) -> None:
            there = across(poll, await second.boards.get(poll.board.id))
            guests = [poll.guest() for _ in range(6)]
            votes = [
                (poll if number % 2 else there).ask(guest, poll.vote("abc"[number % 3], 2))
                for guest in guests
                for number in range(6)
            ]
            answers = [answer for (answer,) in await asyncio.gather(*votes)]
            assert set(answers) == {3, "conflict"}
            with first.boards.store.database.reading() as connection:
                query = "SELECT holder_hash, SUM(weight) FROM slip GROUP BY holder_hash"
                sums = [row[1] for row in connection.execute(text(query))]
            assert len(sums) == 6
            assert max(sums) <= 5
            assert_on_disk(poll.board)

        play_by_two(database_url, tmp_path, scene)

    def test_a_poll_that_the_other_has_closed_takes_no_vote(self, database_url: str, tmp_path: Path) -> None:
        """It is judged at the newest seq, whatever this process has heard."""

        async def scene(first: Doors, second: Doors, poll: Poll) -> None:
            there = across(poll, await second.boards.get(poll.board.id))
            assert await poll.ask(poll.maker, edit("card.lock", card_id=poll.card_id)) == [4]
            assert await there.ask(poll.guest(), poll.vote("park")) == ["closed"]
            assert slips(first.boards.store.database) == []

        play_by_two(database_url, tmp_path, scene)

    def test_votes_and_events_of_both_at_once(self, database_url: str, tmp_path: Path) -> None:
        async def scene(first: Doors, second: Doors, poll: Poll) -> None:
            there = across(poll, await second.boards.get(poll.board.id))
            sides = (poll, there)
            votes = [sides[number % 2].ask(poll.guest(), poll.vote("park")) for number in range(20)]
            cards = [
                sides[number % 2].ask(poll.maker, edit("card.add", column_id=poll.column_id, title=f"{number}"))
                for number in range(20)
            ]
            answers = [answer for (answer,) in await asyncio.gather(*votes, *cards)]
            assert all(isinstance(answer, int) for answer in answers), answers
            assert len(slips(first.boards.store.database)) == 20
            await poll.board.refresh()
            assert poll.board.seq == 23
            assert_on_disk(poll.board)

        play_by_two(database_url, tmp_path, scene)


class TestGoing:
    def test_with_a_record_that_is_purged_alone_or_with_its_owner(self, database_url: str, tmp_path: Path) -> None:
        async def scene(doors: Doors, poll: Poll) -> None:
            other, column = new_id(), new_id()
            await poll.ask(poll.maker, edit("column.add", column_id=column, title="Other"))
            await poll.ask(poll.maker, edit("card.add", card_id=other, column_id=column, title="none"))
            await poll.ask(poll.maker, poll.vote("a"), poll.make(Answer, answers="[1]"))
            await poll.ask(poll.maker, poll._replace(card_id=other).vote("b"))
            await poll.ask(poll.maker, edit("card.delete", card_id=poll.card_id))
            database = doors.boards.store.database
            assert len(slips(database)) == 3, "what lies in the trash may be restored"
            await poll.ask(poll.maker, edit("card.purge", card_id=poll.card_id))
            assert slips(database) == [(other, "b", 1, "")]
            await poll.ask(poll.maker, edit("column.delete", column_id=column), edit("column.purge", column_id=column))
            assert slips(database) == []

        play(database_url, tmp_path, scene)

    def test_in_the_order_of_one_turn(self, database_url: str, tmp_path: Path) -> None:
        """What was put in before the purge goes with it, and what hangs on a new record of the same id stays."""

        async def scene(doors: Doors, poll: Poll) -> None:
            again = edit("card.add", card_id=poll.card_id, column_id=poll.column_id, title="again")
            purge = edit("card.purge", card_id=poll.card_id)
            edits = [poll.vote("before", 5), edit("card.delete", card_id=poll.card_id), purge, again]
            assert await poll.ask(poll.maker, *edits, poll.vote("after", 5)) == [3, 4, 5, 6, 6]
            assert slips(doors.boards.store.database) == [(poll.card_id, "after", 5, "")]

        play(database_url, tmp_path, scene)

    def test_not_with_another_record_of_the_same_id(self, database_url: str, tmp_path: Path) -> None:
        """Ids are chosen by who makes a record, and are unique for its kind only."""

        async def scene(doors: Doors, poll: Poll) -> None:
            await poll.ask(poll.maker, poll.vote("a"))
            await poll.ask(poll.maker, edit("comment.add", comment_id=poll.card_id, card_id=poll.card_id, text="x"))
            await poll.ask(poll.maker, edit("comment.delete", comment_id=poll.card_id))
            assert await poll.ask(poll.maker, edit("comment.purge", comment_id=poll.card_id)) == [6]
            assert slips(doors.boards.store.database) == [(poll.card_id, "a", 1, "")]

        play(database_url, tmp_path, scene)

    @pytest.mark.parametrize("contents", ["keep", "remove"])
    def test_with_a_visitor_who_is_forgotten(self, database_url: str, tmp_path: Path, contents: str) -> None:
        async def scene(doors: Doors, poll: Poll) -> None:
            anna, berta, other = poll.guest(), poll.guest(), new_id()
            await poll.ask(poll.maker, edit("card.add", card_id=other, column_id=poll.column_id, title="none"))
            for who in (anna, berta):
                await poll.ask(who, poll.vote("a"), poll._replace(card_id=other).vote("b"))
                await poll.ask(who, poll.make(Answer, answers=f"[{who is anna}]"), poll.make(Pledge, amount=7))
            forget = edit("visitor.forget", visitor_id=anna.id, contents=contents)
            assert isinstance((await poll.ask(anna, poll.vote("c", 2), forget))[1], int)
            left = [(poll.card_id, "", 1, "[False]"), (poll.card_id, "", 7, "")]
            left += [(poll.card_id, "a", 1, ""), (other, "b", 1, "")]
            assert sorted(slips(doors.boards.store.database)) == sorted(left)
            assert await poll.ask(anna, poll.vote("a")) == ["forbidden"]

        play(database_url, tmp_path, scene)

    def test_with_the_board(self, database_url: str, tmp_path: Path) -> None:
        async def scene(doors: Doors, poll: Poll) -> None:
            await poll.ask(poll.maker, poll.vote("a"))
            store, gone = doors.boards.store, {"id": poll.board.id}
            await store.journal.call(lambda found: found.execute(text("DELETE FROM board WHERE id = :id"), gone))
            assert slips(store.database) == []

        play(database_url, tmp_path, scene)

    def test_and_on_sqlite_no_trace_of_it_is_left_in_the_files(self, tmp_path: Path) -> None:
        async def scene() -> None:
            async with running(f"sqlite:///{tmp_path}/korkwand.db", tmp_path) as doors:
                poll = await new_poll(doors)
                await poll.ask(poll.maker, poll.make(Answer, answers="canary-that-sang"))
                assert b"canary" in written(tmp_path)
                await poll.ask(poll.maker, edit("card.delete", card_id=poll.card_id))
                await poll.ask(poll.maker, edit("card.purge", card_id=poll.card_id))
                assert b"canary" not in written(tmp_path)

        asyncio.run(scene())


def written(folder: Path) -> bytes:
    """Everything in the database's files."""
    return b"".join(file.read_bytes() for file in folder.rglob("*.db*"))
