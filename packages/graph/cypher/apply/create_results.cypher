UNWIND $rows AS row
MATCH (e:Entry {key: row.entry})
MATCH (s:Session {key: row.session})
CREATE (e)-[:SESSION_RESULT {
  knownAt: row.knownAt, finishOnTrack: row.finishOnTrack, finishOfficial: row.finishOfficial, mid: row.mid, best: row.best,
  worst: row.worst, averagePosition: row.averagePosition, passingDiff: row.passingDiff,
  greenPasses: row.greenPasses, greenTimesPassed: row.greenTimesPassed, qualityPasses: row.qualityPasses,
  fastestLaps: row.fastestLaps, top15Laps: row.top15Laps, lapsLed: row.lapsLed, lapsCompleted: row.lapsCompleted,
  rating: row.rating, statusRaw: row.statusRaw, statusKind: row.statusKind,
  lapPace: row.lapPace, lastThirdPace: row.lastThirdPace, paceLaps: row.paceLaps}]->(s)
