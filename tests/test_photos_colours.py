"""Skin on the page looks as it does in the file: CIEDE2000 against a conversion by LittleCMS alone."""

import struct
import zlib
from io import BytesIO
from itertools import product
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

import pillow_heif
import pytest
from PIL import Image, ImageCms

from django.core.files.uploadedfile import SimpleUploadedFile

from photos.colours import in_srgb
from photos.numbered_colours import made_of, profile_of
from tests import factories
from tests.test_photos_forms import content_of

# Six kinds of skin in light and shade, from very light to very dark, and two lips.
SKIN = [
    (244, 208, 177),
    (231, 180, 143),
    (209, 150, 112),
    (168, 110, 75),
    (120, 72, 45),
    (66, 40, 28),
    (176, 74, 74),
    (120, 40, 52),
]
PATCH = 48
BAR = 2  # ΔE2000: below it two patches side by side look the same to most people (CIE 142-2001)
SRGB = ImageCms.createProfile("sRGB")
LAB = ImageCms.createProfile("LAB")
SRGB_PROFILE = ImageCms.ImageCmsProfile(SRGB).tobytes()


def display_p3():
    """The ICC profile of a phone's wide screen (SMPTE EG 432-1, D65), written out: ICC.1:2022, matrix and curve."""

    def fixed(value):
        return round(value * 65536).to_bytes(4, "big", signed=True)

    def xyz(*values):
        return b"XYZ \x00\x00\x00\x00" + b"".join(map(fixed, values))

    curve = b"para\x00\x00\x00\x00\x00\x03\x00\x00"
    curve += b"".join(map(fixed, (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)))
    text = b"desc\x00\x00\x00\x00\x00\x00\x00\x0bDisplay P3\x00" + bytes(78)
    tags = {
        b"desc": text,
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": xyz(0.51512, 0.24120, -0.00105),
        b"gXYZ": xyz(0.29198, 0.69225, 0.04189),
        b"bXYZ": xyz(0.15710, 0.06657, 0.78407),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    directory, body, offset = b"", b"", 128 + 4 + 12 * len(tags)
    for name, value in tags.items():
        value += b"\x00" * (-len(value) % 4)
        directory += name + (offset + len(body)).to_bytes(4, "big") + len(value).to_bytes(4, "big")
        body += value
    size = 128 + 4 + len(directory) + len(body)
    header = size.to_bytes(4, "big") + bytes(4) + b"\x04\x20\x00\x00"
    header += b"mntrRGB XYZ " + bytes(12) + b"acsp" + bytes(28) + fixed(0.9642) + fixed(1.0) + fixed(0.8249)
    return header.ljust(128, bytes(1)) + len(tags).to_bytes(4, "big") + directory + body


P3 = display_p3()


def swatches(colours, mode="RGB", size=(PATCH, PATCH)):
    image = Image.new(mode, (size[0] * len(colours), size[1]))
    for place, colour in enumerate(colours):
        image.paste(colour, (place * size[0], 0, (place + 1) * size[0], size[1]))
    return image


def lab(image, profile=None):
    """The colour in the middle of each patch, as CIELAB, by LittleCMS alone."""
    source = ImageCms.ImageCmsProfile(BytesIO(profile)) if profile else SRGB
    if image.mode == "L":
        image = image.convert("RGB")
    mapped = ImageCms.profileToProfile(image, source, LAB, renderingIntent=1, outputMode="LAB")
    count = len(SKIN)
    step = image.width // count
    pixels = [mapped.getpixel((place * step + step // 2, image.height // 2)) for place in range(count)]
    return [(light * 100 / 255, (a + 128) % 256 - 128, (b + 128) % 256 - 128) for light, a, b in pixels]


def delta_e(one, other):
    """CIEDE2000 (CIE 142-2001; Sharma, Wu and Dalal 2005), all weights 1."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_c = (hypot(a1, b1) + hypot(a2, b2)) / 2
    g = (1 - sqrt(mean_c**7 / (mean_c**7 + 25**7))) / 2
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = hypot(a1, b1), hypot(a2, b2)
    h1, h2 = degrees(atan2(b1, a1)) % 360, degrees(atan2(b2, a2)) % 360
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0
    dl, dc, dh = l2 - l1, c2 - c1, 2 * sqrt(c1 * c2) * sin(radians(turn / 2))
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    hue = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    t = (
        1
        - 0.17 * cos(radians(hue - 30))
        + 0.24 * cos(radians(2 * hue))
        + 0.32 * cos(radians(3 * hue + 6))
        - 0.20 * cos(radians(4 * hue - 63))
    )
    sl = 1 + 0.015 * (light - 50) ** 2 / sqrt(20 + (light - 50) ** 2)
    sc, sh = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    rt = -2 * sqrt(chroma**7 / (chroma**7 + 25**7)) * sin(radians(60 * exp(-(((hue - 275) / 25) ** 2))))
    return sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rt * dc / sc * dh / sh)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_measure_is_the_published_one(one, other, expected):
    assert delta_e(one, other) == pytest.approx(expected, abs=0.0001)


def stored(image, image_format, name, **options):
    buffer = BytesIO()
    image.save(buffer, image_format, **options)
    return factories.photo(file=SimpleUploadedFile(name, buffer.getvalue()))


def shown(photo, format_name="jpeg"):
    data = content_of(photo.get_rendition(f"format-{format_name}|width-{photo.width // 2}"))
    image = Image.open(BytesIO(data))
    assert "icc_profile" not in image.info, "sRGB needs none, and another would be wrong"
    return image.convert("RGB")


def worst(photo, reference, format_name="jpeg"):
    return max(delta_e(a, b) for a, b in zip(lab(shown(photo, format_name)), reference, strict=True))


@pytest.mark.django_db
@pytest.mark.parametrize("format_name", ["jpeg", "webp", "avif"])
def test_skin_in_srgb_stays_what_it_is(format_name):
    photo = stored(swatches(SKIN), "JPEG", "a.jpg", quality=95, subsampling=0)
    assert worst(photo, lab(swatches(SKIN)), format_name) < BAR


@pytest.mark.django_db
@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_wide_gamut_is_brought_into_srgb(image_format):
    options = {"quality": 95} if image_format != "PNG" else {}
    photo = stored(swatches(SKIN), image_format, f"a.{image_format.lower()}", icc_profile=P3, **options)
    assert worst(photo, lab(swatches(SKIN), P3)) < BAR


@pytest.mark.django_db
def test_a_phone_s_heic_keeps_its_colours():
    heif, buffer = pillow_heif.from_pillow(swatches(SKIN)), BytesIO()
    heif.save(buffer, quality=95, icc_profile=P3)
    photo = factories.photo(file=SimpleUploadedFile("a.heic", buffer.getvalue()))
    assert worst(photo, lab(swatches(SKIN), P3)) < BAR


def test_without_the_conversion_the_same_skin_would_be_wrong():
    """So the bar tells right from wrong: what a browser without colour management would show of a phone's photo."""
    assert max(map(delta_e, lab(swatches(SKIN)), lab(swatches(SKIN), P3))) > BAR


@pytest.mark.django_db
def test_sixteen_bits_of_grey_are_not_clipped_to_white():
    greys = [(value * 257,) for value in (10, 40, 80, 120, 160, 200, 230, 250)]
    image = Image.new("I;16", (PATCH * 8, PATCH))
    for place, (value,) in enumerate(greys):
        image.paste(value, (place * PATCH, 0, (place + 1) * PATCH, PATCH))
    photo = stored(image, "PNG", "a.png")
    got = [shown(photo).getpixel((place * PATCH // 2 + PATCH // 4, 10))[0] for place in range(8)]
    assert all(abs(value - grey // 257) <= 2 for value, (grey,) in zip(got, greys, strict=True))


@pytest.mark.django_db
def test_print_colours_become_screen_colours():
    photo = stored(swatches(SKIN).convert("CMYK"), "JPEG", "a.jpg", quality=95)
    assert worst(photo, lab(swatches(SKIN))) < BAR


# Inks


# The solid colours of four inks on coated paper and of their overprints, as CIELAB: made-up numbers like those of any
# sheet-fed press (paper, cyan, magenta, yellow, blue, green, red, all three; black over all is nearly the same).
PRESS = {
    (0, 0, 0): (95, 0, -2),
    (1, 0, 0): (55, -37, -50),
    (0, 1, 0): (48, 74, -3),
    (0, 0, 1): (89, -5, 93),
    (1, 1, 0): (24, 22, -46),
    (1, 0, 1): (50, -68, 27),
    (0, 1, 1): (47, 68, 48),
    (1, 1, 1): (23, 0, 0),
}
BLACK_INK = (16, 0, 0)
STEPS = 9  # of each ink in the table
INKS = [  # as percent: light and dark skin, as separations have it, and a lip
    *[(2, 18, 26, 0), (5, 28, 40, 0), (12, 38, 52, 3), (22, 52, 66, 12)],
    *[(35, 62, 72, 34), (45, 68, 70, 62), (15, 75, 50, 5), (25, 90, 60, 28)],
]


def printed(inks):
    """The CIELAB of inks, each 0 to 1, each dot mixing with its neighbours by the area it covers (Demichel)."""
    cyan, magenta, yellow, black = inks
    mixed = [0.0, 0.0, 0.0]
    for (c, m, y), solid in PRESS.items():
        area = 1.0
        for covered, ink in ((c, cyan), (m, magenta), (y, yellow)):
            area *= ink if covered else 1 - ink
        mixed = [total + area * value for total, value in zip(mixed, solid, strict=True)]
    return [value * (1 - black) + dark * black for value, dark in zip(mixed, BLACK_INK, strict=True)]


def press_profile():
    """An ICC profile of these inks, written out: version 2, a table of four inputs in CIELAB (ICC.1:2001, 6.5.8)."""
    steps = [step / (STEPS - 1) for step in range(STEPS)]
    table = b"".join(
        bytes(round(number) for light, a, b in [printed(inks)] for number in (light * 2.55, a + 128, b + 128))
        for inks in product(steps, repeat=4)
    )
    straight = bytes(range(256))
    matrix = struct.pack(">9i", *(65536 if place % 4 == 0 else 0 for place in range(9)))
    lut = b"mft1" + bytes(4) + bytes((4, 3, STEPS, 0)) + matrix + straight * 4 + table + straight * 3
    tags = {b"A2B0": lut, b"A2B1": lut, b"wtpt": b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061)}
    directory, body, offset = b"", b"", 128 + 4 + 12 * len(tags)
    for name, value in tags.items():
        directory += name + struct.pack(">II", offset + len(body), len(value))
        body += value + b"\x00" * (-len(value) % 4)
    header = struct.pack(">I", offset + len(body)) + bytes(4) + b"\x02\x40\x00\x00" + b"prtrCMYKLab "
    header += bytes(12) + b"acsp" + bytes(28) + struct.pack(">3i", 63190, 65536, 54061)
    return header.ljust(128, b"\x00") + len(tags).to_bytes(4, "big") + directory + body


def ink_patches():
    return swatches([tuple(round(percent * 2.55) for percent in inks) for inks in INKS], "CMYK")


def as_a_screen_shows(image, profile):
    """By LittleCMS alone: the paper becomes white and the darkest ink black, as on every screen."""
    options = {"renderingIntent": 1, "outputMode": "RGB", "flags": ImageCms.Flags.BLACKPOINTCOMPENSATION}
    return ImageCms.profileToProfile(image, ImageCms.ImageCmsProfile(BytesIO(profile)), SRGB, **options)


@pytest.mark.django_db
@pytest.mark.parametrize("format_name", ["jpeg", "avif"])
def test_inks_become_the_colours_that_their_profile_names(format_name):
    profile = press_profile()
    reference = lab(as_a_screen_shows(ink_patches(), profile))
    photo = stored(ink_patches(), "JPEG", "a.jpg", quality=95, icc_profile=profile)
    assert worst(photo, reference, format_name) < BAR
    assert max(map(delta_e, lab(ink_patches().convert("RGB")), reference)) > 5, "without the profile it would be wrong"


def test_the_press_in_these_tests_prints_what_it_says():
    """So that the reference is one: LittleCMS reads the table above as it was meant."""
    meant = [printed([percent / 100 for percent in inks]) for inks in INKS]
    # From inks Pillow hands a and b out with 128 added, from screen colours without.
    got = [(light, a % 256 - 128, b % 256 - 128) for light, a, b in lab(ink_patches(), press_profile())]
    assert max(map(delta_e, got, meant)) < BAR


# Sixteen bits, and colours named by number


def png_chunk(kind, data):
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def png_of_sixteen_bits(image, *chunks):
    """Pillow writes no 16 bits a channel: this does, with a low byte that differs from the high one."""
    header = struct.pack(">IIBBBBB", *image.size, 16, 2, 0, 0, 0)
    data, line = image.tobytes(), image.width * 3
    rows = (data[start : start + line] for start in range(0, len(data), line))
    lines = b"".join(b"\x00" + b"".join(bytes((value, 255 - value)) for value in row) for row in rows)
    parts = [png_chunk(b"IHDR", header), *chunks, png_chunk(b"IDAT", zlib.compress(lines)), png_chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.django_db
def test_sixteen_bits_of_colour_keep_their_colours():
    photo = factories.photo(file=SimpleUploadedFile("a.png", png_of_sixteen_bits(swatches(SKIN))))
    assert worst(photo, lab(swatches(SKIN))) < BAR


@pytest.mark.django_db
def test_sixteen_bits_of_a_wide_gamut_are_brought_into_srgb():
    profile = png_chunk(b"iCCP", b"P3\x00\x00" + zlib.compress(P3))
    photo = factories.photo(file=SimpleUploadedFile("a.png", png_of_sixteen_bits(swatches(SKIN), profile)))
    assert worst(photo, lab(swatches(SKIN), P3)) < BAR


def numbered(image_format, primaries, curve):
    """The patches in a file that names their colours by number alone."""
    image, buffer = swatches(SKIN), BytesIO()
    if image_format == "png":
        return png_of_sixteen_bits(image, png_chunk(b"cICP", bytes((primaries, curve, 0, 1))))
    if image_format == "heic":
        pillow_heif.from_pillow(image).save(
            buffer, quality=95, color_primaries=primaries, transfer_characteristic=curve, matrix_coefficients=6
        )
        return buffer.getvalue()
    image.save(buffer, "AVIF", quality=95, subsampling="4:4:4")
    data = buffer.getvalue()
    place = data.index(b"colrnclx") + 8
    return data[:place] + struct.pack(">HH", primaries, curve) + data[place + 4 :]


@pytest.mark.django_db
@pytest.mark.parametrize("image_format", ["heic", "avif", "png"])
def test_a_wide_gamut_named_by_number_is_brought_into_srgb(image_format):
    photo = factories.photo(file=SimpleUploadedFile(f"a.{image_format}", numbered(image_format, 12, 13)))
    assert worst(photo, lab(swatches(SKIN), P3)) < BAR


@pytest.mark.django_db
@pytest.mark.parametrize("image_format", ["heic", "avif", "png"])
def test_srgb_named_by_number_stays_what_it_is(image_format):
    photo = factories.photo(file=SimpleUploadedFile(f"a.{image_format}", numbered(image_format, 1, 13)))
    assert worst(photo, lab(swatches(SKIN))) < BAR


@pytest.mark.django_db
@pytest.mark.parametrize("numbers", [(12, 16), (9, 18), (2, 2), (255, 255)], ids=["PQ", "HLG", "unsaid", "unknown"])
def test_numbers_that_no_screen_s_profile_says_are_passed_over(numbers):
    photo = factories.photo(file=SimpleUploadedFile("a.png", numbered("png", *numbers)))
    assert shown(photo).size == (photo.width // 2, photo.height // 2)


def test_the_profile_made_of_numbers_is_that_of_the_phone():
    assert max(map(delta_e, lab(swatches(SKIN), made_of(12, 13)), lab(swatches(SKIN), P3))) < 0.5


def test_in_a_png_the_numbers_go_before_the_profile_and_elsewhere_after_it():
    both = png_chunk(b"cICP", bytes((12, 13, 0, 1))), png_chunk(b"iCCP", b"x\x00\x00" + zlib.compress(SRGB_PROFILE))
    with Image.open(BytesIO(png_of_sixteen_bits(swatches(SKIN), *both))) as image:
        assert profile_of(image) == made_of(12, 13)
        image.load()  # reading ahead has not lost its place
    buffer = BytesIO()
    swatches(SKIN).save(buffer, "AVIF", icc_profile=SRGB_PROFILE)
    with Image.open(buffer) as image:
        assert profile_of(image) == SRGB_PROFILE


# What cannot be right


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("profile", "mode"),
    [(b"no profile at all", "RGB"), (P3[:200], "RGB"), (P3, "CMYK"), (P3, "L"), (b"", "RGB")],
    ids=["no profile", "cut off", "of screens, for inks", "of colours, for greys", "empty"],
)
def test_a_broken_or_unfitting_profile_is_passed_over(profile, mode):
    photo = stored(swatches(SKIN).convert(mode), "JPEG", "a.jpg", quality=95, icc_profile=profile)
    assert shown(photo).size == (photo.width // 2, photo.height // 2)


@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "CMYK", "P", "1", "LA"])
def test_whatever_the_mode_a_screen_can_show_it(mode):
    assert in_srgb(swatches(SKIN).convert(mode)).mode in ("RGB", "RGBA", "L")


def test_what_can_be_seen_through_stays_so():
    image = Image.new("RGBA", (8, 8), (200, 100, 50, 77))
    assert in_srgb(image, P3).getpixel((1, 1))[3] == 77
