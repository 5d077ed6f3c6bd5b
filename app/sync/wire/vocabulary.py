"""Words that nearly every batch holds, known to both sides, so that small batches pack well.

Part of version 1 of the format: another vocabulary needs another version. The likeliest is last,
since what is near costs least.
"""

_FORMS = (
    '{"events":[["%s","',
    '{"epoch":"%s","lost":%d,"seq":%d}damaged',
    '{"pseudonym":"%s"}erased',
    '{"way":"self"}withdrawn',
    '{"way":"class"}consented',
    '{"role":"instructor"}left-class',
    '{"role":"student"}enrolled',
    '{"random":"%s","version":"0.%d.%d"}boot',
    '{"salt":"%s"}announced',
    "{}completed",
    "disclosed",
    "regraded",
    '{"course":"foundations","max":%d,"number":%d,"score":%d,"tests":{"test-step-%d":%d,"test-',
    '":%d}}\x06graded\x09handed-in\x0blesson-read\x06passed\x0dquiz-answered',
    '$0{"course":"foundations","number":%d}\x18{"course":"foundations"}',
    '6{"chosen":[%d,%d],"course":"foundations","right":true}',
    '7{"chosen":[%d,%d],"course":"foundations","right":false}',
    '4{"chosen":[%d],"course":"foundations","right":false}',
    '3{"chosen":[%d],"course":"foundations","right":true}',
    '&{"course":"foundations","right":false}%{"course":"foundations","right":true}',
)
VOCABULARY = "".join(_FORMS).encode()
