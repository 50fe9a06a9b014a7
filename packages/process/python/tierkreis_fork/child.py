"""A program between its fork and its first own instruction."""

import errno
import os
import signal
import time

# A file that is being written can not be executed; the writer is mostly a sibling's fork, gone in a moment.
BUSY_RETRIES = 25


class NotStarted(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def check(request):
    """What the system would refuse in words of its own, or not at all."""
    if request["file"] == "":
        raise NotStarted("EINVAL", "the program's name is empty")
    texts = [request["file"], request["cwd"], *request["args"], *filter(None, request["env"].values())]
    if any("\0" in text for text in texts):
        raise NotStarted("EINVAL", "its file, arguments and environment must be without null bytes")


def settle(request, handlers):
    """A session of its own, default signals, three files, the working directory."""
    os.setsid()
    for number, handler in handlers.items():
        signal.signal(number, signal.SIG_DFL if handler is None else handler)
    write = os.O_WRONLY | os.O_CREAT
    made = os.O_EXCL if request.get("create") else os.O_APPEND
    stdin = os.open(request.get("stdin", os.devnull), os.O_RDONLY)
    stdout = os.open(request["stdout"], write | made, 0o666)
    same = request["stderr"] == request["stdout"]
    stderr = stdout if same else os.open(request["stderr"], write | os.O_APPEND, 0o666)
    for target, source in enumerate((stdin, stdout, stderr)):
        os.dup2(source, target)
    for source in {stdin, stdout, stderr}:
        os.close(source)
    try:
        os.chdir(request["cwd"])
    except FileNotFoundError:
        raise NotStarted("ENOENT", f"the working directory {request['cwd']} does not exist") from None


def execute(request, env):
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    file = request["file"]
    for tried in range(BUSY_RETRIES + 1):
        try:
            os.execvpe(file, [file, *request["args"]], env)
        except OSError as error:
            if error.errno != errno.ETXTBSY or tried == BUSY_RETRIES:
                name = errno.errorcode.get(error.errno, str(error.errno))
                raise NotStarted(name, f"spawn {file} {name}") from None
        time.sleep(0.01)


def failure_of(error):
    """The system's word for what was thrown, and a sentence."""
    if isinstance(error, NotStarted):
        return error.code, str(error)
    name = errno.errorcode.get(getattr(error, "errno", None), "EINVAL")
    path = getattr(error, "filename", None)
    return name, f"{name}: {error}" if path is None else f"{name}: {error.strerror}, open '{path}'"
