// One record.
MATCH (n:Ops {key: $key})
RETURN n.id AS id, n.owner AS owner, n.state AS state, n.label AS label, n.due AS due, n.revision AS revision, n.body AS body
