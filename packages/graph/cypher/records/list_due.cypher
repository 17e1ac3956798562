// Records of a kind that are due by a moment, in the order in which they fall due.
MATCH (n:Ops)
WHERE n.kind = $kind AND n.due >= $dueFrom AND n.due <= $dueBy
  AND (n.due > $dueFrom OR n.id > $after)
  AND ($owner IS NULL OR n.owner = $owner)
  AND ($state IS NULL OR n.state = $state)
  AND ($label IS NULL OR n.label = $label)
RETURN n.id AS id, n.owner AS owner, n.state AS state, n.label AS label, n.due AS due, n.revision AS revision, n.body AS body
ORDER BY n.due, n.id
LIMIT $limit
