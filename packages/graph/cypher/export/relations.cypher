// Every relation with its ends and properties. The keys stand in a list: the embedded store fetches
// a whole node for a property that stands in RETURN by itself.
MATCH (a)-[x]->(b)
RETURN type(x) AS type, labels(a) AS fromLabels, labels(b) AS toLabels, [a.key, b.key] AS keys, properties(x) AS props
