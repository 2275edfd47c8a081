"""Studies of skin in window light. Nobody is shown: the curves and tones are computed."""

import math

from .fields import Canvas, bell
from .light import Colour, Lamp, developed, linear, normals


def pores(canvas):
    """The relief of skin: a fine uneven grain with a pore here and there."""
    grain = canvas.noise(210) * 0.6 + canvas.noise(105, 84) * 0.7
    pits = (canvas.noise(84) - 0.5).at_least(0) * (canvas.noise(5) * 0.5 + 0.6).clamp()
    return (grain - pits * 2.6).blurred(3.3) * 0.00028


def skin(canvas, form, tones, lamp, *, light=None, texture=1.0, flush=None, sheen=0.3, freckles=0.0):
    """Skin over a form, in the light of a window.

    Args:
        form: heights below the skin, in units of the shorter side.
        tones: three colour codes: in full light, where the form turns away, and in shadow.
        light: where the window's light falls, 0 to 1; everywhere when None.
        flush: where it is redder, 0 to 1.
    """
    bright, turning, dark = tones
    normal, smooth = normals(form + pores(canvas) * texture), normals(form.blurred(8))
    light = canvas.flat(1) if light is None else light
    facing = lamp.facing(smooth, 0.35)
    level = facing * (light * 0.78 + 0.22) + (canvas.clouds(3, octaves=3) * 0.02)
    tone = Colour.plain(canvas, dark).mixed(turning, level.rise(0.0, 0.5)).mixed(bright, level.rise(0.3, 1.02))
    # Where light ends on skin it goes on a little below the surface, and comes out red.
    tone = tone.mixed(tone * (1.12, 0.9, 0.84), (light * (1 - light) * 4).clamp() * 0.6)
    tone = tone * (1 + canvas.clouds(7, octaves=4) * 0.035)
    if flush is not None:
        tone = tone.mixed(tone * (1.06, 0.78, 0.74), flush.clamp())
    if freckles:
        spots = (canvas.noise(46) * 0.6 + canvas.noise(23) * 0.6 - 0.5).rise(0.05, 0.4)
        spots = spots * canvas.noise(3).rise(-0.3, 0.7)
        tone = tone.mixed(tone * (0.82, 0.64, 0.5), spots * freckles)
    crisp = (lamp.facing(normal, 0.2) - lamp.facing(smooth, 0.2)) * (light * 0.8 + 0.2)
    shine = (lamp.gleam(normal, 34) * 0.7 + lamp.gleam(smooth, 10) * 0.3) * (light * 0.85 + 0.15)
    return tone * (1 + crisp * 1.6) + Colour([shine * s for s in linear("#ffeedd")]) * sheen


def window_light(canvas, form, corner, size, slant, soft=0.05):
    """The slanting light of a window with bars; it bends where the form curves away."""
    (left, top), (width, height) = corner, size
    u = (canvas.x + canvas.y * slant - left - form * 0.25) / width
    v = (canvas.y - canvas.x * slant * 0.6 - top + form * 0.35) / height
    pane = u.rise(0, soft) * (1 - u.rise(1 - soft, 1)) * v.rise(0, soft) * (1 - v.rise(1 - soft, 1))
    return pane * abs(u - 0.5).rise(0.01, 0.01 + soft) * abs(v - 0.45).rise(0.008, 0.008 + soft)


def cheek_window_light():
    """The curve of a cheek and jaw beside a window."""
    canvas = Canvas(1280, 1600, seed=42)

    def contour(y):
        return 0.76 + 0.09 * math.sin((y - 0.12) * 2.5) - 0.34 * max(0.0, y - 0.62) ** 1.6

    def height(x, y):
        across = (x + 0.35) / (contour(y) + 0.35)
        round_off = math.sqrt(max(0.0, 1 - across**2.6))
        bone = 0.06 * math.exp(-(((x - 0.45) / 0.26) ** 2 + ((y - 0.5) / 0.2) ** 2))
        hollow = -0.03 * math.exp(-(((x - 0.42) / 0.2) ** 2 + ((y - 0.84) / 0.16) ** 2))
        socket = -0.05 * math.exp(-(((x - 0.30) / 0.34) ** 2 + ((y - 0.06) / 0.13) ** 2))
        return 0.5 * round_off + bone + hollow + socket

    form = canvas.from_points(height, step=4)
    edge = canvas.from_rows(contour)
    inside = 1 - (canvas.x - edge).rise(-0.004, 0.003)
    light = window_light(canvas, form, (0.26, 0.27), (0.55, 0.72), 0.24) * 0.86 + 0.14
    flush = canvas.from_points(lambda x, y: 0.6 * math.exp(-(((x - 0.48) / 0.2) ** 2 + ((y - 0.66) / 0.18) ** 2)))
    tones = ("#e9bd9f", "#b47c60", "#472a21")
    picture = skin(canvas, form, tones, Lamp(335, 36), light=light, flush=flush, freckles=0.45, sheen=0.3)
    backdrop = Colour.plain(canvas, "#d3bfa9") * (canvas.x * 0.4 + 0.35 - canvas.y * 0.1)
    return developed(canvas, backdrop.mixed(picture, inside), exposure=0.72, glow=0.3, vignette=0.3)


def shoulder_line():
    """The line of a shoulder in deep brown skin, with the window's light along it."""
    canvas = Canvas(1800, 1200, seed=51)

    def contour(x):
        return 0.30 + 0.30 * max(0.0, x / 1.5) ** 2.1 - 0.10 * math.exp(-(((x - 0.5) / 0.28) ** 2))

    def height(x, y):
        below = y - contour(x)
        return 0.34 * math.sqrt(max(0.0, 1 - max(0.0, 1 - below / 0.75) ** 2.4)) if below > 0 else 0.0

    bone = bell(canvas.y - canvas.from_columns(lambda x: 0.16 * math.sin(x * 2.6)), 0.66, 0.045) * bell(
        canvas.x, 0.85, 0.5
    )
    form = canvas.from_points(height, step=4) + bone * 0.022
    inside = (canvas.y - canvas.from_columns(contour)).rise(-0.002, 0.006)
    picture = skin(canvas, form, ("#96603f", "#5b3523", "#180c08"), Lamp(262, 30), sheen=0.2, texture=0.7)
    backdrop = Colour.plain(canvas, "#8d6850") * (0.9 - canvas.x * 0.3 + canvas.y * 0.2)
    return developed(canvas, backdrop.mixed(picture, inside), exposure=0.62, glow=0.3, vignette=0.4)


def forearm(dryness):
    """The inside of a forearm: same place, same light, same lens; only the dryness differs."""
    canvas = Canvas(1280, 1600, seed=64)

    def edge(y, side):
        return 0.5 + side * (0.40 + 0.03 * math.sin(y * 2.4 + side))

    left, right = canvas.from_rows(lambda y: edge(y, -1)), canvas.from_rows(lambda y: edge(y, 1))
    across = (canvas.x - (left + right) * 0.5) / ((right - left) * 0.5)
    form = (1 - across**2).at_least(0.0) ** 0.5 * 0.3
    where = (canvas.clouds(2.4, octaves=3) + 0.15).rise(-0.2, 0.7)
    flakes = (abs(canvas.noise(60, 44)) * 0.6 + abs(canvas.noise(110)) * 0.5 - 0.3).rise(0, 0.4) * where
    flush = (canvas.clouds(3, octaves=4) * 0.4 + 0.2).clamp() * where * (0.8 * dryness)
    tones = ("#dfb698", "#ab7a5f", "#432a21")
    picture = skin(
        canvas,
        form + flakes * (0.0006 * dryness),
        tones,
        Lamp(208, 36),
        flush=flush,
        texture=0.9 + 0.7 * dryness,
        sheen=0.42 - 0.3 * dryness,
    )
    lit_side = (1 - across).clamp()
    picture = picture.mixed("#f2e4d8", flakes * lit_side * (0.12 * dryness))
    inside = (1 - abs(across).rise(0.985, 1.0)).clamp()
    backdrop = Colour.plain(canvas, "#cfc2b2") * (0.8 - canvas.y * 0.1)
    return developed(canvas, backdrop.mixed(picture, inside), exposure=0.7, vignette=0.25)


def forearm_before():
    return forearm(dryness=1.0)


def forearm_after():
    return forearm(dryness=0.12)


def red_light():
    """A cheekbone under a red lamp."""
    canvas = Canvas(1600, 1200, seed=67)
    form = canvas.from_points(
        lambda x, y: 0.34 * math.exp(-(((x - 0.55) / 0.5) ** 2 + ((y - 0.45 - 0.2 * x) / 0.42) ** 2)), step=4
    )
    picture = skin(canvas, form, ("#e2543f", "#8f1f1a", "#1c0506"), Lamp(250, 32), sheen=0.35, texture=0.8)
    return developed(canvas, picture * (1.0, 0.55, 0.5), exposure=0.8, glow=0.3, vignette=0.5)
