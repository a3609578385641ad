"""One engine at one task, in a process of its own: its CPU time, its memory, and the size of what it makes.

`python -m bench.worker <engine> <render|issue|verify>` prints them as JSON, and leaves a document in `out/`.
"""

import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

from bench.book import OUT, Book, book

WARM, ROUNDS = 3, 15
_SLOW = ("weasyprint", "fpdf2")  # a third of the rounds says as much
_TICKS = os.sysconf("SC_CLK_TCK")
_DIGESTS = 100_000

Make = Callable[[Book], bytes]


def main(engine: str, task: str) -> None:
    """Measure."""
    module = import_module(f"bench.engines.{engine}")
    processes = getattr(module, "processes", None)
    work, made = _work(engine, task, module.render)
    rounds = range(WARM, WARM + (ROUNDS // 3 if engine in _SLOW else ROUNDS))
    for number in range(WARM):
        work(number)
    cpu = _together(work, rounds, processes) if processes else _each(work, rounds)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if processes:
        memory += sum(_share(process) for process in processes())
    document = made(0)
    (OUT / "bench" / f"{engine}-{task}.pdf").write_bytes(document)
    print(json.dumps({"cpu_ms": round(cpu, 4), "rss_mb": round(memory, 1), "bytes": len(document)}))
    if processes:
        module.browser().close()


def _work(engine: str, task: str, make: Make) -> tuple[Callable[[int], object], Callable[[int], bytes]]:
    """Say what is measured in a round, and what document comes of it; the books of all rounds are at hand."""
    books = [book(number) for number in range(WARM + ROUNDS)]

    def made(number: int) -> bytes:
        return make(books[number])

    if task == "render":
        return made, made
    from bench import signing  # noqa: PLC0415 - whoever only renders does not load it

    sign = signing.as_we_do if engine == "ours" else signing.as_pyhanko_does

    def issued(number: int) -> bytes:
        return sign(made(number))

    if task == "issue":
        return issued, issued
    files = [issued(number) for number in range(WARM)]
    digests = {f"{number:064x}": "book" for number in range(_DIGESTS)}

    def verified(number: int) -> None:
        file = files[number % WARM]
        if engine == "ours":
            signing.known(file, digests)
        else:
            signing.require_valid(file)

    return verified, files.__getitem__


def _each(work: Callable[[int], object], rounds: range) -> float:
    """Give the median of the rounds, in milliseconds of this process."""
    spent = []
    for number in rounds:
        began = time.process_time_ns()
        work(number)
        spent.append((time.process_time_ns() - began) / 1e6)
    return statistics.median(spent)


def _together(work: Callable[[int], object], rounds: range, processes: Callable[[], Iterable[int]]) -> float:
    """Give the mean of the rounds, with other processes, whose clocks are too coarse for one round."""
    began = time.process_time(), sum(map(_spent, processes()))
    for number in rounds:
        work(number)
    ended = time.process_time(), sum(map(_spent, processes()))
    return (sum(ended) - sum(began)) / len(rounds) * 1000


def _spent(process: int) -> float:
    """Give the CPU time of a process and of its children that have ended; 0 if it has ended itself."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / _TICKS


def _share(process: int) -> float:
    """Give the memory of a process in megabytes, of what it shares its share."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
