#!/usr/bin/env python3
"""Runs the same networks and updates in spiketop's loops and in whatever else is installed, and prints
tables of CPU time in Markdown.

    /usr/bin/python3 bench/peers/peers.py [--rounds 7] [--quick] [--only step|rls|own|census|eig|gemm]

Every sample is a process of its own; a round runs all programs of a row one after another, and rounds
follow each other, so that what else the machine does falls on all alike. A peer that is not installed
is named and left out. Exits with 1 if rates differ by more than 3 %, or counts at all."""
import argparse
import importlib.util
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RATES = 0.03  # how far rates may differ
BOUNDS = {  # of ours/peer
    ("step", "C", "sparse"): 2,
    ("step", "C", "dense"): 2,
    ("step", "Brian 2", "sparse"): 1 / 1.8,
    ("step", "Brian 2", "dense"): 1 / 4.5,
    ("gemm", "NumPy", ""): 1.4,
}
wrong = []  # what makes the exit status 1


def has(module, package):
    if importlib.util.find_spec(module):
        return True
    print(f"not installed: {module} (apt package {package})")
    return False


class Bench:
    def __init__(self, temp, arguments):
        self.temp, self.rounds, self.quick = Path(temp), arguments.rounds, arguments.quick
        self.notes = []
        self.loops, self.limit = [str(self.temp / "loops")], None
        self.call(["go", "build", "-o", self.loops[0], "./bench/loops"], cwd=ROOT)
        if shutil.which("gcc"):
            flags = ["-O3", "-march=native", "-ffast-math", "-mprefer-vector-width=512"]
            if platform.machine() not in ("x86_64", "AMD64"):
                flags.pop()
            self.limit = [str(self.temp / "limit")]
            self.call(["gcc", *flags, "-o", self.limit[0], HERE / "limit.c", "-lm"])
        else:
            print("not installed: gcc (apt package gcc)")
        self.numpy = has("numpy", "python3-numpy")
        self.scipy = has("scipy", "python3-scipy") and self.numpy
        self.brian = has("brian2", "python3-brian") and self.numpy
        self.igraph = has("igraph", "python3-igraph") and self.numpy
        self.arrays = [sys.executable, HERE / "arrays.py"]

    def call(self, command, **more):
        done = subprocess.run([str(c) for c in command], text=True, capture_output=True, **more)
        if done.returncode:
            raise RuntimeError(f"{' '.join(str(c) for c in command)}:\n{done.stderr.strip()[-2000:]}")
        return done.stdout

    def network(self, n, p):
        """The directory with the weights of that network, drawn by our own program."""
        into = self.temp / f"net-{n}-{p}"
        if not into.exists():
            into.mkdir()
            self.call([*self.loops, "weights", "-n", n, "-p", p, "-out", into])
        return into

    def compiled(self, net, seconds):
        """Brian's program for that network; None, and a note, if it cannot be made."""
        into = self.temp / f"brian-{net.name}"
        try:
            if not into.exists():
                self.call([sys.executable, HERE / "brian.py", "build", net, seconds, into])
            return into
        except RuntimeError as error:
            self.notes.append(f"Brian 2 could not compile {net.name}: {str(error).splitlines()[-1]}")
            return None

    def alternate(self, programs):
        """Samples by program: {name: [sample, …]}, taken in turns."""
        samples = {name: [] for name in programs}
        for k in range(self.rounds):
            # Every other round backwards: none always comes after the same one.
            for name, command in list(programs.items())[:: -1 if k % 2 else 1]:
                samples[name].append(json.loads(self.call(command)))
        return samples


def number(x):
    return f"{x:.3g}" if x < 1000 else f"{x:.0f}"


def rows(section, kind, label, samples):
    """Markdown rows: the first program against each of the others, by medians; the range of the ratio in brackets."""
    names = list(samples)
    ours = [s["cpu_ms"] for s in samples[names[0]]]
    for name in names[1:]:
        theirs = [s["cpu_ms"] for s in samples[name]]
        pairs = sorted(a / b for a, b in zip(ours, theirs))
        ratio, bound = statistics.median(pairs), BOUNDS.get((section, name, kind))
        verdict = "" if bound is None else f"≤ {bound:.2f}: " + ("holds" if ratio <= bound else "**short**")
        yield f"| {label} | {number(statistics.median(ours))} | {name} | {number(statistics.median(theirs))} | {number(ratio)} ({number(pairs[0])} … {number(pairs[-1])}) | {verdict} |"


def table(title, unit, lines):
    print(f"\n### {title}\n\n| | ours, {unit} | against | {unit} | ours / it | |\n|---|---|---|---|---|---|", flush=True)
    for line in lines:
        print(line, flush=True)


def hold_rates(label, samples):
    rates = {name: s[0]["rate_hz"] for name, s in samples.items()}
    ours = next(iter(rates.values()))
    for name, rate in rates.items():
        if abs(rate / ours - 1) > RATES:
            wrong.append(f"{label}: {name} fires at {rate:.2f} Hz, ours at {ours:.2f} Hz")
    return ", ".join(f"{name} {rate:.2f}" for name, rate in rates.items())


def step(b):
    rates = []

    def lines():
        # Long enough for rates to agree by more than chance: chaos parts them within a second.
        for n, p, seconds in [(200, 0.1, 60), (1000, 0.1, 40), (1000, 1, 20), (2000, 0.1, 10), (2000, 1, 10)]:
            if b.quick and n == 2000:
                continue
            net, kind = b.network(n, p), "dense" if p == 1 else "sparse"
            programs = {"ours": [*b.loops, "step", "-n", n, "-p", p, "-weights", net, "-seconds", seconds]}
            if b.limit:
                programs["C"] = [*b.limit, "step", net, seconds, 0.5]
            if b.brian and (into := b.compiled(net, seconds)):
                programs["Brian 2"] = [sys.executable, HERE / "brian.py", "run", into]
            if b.scipy:
                programs["NumPy, SciPy"] = [*b.arrays, "step", net, seconds]
            samples = b.alternate(programs)
            label = f"N = {n}, {kind}"
            rates.append(f"{label}: {hold_rates(label, samples)}")
            yield from rows("step", kind, label, samples)

    table("A simulated second (LIF, Δt = 0.1 ms, no noise, one thread)", "ms", lines())
    print("\nRates in Hz: " + "; ".join(rates) + ".")

    def alone():
        for n, p in [(200, 1), (1000, 0.1), (1000, 1)]:
            base = [*b.loops, "step", "-n", n, "-p", p, "-seconds", 10 if n < 1000 else 3]
            for label, name, one, other in [
                ("LIF, σ = 0.5", "LIF, σ = 0", ["-sigma", 0.5], []),
                ("QIF, σ = 0.5", "QIF, σ = 0", ["-qif", 1, "-sigma", 0.5], ["-qif", 1]),
                ("QIF, σ = 0", "LIF, σ = 0", ["-qif", 1], []),
            ]:
                yield from rows("step", "", f"N = {n}, p = {p}: {label}", b.alternate({label: base + one, name: base + other}))

    table("Our step against itself, each near 18.5 Hz", "ms", alone())


def rls(b):
    def lines():
        for n in [200, 500, 1000] + [2000] * (not b.quick):
            for label, w in [("P alone", False), ("P and W", True)]:
                programs = {"ours": [*b.loops, "rls", "-n", n] + ["-w"] * w}
                if b.limit:
                    programs["C"] = [*b.limit, "rls", n] + ["w"] * w
                if b.scipy:
                    programs["SciPy dsymv, dsyr"] = [*b.arrays, "rls", n, "symv"] + ["w"] * w
                    programs["SciPy dgemv, dger"] = [*b.arrays, "rls", n, "gemv"] + ["w"] * w
                if b.numpy:
                    programs["NumPy"] = [*b.arrays, "rls", n, "numpy"] + ["w"] * w
                yield from rows("rls", "", f"N = {n}, {label}", b.alternate(programs))

    table("An RLS update, one P for all, one thread", "ms", lines())


def own(b):
    def lines():
        for n, k in [(500, 50), (500, 150), (1000, 100)]:
            programs = {"ours": [*b.loops, "own", "-n", n, "-k", k]}
            if b.limit:
                programs["C"] = [*b.limit, "own", b.network(n, k / n)]
            yield from rows("own", "", f"{n} neurons, {k} synapses each", b.alternate(programs))

    table("An RLS update, a P for each neuron, one thread", "ms", lines())


def census(b):
    def lines():
        net = b.network(1000, 1)
        programs = {"ours": [*b.loops, "census", "-n", 1000, "-weights", net]}
        if b.igraph:
            programs["igraph"] = [*b.arrays, "census", net]
        samples = b.alternate(programs)
        if len({str(s[0]["counts"]) for s in samples.values()}) > 1:
            wrong.append("the counts of triads differ")
        yield from rows("census", "", "1000 nodes, 10 % of the edges", samples)

    table("All triads of a graph", "ms", lines())


def eig(b):
    def lines():
        for n in [200, 500] + [1000, 2000] * (not b.quick):
            net = b.network(n, 1)
            programs = {"ours": [*b.loops, "eig", "-n", n, "-weights", net]}
            if b.numpy:
                programs["NumPy"] = [*b.arrays, "eig", net]
            samples = b.alternate(programs)
            largest = [s[0]["largest"] for s in samples.values()]
            if max(largest) - min(largest) > 1e-9:
                wrong.append(f"eigenvalues of {n} neurons differ: the largest are {largest}")
            yield from rows("eig", "", f"N = {n}", samples)

    table("Eigenvalues of W, one thread", "ms", lines())


def gemm(b):
    def lines():
        for n in [100, 300, 1000]:
            programs = {"ours": [*b.loops, "gemm", "-n", n]}
            if b.numpy:
                programs["NumPy"] = [*b.arrays, "gemm", n]
            yield from rows("gemm", "", f"N = {n}", b.alternate(programs))

    table("A product of two N×N matrices, one thread", "ms", lines())


def machine(b):
    """What the numbers hold for."""
    info = Path("/proc/cpuinfo").read_text() if os.path.exists("/proc/cpuinfo") else ""
    name = re.search(r"model name\s*: (.*)", info)
    versions = [b.call(["go", "version"]).split()[2].replace("go", "Go ")]
    if b.limit:
        versions.append(b.call(["gcc", "--version"]).splitlines()[0])
    for have, module, title in [(b.numpy, "numpy", "NumPy"), (b.scipy, "scipy", "SciPy"), (b.brian, "brian2", "Brian"), (b.igraph, "igraph", "igraph")]:
        if have:
            versions.append(f"{title} {b.call([sys.executable, '-W', 'ignore', '-c', f'import {module}; print({module}.__version__)']).split()[-1]}")
    if b.numpy:
        maps = "import numpy.linalg; print(*{l.split('/')[-1].strip() for l in open('/proc/self/maps') if 'blas' in l and '.so' in l and 'python' not in l})"
        versions.append(b.call([sys.executable, "-c", maps]).strip() if info else "")
    print(f"\n{name.group(1) if name else platform.processor()}, {os.cpu_count()} processors{', AVX-512' if 'avx512f' in info else ''}; "
          f"load {os.getloadavg()[0]:.2f}; {platform.system()} {platform.machine()}; " + "; ".join(v for v in versions if v) + ".")
    print(f"Medians of CPU time over {b.rounds} alternating rounds; ratios are medians over rounds, with their range.")


def main():
    sections = {"step": step, "rls": rls, "own": own, "census": census, "eig": eig, "gemm": gemm}
    parse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parse.add_argument("--rounds", type=int, help="default 7; 3 with --quick")
    parse.add_argument("--quick", action="store_true", help="fewer rounds, and not the largest networks")
    parse.add_argument("--only", choices=sections)
    parse.add_argument("--cpu", type=int, help="the processor to run on; default the last")
    arguments = parse.parse_args()
    arguments.rounds = arguments.rounds or (3 if arguments.quick else 7)
    if os.path.exists("/proc/cpuinfo") and "avx512f" in Path("/proc/cpuinfo").read_text():
        # OpenBLAS knows only some of the processors with AVX-512, and takes lesser kernels on the others.
        os.environ.setdefault("OPENBLAS_CORETYPE", "SKYLAKEX")
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"  # nothing is left beside the scripts
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0)) if arguments.cpu is None else arguments.cpu})
    with tempfile.TemporaryDirectory(prefix="spiketop-peers-") as temp:
        bench = Bench(temp, arguments)
        machine(bench)
        for name, section in sections.items():
            if arguments.only in (None, name):
                section(bench)
    for note in bench.notes:
        print(f"\nNote: {note}")
    for what in wrong:
        print(f"\n**Wrong**: {what}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
