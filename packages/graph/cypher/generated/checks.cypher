// Generated from packages/ontology/ontology.toml by `cargo xtask codegen`; do not edit.
// Each returns offenders as key, other; no row means the law holds.

// known-labels
MATCH (n) WHERE NOT (n:Series OR n:Season OR n:Race OR n:Track OR n:TrackConfig OR n:TrackClass OR n:Driver OR n:Team OR n:Manufacturer OR n:CarNumber OR n:Entry OR n:Session OR n:Slate OR n:ScoringRules OR n:Claim OR n:Source OR n:ProjectionSet OR n:Projection OR n:Snapshot OR n:Part OR n:Veto OR n:Quarantine OR n:Migration) RETURN n.key AS key, null AS other LIMIT 25;

// known-relations
MATCH (a)-[r]->(b) WHERE NOT type(r) IN ['OF_SERIES', 'IN_SEASON', 'RAN_ON', 'LAYOUT_OF', 'IS_A', 'HAD_ENTRY', 'IN_RACE', 'OF_RACE', 'SESSION_RESULT', 'FIELDED_BY', 'OF_MAKE', 'IN_CAR', 'ON_RACE', 'LISTS', 'UNDER_RULES', 'ABOUT', 'FROM', 'FOR_RACE', 'IN_SET', 'OF_ENTRY', 'DERIVED_FROM', 'STATED_BY', 'OF_SNAPSHOT', 'SUPERSEDES', 'OF'] RETURN a.key AS key, b.key AS other LIMIT 25;

// series-key-required
MATCH (n:Series) WHERE n.key IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// series-key-value
MATCH (n:Series) WHERE n.key IS NOT NULL AND NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// series-name-required
MATCH (n:Series) WHERE n.name IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// series-name-value
MATCH (n:Series) WHERE n.name IS NOT NULL AND NOT coalesce(n.name >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// series-known-properties
MATCH (n:Series) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'name']) RETURN n.key AS key, null AS other LIMIT 25;

// series-key-unique
MATCH (n:Series) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// season-key-required
MATCH (n:Season) WHERE n.key IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// season-key-value
MATCH (n:Season) WHERE n.key IS NOT NULL AND NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// season-year-required
MATCH (n:Season) WHERE n.year IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// season-year-value
MATCH (n:Season) WHERE n.year IS NOT NULL AND (coalesce(n.year >= '', false) OR NOT coalesce(n.year >= 1948 AND n.year <= 2200, false) OR CASE WHEN coalesce(n.year >= 1948 AND n.year <= 2200, false) THEN toInteger(n.year) <> n.year ELSE true END) RETURN n.key AS key, null AS other LIMIT 25;

// season-known-properties
MATCH (n:Season) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'year']) RETURN n.key AS key, null AS other LIMIT 25;

// season-key-unique
MATCH (n:Season) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// race-key-required
MATCH (n:Race) WHERE n.key IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// race-key-value
MATCH (n:Race) WHERE n.key IS NOT NULL AND NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// race-known-at-required
MATCH (n:Race) WHERE n.knownAt IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// race-known-at-value
MATCH (n:Race) WHERE n.knownAt IS NOT NULL AND NOT coalesce(n.knownAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// race-series-required
MATCH (n:Race) WHERE n.series IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// race-series-value
MATCH (n:Race) WHERE n.series IS NOT NULL AND NOT n.series IN ['cup', 'oreilly', 'trucks'] RETURN n.key AS key, null AS other LIMIT 25;

// race-date-required
MATCH (n:Race) WHERE n.date IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// race-date-value
MATCH (n:Race) WHERE n.date IS NOT NULL AND NOT coalesce(n.date =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}', false) RETURN n.key AS key, null AS other LIMIT 25;

// race-number-of-day-required
MATCH (n:Race) WHERE n.numberOfDay IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// race-number-of-day-value
MATCH (n:Race) WHERE n.numberOfDay IS NOT NULL AND (coalesce(n.numberOfDay >= '', false) OR NOT coalesce(n.numberOfDay >= 1 AND n.numberOfDay <= 2, false) OR CASE WHEN coalesce(n.numberOfDay >= 1 AND n.numberOfDay <= 2, false) THEN toInteger(n.numberOfDay) <> n.numberOfDay ELSE true END) RETURN n.key AS key, null AS other LIMIT 25;

// race-track-name-required
MATCH (n:Race) WHERE n.trackName IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// race-track-name-value
MATCH (n:Race) WHERE n.trackName IS NOT NULL AND NOT coalesce(n.trackName >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// race-exhibition-required
MATCH (n:Race) WHERE n.exhibition IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// race-exhibition-value
MATCH (n:Race) WHERE n.exhibition IS NOT NULL AND NOT n.exhibition IN [true, false] RETURN n.key AS key, null AS other LIMIT 25;

// race-lock-at-required
MATCH (n:Race) WHERE n.lockAt IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// race-lock-at-value
MATCH (n:Race) WHERE n.lockAt IS NOT NULL AND NOT coalesce(n.lockAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// race-result-known-at-value
MATCH (n:Race) WHERE n.resultKnownAt IS NOT NULL AND NOT coalesce(n.resultKnownAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// race-scheduled-laps-value
MATCH (n:Race) WHERE n.scheduledLaps IS NOT NULL AND (coalesce(n.scheduledLaps >= '', false) OR NOT coalesce(n.scheduledLaps >= 1 AND n.scheduledLaps <= 1000, false) OR CASE WHEN coalesce(n.scheduledLaps >= 1 AND n.scheduledLaps <= 1000, false) THEN toInteger(n.scheduledLaps) <> n.scheduledLaps ELSE true END) RETURN n.key AS key, null AS other LIMIT 25;

// race-distance-laps-value
MATCH (n:Race) WHERE n.distanceLaps IS NOT NULL AND (coalesce(n.distanceLaps >= '', false) OR NOT coalesce(n.distanceLaps >= 1 AND n.distanceLaps <= 1000, false) OR CASE WHEN coalesce(n.distanceLaps >= 1 AND n.distanceLaps <= 1000, false) THEN toInteger(n.distanceLaps) <> n.distanceLaps ELSE true END) RETURN n.key AS key, null AS other LIMIT 25;

// race-cluster-value
MATCH (n:Race) WHERE n.cluster IS NOT NULL AND NOT coalesce(n.cluster >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// race-digest-value
MATCH (n:Race) WHERE n.digest IS NOT NULL AND NOT coalesce(n.digest >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// race-known-properties
MATCH (n:Race) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'knownAt', 'series', 'date', 'numberOfDay', 'trackName', 'exhibition', 'lockAt', 'resultKnownAt', 'scheduledLaps', 'distanceLaps', 'aliases', 'cluster', 'digest']) RETURN n.key AS key, null AS other LIMIT 25;

// race-key-unique
MATCH (n:Race) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// track-key-required
MATCH (n:Track) WHERE n.key IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// track-key-value
MATCH (n:Track) WHERE n.key IS NOT NULL AND NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// track-name-required
MATCH (n:Track) WHERE n.name IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// track-name-value
MATCH (n:Track) WHERE n.name IS NOT NULL AND NOT coalesce(n.name >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// track-latitude-value
MATCH (n:Track) WHERE n.latitude IS NOT NULL AND (coalesce(n.latitude >= '', false) OR NOT coalesce(n.latitude >= -90.0 AND n.latitude <= 90.0, false)) RETURN n.key AS key, null AS other LIMIT 25;

// track-longitude-value
MATCH (n:Track) WHERE n.longitude IS NOT NULL AND (coalesce(n.longitude >= '', false) OR NOT coalesce(n.longitude >= -180.0 AND n.longitude <= 180.0, false)) RETURN n.key AS key, null AS other LIMIT 25;

// track-known-properties
MATCH (n:Track) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'name', 'latitude', 'longitude']) RETURN n.key AS key, null AS other LIMIT 25;

// track-key-unique
MATCH (n:Track) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// track-config-key-required
MATCH (n:TrackConfig) WHERE n.key IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// track-config-key-value
MATCH (n:TrackConfig) WHERE n.key IS NOT NULL AND NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// track-config-name-value
MATCH (n:TrackConfig) WHERE n.name IS NOT NULL AND NOT coalesce(n.name >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// track-config-season-from-value
MATCH (n:TrackConfig) WHERE n.seasonFrom IS NOT NULL AND (coalesce(n.seasonFrom >= '', false) OR NOT coalesce(n.seasonFrom >= 1948 AND n.seasonFrom <= 2200, false) OR CASE WHEN coalesce(n.seasonFrom >= 1948 AND n.seasonFrom <= 2200, false) THEN toInteger(n.seasonFrom) <> n.seasonFrom ELSE true END) RETURN n.key AS key, null AS other LIMIT 25;

// track-config-season-to-value
MATCH (n:TrackConfig) WHERE n.seasonTo IS NOT NULL AND (coalesce(n.seasonTo >= '', false) OR NOT coalesce(n.seasonTo >= 1948 AND n.seasonTo <= 2200, false) OR CASE WHEN coalesce(n.seasonTo >= 1948 AND n.seasonTo <= 2200, false) THEN toInteger(n.seasonTo) <> n.seasonTo ELSE true END) RETURN n.key AS key, null AS other LIMIT 25;

// track-config-length-miles-value
MATCH (n:TrackConfig) WHERE n.lengthMiles IS NOT NULL AND (coalesce(n.lengthMiles >= '', false) OR NOT coalesce(n.lengthMiles >= 0.1 AND n.lengthMiles <= 10.0, false)) RETURN n.key AS key, null AS other LIMIT 25;

// track-config-surface-value
MATCH (n:TrackConfig) WHERE n.surface IS NOT NULL AND NOT n.surface IN ['asphalt', 'concrete', 'dirt', 'mixed'] RETURN n.key AS key, null AS other LIMIT 25;

// track-config-banking-degrees-value
MATCH (n:TrackConfig) WHERE n.bankingDegrees IS NOT NULL AND (coalesce(n.bankingDegrees >= '', false) OR NOT coalesce(n.bankingDegrees >= 0.0 AND n.bankingDegrees <= 45.0, false)) RETURN n.key AS key, null AS other LIMIT 25;

// track-config-turns-value
MATCH (n:TrackConfig) WHERE n.turns IS NOT NULL AND (coalesce(n.turns >= '', false) OR NOT coalesce(n.turns >= 2 AND n.turns <= 40, false) OR CASE WHEN coalesce(n.turns >= 2 AND n.turns <= 40, false) THEN toInteger(n.turns) <> n.turns ELSE true END) RETURN n.key AS key, null AS other LIMIT 25;

// track-config-known-properties
MATCH (n:TrackConfig) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'name', 'seasonFrom', 'seasonTo', 'lengthMiles', 'surface', 'bankingDegrees', 'turns']) RETURN n.key AS key, null AS other LIMIT 25;

// track-config-key-unique
MATCH (n:TrackConfig) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// track-class-key-required
MATCH (n:TrackClass) WHERE n.key IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// track-class-key-value
MATCH (n:TrackClass) WHERE n.key IS NOT NULL AND NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// track-class-name-value
MATCH (n:TrackClass) WHERE n.name IS NOT NULL AND NOT coalesce(n.name >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// track-class-known-properties
MATCH (n:TrackClass) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'name']) RETURN n.key AS key, null AS other LIMIT 25;

// track-class-key-unique
MATCH (n:TrackClass) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// driver-key-required
MATCH (n:Driver) WHERE n.key IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// driver-key-value
MATCH (n:Driver) WHERE n.key IS NOT NULL AND NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// driver-driver-id-required
MATCH (n:Driver) WHERE n.driverId IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// driver-driver-id-value
MATCH (n:Driver) WHERE n.driverId IS NOT NULL AND (coalesce(n.driverId >= '', false) OR NOT coalesce(n.driverId >= 0 AND n.driverId <= 4294967295, false) OR CASE WHEN coalesce(n.driverId >= 0 AND n.driverId <= 4294967295, false) THEN toInteger(n.driverId) <> n.driverId ELSE true END) RETURN n.key AS key, null AS other LIMIT 25;

// driver-name-required
MATCH (n:Driver) WHERE n.name IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// driver-name-value
MATCH (n:Driver) WHERE n.name IS NOT NULL AND NOT coalesce(n.name >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// driver-listed-on-value
MATCH (n:Driver) WHERE n.listedOn IS NOT NULL AND NOT coalesce(n.listedOn =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}', false) RETURN n.key AS key, null AS other LIMIT 25;

// driver-known-properties
MATCH (n:Driver) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'driverId', 'name', 'listedOn']) RETURN n.key AS key, null AS other LIMIT 25;

// driver-key-unique
MATCH (n:Driver) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// driver-driver-id-unique
MATCH (n:Driver) WITH n.driverId AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// team-key-required
MATCH (n:Team) WHERE n.key IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// team-key-value
MATCH (n:Team) WHERE n.key IS NOT NULL AND NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// team-name-required
MATCH (n:Team) WHERE n.name IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// team-name-value
MATCH (n:Team) WHERE n.name IS NOT NULL AND NOT coalesce(n.name >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// team-known-properties
MATCH (n:Team) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'name']) RETURN n.key AS key, null AS other LIMIT 25;

// team-key-unique
MATCH (n:Team) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// manufacturer-key-required
MATCH (n:Manufacturer) WHERE n.key IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// manufacturer-key-value
MATCH (n:Manufacturer) WHERE n.key IS NOT NULL AND NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// manufacturer-name-required
MATCH (n:Manufacturer) WHERE n.name IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// manufacturer-name-value
MATCH (n:Manufacturer) WHERE n.name IS NOT NULL AND NOT coalesce(n.name >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// manufacturer-known-properties
MATCH (n:Manufacturer) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'name']) RETURN n.key AS key, null AS other LIMIT 25;

// manufacturer-key-unique
MATCH (n:Manufacturer) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// car-number-key-required
MATCH (n:CarNumber) WHERE n.key IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// car-number-key-value
MATCH (n:CarNumber) WHERE n.key IS NOT NULL AND NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// car-number-number-required
MATCH (n:CarNumber) WHERE n.number IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// car-number-number-value
MATCH (n:CarNumber) WHERE n.number IS NOT NULL AND NOT coalesce(n.number >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// car-number-known-properties
MATCH (n:CarNumber) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'number']) RETURN n.key AS key, null AS other LIMIT 25;

// car-number-key-unique
MATCH (n:CarNumber) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// entry-key-required
MATCH (n:Entry) WHERE n.key IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// entry-key-value
MATCH (n:Entry) WHERE n.key IS NOT NULL AND NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// entry-known-at-required
MATCH (n:Entry) WHERE n.knownAt IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// entry-known-at-value
MATCH (n:Entry) WHERE n.knownAt IS NOT NULL AND NOT coalesce(n.knownAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// entry-driver-name-required
MATCH (n:Entry) WHERE n.driverName IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// entry-driver-name-value
MATCH (n:Entry) WHERE n.driverName IS NOT NULL AND NOT coalesce(n.driverName >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// entry-start-value
MATCH (n:Entry) WHERE n.start IS NOT NULL AND (coalesce(n.start >= '', false) OR NOT coalesce(n.start >= 1 AND n.start <= 60, false) OR CASE WHEN coalesce(n.start >= 1 AND n.start <= 60, false) THEN toInteger(n.start) <> n.start ELSE true END) RETURN n.key AS key, null AS other LIMIT 25;

// entry-grid-known-at-required
MATCH (n:Entry) WHERE n.gridKnownAt IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// entry-grid-known-at-value
MATCH (n:Entry) WHERE n.gridKnownAt IS NOT NULL AND NOT coalesce(n.gridKnownAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// entry-known-properties
MATCH (n:Entry) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'knownAt', 'driverName', 'start', 'gridKnownAt']) RETURN n.key AS key, null AS other LIMIT 25;

// entry-key-unique
MATCH (n:Entry) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// session-key-required
MATCH (n:Session) WHERE n.key IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// session-key-value
MATCH (n:Session) WHERE n.key IS NOT NULL AND NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// session-known-at-required
MATCH (n:Session) WHERE n.knownAt IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// session-known-at-value
MATCH (n:Session) WHERE n.knownAt IS NOT NULL AND NOT coalesce(n.knownAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// session-kind-required
MATCH (n:Session) WHERE n.kind IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// session-kind-value
MATCH (n:Session) WHERE n.kind IS NOT NULL AND NOT n.kind IN ['race', 'qualifying', 'practice'] RETURN n.key AS key, null AS other LIMIT 25;

// session-known-properties
MATCH (n:Session) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'knownAt', 'kind']) RETURN n.key AS key, null AS other LIMIT 25;

// session-key-unique
MATCH (n:Session) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// slate-key-required
MATCH (n:Slate) WHERE n.key IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// slate-key-value
MATCH (n:Slate) WHERE n.key IS NOT NULL AND NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// slate-known-at-required
MATCH (n:Slate) WHERE n.knownAt IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// slate-known-at-value
MATCH (n:Slate) WHERE n.knownAt IS NOT NULL AND NOT coalesce(n.knownAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// slate-site-required
MATCH (n:Slate) WHERE n.site IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// slate-site-value
MATCH (n:Slate) WHERE n.site IS NOT NULL AND NOT n.site IN ['draftkings', 'fanduel'] RETURN n.key AS key, null AS other LIMIT 25;

// slate-known-properties
MATCH (n:Slate) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'knownAt', 'site']) RETURN n.key AS key, null AS other LIMIT 25;

// slate-key-unique
MATCH (n:Slate) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// scoring-rules-key-required
MATCH (n:ScoringRules) WHERE n.key IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// scoring-rules-key-value
MATCH (n:ScoringRules) WHERE n.key IS NOT NULL AND NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// scoring-rules-site-required
MATCH (n:ScoringRules) WHERE n.site IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// scoring-rules-site-value
MATCH (n:ScoringRules) WHERE n.site IS NOT NULL AND NOT n.site IN ['draftkings', 'fanduel'] RETURN n.key AS key, null AS other LIMIT 25;

// scoring-rules-valid-from-required
MATCH (n:ScoringRules) WHERE n.validFrom IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// scoring-rules-valid-from-value
MATCH (n:ScoringRules) WHERE n.validFrom IS NOT NULL AND NOT coalesce(n.validFrom =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}', false) RETURN n.key AS key, null AS other LIMIT 25;

// scoring-rules-valid-to-value
MATCH (n:ScoringRules) WHERE n.validTo IS NOT NULL AND NOT coalesce(n.validTo =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}', false) RETURN n.key AS key, null AS other LIMIT 25;

// scoring-rules-known-properties
MATCH (n:ScoringRules) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'site', 'validFrom', 'validTo']) RETURN n.key AS key, null AS other LIMIT 25;

// scoring-rules-key-unique
MATCH (n:ScoringRules) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// claim-key-required
MATCH (n:Claim) WHERE n.key IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// claim-key-value
MATCH (n:Claim) WHERE n.key IS NOT NULL AND NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// claim-known-at-required
MATCH (n:Claim) WHERE n.knownAt IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// claim-known-at-value
MATCH (n:Claim) WHERE n.knownAt IS NOT NULL AND NOT coalesce(n.knownAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// claim-kind-required
MATCH (n:Claim) WHERE n.kind IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// claim-kind-value
MATCH (n:Claim) WHERE n.kind IS NOT NULL AND NOT coalesce(n.kind >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// claim-value-required
MATCH (n:Claim) WHERE n.value IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// claim-value-value
MATCH (n:Claim) WHERE n.value IS NOT NULL AND NOT coalesce(n.value >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// claim-confidence-value
MATCH (n:Claim) WHERE n.confidence IS NOT NULL AND (coalesce(n.confidence >= '', false) OR NOT coalesce(n.confidence >= 0.0 AND n.confidence <= 1.0, false)) RETURN n.key AS key, null AS other LIMIT 25;

// claim-state-required
MATCH (n:Claim) WHERE n.state IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// claim-state-value
MATCH (n:Claim) WHERE n.state IS NOT NULL AND NOT n.state IN ['proposed', 'accepted', 'vetoed', 'withdrawn'] RETURN n.key AS key, null AS other LIMIT 25;

// claim-known-properties
MATCH (n:Claim) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'knownAt', 'kind', 'value', 'confidence', 'state']) RETURN n.key AS key, null AS other LIMIT 25;

// claim-key-unique
MATCH (n:Claim) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// source-key-required
MATCH (n:Source) WHERE n.key IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// source-key-value
MATCH (n:Source) WHERE n.key IS NOT NULL AND NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// source-kind-required
MATCH (n:Source) WHERE n.kind IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// source-kind-value
MATCH (n:Source) WHERE n.kind IS NOT NULL AND NOT coalesce(n.kind >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// source-url-value
MATCH (n:Source) WHERE n.url IS NOT NULL AND NOT coalesce(n.url >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// source-known-properties
MATCH (n:Source) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'kind', 'url']) RETURN n.key AS key, null AS other LIMIT 25;

// source-key-unique
MATCH (n:Source) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// projection-set-key-required
MATCH (n:ProjectionSet) WHERE n.key IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-key-value
MATCH (n:ProjectionSet) WHERE n.key IS NOT NULL AND NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-as-of-required
MATCH (n:ProjectionSet) WHERE n.asOf IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-as-of-value
MATCH (n:ProjectionSet) WHERE n.asOf IS NOT NULL AND NOT coalesce(n.asOf =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-model-required
MATCH (n:ProjectionSet) WHERE n.model IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-model-value
MATCH (n:ProjectionSet) WHERE n.model IS NOT NULL AND NOT coalesce(n.model >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-data-digest-required
MATCH (n:ProjectionSet) WHERE n.dataDigest IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-data-digest-value
MATCH (n:ProjectionSet) WHERE n.dataDigest IS NOT NULL AND NOT coalesce(n.dataDigest >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-run-id-required
MATCH (n:ProjectionSet) WHERE n.runId IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-run-id-value
MATCH (n:ProjectionSet) WHERE n.runId IS NOT NULL AND NOT coalesce(n.runId >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-seed-required
MATCH (n:ProjectionSet) WHERE n.seed IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-seed-value
MATCH (n:ProjectionSet) WHERE n.seed IS NOT NULL AND (coalesce(n.seed >= '', false) OR NOT coalesce((n.seed <= 0 OR n.seed > 0), false) OR CASE WHEN coalesce((n.seed <= 0 OR n.seed > 0), false) THEN toInteger(n.seed) <> n.seed ELSE true END) RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-simulations-required
MATCH (n:ProjectionSet) WHERE n.simulations IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-simulations-value
MATCH (n:ProjectionSet) WHERE n.simulations IS NOT NULL AND (coalesce(n.simulations >= '', false) OR NOT coalesce(n.simulations >= 1, false) OR CASE WHEN coalesce(n.simulations >= 1, false) THEN toInteger(n.simulations) <> n.simulations ELSE true END) RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-backtest-required
MATCH (n:ProjectionSet) WHERE n.backtest IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-backtest-value
MATCH (n:ProjectionSet) WHERE n.backtest IS NOT NULL AND NOT n.backtest IN [true, false] RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-frozen-at-value
MATCH (n:ProjectionSet) WHERE n.frozenAt IS NOT NULL AND NOT coalesce(n.frozenAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-known-properties
MATCH (n:ProjectionSet) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'asOf', 'model', 'dataDigest', 'runId', 'seed', 'simulations', 'backtest', 'frozenAt']) RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-key-unique
MATCH (n:ProjectionSet) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// projection-key-required
MATCH (n:Projection) WHERE n.key IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// projection-key-value
MATCH (n:Projection) WHERE n.key IS NOT NULL AND NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-mean-finish-required
MATCH (n:Projection) WHERE n.meanFinish IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// projection-mean-finish-value
MATCH (n:Projection) WHERE n.meanFinish IS NOT NULL AND (coalesce(n.meanFinish >= '', false) OR NOT coalesce(n.meanFinish >= 1.0 AND n.meanFinish <= 60.0, false)) RETURN n.key AS key, null AS other LIMIT 25;

// projection-win-probability-required
MATCH (n:Projection) WHERE n.winProbability IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// projection-win-probability-value
MATCH (n:Projection) WHERE n.winProbability IS NOT NULL AND (coalesce(n.winProbability >= '', false) OR NOT coalesce(n.winProbability >= 0.0 AND n.winProbability <= 1.0, false)) RETURN n.key AS key, null AS other LIMIT 25;

// projection-draftkings-mean-value
MATCH (n:Projection) WHERE n.draftkingsMean IS NOT NULL AND (coalesce(n.draftkingsMean >= '', false) OR NOT coalesce((n.draftkingsMean <= 0 OR n.draftkingsMean > 0), false)) RETURN n.key AS key, null AS other LIMIT 25;

// projection-fanduel-mean-value
MATCH (n:Projection) WHERE n.fanduelMean IS NOT NULL AND (coalesce(n.fanduelMean >= '', false) OR NOT coalesce((n.fanduelMean <= 0 OR n.fanduelMean > 0), false)) RETURN n.key AS key, null AS other LIMIT 25;

// projection-known-properties
MATCH (n:Projection) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'meanFinish', 'winProbability', 'draftkingsMean', 'fanduelMean']) RETURN n.key AS key, null AS other LIMIT 25;

// projection-key-unique
MATCH (n:Projection) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// snapshot-key-required
MATCH (n:Snapshot) WHERE n.key IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// snapshot-key-value
MATCH (n:Snapshot) WHERE n.key IS NOT NULL AND NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// snapshot-feed-required
MATCH (n:Snapshot) WHERE n.feed IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// snapshot-feed-value
MATCH (n:Snapshot) WHERE n.feed IS NOT NULL AND NOT coalesce(n.feed >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// snapshot-fetched-at-required
MATCH (n:Snapshot) WHERE n.fetchedAt IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// snapshot-fetched-at-value
MATCH (n:Snapshot) WHERE n.fetchedAt IS NOT NULL AND NOT coalesce(n.fetchedAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// snapshot-bytes-value
MATCH (n:Snapshot) WHERE n.bytes IS NOT NULL AND (coalesce(n.bytes >= '', false) OR NOT coalesce(n.bytes >= 0, false) OR CASE WHEN coalesce(n.bytes >= 0, false) THEN toInteger(n.bytes) <> n.bytes ELSE true END) RETURN n.key AS key, null AS other LIMIT 25;

// snapshot-rows-value
MATCH (n:Snapshot) WHERE n.rows IS NOT NULL AND (coalesce(n.rows >= '', false) OR NOT coalesce(n.rows >= 0, false) OR CASE WHEN coalesce(n.rows >= 0, false) THEN toInteger(n.rows) <> n.rows ELSE true END) RETURN n.key AS key, null AS other LIMIT 25;

// snapshot-file-name-value
MATCH (n:Snapshot) WHERE n.fileName IS NOT NULL AND NOT coalesce(n.fileName >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// snapshot-known-properties
MATCH (n:Snapshot) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'feed', 'fetchedAt', 'bytes', 'rows', 'fileName']) RETURN n.key AS key, null AS other LIMIT 25;

// snapshot-key-unique
MATCH (n:Snapshot) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// part-key-required
MATCH (n:Part) WHERE n.key IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// part-key-value
MATCH (n:Part) WHERE n.key IS NOT NULL AND NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// part-group-required
MATCH (n:Part) WHERE n.group IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// part-group-value
MATCH (n:Part) WHERE n.group IS NOT NULL AND NOT coalesce(n.group >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// part-cluster-required
MATCH (n:Part) WHERE n.cluster IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// part-cluster-value
MATCH (n:Part) WHERE n.cluster IS NOT NULL AND NOT coalesce(n.cluster >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// part-rows-required
MATCH (n:Part) WHERE n.rows IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// part-rows-value
MATCH (n:Part) WHERE n.rows IS NOT NULL AND (coalesce(n.rows >= '', false) OR NOT coalesce(n.rows >= 0, false) OR CASE WHEN coalesce(n.rows >= 0, false) THEN toInteger(n.rows) <> n.rows ELSE true END) RETURN n.key AS key, null AS other LIMIT 25;

// part-known-properties
MATCH (n:Part) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'group', 'cluster', 'rows']) RETURN n.key AS key, null AS other LIMIT 25;

// part-key-unique
MATCH (n:Part) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// veto-key-required
MATCH (n:Veto) WHERE n.key IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// veto-key-value
MATCH (n:Veto) WHERE n.key IS NOT NULL AND NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// veto-rule-required
MATCH (n:Veto) WHERE n.rule IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// veto-rule-value
MATCH (n:Veto) WHERE n.rule IS NOT NULL AND NOT coalesce(n.rule >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// veto-limit-value
MATCH (n:Veto) WHERE n.limit IS NOT NULL AND NOT coalesce(n.limit >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// veto-measured-value
MATCH (n:Veto) WHERE n.measured IS NOT NULL AND NOT coalesce(n.measured >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// veto-reason-required
MATCH (n:Veto) WHERE n.reason IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// veto-reason-value
MATCH (n:Veto) WHERE n.reason IS NOT NULL AND NOT coalesce(n.reason >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// veto-known-properties
MATCH (n:Veto) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'rule', 'limit', 'measured', 'reason']) RETURN n.key AS key, null AS other LIMIT 25;

// veto-key-unique
MATCH (n:Veto) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// quarantine-key-required
MATCH (n:Quarantine) WHERE n.key IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// quarantine-key-value
MATCH (n:Quarantine) WHERE n.key IS NOT NULL AND NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// quarantine-rule-required
MATCH (n:Quarantine) WHERE n.rule IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// quarantine-rule-value
MATCH (n:Quarantine) WHERE n.rule IS NOT NULL AND NOT coalesce(n.rule >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// quarantine-limit-value
MATCH (n:Quarantine) WHERE n.limit IS NOT NULL AND NOT coalesce(n.limit >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// quarantine-measured-value
MATCH (n:Quarantine) WHERE n.measured IS NOT NULL AND NOT coalesce(n.measured >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// quarantine-reason-required
MATCH (n:Quarantine) WHERE n.reason IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// quarantine-reason-value
MATCH (n:Quarantine) WHERE n.reason IS NOT NULL AND NOT coalesce(n.reason >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// quarantine-group-required
MATCH (n:Quarantine) WHERE n.group IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// quarantine-group-value
MATCH (n:Quarantine) WHERE n.group IS NOT NULL AND NOT coalesce(n.group >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// quarantine-cluster-required
MATCH (n:Quarantine) WHERE n.cluster IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// quarantine-cluster-value
MATCH (n:Quarantine) WHERE n.cluster IS NOT NULL AND NOT coalesce(n.cluster >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// quarantine-rows-required
MATCH (n:Quarantine) WHERE n.rows IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// quarantine-rows-value
MATCH (n:Quarantine) WHERE n.rows IS NOT NULL AND (coalesce(n.rows >= '', false) OR NOT coalesce(n.rows >= 0, false) OR CASE WHEN coalesce(n.rows >= 0, false) THEN toInteger(n.rows) <> n.rows ELSE true END) RETURN n.key AS key, null AS other LIMIT 25;

// quarantine-known-properties
MATCH (n:Quarantine) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'rule', 'limit', 'measured', 'reason', 'group', 'cluster', 'rows']) RETURN n.key AS key, null AS other LIMIT 25;

// quarantine-key-unique
MATCH (n:Quarantine) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// migration-key-required
MATCH (n:Migration) WHERE n.key IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// migration-key-value
MATCH (n:Migration) WHERE n.key IS NOT NULL AND NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// migration-name-required
MATCH (n:Migration) WHERE n.name IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// migration-name-value
MATCH (n:Migration) WHERE n.name IS NOT NULL AND NOT coalesce(n.name >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// migration-checksum-required
MATCH (n:Migration) WHERE n.checksum IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// migration-checksum-value
MATCH (n:Migration) WHERE n.checksum IS NOT NULL AND NOT coalesce(n.checksum >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// migration-applied-at-required
MATCH (n:Migration) WHERE n.appliedAt IS NULL RETURN n.key AS key, null AS other LIMIT 25;

// migration-applied-at-value
MATCH (n:Migration) WHERE n.appliedAt IS NOT NULL AND NOT coalesce(n.appliedAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// migration-known-properties
MATCH (n:Migration) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'name', 'checksum', 'appliedAt']) RETURN n.key AS key, null AS other LIMIT 25;

// migration-key-unique
MATCH (n:Migration) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// of-series-ends
MATCH (a)-[r:OF_SERIES]->(b) WHERE NOT ((a:Season) AND (b:Series)) RETURN a.key AS key, b.key AS other LIMIT 25;

// of-series-out-season
MATCH (n:Season) WHERE COUNT { (n)-[:OF_SERIES]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// of-series-known-properties
MATCH (a)-[r:OF_SERIES]->(b) WHERE any(k IN keys(r) WHERE NOT k IN []) RETURN a.key AS key, b.key AS other LIMIT 25;

// in-season-ends
MATCH (a)-[r:IN_SEASON]->(b) WHERE NOT ((a:Race) AND (b:Season)) RETURN a.key AS key, b.key AS other LIMIT 25;

// in-season-out-race
MATCH (n:Race) WHERE COUNT { (n)-[:IN_SEASON]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// in-season-known-properties
MATCH (a)-[r:IN_SEASON]->(b) WHERE any(k IN keys(r) WHERE NOT k IN []) RETURN a.key AS key, b.key AS other LIMIT 25;

// ran-on-ends
MATCH (a)-[r:RAN_ON]->(b) WHERE NOT ((a:Race) AND (b:TrackConfig)) RETURN a.key AS key, b.key AS other LIMIT 25;

// ran-on-out-race
MATCH (n:Race) WHERE COUNT { (n)-[:RAN_ON]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// ran-on-known-properties
MATCH (a)-[r:RAN_ON]->(b) WHERE any(k IN keys(r) WHERE NOT k IN []) RETURN a.key AS key, b.key AS other LIMIT 25;

// layout-of-ends
MATCH (a)-[r:LAYOUT_OF]->(b) WHERE NOT ((a:TrackConfig) AND (b:Track)) RETURN a.key AS key, b.key AS other LIMIT 25;

// layout-of-out-track-config
MATCH (n:TrackConfig) WHERE COUNT { (n)-[:LAYOUT_OF]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// layout-of-in-track
MATCH (n:Track) WHERE NOT EXISTS { ()-[:LAYOUT_OF]->(n) } RETURN n.key AS key, null AS other LIMIT 25;

// layout-of-known-properties
MATCH (a)-[r:LAYOUT_OF]->(b) WHERE any(k IN keys(r) WHERE NOT k IN []) RETURN a.key AS key, b.key AS other LIMIT 25;

// is-a-ends
MATCH (a)-[r:IS_A]->(b) WHERE NOT ((a:TrackConfig OR a:TrackClass) AND (b:TrackClass)) RETURN a.key AS key, b.key AS other LIMIT 25;

// is-a-out-track-config
MATCH (n:TrackConfig) WHERE COUNT { (n)-[:IS_A]->() } > 1 RETURN n.key AS key, null AS other LIMIT 25;

// is-a-out-track-class
MATCH (n:TrackClass) WHERE COUNT { (n)-[:IS_A]->() } > 1 RETURN n.key AS key, null AS other LIMIT 25;

// is-a-acyclic
MATCH (a)-[:IS_A*1..12]->(b) WHERE a.key = b.key RETURN DISTINCT a.key AS key, null AS other LIMIT 25;

// is-a-known-properties
MATCH (a)-[r:IS_A]->(b) WHERE any(k IN keys(r) WHERE NOT k IN []) RETURN a.key AS key, b.key AS other LIMIT 25;

// had-entry-ends
MATCH (a)-[r:HAD_ENTRY]->(b) WHERE NOT ((a:Driver) AND (b:Entry)) RETURN a.key AS key, b.key AS other LIMIT 25;

// had-entry-out-driver
MATCH (n:Driver) WHERE NOT EXISTS { (n)-[:HAD_ENTRY]->() } RETURN n.key AS key, null AS other LIMIT 25;

// had-entry-in-entry
MATCH (n:Entry) WHERE COUNT { ()-[:HAD_ENTRY]->(n) } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// had-entry-known-properties
MATCH (a)-[r:HAD_ENTRY]->(b) WHERE any(k IN keys(r) WHERE NOT k IN []) RETURN a.key AS key, b.key AS other LIMIT 25;

// in-race-ends
MATCH (a)-[r:IN_RACE]->(b) WHERE NOT ((a:Entry) AND (b:Race)) RETURN a.key AS key, b.key AS other LIMIT 25;

// in-race-out-entry
MATCH (n:Entry) WHERE COUNT { (n)-[:IN_RACE]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// in-race-known-properties
MATCH (a)-[r:IN_RACE]->(b) WHERE any(k IN keys(r) WHERE NOT k IN []) RETURN a.key AS key, b.key AS other LIMIT 25;

// of-race-ends
MATCH (a)-[r:OF_RACE]->(b) WHERE NOT ((a:Session) AND (b:Race)) RETURN a.key AS key, b.key AS other LIMIT 25;

// of-race-out-session
MATCH (n:Session) WHERE COUNT { (n)-[:OF_RACE]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// of-race-known-properties
MATCH (a)-[r:OF_RACE]->(b) WHERE any(k IN keys(r) WHERE NOT k IN []) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-ends
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE NOT ((a:Entry) AND (b:Session)) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-once
MATCH (a)-[r:SESSION_RESULT]->(b) WITH a.key AS key, b.key AS other, count(r) AS relations WHERE relations > 1 RETURN key, other LIMIT 25;

// session-result-known-at-required
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.knownAt IS NULL RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-known-at-value
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.knownAt IS NOT NULL AND NOT coalesce(r.knownAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-finish-on-track-required
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.finishOnTrack IS NULL RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-finish-on-track-value
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.finishOnTrack IS NOT NULL AND (coalesce(r.finishOnTrack >= '', false) OR NOT coalesce(r.finishOnTrack >= 1 AND r.finishOnTrack <= 60, false) OR CASE WHEN coalesce(r.finishOnTrack >= 1 AND r.finishOnTrack <= 60, false) THEN toInteger(r.finishOnTrack) <> r.finishOnTrack ELSE true END) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-finish-official-value
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.finishOfficial IS NOT NULL AND (coalesce(r.finishOfficial >= '', false) OR NOT coalesce(r.finishOfficial >= 1 AND r.finishOfficial <= 60, false) OR CASE WHEN coalesce(r.finishOfficial >= 1 AND r.finishOfficial <= 60, false) THEN toInteger(r.finishOfficial) <> r.finishOfficial ELSE true END) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-mid-required
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.mid IS NULL RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-mid-value
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.mid IS NOT NULL AND (coalesce(r.mid >= '', false) OR NOT coalesce(r.mid >= 1 AND r.mid <= 60, false) OR CASE WHEN coalesce(r.mid >= 1 AND r.mid <= 60, false) THEN toInteger(r.mid) <> r.mid ELSE true END) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-best-required
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.best IS NULL RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-best-value
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.best IS NOT NULL AND (coalesce(r.best >= '', false) OR NOT coalesce(r.best >= 1 AND r.best <= 60, false) OR CASE WHEN coalesce(r.best >= 1 AND r.best <= 60, false) THEN toInteger(r.best) <> r.best ELSE true END) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-worst-required
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.worst IS NULL RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-worst-value
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.worst IS NOT NULL AND (coalesce(r.worst >= '', false) OR NOT coalesce(r.worst >= 1 AND r.worst <= 60, false) OR CASE WHEN coalesce(r.worst >= 1 AND r.worst <= 60, false) THEN toInteger(r.worst) <> r.worst ELSE true END) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-average-position-required
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.averagePosition IS NULL RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-average-position-value
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.averagePosition IS NOT NULL AND (coalesce(r.averagePosition >= '', false) OR NOT coalesce(r.averagePosition >= 1.0 AND r.averagePosition <= 60.0, false)) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-passing-diff-required
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.passingDiff IS NULL RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-passing-diff-value
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.passingDiff IS NOT NULL AND (coalesce(r.passingDiff >= '', false) OR NOT coalesce((r.passingDiff <= 0 OR r.passingDiff > 0), false) OR CASE WHEN coalesce((r.passingDiff <= 0 OR r.passingDiff > 0), false) THEN toInteger(r.passingDiff) <> r.passingDiff ELSE true END) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-green-passes-required
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.greenPasses IS NULL RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-green-passes-value
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.greenPasses IS NOT NULL AND (coalesce(r.greenPasses >= '', false) OR NOT coalesce(r.greenPasses >= 0, false) OR CASE WHEN coalesce(r.greenPasses >= 0, false) THEN toInteger(r.greenPasses) <> r.greenPasses ELSE true END) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-green-times-passed-required
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.greenTimesPassed IS NULL RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-green-times-passed-value
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.greenTimesPassed IS NOT NULL AND (coalesce(r.greenTimesPassed >= '', false) OR NOT coalesce(r.greenTimesPassed >= 0, false) OR CASE WHEN coalesce(r.greenTimesPassed >= 0, false) THEN toInteger(r.greenTimesPassed) <> r.greenTimesPassed ELSE true END) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-quality-passes-required
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.qualityPasses IS NULL RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-quality-passes-value
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.qualityPasses IS NOT NULL AND (coalesce(r.qualityPasses >= '', false) OR NOT coalesce(r.qualityPasses >= 0, false) OR CASE WHEN coalesce(r.qualityPasses >= 0, false) THEN toInteger(r.qualityPasses) <> r.qualityPasses ELSE true END) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-fastest-laps-required
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.fastestLaps IS NULL RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-fastest-laps-value
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.fastestLaps IS NOT NULL AND (coalesce(r.fastestLaps >= '', false) OR NOT coalesce(r.fastestLaps >= 0 AND r.fastestLaps <= 1000, false) OR CASE WHEN coalesce(r.fastestLaps >= 0 AND r.fastestLaps <= 1000, false) THEN toInteger(r.fastestLaps) <> r.fastestLaps ELSE true END) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-top15-laps-required
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.top15Laps IS NULL RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-top15-laps-value
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.top15Laps IS NOT NULL AND (coalesce(r.top15Laps >= '', false) OR NOT coalesce(r.top15Laps >= 0 AND r.top15Laps <= 1000, false) OR CASE WHEN coalesce(r.top15Laps >= 0 AND r.top15Laps <= 1000, false) THEN toInteger(r.top15Laps) <> r.top15Laps ELSE true END) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-laps-led-required
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.lapsLed IS NULL RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-laps-led-value
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.lapsLed IS NOT NULL AND (coalesce(r.lapsLed >= '', false) OR NOT coalesce(r.lapsLed >= 0 AND r.lapsLed <= 1000, false) OR CASE WHEN coalesce(r.lapsLed >= 0 AND r.lapsLed <= 1000, false) THEN toInteger(r.lapsLed) <> r.lapsLed ELSE true END) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-laps-completed-required
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.lapsCompleted IS NULL RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-laps-completed-value
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.lapsCompleted IS NOT NULL AND (coalesce(r.lapsCompleted >= '', false) OR NOT coalesce(r.lapsCompleted >= 0 AND r.lapsCompleted <= 1000, false) OR CASE WHEN coalesce(r.lapsCompleted >= 0 AND r.lapsCompleted <= 1000, false) THEN toInteger(r.lapsCompleted) <> r.lapsCompleted ELSE true END) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-rating-required
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.rating IS NULL RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-rating-value
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.rating IS NOT NULL AND (coalesce(r.rating >= '', false) OR NOT coalesce(r.rating >= 0.0 AND r.rating <= 150.0, false)) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-status-raw-required
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.statusRaw IS NULL RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-status-raw-value
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.statusRaw IS NOT NULL AND NOT coalesce(r.statusRaw >= '', false) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-status-kind-required
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.statusKind IS NULL RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-status-kind-value
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE r.statusKind IS NOT NULL AND NOT r.statusKind IN ['running', 'accident', 'mechanical', 'other'] RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-known-properties
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE any(k IN keys(r) WHERE NOT k IN ['knownAt', 'finishOnTrack', 'finishOfficial', 'mid', 'best', 'worst', 'averagePosition', 'passingDiff', 'greenPasses', 'greenTimesPassed', 'qualityPasses', 'fastestLaps', 'top15Laps', 'lapsLed', 'lapsCompleted', 'rating', 'statusRaw', 'statusKind']) RETURN a.key AS key, b.key AS other LIMIT 25;

// fielded-by-ends
MATCH (a)-[r:FIELDED_BY]->(b) WHERE NOT ((a:Entry) AND (b:Team)) RETURN a.key AS key, b.key AS other LIMIT 25;

// fielded-by-out-entry
MATCH (n:Entry) WHERE COUNT { (n)-[:FIELDED_BY]->() } > 1 RETURN n.key AS key, null AS other LIMIT 25;

// fielded-by-known-properties
MATCH (a)-[r:FIELDED_BY]->(b) WHERE any(k IN keys(r) WHERE NOT k IN []) RETURN a.key AS key, b.key AS other LIMIT 25;

// of-make-ends
MATCH (a)-[r:OF_MAKE]->(b) WHERE NOT ((a:Entry) AND (b:Manufacturer)) RETURN a.key AS key, b.key AS other LIMIT 25;

// of-make-out-entry
MATCH (n:Entry) WHERE COUNT { (n)-[:OF_MAKE]->() } > 1 RETURN n.key AS key, null AS other LIMIT 25;

// of-make-known-properties
MATCH (a)-[r:OF_MAKE]->(b) WHERE any(k IN keys(r) WHERE NOT k IN []) RETURN a.key AS key, b.key AS other LIMIT 25;

// in-car-ends
MATCH (a)-[r:IN_CAR]->(b) WHERE NOT ((a:Entry) AND (b:CarNumber)) RETURN a.key AS key, b.key AS other LIMIT 25;

// in-car-out-entry
MATCH (n:Entry) WHERE COUNT { (n)-[:IN_CAR]->() } > 1 RETURN n.key AS key, null AS other LIMIT 25;

// in-car-known-properties
MATCH (a)-[r:IN_CAR]->(b) WHERE any(k IN keys(r) WHERE NOT k IN []) RETURN a.key AS key, b.key AS other LIMIT 25;

// on-race-ends
MATCH (a)-[r:ON_RACE]->(b) WHERE NOT ((a:Slate) AND (b:Race)) RETURN a.key AS key, b.key AS other LIMIT 25;

// on-race-out-slate
MATCH (n:Slate) WHERE COUNT { (n)-[:ON_RACE]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// on-race-known-properties
MATCH (a)-[r:ON_RACE]->(b) WHERE any(k IN keys(r) WHERE NOT k IN []) RETURN a.key AS key, b.key AS other LIMIT 25;

// lists-ends
MATCH (a)-[r:LISTS]->(b) WHERE NOT ((a:Slate) AND (b:Entry)) RETURN a.key AS key, b.key AS other LIMIT 25;

// lists-out-slate
MATCH (n:Slate) WHERE NOT EXISTS { (n)-[:LISTS]->() } RETURN n.key AS key, null AS other LIMIT 25;

// lists-once
MATCH (a)-[r:LISTS]->(b) WITH a.key AS key, b.key AS other, count(r) AS relations WHERE relations > 1 RETURN key, other LIMIT 25;

// lists-salary-required
MATCH (a)-[r:LISTS]->(b) WHERE r.salary IS NULL RETURN a.key AS key, b.key AS other LIMIT 25;

// lists-salary-value
MATCH (a)-[r:LISTS]->(b) WHERE r.salary IS NOT NULL AND (coalesce(r.salary >= '', false) OR NOT coalesce(r.salary >= 0 AND r.salary <= 100000, false) OR CASE WHEN coalesce(r.salary >= 0 AND r.salary <= 100000, false) THEN toInteger(r.salary) <> r.salary ELSE true END) RETURN a.key AS key, b.key AS other LIMIT 25;

// lists-site-id-value
MATCH (a)-[r:LISTS]->(b) WHERE r.siteId IS NOT NULL AND NOT coalesce(r.siteId >= '', false) RETURN a.key AS key, b.key AS other LIMIT 25;

// lists-modelled-required
MATCH (a)-[r:LISTS]->(b) WHERE r.modelled IS NULL RETURN a.key AS key, b.key AS other LIMIT 25;

// lists-modelled-value
MATCH (a)-[r:LISTS]->(b) WHERE r.modelled IS NOT NULL AND NOT r.modelled IN [true, false] RETURN a.key AS key, b.key AS other LIMIT 25;

// lists-known-properties
MATCH (a)-[r:LISTS]->(b) WHERE any(k IN keys(r) WHERE NOT k IN ['salary', 'siteId', 'modelled']) RETURN a.key AS key, b.key AS other LIMIT 25;

// under-rules-ends
MATCH (a)-[r:UNDER_RULES]->(b) WHERE NOT ((a:Slate) AND (b:ScoringRules)) RETURN a.key AS key, b.key AS other LIMIT 25;

// under-rules-out-slate
MATCH (n:Slate) WHERE COUNT { (n)-[:UNDER_RULES]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// under-rules-known-properties
MATCH (a)-[r:UNDER_RULES]->(b) WHERE any(k IN keys(r) WHERE NOT k IN []) RETURN a.key AS key, b.key AS other LIMIT 25;

// about-ends
MATCH (a)-[r:ABOUT]->(b) WHERE NOT ((a:Claim) AND (b:Race OR b:Entry)) RETURN a.key AS key, b.key AS other LIMIT 25;

// about-out-claim
MATCH (n:Claim) WHERE COUNT { (n)-[:ABOUT]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// about-known-properties
MATCH (a)-[r:ABOUT]->(b) WHERE any(k IN keys(r) WHERE NOT k IN []) RETURN a.key AS key, b.key AS other LIMIT 25;

// from-ends
MATCH (a)-[r:FROM]->(b) WHERE NOT ((a:Claim) AND (b:Source)) RETURN a.key AS key, b.key AS other LIMIT 25;

// from-out-claim
MATCH (n:Claim) WHERE COUNT { (n)-[:FROM]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// from-known-properties
MATCH (a)-[r:FROM]->(b) WHERE any(k IN keys(r) WHERE NOT k IN []) RETURN a.key AS key, b.key AS other LIMIT 25;

// for-race-ends
MATCH (a)-[r:FOR_RACE]->(b) WHERE NOT ((a:ProjectionSet) AND (b:Race)) RETURN a.key AS key, b.key AS other LIMIT 25;

// for-race-out-projection-set
MATCH (n:ProjectionSet) WHERE COUNT { (n)-[:FOR_RACE]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// for-race-known-properties
MATCH (a)-[r:FOR_RACE]->(b) WHERE any(k IN keys(r) WHERE NOT k IN []) RETURN a.key AS key, b.key AS other LIMIT 25;

// in-set-ends
MATCH (a)-[r:IN_SET]->(b) WHERE NOT ((a:Projection) AND (b:ProjectionSet)) RETURN a.key AS key, b.key AS other LIMIT 25;

// in-set-out-projection
MATCH (n:Projection) WHERE COUNT { (n)-[:IN_SET]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// in-set-known-properties
MATCH (a)-[r:IN_SET]->(b) WHERE any(k IN keys(r) WHERE NOT k IN []) RETURN a.key AS key, b.key AS other LIMIT 25;

// of-entry-ends
MATCH (a)-[r:OF_ENTRY]->(b) WHERE NOT ((a:Projection) AND (b:Entry)) RETURN a.key AS key, b.key AS other LIMIT 25;

// of-entry-out-projection
MATCH (n:Projection) WHERE COUNT { (n)-[:OF_ENTRY]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// of-entry-known-properties
MATCH (a)-[r:OF_ENTRY]->(b) WHERE any(k IN keys(r) WHERE NOT k IN []) RETURN a.key AS key, b.key AS other LIMIT 25;

// derived-from-ends
MATCH (a)-[r:DERIVED_FROM]->(b) WHERE NOT ((a:ProjectionSet) AND (b:Claim OR b:Snapshot)) RETURN a.key AS key, b.key AS other LIMIT 25;

// derived-from-out-projection-set
MATCH (n:ProjectionSet) WHERE NOT EXISTS { (n)-[:DERIVED_FROM]->() } RETURN n.key AS key, null AS other LIMIT 25;

// derived-from-once
MATCH (a)-[r:DERIVED_FROM]->(b) WITH a.key AS key, b.key AS other, count(r) AS relations WHERE relations > 1 RETURN key, other LIMIT 25;

// derived-from-known-properties
MATCH (a)-[r:DERIVED_FROM]->(b) WHERE any(k IN keys(r) WHERE NOT k IN []) RETURN a.key AS key, b.key AS other LIMIT 25;

// stated-by-ends
MATCH (a)-[r:STATED_BY]->(b) WHERE NOT ((a:Race) AND (b:Part)) RETURN a.key AS key, b.key AS other LIMIT 25;

// stated-by-out-race
MATCH (n:Race) WHERE NOT EXISTS { (n)-[:STATED_BY]->() } RETURN n.key AS key, null AS other LIMIT 25;

// stated-by-once
MATCH (a)-[r:STATED_BY]->(b) WITH a.key AS key, b.key AS other, count(r) AS relations WHERE relations > 1 RETURN key, other LIMIT 25;

// stated-by-known-properties
MATCH (a)-[r:STATED_BY]->(b) WHERE any(k IN keys(r) WHERE NOT k IN []) RETURN a.key AS key, b.key AS other LIMIT 25;

// of-snapshot-ends
MATCH (a)-[r:OF_SNAPSHOT]->(b) WHERE NOT ((a:Part) AND (b:Snapshot)) RETURN a.key AS key, b.key AS other LIMIT 25;

// of-snapshot-out-part
MATCH (n:Part) WHERE COUNT { (n)-[:OF_SNAPSHOT]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// of-snapshot-known-properties
MATCH (a)-[r:OF_SNAPSHOT]->(b) WHERE any(k IN keys(r) WHERE NOT k IN []) RETURN a.key AS key, b.key AS other LIMIT 25;

// supersedes-ends
MATCH (a)-[r:SUPERSEDES]->(b) WHERE NOT ((a:Snapshot) AND (b:Snapshot)) RETURN a.key AS key, b.key AS other LIMIT 25;

// supersedes-once
MATCH (a)-[r:SUPERSEDES]->(b) WITH a.key AS key, b.key AS other, count(r) AS relations WHERE relations > 1 RETURN key, other LIMIT 25;

// supersedes-acyclic
MATCH (a)-[:SUPERSEDES*1..12]->(b) WHERE a.key = b.key RETURN DISTINCT a.key AS key, null AS other LIMIT 25;

// supersedes-known-properties
MATCH (a)-[r:SUPERSEDES]->(b) WHERE any(k IN keys(r) WHERE NOT k IN []) RETURN a.key AS key, b.key AS other LIMIT 25;

// of-ends
MATCH (a)-[r:OF]->(b) WHERE NOT ((a:Veto OR a:Quarantine) AND (b:Race OR b:Entry OR b:Claim OR b:ProjectionSet OR b:Part)) RETURN a.key AS key, b.key AS other LIMIT 25;

// of-once
MATCH (a)-[r:OF]->(b) WITH a.key AS key, b.key AS other, count(r) AS relations WHERE relations > 1 RETURN key, other LIMIT 25;

// of-known-properties
MATCH (a)-[r:OF]->(b) WHERE any(k IN keys(r) WHERE NOT k IN []) RETURN a.key AS key, b.key AS other LIMIT 25;

// results-in-own-race
MATCH (n:Entry)-[:IN_RACE]->(x) MATCH (n)-[:SESSION_RESULT]->()-[:OF_RACE]->(y) WHERE x.key <> y.key RETURN DISTINCT n.key AS key, y.key AS other LIMIT 25;

// projections-in-own-race
MATCH (n:Projection)-[:IN_SET]->()-[:FOR_RACE]->(x) MATCH (n)-[:OF_ENTRY]->()-[:IN_RACE]->(y) WHERE x.key <> y.key RETURN DISTINCT n.key AS key, y.key AS other LIMIT 25;

// slates-list-own-race
MATCH (n:Slate)-[:ON_RACE]->(x) MATCH (n)-[:LISTS]->()-[:IN_RACE]->(y) WHERE x.key <> y.key RETURN DISTINCT n.key AS key, y.key AS other LIMIT 25;
