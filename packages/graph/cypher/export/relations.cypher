// Every relation with its ends and properties.
MATCH (a)-[x]->(b)
RETURN type(x) AS type, labels(a) AS fromLabels, a.key AS fromKey, labels(b) AS toLabels, b.key AS toKey,
  properties(x) AS props
