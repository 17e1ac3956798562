UNWIND $rows AS row
MATCH (c:TrackConfig {key: row.layout})
MATCH (s:Season {key: row.season})
CREATE (r:Race {
  key: row.key, name: row.name, series: row.series, knownAt: row.knownAt, date: row.date, numberOfDay: row.numberOfDay, trackName: row.trackName,
  exhibition: row.exhibition, lockAt: row.lockAt, scheduledLaps: row.scheduledLaps, aliases: row.aliases,
  resultKnownAt: row.resultKnownAt, distanceLaps: row.distanceLaps, raceGroup: row.raceGroup, digest: row.digest})
CREATE (r)-[:RAN_ON]->(c)
CREATE (r)-[:IN_SEASON]->(s)
