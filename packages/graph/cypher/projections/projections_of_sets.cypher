UNWIND $keys AS key
MATCH (s:ProjectionSet {key: key})<-[:IN_SET]-(p:Projection)
RETURN s.key AS setKey, p.key AS key
