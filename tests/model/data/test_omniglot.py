import zipfile

import numpy as np
import pytest

from model.data.omniglot import FILE, LOOK_ALIKES, load_not_digits
from tests.data_folder import EQUALS, SEVEN, character_text, write_characters

CHARACTERS = [("Greek", 3, 7, SEVEN), ("Korean", 12, 20, EQUALS), ("Latin", 4, 1, SEVEN)]
ONE = "small1/Greek/character03/0394_07.txt"


def write_files(folder, files):
    with zipfile.ZipFile(folder / FILE, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def test_characters_say_where_they_come_from(tmp_path):
    write_characters(tmp_path, CHARACTERS)
    found = [(c.alphabet, c.character, c.drawer) for c in load_not_digits(tmp_path)]
    assert [("Greek", 3, 7), ("Korean", 12, 20), ("Latin", 4, 1)] == found


def test_strokes_are_those_of_the_file_with_y_down(tmp_path):
    write_characters(tmp_path, CHARACTERS)
    seven, equals, _ = (c.drawing for c in load_not_digits(tmp_path))
    assert [1, 3] == [len(seven.strokes), len(equals.strokes)]
    points = seven.strokes[0].points[:, :2]
    np.testing.assert_allclose(points - points[0], 50 * np.array(SEVEN[0]))
    assert (points > 0).all()
    assert (points < seven.size).all()


def test_whole_alphabets_are_held_out(tmp_path):
    names = ("Balinese", "Early_Aramaic", "Greek", "Korean", "Latin")
    write_characters(tmp_path, [(name, 1, 1, SEVEN) for name in names])
    held_out = [c.alphabet for c in load_not_digits(tmp_path) if c.is_held_out]
    assert ["Early_Aramaic", "Greek"] == held_out


def test_characters_that_look_like_digits_are_known(tmp_path):
    write_characters(tmp_path, [("Latin", number, 1, SEVEN) for number in range(1, 27)])
    found = {c.character for c in load_not_digits(tmp_path) if c.looks_like_a_digit}
    assert LOOK_ALIKES["Latin"] == found
    write_characters(tmp_path, [("Klingon", 1, 1, SEVEN)])
    assert not load_not_digits(tmp_path)[0].looks_like_a_digit


def test_a_missing_archive_is_named(tmp_path):
    with pytest.raises(ValueError, match=f"{FILE} is missing"):
        load_not_digits(tmp_path)


DAMAGED = {
    "no strokes": {ONE: "START\nBREAK\n"},
    "an empty file": {ONE: ""},
    "two numbers": {ONE: "START\n1,2\nBREAK\n"},
    "words": {ONE: "START\nfive,5,5\n"},
    "bytes": {ONE: b"\xff\xfe\0"},
    "no number": {ONE: "START\n1,2,3\nnan,1,2\n"},
    "no drawer": {"small1/Greek/character03/0394.txt": character_text(SEVEN)},
    "no character": {"small1/Greek/letter/0394_07.txt": character_text(SEVEN)},
    "no folders": {"0394_07.txt": character_text(SEVEN)},
}


@pytest.mark.parametrize("files", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_character_is_named(tmp_path, files):
    write_files(tmp_path, files)
    (name,) = files
    with pytest.raises(ValueError, match=f"{FILE}: {name}: ."):
        load_not_digits(tmp_path)


@pytest.mark.parametrize("files", [{}, {"__MACOSX/a/b/c_1.txt": "x"}, {"small1/notes.md": "x"}])
def test_an_archive_without_characters_is_named(tmp_path, files):
    write_files(tmp_path, files)
    with pytest.raises(ValueError, match=f"{FILE}: no characters"):
        load_not_digits(tmp_path)


@pytest.mark.parametrize("change", ["cut off", "altered", "empty", "text"])
def test_a_damaged_archive_is_named(tmp_path, change):
    path = tmp_path / FILE
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(ONE, character_text(EQUALS * 40))
    data = bytearray(path.read_bytes())
    if change == "altered":
        data[80:84] = b"\xff" * 4
    parts = {"cut off": data[:-30], "altered": data, "empty": b"", "text": b"five five"}
    path.write_bytes(parts[change])
    with pytest.raises(ValueError, match=f"{FILE}: ."):
        load_not_digits(tmp_path)


@pytest.mark.shared_data
def test_omniglot_itself_is_read(shared_data):
    characters = load_not_digits(shared_data)
    assert 2_720 == len(characters)
    assert set(LOOK_ALIKES) == {c.alphabet for c in characters}
    assert set(range(1, 21)) == {c.drawer for c in characters}
    known = {(c.alphabet, c.character) for c in characters}
    assert {(name, n) for name, numbers in LOOK_ALIKES.items() for n in numbers} <= known
