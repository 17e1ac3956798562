// The entries of races about to be replaced or removed, with their results.
UNWIND $keys AS key
MATCH (r:Race {key: key})<-[:IN_RACE]-(e:Entry)
DETACH DELETE e
