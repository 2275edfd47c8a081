"""Strands of hair, close up."""

import math

from PIL import Image, ImageDraw

from .fields import Canvas, Field
from .light import Colour, developed


def strands(canvas, bend, tones, shine):
    """Hair lying across the picture from left to right, bent by bend(x).

    Args:
        tones: three colour codes: between the strands, on them, and where they shine.
        shine: bands of light as (place, width, strength) along x.
    """
    dark, middle, light = tones
    locks = canvas.noise(0.8, 6).bent(bend)
    layers = [(1.0, 18, 0.20), (1.2, 40, 0.22), (0.9, 90, 0.26), (1.1, 190, 0.34), (0.8, 400, 0.42)]
    fine = canvas.flat()
    for along, across, weight in layers:
        fine = fine + canvas.noise(along, across).bent(bend) * weight
    level = (locks * 0.3 + fine * 0.62 + 0.55).clamp()
    tone = Colour.plain(canvas, dark).mixed(middle, level)
    wobble = locks * 0.06 + fine * 0.05
    gleam = canvas.flat()
    for place, width, strength in shine:
        gleam = gleam + (-(((canvas.x + wobble - place) / width) ** 2)).exp() * strength
    glint = gleam * (fine * 0.9 + 0.45).clamp() * level.rise(0.1, 0.8)
    return tone * (1 + locks * 0.35) + Colour.plain(canvas, light) * glint


def stray_hairs(canvas, count, bend):
    """Single hairs that have left their lock, as light on top."""
    mask = Image.new("L", canvas.size)
    draw = ImageDraw.Draw(mask)
    for _ in range(count):
        start, turn = canvas.chance.uniform(-0.2, 1.2), canvas.chance.uniform(0, 6)
        slope, curl = canvas.chance.gauss(0, 0.08), canvas.chance.gauss(0, 0.05)
        points = [
            (x * canvas.unit, (start + bend(x) + slope * (x - 0.7) + curl * math.sin(x * 2.2 + turn)) * canvas.unit)
            for x in (step * canvas.width / 60 for step in range(61))
        ]
        draw.line(points, fill=canvas.chance.randint(50, 150), width=canvas.chance.choice((1, 1, 2)), joint="curve")
    return Field(mask.convert("F")) / 255


def copper_hair():
    """Copper hair in a soft wave."""
    canvas = Canvas(1800, 1200, seed=71)

    def bend(x):
        return 0.16 * math.sin(x * 3.0 + 0.3) + 0.12 * x

    shine = ((0.46, 0.12, 0.8), (1.24, 0.16, 0.55))
    picture = strands(canvas, bend, ("#220d06", "#a35a34", "#ffc795"), shine)
    picture = picture + Colour.plain(canvas, "#e3955c") * stray_hairs(canvas, 26, bend) * 0.5
    return developed(canvas, picture, exposure=0.95, grain=0.010, vignette=0.4, glow=0.2)


def dark_hair():
    """Black hair falling straight, with one band of light."""
    canvas = Canvas(1600, 1280, seed=77)

    def bend(x):
        return 0.05 * math.sin(x * 2.1 + 1.2) + 0.06 * x

    picture = strands(canvas, bend, ("#0b0706", "#4a3025", "#f0d2b8"), ((0.52, 0.10, 0.6), (0.98, 0.2, 0.14)))
    picture = picture + Colour.plain(canvas, "#b08f78") * stray_hairs(canvas, 16, bend) * 0.35
    picture = developed(canvas, picture, exposure=1.0, grain=0.010, vignette=0.35, glow=0.2)
    return picture.transpose(Image.Transpose.ROTATE_90)
