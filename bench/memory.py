"""Commands under limits of memory: each is refused in one line with status 2, or runs.

    python3 bench/memory.py ./spiketop [all|group|address|peak] [SECONDS] [GB …]

In a control group of 200 MB (version 1 and 2, where this user can make one) and under
`ulimit -v` of 1.5, 1.6, 2 and 2.5 GB. A command that still runs after SECONDS (8) is
interrupted, and once more where summing up takes long; those of whole() are left to their
end. A process that is killed, a dump of Go, or any other status is a failure: they are
listed, and the status is 1. Without a control group that part is skipped, and why is said.

`peak`, without a limit: what a command says that it needs, and the most that was resident. More
than was needed is a failure.
"""

import fcntl
import os
import pty
import re
import resource
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

PROGRAM = os.path.abspath(sys.argv[1])
WHAT = sys.argv[2] if len(sys.argv) > 2 else "all"
SECONDS = float(sys.argv[3]) if len(sys.argv) > 3 else 8
LIMIT = 200_000_000
LIMITS = [float(x) for x in sys.argv[4:]] or [1.5, 1.6, 2, 2.5]  # GB of address space


def commands():
    """Arguments, and whether the command is the screen."""
    sizes = [200, 400, 600, 800, 1000, 1500, 3000]
    for preset in ["oscillation", "dimension", "sequence"]:
        for n in sizes:
            yield ["run", preset, "--json", "--seconds", "3", "--set", f"net.n={n}"], False
    for n in [200, 600, 1200]:
        yield ["run", "ou", "--set", f"net.n={n}", "--set", "learn.passes=1", "--set", "learn.tests=1", "--out", "DIR"], False
        yield ["run", "rhythm", "--set", f"net.n={n}", "--set", "net.p=0.1", "--seconds", "3"], False
        yield ["run", "dimension", "--set", f"net.n={n}", "--seconds", "3", "--out", "DIR", "--checkpoint", "1s"], False
        yield ["sweep", "oscillation", "--set", f"net.n={n}", "--set", "learn.passes=1", "--over", "net.g=0.5,1,1.5", "--workers", "4", "--seconds", "2"], False
        yield ["oscillation", "--set", f"net.n={n}"], True
        yield ["dimension", "--set", f"net.n={n}"], True
    yield ["findings", "--quick", "--out", "DIR"], False
    yield ["run", "dimension", "--set", "record.seconds=100000", "--seconds", "2"], False
    yield ["run", "dimension", "--set", "record.windows=1000000", "--seconds", "2"], False
    yield ["run", "dimension", "--set", "net.noise=5", "--set", "net.bias_lif=20", "--set", "net.bias_qif=20", "--seconds", "40"], False
    yield ["presets"], False


def whole():
    """Commands that come to the end of their analyses and files, however long that takes."""
    short = ["--set", "learn.passes=1", "--set", "learn.tests=1", "--set", "metrics.draws=10"]
    few = ["--set", "record.windows=100", "--set", "metrics.draws=10"]
    yield ["run", "oscillation", "--set", "net.n=600", "--out", "DIR", *short]
    yield ["run", "dimension", "--set", "net.n=800", "--out", "DIR", "--seconds", "2", *few]
    yield ["run", "rhythm", "--set", "net.n=1000", "--set", "net.p=0.1", "--out", "DIR", "--seconds", "1", *few]
    yield ["sweep", "oscillation", "--set", "net.n=400", "--over", "net.g=1,1.5", "--workers", "2", *short]


def measured():
    """Commands whose peak is held against their need: arguments, workers, and whether they are the screen."""
    short = ["--set", "learn.passes=1", "--set", "learn.tests=1", "--set", "metrics.draws=10"]
    brief = ["--set", "metrics.draws=10", "--seconds", "1"]
    size = lambda n: ["--set", f"net.n={n}"]
    sparse = ["--set", "net.p=0.1"]
    yield ["run", "dimension", *size(200), *brief], 1, False
    yield ["run", "dimension", *size(1000), *sparse, *brief], 1, False
    yield ["run", "dimension", *size(1000), *sparse, *brief, "--out", "DIR"], 1, False
    yield ["run", "rhythm", *size(600), *sparse, "--seconds", "2", "--out", "DIR"], 1, False
    yield ["run", "oscillation", *size(600), *short, "--out", "DIR", "--checkpoint", "1s"], 1, False
    yield ["run", "oscillation", *size(300), *sparse, *short, "--out", "DIR"], 1, False
    yield ["run", "sequence", *size(400), *short, "--out", "DIR"], 1, False
    yield ["run", "ou", *size(600), *short, "--out", "DIR"], 1, False
    yield ["sweep", "oscillation", *size(400), *short, "--over", "net.g=1,1.5", "--workers", "2"], 2, False
    yield ["sweep", "dimension", *size(600), *brief, "--over", "net.g=0.2,0.3", "--workers", "2"], 2, False
    yield ["oscillation", *size(400), "--set", "metrics.draws=10"], 1, True
    yield ["dimension", *size(600), "--set", "metrics.draws=10"], 1, True
    yield ["run", "oscillation", *size(1500), *short], 1, False
    yield ["run", "oscillation", *size(2000), *short], 1, False


class Group:
    """A control group of LIMIT bytes."""

    def __init__(self, version):
        self.version = version
        if version == 1:
            self.dir, top = f"/sys/fs/cgroup/memory/spiketop-{os.getpid()}", "/sys/fs/cgroup/memory"
            limit, self.count = "memory.limit_in_bytes", "memory.failcnt"
        else:
            tops = [line.split()[1] for line in open("/proc/mounts") if line.split()[2] == "cgroup2"]
            if not tops:
                raise OSError("no cgroup2 is mounted")
            top = tops[0]
            if "memory" not in open(os.path.join(top, "cgroup.controllers")).read().split():
                raise OSError(f"{top} has no memory controller")
            with open(os.path.join(top, "cgroup.subtree_control"), "w") as f:
                f.write("+memory")
            self.dir = f"{top}/spiketop-{os.getpid()}"
            limit, self.count = "memory.max", "memory.events"
        os.mkdir(self.dir)
        with open(os.path.join(self.dir, limit), "w") as f:
            f.write(str(LIMIT))

    def enter(self):
        with open(os.path.join(self.dir, "cgroup.procs"), "w") as f:
            f.write(str(os.getpid()))

    def kills(self):
        """How many processes were killed for want of memory."""
        name = "memory.events" if self.version == 2 else "memory.oom_control"
        for line in open(os.path.join(self.dir, name)):
            if line.startswith("oom_kill "):
                return int(line.split()[1])
        return 0

    def peak(self):
        name = "memory.peak" if self.version == 2 else "memory.max_usage_in_bytes"
        try:
            path = os.path.join(self.dir, name)
            value = int(open(path).read())
            if self.version == 1:
                open(path, "w").write("0")
            return value
        except OSError:
            return 0

    def close(self):
        for _ in range(50):
            try:
                os.rmdir(self.dir)
                return
            except OSError:
                time.sleep(0.1)


def headless(args, enter, seconds):
    """Runs a command; interrupts it when its time is over. Returns status and output."""
    with tempfile.TemporaryDirectory() as d:
        args = [os.path.join(d, "out") if a == "DIR" else a for a in args]
        p = subprocess.Popen([PROGRAM] + args, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, preexec_fn=enter)
        cut = False
        try:
            _, err = p.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            cut = True
            p.send_signal(signal.SIGINT)
            try:
                _, err = p.communicate(timeout=2 * seconds)
            except subprocess.TimeoutExpired:
                p.send_signal(signal.SIGINT)  # a second one ends at once
                _, err = p.communicate(timeout=120)
        return p.returncode, err.decode(errors="replace"), cut


def screen(args, enter, seconds):
    """Shows the screen for some seconds, writes the run, changes parameters, and quits."""
    with tempfile.TemporaryDirectory() as d:
        pid, fd = pty.fork()
        if pid == 0:
            os.chdir(d)
            os.environ["TERM"] = "xterm-256color"
            enter()
            os.execv(PROGRAM, [PROGRAM] + args)
        fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 140, 0, 0))
        keys = [(2, b"w"), (3, b":learn.passes 5\r"), (4, b":metrics.window 500\r"), (5, b":seed 7\r"), (7, b"q"), (12, b"q")]
        text, t0 = b"", time.time()
        while time.time() - t0 < 120:
            ready, _, _ = select.select([fd], [], [], 0.1)
            if ready:
                try:
                    got = os.read(fd, 65536)
                except OSError:
                    break
                if not got:
                    break
                text += got
            while keys and time.time() - t0 > keys[0][0]:
                try:
                    os.write(fd, keys.pop(0)[1])
                except OSError:
                    break
        os.close(fd)
        _, st = os.waitpid(pid, 0)
        return os.waitstatus_to_exitcode(st), text.decode(errors="replace"), False


def judge(status, text, cut):
    """What the end of a command is: refused, ran, or a failure."""
    if re.search(r"^(goroutine \d+|fatal error|runtime:|panic:|SIG[A-Z]+:)", text, re.M):
        return "DUMP"
    if status == 2:
        lines = [l for l in text.splitlines() if "memory" in l]
        return "refused" if len(lines) == 1 and "available" in lines[0] else "STATUS 2"
    if status == 0 or cut and status == 130:
        return "ran"
    if status == 1 and "available" in text:
        return "refused at work"
    return f"STATUS {status}"


def under(name, enter, group=None):
    bad, tally = [], {}
    for args, live, seconds in [(*c, SECONDS) for c in commands()] + [(c, False, 3600) for c in whole()]:
        status, text, cut = (screen if live else headless)(args, enter, seconds)
        end = judge(status, text, cut)
        if group and group.kills():
            end = "KILLED"
        tally[end] = tally.get(end, 0) + 1
        peak = f"  peak {group.peak() / 1e6:.0f} MB" if group else ""
        last = (text.strip().splitlines() or [""])[-1] if end != "ran" and not live else ""
        print(f"{name:14s} {end:16s}{peak} {' '.join(args)}  {last[:110]}", flush=True)
        if end not in ("ran", "refused", "refused at work"):
            bad.append((name, args, end, text[:600]))
        if end == "KILLED":
            break
    print(f"{name}: {sum(tally.values())} commands, {tally}", flush=True)
    return bad


def needs(args, workers):
    """Bytes that a command of one preset says that it needs, in its refusal where nothing is left."""
    preset = args[args[0] in ("run", "sweep"):][0]
    sets = [a for k, a in enumerate(args) if a == "--set" or args[k - 1] == "--set"]
    data = 100 << 20  # less than Go reserves: nothing is left, and Go starts
    p = subprocess.run([PROGRAM, "run", preset] + sets, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                       preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (data, data)))
    number, unit = re.search(r"would take ([\d.e+]+) ([kMG]?B)", p.stderr).groups()
    one = float(number) * {"B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9}[unit]
    program = 36 << 20  # run.ProgramNeed
    return program + workers * (one - program)


def peaks():
    """The most that each command had resident, beside what it needs."""
    bad = []
    for args, workers, live in measured():
        need, before = needs(args, workers), os.times()
        with tempfile.TemporaryFile() as f:
            pid = os.fork()  # a parent of its own, whose children are this command alone
            if pid == 0:
                status, text, _ = (screen if live else headless)(args, lambda: None, 3600)
                peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
                f.write(f"{status} {peak}\n{text}".encode())
                f.flush()
                os._exit(0)
            os.waitpid(pid, 0)
            f.seek(0)
            first, text = f.read().decode(errors="replace").split("\n", 1)
        status, peak = map(int, first.split())
        after = os.times()
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        print(f"need {need / 1e6:6.1f} MB  peak {peak / 1e6:6.1f} MB  {peak / need:4.2f}  status {status}  CPU {cpu:4.0f} s  {' '.join(args)}", flush=True)
        if peak > need or status != 0:
            bad.append(("peak", args, f"status {status}, {peak / need:.2f} of the need", text[-600:]))
    return bad


def main():
    bad = []
    if WHAT == "peak":
        bad += peaks()
    if WHAT in ("all", "group"):
        for version in (1, 2):
            try:
                g = Group(version)
            except OSError as e:
                print(f"control group of version {version}: skipped: {e}")
                continue
            try:
                bad += under(f"cgroup v{version}", g.enter, g)
            finally:
                g.close()
    if WHAT in ("all", "address"):
        for gb in LIMITS:
            limit = int(gb * 1e9)
            bad += under(f"ulimit {gb} GB", lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
    for name, args, end, text in bad:
        print(f"FAILED: {name}: {' '.join(args)}: {end}\n{text}")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
