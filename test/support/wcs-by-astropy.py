"""World coordinates by astropy: headers in (JSON on stdin), pixels and places in the sky out.

test/fixtures/wcs/expected.json was made with it; where astropy is installed, the tests run it anew.
"""

import json
import sys
import warnings

import numpy as np
from astropy.io import fits
from astropy.wcs import WCS

warnings.simplefilter("ignore")


def pixels(width, height):
    """Counted from 1 at the centre of the first: corners, middles, and places between."""
    rng = np.random.default_rng(8)
    corners = [(0.5, 0.5), (1, 1), (width, height), (width + 0.5, 0.5), (width / 2, height / 2)]
    return np.array(corners + [(rng.uniform(1, width), rng.uniform(1, height)) for _ in range(15)])


def world(cards):
    header = fits.Header()
    for key, value in cards.items():
        header[key] = value
    wcs = WCS(header, naxis=2)
    found = []
    for x, y in pixels(cards["NAXIS1"], cards["NAXIS2"]):
        try:
            first, second = wcs.all_pix2world([[x, y]], 1)[0]
            back = wcs.all_world2pix([[first, second]], 1, tolerance=1e-9, maxiter=60)[0]
        except Exception:
            continue
        if not np.isfinite([first, second, *back]).all() or np.hypot(*(back - (x, y))) > 1e-3:
            continue
        lon, lat = (first, second) if wcs.wcs.lng == 0 else (second, first)
        found.append([float(v) for v in (x, y, lon % 360, lat)])
    return found


json.dump({name: world(cards) for name, cards in json.load(sys.stdin).items()}, sys.stdout)
