"""Does what the examples ask of curl, where curl is not installed."""

import argparse
import sys
import urllib.error
import urllib.request
from pathlib import Path


def main() -> None:
    """Send one request and print the body of the answer."""
    parser = argparse.ArgumentParser()
    parser.add_argument("-sS", action="store_true")
    parser.add_argument("-X", dest="verb")
    parser.add_argument("-H", dest="headers", action="append", default=[])
    parser.add_argument("-d", dest="data")
    parser.add_argument("-D", dest="dump")
    parser.add_argument("url")
    asked = parser.parse_args()
    data = asked.data.encode() if asked.data is not None else None
    request = urllib.request.Request(asked.url, data=data, method=asked.verb)
    for header in asked.headers:
        name, _colon, value = header.partition(":")
        request.add_header(name, value.strip())
    try:
        answer = urllib.request.urlopen(request)
    except urllib.error.HTTPError as refused:
        answer = refused
    if asked.dump:
        Path(asked.dump).write_text("".join(f"{name}: {value}\n" for name, value in answer.headers.items()))
    sys.stdout.buffer.write(answer.read())


if __name__ == "__main__":
    main()
