"""What the system tells of processes, as src/system/process-table.ts reads it. Linux only."""

import os
import signal

MARK = "TKR_SPAWN_ID"
RECORD = "TKR_SPAWN_RECORD"
# Room in the environment of the server, where each fork shows its own marks.
SLOT = "TKR_SPAWN_SLOT"


def read(path):
    with open(path, "rb", 0) as file:
        return file.read()


def stat_fields(pid):
    """Fields 3 and on of /proc/<pid>/stat: the name before them may hold anything."""
    return read(f"/proc/{pid}/stat").rpartition(b") ")[2].split()


def start_time(pid):
    return stat_fields(pid)[19].decode()


def system_id():
    boot = read("/proc/sys/kernel/random/boot_id").decode().strip()
    return f"{os.uname().nodename} {boot} {os.readlink('/proc/self/ns/pid')}"


def mark_of(pid):
    found = None
    try:
        for entry in read(f"/proc/{pid}/environ").split(b"\0"):
            if entry.startswith(MARK.encode() + b"="):
                found = os.fsdecode(entry[len(MARK) + 1 :])
    except OSError:
        pass  # another user's, or it ended meanwhile
    return found


def living(with_marks):
    """Number, group and mark of every process that is no zombie."""
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            fields = stat_fields(name)
        except OSError:
            continue
        if fields[0] not in (b"Z", b"X"):
            yield int(name), int(fields[2]), mark_of(name) if with_marks else None


def group_exists(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def send(kill, number, *signals):
    """Signals a process (os.kill) or a group (os.killpg); one that has gone or is not ours is no error."""
    for number_of_signal in signals:
        try:
            kill(number, number_of_signal)
        except OSError:
            pass


def signal_name(number):
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"SIG{number}"


class MarkSlot:
    """The part of this process's memory that /proc shows as its environment, where a fork can show marks of its own."""

    def __init__(self):
        shown = b"\0" + read("/proc/self/environ")
        self.start = int(stat_fields("self")[47]) - 1
        self.places = []
        for name in (MARK, SLOT):
            at = shown.find(b"\0" + name.encode() + b"=") + 1
            self.places.append((at, shown.find(b"\0", at) - at if at else 0))
        os.environ.pop(SLOT, None)

    def show(self, env):
        """Returns whether the marks of this environment can be seen now."""
        marks = b"\0".join(f"{name}={env[name]}".encode("utf-8") for name in (MARK, RECORD) if name in env)
        (old_at, old_size), (at, size) = self.places
        if len(marks) >= size:
            return False
        try:
            with open("/proc/self/mem", "r+b", 0) as memory:
                memory.seek(self.start + at)
                memory.write(marks.ljust(size, b"\0"))
                memory.seek(self.start + old_at)
                memory.write(bytes(old_size))
        except (OSError, ValueError):
            return False
        return True
