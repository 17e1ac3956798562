// Who stands in some races, before they are replaced.
UNWIND $keys AS key
MATCH (r:Race {key: key})<-[:IN_RACE]-(e:Entry)<-[:HAD_ENTRY]-(d:Driver)
RETURN r.key AS race, d.key AS driver
