"""Named places at which a test may let the process kill itself, to prove that nothing acknowledged is lost."""

import os
import random
import signal

_probabilities: dict[str, float] = {}


def arm(points: str) -> None:
    """Arm crash points from "name=probability,name=probability"."""
    _probabilities.clear()
    for pair in filter(None, points.split(",")):
        name, _, probability = pair.partition("=")
        _probabilities[name.strip()] = float(probability)


def crash_point(name: str) -> None:
    """Die here, as by kill -9, if this point is armed and chance wills it."""
    if _probabilities and random.random() < _probabilities.get(name, 0.0):
        os.kill(os.getpid(), signal.SIGKILL)
