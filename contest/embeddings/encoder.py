"""The one port to sentence-transformers. The engine is loaded by `load_encoder`, never by importing this module."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, RLock
from typing import TYPE_CHECKING, Any, Protocol

from flask import current_app

from contest.embeddings import bundled
from contest.embeddings.arithmetic import Arithmetic, native_arithmetic, speed_up
from contest.embeddings.bundle_format import BadBundle
from contest.embeddings.domain import clean
from contest.embeddings.passages import WHOLE_TOKENS
from contest.kernel.settings import DEFAULT_EMBEDDING_MODEL, EmbeddingSettings, Settings, let_threads_sleep

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

log = logging.getLogger(__name__)

CPU_BATCH, GPU_BATCH = 16, 256
DOCUMENT = (
    "document",
    "passage",
    "corpus",
)  # what the engine looks for among a model's prompts, in its order
UNBOUNDED = 1_000_000
WEIGHTS = ("*.safetensors", "*.bin", "*tokenizer.json", "*.model")
HUB_FILES = ["*.json", "*.txt", "*.model", "*.safetensors"]

Progress = Callable[[int, int], None]


class EncoderUnavailable(RuntimeError):
    """The model that EMBEDDING_MODEL names cannot be loaded; the message says why."""


class TextEncoder(Protocol):
    """What features need of an encoder; tests that are not about meaning bring a small one of their own."""

    @property
    def model_name(self) -> str:
        """Name and digest of the weights; vectors of different names are never compared."""
        ...

    @property
    def dimensions(self) -> int: ...

    def encode_documents(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Return unit vectors, float32 [texts, dimensions]; a text that is empty once cleaned has a row of zeros.

        `progress` is called with the texts done so far and their total.
        """
        ...

    def encode_query(self, text: str) -> Vectors:
        """Return the unit vector of a query, float32 [dimensions]; zeros for one that is empty once cleaned."""
        ...


class Encoder:
    """A sentence-transformers model. Safe to share between threads: they take turns."""

    def __init__(self, model: Any, *, model_name: str, arithmetic: Arithmetic) -> None:
        self.model_name = model_name
        self.dimensions = int(model.get_embedding_dimension())
        self.arithmetic = arithmetic
        self._model = model
        self._batch = GPU_BATCH if model.device.type == "cuda" else CPU_BATCH
        self._turn = Lock()

    @property
    def room(self) -> int:
        """How many tokens of a document it reads, beside what it puts around it."""
        prompts = self._model.prompts
        prompt = next((prompts[name] for name in DOCUMENT if prompts.get(name)), "")
        around = self._model.tokenizer.num_special_tokens_to_add()
        return int(self._model.max_seq_length or UNBOUNDED) - around - self.tokens(prompt)

    def tokens(self, text: str) -> int:
        """Return how many tokens it makes of a text."""
        return len(self._model.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])

    def encode_documents(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        return self._encode(texts, self._model.encode_document, progress)

    def encode_query(self, text: str) -> Vectors:
        return self._encode([text], self._model.encode_query, None).reshape(self.dimensions)

    def _encode(self, texts: Sequence[str], encode: Callable[..., Any], progress: Progress | None) -> Vectors:
        import numpy as np  # noqa: PLC0415 - web workers import this module and never encode

        cleaned = [clean(text) for text in texts]
        vectors = np.zeros((len(cleaned), self.dimensions), dtype=np.float32)
        # Neighbours of like length waste nothing on padding. Bytes tell tokens better than characters do: a
        # Chinese character is three bytes and most of a token, a Latin letter one byte and a fifth of one.
        waiting = sorted(
            (place for place, text in enumerate(cleaned) if text),
            key=lambda place: len(cleaned[place].encode()),
        )
        done = len(cleaned) - len(waiting)
        for start in range(0, len(waiting), self._batch):
            places = waiting[start : start + self._batch]
            batch = [cleaned[place] for place in places]
            with self._turn:
                found = encode(
                    batch, batch_size=len(batch), normalize_embeddings=True, show_progress_bar=False
                )
            vectors[places] = found
            done += len(places)
            if progress:
                progress(done, len(cleaned))
        return vectors


def load_encoder(settings: EmbeddingSettings, models_dir: Path) -> Encoder:
    """Load the model that `settings` names: about 5 seconds, the first time 15 more to convert the bundled one.

    Raises EncoderUnavailable. On a CPU the matrix products are narrowed where that keeps the vectors.
    """
    let_threads_sleep()
    import torch  # noqa: PLC0415 - engine, not for web workers
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - engine, not for web workers
    from transformers.utils import logging as engine_log  # noqa: PLC0415 - engine, not for web workers

    engine_log.disable_progress_bar()
    # It warns of float16 on a CPU, which `_widen` is about to end.
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    name, folder = _locate(settings.model, models_dir)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    options = {"device": device, "local_files_only": True, "model_kwargs": {"dtype": "auto"}}
    try:
        model = SentenceTransformer(str(folder), **options)
    except (OSError, ValueError) as error:
        raise EncoderUnavailable(f"The embedding model {settings.model} cannot be loaded: {error}") from error
    _add_prompts(model, name)
    _widen(model)
    arithmetic = (
        speed_up(model, _embedder(model), native_arithmetic()) if device == "cpu" else Arithmetic.FLOAT32
    )
    log.info("embedding model %s on %s in %s", name, device, arithmetic)
    encoder = Encoder(model, model_name=f"{name}@{fingerprint(folder)}", arithmetic=arithmetic)
    if encoder.room < WHOLE_TOKENS:
        log.warning(
            "%s reads %d tokens of a text; what lies between them and %d is lost",
            name,
            encoder.room,
            WHOLE_TOKENS,
        )
    return encoder


def fingerprint(folder: Path) -> str:
    """Return 12 hexadecimal digits of the weights and tokenizer in `folder`, equal wherever these are equal."""
    files = {path for pattern in WEIGHTS for path in folder.glob(pattern)}
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.name.encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:12]


def _locate(model: str, models_dir: Path) -> tuple[str, Path]:
    """Return the model's name and its folder on this machine, converting or downloading it first if needed."""
    if model == DEFAULT_EMBEDDING_MODEL:
        try:
            return bundled.NAME, bundled.ensure_bundled(models_dir)
        except (bundled.BundleMissing, BadBundle) as error:
            raise EncoderUnavailable(str(error)) from error
    if (folder := Path(model)).is_dir():
        return folder.resolve().name, folder
    if model.startswith(("/", ".", "~")):
        raise EncoderUnavailable(f"EMBEDDING_MODEL names the folder {model}, which does not exist.")
    return model, _download(model)


def _download(model: str) -> Path:
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - engine, not for web workers

    try:
        return Path(snapshot_download(model, allow_patterns=HUB_FILES))
    except Exception as error:  # the client raises its own, httpx's and the system's errors
        raise EncoderUnavailable(f"The embedding model {model} cannot be fetched: {error}") from error


def _add_prompts(model: Any, name: str) -> None:
    """Give e5 models the prefixes they were trained with, where their authors' folder forgets them."""
    if "e5" in name.lower() and not any(model.prompts.values()):
        model.prompts.update(bundled.PROMPTS)


def _widen(model: Any) -> None:
    """Compute in float32, but leave a large table of word vectors as it is stored: half the memory, same values."""
    from torch import nn  # noqa: PLC0415 - engine, not for web workers

    for module in model.modules():
        if isinstance(module, nn.Embedding):
            module.register_forward_hook(lambda _module, _inputs, output: output.float())
            continue
        for parameter in module.parameters(recurse=False):
            parameter.data = parameter.data.float()


def _embedder(model: Any) -> Callable[[list[str]], Any]:
    def embed(texts: list[str]) -> Any:
        return model.encode_document(
            texts, convert_to_tensor=True, normalize_embeddings=True, show_progress_bar=False
        )

    return embed


_encoder: TextEncoder | None = None
_loading = RLock()


def current_encoder() -> TextEncoder:
    """Return this process's encoder, loading it on first use. Needs an app context; never call it for a request."""
    global _encoder
    with _loading:
        if _encoder is None:
            settings: Settings = current_app.extensions["settings"]
            _encoder = load_encoder(settings.embedding, settings.models_dir)
        return _encoder


def configured_model() -> str:
    """Return EMBEDDING_MODEL as it is set: what a process loads a model by."""
    settings: Settings = current_app.extensions["settings"]
    return settings.embedding.model


def current_model_name() -> str:
    """Return the name of the model that `current_encoder` gives, without loading it. Raises EncoderUnavailable."""
    with _loading:
        if _encoder is not None:
            return _encoder.model_name
    settings: Settings = current_app.extensions["settings"]
    name, folder = _locate(settings.embedding.model, settings.models_dir)
    return f"{name}@{fingerprint(folder)}"


@contextmanager
def use_encoder(encoder: TextEncoder) -> Iterator[TextEncoder]:
    """Have `current_encoder` return `encoder` inside the block, in every thread."""
    global _encoder
    with _loading:
        before, _encoder = _encoder, encoder
    try:
        yield encoder
    finally:
        with _loading:
            _encoder = before
