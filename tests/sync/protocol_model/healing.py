"""The network heals: what is late arrives, sticks are read, and all sync until nothing moves."""

from protocol_model.centre import Centre
from protocol_model.invariants import check_centre, check_end, check_now, require
from protocol_model.node import Node
from protocol_model.world import ROUTES, World

MOST_ROUNDS = 12
MOST_EXCHANGES = 200  # of one node in one round


def heal(world: World) -> int:
    """Bring everything to rest and check it; returns the number of rounds that it took."""
    while world.late:
        world.arrive_late(len(world.late) // 2, 0)
        check_now(world)
    for name in (*reversed(ROUTES), *ROUTES):
        for stick in world.sticks:
            world.read_at_centre(stick, name, 3)
    for node in world.nodes.values():
        node.repair()
        node.boot()  # every laptop is started again one day
    rounds = 0
    while one_round(world):
        rounds += 1
        require(rounds <= MOST_ROUNDS, "no rest")
        check_now(world)
    world.backups["root"].append(world.centres["root"].backup())
    rounds += one_round(world) + one_round(world) + one_round(world)
    check_end(world)
    return rounds


def one_round(world: World) -> bool:
    """Each laptop and each hub syncs once; whether anything moved."""
    before = picture(world)
    names = list(ROUTES)
    for index, node in enumerate(list(world.nodes.values())):
        sync_whole(world, node, names[index % len(names)])
    for hub in reversed(world.hubs()):
        sync_whole(world, hub, ROUTES[hub.name])
    for centre in world.centres.values():
        check_centre(centre)
    return picture(world) != before


def sync_whole(world: World, who: Node | Centre, peer: str) -> None:
    """Rule 4 and 5 over a link that works: hello, batches, until the peer lacks nothing."""
    centre = world.centres[peer]
    exchanges, refused = 0, []
    while True:
        generation = None
        while generation != centre.generation:
            generation = centre.generation
            who.hear(centre.answer(who.hello(peer)))
            exchanges += 1
            require(exchanges <= MOST_EXCHANGES, "a sync without end")
        moved = False
        for batch in who.to_send(peer, 50):
            answer = centre.ingest(batch)
            who.hear(answer)
            exchanges += 1
            require(exchanges <= MOST_EXCHANGES, "a sync without end")
            if answer.refused is None or batch not in refused:
                moved = True
            refused.append(batch)
        if not moved:
            who.hear(centre.answer(who.hello(peer)))
            return


def picture(world: World) -> tuple[object, ...]:
    nodes = tuple(
        (
            tuple(path[-1] for _, path in node.paths()),
            tuple(node.delivered(o.chain, path) for o, path in node.paths()),
            node.root_generation,
        )
        for node in world.nodes.values()
    )
    centres = tuple(
        (
            len(centre.events),
            sum(stored.content is not None for stored in centre.events.values()),
            tuple(tuple(sorted(shelf.tips)) for shelf in centre.shelves.values()),
            tuple((e, len(f.held), len(f.backed)) for e, f in sorted(centre.root_facts.items())),
            sum(len(asked) for asked in centre.questions().values()),
            centre.generation_to_name(),
        )
        for centre in world.centres.values()
    )
    return nodes, centres
