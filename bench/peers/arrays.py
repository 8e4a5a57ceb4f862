"""The same loops in NumPy, SciPy and igraph, one sample a process, printed as bench/loops prints its own:

    arrays.py step DIR SECONDS | rls N symv|gemv|numpy [w] | census DIR | eig DIR | gemm N

Written as their users would who care for speed: everything in place, no allocation in the loop."""
import json
import sys
import time

import numpy as np

import network as nw


class Stopwatch:
    def __enter__(self):
        self.wall, self.cpu = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_):
        self.cpu = (time.process_time() - self.cpu) * 1e3
        self.wall = (time.perf_counter() - self.wall) * 1e3

    def per(self, units):
        return {"cpu_ms": self.cpu / units, "wall_ms": self.wall / units}


class Steps:
    """As limit.c: the drive has a running scale, a refractory membrane is out of reach.

    A column is added whole even where most of it is 0: up to 2000 neurons at 10 % that takes less than
    indexing does. The membrane is kept from the bias, which saves an addition."""

    def __init__(self, w):
        from scipy.linalg.blas import daxpy

        self.axpy, self.n = daxpy, len(w)
        self.columns = list(np.ascontiguousarray(w.T))
        self.v, self.s = np.random.default_rng(1).random(self.n), np.zeros(self.n)
        self.scale, self.t = 1.0, 0
        self.waiting = [[] for _ in range(nw.REF + 1)]
        self.at_threshold = np.zeros(self.n, bool)

    def run(self, bias, steps):
        v, s, hit, axpy, columns, waiting = self.v, self.s, self.at_threshold, self.axpy, self.columns, self.waiting
        greater_equal, multiply, nonzero = np.greater_equal, np.multiply, hit.nonzero
        decay, threshold, h = nw.DECAY_V, 1 - bias, nw.DT / nw.TAU_M
        scale, spikes = self.scale, 0
        v -= bias
        for slot in self.waiting:
            slot[:] = [(i, x - bias) for i, x in slot]
        for t in range(self.t, self.t + steps):
            slot = waiting[t % (nw.REF + 1)]
            if slot:
                for i, x in slot:
                    v[i] = x
                slot.clear()
            drive = nw.MEAN * scale
            multiply(v, decay, v)
            axpy(s, v, self.n, drive * (1 - decay))
            greater_equal(v, threshold, hit)
            scale *= nw.DECAY_S
            who = nonzero()[0]
            if who.size:
                x = nw.JUMP / scale
                fired = who.tolist()
                for i in fired:
                    u = drive * s.item(i)  # mu and the membrane, both from the bias
                    v1 = v.item(i)
                    v0 = u + (v1 - u) / decay
                    slot.append((i, min(1, (u + bias) * h * min(1, (v1 - threshold) / (v1 - v0))) - bias))
                    v[i] = -1e300
                for i in fired:
                    axpy(columns[i], s, self.n, x)
                spikes += len(fired)
            if t % 8192 == 0:
                s *= scale
                scale = 1.0
        v += bias
        for slot in self.waiting:
            slot[:] = [(i, x + bias) for i, x in slot]
        self.scale, self.t = scale, self.t + steps
        return spikes


def step(path, seconds):
    net, seconds = Steps(nw.weights(path)), float(seconds)
    net.run(nw.BIAS + nw.EXTRA, round(nw.START / nw.DT))
    net.run(nw.BIAS, round(nw.WARM / nw.DT))
    with Stopwatch() as clock:
        spikes = net.run(nw.BIAS, round(seconds * 1000 / nw.DT))
    return {**clock.per(seconds), "n": net.n, "spikes": spikes, "rate_hz": spikes / net.n / seconds}


def rls(n, how, with_w=None):
    n, rng = int(n), np.random.default_rng(1)
    xs, e, k = 0.4 * rng.random((16, n)), rng.random(n), np.zeros(n)
    if how == "numpy":
        p, w, room = np.eye(n), np.zeros((n, n)), np.empty((n, n))

        def update(x):
            np.dot(p, x, out=k)
            c = 1 / (1 + x @ k)
            np.subtract(p, np.multiply.outer(c * k, k, out=room), out=p)
            if with_w:
                np.subtract(w, np.multiply.outer(c * e, k, out=room), out=w)
    else:
        from scipy.linalg.blas import ddot, dgemv, dger, dsymv, dsyr

        # In place only if the order is Fortran's.
        p, w = np.asfortranarray(np.eye(n)), np.zeros((n, n), order="F")

        def update(x):
            if how == "symv":
                dsymv(1, p, x, beta=0, y=k, overwrite_y=1)
            else:
                dgemv(1, p, x, beta=0, y=k, overwrite_y=1)
            c = 1 / (1 + ddot(x, k))
            if how == "symv":
                dsyr(-c, k, a=p, overwrite_a=1)
            else:
                dger(-c, k, k, a=p, overwrite_x=0, overwrite_y=0, overwrite_a=1)
            if with_w:
                dger(-c, e, k, a=w, overwrite_x=0, overwrite_y=0, overwrite_a=1)

    def updates(count):
        for u in range(count):
            update(xs[u % len(xs)])

    updates(16)
    # That P was changed in place, and by the formula: it is the ridge regression's.
    want = np.linalg.inv(np.eye(n) + xs.T @ xs)
    if abs(np.triu(p) - np.triu(want)).max() > 1e-8:
        raise SystemExit(f"rls {how}: P is wrong")
    began = time.perf_counter()
    updates(5)
    count = max(10, int(2.5 / (time.perf_counter() - began)))
    with Stopwatch() as clock:
        updates(count)
    return {**clock.per(count), "n": n, "updates": count}


def census(path):
    import igraph

    w = nw.weights(path)
    n = len(w)
    # The largest tenth of the entries off the diagonal, as metrics.StrongGraph takes them.
    off = np.where(np.eye(n, dtype=bool), -np.inf, w).ravel()
    chosen = np.argsort(-off, kind="stable")[: round(0.1 * n * (n - 1))]
    post, pre = np.divmod(chosen, n)
    graph = igraph.Graph(n, list(zip(pre.tolist(), post.tolist())), directed=True)
    with Stopwatch() as clock:
        counts = graph.triad_census()
    return {**clock.per(1), "n": n, "edges": graph.ecount(), "counts": [int(c) for c in counts]}


def eig(path):
    w = nw.weights(path)
    with Stopwatch() as clock:
        values = np.linalg.eigvals(w)
    return {**clock.per(1), "n": len(w), "largest": float(abs(values).max())}


def gemm(n):
    rng = np.random.default_rng(1)
    a, b, c = (rng.random((int(n), int(n))) for _ in range(3))
    np.dot(a, b, out=c)
    units = max(1, round(2e8 / int(n) ** 3))
    with Stopwatch() as clock:
        for _ in range(units):
            np.dot(a, b, out=c)
    return {**clock.per(units), "n": int(n)}


if __name__ == "__main__":
    what = sys.argv[1]
    print(json.dumps({"what": what, **{"step": step, "rls": rls, "census": census, "eig": eig, "gemm": gemm}[what](*sys.argv[2:])}))
