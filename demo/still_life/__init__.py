"""Makes the demo magazine's photographs: `python -m demo.still_life` draws them all anew into demo/photos/.

They are computed, not photographed. A scene is a relief (a height for each pixel), painted with a colour and
lit by a window; the light, its shadows and reflections, the lens and the film follow from that. Chance is
seeded, so the same scene gives the same picture. It needs nothing but Pillow.
"""
