"""Light through glass and water: caustics, bottles, vials, a misted pane."""

import math

from PIL import Image

from .fields import BICUBIC, Canvas, Field, bell, box
from .light import Colour, Lamp, developed, linear, lit


def ripples(canvas, waves=18, longest=7.0, shortest=17.0, depth=7.0):
    """The net of light below moving water, about 1 on average.

    The surface is a sum of waves. Every ray that goes through it is bent towards the slope and counted
    where it lands: light is bright where many land together.
    """
    across, down = canvas.flat(), canvas.flat()
    for number in range(waves):
        length = longest * (shortest / longest) ** (number / waves)
        angle, phase = canvas.chance.uniform(0, math.tau), canvas.chance.uniform(0, math.tau)
        kx, ky = length * math.pi * math.cos(angle), length * math.pi * math.sin(angle)
        slope = (canvas.x * kx + canvas.y * ky + phase).cos() * (depth / length**1.5 / 14)
        across, down = across + slope * math.cos(angle), down + slope * math.sin(angle)
    width, height = canvas.size[0] // 2, canvas.size[1] // 2
    landed = [0.0] * (width * height)
    to_x = (canvas.x + across).image.get_flattened_data()
    to_y = (canvas.y + down).image.get_flattened_data()
    scale = canvas.unit / 2
    chance = canvas.chance.random
    for x, y in zip(to_x, to_y, strict=True):
        column, row = int(x * scale + chance()), int(y * scale + chance())
        if 0 <= column < width and 0 <= row < height:
            landed[row * width + column] += 0.25
    net = Image.new("F", (width, height))
    net.putdata(landed)
    return Field(net.resize(canvas.size, BICUBIC))


def caustics():
    """Sunlight through a glass of water, thrown across a plastered wall."""
    canvas = Canvas(1280, 1600, seed=101)
    wall = canvas.clouds(2, octaves=7, fade=0.55) * 0.0022
    relief = lit(wall, Colour.plain(canvas, "#d9b4a2"), Lamp(200, 24), wrap=0.1, depth=0.6)
    u = canvas.x + canvas.y * 0.42 + canvas.noise(1.4) * 0.03
    v = canvas.y - canvas.x * 0.10 + bell(canvas.x + canvas.y * 0.42, 0.7, 0.4) * 0.03
    throw = u.rise(0.36, 0.40) * (1 - u.rise(1.02, 1.06)) * v.rise(0.12, 0.16) * (1 - v.rise(1.0, 1.08))
    water = throw * v.rise(0.30, 0.315)
    net = ripples(canvas).blurred(2)
    rims = bell(u, 0.405, 0.008) + bell(u, 1.02, 0.012) * 0.8 + bell(u, 0.45, 0.012) * 0.3 + bell(u, 0.97, 0.02) * 0.3
    rims = rims * v.rise(0.1, 0.2) * (1 - v.rise(0.95, 1.06))
    surface = bell(v, 0.305, 0.006) * throw
    shadow = 1 - throw * 0.42 - bell(u, 0.42, 0.02) * throw * 0.15 + water * 0.1
    shadow = shadow * (0.8 + bell(u, 0.75, 0.6) * 0.25)
    light = shadow + (net - 0.3).at_least(0) * water * 0.62 + rims * 0.6 + surface * 0.8
    warm = Colour([light * k for k in (1.0, 0.96, 0.90)])
    red, blue = net.shifted(7, 3) - net, net.shifted(-7, -3) - net
    fringe = Colour([red * water * 0.10, water * 0, blue * water * 0.07])
    return developed(canvas, relief * warm + fringe, exposure=0.62, glow=0.6, vignette=0.5)


def liquid_bottle(canvas, picture, x, base, width, height, liquid, level, soft):
    """A round bottle of clear glass with coloured oil in it, standing before the light; drawn over what is there."""
    top = base - height
    body = box(canvas, x - width, top, x + width, base, corner=width * 0.34, soft=soft)
    throat = box(canvas, x - width * 0.36, top - width * 0.5, x + width * 0.36, top + width * 0.3, 0.01, soft)
    u = (canvas.x - x) / width
    surface = canvas.y - base + height * level + (1 - u * u).at_least(0).sqrt() * 0.010 - 0.006
    # Glass is dark at its edges, where light goes the long way round, and bright where it gathers.
    edge = abs(u).rise(0.62, 1.0)
    empty = picture.blurred(20) * (1.02 - edge * 0.55 + bell(abs(u), 0.8, 0.1) * 0.15)
    gathered = 0.72 + bell(u, 0.42, 0.3) * 0.85 + bell(u, -0.5, 0.22) * 0.2 - abs(u).rise(0.75, 1.02) * 0.55
    depth = 1.25 - (canvas.y - top) / height * 0.55
    oil = Colour.plain(canvas, liquid) * gathered * depth
    oil = oil.mixed(oil * Colour.plain(canvas, liquid) * 2.2, edge * 0.7)
    glass = empty.mixed(oil, surface.rise(-soft, soft))
    below = bell(surface, 0.010, 0.008) * 0.35 - bell(surface, -0.001, 0.003) * 0.2
    glow = bell(u, -0.76, 0.05) * 0.6 + bell(u, 0.88, 0.025) * 0.35 + bell(u, -0.60, 0.015) * 0.25
    glow = glow * (canvas.y - top).rise(0.02, 0.08) * (1 - (canvas.y - base).rise(-0.08, -0.03))
    foot = bell(canvas.y - u * u * -0.008, base - 0.018, 0.007) * (1 - edge) * 0.35
    glass = glass + Colour([(glow + foot + below * (1 - edge)) * k for k in linear("#fff1df")])
    n = u / 0.36
    bend = 0.98 - abs(n).rise(0.5, 1.0) * 0.6 + bell(n, -0.55, 0.12) * 0.7 + bell(n, 0.6, 0.1) * 0.3
    narrow = picture.blurred(20) * bend
    picture = picture.mixed(narrow, throat).mixed(glass, body)
    reach = width * 0.45
    collar = box(canvas, x - reach, top - width * 1.15, x + reach, top - width * 0.2, 0.012, soft)
    w = u / 0.45
    sheen = 0.5 + bell(w, -0.45, 0.18) * 2.6 + bell(w, 0.62, 0.10) * 1.2 - abs(w).rise(0.75, 1.0) * 0.3
    return picture.mixed(Colour.plain(canvas, "#2b2420") * sheen, collar)


def bottle_row():
    """Bottles of oil against the light; only the front one is sharp."""
    canvas = Canvas(1800, 1200, seed=103)
    sun = bell(canvas.x, 1.1, 0.65) * bell(canvas.y, 0.3, 0.6)
    table = canvas.y.rise(0.78, 0.80)
    picture = Colour.plain(canvas, "#d7b094") * (sun * 0.8 + 0.40)
    picture = picture.mixed(Colour.plain(canvas, "#bd9276") * (0.5 + sun * 0.8), table)
    stand = (
        (0.24, 0.83, 0.11, 0.40, "#a8552a", 0.6, 0.022),
        (1.25, 0.82, 0.115, 0.33, "#b98a86", 0.75, 0.024),
        (0.53, 0.87, 0.095, 0.54, "#6b2f17", 0.72, 0.009),
        (0.86, 0.90, 0.14, 0.45, "#c77f26", 0.64, 0.003),
    )
    for x, base, width, _height, colour, _level, _soft in stand:
        along = canvas.x + (canvas.y - base) * 0.95
        fall = bell(along, x - 0.01, width * 0.75) * canvas.y.rise(base - 0.02, base + 0.01)
        fall = fall * (1 - canvas.y.rise(base, base + 0.3))
        light = bell(along, x - 0.03, width * 0.22) * fall
        picture = picture.mixed(picture * Colour.plain(canvas, colour) * 1.6, fall * 0.75)
        picture = picture + Colour.plain(canvas, colour) * light * 0.9
    for place, (x, base, width, height, colour, level, soft) in enumerate(stand):
        picture = liquid_bottle(canvas, picture, x, base, width, height, colour, level, soft)
        picture = (picture, picture.blurred(14), picture.blurred(5), picture)[place]
    return developed(canvas, picture, exposure=0.72, glow=0.5, vignette=0.45)


def vial(canvas, picture, x, base, width, soft):
    """A small frosted vial with a silver cap; drawn over what is there."""
    height = width * 2.7
    top = base - height
    u = (canvas.x - x) / width
    body = box(canvas, x - width, top, x + width, base, corner=width * 0.26, soft=soft)
    frost = 0.58 + bell(u, -0.42, 0.32) * 0.55 + bell(u, 0.80, 0.12) * 0.35 - abs(u).rise(0.72, 1.0) * 0.4
    rime = (canvas.noise(50) * 0.4 + canvas.noise(140) * 0.6) * 0.05
    surface = canvas.y - base + height * 0.66 + (1 - u * u).at_least(0).sqrt() * width * 0.10
    filled = surface.rise(-0.008, 0.008)
    glass = Colour.plain(canvas, "#ece9e4").mixed("#e2b48f", filled * 0.9) * (frost + rime)
    glass = glass * (1 + bell(surface, 0.016, 0.012) * 0.22 - bell(surface, -0.004, 0.008) * 0.15)
    glass = glass * (1.1 - (canvas.y - top) / height * 0.28)
    foot = bell(canvas.y + u * u * 0.01, base - width * 0.13, width * 0.05) * (1 - abs(u).rise(0.6, 0.95)) * 0.22
    glass = glass + Colour([foot * k for k in linear("#fff3e4")])
    picture = picture.mixed(glass, body * 0.95)
    neck = box(canvas, x - width * 0.62, top - width * 0.3, x + width * 0.62, top + width * 0.2, 0.006, soft)
    picture = picture.mixed(Colour.plain(canvas, "#d6d2cc") * (frost * 0.85), neck * (1 - body))
    cap = box(canvas, x - width * 0.78, top - width * 0.95, x + width * 0.78, top - width * 0.14, 0.012, soft)
    w = u / 0.78
    metal = 0.16 + bell(w, -0.52, 0.16) * 1.15 + bell(w, 0.56, 0.10) * 0.7 + bell(w, 0.0, 0.26) * 0.25
    lip = 1 - bell(canvas.y, top - width * 0.32, 0.005) * 0.5 - (canvas.y - top).rise(-0.3, -0.1) * 0.1
    return picture.mixed(Colour.plain(canvas, "#e6dbcd") * metal * lip, cap)


def cold_vials():
    """Frosted vials on a pale shelf, cold air at their feet."""
    canvas = Canvas(1800, 1200, seed=107)
    air = bell(canvas.x, 0.45, 0.75) * bell(canvas.y, 0.3, 0.7)
    picture = Colour.plain(canvas, "#d2b9a8") * (air * 0.75 + 0.32)
    picture = picture.mixed(Colour.plain(canvas, "#cdbcae") * (0.42 + air * 0.8), canvas.y.rise(0.66, 0.80))
    rows = (
        (1.42, 0.74, 0.085, 0.030, 18),
        (0.14, 0.76, 0.09, 0.026, 14),
        (1.13, 0.81, 0.115, 0.014, 7),
        (0.42, 0.83, 0.125, 0.010, 4),
        (0.78, 0.92, 0.165, 0.003, 0),
    )
    for x, base, width, soft, blur in rows:
        along = canvas.x - (canvas.y - base) * 1.0
        shade = bell(along, x + 0.03, width * 0.95) * canvas.y.rise(base - 0.04, base)
        shade = shade * (1 - canvas.y.rise(base, base + 0.3))
        through = bell(along, x + 0.02, width * 0.3) * shade * 0.5
        picture = picture * (1 - shade * 0.6) + Colour.plain(canvas, "#f3d3b4") * through
        picture = vial(canvas, picture, x, base, width, soft).blurred(blur)
    mist = (canvas.clouds(1.5, 2.6, octaves=4) * 0.5 + 0.5).clamp() * bell(canvas.y, 0.95, 0.16)
    picture = picture.mixed("#f1ebe4", mist * 0.6)
    return developed(canvas, picture, exposure=0.8, contrast=1.08, glow=0.5, vignette=0.4)


def drop_of_water(background, size):
    """A drop on glass: it shows the room behind it upside down, darker above, with a spark of light."""
    half = size // 2
    view = background.resize((size, size), Image.Resampling.BICUBIC).transpose(Image.Transpose.ROTATE_180)
    canvas = Canvas(size, size, seed=size, margin=0)
    dx, dy = canvas.x - 0.5, canvas.y - 0.5
    distance = (dx * dx + dy * dy).sqrt() * 2
    shade = 1.15 - distance.rise(0.55, 1.0) * 0.55 - (dy * -1).rise(-0.1, 0.5) * 0.35 + dy.rise(0.1, 0.5) * 0.25
    spark = bell(canvas.x, 0.34, 0.077) * bell(canvas.y, 0.27, 0.077)
    bands = [((Field(band.convert("F")) * shade + spark * 190).image).convert("L") for band in view.split()]
    mask = (1 - distance.rise(1 - 3 / half, 1.0)) * 255
    return Image.merge("RGB", bands), mask.image.convert("L")


def misted_pane():
    """Water on a shower's glass wall, with a warm room behind."""
    canvas = Canvas(1800, 1200, seed=109)
    lampglow = bell(canvas.x, 1.12, 0.28) * bell(canvas.y, 0.30, 0.30)
    window = box(canvas, 0.12, -0.1, 0.52, 0.62, 0.04, 0.07)
    plant = (canvas.clouds(2.2, octaves=3) + 0.1).rise(0, 0.7) * bell(canvas.x, 0.8, 0.28) * bell(canvas.y, 0.85, 0.35)
    room = Colour.plain(canvas, "#8f6f59") * (0.75 - canvas.y * 0.25)
    room = room.mixed("#f3e3cd", window * 0.9).mixed("#ffd9a3", lampglow * 0.95).mixed("#5d6348", plant * 0.75)
    room = room.blurred(26)
    sharp = developed(canvas, room * 0.9, exposure=0.9, grain=0, vignette=0)
    mist = (canvas.clouds(3, octaves=5) * 0.16 + 0.34).clamp()
    pane = developed(canvas, room.blurred(40).mixed("#d8cbbb", mist), exposure=0.85, grain=0.012, vignette=0.3)
    for _ in range(900):
        size = max(5, int(canvas.unit * (0.006 + 0.055 * canvas.chance.random() ** 5)))
        x, y = canvas.chance.randint(-size, canvas.size[0]), canvas.chance.randint(-size, canvas.size[1])
        left = max(0, min(x - size * 3, canvas.size[0] - size * 7))
        up = max(0, min(y - size * 3, canvas.size[1] - size * 7))
        view = sharp.crop((left, up, left + size * 7, up + size * 7))
        drop, mask = drop_of_water(view, size)
        squeeze = (size, int(size * canvas.chance.uniform(0.95, 1.35)))
        pane.paste(drop.resize(squeeze), (x, y), mask.resize(squeeze))
    return pane
