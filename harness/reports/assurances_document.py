"""Matrix of assurances -> a JSON document: every field with its basis and sources, whatever the report shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from harness import __version__
from harness.model.assurance_matrix import Matrix, OwnBeside, Row, SentenceCover
from harness.model.assurances import Assurance, Certificate, PublishedTest, Sentence
from harness.reports.json_text import items, member

SCHEMA: Final = "harness-assurances"
SCHEMA_VERSION: Final = 1
OPENING: Final = f'{{\n"schema": "{SCHEMA}"'.encode()
"""First bytes of every document: how an earlier one is known from any other file."""


def document(matrix: Matrix) -> Iterator[bytes]:
    """Write the matrix as one JSON document (form: ``harness.reports.json_text``)."""
    yield OPENING
    yield member("schema_version", SCHEMA_VERSION)
    yield member("tool", {"name": "harness", "version": __version__})
    yield member("as_of", matrix.as_of)
    yield member("products", list(matrix.products))
    yield member("regions", list(matrix.regions))
    yield from items("rows", [_row(row) for row in matrix.rows])
    yield from items("tests", [_file(one) for one in matrix.tests])
    yield from items("certificates", [_file(one) for one in matrix.certificates])
    yield from items("sentences", [_sentence(one) for one in matrix.sentences])
    yield from items("own", [_own(one) for one in matrix.own])
    yield b"\n}\n"


def _row(row: Row) -> dict[str, Any]:
    told = asdict(row)
    told["product"] = told.pop("name")
    told["tests"] = [_cell(asdict(cell)) for cell in row.tests]
    return told


def _cell(cell: dict[str, Any]) -> dict[str, Any]:
    """A published cell; bases by what they are of."""
    names = ("product", "region", "version", "setting")
    return cell | {"bases": dict(zip(names, cell["bases"], strict=True))}


def _file(one: PublishedTest | Certificate) -> dict[str, Any]:
    return _head(one) | {"products": [asdict(item) for item in one.products]}


def _head(one: Assurance) -> dict[str, Any]:
    """What every kind of file has, and its facts under their names."""
    return {
        "id": one.id,
        "title": one.title,
        "as_of": one.as_of,
        "sources": [asdict(source) for source in one.sources],
        "facts": {name: asdict(fact) for name, fact in one.facts()},
    }


def _sentence(cover: SentenceCover) -> dict[str, Any]:
    sentence: Sentence = cover.sentence
    parts = [asdict(part) | {"extent": part.extent} for part in cover.parts]
    return _head(sentence) | {"scope": asdict(sentence.scope), "extent": cover.extent, "parts": parts}


def _own(one: OwnBeside) -> dict[str, Any]:
    return {
        "scenario": one.scenario,
        "product": one.name,
        "named": one.named,
        "near": list(one.near),
        "cells": [
            asdict(cell) | {"published": [_cell(asdict(found)) for found in published]}
            for cell, published in one.cells
        ],
        "published_only": [_cell(asdict(found)) for found in one.published_only],
    }
