"""What the files of two photos show to differ."""

import pytest

from photos import likeness
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]


def measured(photo):
    return likeness.tones([photo]).get(photo.pk)


def tone(colour):
    return measured(factories.photo(file=factories.image_file(colour=colour)))


def test_exposure_is_measured_in_stops():
    bright, dark = tone("#bcbcbc"), tone("#898989")  # half and a quarter of the light of white
    assert bright[0] - dark[0] == pytest.approx(1, abs=0.05)


def test_warm_light_has_more_red_than_blue():
    assert tone("#ffe0c0")[1] > likeness.WARMTH > abs(tone("#808080")[1])


def test_the_threshold_of_warmth_is_a_clear_day_against_a_grey_one():
    # White under CIE D55, in linear sRGB by the matrix of IEC 61966-2-1; under D65 it is 1 to 1.
    red = 3.2406 * 0.9568 - 1.5372 - 0.4986 * 0.9214
    blue = 0.0557 * 0.9568 - 0.2040 + 1.0570 * 0.9214
    assert likeness.log2(red / blue) == pytest.approx(likeness.WARMTH, abs=0.05)


def test_a_photo_is_measured_once():
    photo = factories.photo()
    known = measured(photo)
    photo.file.storage.delete(photo.file.name)
    assert measured(photo) == known


def test_a_photo_whose_file_is_lost_is_not_measured():
    photo = factories.photo()
    photo.file.storage.delete(photo.file.name)
    assert measured(photo) is None


def test_black_has_a_tone_too():
    assert tone("black")[1] == 0


@pytest.mark.parametrize(
    ("size", "differs"), [((64, 48), False), ((128, 96), False), ((66, 48), False), ((70, 48), True)]
)
def test_shapes_differ_by_more_than_a_twentieth(size, differs):
    one, other = (factories.photo(file=factories.image_file(size=each)) for each in ((64, 48), size))
    assert likeness.shapes_differ(one, other) is differs
    assert likeness.shapes_differ(other, one) is differs


@pytest.mark.parametrize(("width", "differs"), [(127, False), (128, True)])
def test_half_the_pixels_across_smooth_skin(width, differs):
    one, other = (factories.photo(file=factories.image_file(size=(each, 48))) for each in (64, width))
    assert likeness.sharpness_differs(one, other) is differs
