"""Colour and light: what a surface looks like, and how a picture is developed."""

import math

from PIL import Image

WINDOW_LIGHT, ROOM_LIGHT = "#fff3e2", "#a0968f"
SHADOW_STEPS, SHADOW_REACH = 26, 0.25


class Colour:
    """Three fields of light (red, green, blue), in proportion to the light itself, not to what a screen shows."""

    def __init__(self, channels):
        self.channels = list(channels)

    @classmethod
    def plain(cls, canvas, code):
        return cls([canvas.flat(value) for value in linear(code)])

    def __add__(self, other):
        return Colour([a + b for a, b in zip(self.channels, parts(other), strict=True)])

    def __mul__(self, other):
        return Colour([a * b for a, b in zip(self.channels, parts(other), strict=True)])

    def mixed(self, other, amount):
        """This colour where `amount` is 0, the other where it is 1."""
        return Colour([a + (b - a) * amount for a, b in zip(self.channels, parts(other), strict=True)])

    def blurred(self, radius):
        return Colour([channel.blurred(radius) for channel in self.channels])


def linear(code):
    """The light of a screen colour such as "#e8d5c4"."""
    return [(int(code[i : i + 2], 16) / 255) ** 2.2 for i in (1, 3, 5)]


def parts(value):
    """Three factors from a Colour, a colour code, a triple, a field or a number."""
    if isinstance(value, Colour):
        return value.channels
    if isinstance(value, str):
        return linear(value)
    return list(value) if isinstance(value, (list, tuple)) else [value] * 3


class Lamp:
    """A window far away: where it stands, and what its light does to a relief."""

    def __init__(self, azimuth, elevation):
        """Args: degrees, clockwise from the right-hand edge, and above the table."""
        a, e = math.radians(azimuth), math.radians(elevation)
        self.direction = (math.cos(a) * math.cos(e), math.sin(a) * math.cos(e), math.sin(e))
        self.azimuth, self.elevation = a, e

    def facing(self, normal, wrap=0.0):
        """How much light each point gets; `wrap` lets it creep round edges, as it does in skin and cream."""
        x, y, z = self.direction
        nx, ny, nz = normal
        return ((nx * x + ny * y + nz * z + wrap) / (1 + wrap)).at_least(0)

    def gleam(self, normal, sharpness):
        """The highlight for an eye straight above."""
        x, y, z = self.direction
        length = math.sqrt(x * x + y * y + (z + 1) ** 2)
        nx, ny, nz = normal
        return ((nx * x + ny * y + nz * (z + 1)) / length).at_least(0) ** sharpness

    def window(self, normal):
        """The reflection of a window with a cross of bars, as it stands in a wet surface."""
        nx, ny, nz = normal
        u = nx * nz * 2 - self.direction[0]
        v = ny * nz * 2 - self.direction[1]
        pane = (1 - abs(u).rise(0.22, 0.28)) * (1 - abs(v).rise(0.286, 0.346))
        bars = (0.25 + abs(u).rise(0.01, 0.03) * 0.75) * (0.25 + abs(v).rise(0.01, 0.03) * 0.75)
        return pane * bars * nz.rise(0.3, 0.55)

    def shade(self, relief):
        """Light between 0 (in the shadow that the relief casts on itself) and 1."""
        unit = min(relief.size)
        climb = math.tan(self.elevation)
        depth = relief * 0
        for step in range(1, SHADOW_STEPS + 1):
            length = SHADOW_REACH * (step / SHADOW_STEPS) ** 2
            dx, dy = -math.cos(self.azimuth) * length * unit, -math.sin(self.azimuth) * length * unit
            above = relief.shifted(round(dx), round(dy)) - relief - climb * length
            depth = depth.at_least(above / (0.012 + length * 0.35))
        shade = 1 - depth.clamp()
        return shade * 0.6 + shade.blurred(unit * 0.004) * 0.4


def normals(relief):
    """The direction each point faces, from heights in units of the shorter side."""
    unit = min(relief.size)
    across, down = relief.slopes()
    nx, ny = across * -unit, down * -unit
    length = (nx * nx + ny * ny + 1).sqrt()
    return nx / length, ny / length, 1 / length


def hollows(relief, radius):
    """Darkness in folds and corners, 0 to 1, from how far a point lies below its surroundings."""
    unit = min(relief.size)
    return ((relief.blurred(radius * unit) - relief) / radius).clamp()


def lit(relief, colour, lamp, *, wrap=0.2, gloss=0.0, sharpness=40.0, depth=1.0):
    """A surface in window light: its colour in the lamp and in the room's soft light, with shadows and a sheen.

    Args:
        relief: heights in units of the shorter side.
        colour: what the surface is painted with.
        wrap: how far light creeps round edges.
        gloss: strength of the highlight, a number or a field.
        depth: how dark folds become.
    """
    normal = normals(relief)
    shade = lamp.shade(relief)
    open_sky = 1 - hollows(relief, 0.02) * (0.5 * depth)
    direct = lamp.facing(normal, wrap) * shade
    lights = zip(linear(WINDOW_LIGHT), linear(ROOM_LIGHT), strict=True)
    light = Colour([direct * window + open_sky * room for window, room in lights])
    return colour * light + lamp.gleam(normal, sharpness) * shade * gloss


def developed(canvas, colour, *, exposure=1.0, grain=0.009, vignette=0.25, contrast=1.0, glow=0.0):
    """Turn light into a photograph: exposure, a soft shoulder, bloom, vignette and film grain."""
    across, down = canvas.x / canvas.width - 0.5, canvas.y / canvas.height - 0.5
    fall = 1 - (across * across + down * down) * (vignette * 2)
    noise = canvas.grain() * 0.8
    noise = (noise + noise.shifted(1, 0) * 0.4 + noise.shifted(0, 1) * 0.4) * grain
    bands = []
    for channel in colour.channels:
        light = channel * fall * exposure
        if glow:
            light = light + (light - 0.7).at_least(0).blurred(canvas.unit * 0.03) * glow
        tone = shoulder(light) ** (1 / 2.2)
        if contrast != 1.0:
            tone = (tone - 0.5) * contrast + 0.5
        bands.append(((tone + noise) * 255 + 0.5).image.convert("L"))
    width, height = canvas.size
    picture = (canvas.margin, canvas.margin, width - canvas.margin, height - canvas.margin)
    return Image.merge("RGB", bands).crop(picture)


def shoulder(light):
    """A film-like curve: straight in the middle, soft towards white."""
    light = light.at_least(0)
    return (light * (light * 2.51 + 0.03)) / (light * (light * 2.43 + 0.59) + 0.14)
