"""A helper as PROTOCOL.md tells of, that has a program's imports loaded: `python fork_server.py [MAIN]`.

A program `python MAIN ...` that it is asked for is a fork of it; any other is started as ever. It says why on standard error, and
ends, where a fork would not do what a new process does.
"""

import os
import sys

if not sys.platform.startswith("linux") or sys.version_info < (3, 8):
    sys.exit("forks are safe with Python 3.8 or newer on Linux only")

sys.dont_write_bytecode, given = True, sys.dont_write_bytecode
from tierkreis_fork import main_program, server  # noqa: E402

sys.dont_write_bytecode = given

if not getattr(sys.flags, "safe_path", False):
    del sys.path[0]
pipes = server.Pipes()
program = main_program.MainProgram(sys.argv[1]) if len(sys.argv) > 1 else None
if program is not None:
    reason = program.preload(pipes.input)
    if reason is not None:
        os.write(pipes.errors, reason.encode("utf-8", "backslashreplace"))
        os._exit(3)
args = server.Server(pipes, program).serve()

# Only a fork comes here. It ends as every Python program does: by falling off the end of its main module.
if program is not None:
    program.run(args)
