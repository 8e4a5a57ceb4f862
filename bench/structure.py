#!/usr/bin/env python3
"""D(g, κ) against measured dimensions: the table and the figure of docs/SCIENCE.md, section 2.

    bench/structure.py ./spiketop [DIRECTORY]

sweeps the preset dimension, dense, over net.kappa, net.g and two compositions (90 runs of 600 s, about
ten minutes of a processor), keeps the tables in DIRECTORY (default: structure), prints the table, and
writes dimension-kappa.svg there. Started again, it does only what is missing. Needs Matplotlib.
"""
import csv
import math
import pathlib
import subprocess
import sys

BOUND, SEEDS = 0.03, 3
SWEEPS = {"QIF": ("1", "1,2,3"), "half": ("0.5", "0.5,1,1.5")}  # f_Q, and g with g_eff below .8


def theory(g, kappa):
    """D(g, κ) of Hu & Sompolinsky 2022; None where there is no steady state."""
    if g * (1 + kappa) >= 1:
        return None
    s = g * g
    t = s * (1 + kappa)
    m = (2 * t - 1 + math.sqrt(1 + 4 * (s - t))) / (2 * (s - t * t))
    return (m * (2 * s * m + 1) - 2 * t * m * (t * m + 1)) / ((t * m + 1) ** 2 * (s * m + 1))


def rows(program, directory):
    """The rows of both sweeps, each with its composition."""
    for name, (qif, g) in SWEEPS.items():
        out = directory / f"{name}.csv"
        subprocess.run([program, "sweep", "dimension", "--over", "net.kappa=-0.5,-0.25,0,0.25,0.5", "--over", f"net.g={g}", "--seeds", str(SEEDS),
                        "--set", f"net.qif={qif}", "--set", "net.p=1", "--set", "metrics.spectrum=none", "--set", "metrics.draws=10",
                        "--seconds", "600", "--out", str(out)], check=True)
        with open(out, newline="") as f:
            for row in csv.DictReader(line for line in f if not line.startswith("#")):
                yield name, row


def mean(x):
    return sum(x) / len(x)


def error(x):
    """The standard error of the mean."""
    m = mean(x)
    return math.sqrt(sum((v - m) ** 2 for v in x) / (len(x) - 1) / len(x))


def main():
    program = sys.argv[1]
    directory = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else "structure")
    directory.mkdir(exist_ok=True)
    cells = {}
    for name, row in rows(program, directory):
        number = lambda column: float(row[column] or "nan")
        cells.setdefault((name, float(row["net.g"]), float(row["net.kappa"])), []).append(
            [number(c) for c in ("g_eff.value", "dimension.kappa", "dimension.value", "dimension.theory_kappa", "dimension.theory_this_w")])
    print("| neurons | g | κ set | κ of W | g_eff | D | D(g_eff, κ) | difference | this W | |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    points = []
    for (name, g, kappa), runs in sorted(cells.items()):
        g_eff, of_w, d, closed, this = zip(*runs)
        points.append((name, mean(g_eff), kappa, mean(d), error(d)))
        miss = [a - b for a, b in zip(d, closed)]
        far = mean(miss)
        if math.isnan(far):
            said, verdict = "–", "no steady state"
        else:
            said = f"{far:+.3f} ± {error(miss):.3f}"
            verdict = "" if abs(far) <= BOUND else "fails"
        print(f"| {name} | {g:g} | {kappa:g} | {mean(of_w):+.2f} | {mean(g_eff):.2f} | {mean(d):.3f} ± {error(d):.3f} | {mean(closed):.3f} | {said} | {mean(this):.3f} | {verdict} |".replace("nan", "–"))
    draw(points, directory / "dimension-kappa.svg")


def draw(points, path):
    import matplotlib
    matplotlib.use("svg")
    import matplotlib.pyplot as plt
    plt.rcParams["svg.hashsalt"] = "spiketop"  # the same bytes each time
    figure, axes = plt.subplots(figsize=(6.4, 4.2))
    colours = {-0.5: "#0072b2", -0.25: "#56b4e9", 0: "#555555", 0.25: "#e69f00", 0.5: "#d55e00"}
    for kappa, colour in colours.items():
        curve = [(k / 200, theory(k / 200, kappa)) for k in range(1, 180)]
        curve = [(x, y) for x, y in curve if y is not None]
        axes.plot(*zip(*curve), color=colour, lw=1.2, label=f"κ = {kappa:g}")
        for name, mark in (("QIF", "s"), ("half", "o")):
            own = [p for p in points if p[0] == name and p[2] == kappa]
            axes.errorbar([p[1] for p in own], [p[3] for p in own], [p[4] for p in own], fmt=mark, ms=5, color=colour,
                          mfc="none" if name == "half" else colour)
    axes.set(xlabel="effective gain g_eff", ylabel="D = PR/N", xlim=(0, 0.9), ylim=(0, 1.02))
    axes.set_title("lines: D(g_eff, κ); squares: QIF; circles: half QIF, half LIF", fontsize=9)
    axes.legend(frameon=False, fontsize=9)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


main()
