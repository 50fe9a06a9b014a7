"""The program that is forked: its imports in the server, its run in each fork."""

import ast
import builtins
import gc
import os
import select
import signal
import sys
import threading
import types
import warnings


class MainProgram:
    def __init__(self, main):
        self.main = main
        self.files = {}
        self.printed = b""
        self.environment = {}
        self.module = types.ModuleType("__main__")
        self.module.__dict__.update(__file__=main, __builtins__=builtins)
        sys.argv = [main]
        sys.modules["__main__"] = self.module
        if not getattr(sys.flags, "safe_path", False):
            sys.path.insert(0, os.path.dirname(os.path.realpath(main)))

    def preload(self, control):
        """Imports what the program imports first of all. Returns why it can not be forked, or None."""
        before = State()
        capture = os.memfd_create("printed", os.MFD_CLOEXEC)
        os.dup2(capture, 1)
        os.dup2(capture, 2)
        watcher = watch(control)
        try:
            for statement in first_imports(self.main):
                exec(statement, {"__name__": "__main__", "__file__": self.main})
        except BaseException as error:
            return f"its imports end with {type(error).__name__}: {error}"
        finally:
            os.kill(watcher, signal.SIGKILL)
            os.waitpid(watcher, 0)
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        # Standard input is /dev/null, open for writing too.
        os.dup2(0, 1)
        os.dup2(0, 2)
        self.printed = os.pread(capture, os.lseek(capture, 0, os.SEEK_END), 0)
        os.close(capture)
        self.environment = before.changes_of_environment()
        reason = before.reason_not_to_fork()
        if reason is None:
            self.files = {path: stamp(path) for path in own_files()}
            gc.collect()
            # The collector would write to, and so copy, all that forks share.
            gc.freeze()
        return reason

    def changed_file(self):
        return next((path for path, was in self.files.items() if stamp(path) != was), None)

    def become(self, env):
        """Makes this fork's variables those of the request, with what the imports have changed."""
        env = {**env, **self.environment}
        for name in [name for name in os.environ if env.get(name) is None]:
            del os.environ[name]
        for name, value in env.items():
            if value is not None and os.environ.get(name) != value:
                os.environ[name] = value
        at = 0
        while at < len(self.printed):
            at += os.write(1, self.printed[at:])
        # `random` does so itself. Without it, all forks would draw the same numbers.
        for name in ("numpy.random", "torch"):
            if hasattr(sys.modules.get(name), "seed"):
                sys.modules[name].seed()

    def run(self, args):
        """What `python MAIN ARGS` does, down to a traceback that begins in MAIN."""
        sys.argv = [self.main, *args]
        if hasattr(sys, "orig_argv"):
            sys.orig_argv = [sys.orig_argv[0], self.main, *args]
        loader = __import__("importlib.machinery").machinery.SourceFileLoader("__main__", self.main)
        self.module.__dict__.update(__loader__=loader, __cached__=None)
        if sys.version_info < (3, 14):
            self.module.__annotations__ = {}
        try:
            with open(self.main, "rb") as file:
                source = file.read()
            exec(compile(source, self.main, "exec", dont_inherit=True), self.module.__dict__)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            error.__traceback__ = error.__traceback__.tb_next
            sys.excepthook(type(error), error, error.__traceback__)
            failed = True
        else:
            failed = False
        if failed:
            sys.exit(1)


class State:
    """What imports may change, as it was before them."""

    def __init__(self):
        self.environment = dict(os.environ)
        self.folder = os.getcwd()
        self.files = open_files()

    def changes_of_environment(self):
        now = dict(os.environ)
        names = {*now, *self.environment}
        return {name: now.get(name) for name in names if now.get(name) != self.environment.get(name)}

    def reason_not_to_fork(self):
        opened = [path for fd, path in open_files().items() if fd not in self.files]
        # Devices such as /dev/urandom have no place that forks would move for each other.
        shared = [path for path in opened if not path.startswith("/dev/")]
        if shared:
            return f"its imports left {shared[0]} open"
        if os.getcwd() != self.folder:
            return f"its imports changed the working directory to {os.getcwd()}"
        threads = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
        if threads:
            return f"its imports left threads running ({', '.join(threads)})"
        count = threads_after_fork()
        return None if count == 1 else f"its imports left {count - 1} threads running"


def watch(control):
    """Nobody listens to the controller while imports run: a child ends this process when the connection does."""
    server = os.getpid()
    pid = os.fork()
    if pid != 0:
        return pid
    poll = select.poll()
    poll.register(control, 0)
    poll.poll()
    os.kill(server, signal.SIGKILL)
    os._exit(0)


def threads_after_fork():
    """Libraries that are made for forks (OpenBLAS, say) end their threads before one: what is left after it counts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return len(os.listdir("/proc/self/task"))


def first_imports(main):
    """The imports before any other statement: what follows one may depend on it."""
    try:
        with open(main, "rb") as file:
            body = ast.parse(file.read(), main).body
    except (OSError, SyntaxError, ValueError):
        return  # a fork says it in the right words
    for node in body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            if getattr(node, "module", None) != "__future__":
                yield compile(ast.Module([node], []), main, "exec", dont_inherit=True)
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            return


def open_files():
    found = {}
    for name in os.listdir("/proc/self/fd"):
        try:
            found[int(name)] = os.readlink(f"/proc/self/fd/{name}")
        except OSError:
            pass  # the folder's own
    return found


def own_files():
    """The files of imported modules, without the library's and the environment's: those do not change in a run."""
    library = os.path.dirname(os.__file__)
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None)
        if isinstance(path, str) and "/site-packages/" not in path and not path.startswith(library):
            yield path


def stamp(path):
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
