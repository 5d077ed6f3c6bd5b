"""What must hold: at every step of a history, and when the network has healed and all is quiet."""

from typing import TYPE_CHECKING, Any

from protocol_model.centre import Centre
from protocol_model.chain import STAYS_AT_SCHOOL, Batch, Point, link, pseudonym
from protocol_model.node import Node
from protocol_model.shelf import Shelf

if TYPE_CHECKING:
    from protocol_model.world import World


def require(condition: bool, what: str) -> None:
    if not condition:
        raise AssertionError(what)


def check_departure(who: "Node | Centre", message: Any) -> None:
    """Nothing private leaves a school before consent, after withdrawal, or after erasure."""
    if not isinstance(who, Node) or not isinstance(message, Batch):
        return
    for row in message.rows:
        content = row.content
        if content is not None and content.subject is not None:
            student = who.students[content.subject]
            require(student.consented, "private content left without consent")
            require(content.kind not in STAYS_AT_SCHOOL, "what stays at the school left it")
    for number in message.salts:
        require(who.students[number].consented, "a salt left without consent")


def check_now(world: "World") -> None:
    root = world.centres["root"]
    for node in world.nodes.values():
        if node.root_generation != root.generation:
            continue
        for epoch, path in ((o.chain, p) for o, p in node.paths()):
            seq = node.delivered(epoch, path)
            held = epoch in root.shelves and root.shelves[epoch].holds(Point(seq, path[seq]))
            require(seq == 0 or held, "called delivered, but the root does not hold it")
            seq = node.backed_up(epoch, path)
            require(
                seq == 0 or in_a_backup(world, epoch, Point(seq, path[seq])),
                "called backed up, but no backup holds it",
            )


def in_a_backup(world: "World", epoch: bytes, point: Point) -> bool:
    return any(
        epoch in kept.shelves and kept.shelves[epoch].holds(point)
        for kept in reversed(world.backups["root"])
    )


def check_centre(centre: Centre) -> None:
    """Chains are whole and verified, nothing is there twice, what is erased is gone."""
    for shelf in centre.shelves.values():
        check_chain(centre, shelf)
    digests = [stored.digest for stored in centre.events.values()]
    require(len(digests) == len(set(digests)), "an event is there twice")
    erased = {one for found in centre.erased.values() for one in found}
    for stored in centre.events.values():
        require(stored.content is None or stored.pseudonym not in erased, "erased content is there")
        require(stored.content is None or stored.content.kind not in STAYS_AT_SCHOOL, "a note left")
    require(not erased & set(centre.salts), "an erased salt is there")
    kept = {pseudonym(salt) for _, salt in centre.disclosures.values()}
    require(not erased & kept, "an erased disclosure is kept")
    check_payloads(centre, erased)


def check_payloads(centre: Centre, erased: set[bytes]) -> None:
    """Look for salts of the erased in whatever a centre keeps, also in what is set aside."""
    contents = [stored.content for stored in centre.events.values() if stored.content]
    for shelf in centre.shelves.values():
        contents += [row.content for batch in shelf.aside for row in batch.rows if row.content]
    for content in contents:
        salt = None
        if content.kind == "announced":
            salt = content.payload
        if content.kind == "disclosed":
            salt = content.payload[0]
        require(salt is None or pseudonym(salt) not in erased, "an erased salt is kept")


def check_chain(centre: Centre, shelf: Shelf) -> None:
    for hashed, place in shelf.places.items():
        before = Point(place.seq - 1, place.previous)
        require(shelf.holds(before), "a gap in a chain")
        stored = centre.events.get(place.key)
        require(stored is not None, "a place without its event")
        assert stored is not None
        fits = link(place.previous, stored.digest, place.again) == hashed
        require(fits, "a chain that does not fit")


def check_node(node: Node) -> None:
    for event in (event for journal in node.journals.values() for event in journal.events):
        content = event.content
        if content is not None and content.kind in ("announced", "disclosed"):
            salt = content.payload if content.kind == "announced" else content.payload[0]
            require(pseudonym(salt) not in node.erased, "a node kept an erased salt")
    for student in node.students.values():
        gone = student.salt is not None and pseudonym(student.salt) in node.erased
        require(not gone, "a node kept an erased student")


def check_end(world: "World") -> None:
    """All is quiet: everything that a living copy holds is at the root, once, and known to be."""
    root = world.centres["root"]
    at_root = {stored.digest: stored for stored in root.events.values()}
    for centre in world.centres.values():
        check_centre(centre)
        for stored in centre.events.values():
            require(stored.digest in at_root, f"lost: {centre.name} has what the root has not")
    keys = [node.certificate.key for node in world.nodes.values()]
    require(len(keys) == len(set(keys)), "two laptops with one key")
    for node in world.nodes.values():
        check_node(node)
        check_arrived(world, node, at_root)
        gone = root.gone(node.certificate.origins[0])
        require(gone <= node.erased, "a node was not told of an erasure")
        require(node.erased <= gone, "the root was not told of an erasure")
        for opening, path in node.paths():
            end = len(path) - 1
            require(node.delivered(opening.chain, path) == end, "not known as delivered")
    check_sticks(world, at_root)


def check_arrived(world: "World", node: Node, at_root: dict[bytes, Any]) -> None:
    for journal in node.journals.values():
        for event in journal.events:
            stored = at_root.get(event.digest)
            require(stored is not None, "lost: a node has what the root has not")
            content = event.content
            if content is None or content.kind in STAYS_AT_SCHOOL:
                continue
            if content.subject is not None:
                student = node.students[content.subject]
                who = pseudonym(student.salt or b"")
                if not student.consented or who in world.withdrawn or content.kind == "disclosed":
                    continue
            require(stored.content is not None, "lost: the root knows only the digest")


def check_sticks(world: "World", at_root: dict[bytes, Any]) -> None:
    """A whole stick that was read is enough, even when the laptop is gone."""
    root = world.centres["root"]
    for file in (file for stick in world.sticks for file in stick.exports if file.whole):
        if file.hello.generation_of_root != root.generation or file.by in world.centres:
            continue
        for batch in file.batches:
            family = batch.head.signer.origins[0]
            held = root.shelves[batch.head.opening.chain].holds(batch.head.point)
            require(held or bool(root.gone(family)), "lost: it came by stick")
