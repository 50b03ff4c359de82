"""Pictures of FITS files as astropy and matplotlib make them. Prints the seconds that the work took."""

import sys
import time
from multiprocessing import Pool
from os.path import join

import matplotlib

matplotlib.use("agg")
import matplotlib.image
import numpy as np
from astropy.io import fits

processes, count, folder, files = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:]


def render(index):
    data = fits.getdata(files[index % len(files)])
    low, high = np.nanpercentile(data, [1, 99])
    path = join(folder, f"theirs-{index % len(files)}.png")
    matplotlib.image.imsave(path, data, vmin=low, vmax=high, cmap="gray_r", origin="lower")


if __name__ == "__main__":
    if processes == 1:
        start = time.perf_counter()
        for index in range(count):
            render(index)
        print(time.perf_counter() - start)
    else:
        with Pool(processes) as pool:
            pool.map(render, range(processes))
            start = time.perf_counter()
            pool.map(render, range(count), chunksize=5)
            print(time.perf_counter() - start)
