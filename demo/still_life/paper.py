"""Linen and cut paper in sunlight."""

import math

from PIL import Image, ImageDraw, ImageFilter

from .fields import Canvas, Field
from .light import Colour, Lamp, developed, lit


def leaf(x, y, angle, length, width, belly=0.8):
    """The outline of a leaf that grows from (x, y) in the direction of `angle`."""
    left, right = [], []
    for t in (step / 16 for step in range(17)):
        swell = width * math.sin(math.pi * t**belly) * (1 - 0.2 * t)
        cx, cy = x + math.cos(angle) * length * t, y + math.sin(angle) * length * t
        left.append((cx - math.sin(angle) * swell, cy + math.cos(angle) * swell))
        right.append((cx + math.sin(angle) * swell, cy - math.cos(angle) * swell))
    return left + right[::-1]


def disc(x, y, radius):
    turns = (step / 40 * math.tau for step in range(40))
    return [(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns]


def filled(canvas, outlines, blur=0.0):
    """A mask, 0 to 1, with these outlines filled; drawn large and made small so that edges are smooth."""
    mask = Image.new("L", (canvas.size[0] * 2, canvas.size[1] * 2))
    draw = ImageDraw.Draw(mask)
    for outline in outlines:
        draw.polygon([(x * canvas.unit * 2, y * canvas.unit * 2) for x, y in outline], fill=255)
    mask = mask.resize(canvas.size, Image.Resampling.BOX)
    return Field((mask.filter(ImageFilter.GaussianBlur(blur)) if blur else mask).convert("F")) / 255


def weave(canvas, threads=120):
    """Threads over and under each other, thick and thin as linen is."""
    wander = canvas.noise(2) * 0.12
    u = (canvas.x * threads) + canvas.noise(6, 1.0) * 0.5 + wander
    v = (canvas.y * threads * 0.92) + canvas.noise(1.0, 6) * 0.5 + wander
    half = math.pi
    warp, weft = abs((u * half).sin()), abs((v * half).sin())
    over = (u * half).cos() * (v * half).cos()
    slub = 1 + canvas.noise(threads, 3) * 0.35
    slub_down = 1 + canvas.noise(3, threads) * 0.35
    return (warp.sqrt() * slub).at_least(weft.sqrt() * slub_down) * (0.7 + over * 0.25)


def leaf_shadows(canvas, blur):
    """The shadow of a branch: 0 in the open, 1 behind a leaf."""
    outlines = []
    twigs = ((1.62, 0.02, 2.55, 13, 0.23), (1.5, 1.05, 3.5, 9, 0.19), (0.75, -0.1, 2.1, 6, 0.15))
    for x, y, heading, count, size in twigs:
        for number in range(count):
            x, y = x + math.cos(heading) * size * 0.42, y + math.sin(heading) * size * 0.42
            heading += canvas.chance.uniform(-0.10, 0.12)
            angle = heading + (1 if number % 2 else -1) * canvas.chance.uniform(0.55, 0.95)
            outlines.append(leaf(x, y, angle, size * canvas.chance.uniform(0.75, 1.1), size * 0.17))
    return filled(canvas, outlines, blur)


def linen_shadows():
    """Leaf shadows on undyed linen."""
    canvas = Canvas(1800, 1200, seed=121)
    folds = canvas.from_points(
        lambda x, y: (
            0.036 * (0.5 + 0.5 * math.sin(x * 4.6 + 3.4 * y + 0.7 * math.sin(y * 3 + x))) ** 2
            + 0.020 * (0.5 + 0.5 * math.sin(x * 7.3 - 2.2 * y + 1.1 + 0.5 * math.sin(x * 2))) ** 3
        )
    )
    relief = folds + weave(canvas) * 0.0011
    colour = Colour.plain(canvas, "#efd9c2") * (1 + canvas.noise(150, 2) * 0.03 + canvas.noise(2, 150) * 0.03)
    cloth = lit(relief, colour, Lamp(210, 30), wrap=0.15, depth=1.2)
    near, far = leaf_shadows(canvas, 9), leaf_shadows(canvas, 34)
    shadow = (near * 0.75).at_least(far * 0.6)
    cool = Colour([1 - shadow * k for k in (0.74, 0.70, 0.62)])
    return developed(canvas, cloth * cool, exposure=1.05, vignette=0.3, grain=0.01)


def cut_paper(seed, ground, layers):
    """Layers of cut paper, each a little above the last, in window light.

    Args:
        layers: (colour code, list of outlines) from the bottom up.
    """
    canvas = Canvas(1600, 1600, seed=seed)
    relief, colour = canvas.flat(), Colour.plain(canvas, ground)
    for code, outlines in layers:
        mask = filled(canvas, outlines)
        relief = relief + mask * 0.018
        colour = colour.mixed(code, mask)
    fibre = canvas.clouds(120, octaves=2) * 0.00012 + canvas.noise(4) * 0.002
    colour = colour * (1 + canvas.clouds(90, octaves=2) * 0.008)
    picture = lit(relief.blurred(2) + fibre, colour, Lamp(222, 30), wrap=0.1)
    return developed(canvas, picture, exposure=0.92, grain=0.005, vignette=0.25)


def rosette(petals, reach, width, turn):
    return [leaf(0.5, 0.5, turn + math.tau * number / petals, reach, width, 2.2) for number in range(petals)]


def marigold():
    """A marigold in cut paper."""
    rings = [
        (18, 0.40, 0.055, "#c98a5c"),
        (16, 0.33, 0.050, "#d99c6a"),
        (13, 0.26, 0.044, "#e2ae7e"),
        (11, 0.19, 0.036, "#ebc197"),
        (8, 0.12, 0.028, "#c98a5c"),
    ]
    layers = [(code, rosette(petals, reach, width, turn=0.3 * petals)) for petals, reach, width, code in rings]
    return cut_paper(141, "#efe0cd", layers)


def sprig(pairs, size, width, belly, *, x=0.5, y=0.93, heading=-1.5, bend=0.02, spread=0.9, stem=0.006, step=0.11):
    """A stem and its leaves, as two lists of outlines."""
    stems, leaves = [], []
    for number in range(pairs):
        nx, ny = x + math.cos(heading) * step, y + math.sin(heading) * step
        dx, dy = -math.sin(heading) * stem, math.cos(heading) * stem
        stems.append([(x - dx, y - dy), (x + dx, y + dy), (nx + dx, ny + dy), (nx - dx, ny - dy)])
        x, y, heading = nx, ny, heading + bend
        shrink = 1 - 0.55 * number / pairs
        leaves += [leaf(x, y, heading + side * spread, size * shrink, width * shrink, belly) for side in (-1, 1)]
    leaves.append(leaf(x, y, heading, size * 0.5, width * 0.5, belly))
    return stems, leaves


def juniper():
    """A juniper twig with berries, in cut paper."""
    stems, needles = sprig(12, 0.15, 0.011, 0.7, step=0.062, spread=0.75)
    more_stems, more = sprig(6, 0.11, 0.009, 0.7, x=0.49, y=0.62, heading=-0.75, step=0.05, spread=0.7)
    others_stems, others = sprig(6, 0.11, 0.009, 0.7, x=0.5, y=0.55, heading=-2.4, step=0.05, spread=0.7, bend=-0.02)
    places = ((0.585, 0.60, 0.040), (0.452, 0.655, 0.036), (0.44, 0.45, 0.034), (0.60, 0.36, 0.030))
    berries = [disc(x, y, radius) for x, y, radius in places]
    return cut_paper(
        143,
        "#e6dccb",
        [
            ("#8d7460", stems + more_stems + others_stems),
            ("#87907e", more + others),
            ("#a3ab98", needles),
            ("#5a6070", berries),
        ],
    )


def bramble():
    """Bramble leaves and fruit, in cut paper."""
    back = [leaf(0.5, 0.62, angle, 0.40, 0.12, 0.85) for angle in (-2.75, -0.40)]
    front = [leaf(0.5, 0.60, -1.57, 0.46, 0.15, 0.9)]
    drupes = []
    for row, count in enumerate((2, 3, 4, 3, 2)):
        left = 0.5 - (count - 1) / 2 * 0.062
        drupes.append([disc(left + number * 0.062, 0.60 + row * 0.054, 0.037) for number in range(count)])
    layers = [("#868c74", back), ("#a3a88a", front)]
    layers += [(code, drupes[row]) for row, code in enumerate(("#6e3f4c", "#7d4a58", "#6e3f4c", "#7d4a58", "#6e3f4c"))]
    return cut_paper(147, "#ead8cc", layers)


def saffron():
    """A crocus with its three red threads, in cut paper."""
    outer = [leaf(0.5, 0.60, angle, 0.45, 0.115, 0.95) for angle in (-2.45, -1.57, -0.69)]
    inner = [leaf(0.5, 0.62, angle, 0.40, 0.10, 0.95) for angle in (-2.0, -1.14)]
    blades = [leaf(0.5, 0.97, angle, 0.50, 0.018, 0.7) for angle in (-2.05, -1.8, -1.3, -1.05)]
    tube = [[(0.478, 0.60), (0.522, 0.60), (0.512, 0.98), (0.488, 0.98)]]
    threads = [leaf(0.5, 0.60, angle, 0.27, 0.012, 1.6) for angle in (-1.95, -1.57, -1.2)]
    layers = [("#949a80", blades), ("#a894b0", tube), ("#9c8ca6", outer), ("#b39fc0", inner), ("#b5553f", threads)]
    return cut_paper(149, "#ece0d2", layers)


def fern():
    """A fern frond in cut paper."""
    stems, leaves = sprig(17, 0.25, 0.020, 0.7, step=0.049, spread=1.15, bend=0.012, heading=-1.68)
    return cut_paper(151, "#e9dccb", [("#7d8470", stems), ("#9ea58b", leaves)])


def basil():
    """Basil leaves in cut paper."""
    stems, leaves = sprig(4, 0.30, 0.085, 0.8, step=0.19, spread=1.0, bend=0.01)
    return cut_paper(153, "#eadfcd", [("#8f9778", stems), ("#8a9472", leaves[:4]), ("#a2aa88", leaves[4:])])
