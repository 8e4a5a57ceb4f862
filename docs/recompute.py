#!/usr/bin/env python3
"""Recomputes a run's numbers from its files, with NumPy alone.

    python3 docs/recompute.py DIR

DIR is what `spiketop run PRESET --out DIR` or the key w wrote. Eigenvalues, norms, the correlations
of reciprocal, convergent, divergent and chained weights, the strong graph's pairs, all 16 triads, the
dimension and what spikes do are computed afresh from weights.npy, weights_initial.npy, rates.npy and
spikes.npy, by other means where there are any, and held against eigenvalues.csv, motifs.csv and
summary.json. It prints the largest difference of each and exits with 1 if a count differs at all, or
another number by more than 1e-9.
"""
import csv
import json
import sys
from pathlib import Path

import numpy as np

TOLERANCE = 1e-9
worst = {}  # what: (difference, is a count, how many)


def hold(what, ours, theirs, count=False):
    """Holds a number against the program's; an empty or null one must be undefined here too."""
    if theirs in ("", None):
        return
    d = abs(complex(ours) - complex(float(theirs) if isinstance(theirs, str) else theirs))
    d = d if d == d else float("inf")
    was, _, n = worst.get(what, (0.0, count, 0))
    worst[what] = (max(was, d), count, n + 1)


def rows(path):
    with open(path, newline="") as f:
        return list(csv.DictReader(f))


# Eigenvalues: each of theirs against the nearest of ours that is left.
def hold_spectrum(w, listed, what):
    ours, theirs = np.linalg.eigvals(w), np.array([complex(float(r["re"]), float(r["im"])) for r in listed])
    if len(ours) != len(theirs):
        hold(what, len(ours), len(theirs), True)
        return ours
    left = np.ones(len(ours), bool)
    for x in sorted(theirs, key=abs, reverse=True):
        k = int(np.argmin(np.where(left, abs(ours - x), np.inf)))
        left[k] = False
        hold(what, ours[k], x)
    return ours


def weighted(w, mask):
    """Pearson correlations between entries that share neurons, from their definition in sums."""
    m = mask.astype(float)
    z = np.where(mask, w - w[mask].mean(), 0)
    v = (z**2).sum() / m.sum()
    # Σ over pairs of different synapses: of one row, of one column, in a chain i ← j ← k with k ≠ i.
    con = np.einsum("ij,ik->", z, z) - (z**2).sum(), np.einsum("ij,ik->", m, m) - m.sum()
    div = np.einsum("ij,kj->", z, z) - (z**2).sum(), np.einsum("ij,kj->", m, m) - m.sum()
    zz, mm = z @ z, m @ m
    rec = np.trace(zz), np.trace(mm)
    chn = zz.sum() - rec[0], mm.sum() - rec[1]
    return {k: a / (v * b) if b > 0 else float("nan") for k, (a, b) in
            {"reciprocal": rec, "convergent": con, "divergent": div, "chain": chn}.items()}


def strong(w, fraction):
    """The edges j → i of the largest off-diagonal weights; an absent synapse is never one."""
    n = len(w)
    x = w.copy()
    np.fill_diagonal(x, -np.inf)
    x[x == 0] = -np.inf
    wanted = int(np.floor(fraction * n * (n - 1) + 0.5))
    order = np.argsort(-x, axis=None, kind="stable")[:wanted]
    a = np.zeros(n * n, bool)
    a[order[np.isfinite(x.ravel()[order])]] = True
    return a.reshape(n, n)


def pairs(a):
    a = a.astype(np.int64)
    aa, n, e = a @ a, len(a), int(a.sum())
    p = e / (n * (n - 1))
    rec = int(np.trace(aa)) // 2
    con = int((a.T @ a).sum() - e) // 2
    div = int((a @ a.T).sum() - e) // 2
    two, three = n * (n - 1) / 2 * p * p, n * (n - 1) * (n - 2) * p * p
    return {"reciprocal": (rec, two), "convergent": (con, three / 2), "divergent": (div, three / 2), "chain": (int(aa.sum()) - 2 * rec, three)}


def triad_name(code):
    """Holland & Leinhardt's name of three nodes; two bits a pair: first → second, second → first."""
    edge = set()
    for k, (x, y) in enumerate([(0, 1), (0, 2), (1, 2)]):
        if code >> 2 * k & 1:
            edge.add((x, y))
        if code >> 2 * k & 2:
            edge.add((y, x))
    both = {(x, y) for x, y in edge if (y, x) in edge}
    one = edge - both
    man = f"{len(both) // 2}{len(one)}{3 - len(both) // 2 - len(one)}"
    out = [sum(1 for e in one if e[0] == k) for k in range(3)]
    into = [sum(1 for e in one if e[1] == k) for k in range(3)]
    if man == "021":
        return man + ("D" if 2 in out else "U" if 2 in into else "C")
    if man == "111":  # the one-way edge ends at the mutual pair, or leaves it
        mutual = {x for x, _ in both}
        return man + ("D" if next(iter(one))[1] in mutual and next(iter(one))[0] not in mutual else "U")
    if man == "030":
        return man + ("C" if out == [1, 1, 1] else "T")
    if man == "120":
        return man + ("D" if 2 in out else "U" if 2 in into else "C")
    return man


def triads(a):
    """The census, triple by triple."""
    n = len(a)
    to = a.T.astype(np.int64)  # to[x, y]: x → y
    state = to + 2 * to.T
    tally = np.zeros(64, np.int64)
    for i in range(n - 2):
        rest = state[i, i + 1:]
        code = rest[:, None] + 4 * rest[None, :] + 16 * state[i + 1:, i + 1:]
        tally += np.bincount(code[np.triu_indices(len(rest), 1)], minlength=64)
    out = {}
    for code, count in enumerate(tally):
        out[triad_name(code)] = out.get(triad_name(code), 0) + int(count)
    return out


def dimension(counts, estimator):
    """D = (tr C)²/(N tr C²), corrected for sampling, with its jackknife error over blocks."""
    windows = len(counts)
    blocks = 20 if windows >= 40 else max(3, windows // 2)
    bounds = [b * windows // blocks for b in range(blocks + 1)]
    keep = [np.r_[0:bounds[b], bounds[b + 1]:windows] for b in range(blocks)]
    active = np.all([np.ptp(counts[k], axis=0) > 0 for k in keep], axis=0)

    def one(x):
        c = np.corrcoef(x.T) if estimator == "correlation" else np.cov(x.T)
        raw = np.trace(c) ** 2 / (len(c) * (c * c).sum())
        return raw, 1 / (1 / raw - len(c) / len(x))

    raw, value = one(counts[:, active])
    replicas = np.array([one(counts[k][:, active])[1] for k in keep])
    return raw, value, np.sqrt((blocks - 1) / blocks * ((replicas - replicas.mean()) ** 2).sum()), int(active.sum())


def binned(spans, spikes, n, bin):
    """Spikes of every neuron in whole bins of each span, from its start: a list of bins × N."""
    out = []
    for a, b in spans:
        bins = (b - a) // bin
        inside = spikes[(spikes[:, 0] > a) & (spikes[:, 0] <= a + bins * bin)]
        c = np.zeros((bins, n), np.float64)
        np.add.at(c, ((inside[:, 0] - a - 1) // bin, inside[:, 1]), 1)
        out.append(c)
    return out


def irregular(spans, train):
    """CV and Lv of one neuron; None below ten intervals."""
    each = [np.diff(train[(train > a) & (train <= b)]).astype(float) for a, b in spans]
    x = np.concatenate(each) if each else np.zeros(0)
    if len(x) < 10:
        return None, None
    d = np.concatenate([((i[1:] - i[:-1]) / (i[1:] + i[:-1])) ** 2 for i in each])
    return x.std(ddof=1) / x.mean(), 3 * d.mean() if len(d) >= 9 else None


def correlations(counts):
    """Mean of the pairwise correlations, and their standard deviation."""
    c = np.corrcoef(counts[:, np.ptp(counts, axis=0) > 0].T)
    rho = c[np.triu_indices(len(c), 1)]
    return rho.mean(), rho.std(ddof=1), len(c)


def peak(pieces, hz):
    """The largest line of Welch's power spectrum, if there is a peak; the length of a segment and their number."""
    length = 2048
    while length >= 128:
        segments = [x[k:k + length] for x in pieces for k in range(0, len(x) - length + 1, length // 2)]
        if len(segments) >= 8:
            break
        length //= 2
    else:
        return None, 0, 0
    w = np.sin(np.pi * np.arange(length) / length) ** 2
    power = np.mean([abs(np.fft.rfft(w * (x - x.mean()))) ** 2 for x in segments], axis=0) * 2 / (hz * (w**2).sum())
    at = 2 + int(np.argmax(power[2:length // 2]))
    k = 9 * len(segments) * 18 / 19
    floor = np.median(power[2:length // 2]) * ((1 - 1 / k + 4.75 / np.sqrt(k)) / (1 - 1 / k)) ** 3
    power[length // 2] /= 2
    found = power[at] > floor and power[at] > power[at - 1] and power[at] > power[at + 1]
    return at * hz / length if found else None, length, len(segments)


def hold_spiking(folder, s, types):
    told, n, dt = s["spiking"], s["n"], s["params"]["net.dt"]
    spikes, spans = np.load(folder / "spikes.npy"), [tuple(x) for x in told["how"]["spans"]]
    steps = lambda ms: max(1, int(np.floor(ms / dt + 0.5)))  # noqa: E731

    def both(what, ours, theirs):
        """Held, and undefined here where it is null there."""
        if (ours is None) != (theirs is None):
            theirs, ours = 0 if theirs is None else theirs, float("inf")
        if ours is not None:
            hold(what, ours, theirs)

    both("spans, s", sum(b - a for a, b in spans) * dt / 1000, told["seconds"])
    irregularity = [irregular(spans, spikes[spikes[:, 1] == i, 0]) for i in range(n)]
    counts = np.load(folder / "rates.npy")
    if told["how"]["in_passes"]:
        counts = np.concatenate(binned(spans, spikes, n, steps(s["params"]["metrics.window"])) or [np.zeros((0, n))])
    elif s["simulated_seconds"] <= s["params"]["record.seconds"]:  # the spikes are all there: their windows are those of rates.npy
        hold("spikes in windows", abs(binned(spans[-1:], spikes, n, steps(s["params"]["metrics.window"]))[0] - counts).max() if len(counts) else 0, 0, True)
    mean = counts.mean(axis=0) if len(counts) >= 10 else np.zeros(n)
    fano = [counts[:, i].var(ddof=1) / mean[i] if mean[i] > 0 else None for i in range(n)]
    for name, x in (("cv", [c for c, _ in irregularity]), ("lv", [v for _, v in irregularity]), ("fano", fano)):
        for kind in told[name]:
            have = np.array([v for v, t in zip(x, types) if t.lower() == kind and v is not None])
            both(name, have.mean() if len(have) else None, told[name][kind]["value"])
            both(name, have.std(ddof=1) / np.sqrt(len(have)) if len(have) > 1 else None, told[name][kind]["se"])
    c = told["count_correlation"]
    hold("windows", len(counts), c["windows"], True)
    if len(counts) >= 10 and (np.ptp(counts, axis=0) > 0).sum() > 2:
        rho, sd, neurons = correlations(counts)
        blocks = min(20, len(counts) // 2)
        bounds = [b * len(counts) // blocks for b in range(blocks + 1)]
        replicas = np.array([correlations(np.delete(counts, slice(bounds[b], bounds[b + 1]), axis=0))[0] for b in range(blocks)])
        both("count correlations", rho, c["mean"])
        both("count correlations", sd, c["sd"])
        both("count correlations", np.sqrt((blocks - 1) / blocks * ((replicas - replicas.mean()) ** 2).sum()), c["se"])
        hold("neurons that vary", neurons, c["neurons"], True)
    else:
        both("count correlations", None, c["mean"])

    each = np.concatenate(binned(spans, spikes, n, steps(10)) or [np.zeros((0, n))])
    varies = len(each) > 1 and each.any()
    both("synchrony", np.sqrt(each.mean(axis=1).var() / each.var(axis=0).mean()) if varies else None, told["synchrony"])
    bin = steps(1)
    rate = [x.sum(axis=1) * 1000 / (bin * dt * n) for x in binned(spans, spikes, n, bin)]
    f, length, segments = peak(rate, 1000 / (bin * dt))
    both("peak, Hz", f, told["peak_hz"])
    hold("segments", length, told["how"]["segment_bins"], True)
    hold("segments", segments, told["how"]["segments"], True)


def main(folder):
    folder = Path(folder)
    s = json.loads((folder / "summary.json").read_text())
    after, before = np.load(folder / "weights.npy"), np.load(folder / "weights_initial.npy")
    n, dense = len(after), s["params"]["net.p"] == 1
    mask = ~np.eye(n, dtype=bool) if dense else (before != 0) & ~np.eye(n, dtype=bool)
    matrices = {"before": before, "after": after, "change": after - before}

    eigen, spectrum = rows(folder / "eigenvalues.csv"), {}
    for when in ("before", "after"):
        spectrum[when] = hold_spectrum(matrices[when], [r for r in eigen if r["when"] == when], "eigenvalues")
    for when, told in (("before", s["spectrum"]["before"]), ("after", s["spectrum"])):
        w, size = matrices[when], abs(spectrum[when])
        off = ~np.eye(n, dtype=bool)
        z = np.where(off, w - w[off].mean(), 0)
        radius = np.sqrt((z**2).sum() / n)
        threshold = radius * (1 + 1.6 / np.sqrt(n))
        hold("radii", radius, told["bulk_radius"])
        hold("radii", size.max(), told["max_modulus"])
        hold("radii", threshold, told["threshold"])
        hold("outliers", (size > threshold).sum(), told["outliers"], True)
    out = spectrum["after"][abs(spectrum["after"]) > s["spectrum"]["threshold"]]
    norm = (after**2).sum()
    if norm > 0:
        hold("outliers' share", (abs(out) ** 2).sum() / norm, s["spectrum"]["outlier_share"])
        hold("outliers' share", (out**2).real.sum() / norm, s["spectrum"]["reciprocity_from_outliers"])
        hold("Σλ² = ΣW_ij W_ji, relative", (spectrum["after"] ** 2).sum() / norm, (after * after.T).sum() / norm)
    hold("Frobenius norms", np.linalg.norm(after), s["weights"]["frobenius"])
    hold("Frobenius norms", np.linalg.norm(before), s["weights"]["frobenius_before"])
    hold("Frobenius norms", np.linalg.norm(after - before), s["weights"]["frobenius_change"])

    motifs = rows(folder / "motifs.csv")
    for matrix, w in matrices.items():
        told = {(r["view"], r["motif"]): r for r in motifs if r["matrix"] == matrix}
        if told[("weighted", "reciprocal")]["count"] == "":
            continue  # nothing changed
        for motif, rho in weighted(w, mask).items():
            hold("weighted correlations", rho, told[("weighted", motif)]["count"])
        a = strong(w, s["params"]["metrics.strong"])
        for motif, (count, expected) in pairs(a).items():
            hold("strong pairs", count, told[("strong", motif)]["count"], True)
            hold("their expectations, relative", expected / float(told[("strong", motif)]["expected"]), 1)
        for name, count in triads(a).items():
            hold("triads", count, told[("triads", name)]["count"], True)

    counts = np.load(folder / "rates.npy")
    if len(counts) > 2 and s["dimension"]["value"] is not None:
        raw, value, se, active = dimension(counts, s["dimension"]["estimator"])
        hold("dimension", raw, s["dimension"]["raw"])
        hold("dimension", value, s["dimension"]["value"])
        hold("dimension", se, s["dimension"]["se"])
        hold("active neurons", active, s["dimension"]["active"], True)

    if "spiking" in s:
        hold_spiking(folder, s, [r["type"] for r in rows(folder / "neurons.csv")])

    bad = False
    for what, (d, count, number) in worst.items():
        wrong = d > 0 if count else d > TOLERANCE
        bad = bad or wrong
        print(f"{what:32} {number:5} numbers, largest difference {'' if d else 'exactly '}{d:.3g}{'  <-- wrong' if wrong else ''}")
    largest = max((d for d, count, _ in worst.values() if not count), default=0)
    print(f"{'all' if not bad else 'NOT all'} agree: largest difference {largest:.3g}, counts {'exact' if not any(d for d, c, _ in worst.values() if c) else 'differ'}")
    return 1 if bad else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
