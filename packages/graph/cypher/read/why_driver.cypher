MATCH (:Race {key: $race})<-[:IN_RACE]-(e:Entry {key: $entry})<-[:HAD_ENTRY]-(d:Driver)
RETURN d.key AS key, d.name AS name
