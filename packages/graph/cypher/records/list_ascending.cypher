// Records whose keys lie between two others, by key, ascending; a filter that is null does not narrow.
MATCH (n:Ops)
WHERE n.key > $above AND n.key < $below
  AND ($owner IS NULL OR n.owner = $owner)
  AND ($state IS NULL OR n.state = $state)
  AND ($label IS NULL OR n.label = $label)
  AND ($dueBy IS NULL OR n.due <= $dueBy)
RETURN n.id AS id, n.owner AS owner, n.state AS state, n.label AS label, n.due AS due, n.revision AS revision, n.body AS body
ORDER BY n.key
LIMIT $limit
