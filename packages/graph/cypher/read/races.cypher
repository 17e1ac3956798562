// Every race, with what a list of races shows.
MATCH (r:Race)-[:RAN_ON]->(c:TrackConfig)-[:LAYOUT_OF]->(t:Track)
OPTIONAL MATCH (r)<-[:IN_RACE]-(e:Entry)
WITH r, c, t, count(e) AS entries
RETURN properties(r) AS race, c.key AS layout, t.key AS venue, entries
