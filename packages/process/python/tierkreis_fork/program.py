"""A program from its request to its report, and its record."""

import json
import os
import signal
import time

from . import process_table

# As src/helper/program-record.ts and src/helper/sweeper.ts have them, in seconds.
RECORD_AFTER = 0.05
LEFTOVER_GRACE = 0.5
GIVE_UP = 5.0


def now_text():
    now = time.time()
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now * 1000) % 1000:03d}Z"


class Program:
    def __init__(self, request, mark, grace):
        self.request = request
        self.id = request["id"]
        self.mark = mark
        self.grace = grace
        self.path = request.get("record")
        self.begun = False
        self.pid = 0
        # Whether /proc tells its marks: then its record is not the only way to find it.
        self.shown = True
        self.start_time = ""
        self.started_at = 0.0
        self.end = None
        self.ended_at = 0.0
        self.told_at = None
        self.killed = False
        self.warned = False

    @property
    def ends_daemons(self):
        """Children that left the group are ended too, but for those of a good end."""
        return self.told_at is not None or (self.end or {}).get("exitCode") != 0

    def begin_record(self, origin):
        with open(self.path, "wb", 0) as file:
            file.write(line({**origin, "mark": self.mark}))
        self.begun = True

    def add_to_record(self, **fields):
        if not self.begun:
            return
        try:
            with open(self.path, "ab", 0) as file:
                file.write(line(fields))
        except OSError:
            pass  # whoever is connected is told all the same

    def record_start(self, origin):
        """The record of a program that runs longer than a moment. One that can not be written changes nothing."""
        try:
            if not self.begun:
                self.begin_record(origin)
        except OSError:
            self.path = None
        self.add_to_record(pid=self.pid, startTime=self.start_time, startedAt=now_text())

    def terminate(self):
        if self.told_at is not None:
            return
        self.told_at = time.monotonic()
        if self.pid and self.end is None:
            process_table.send(os.killpg, self.pid, signal.SIGTERM, signal.SIGCONT)

    def due(self):
        """When there is something to do for it that no event tells."""
        if self.end is not None:
            return None
        kill = self.told_at + self.grace if self.told_at is not None and not self.killed else None
        record = self.started_at + RECORD_AFTER if self.path is not None and not self.begun else None
        return min((time for time in (kill, record) if time is not None), default=None)

    def act(self, origin):
        now = time.monotonic()
        if self.path is not None and not self.begun and now >= self.started_at + RECORD_AFTER:
            self.record_start(origin)
        if self.told_at is not None and not self.killed and now >= self.told_at + self.grace:
            self.killed = True
            process_table.send(os.killpg, self.pid, signal.SIGKILL)

    def exited(self, status):
        if os.WIFSIGNALED(status):
            self.end = {"signal": process_table.signal_name(os.WTERMSIG(status))}
        else:
            self.end = {"exitCode": os.WEXITSTATUS(status)}
        self.ended_at = time.monotonic()

    def end_leftovers(self, table):
        """Ends what is left of an ended program; false when nothing is, or nothing more can be done."""
        mine = [pid for pid, group, mark in table if group == self.pid or (self.ends_daemons and self.marked(mark))]
        since = self.ended_at if self.told_at is None else min(self.ended_at, self.told_at)
        grace = min(self.grace, LEFTOVER_GRACE) if self.told_at is None else self.grace
        waited = time.monotonic() - since
        if not mine or waited > grace + GIVE_UP:
            return False
        for pid in mine:
            if waited >= grace:
                process_table.send(os.kill, pid, signal.SIGKILL)
            elif not self.warned:
                process_table.send(os.kill, pid, signal.SIGTERM, signal.SIGCONT)
        self.warned = True
        return True

    def marked(self, mark):
        return mark is not None and (mark == self.mark or mark.startswith(f"{self.mark}/"))


def line(fields):
    return (json.dumps(fields, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")
