"""Arithmetic on whole pictures with nothing but Pillow: a field is one floating-point number for each pixel."""

import math
import random

from PIL import Image, ImageMath

BICUBIC = Image.Resampling.BICUBIC


class Field:
    """One number for each pixel, with the usual arithmetic. Never changed in place."""

    def __init__(self, image):
        self.image = image

    @property
    def size(self):
        return self.image.size

    def _with(self, other, function):
        """Apply an ImageMath function to this field and another field or a plain number."""
        if isinstance(other, Field):
            return Field(ImageMath.lambda_eval(lambda o: function(o["a"], o["b"], o), a=self.image, b=other.image))
        return Field(ImageMath.lambda_eval(lambda o: function(o["a"], float(other), o), a=self.image))

    def __add__(self, other):
        return self._with(other, lambda a, b, o: a + b)

    def __sub__(self, other):
        return self._with(other, lambda a, b, o: a - b)

    def __rsub__(self, other):
        return self._with(other, lambda a, b, o: b - a)

    def __mul__(self, other):
        return self._with(other, lambda a, b, o: a * b)

    def __truediv__(self, other):
        return self._with(other, lambda a, b, o: a / b)

    def __rtruediv__(self, other):
        return self._with(other, lambda a, b, o: b / a)

    def __pow__(self, power):
        return self._with(power, lambda a, b, o: a**b)

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self):
        return self * -1

    def __abs__(self):
        return self._with(0, lambda a, b, o: abs(a))

    def at_least(self, other):
        return self._with(other, lambda a, b, o: o["max"](a, b))

    def at_most(self, other):
        return self._with(other, lambda a, b, o: o["min"](a, b))

    def clamp(self):
        return self.at_least(0).at_most(1)

    def sqrt(self):
        return self.at_least(0) ** 0.5

    def exp(self):
        return self._with(math.e, lambda a, b, o: b**a)

    def fraction(self):
        """What is left above the whole number below, for values above -1000."""
        return (self + 1000)._with(1, lambda a, b, o: a % b)

    def sin(self):
        """Sine, to about 0.001: Bhaskara's parabola, sharpened once."""
        turn = (self / math.tau).fraction() * 2 - 1  # -1 … 1 for one full turn, and sin = -f(turn)
        wave = turn * (1 - abs(turn)) * 4
        return -(wave * 0.775 + wave * abs(wave) * 0.225)

    def cos(self):
        return (self + math.pi / 2).sin()

    def rise(self, start, end):
        """Nought before `start`, one after `end`, and a soft S between them."""
        t = ((self - start) / (end - start)).clamp()
        return t * t * (3 - t * 2)

    def blurred(self, radius):
        """Softened by about `radius` pixels; the edges are treated as going on."""
        step = max(1, round(radius / 1.6))
        if step == 1:
            return self
        width, height = self.size
        small = self.image.resize((max(2, width // step), max(2, height // step)), Image.Resampling.HAMMING)
        return Field(small.resize(self.size, BICUBIC))

    def shifted(self, dx, dy):
        """Moved by whole pixels; what comes in at the edge repeats the edge."""
        width, height = self.size
        moved = Image.new("F", self.size)
        edge = self.image.crop((0, 0, width, height))
        moved.paste(edge.resize(self.size), (0, 0))
        moved.paste(self.image, (dx, dy))
        return Field(moved)

    def bent(self, rise_at, strip=2):
        """Pushed down, column by column, by rise_at(x): straight strokes become curved ones.

        What comes in from above and below is a mirror image.
        """
        width, height = self.size
        unit = min(self.size)
        mirrored = self.image.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        tall = Image.new("F", (width, height * 3))
        for row, image in enumerate((mirrored, self.image, mirrored)):
            tall.paste(image, (0, row * height))
        mesh = []
        for left in range(0, width, strip):
            right = min(width, left + strip)
            start, end = height - rise_at(left / unit) * unit, height - rise_at(right / unit) * unit
            corners = (left, start, left, start + height, right, end + height, right, end)
            mesh.append(((left, 0, right, height), corners))
        return Field(tall.transform(self.size, Image.Transform.MESH, mesh, BICUBIC))

    def slopes(self):
        """How steeply it rises to the right and downwards, for each pixel."""
        across = (self.shifted(-1, 0) - self.shifted(1, 0)) * 0.5
        down = (self.shifted(0, -1) - self.shifted(0, 1)) * 0.5
        return across, down


class Canvas:
    """The size of a picture, its coordinates and its own repeatable chance.

    Lengths are in units of the shorter side, so that a scene looks the same at any size. Slopes are wrong in the
    outermost pixels: `margin` of them stand round the picture and are cut off when it is developed.
    """

    def __init__(self, width, height, seed, margin=4):
        self.size = (width + 2 * margin, height + 2 * margin)
        self.margin = margin
        self.unit = min(width, height)
        self.width, self.height = width / self.unit, height / self.unit
        self.chance = random.Random(seed)  # noqa: S311 - chance in a picture keeps no secret
        self.x = self.from_columns(lambda x: x)
        self.y = self.from_rows(lambda y: y)

    def flat(self, value=0.0):
        return Field(Image.new("F", self.size, value))

    def from_columns(self, function):
        """A field that only changes across: function(x) for each column."""
        row = Image.new("F", (self.size[0], 1))
        row.putdata([function((i + 0.5 - self.margin) / self.unit) for i in range(self.size[0])])
        return Field(row.resize(self.size, Image.Resampling.NEAREST))

    def from_rows(self, function):
        """A field that only changes downwards: function(y) for each row."""
        column = Image.new("F", (1, self.size[1]))
        column.putdata([function((i + 0.5 - self.margin) / self.unit) for i in range(self.size[1])])
        return Field(column.resize(self.size, Image.Resampling.NEAREST))

    def from_points(self, function, step=6):
        """A smooth field: function(x, y) at every `step` pixels, with soft curves between."""
        width, height = self.size[0] // step + 2, self.size[1] // step + 2
        grid = Image.new("F", (width, height))
        columns = [((i + 0.5) * step - self.margin) / self.unit for i in range(width)]
        rows = [((j + 0.5) * step - self.margin) / self.unit for j in range(height)]
        grid.putdata([function(x, y) for y in rows for x in columns])
        return Field(grid.resize((width * step, height * step), BICUBIC).crop((0, 0, *self.size)))

    def noise(self, across, down=None):
        """Soft random hills between -1 and 1: so many of them across one unit, and downwards."""
        down = across if down is None else down
        columns, rows = math.ceil(across * self.width) + 3, math.ceil(down * self.height) + 3
        grid = Image.new("F", (columns, rows))
        grid.putdata([self.chance.uniform(-1, 1) for _ in range(columns * rows)])
        width, height = round(columns * self.unit / across), round(rows * self.unit / down)
        return Field(grid.resize((width, height), BICUBIC).crop((0, 0, *self.size)))

    def clouds(self, across, down=None, octaves=5, fade=0.5):
        """Noise upon finer noise, like clouds or plaster."""
        down = across if down is None else down
        total, weight = self.flat(), 1.0
        for octave in range(octaves):
            total = total + self.noise(across * 2**octave, down * 2**octave) * weight
            weight *= fade
        return total

    def grain(self):
        """Fine noise, independent for each pixel, with mean 0 and a spread of about 1."""
        width, height = self.size
        layers = [Image.frombytes("L", self.size, self.chance.randbytes(width * height)).convert("F") for _ in range(3)]
        return (Field(layers[0]) + Field(layers[1]) + Field(layers[2]) - 382.5) / 127.5


def bell(field, middle, width):
    """A soft bump: 1 at `middle`, gone some widths away."""
    return (-(((field - middle) / width) ** 2)).exp()


def box(canvas, left, top, right, bottom, corner=0.02, soft=0.004):
    """A rectangle with round corners and soft edges."""
    dx = (abs(canvas.x - (left + right) / 2) - ((right - left) / 2 - corner)).at_least(0)
    dy = (abs(canvas.y - (top + bottom) / 2) - ((bottom - top) / 2 - corner)).at_least(0)
    return 1 - (dx * dx + dy * dy).sqrt().rise(corner - soft, corner + soft)
