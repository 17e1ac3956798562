// Every relation among the facts of a race, with both its ends: setting and provenance of the race, its
// sessions, its entry lists, its entries with their drivers, results, laps, teams, makes and cars, and prices and claims.
MATCH (a:Race {key: $race})-[x]->(b)
RETURN type(x) AS type, properties(x) AS props, labels(a) AS fromLabels, properties(a) AS from, labels(b) AS toLabels, properties(b) AS to
UNION ALL
MATCH (:Race {key: $race})-[:IN_SEASON]->(a:Season)-[x:OF_SERIES]->(b)
RETURN type(x) AS type, properties(x) AS props, labels(a) AS fromLabels, properties(a) AS from, labels(b) AS toLabels, properties(b) AS to
UNION ALL
MATCH (:Race {key: $race})-[:RAN_ON]->(a:TrackConfig)-[x]->(b)
RETURN type(x) AS type, properties(x) AS props, labels(a) AS fromLabels, properties(a) AS from, labels(b) AS toLabels, properties(b) AS to
UNION ALL
MATCH (:Race {key: $race})-[:RAN_ON]->(:TrackConfig)-[:IS_A*1..12]->(a:TrackClass)-[x:IS_A]->(b)
RETURN type(x) AS type, properties(x) AS props, labels(a) AS fromLabels, properties(a) AS from, labels(b) AS toLabels, properties(b) AS to
UNION ALL
MATCH (:Race {key: $race})-[:STATED_BY]->(a:Part)-[x:OF_SNAPSHOT]->(b)
RETURN type(x) AS type, properties(x) AS props, labels(a) AS fromLabels, properties(a) AS from, labels(b) AS toLabels, properties(b) AS to
UNION ALL
MATCH (b:Race {key: $race})<-[x:OF_RACE]-(a:Session)
RETURN type(x) AS type, properties(x) AS props, labels(a) AS fromLabels, properties(a) AS from, labels(b) AS toLabels, properties(b) AS to
UNION ALL
MATCH (:Race {key: $race})<-[:IN_RACE]-(a:Entry)
MATCH (a)-[x]->(b)
RETURN type(x) AS type, properties(x) AS props, labels(a) AS fromLabels, properties(a) AS from, labels(b) AS toLabels, properties(b) AS to
UNION ALL
MATCH (:Race {key: $race})<-[:IN_RACE]-(b:Entry)<-[x:HAD_ENTRY]-(a:Driver)
RETURN type(x) AS type, properties(x) AS props, labels(a) AS fromLabels, properties(a) AS from, labels(b) AS toLabels, properties(b) AS to
UNION ALL
MATCH (:Race {key: $race})<-[:IN_RACE]-(b:Entry)<-[x:PRICE_OF]-(a:Price)
RETURN type(x) AS type, properties(x) AS props, labels(a) AS fromLabels, properties(a) AS from, labels(b) AS toLabels, properties(b) AS to
UNION ALL
MATCH (:Race {key: $race})<-[:IN_RACE]-(:Entry)<-[:ABOUT]-(a:Claim)
MATCH (a)-[x]->(b)
RETURN type(x) AS type, properties(x) AS props, labels(a) AS fromLabels, properties(a) AS from, labels(b) AS toLabels, properties(b) AS to
UNION ALL
MATCH (:Race {key: $race})<-[:ABOUT]-(a:Claim)
MATCH (a)-[x]->(b)
RETURN type(x) AS type, properties(x) AS props, labels(a) AS fromLabels, properties(a) AS from, labels(b) AS toLabels, properties(b) AS to
UNION ALL
MATCH (b:Race {key: $race})<-[x:LIST_OF]-(a:EntryList)
RETURN type(x) AS type, properties(x) AS props, labels(a) AS fromLabels, properties(a) AS from, labels(b) AS toLabels, properties(b) AS to
