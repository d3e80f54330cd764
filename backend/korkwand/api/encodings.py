"""Which encodings of an answer a client takes (RFC 9110, section 12.5.3)."""

from fastapi import Request


def accepts(request: Request, encoding: str) -> bool:
    """Whether the client takes this content encoding: named, or meant by the asterisk, and not with weight 0."""
    weights: dict[str, float] = {}
    for part in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, parameter = part.partition(";")
        weights[name.strip()] = _weight(parameter)
    return weights.get(encoding, weights.get("*", 0.0)) > 0


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
