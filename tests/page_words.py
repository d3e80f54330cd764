"""The words of the browser's part, gathered from beside the sources that ask for them."""

import json
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).parents[1] / "frontend" / "src"


def page_words(language: str) -> dict[str, Any]:
    """All words of a language by their keys."""
    files = sorted(SOURCES.rglob(f"words.{language}.json"))
    return {key: words for file in files for key, words in json.loads(file.read_text(encoding="utf-8")).items()}
