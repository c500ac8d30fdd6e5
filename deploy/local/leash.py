"""Run a command that dies with the process that started it, however that one ends.

`python leash.py <parent pid> <niceness> <command> …`: steps back that far for others, asks the kernel for SIGKILL
at the parent's death, then becomes the command. Done in a process of its own because code between fork and exec in
a threaded parent can deadlock. Started from a thread, the thread's end would count as the parent's: start from the
main thread.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h
SIGKILL = 9  # every server and service here survives it by design; a gentler signal could be outlived


def main() -> None:
    """Tie ourselves to the parent, then become the command."""
    parent, niceness, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    os.nice(niceness)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, SIGKILL)
        if os.getppid() != parent:  # it died before we were tied to it
            sys.exit(1)
    os.execv(command[0], command)  # noqa: S606  becoming the command is the purpose


if __name__ == "__main__":
    main()
