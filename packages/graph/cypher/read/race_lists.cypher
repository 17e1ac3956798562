// The versions of a race's entry list.
MATCH (r:Race {key: $race})<-[:LIST_OF]-(l:EntryList)
RETURN r.key AS race, properties(l) AS list
