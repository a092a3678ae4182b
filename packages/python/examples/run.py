"""Runs a command in a pup, with what stands on the standard input: python3 run.py PUP COMMAND …"""

import sys

from connect import connect, pup_named

box = connect()
streams = {"stdout": sys.stdout.buffer, "stderr": sys.stderr.buffer}
result = box.pups.run(
    pup_named(box, sys.argv[1]),
    sys.argv[2:],
    stdin=sys.stdin.read(),
    on_output=lambda stream, piece: streams[stream].write(piece),
)
sys.exit(result.exit_code)
