"""Work done together: who comes while another works is served with all who wait, by one of them."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar, cast

Q = TypeVar("Q")
A = TypeVar("A")

MOST = 64
"""How many are served at once: the first of them waits for the last."""
_LEADS: Any = object()
_ALONE: Any = object()


class _Waiting(Generic[Q]):
    """One who asked. ``answer`` is what it is told when called: to serve all who wait, to go alone, or its answer."""

    __slots__ = ("answer", "called", "question")

    def __init__(self, question: Q) -> None:
        self.question = question
        self.answer: Any = _LEADS
        self.called = threading.Lock()
        self.called.acquire()


class Together(Generic[Q, A]):
    """Answers a question by itself where nobody else asks, and otherwise all that wait in one go.

    ``alone`` answers one question, or raises. ``several`` answers some, with an exception in place of an answer for
    whoever it is to be raised to. Where it raises itself none is answered, and each then goes alone.
    """

    def __init__(self, alone: Callable[[Q], A], several: Callable[[Sequence[Q]], Sequence[A | Exception]]) -> None:
        self._alone, self._several = alone, several
        self._waiting: deque[_Waiting[Q]] = deque()
        self._served = False
        self._lock = threading.Lock()

    @property
    def waiting(self) -> int:
        """How many wait for whoever is at work."""
        return len(self._waiting)

    def ask(self, question: Q) -> A:
        """The answer to ``question``, in the order of asking. Raises what ``alone`` would."""
        mine = None
        with self._lock:
            if self._served:
                mine = _Waiting(question)
                self._waiting.append(mine)
            self._served = True
        if mine is not None:
            return self._wait(mine)
        try:
            return self._alone(question)
        finally:
            self._call(())

    def _wait(self, mine: _Waiting[Q]) -> A:
        mine.called.acquire()
        if mine.answer is _LEADS:
            together = self._next()
            try:
                self._answer(together)
            finally:
                self._call(together)
        answer = mine.answer
        if answer is _ALONE:
            return self._alone(mine.question)
        if isinstance(answer, Exception):
            try:
                raise answer
            finally:
                # An exception knows the frame that raised it, which must not know the exception.
                del answer, mine
        return cast(A, answer)

    def _next(self) -> list[_Waiting[Q]]:
        with self._lock:
            return [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST))]

    def _answer(self, together: Sequence[_Waiting[Q]]) -> None:
        for one in together:
            one.answer = _ALONE
        try:
            answers = self._several([one.question for one in together])
        except Exception:
            # Whom it concerns will meet it alone.
            return
        for one, answer in zip(together, answers, strict=True):
            one.answer = answer

    def _call(self, together: Sequence[_Waiting[Q]]) -> None:
        """Tell those who were served, and whoever waits longest that it is now their turn to serve."""
        with self._lock:
            self._served = bool(self._waiting)
            leader = self._waiting[0] if self._waiting else None
        for one in together:
            one.called.release()
        if leader is not None:
            leader.called.release()
