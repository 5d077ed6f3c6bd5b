"""Progress leaves the school: the node's side of the sync protocol, over HTTP or on a stick.

What others call, inside an app context:

    enrolling.enrol(terms, url, code, *, connect=http.connect) -> Link
    running.run(terms, *, connect=http.connect, tell=nobody, pause=time.sleep, random=Random())
        -> Outcome          one sync; raises nothing that a KisimaError can say: see Outcome.error
    sticks.exporting.export(terms, folder) -> list[Path]
    sticks.importing.read(terms, folder) -> ReadStick
    status.status(terms) -> Status          for pages and `kisima sync status`
    trying.due(terms) -> bool               whether the server should start a run now

Terms (app.sync.terms) say what a run may do: the data folder, the version, the month's budget,
`now` and who asked. `connect(url)` gives a Transport: `post(path, data) -> bytes`, `up`, `down`
(bytes so far), `close()`; it raises the errors of app.sync.link_errors.

terms, link, marks        what is agreed, with whom, and what was heard to be held where
greeting, hearing         the hello, and what follows from an answer
outgoing, sending         what leaves, and sending it
http, counted, link_errors  the link, its bytes, and what can be wrong with it
one_at_a_time             one run at a time on a machine
budget, timing, trying    what a month may cost, and when the server tries by itself
runs, history             how runs went, written down and read
"""
