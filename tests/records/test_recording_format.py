"""Poses in a recording are the very bits that went in, and what is no recording is refused in a sentence."""

import json

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from coach.errors import RecordError
from coach.pose.poses import Poses, Source
from coach.records.recording_format import (
    COORDINATES,
    MAX_SIDE_PX,
    RecordingMetadata,
    blank_poses,
    decode,
    encode,
    read_schema,
    schema_for,
)

FIELDS = ("t_s", "image_px", "world_m", "visibility", "spread_px", "people")
MADE_BY = RecordingMetadata("full", "a" * 64, "b" * 64, Source("knee bend.mp4", "c" * 64))

# Negative zero and the storage grid's own neighbourhood are where an exact copy goes wrong first.
positions = st.one_of(
    st.floats(-9000, 9000, width=32),
    st.sampled_from([0.0, -0.0, np.nan, 1 / 32, -1 / 64, -1e-9, 250e3, -250e3, 1 / 8192]),
)


@st.composite
def blocks(draw):
    n = draw(st.integers(0, 5))
    steps_us = draw(st.lists(st.integers(1, 10**9), min_size=n, max_size=n))
    return Poses.from_arrays(
        np.cumsum(steps_us) / 1e6,
        draw(arrays(np.float64, (n, 33, 2), elements=positions, fill=st.just(1.5))),
        (640, 480),
        draw(arrays(np.float64, (n, 33, 3), elements=positions, fill=st.just(-0.0))),
        draw(arrays(np.float64, (n, 33), elements=st.floats(0, 1) | st.just(np.nan), fill=st.just(1.0))),
        draw(arrays(np.float64, (n, 33), elements=positions, fill=st.just(np.nan))),
        draw(arrays(np.int16, n, elements=st.integers(-(2**15), 2**15 - 1))),
    )


@settings(max_examples=60, deadline=None)
@given(blocks())
def test_a_batch_gives_back_the_bits_that_went_in(poses):
    back = blank_poses(len(poses), poses.size_px)
    decode(encode(poses, schema_for(poses.size_px, MADE_BY)), back)
    for name in FIELDS:
        assert getattr(back, name).tobytes() == getattr(poses, name).tobytes(), name


def test_a_value_off_the_storage_grid_is_a_defect_and_not_quietly_rounded():
    poses = Poses.from_arrays([0.0], np.zeros((1, 33, 2)), (640, 480))
    poses.image_px[0, 5, 0] = 0.01
    with pytest.raises(ValueError, match="storage grid"):
        encode(poses, schema_for(poses.size_px, MADE_BY))


def test_a_value_too_far_for_whole_numbers_is_a_defect():
    poses = Poses.from_arrays([0.0], np.full((1, 33, 2), 1e9), (640, 480))
    with pytest.raises(ValueError, match="storage grid"):
        encode(poses, schema_for(poses.size_px, MADE_BY))


def test_the_metadata_comes_back():
    assert_same(read_schema(schema_for((1280, 720), MADE_BY), "set.parquet"), ((1280, 720), MADE_BY))


def test_only_a_source_that_broke_off_says_so_and_older_recordings_say_nothing():
    whole, cut = (
        schema_for((640, 480), RecordingMetadata(source=Source("a.avi", truncated=truncated)))
        for truncated in (False, True)
    )
    assert b"truncated" not in whole.metadata[b"coach"]
    assert not read_schema(whole, "a")[1].source.truncated
    assert read_schema(cut, "a")[1].source.truncated


def test_missing_is_null_for_any_other_reader_and_columns_are_named():
    poses = Poses.from_arrays([0.0], np.full((1, 33, 2), np.nan), (640, 480))
    batch = encode(poses, schema_for(poses.size_px, MADE_BY))
    assert batch.column("image_x_00").null_count == 1
    assert COORDINATES[:3] == ("image_x_00", "image_y_00", "image_x_01")
    assert len(COORDINATES) == 231


def changed(**said):
    schema = schema_for((640, 480), MADE_BY)
    return schema.with_metadata({"coach": json.dumps(json.loads(schema.metadata[b"coach"]) | said)})


@pytest.mark.parametrize(
    ("schema", "sentence"),
    [
        (pa.schema([("x", pa.int32())]), "not a recording"),
        (pa.schema([("x", pa.int32())], metadata=changed().metadata), "not a recording"),
        (changed().with_metadata({"coach": "["}), "not a recording"),
        (changed().with_metadata({"coach": "[" * 60000}), "not a recording"),
        (changed().with_metadata({"coach": "[1]"}), "not a recording"),
        (changed().with_metadata({"coach": " " * 70000 + "{}"}), "not a recording"),
        (changed(schema="1"), "not a recording"),
        (changed(schema=0), "not a recording"),
        (changed(schema=2), "newer Coach .recording format 2, this program reads 1.*Update"),
        (changed(model_name=7), "not a recording"),
        (changed(width_px=0), "cannot be"),
        (changed(height_px=MAX_SIDE_PX + 1), "cannot be"),
        (changed(height_px=True), "cannot be"),
        (changed(height_px=None), "cannot be"),
    ],
)
def test_what_is_no_recording_of_ours_is_refused(schema, sentence):
    with pytest.raises(RecordError, match=rf"set\.parquet.*{sentence}"):
        read_schema(schema, "set.parquet")


def assert_same(found, expected):
    assert found[0] == expected[0]
    assert (found[1].model_name, found[1].model_sha256, found[1].rule_sha256) == ("full", "a" * 64, "b" * 64)
    assert (found[1].source.file, found[1].source.sha256) == ("knee bend.mp4", "c" * 64)
