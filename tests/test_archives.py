"""Parts of ZIP files are unpacked no further than they say."""

import io
import tracemalloc
import zipfile

import pytest

from knowshow.archives import part_of
from tests.zips import lying_zip


def _archive(content=b"company\n", **options):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", **options) as archive:
        archive.writestr("answers.csv", content)
    return packed.getvalue()


def _read(packed):
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return part_of(archive, archive.infolist()[0])


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_part_is_read_whole(compression):
    content = b"0123456789" * 300_000
    assert _read(_archive(content, compression=compression)) == content


def test_a_part_that_says_less_than_it_holds_is_refused_before_it_fills_the_memory():
    packed = lying_zip("answers.csv", megabytes=64)
    tracemalloc.start()
    with pytest.raises(zipfile.BadZipFile):
        _read(packed)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * 1024 * 1024


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_part_that_is_packed_in_an_unusual_way_is_refused(compression):
    with pytest.raises(zipfile.BadZipFile, match="unusual"):
        _read(_archive(compression=compression))


def test_a_damaged_part_is_refused():
    packed = bytearray(_archive(b"company,element,answer\n" * 100, compression=zipfile.ZIP_DEFLATED))
    for place in range(60, 72):
        packed[place] ^= 0xFF
    with pytest.raises(zipfile.BadZipFile):
        _read(bytes(packed))
