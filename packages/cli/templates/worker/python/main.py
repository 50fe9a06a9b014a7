"""The tasks of this worker: a function each, with the types that schema.tsp says."""

from sys import argv

from tierkreis import Worker

worker = Worker("WORKER")


@worker.task()
def square(number: int) -> int:
    return number * number


if __name__ == "__main__":
    worker.app(argv)
