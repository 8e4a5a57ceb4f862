#!/usr/bin/env python3
"""Writes the files beside this script with NumPy and SciPy, and what they hold.

    python3 intake/testdata/make.py

Each FILE stands in expected.txt: its name, the entry to read, then the numbers
row by row as C99 hexadecimals, which are exact.
"""
import os
import sys

import numpy as np
import scipy.io as sio
import scipy.sparse as sp

os.chdir(os.path.dirname(os.path.abspath(__file__)))
rng = np.random.default_rng(14)
N = 5
a = rng.normal(size=(N, N))
expected = []


def expect(name, w, entry="-"):
    w = np.asarray(w.todense() if sp.issparse(w) else w).astype(np.float64)
    expected.append(" ".join([name, entry] + [float(x).hex() for x in w.ravel()]))


for dtype in ["<f8", ">f8", "<f4", ">f4", "<f2", ">f2", "i1", "u1", "<i2", ">i2", "<u2", "<i4", ">i4", "<u4", ">u4",
              "<i8", ">i8", "<u8", ">u8", "?"]:
    w = (a * 40).astype(dtype) if np.dtype(dtype).kind != "u" else np.abs(a * 40).astype(dtype)
    if dtype == "?":
        w = a > 0
    if dtype in ("<i8", "<u8"):
        w[0, 0] = 2**53 + 1  # no float64: rounded to even, as NumPy does
    for order in "CF":
        name = f"{np.dtype(dtype).str.replace('<', 'little-').replace('>', 'big-').replace('|', '')}-{order}.npy"
        np.save(name, np.asarray(w, order=order))
        expect(name, w)
for version in [(2, 0), (3, 0)]:
    with open(f"version{version[0]}.npy", "wb") as f:
        np.lib.format.write_array(f, a, version)
    expect(f"version{version[0]}.npy", a)
np.savez("two.npz", W=a, b=np.arange(N))
expect("two.npz", a, "W")
np.savez_compressed("packed.npz", a)
expect("packed.npz", a)
np.savetxt("matrix.csv", a, delimiter=",", fmt="%r", header="of a network")
expect("matrix.csv", a)
np.savetxt("semicolon.csv", a, delimiter=";", fmt="%.17g")
expect("semicolon.csv", a)

s = sp.random(N, N, 0.4, random_state=3)
for name, w, kw in [("general", s, {}), ("array", a, {}), ("symmetric", sp.coo_matrix(s + s.T), {"symmetry": "symmetric"}),
                    ("array-symmetric", a + a.T, {"symmetry": "symmetric"}),
                    ("skew", sp.coo_matrix(s - s.T), {"symmetry": "skew-symmetric"}),
                    ("array-skew", a - a.T, {"symmetry": "skew-symmetric"}),
                    ("integer", sp.coo_matrix((s * 9).astype(int)), {}), ("pattern", s, {"field": "pattern"})]:
    sio.mmwrite(f"{name}.mtx", w, precision=17, **kw)
    expect(f"{name}.mtx", w if name != "pattern" else s != 0)

for packed in (False, True):
    for name, w in [("double", a), ("single", a.astype("f4")), ("int16", (a * 40).astype("i2")), ("uint8", (a > 0).astype("u1")),
                    ("int64", (a * 40).astype("i8")), ("logical", a > 0), ("small", np.round(a * 9)), ("sparse", sp.csc_matrix(s)),
                    ("sparse-logical", sp.csc_matrix(s != 0))]:
        file = f"{name}{'-packed' if packed else ''}.mat"
        sio.savemat(file, {"W": w}, do_compression=packed)
        expect(file, w)
    file = f"two{'-packed' if packed else ''}.mat"
    sio.savemat(file, {"text": "no matrix", "W": a, "a_longer_name": a.T}, do_compression=packed)
    expect(file, a, "W")
    expect(file, a.T, "a_longer_name")

with open("expected.txt", "w") as f:
    f.write("\n".join(expected) + "\n")
print(len(expected), "matrices; NumPy", np.__version__, "SciPy", sio.__name__ and __import__("scipy").__version__, file=sys.stderr)
