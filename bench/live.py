#!/usr/bin/env python3
"""What the live screen costs: start, frames, keys, speed, processor and memory.

    go build -o spiketop . && python3 bench/live.py ./spiketop

Runs the program on a pseudo terminal of 120×40 and plays the person. Linux, standard
library. A frame is one synchronized update of the terminal; a key is "?" pressed
while the run goes on, until the help is on the screen.
"""
import fcntl, os, pathlib, pty, re, select, signal, statistics, struct, sys, termios, time

COLUMNS, ROWS = 120, 40
TICK = os.sysconf("SC_CLK_TCK")


class Screen:
    """The program on a terminal that says that it knows synchronized updates."""

    def __init__(self, *command):
        self.t0, self.frames, self.bytes, self.tail = time.monotonic(), 0, 0, b""
        self.rows, self.record = ROWS, None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", LC_ALL="C.UTF-8")
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
                os.execv(command[0], command)
            finally:
                os._exit(127)

    def watch(self, seconds, until=None):
        """Reads for so long, or until a text comes by; the seconds that took, or None."""
        start, seen = time.monotonic(), b""
        while (left := start + seconds - time.monotonic()) > 0:
            if not select.select([self.fd], [], [], left)[0]:
                break
            try:
                data = os.read(self.fd, 1 << 20)
            except OSError:  # it ended
                break
            if b"\x1b[?2026$p" in self.tail + data:
                os.write(self.fd, b"\x1b[?2026;2$y")
            self.tail = data[-16:]
            self.frames += data.count(b"\x1b[?2026h")
            self.bytes += len(data)
            if self.record is not None:
                self.record += data
            if until:
                seen += data
                if all(text in seen for text in until):
                    return time.monotonic() - start
        return None

    def press(self, keys, pause=0.03):
        for key in keys:
            os.write(self.fd, key.encode())
            self.watch(pause)

    def text(self):
        """Wall time and what is on the screen, drawn anew."""
        self.rows = 2 * ROWS + 1 - self.rows
        at, self.record = time.monotonic(), b""
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", self.rows, COLUMNS, 0, 0))
        self.watch(0.5)
        text = re.sub(rb"\x1b\[[0-9;?<>= ]*[A-Za-z$]", b"", self.record)
        self.record = None
        return at, text

    def clock(self):
        """Wall time and the run's own, in s, off the header."""
        at, text = self.text()
        return at, float(re.search(rb"\bt ([0-9.]+(?:e\+\d+)?) s", text)[1])

    def cpu(self):
        fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def peak(self):
        """MB, of 10⁶ bytes."""
        return int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{self.pid}/status").read_text())[1]) * 1024 / 1e6

    def quit(self):
        self.press("q")
        self.watch(2)
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def start(program, *arguments):
    times = []
    for _ in range(7):
        s = Screen(program, *arguments)
        took = s.watch(10, until=[b"raster", b"eigenvalues", b"quit"])
        times.append((took or float("nan")) * 1000)
        s.quit()
    return statistics.median(times)


def live(program, keys, seconds, *arguments):
    """Frames a second, share of a processor, key to screen in ms, × real time, MB."""
    s = Screen(program, *arguments)
    s.watch(2)
    s.press(keys)
    s.watch(2)
    wall0, run0 = s.clock()
    frames, cpu, at = s.frames, s.cpu(), time.monotonic()
    s.watch(seconds)
    at = time.monotonic() - at
    rate, share = (s.frames - frames) / at, (s.cpu() - cpu) / at
    wall, run = s.clock()
    waits = []
    for k in range(12):
        s.watch(0.4 + 0.037 * k)
        os.write(s.fd, b"?")
        waits.append((s.watch(3, until=[b"undo the last"]) or float("nan")) * 1000)
        s.press("\x1b", 0.2)
    peak = s.peak()
    s.quit()
    return rate, share, min(waits), max(waits), (run - run0) / (wall - wall0), peak


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    program = str(pathlib.Path(sys.argv[1]).resolve())
    print(f"binary {pathlib.Path(program).stat().st_size / 1e6:.1f} MB; load {os.getloadavg()[0]:.2f}\n")
    print("| exec to first full frame | ms |\n|---|---|")
    for n in 200, 1000, 2000:
        print(f"| N = {n} | {start(program, 'oscillation', '--set', f'net.n={n}'):.0f} |", flush=True)
    idle, train = ["--set", "learn.start=100000000"], ["--set", "learn.passes=100000"]
    print("\n| | frames/s | of a processor | key to screen, ms | × real time | peak, MB |\n|---|---|---|---|---|---|")
    large = ["--set", "net.n=10000", "--set", "net.p=0.01"]
    for name, keys, arguments in [
        ("N = 10 000, p = .01, preset dimension, 100 × asked", ">>", large),
        ("N = 200, 1 ×, no training", "", idle),
        ("N = 200, paused", " ", idle),
        ("N = 200, 1 ×, training", "", train),
        ("N = 200, as fast as it goes, training", ">" * 20, train),
        ("N = 1000, 10 × asked, training", ">>>", ["--set", "net.n=1000", *train]),
        ("N = 1000, as fast as it goes, training", ">" * 20, ["--set", "net.n=1000", *train]),
        ("two networks of N = 1000, 1 × asked, training, a displaced spike in B", "cCD", ["--set", "net.n=1000", *train]),
        ("two networks of N = 1000, as fast as it goes, training", "cCD" + ">" * 20, ["--set", "net.n=1000", *train]),
        ("N = 2000, 10 × asked, training", ">>>", ["--set", "net.n=2000", *train]),
    ]:
        rate, share, least, most, speed, peak = live(program, keys, 12, "dimension" if arguments is large else "oscillation", *arguments)
        print(f"| {name} | {rate:.1f} | {share:.3f} | {least:.0f}–{most:.0f} | {speed:.3g} | {peak:.0f} |", flush=True)


if __name__ == "__main__":
    main()
