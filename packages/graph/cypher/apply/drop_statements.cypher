// Forgets by which parts races are stated.
UNWIND $keys AS key
MATCH (r:Race {key: key})-[x:STATED_BY]->(:Part)
DELETE x
