// A property given as null is taken away.
MERGE (s:Snapshot {key: $key})
SET s.feed = $feed, s.fileName = $fileName, s.rows = $rows, s.complaints = $complaints,
    s.fetchedAt = $fetchedAt, s.supersedes = $supersedes, s.complete = $complete
