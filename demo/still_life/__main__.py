"""Draw the photographs. Names as arguments draw only those."""

import sys
from pathlib import Path

from . import colour, glass, hair, paper, skin, textures

FOLDER = Path(__file__).resolve().parents[1] / "photos"
LARGEST = 180_000  # bytes: a demo that is cloned in a moment

SCENES = {
    scene.__name__.replace("_", "-"): scene
    for scene in (
        colour.foundation_swatches,
        colour.lipstick_row,
        colour.mascara_stroke,
        colour.pressed_powder,
        glass.bottle_row,
        glass.caustics,
        glass.cold_vials,
        glass.misted_pane,
        hair.copper_hair,
        hair.dark_hair,
        paper.basil,
        paper.bramble,
        paper.fern,
        paper.juniper,
        paper.linen_shadows,
        paper.marigold,
        paper.saffron,
        skin.cheek_window_light,
        skin.forearm_after,
        skin.forearm_before,
        skin.red_light,
        skin.shoulder_line,
        textures.cream_swipe,
        textures.cream_swirl,
        textures.crushed_powder,
        textures.foam,
        textures.gel_smear,
        textures.serum_drops,
        textures.serum_ribbons,
    )
}


def write(name):
    """Draw one scene and save it in the best quality that keeps it small enough."""
    picture, path = SCENES[name](), FOLDER / f"{name}.jpg"
    for quality in range(82, 60, -2):
        picture.save(path, quality=quality, optimize=True, progressive=True)
        if path.stat().st_size <= LARGEST:
            break
    return path


if __name__ == "__main__":
    for name in sys.argv[1:] or SCENES:
        sys.stdout.write(f"{write(name)}\n")
