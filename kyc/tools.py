"""The application's ready-made parts: each is built once per process, and heavy ones on first use."""

from __future__ import annotations

import importlib
import pkgutil
import tomllib
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from importlib import resources
from typing import Any, cast

from kyc import checks
from kyc.adapters import blobs, images, outgoing, pocketbase
from kyc.adapters.blobs import SealedStore
from kyc.adapters.blobs.keyring import Keyring
from kyc.adapters.faces.engines import factory_of
from kyc.adapters.images.crop import Box, cut
from kyc.adapters.images.logo import logo
from kyc.adapters.images.watermark import watermark
from kyc.adapters.oidc.client import Client
from kyc.adapters.receipts import ReceiptKeys
from kyc.adapters.screening import engines as watchlists
from kyc.adapters.screening import yente
from kyc.adapters.screening.fetch import Limits
from kyc.adapters.screening.history import IndexHistory, WholeHistory
from kyc.adapters.screening.loading import Progress, silent
from kyc.adapters.screening.standing import AgeLimits, standings
from kyc.adapters.screening.updating import Update
from kyc.adapters.screening.yente_history import DailyHistory
from kyc.config import Settings
from kyc.domain.check import CONTRACTED, Check
from kyc.domain.colours import Colour
from kyc.domain.decision import Policy, policy_from
from kyc.domain.errors import Unavailable
from kyc.domain.look import Logo
from kyc.domain.monitoring import ListHistory
from kyc.domain.moving import StatusMirror
from kyc.domain.ports import (
    ChallengeEngine,
    DocumentReader,
    FaceEngine,
    IdentityProvider,
    ImageIntake,
    PortraitIndex,
    Printer,
    Sender,
    Watchlist,
)
from kyc.domain.watchlists import KINDS, Standing, limits_from
from kyc.mistakes import made
from kyc.services.examining.examination import Engines
from kyc.services.examining.traces import Marks

_PARTS = {
    "keyring": "BLOB_KEYS",
    "blobs": "BLOB_URL",
    "sender": "OUTGOING_ALLOW",
    "policy": "POLICY_FILE",
    "checks": "The checks of this version",
    "engines": "DOCUMENT_READER, FACE_ENGINE or WATCHLIST",
    "marks": "API_KEY_PEPPER",
    "portraits": "The comparison of portraits",
}
"""What a worker needs, with the setting that each part is built from."""


class Tools:
    """The parts that web, worker and command line take; a process builds only those it uses."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def keyring(self) -> Keyring:
        return Keyring.parse(self.settings.blob_keys.get_secret_value())

    @cached_property
    def receipts(self) -> ReceiptKeys:
        """The keys that sign the receipts of erasures."""
        return ReceiptKeys.parse(self.settings.receipt_keys.get_secret_value())

    @cached_property
    def blobs(self) -> SealedStore:
        return blobs.create(self.settings.blob_url, self.keyring)

    @cached_property
    def marks(self) -> Marks:
        """Stores and opens the traces that documents leave."""
        pepper, *others = self.settings.peppers
        return Marks(pepper, self.keyring, self.settings.portrait_reuse_days, tuple(others))

    @cached_property
    def portraits(self) -> PortraitIndex:
        return cast(PortraitIndex, factory("kyc.adapters.faces.templates:create")())

    @cached_property
    def printer(self) -> Printer:
        return cast(Printer, factory("kyc.adapters.paper:create")(self.settings.models_dir))

    @cached_property
    def intake(self) -> ImageIntake:
        return images.create(
            max_bytes=self.settings.max_upload_bytes,
            max_pixels=self.settings.max_image_pixels,
            models_dir=self.settings.models_dir,
        )

    @cached_property
    def mirror(self) -> StatusMirror | None:
        """The PocketBase that is told about records that moved in from it; None where the settings name none."""
        chosen = self.settings
        if not chosen.pocketbase_url:
            return None
        ca_file = str(chosen.pocketbase_ca_file) if chosen.pocketbase_ca_file else None
        password = chosen.pocketbase_password.get_secret_value()
        access = pocketbase.Access(chosen.pocketbase_url, chosen.pocketbase_email, password, ca_file)
        names = pocketbase.Names(chosen.pocketbase_profiles, chosen.pocketbase_history)
        return pocketbase.Mirror(pocketbase.Client(access, waits_s=()), names)

    @cached_property
    def sender(self) -> Sender:
        return outgoing.create(self.settings.outgoing_allow)

    @cached_property
    def identity_provider(self) -> IdentityProvider | None:
        """Where staff may sign in; None where the settings name no provider."""
        chosen = self.settings
        if not chosen.oidc_issuer:
            return None
        client = Client(
            chosen.oidc_issuer,
            chosen.oidc_client_id,
            chosen.oidc_client_secret.get_secret_value(),
            frozenset(chosen.oidc_second_factors),
            chosen.outgoing_allow,
            chosen.oidc_ca_file,
        )
        return cast(IdentityProvider, factory("kyc.adapters.oidc:create")(client))

    def check_url(self, url: str) -> str | None:
        """Why a webhook may not go to this address, as a short code, or None."""
        return outgoing.check_url(url, self.settings.outgoing_allow)

    def marked(self, picture: bytes, words: str, long_side: int | None = None) -> bytes:
        """A stored picture as it is shown: watermarked with who is looking, and when."""
        return watermark(picture, words, long_side)

    def part_of(self, picture: bytes, box: Box) -> bytes:
        """The part `box` (shares) of a stored picture, with a margin."""
        return cut(picture, box)

    def small_logo(self, picture: bytes, ground: Colour) -> Logo:
        """A partner's logo in the form pages show, from an untrusted file."""
        return logo(picture, ground)

    @cached_property
    def policy(self) -> Policy:
        return load_policy(self.settings)

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        return found_checks()

    @cached_property
    def engines(self) -> Engines:
        """The engines that the settings name; each loads its models when it is first used."""
        chosen = self.settings
        models = chosen.models_dir
        create = made("DOCUMENT_READER", lambda: factory(chosen.document_reader))
        reader = cast(DocumentReader, create(models_dir=models, threads=chosen.engine_threads))
        create = made("FACE_ENGINE", lambda: factory(factory_of(chosen.face_engine)))
        faces = cast(FaceEngine, create(models_dir=models, threads=1))
        sanctions, pep = (made("WATCHLIST", partial(self.watchlist, kind)) for kind in KINDS)
        return Engines(reader, faces, sanctions, pep)

    @property
    def challenge_engine(self) -> ChallengeEngine:
        """The face engine where it can measure challenges; raises `Unavailable` where it cannot."""
        faces: object = self.engines.faces
        if not hasattr(faces, "measure_frames"):
            raise Unavailable("not_supported")
        return cast(ChallengeEngine, faces)

    def build(self) -> None:
        """Build every part now, so that a mistaken setting stops a worker at its start, not at its first job.

        Raises `Mistaken` with the setting's name.
        """
        for part, setting in _PARTS.items():
            made(setting, partial(getattr, self, part))

    def watchlist(self, kind: str) -> Watchlist:
        """The engine that screens one kind, `sanctions` or `pep`, as the settings name it."""
        if self.settings.watchlist == "yente":
            return self._yente[kind]
        create = factory(watchlists.factory_of(self.settings.watchlist))
        return cast(Watchlist, create(directory=self.settings.watchlists_dir, kind=kind))

    def list_standings(self, kind: str) -> list[Standing]:
        """The state of each loaded list of one kind; raises `Unavailable` where its service cannot be reached."""
        chosen = self.settings
        limits = AgeLimits(chosen.watchlist_max_age_days, limits_from(chosen.watchlist_age_limits))
        return standings(chosen.watchlists_dir, kind, self.watchlist(kind).lists(), limits)

    def list_update(self, *, again: bool = False, allow_shrunken: bool = False, progress: Progress = silent) -> Update:
        """The updater of the lists, within the limits of the settings."""
        chosen = self.settings
        limits = Limits(
            seconds=chosen.watchlist_download_seconds,
            allow_http=chosen.watchlist_allow_http,
            ca_file=chosen.watchlist_ca_file,
            allow=chosen.outgoing_allow,
        )
        return Update(chosen.watchlists_dir, limits, again, allow_shrunken, progress)

    @cached_property
    def list_history(self) -> ListHistory:
        """Which versions of the lists are in use, and what changed between them."""
        if self.settings.watchlist == "index":
            return IndexHistory(self.settings.watchlists_dir)
        return DailyHistory(self.watchlist) if self.settings.watchlist == "yente" else WholeHistory(self.watchlist)

    @cached_property
    def _yente(self) -> Mapping[str, Watchlist]:
        """A service for each kind, kept because it caches the catalogue."""
        chosen = self.settings
        key = chosen.yente_api_key.get_secret_value()
        service = yente.Service(chosen.yente_url.rstrip("/"), key, chosen.yente_ca_file)
        limits = (chosen.yente_review_at, chosen.yente_hit_at)
        scoring = yente.Scoring(chosen.yente_dataset, chosen.yente_algorithm, *limits)
        return {kind: yente.create(kind, service, scoring) for kind in KINDS}


def factory(path: str) -> Callable[..., Any]:
    """The callable behind "module:name"."""
    module, _, name = path.partition(":")
    return cast(Callable[..., Any], getattr(importlib.import_module(module), name))


def found_checks() -> tuple[Check, ...]:
    """Every module of `kyc/checks` that has a NAME, in the order of the contract."""
    modules = [
        importlib.import_module(f"{checks.__name__}.{found.name}") for found in pkgutil.iter_modules(checks.__path__)
    ]
    named = [cast(Check, module) for module in modules if hasattr(module, "NAME")]
    order = {name: place for place, name in enumerate(CONTRACTED)}
    return tuple(sorted(named, key=lambda check: (order.get(check.NAME, len(order)), check.NAME)))


def load_policy(settings: Settings) -> Policy:
    """The operator's policy, or the packaged one."""
    if settings.policy_file:
        return policy_from(tomllib.loads(settings.policy_file.read_text()))
    return policy_from(tomllib.loads(resources.files("kyc.policy").joinpath("default.toml").read_text()))
