MATCH (s:Snapshot)
RETURN s.key AS key, s.feed AS feed, s.fileName AS fileName, s.rows AS rows, s.complaints AS complaints,
  s.fetchedAt AS fetchedAt, s.supersedes AS supersedes, s.complete AS complete
ORDER BY key
