"""Progress leaves the school: the node's side of the sync protocol, over HTTP or on a stick."""
