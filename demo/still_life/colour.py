"""Make-up: pigments, swatches and lipsticks."""

import math

from .fields import Canvas, bell
from .light import Colour, Lamp, developed, lit
from .textures import cream_stroke, plaster


def pressed_powder():
    """A pan of pressed blush with a flower in it, one corner used."""
    canvas = Canvas(1600, 1600, seed=81)
    cx, cy, radius = 0.52, 0.5, 0.44

    def flower(x, y):
        dx, dy = x - cx, y - cy
        distance, angle = math.hypot(dx, dy) / radius, math.atan2(dy, dx)
        relief = 0.0
        for petals, size, turn in ((8, 0.86, 0.0), (8, 0.60, math.pi / 8), (5, 0.34, 0.2)):
            reach = size * (0.72 + 0.28 * abs(math.cos(petals / 2 * (angle + turn))))
            inner = max(0.0, min(1.0, (reach - distance) / 0.05))
            vein = 0.5 + 0.5 * math.cos(petals * (angle + turn) * 3)
            relief += inner * (0.0060 + 0.0018 * vein * distance) * (1 - 0.25 * distance / reach)
        return relief

    dx, dy = canvas.x - cx, canvas.y - cy
    distance = (dx * dx + dy * dy).sqrt()
    pan = 1 - distance.rise(radius - 0.004, radius)
    rim = (1 - abs(distance - radius - 0.018) / 0.018).clamp().sqrt() * 0.028
    worn = ((canvas.x - 0.74) / 0.24) ** 2 + ((canvas.y - 0.30) / 0.2) ** 2 + canvas.noise(6) * 0.12
    use = 1 - worn.rise(0.3, 0.95)
    flowered = canvas.from_points(flower, step=3).blurred(3)
    sweep = ((canvas.x * 46 + canvas.y * 30 + canvas.noise(4) * 2).sin() * 0.5 + 0.5) * canvas.noise(9).rise(-0.4, 0.6)
    powder = flowered * (1 - use) - use * (0.010 + sweep * 0.0012)
    powder = powder + canvas.clouds(60, octaves=3) * 0.0005 + canvas.noise(220) * 0.00035
    crumbs = (canvas.noise(120) - 0.72).at_least(0) * use.rise(0.05, 0.4) * (1 - use.rise(0.5, 1)) * 0.02
    relief = (powder + crumbs) * pan + rim + pan * 0.004
    colour = Colour.plain(canvas, "#c0705f") * (1 + canvas.clouds(30, octaves=3) * 0.05)
    colour = colour.mixed("#d98d78", (flowered / 0.02).clamp() * 0.5)
    case = Colour.plain(canvas, "#d9c3a2") * (1 + canvas.clouds(1.3) * 0.05)
    metal = rim.rise(0.001, 0.006)
    table = case.mixed(colour, pan).mixed("#c9a46a", metal)
    picture = lit(relief, table, Lamp(228, 26), wrap=0.12, gloss=metal * 1.2, sharpness=30)
    dust = (canvas.noise(240) - 0.8).at_least(0) * distance.rise(radius, radius + 0.02) * (1 - distance.rise(0.5, 0.66))
    picture = picture.mixed("#b8654f", (dust * 3).clamp() * 0.5)
    return developed(canvas, picture, exposure=0.98, vignette=0.35)


SHADES = ("#f1d5bf", "#e2b796", "#cb946d", "#a46c48", "#74452c", "#43261a")


def foundation_swatches():
    """Six shades of foundation, drawn side by side."""
    canvas = Canvas(1600, 1600, seed=83)
    relief, colour = plaster(canvas, 0.0012), Colour.plain(canvas, "#ece1d4") * (1 + canvas.clouds(1.5) * 0.03)
    cover_all = canvas.flat()
    for place, shade in enumerate(SHADES):
        middle = 0.13 + 0.148 * place + canvas.chance.uniform(-0.008, 0.008)
        tilt = canvas.chance.uniform(-0.03, 0.03)
        top, bottom = 0.12 + canvas.chance.uniform(-0.03, 0.04), 0.86 + canvas.chance.uniform(-0.06, 0.05)
        half = canvas.noise(3) * 0.004 + 0.058
        across = (canvas.x - middle - (canvas.y - 0.5) * tilt + canvas.noise(2.5) * 0.008) / half
        tail = canvas.y + canvas.noise(26, 3) * 0.045
        length = (canvas.y - across * across * -0.02).rise(top, top + 0.02) * (1 - tail.rise(bottom - 0.1, bottom))
        body = (1 - (abs(across) + canvas.noise(14) * 0.05).rise(0.82, 1.02)) * length
        lip = (1 - abs(abs(across) - 0.86) / 0.16).clamp() * length
        furrow = (1 - abs(canvas.noise(38, 1.2))) ** 2 * 0.004 + canvas.noise(110, 2) * 0.0008
        pool = (1 - ((canvas.y - top - 0.06) / 0.07) ** 2).clamp() * body * 0.012
        relief = relief + (body * (0.006 + furrow) + lip * lip * 0.006 + pool).blurred(3.3)
        cover = body.at_least(lip * 0.9).rise(0.03, 0.25)
        colour = colour.mixed(shade, cover)
        cover_all = cover_all.at_least(cover)
    picture = lit(relief, colour, Lamp(205, 34), wrap=0.22, gloss=cover_all * 0.28, sharpness=45)
    return developed(canvas, picture, exposure=0.9, vignette=0.25)


def mascara_stroke():
    """A stroke of black mascara on cream paper."""
    canvas = Canvas(1800, 1200, seed=87)
    stroke, cover = cream_stroke(canvas, lambda x: 0.06 * math.sin(x * 3.4) + 0.05 - 0.06 * x, width=0.12)
    paper = Colour.plain(canvas, "#ecdfd0") * (1 + canvas.clouds(60, octaves=3) * 0.015)
    picture = lit(
        stroke * 0.9 + canvas.clouds(50, octaves=3) * 0.00035,
        paper.mixed("#0d0a0a", cover),
        Lamp(225, 34),
        wrap=0.1,
        gloss=cover * 0.8,
        sharpness=26,
    )
    return developed(canvas, picture, exposure=0.9)


def lipstick(canvas, picture, x, top, shade, softness):
    """One open lipstick standing at x, its slanted tip at `top`; drawn over what is there."""
    width = 0.085
    u = (canvas.x - x) / width
    round_off = (1 - u * u).at_least(0).sqrt()
    slant = canvas.y - top - (u * 0.5 + 0.5) * width * 1.5
    rounded = slant - (1 - round_off) * width * 0.5
    body = (1 - abs(u).rise(1 - softness / width, 1 + softness / width)) * rounded.rise(-softness, softness)
    light = 0.18 + bell(u, -0.38, 0.34) * 0.95 + bell(u, 0.86, 0.12) * 0.18
    face = (1 - ((u + 0.05) / 0.93) ** 2 - ((slant - width * 0.62) / (width * 0.95)) ** 2).rise(0.0, 0.03)
    red = Colour.plain(canvas, shade)
    bullet = red * light + Colour.plain(canvas, "#fff0e6") * (bell(u, -0.42, 0.10) * 0.14)
    bullet = bullet.mixed(red * (1.12 - u * 0.18) + 0.015, face * 0.85)
    picture = picture.mixed(bullet, body)
    for start, end, grow in ((top + 0.34, top + 0.47, 1.1), (top + 0.46, 2.0, 1.32)):
        w = u / grow
        mouth = canvas.y - start + (1 - (1 - w * w).at_least(0).sqrt()) * 0.012
        tube = 1 - abs(w).rise(1 - softness / width, 1 + softness / width)
        tube = tube * mouth.rise(-softness, softness) * (1 - (canvas.y - end).rise(-softness, softness))
        bands = bell(w, -0.5, 0.16) * 0.9 + bell(w, 0.55, 0.09) * 0.55 + bell(w, 0.05, 0.3) * 0.22 + 0.10
        edge = (canvas.y - start).rise(0.0, 0.012) * 0.35 + 0.65
        picture = picture.mixed(Colour.plain(canvas, "#d8b27a") * bands * edge, tube)
    return picture


def lipstick_row():
    """Three lipsticks in brick, rose and plum."""
    canvas = Canvas(1800, 1200, seed=89)
    backdrop = Colour.plain(canvas, "#d8b09c") * (1.0 - canvas.y * 0.28 + canvas.noise(1.2) * 0.05)
    shadow = canvas.flat(1)
    for x in (0.42, 0.77, 1.10):
        fall = bell(canvas.x - (canvas.y - 0.5) * 0.1, x + 0.16, 0.11) * canvas.y.rise(0.36, 0.56)
        shadow = shadow * (1 - fall * 0.35)
    picture = (backdrop * shadow).blurred(10)
    picture = lipstick(canvas, picture, 1.10, 0.30, "#6d2233", softness=0.007)
    picture = lipstick(canvas, picture, 0.42, 0.27, "#b4574e", softness=0.005)
    picture = lipstick(canvas, picture, 0.77, 0.16, "#a01f1f", softness=0.003)
    return developed(canvas, picture, exposure=1.05, glow=0.35, vignette=0.3)
