"""Playing a history from its beginning to its end."""

import shutil
from pathlib import Path
from random import Random

from real_world.healing import heal
from real_world.laptop import Laptop
from real_world.root import Databases
from real_world.stage import Clock, repeatable
from real_world.world import Step, World


class Stage:
    """What all histories share: a PostgreSQL, and an empty laptop whose disk is copied."""

    def __init__(self, server: str, folder: Path) -> None:
        self.folder = folder
        self.databases = Databases(server, folder / "empty centre")
        first = Laptop("template", folder / "template laptop", Clock(), "")
        self.template = folder / "template"
        first.copy_disk(self.template)
        first.end()

    def play(self, history: list[Step], seed: int = 0) -> tuple[int, World]:
        """Play it to its end; the rounds until all was at rest, and the world as it is then."""
        folder = self.folder / "world"
        with repeatable(seed) as clock:
            world = World(self.databases, folder, self.template, clock)
            try:
                world.run(history)
                return heal(world), world
            finally:
                world.end()
                self.databases.drop_all()
                shutil.rmtree(folder)

    def play_seed(self, seed: int, steps: int = 400) -> tuple[int, World]:
        return self.play(random_history(seed, steps), seed)

    def close(self) -> None:
        self.databases.close()


def random_history(seed: int, steps: int = 400) -> list[Step]:
    random = Random(seed)
    return [
        (random.randrange(1000), random.randrange(1000), random.randrange(1000))
        for _ in range(steps)
    ]


def shrunk(stage: Stage, history: list[Step], seed: int, plays: int = 150) -> list[Step]:
    """A shorter history that fails as well, found by leaving parts of it out."""
    size = len(history) // 2
    while size and plays:
        start = 0
        while start < len(history) and plays:
            shorter = history[:start] + history[start + size :]
            plays -= 1
            if fails(stage, shorter, seed):
                history = shorter
            else:
                start += size
        size //= 2
    return history


def fails(stage: Stage, history: list[Step], seed: int, way: type[Exception] = Exception) -> bool:
    """Whether it does, in this way; another way is raised."""
    try:
        stage.play(history, seed)
    except way:
        return True
    return False
