"""Creams, gels, foams and powders, close up on a table."""

import math

from PIL import Image, ImageDraw

from .fields import Canvas, Field
from .light import Colour, Lamp, developed, linear, lit, normals


def plaster(canvas, depth=0.0016):
    """The unevenness of a painted table."""
    return canvas.clouds(2, octaves=7, fade=0.55) * depth


def ridges(canvas, across, down, bend):
    """Sharp-crested furrows along a stroke, 0 to 1."""
    return (1 - abs(canvas.noise(across, down).bent(bend))).at_least(0) ** 2


def cream_stroke(canvas, bend, width=0.19):
    """One pull of a palette knife through thick cream, along the picture: its relief and where it lies."""
    edge = canvas.noise(5) * 0.06 + canvas.noise(20) * 0.016
    half = canvas.from_columns(lambda x: width * (1 + 0.16 * math.sin(x * 3.1)))
    across = (canvas.y - canvas.from_columns(lambda x: 0.5 + bend(x))) / half
    from_middle = abs(across) + edge
    beginning = canvas.x - across * across * 0.04 + canvas.noise(3) * 0.02
    ending = canvas.x + canvas.noise(1.5, 20).bent(bend) * 0.10 + across * across * 0.05
    length = beginning.rise(0.15, 0.22) * (1 - ending.rise(1.16, 1.40))
    body = (1 - from_middle.rise(0.80, 1.03)) * length
    lip = (1 - abs(from_middle - 0.88) / 0.2).clamp() * length
    furrows = ridges(canvas, 1.0, 24, bend) * 0.012 + ridges(canvas, 1.6, 70, bend) * 0.005
    furrows = furrows + canvas.noise(2, 160).bent(bend) * 0.0012
    heap = beginning.rise(0.17, 0.26) * (1 - canvas.x.rise(0.24, 0.55))
    relief = body * (0.02 + canvas.noise(1.3) * 0.006 + furrows + heap * 0.018) + lip * lip * 0.018
    return relief.blurred(4), body.at_least(lip).rise(0.02, 0.16)


def cream_swipe():
    """Thick cream pulled over a terracotta table."""
    canvas = Canvas(1800, 1200, seed=11)
    stroke, cover = cream_stroke(canvas, lambda x: 0.10 * math.sin(x * 2.2 + 0.4) - 0.03 * math.sin(x * 5))
    table = Colour.plain(canvas, "#b08672") * (1 + canvas.clouds(1.5) * 0.06)
    colour = table.mixed("#f4e6d3", cover)
    picture = lit(stroke + plaster(canvas), colour, Lamp(222, 30), wrap=0.35, gloss=cover * 0.35, sharpness=50)
    return developed(canvas, picture, exposure=0.86, glow=0.12)


def cream_swirl():
    """A whirl of white cream, seen from above and a little too close."""
    canvas = Canvas(1600, 1600, seed=23)
    cx, cy = 0.47, 0.52

    def whirl(x, y):
        dx, dy = x - cx, y - cy
        distance, angle = math.hypot(dx, dy), math.atan2(dy, dx)
        crest = 0.5 + 0.5 * math.sin(angle - 5.2 * math.log(distance + 0.03) - 14 * distance)
        return crest**1.4 * (0.02 + 0.075 * distance) * min(1, distance / 0.06)

    dx, dy = canvas.x - cx, canvas.y - cy
    distance = (dx * dx + dy * dy).sqrt() + canvas.noise(2.5) * 0.025 + canvas.noise(9) * 0.006
    cover = 1 - distance.rise(0.475, 0.49)
    dome = (1 - (distance / 0.49) ** 2).clamp() ** 0.7
    relief = ((1 - distance * 1.9).at_least(0) * 0.14 + canvas.from_points(whirl, step=4)) * dome
    relief = relief.blurred(4) + canvas.noise(30) * 0.0005 * cover
    table = Colour.plain(canvas, "#cf9a80") * (1 + canvas.clouds(1.5) * 0.05)
    colour = table.mixed("#f8ecdf", cover.rise(0.1, 0.6))
    picture = lit(relief + plaster(canvas), colour, Lamp(225, 30), wrap=0.4, gloss=cover * 0.4, sharpness=40)
    return developed(canvas, picture, exposure=0.86, glow=0.15)


def wet(canvas, relief, cover, under, lamp, tint, depth):
    """A clear gel over a coloured ground: tinted by its thickness, with the window in it and light gathered below."""
    normal = normals(relief)
    nx, ny, nz = normal
    shade = lamp.shade(relief * 0.7)
    thickness = (relief / depth).clamp() * cover
    gathered = ((nx * lamp.direction[0] + ny * lamp.direction[1]) * -1).at_least(0) * cover
    ground = under * (shade * 0.75 + 0.35)
    seen = ground.mixed(ground * tint, thickness) + Colour([gathered * g for g in linear(tint)]) * 0.55
    rim = (1 - nz).clamp() * cover
    seen = seen * (1 - rim * 0.35)
    return seen + lamp.window(normal) * cover * 0.9 + lamp.gleam(normal, 400) * cover * 1.2


def gel_smear():
    """A clear gel, drawn down blush paper with a finger, with air in it."""
    canvas = Canvas(1280, 1600, seed=5)
    middle = canvas.from_rows(lambda y: 0.5 + 0.17 * math.sin(y * 3.4 + 0.5) + 0.02 * math.sin(y * 11))
    half = canvas.from_rows(lambda y: 0.02 + 0.24 * max(0.0, math.sin((y - 0.1) * 2.95)) ** 0.6 * (1 - 0.42 * y))
    across = (canvas.x - middle) / half + canvas.noise(3) * 0.16 + canvas.noise(10) * 0.03
    ends = (canvas.y + canvas.noise(5) * 0.02).rise(0.10, 0.2)
    ends = ends * (1 - (canvas.y + canvas.noise(4) * 0.03).rise(1.06, 1.13))
    body = ((1 - across * across) * ends).clamp().sqrt()
    troughs = abs(across + canvas.noise(2.5) * 0.3 - 0.1).rise(0.05, 0.5) * 0.5 + abs(across + 0.55).rise(0, 0.2) * 0.25
    relief = (body * (0.03 + half * 0.16 * (0.45 + troughs))).blurred(7)
    bubbles, rings = air(canvas, 60, lambda: (canvas.chance.gauss(0.55, 0.13), canvas.chance.uniform(0.2, 1.0)))
    relief = relief + bubbles * body * 0.006
    cover = body.rise(0.02, 0.3)
    under = Colour.plain(canvas, "#e0b09c") * (1 + canvas.clouds(1.2) * 0.06)
    picture = wet(canvas, relief + plaster(canvas, 0.0004), cover, under, Lamp(232, 40), "#e08a5c", 0.07)
    return developed(canvas, picture + rings * cover * 0.3, exposure=0.85, glow=0.3)


def air(canvas, count, place):
    """Small bubbles: their domes, and the light on their rims."""
    domes, rings = canvas.flat(), canvas.flat()
    for _ in range(count):
        x, y = place()
        size = 0.003 + 0.016 * canvas.chance.random() ** 3
        distance = ((canvas.x - x) ** 2 + (canvas.y - y) ** 2).sqrt() / size
        domes = domes.at_least((1 - distance**2).clamp().sqrt() * (size / 0.016))
        lit_side = ((canvas.x - x) + (canvas.y - y)).rise(-size, size)
        rings = rings.at_least((1 - abs(distance - 0.9) / 0.14).clamp() * (0.35 + lit_side))
    return domes, rings


def serum_drops():
    """Drops of amber serum on a pale tile."""
    canvas = Canvas(1600, 1600, seed=31)
    places = [
        (0.36, 0.40, 0.17),
        (0.66, 0.30, 0.10),
        (0.70, 0.63, 0.14),
        (0.40, 0.74, 0.075),
        (0.20, 0.66, 0.045),
        (0.53, 0.55, 0.03),
        (0.84, 0.42, 0.035),
        (0.57, 0.87, 0.05),
        (0.18, 0.20, 0.06),
        (0.86, 0.84, 0.025),
        (0.46, 0.15, 0.028),
        (0.29, 0.90, 0.02),
        (0.90, 0.16, 0.045),
        (0.08, 0.45, 0.02),
        (0.60, 0.45, 0.014),
    ]
    relief, cover, glowing = canvas.flat(), canvas.flat(), canvas.flat()
    wobble_x, wobble_y = canvas.noise(4) * 0.012, canvas.noise(4) * 0.012
    for x, y, size in places:
        dx, dy = (canvas.x - x + wobble_x) / size, (canvas.y - y + wobble_y) / size
        distance = dx * dx + dy * dy
        relief = relief.at_least((1 - distance).clamp() ** 0.5 * (size * 0.5 + 0.006))
        cover = cover.at_least(1 - distance.rise(0.94, 1.0))
        beyond = ((canvas.x - x - size * 0.5) / size) ** 2 + ((canvas.y - y - size * 0.62) / size) ** 2
        glowing = glowing.at_least((1 - beyond / 0.55).clamp() ** 1.5)
    under = Colour.plain(canvas, "#e9d3bd") * (1 + canvas.clouds(1.2) * 0.05)
    under = under + Colour([glowing * g for g in linear("#ffc285")]) * 0.7
    lamp = Lamp(230, 40)
    picture = wet(canvas, relief + plaster(canvas, 0.0003), cover, under, lamp, "#df9648", 0.10)
    return developed(canvas, picture, exposure=0.78, glow=0.3)


def serum_ribbons():
    """Golden serum, trailed across a blush tile in three loose ribbons."""
    canvas = Canvas(1280, 1600, seed=35)
    relief, cover, glowing = canvas.flat(), canvas.flat(), canvas.flat()
    trails = ((0.30, 0.16, 3.1, 0.2, 0.050), (0.56, 0.20, 2.3, 2.4, 0.036), (0.74, 0.13, 4.0, 4.3, 0.026))
    for place, swing, turns, start, size in trails:

        def middle(y, place=place, swing=swing, turns=turns, start=start):
            return place + swing * math.sin(y * turns + start) + 0.015 * math.sin(y * 11 + start)

        def half(y, size=size, start=start):
            return size * (0.75 + 0.35 * math.sin(y * 4.7 + start) + 0.18 * math.sin(y * 13 + 2 * start))

        lean = canvas.from_rows(lambda y: math.hypot(1, (middle(y + 0.01) - middle(y - 0.01)) / 0.02))
        width = canvas.from_rows(half)
        across = (canvas.x - canvas.from_rows(middle)) / (lean * width) + canvas.noise(6) * 0.05
        relief = relief.at_least((1 - across * across).at_least(0).sqrt() * (width * 0.62))
        cover = cover.at_least(1 - abs(across).rise(0.97, 1.03))
        beyond = (canvas.x - canvas.from_rows(middle) - width * 0.75) / (lean * width)
        glowing = glowing.at_least((1 - beyond * beyond / 0.5).clamp() ** 1.5)
    beads = ((0.88, 0.16, 0.05), (0.13, 1.07, 0.042), (0.42, 0.62, 0.022), (0.90, 0.99, 0.018), (0.18, 0.13, 0.016))
    for x, y, size in beads:
        distance = ((canvas.x - x) / size) ** 2 + ((canvas.y - y) / size) ** 2
        relief = relief.at_least((1 - distance).at_least(0).sqrt() * (size * 0.55))
        cover = cover.at_least(1 - distance.rise(0.94, 1.0))
        beyond = ((canvas.x - x - size * 0.5) ** 2 + (canvas.y - y - size * 0.6) ** 2) / size**2
        glowing = glowing.at_least((1 - beyond / 0.5).clamp() ** 1.5)
    under = Colour.plain(canvas, "#e3bfae") * (1 + canvas.clouds(1.2) * 0.05)
    under = under + Colour([glowing * g for g in linear("#ffb765")]) * 0.6
    picture = wet(canvas, relief.blurred(3.3) + plaster(canvas, 0.0003), cover, under, Lamp(228, 40), "#d67f2c", 0.04)
    return developed(canvas, picture, exposure=0.78, glow=0.35)


def crushed_powder():
    """Terracotta powder, crushed on a pale tile."""
    canvas = Canvas(1800, 1200, seed=41)
    heap = Image.new("F", canvas.size)
    draw = ImageDraw.Draw(heap)

    def fragment(x, y, size, height):
        corners = canvas.chance.randint(5, 9)
        points = []
        for corner in range(corners):
            angle = math.tau * (corner + canvas.chance.uniform(-0.3, 0.3)) / corners
            reach = size * canvas.chance.uniform(0.6, 1.0)
            points.append((x + math.cos(angle) * reach, y + math.sin(angle) * reach * 0.9))
        draw.polygon([(px * canvas.unit, py * canvas.unit) for px, py in points], fill=height)

    for _ in range(5200):
        along = canvas.chance.gauss(0, 0.30)
        x, y = 0.78 + along * 1.15, 0.5 - along * 0.25 + canvas.chance.gauss(0, 0.11 + 0.05 * canvas.chance.random())
        size = 0.0016 + 0.045 * canvas.chance.random() ** 9
        fragment(x, y, size, size * canvas.chance.uniform(0.5, 0.9))
    shards = ((0.70, 0.47, 0.12), (0.93, 0.55, 0.085), (0.52, 0.60, 0.07), (0.82, 0.36, 0.06), (1.12, 0.42, 0.055))
    for x, y, size in shards:
        fragment(x, y, size, size * 0.42)
    chunks = Field(heap)
    tilt = canvas.noise(7) * 0.35 + canvas.noise(18) * 0.2
    powder = (((canvas.x - 0.78) / 0.55) ** 2 + ((canvas.y - 0.5 + (canvas.x - 0.78) * 0.22) / 0.20) ** 2).sqrt()
    drift = (1.15 - powder + canvas.clouds(5, octaves=4) * 0.35).rise(0, 0.9)
    dust = (canvas.noise(260) * 0.6 + canvas.noise(120) * 0.5 - 0.9 + drift * 1.25).clamp()
    solid = chunks.rise(0.0006, 0.0018)
    relief = (chunks * (1 + tilt)).blurred(2) + drift * 0.012 + canvas.clouds(70, octaves=3) * 0.0009 * (solid + drift)
    cover = solid.at_least(dust).at_least(drift.rise(0.45, 0.8))
    colour = Colour.plain(canvas, "#e4d3c1").mixed("#b3563a", cover) * (1 + canvas.clouds(40, octaves=3) * 0.06)
    picture = lit(relief + plaster(canvas, 0.0006), colour, Lamp(218, 27), wrap=0.1, gloss=solid * 0.06, sharpness=12)
    return developed(canvas, picture, exposure=0.8, vignette=0.3)


def bubble(size):
    """One soap bubble in a foam: clear in the middle, bright at the rim, with two small windows in it."""
    canvas = Canvas(size, size, seed=size, margin=0)
    dx, dy = (canvas.x - 0.5) * 2, (canvas.y - 0.5) * 2
    distance = (dx * dx + dy * dy).sqrt()
    rim = (-(((distance - 0.93) / 0.07) ** 2)).exp()
    side = (dx * -0.6 + dy * -0.8) * 0.5 + 0.5
    light = rim * (0.35 + side * 0.6) + distance**4 * 0.18
    upper = (-(((dx + 0.42) / 0.16) ** 2 + ((dy + 0.50) / 0.11) ** 2)).exp()
    lower = (-(((dx - 0.40) / 0.26) ** 2 + ((dy - 0.52) / 0.16) ** 2)).exp() * 0.45
    inside = 1 - distance.rise(0.97, 1.0)
    white = ((light + upper * 1.2 + lower) * inside * 215).at_least(0).at_most(255)
    shade = (distance.rise(0.5, 0.95) * (1 - side) * 0.55 + rim * 0.12) * inside
    return white.image.convert("L"), (shade * 255).at_least(0).at_most(255).image.convert("L")


def foam():
    """Cleansing foam, close enough to see the bubbles."""
    canvas = Canvas(1600, 1600, seed=47)
    ground = Colour.plain(canvas, "#dcb7a5").mixed("#f3e6da", canvas.clouds(1.4, octaves=3).rise(-0.5, 0.9))
    picture = developed(canvas, ground, exposure=0.7, grain=0.008, vignette=0.3)
    white, brown = Image.new("RGB", (1, 1), "#fffaf3"), Image.new("RGB", (1, 1), "#8a5a45")
    placed = []
    for size in (320, 240, 180, 130, 90, 64, 44, 30, 20):
        light, dark = bubble(size)
        for _ in range(int(90 * (200 / size) ** 1.3)):
            x, y = canvas.chance.uniform(-0.05, 1.05) * 1600, canvas.chance.uniform(-0.05, 1.05) * 1600
            radius = size / 2
            if any((x - px) ** 2 + (y - py) ** 2 < ((radius + pr) * 0.93) ** 2 for px, py, pr in placed):
                continue
            placed.append((x, y, radius))
            corner = (int(x - radius), int(y - radius))
            picture.paste(brown.resize((size, size)), corner, dark)
            picture.paste(white.resize((size, size)), corner, light)
    return picture
