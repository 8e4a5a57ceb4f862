#!/usr/bin/env python3
"""Holds reading, analysing and exporting against NumPy, SciPy, h5py, igraph and networkx.

    python3 bench/files.py ./spiketop

It needs numpy, scipy and matplotlib; h5py, igraph and networkx where they are installed. A line for each
check; exit status 1 if one fails.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import scipy.io as sio
import scipy.sparse as sp

program = os.path.abspath(sys.argv[1])
here = Path(__file__).resolve().parent
failed = 0


def check(what, ok, note=""):
    global failed
    failed += not ok
    print(f"{'ok    ' if ok else 'FAILED'} {what} {note}", flush=True)


def call(*args, **more):
    return subprocess.run([program, *map(str, args)], capture_output=True, text=True, **more)


def analyse(*args):
    r = call("analyse", *args, "--json", "--quiet", "--set", "metrics.draws=10")
    if r.returncode:
        sys.exit(r.stderr)
    return json.loads(r.stdout)


def run(*args):
    r = call("run", "dimension", "--quiet", "--set", "metrics.window=100", "--set", "record.windows=10", *args)
    if r.returncode:
        sys.exit(r.stderr)


def maybe(name):
    try:
        return __import__(name)
    except ImportError:
        print("       without", name)


def readers(rng):
    n = 120
    W = rng.normal(size=(n, n)) / n**.5
    S = sp.random(n, n, .2, random_state=4, data_rvs=rng.standard_normal).tocsc()
    S.setdiag(0)
    S.eliminate_zeros()
    files = {}
    for dtype in ("<f8", ">f8", "<f4", ">i2", "?", "<u8"):
        A = (W * 50).astype(dtype) if dtype not in ("?", "<u8") else (W > 0).astype(dtype)
        for order in "CF":
            name = f"a{np.dtype(dtype).num}{order}{dtype[0] == '>'}.npy"
            np.save(name, np.asarray(A, order=order))
            files[name] = A
    np.savez_compressed("a.npz", W)
    np.savetxt("a.csv", W, delimiter=",", fmt="%r")
    sio.mmwrite("dense.mtx", W, precision=17)
    sio.mmwrite("sparse.mtx", S, precision=17)
    sio.savemat("dense.mat", {"W": W})
    sio.savemat("packed.mat", {"W": W.astype("f4")}, do_compression=True)
    sio.savemat("sparse.mat", {"W": S}, do_compression=True)
    files |= {"a.npz": W, "a.csv": W, "dense.mtx": W, "sparse.mtx": S.toarray(), "dense.mat": W, "packed.mat": W.astype("f4"), "sparse.mat": S.toarray()}
    bad = []
    for name, A in files.items():
        A = A.astype(float)
        run("--weights", name, "--out", "r", "--seconds", ".01")
        if not (np.array_equal(np.load("r/input_weights.npy"), A) and np.array_equal(np.load("r/weights_initial.npy"), A)):
            bad.append(name)
        shutil.rmtree("r")
    check(f"{len(files)} files of NumPy and SciPy, n = {n}, read to the bit", not bad, " ".join(bad))


def exports():
    r = call("run", "oscillation", "--set", "net.n=80", "--quiet", "--out", "o")
    check("a run to export", r.returncode == 0, r.stderr)
    call("export", "o", "--mat", "o.mat", "--sonata", "o.h5")
    m = sio.loadmat("o.mat")
    names = [f.stem for f in Path("o").glob("*.npy")]
    same = [n for n in names if np.array_equal(m[n].reshape(np.load(f"o/{n}.npy").shape), np.load(f"o/{n}.npy"))]
    check("MATLAB file read by SciPy to the bit", sorted(same) == sorted(names), f"{len(same)} of {len(names)} arrays")
    a, b = analyse("o/weights.npy"), analyse("o.mat", "--entry", "weights")
    check("and read back", a["spectrum"] == b["spectrum"] and a["motifs"] == b["motifs"])
    h5py = maybe("h5py")
    if h5py:
        with h5py.File("o.h5") as f:
            s, W = np.load("o/spikes.npy"), np.load("o/weights.npy")
            j = json.load(open("o/summary.json"))
            t = (s[:, 0] - j["episode_step"]) * j["params"]["net.dt"]
            e = f["/edges/net_to_net"]
            back = np.zeros_like(W)
            back[e["target_node_id"][:], e["source_node_id"][:]] = e["0/syn_weight"][:]
            ok = np.array_equal(f["/spikes/net/timestamps"][:], t) and np.array_equal(f["/spikes/net/node_ids"][:], s[:, 1])
            check("SONATA file read by h5py to the bit", ok and np.array_equal(back, W), f"{len(t)} spikes, {len(e['source_node_id'])} edges")
    r = subprocess.run([sys.executable, here.parent / "docs/read_a_run.py", "o", "o.png"], capture_output=True, text=True)
    check("docs/read_a_run.py draws", r.returncode == 0 and os.path.getsize("o.png") > 10000, r.stderr[-200:])


def graphs(rng):
    igraph, nx = maybe("igraph"), maybe("networkx")
    names = ["003", "012", "102", "021D", "021U", "021C", "111D", "111U", "030T", "030C", "201", "120D", "120U", "120C", "210", "300"]
    for n, p in [(20, .3), (60, .1), (150, .05), (300, .2)]:
        A = (rng.random((n, n)) < p) & ~np.eye(n, dtype=bool)
        with open("g.csv", "w") as f:
            f.write("source,target\n" + "".join(f"{j},{i}\n" for i, j in zip(*np.nonzero(A))))
        j = analyse("g.csv", "--nodes", n)
        m = j["motifs"]
        r, c = A.sum(1), A.sum(0)
        rec = int((A & A.T).sum()) // 2
        strong = m["strong"]
        ours = [strong[k]["count"] for k in ("reciprocal", "convergent", "divergent", "chain")]
        want = [rec, int((r * (r - 1)).sum()) // 2, int((c * (c - 1)).sum()) // 2, int((r * c).sum()) - 2 * rec]
        check(f"n = {n}, p = {p}: edges and pairs as NumPy counts", ours == want and j["synapses"] == A.sum() and j["n"] == n, str(ours))
        if igraph:
            g = igraph.Graph.Adjacency(A.T.tolist())
            t = g.triad_census()
            check("   census and reciprocity of igraph", all(m["triads"][k] == int(getattr(t, "t" + k)) for k in names)
                  and abs(g.reciprocity() - 2 * rec / A.sum()) < 1e-12)
        if nx:
            check("   census of networkx", dict(nx.triadic_census(nx.from_numpy_array(A.T.astype(int), create_using=nx.DiGraph))) == m["triads"])


def matrices(rng):
    for n in (50, 200, 400):
        W = rng.normal(size=(n, n)) / n**.5 + np.outer(rng.normal(size=n), rng.normal(size=n)) / n
        np.save("w.npy", W)
        np.save("wt.npy", W.T)
        r = call("analyse", "w.npy", "--out", "w", "--quiet", "--set", "metrics.draws=10")
        ours = np.loadtxt("w/eigenvalues.csv", delimiter=",", skiprows=1, usecols=(1, 2)) @ [1, 1j]
        theirs = list(np.linalg.eigvals(W))
        worst = 0
        for x in ours:
            k = int(np.argmin(np.abs(np.array(theirs) - x)))
            worst = max(worst, abs(theirs.pop(k) - x))
        check(f"n = {n}: eigenvalues of NumPy within 1e-8 ‖W‖", worst <= 1e-8 * np.linalg.norm(W), f"{worst / np.linalg.norm(W):.1e} ‖W‖")
        shutil.rmtree("w")
        a, b, c = analyse("w.npy")["motifs"], analyse("w.npy", "--rows", "pre")["motifs"], analyse("wt.npy", "--rows", "pre")["motifs"]
        swapped = all(a[v]["convergent"][k] == b[v]["divergent"][k] and a[v]["divergent"][k] == b[v]["convergent"][k]
                      for v, k in (("weighted", "value"), ("strong", "count"), ("strong", "ratio")))
        check("   --rows pre swaps con and div exactly; the transposed file by columns is the file", swapped and all(a[k] == c[k] for k in ("weighted", "triads", "strong_edges")))


def weights():
    for name, args in {"sparse": [], "dense": ["--set", "net.p=1"], "all types": ["--set", "net.izh=.3", "--set", "net.qif=.3"]}.items():
        for g in ("1", ".5"):
            run(*args, "--set", "net.g=" + g, "--seed", "7", "--out", "a")
            more = [x for k, x in zip(args[::2], args[1::2]) if "net.p" not in x for x in (k, x)]
            run(*more, "--weights", "a/weights_initial.npy", "--seed", "7", "--out", "b")
            os.makedirs("elsewhere", exist_ok=True)
            shutil.move("b", "elsewhere/b")
            r = call("run", "elsewhere/b/run.toml", "--out", "c", "--quiet")
            s = [np.load(d + "/spikes.npy") for d in ("a", "elsewhere/b", "c")]
            check(f"{name}, g = {g}: the same spikes from weights_initial.npy; moved and repeated too",
                  r.returncode == 0 and len(s[0]) > 100 and np.array_equal(s[0], s[1]) and np.array_equal(s[0], s[2]), f"{len(s[0])} spikes")
            for d in ("a", "elsewhere", "c"):
                shutil.rmtree(d)


def target():
    T, t = 500., np.arange(0, 500., 1)
    np.savetxt("sine.csv", np.c_[t, np.sin(2 * np.pi * t / T)], delimiter=",", header="time_ms,x", comments="")
    for seed in (1, 2, 3):
        scores = []
        for args in (["--set", "target.period=500"], ["--set", "target.kind=file", "--set", "target.file=sine.csv"]):
            r = call("run", "oscillation", "--seed", seed, "--quiet", "--json", *args)
            scores.append(json.loads(r.stdout)["training"]["score"])
        check(f"seed {seed}: a sine from a file scores as the oscillation, within .01", abs(scores[0] - scores[1]) < .01, "%.4f %.4f" % tuple(scores))


def large(rng):
    n, m = 5000, 100000
    edges = set()
    while len(edges) < m:
        a, b = map(int, rng.integers(0, n, 2))
        if a != b:
            edges.add((a, b))
    edges = sorted(edges)
    with open("large.csv", "w") as f:
        f.write("pre,post\n" + "".join(f"{a},{b}\n" for a, b in edges))
    start = time.time()
    j = json.loads(call("analyse", "large.csv", "--nodes", n, "--json", "--quiet").stdout)
    wall = time.time() - start
    check("5 000 nodes, 100 000 edges: census in at most 2 s", j["timings"]["census"] <= 2, f"{j['timings']['census']:.2f} s; all of it: {wall:.1f} s")
    lead, radius = j["spectrum"]["max_modulus"], j["spectrum"]["bulk_radius"]
    check("   one outlier, the mean degree; the disc of a random graph", j["spectrum"]["outliers"] == 1 and abs(lead - m / n) < .1
          and abs(radius - (m / n * (1 - m / n**2))**.5) < .01, f"{lead:.3f} and {radius:.3f}")
    igraph = maybe("igraph")
    if igraph:
        t = igraph.Graph(n=n, edges=edges, directed=True).triad_census()
        check("   and as igraph's", all(v == int(getattr(t, "t" + k)) for k, v in j["motifs"]["triads"].items()))


with tempfile.TemporaryDirectory() as scratch:
    os.chdir(scratch)
    rng = np.random.default_rng(1)
    readers(rng)
    exports()
    graphs(rng)
    matrices(rng)
    weights()
    target()
    large(rng)
sys.exit(failed > 0)
