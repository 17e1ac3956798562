UNWIND $rows AS row
CREATE (q:Quarantine {
  key: row.key, rule: row.rule, reason: row.reason, group: row.group, raceGroup: row.raceGroup, rows: row.rows})
