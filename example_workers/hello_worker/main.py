"""A worker of Tierkreis for Python, unchanged: it runs under both systems."""

from sys import argv

from tierkreis import Worker

worker = Worker("hello_worker")


@worker.task()
def greet(greeting: str, subject: str) -> str:
    return greeting + subject


if __name__ == "__main__":
    worker.app(argv)
