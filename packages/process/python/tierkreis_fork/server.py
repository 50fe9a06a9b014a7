"""The conversation, and the loop that waits for requests, ends and times."""

import collections
import json
import os
import select
import signal
import sys
import time

from . import child, process_table
from .program import Program, line, now_text

FIRST_DELAY, LONGEST_DELAY = 0.001, 0.04


class Pipes:
    """The connection to the controller, taken away from standard input, output and error before anything is imported."""

    def __init__(self):
        for fd in [int(name) for name in os.listdir("/proc/self/fd")]:
            if fd > 2:
                try:
                    os.close(fd)  # came from whoever started the controller
                except OSError:
                    pass
        self.input, self.output, self.errors = os.dup(0), os.dup(1), os.dup(2)
        nothing = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(nothing, fd)
        os.close(nothing)
        self.wake, self.waker = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def close(self):
        for fd in (self.input, self.output, self.errors, self.wake, self.waker):
            os.close(fd)


class Server:
    def __init__(self, pipes, program):
        self.pipes = pipes
        self.main = program
        self.slot = process_table.MarkSlot()
        self.hello = {}
        self.programs = {}
        self.unheard = collections.deque()
        self.unsaid = []
        self.connected = True
        self.ending = False
        self.sweep_at = None
        self.sweep_delay = FIRST_DELAY
        self.origin = {
            "version": 1,
            "helper": os.getpid(),
            "helperStartTime": process_table.start_time("self"),
            "system": process_table.system_id(),
        }
        # The end of its input ends the server; a signal to the terminal's group is not meant for it.
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)
        self.handlers = {number: signal.signal(number, lambda *_: None) for number in numbers}
        signal.set_wakeup_fd(pipes.waker, warn_on_full_buffer=False)

    def serve(self):
        """Returns in a fork, with its arguments; the server itself ends here."""
        rest = b""
        while not (self.ending and not self.programs):
            inputs = [self.pipes.wake] + ([self.pipes.input] if self.connected else [])
            ready = select.select(inputs, [], [], 0 if self.unheard else self.time_left())[0]
            if self.pipes.wake in ready:
                os.read(self.pipes.wake, 4096)
            if self.pipes.input in ready:
                data = os.read(self.pipes.input, 1 << 20)
                *lines, rest = (rest + data).split(b"\n")
                self.unheard.extend(lines)
                if not data:
                    self.disconnected()
            # One start a turn: what ends meanwhile shall be told.
            if self.unheard:
                args = self.handle(json.loads(self.unheard.popleft()))
                if args is not None:
                    return args
            self.reap()
            for program in list(self.programs.values()):
                if program.end is None:
                    program.act(self.origin)
            self.sweep()
            self.say()
        os._exit(0)

    def time_left(self):
        times = [program.due() for program in self.programs.values()] + [self.sweep_at]
        first = min((time for time in times if time is not None), default=None)
        return None if first is None else max(0.0, first - time.monotonic())

    def handle(self, message):
        op = message["op"]
        program = self.programs.get(message.get("id"))
        if op == "hello":
            self.hello = message
            self.report(op="ready", version=1)
        elif op == "spawn":
            return self.start(message)
        elif op == "close":
            self.end_all()
        elif program is not None and op == "terminate":
            program.terminate()
        elif program is not None and op == "kill" and program.end is None:
            process_table.send(os.killpg, program.pid, signal.Signals[message["signal"]])
        return None

    def start(self, request):
        """Starts a program. Returns its arguments in the fork that is to run the main program, else None."""
        changed = self.main.changed_file() if self.is_main(request) else None
        if changed is not None:
            self.report(op="ended", id=request["id"], errno="ESTALE", message=f"{changed} has changed")
            return None
        program = Program(request, f"{self.hello['mark']}.{request['id']}", self.hello["graceMs"] / 1000)
        try:
            child.check(request)
            if self.hello["survive"] and program.path is not None:
                program.begin_record(self.origin)
            args = self.fork(program)
        except (OSError, ValueError, child.NotStarted) as error:
            code, message = child.failure_of(error)
            program.add_to_record(errno=code, message=message, endedAt=now_text())
            self.report(op="ended", id=program.id, errno=code, message=message)
            return None
        if args is None:
            self.programs[program.id] = program
            program.start_time = process_table.start_time(program.pid)
            program.started_at = time.monotonic()
            if program.begun or not program.shown:
                program.record_start(self.origin)
            self.report(op="started", id=program.id, pid=program.pid, startTime=program.start_time)
        return args

    def is_main(self, request):
        args = request["args"]
        return self.main is not None and request["file"] == sys.executable and args[:1] == [self.main.main]

    def fork(self, program):
        """The fork says in one line why it can not be what it should, or only closes its end of the pipe."""
        told, tell = os.pipe2(os.O_CLOEXEC)
        program.pid = os.fork()
        if program.pid == 0:
            os.close(told)
            return self.become(program, tell)
        os.close(tell)
        with open(told, "rb") as pipe:
            answer = json.loads(pipe.read() or b"{}")
        if "code" in answer:
            os.waitpid(program.pid, 0)
            program.pid = 0
            raise child.NotStarted(answer["code"], answer["message"])
        program.shown = answer.get("shown", True)
        return None

    def become(self, program, tell):
        request = program.request
        try:
            # At once: the controller knows the server's death by the end of these.
            signal.set_wakeup_fd(-1)
            self.pipes.close()
            env = self.environment_of(program)
            child.settle(request, self.handlers)
            if not self.is_main(request):
                child.execute(request, env)
            shown = self.slot.show(env)
            self.main.become(env)
            if not shown:
                os.write(tell, line({"shown": False}))
            os.close(tell)
        except BaseException as error:
            code, message = child.failure_of(error)
            os.write(tell, line({"code": code, "message": message}))
            os._exit(127)
        return request["args"][1:]

    def environment_of(self, program):
        own = {process_table.MARK: program.mark, process_table.RECORD: program.path}
        env = {**self.hello["env"], **program.request["env"], **own}
        return {name: value for name, value in env.items() if value is not None}

    def reap(self):
        for program in list(self.programs.values()):
            if program.end is not None:
                continue
            pid, status = os.waitpid(program.pid, os.WNOHANG)
            if pid == 0:
                continue
            program.exited(status)
            if program.ends_daemons or process_table.group_exists(program.pid):
                self.sweep_delay = FIRST_DELAY
                self.sweep_at = time.monotonic() + FIRST_DELAY
            else:
                self.finish(program)

    def sweep(self):
        if self.sweep_at is None or time.monotonic() < self.sweep_at:
            return
        left = [program for program in self.programs.values() if program.end is not None]
        table = list(process_table.living(any(program.ends_daemons for program in left)))
        for program in left:
            if not program.end_leftovers(table):
                self.finish(program)
        self.sweep_delay = min(self.sweep_delay * 2, LONGEST_DELAY)
        waiting = any(program.end is not None for program in self.programs.values())
        self.sweep_at = time.monotonic() + self.sweep_delay if waiting else None

    def finish(self, program):
        told = {} if program.told_at is None else {"told": True}
        program.add_to_record(**program.end, **told, endedAt=now_text())
        del self.programs[program.id]
        self.report(op="ended", id=program.id, **program.end)

    def end_all(self):
        self.ending = True
        for program in self.programs.values():
            program.terminate()

    def disconnected(self):
        self.connected = False
        self.ending = True
        # Nobody will miss what has not begun.
        self.unheard.clear()
        if not self.hello.get("survive"):
            self.end_all()

    def report(self, **message):
        self.unsaid.append(line(message))

    def say(self):
        text, self.unsaid = b"".join(self.unsaid), []
        try:
            while text and self.connected:
                text = text[os.write(self.pipes.output, text) :]
        except OSError:
            self.disconnected()
