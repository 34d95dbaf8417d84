"""The processes that are timed, and who else works meanwhile."""

import json
import os
import pathlib
import subprocess
import time


class Side:
    """A process that says when it is warm, and then answers questions, a line each."""

    def __init__(self, name, command, folder, **environment):
        self.name = name
        self.log = folder / "errors.txt"
        with open(self.log, "w") as errors:
            self.process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env=os.environ | environment,
            )
        self.about = self.read()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            errors = self.log.read_text()
            raise SystemExit(f"{self.name}: expected an answer in JSON; the process ended instead:\n{errors}")
        return json.loads(line)

    def ask(self, question):
        """The seconds of the answer, and the share of the machine that other processes took meanwhile."""
        before = (busy(), self.own(), time.perf_counter())
        self.process.stdin.write(f"{question}\n")
        self.process.stdin.flush()
        seconds = float(self.read()["seconds"])
        own = self.own() - before[1]
        elapsed = time.perf_counter() - before[2]
        return seconds, max(0.0, busy() - before[0] - own) / elapsed / os.cpu_count()

    def own(self):
        """Seconds of processors that the process has used."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def end(self):
        self.process.stdin.close()
        self.process.wait()


TICKS = os.sysconf("SC_CLK_TCK")


def busy():
    """Seconds in which the processors of the machine have worked, or were taken away from it."""
    fields = pathlib.Path("/proc/stat").read_text().split()[1:9]
    user, nice, system, _, _, interrupts, soft, stolen = map(int, fields)
    return (user + nice + system + interrupts + soft + stolen) / TICKS
