// Generated from packages/ontology/ontology.toml by `cargo xtask codegen`; do not edit.
// Each returns offenders as key, other; no row means the law holds.

// known-labels
MATCH (n) WHERE NOT (n:Series OR n:Season OR n:Race OR n:Track OR n:TrackConfig OR n:TrackClass OR n:Driver OR n:Team OR n:Manufacturer OR n:CarNumber OR n:Entry OR n:EntryList OR n:Session OR n:Slate OR n:ScoringRules OR n:Price OR n:Claim OR n:Source OR n:ProjectionSet OR n:ProjectionRecord OR n:Projection OR n:Snapshot OR n:Part OR n:Veto OR n:Quarantine OR n:Migration OR n:Lock OR n:Ops) RETURN n.key AS key, null AS other LIMIT 25;

// known-relations
MATCH (a)-[r]->(b) WHERE NOT type(r) IN ['OF_SERIES', 'IN_SEASON', 'RAN_ON', 'LAYOUT_OF', 'IS_A', 'HAD_ENTRY', 'IN_RACE', 'LIST_OF', 'OF_RACE', 'SESSION_RESULT', 'SESSION_PACE', 'PRICE_OF', 'FIELDED_BY', 'OF_MAKE', 'IN_CAR', 'ON_RACE', 'LISTS', 'UNDER_RULES', 'ABOUT', 'FROM', 'FOR_RACE', 'RECORDS', 'IN_SET', 'OF_ENTRY', 'DERIVED_FROM', 'STATED_BY', 'OF_SNAPSHOT', 'SUPERSEDES', 'OF'] RETURN a.key AS key, b.key AS other LIMIT 25;

// series-key
MATCH (n:Series) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// series-name
MATCH (n:Series) WHERE NOT coalesce(n.name >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// series-known-properties
MATCH (n:Series) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'name']) RETURN n.key AS key, null AS other LIMIT 25;

// series-key-unique
MATCH (n:Series) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// season-key
MATCH (n:Season) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// season-year
MATCH (n:Season) WHERE CASE WHEN n.year >= '' THEN true WHEN n.year >= 1948 AND n.year <= 2200 THEN toInteger(n.year) <> n.year ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// season-known-properties
MATCH (n:Season) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'year']) RETURN n.key AS key, null AS other LIMIT 25;

// season-key-unique
MATCH (n:Season) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// race-key
MATCH (n:Race) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// race-known-at
MATCH (n:Race) WHERE NOT coalesce(n.knownAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// race-series
MATCH (n:Race) WHERE NOT coalesce(n.series IN ['cup', 'oreilly', 'trucks'], false) RETURN n.key AS key, null AS other LIMIT 25;

// race-date
MATCH (n:Race) WHERE NOT coalesce(n.date =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}', false) RETURN n.key AS key, null AS other LIMIT 25;

// race-number-of-day
MATCH (n:Race) WHERE CASE WHEN n.numberOfDay >= '' THEN true WHEN n.numberOfDay >= 1 AND n.numberOfDay <= 2 THEN toInteger(n.numberOfDay) <> n.numberOfDay ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// race-name
MATCH (n:Race) WHERE n.name IS NOT NULL AND NOT coalesce(n.name >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// race-track-name
MATCH (n:Race) WHERE NOT coalesce(n.trackName >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// race-exhibition
MATCH (n:Race) WHERE NOT coalesce(n.exhibition IN [true, false], false) RETURN n.key AS key, null AS other LIMIT 25;

// race-lock-at
MATCH (n:Race) WHERE NOT coalesce(n.lockAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// race-result-known-at
MATCH (n:Race) WHERE n.resultKnownAt IS NOT NULL AND NOT coalesce(n.resultKnownAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// race-scheduled-laps
MATCH (n:Race) WHERE n.scheduledLaps IS NOT NULL AND CASE WHEN n.scheduledLaps >= '' THEN true WHEN n.scheduledLaps >= 1 AND n.scheduledLaps <= 1000 THEN toInteger(n.scheduledLaps) <> n.scheduledLaps ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// race-distance-laps
MATCH (n:Race) WHERE n.distanceLaps IS NOT NULL AND CASE WHEN n.distanceLaps >= '' THEN true WHEN n.distanceLaps >= 1 AND n.distanceLaps <= 1000 THEN toInteger(n.distanceLaps) <> n.distanceLaps ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// race-race-group
MATCH (n:Race) WHERE n.raceGroup IS NOT NULL AND NOT coalesce(n.raceGroup >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// race-digest
MATCH (n:Race) WHERE n.digest IS NOT NULL AND NOT coalesce(n.digest >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// race-known-properties
MATCH (n:Race) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'knownAt', 'series', 'date', 'numberOfDay', 'name', 'trackName', 'exhibition', 'lockAt', 'resultKnownAt', 'scheduledLaps', 'distanceLaps', 'aliases', 'raceGroup', 'digest']) RETURN n.key AS key, null AS other LIMIT 25;

// race-key-unique
MATCH (n:Race) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// track-key
MATCH (n:Track) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// track-name
MATCH (n:Track) WHERE NOT coalesce(n.name >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// track-latitude
MATCH (n:Track) WHERE n.latitude IS NOT NULL AND CASE WHEN n.latitude >= '' THEN true WHEN n.latitude >= -90.0 AND n.latitude <= 90.0 THEN false ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// track-longitude
MATCH (n:Track) WHERE n.longitude IS NOT NULL AND CASE WHEN n.longitude >= '' THEN true WHEN n.longitude >= -180.0 AND n.longitude <= 180.0 THEN false ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// track-known-properties
MATCH (n:Track) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'name', 'latitude', 'longitude']) RETURN n.key AS key, null AS other LIMIT 25;

// track-key-unique
MATCH (n:Track) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// track-config-key
MATCH (n:TrackConfig) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// track-config-name
MATCH (n:TrackConfig) WHERE n.name IS NOT NULL AND NOT coalesce(n.name >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// track-config-season-from
MATCH (n:TrackConfig) WHERE n.seasonFrom IS NOT NULL AND CASE WHEN n.seasonFrom >= '' THEN true WHEN n.seasonFrom >= 1948 AND n.seasonFrom <= 2200 THEN toInteger(n.seasonFrom) <> n.seasonFrom ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// track-config-season-to
MATCH (n:TrackConfig) WHERE n.seasonTo IS NOT NULL AND CASE WHEN n.seasonTo >= '' THEN true WHEN n.seasonTo >= 1948 AND n.seasonTo <= 2200 THEN toInteger(n.seasonTo) <> n.seasonTo ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// track-config-length-miles
MATCH (n:TrackConfig) WHERE n.lengthMiles IS NOT NULL AND CASE WHEN n.lengthMiles >= '' THEN true WHEN n.lengthMiles >= 0.1 AND n.lengthMiles <= 10.0 THEN false ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// track-config-surface
MATCH (n:TrackConfig) WHERE n.surface IS NOT NULL AND NOT coalesce(n.surface IN ['asphalt', 'concrete', 'asphalt/concrete', 'dirt'], false) RETURN n.key AS key, null AS other LIMIT 25;

// track-config-banking
MATCH (n:TrackConfig) WHERE n.banking IS NOT NULL AND NOT coalesce(n.banking >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// track-config-turns
MATCH (n:TrackConfig) WHERE n.turns IS NOT NULL AND CASE WHEN n.turns >= '' THEN true WHEN n.turns >= 2 AND n.turns <= 40 THEN toInteger(n.turns) <> n.turns ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// track-config-known-properties
MATCH (n:TrackConfig) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'name', 'seasonFrom', 'seasonTo', 'lengthMiles', 'surface', 'banking', 'turns']) RETURN n.key AS key, null AS other LIMIT 25;

// track-config-key-unique
MATCH (n:TrackConfig) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// track-class-key
MATCH (n:TrackClass) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// track-class-name
MATCH (n:TrackClass) WHERE n.name IS NOT NULL AND NOT coalesce(n.name >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// track-class-known-properties
MATCH (n:TrackClass) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'name']) RETURN n.key AS key, null AS other LIMIT 25;

// track-class-key-unique
MATCH (n:TrackClass) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// driver-key
MATCH (n:Driver) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// driver-driver-id
MATCH (n:Driver) WHERE CASE WHEN n.driverId >= '' THEN true WHEN n.driverId >= 0 AND n.driverId <= 4294967295 THEN toInteger(n.driverId) <> n.driverId ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// driver-name
MATCH (n:Driver) WHERE NOT coalesce(n.name >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// driver-listed-on
MATCH (n:Driver) WHERE n.listedOn IS NOT NULL AND NOT coalesce(n.listedOn =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}', false) RETURN n.key AS key, null AS other LIMIT 25;

// driver-known-properties
MATCH (n:Driver) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'driverId', 'name', 'listedOn']) RETURN n.key AS key, null AS other LIMIT 25;

// driver-key-unique
MATCH (n:Driver) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// driver-driver-id-unique
MATCH (n:Driver) WITH n.driverId AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// team-key
MATCH (n:Team) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// team-name
MATCH (n:Team) WHERE NOT coalesce(n.name >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// team-known-properties
MATCH (n:Team) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'name']) RETURN n.key AS key, null AS other LIMIT 25;

// team-key-unique
MATCH (n:Team) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// manufacturer-key
MATCH (n:Manufacturer) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// manufacturer-name
MATCH (n:Manufacturer) WHERE NOT coalesce(n.name >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// manufacturer-known-properties
MATCH (n:Manufacturer) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'name']) RETURN n.key AS key, null AS other LIMIT 25;

// manufacturer-key-unique
MATCH (n:Manufacturer) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// car-number-key
MATCH (n:CarNumber) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// car-number-number
MATCH (n:CarNumber) WHERE NOT coalesce(n.number >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// car-number-known-properties
MATCH (n:CarNumber) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'number']) RETURN n.key AS key, null AS other LIMIT 25;

// car-number-key-unique
MATCH (n:CarNumber) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// entry-key
MATCH (n:Entry) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// entry-known-at
MATCH (n:Entry) WHERE NOT coalesce(n.knownAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// entry-driver-name
MATCH (n:Entry) WHERE NOT coalesce(n.driverName >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// entry-start
MATCH (n:Entry) WHERE n.start IS NOT NULL AND CASE WHEN n.start >= '' THEN true WHEN n.start >= 1 AND n.start <= 60 THEN toInteger(n.start) <> n.start ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// entry-grid-known-at
MATCH (n:Entry) WHERE NOT coalesce(n.gridKnownAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// entry-known-properties
MATCH (n:Entry) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'knownAt', 'driverName', 'start', 'gridKnownAt']) RETURN n.key AS key, null AS other LIMIT 25;

// entry-key-unique
MATCH (n:Entry) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// entry-list-key
MATCH (n:EntryList) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// entry-list-known-at
MATCH (n:EntryList) WHERE NOT coalesce(n.knownAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// entry-list-number
MATCH (n:EntryList) WHERE CASE WHEN n.number >= '' THEN true WHEN n.number >= 1 THEN toInteger(n.number) <> n.number ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// entry-list-stated-at
MATCH (n:EntryList) WHERE n.statedAt IS NOT NULL AND NOT coalesce(n.statedAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// entry-list-rows-text
MATCH (n:EntryList) WHERE NOT coalesce(n.rowsText >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// entry-list-held-text
MATCH (n:EntryList) WHERE n.heldText IS NOT NULL AND NOT coalesce(n.heldText >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// entry-list-known-properties
MATCH (n:EntryList) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'knownAt', 'number', 'statedAt', 'rowsText', 'heldText']) RETURN n.key AS key, null AS other LIMIT 25;

// entry-list-key-unique
MATCH (n:EntryList) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// session-key
MATCH (n:Session) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// session-known-at
MATCH (n:Session) WHERE NOT coalesce(n.knownAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// session-kind
MATCH (n:Session) WHERE NOT coalesce(n.kind IN ['race', 'qualifying', 'practice'], false) RETURN n.key AS key, null AS other LIMIT 25;

// session-title
MATCH (n:Session) WHERE n.title IS NOT NULL AND NOT coalesce(n.title >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// session-results-text
MATCH (n:Session) WHERE n.resultsText IS NOT NULL AND NOT coalesce(n.resultsText >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// session-known-properties
MATCH (n:Session) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'knownAt', 'kind', 'title', 'resultsText']) RETURN n.key AS key, null AS other LIMIT 25;

// session-key-unique
MATCH (n:Session) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// slate-key
MATCH (n:Slate) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// slate-known-at
MATCH (n:Slate) WHERE NOT coalesce(n.knownAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// slate-site
MATCH (n:Slate) WHERE NOT coalesce(n.site IN ['draftkings', 'fanduel'], false) RETURN n.key AS key, null AS other LIMIT 25;

// slate-known-properties
MATCH (n:Slate) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'knownAt', 'site']) RETURN n.key AS key, null AS other LIMIT 25;

// slate-key-unique
MATCH (n:Slate) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// scoring-rules-key
MATCH (n:ScoringRules) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// scoring-rules-site
MATCH (n:ScoringRules) WHERE NOT coalesce(n.site IN ['draftkings', 'fanduel'], false) RETURN n.key AS key, null AS other LIMIT 25;

// scoring-rules-valid-from
MATCH (n:ScoringRules) WHERE NOT coalesce(n.validFrom =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}', false) RETURN n.key AS key, null AS other LIMIT 25;

// scoring-rules-valid-to
MATCH (n:ScoringRules) WHERE n.validTo IS NOT NULL AND NOT coalesce(n.validTo =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}', false) RETURN n.key AS key, null AS other LIMIT 25;

// scoring-rules-known-properties
MATCH (n:ScoringRules) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'site', 'validFrom', 'validTo']) RETURN n.key AS key, null AS other LIMIT 25;

// scoring-rules-key-unique
MATCH (n:ScoringRules) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// price-key
MATCH (n:Price) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// price-known-at
MATCH (n:Price) WHERE NOT coalesce(n.knownAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// price-book
MATCH (n:Price) WHERE NOT coalesce(n.book >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// price-decimal-odds
MATCH (n:Price) WHERE CASE WHEN n.decimalOdds >= '' THEN true WHEN n.decimalOdds >= 1.0 AND n.decimalOdds <= 5001.0 THEN false ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// price-known-properties
MATCH (n:Price) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'knownAt', 'book', 'decimalOdds']) RETURN n.key AS key, null AS other LIMIT 25;

// price-key-unique
MATCH (n:Price) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// claim-key
MATCH (n:Claim) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// claim-known-at
MATCH (n:Claim) WHERE NOT coalesce(n.knownAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// claim-kind
MATCH (n:Claim) WHERE NOT coalesce(n.kind >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// claim-value
MATCH (n:Claim) WHERE NOT coalesce(n.value >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// claim-confidence
MATCH (n:Claim) WHERE n.confidence IS NOT NULL AND CASE WHEN n.confidence >= '' THEN true WHEN n.confidence >= 0.0 AND n.confidence <= 1.0 THEN false ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// claim-state
MATCH (n:Claim) WHERE NOT coalesce(n.state IN ['proposed', 'accepted', 'rejected', 'vetoed', 'withdrawn'], false) RETURN n.key AS key, null AS other LIMIT 25;

// claim-rule
MATCH (n:Claim) WHERE n.rule IS NOT NULL AND NOT coalesce(n.rule >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// claim-note
MATCH (n:Claim) WHERE n.note IS NOT NULL AND NOT coalesce(n.note >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// claim-span-start
MATCH (n:Claim) WHERE n.spanStart IS NOT NULL AND CASE WHEN n.spanStart >= '' THEN true WHEN n.spanStart >= 0 THEN toInteger(n.spanStart) <> n.spanStart ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// claim-span-end
MATCH (n:Claim) WHERE n.spanEnd IS NOT NULL AND CASE WHEN n.spanEnd >= '' THEN true WHEN n.spanEnd >= 0 THEN toInteger(n.spanEnd) <> n.spanEnd ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// claim-masked
MATCH (n:Claim) WHERE n.masked IS NOT NULL AND CASE WHEN n.masked >= '' THEN true WHEN n.masked >= 0.0 AND n.masked <= 1.0 THEN false ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// claim-known-properties
MATCH (n:Claim) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'knownAt', 'kind', 'value', 'confidence', 'state', 'rule', 'note', 'spanStart', 'spanEnd', 'masked']) RETURN n.key AS key, null AS other LIMIT 25;

// claim-key-unique
MATCH (n:Claim) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// source-key
MATCH (n:Source) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// source-kind
MATCH (n:Source) WHERE NOT coalesce(n.kind >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// source-url
MATCH (n:Source) WHERE n.url IS NOT NULL AND NOT coalesce(n.url >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// source-known-properties
MATCH (n:Source) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'kind', 'url']) RETURN n.key AS key, null AS other LIMIT 25;

// source-key-unique
MATCH (n:Source) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// projection-set-key
MATCH (n:ProjectionSet) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-race
MATCH (n:ProjectionSet) WHERE NOT coalesce(n.race >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-as-of
MATCH (n:ProjectionSet) WHERE NOT coalesce(n.asOf =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-model
MATCH (n:ProjectionSet) WHERE NOT coalesce(n.model >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-data-digest
MATCH (n:ProjectionSet) WHERE NOT coalesce(n.dataDigest >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-seed
MATCH (n:ProjectionSet) WHERE NOT coalesce(n.seed >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-simulations
MATCH (n:ProjectionSet) WHERE CASE WHEN n.simulations >= '' THEN true WHEN n.simulations >= 1 THEN toInteger(n.simulations) <> n.simulations ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-known-properties
MATCH (n:ProjectionSet) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'race', 'asOf', 'model', 'dataDigest', 'seed', 'simulations', 'derivedFrom']) RETURN n.key AS key, null AS other LIMIT 25;

// projection-set-key-unique
MATCH (n:ProjectionSet) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// projection-record-key
MATCH (n:ProjectionRecord) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-record-race
MATCH (n:ProjectionRecord) WHERE NOT coalesce(n.race >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-record-series
MATCH (n:ProjectionRecord) WHERE NOT coalesce(n.series >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-record-date
MATCH (n:ProjectionRecord) WHERE NOT coalesce(n.date =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-record-track-name
MATCH (n:ProjectionRecord) WHERE NOT coalesce(n.trackName >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-record-nascar-id
MATCH (n:ProjectionRecord) WHERE n.nascarId IS NOT NULL AND CASE WHEN n.nascarId >= '' THEN true WHEN n.nascarId >= 1 THEN toInteger(n.nascarId) <> n.nascarId ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// projection-record-model-version
MATCH (n:ProjectionRecord) WHERE NOT coalesce(n.modelVersion >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-record-model-digest
MATCH (n:ProjectionRecord) WHERE NOT coalesce(n.modelDigest >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-record-as-of
MATCH (n:ProjectionRecord) WHERE NOT coalesce(n.asOf =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-record-lock-at
MATCH (n:ProjectionRecord) WHERE NOT coalesce(n.lockAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-record-made-at
MATCH (n:ProjectionRecord) WHERE NOT coalesce(n.madeAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-record-made-by
MATCH (n:ProjectionRecord) WHERE NOT coalesce(n.madeBy >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-record-run-id
MATCH (n:ProjectionRecord) WHERE n.runId IS NOT NULL AND NOT coalesce(n.runId >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-record-label
MATCH (n:ProjectionRecord) WHERE NOT coalesce(n.label IN ['forecast', 'late', 'backtest', 'replay'], false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-record-previous
MATCH (n:ProjectionRecord) WHERE n.previous IS NOT NULL AND NOT coalesce(n.previous >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-record-known-properties
MATCH (n:ProjectionRecord) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'race', 'series', 'date', 'trackName', 'nascarId', 'modelVersion', 'modelDigest', 'asOf', 'lockAt', 'madeAt', 'madeBy', 'runId', 'label', 'previous']) RETURN n.key AS key, null AS other LIMIT 25;

// projection-record-key-unique
MATCH (n:ProjectionRecord) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// projection-record-previous-unique
MATCH (n:ProjectionRecord) WITH n.previous AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// projection-key
MATCH (n:Projection) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// projection-mean-finish
MATCH (n:Projection) WHERE CASE WHEN n.meanFinish >= '' THEN true WHEN n.meanFinish >= 1.0 AND n.meanFinish <= 60.0 THEN false ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// projection-win-probability
MATCH (n:Projection) WHERE CASE WHEN n.winProbability >= '' THEN true WHEN n.winProbability >= 0.0 AND n.winProbability <= 1.0 THEN false ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// projection-draftkings-mean
MATCH (n:Projection) WHERE n.draftkingsMean IS NOT NULL AND CASE WHEN n.draftkingsMean >= '' THEN true WHEN n.draftkingsMean <= 0 OR n.draftkingsMean > 0 THEN false ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// projection-fanduel-mean
MATCH (n:Projection) WHERE n.fanduelMean IS NOT NULL AND CASE WHEN n.fanduelMean >= '' THEN true WHEN n.fanduelMean <= 0 OR n.fanduelMean > 0 THEN false ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// projection-known-properties
MATCH (n:Projection) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'meanFinish', 'winProbability', 'draftkingsMean', 'fanduelMean']) RETURN n.key AS key, null AS other LIMIT 25;

// projection-key-unique
MATCH (n:Projection) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// snapshot-key
MATCH (n:Snapshot) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// snapshot-feed
MATCH (n:Snapshot) WHERE NOT coalesce(n.feed >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// snapshot-fetched-at
MATCH (n:Snapshot) WHERE NOT coalesce(n.fetchedAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// snapshot-bytes
MATCH (n:Snapshot) WHERE n.bytes IS NOT NULL AND CASE WHEN n.bytes >= '' THEN true WHEN n.bytes >= 0 THEN toInteger(n.bytes) <> n.bytes ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// snapshot-rows
MATCH (n:Snapshot) WHERE n.rows IS NOT NULL AND CASE WHEN n.rows >= '' THEN true WHEN n.rows >= 0 THEN toInteger(n.rows) <> n.rows ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// snapshot-complaints
MATCH (n:Snapshot) WHERE n.complaints IS NOT NULL AND CASE WHEN n.complaints >= '' THEN true WHEN n.complaints >= 0 THEN toInteger(n.complaints) <> n.complaints ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// snapshot-complete
MATCH (n:Snapshot) WHERE n.complete IS NOT NULL AND NOT coalesce(n.complete IN [true, false], false) RETURN n.key AS key, null AS other LIMIT 25;

// snapshot-file-name
MATCH (n:Snapshot) WHERE n.fileName IS NOT NULL AND NOT coalesce(n.fileName >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// snapshot-known-properties
MATCH (n:Snapshot) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'feed', 'fetchedAt', 'bytes', 'rows', 'complaints', 'supersedes', 'complete', 'fileName']) RETURN n.key AS key, null AS other LIMIT 25;

// snapshot-key-unique
MATCH (n:Snapshot) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// part-key
MATCH (n:Part) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// part-group
MATCH (n:Part) WHERE NOT coalesce(n.group >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// part-race-group
MATCH (n:Part) WHERE NOT coalesce(n.raceGroup >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// part-rows
MATCH (n:Part) WHERE CASE WHEN n.rows >= '' THEN true WHEN n.rows >= 0 THEN toInteger(n.rows) <> n.rows ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// part-known-properties
MATCH (n:Part) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'group', 'raceGroup', 'rows']) RETURN n.key AS key, null AS other LIMIT 25;

// part-key-unique
MATCH (n:Part) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// veto-key
MATCH (n:Veto) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// veto-rule
MATCH (n:Veto) WHERE NOT coalesce(n.rule >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// veto-limit
MATCH (n:Veto) WHERE n.limit IS NOT NULL AND NOT coalesce(n.limit >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// veto-measured
MATCH (n:Veto) WHERE n.measured IS NOT NULL AND NOT coalesce(n.measured >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// veto-reason
MATCH (n:Veto) WHERE NOT coalesce(n.reason >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// veto-known-properties
MATCH (n:Veto) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'rule', 'limit', 'measured', 'reason']) RETURN n.key AS key, null AS other LIMIT 25;

// veto-key-unique
MATCH (n:Veto) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// quarantine-key
MATCH (n:Quarantine) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// quarantine-rule
MATCH (n:Quarantine) WHERE NOT coalesce(n.rule >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// quarantine-limit
MATCH (n:Quarantine) WHERE n.limit IS NOT NULL AND NOT coalesce(n.limit >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// quarantine-measured
MATCH (n:Quarantine) WHERE n.measured IS NOT NULL AND NOT coalesce(n.measured >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// quarantine-reason
MATCH (n:Quarantine) WHERE NOT coalesce(n.reason >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// quarantine-group
MATCH (n:Quarantine) WHERE NOT coalesce(n.group >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// quarantine-race-group
MATCH (n:Quarantine) WHERE NOT coalesce(n.raceGroup >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// quarantine-rows
MATCH (n:Quarantine) WHERE CASE WHEN n.rows >= '' THEN true WHEN n.rows >= 0 THEN toInteger(n.rows) <> n.rows ELSE true END RETURN n.key AS key, null AS other LIMIT 25;

// quarantine-known-properties
MATCH (n:Quarantine) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'rule', 'limit', 'measured', 'reason', 'group', 'raceGroup', 'rows']) RETURN n.key AS key, null AS other LIMIT 25;

// quarantine-key-unique
MATCH (n:Quarantine) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// migration-key
MATCH (n:Migration) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// migration-name
MATCH (n:Migration) WHERE NOT coalesce(n.name >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// migration-checksum
MATCH (n:Migration) WHERE NOT coalesce(n.checksum >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// migration-applied-at
MATCH (n:Migration) WHERE NOT coalesce(n.appliedAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN n.key AS key, null AS other LIMIT 25;

// migration-known-properties
MATCH (n:Migration) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'name', 'checksum', 'appliedAt']) RETURN n.key AS key, null AS other LIMIT 25;

// migration-key-unique
MATCH (n:Migration) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// lock-key
MATCH (n:Lock) WHERE NOT coalesce(n.key >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// lock-holder
MATCH (n:Lock) WHERE n.holder IS NOT NULL AND NOT coalesce(n.holder >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// lock-mark
MATCH (n:Lock) WHERE n.mark IS NOT NULL AND NOT coalesce(n.mark >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// lock-writing
MATCH (n:Lock) WHERE n.writing IS NOT NULL AND NOT coalesce(n.writing >= '', false) RETURN n.key AS key, null AS other LIMIT 25;

// lock-known-properties
MATCH (n:Lock) WHERE any(k IN keys(n) WHERE NOT k IN ['key', 'holder', 'mark', 'writing']) RETURN n.key AS key, null AS other LIMIT 25;

// lock-key-unique
MATCH (n:Lock) WITH n.key AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT 25;

// of-series-ends
MATCH (a)-[r:OF_SERIES]->(b) WHERE NOT ((a:Season) AND (b:Series)) RETURN a.key AS key, b.key AS other LIMIT 25;

// of-series-out-season
MATCH (n:Season) WHERE COUNT { (n)-[:OF_SERIES]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// of-series-known-properties
MATCH (a:Season)-[r:OF_SERIES]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// in-season-ends
MATCH (a)-[r:IN_SEASON]->(b) WHERE NOT ((a:Race) AND (b:Season)) RETURN a.key AS key, b.key AS other LIMIT 25;

// in-season-out-race
MATCH (n:Race) WHERE COUNT { (n)-[:IN_SEASON]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// in-season-known-properties
MATCH (a:Race)-[r:IN_SEASON]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// ran-on-ends
MATCH (a)-[r:RAN_ON]->(b) WHERE NOT ((a:Race) AND (b:TrackConfig)) RETURN a.key AS key, b.key AS other LIMIT 25;

// ran-on-out-race
MATCH (n:Race) WHERE COUNT { (n)-[:RAN_ON]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// ran-on-known-properties
MATCH (a:Race)-[r:RAN_ON]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// layout-of-ends
MATCH (a)-[r:LAYOUT_OF]->(b) WHERE NOT ((a:TrackConfig) AND (b:Track)) RETURN a.key AS key, b.key AS other LIMIT 25;

// layout-of-out-track-config
MATCH (n:TrackConfig) WHERE COUNT { (n)-[:LAYOUT_OF]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// layout-of-in-track
MATCH (n:Track) WHERE NOT EXISTS { ()-[:LAYOUT_OF]->(n) } RETURN n.key AS key, null AS other LIMIT 25;

// layout-of-known-properties
MATCH (a:TrackConfig)-[r:LAYOUT_OF]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// is-a-ends
MATCH (a)-[r:IS_A]->(b) WHERE NOT ((a:TrackConfig OR a:TrackClass) AND (b:TrackClass)) RETURN a.key AS key, b.key AS other LIMIT 25;

// is-a-out-track-config
MATCH (n:TrackConfig) WHERE COUNT { (n)-[:IS_A]->() } > 1 RETURN n.key AS key, null AS other LIMIT 25;

// is-a-out-track-class
MATCH (n:TrackClass) WHERE COUNT { (n)-[:IS_A]->() } > 1 RETURN n.key AS key, null AS other LIMIT 25;

// is-a-acyclic
MATCH (a)-[:IS_A*1..12]->(b) WHERE a.key = b.key RETURN DISTINCT a.key AS key, null AS other LIMIT 25;

// is-a-known-properties
MATCH (a)-[r:IS_A]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// had-entry-ends
MATCH (a)-[r:HAD_ENTRY]->(b) WHERE NOT ((a:Driver) AND (b:Entry)) RETURN a.key AS key, b.key AS other LIMIT 25;

// had-entry-out-driver
MATCH (n:Driver) WHERE NOT EXISTS { (n)-[:HAD_ENTRY]->() } RETURN n.key AS key, null AS other LIMIT 25;

// had-entry-in-entry
MATCH (n:Entry) WHERE COUNT { ()-[:HAD_ENTRY]->(n) } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// had-entry-known-properties
MATCH (a:Driver)-[r:HAD_ENTRY]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// in-race-ends
MATCH (a)-[r:IN_RACE]->(b) WHERE NOT ((a:Entry) AND (b:Race)) RETURN a.key AS key, b.key AS other LIMIT 25;

// in-race-out-entry
MATCH (n:Entry) WHERE COUNT { (n)-[:IN_RACE]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// in-race-known-properties
MATCH (a:Entry)-[r:IN_RACE]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// list-of-ends
MATCH (a)-[r:LIST_OF]->(b) WHERE NOT ((a:EntryList) AND (b:Race)) RETURN a.key AS key, b.key AS other LIMIT 25;

// list-of-out-entry-list
MATCH (n:EntryList) WHERE COUNT { (n)-[:LIST_OF]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// list-of-known-properties
MATCH (a:EntryList)-[r:LIST_OF]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// of-race-ends
MATCH (a)-[r:OF_RACE]->(b) WHERE NOT ((a:Session) AND (b:Race)) RETURN a.key AS key, b.key AS other LIMIT 25;

// of-race-out-session
MATCH (n:Session) WHERE COUNT { (n)-[:OF_RACE]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// of-race-known-properties
MATCH (a:Session)-[r:OF_RACE]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-ends
MATCH (a)-[r:SESSION_RESULT]->(b) WHERE NOT ((a:Entry) AND (b:Session)) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-once
MATCH (a:Entry)-[r:SESSION_RESULT]->(b) WITH a.key AS key, b.key AS other, count(r) AS relations WHERE relations > 1 RETURN key, other LIMIT 25;

// session-result-known-at
MATCH (a:Entry)-[r:SESSION_RESULT]->(b) WHERE NOT coalesce(r.knownAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-finish-on-track
MATCH (a:Entry)-[r:SESSION_RESULT]->(b) WHERE CASE WHEN r.finishOnTrack >= '' THEN true WHEN r.finishOnTrack >= 1 AND r.finishOnTrack <= 60 THEN toInteger(r.finishOnTrack) <> r.finishOnTrack ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-finish-official
MATCH (a:Entry)-[r:SESSION_RESULT]->(b) WHERE r.finishOfficial IS NOT NULL AND CASE WHEN r.finishOfficial >= '' THEN true WHEN r.finishOfficial >= 1 AND r.finishOfficial <= 60 THEN toInteger(r.finishOfficial) <> r.finishOfficial ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-mid
MATCH (a:Entry)-[r:SESSION_RESULT]->(b) WHERE CASE WHEN r.mid >= '' THEN true WHEN r.mid >= 1 AND r.mid <= 60 THEN toInteger(r.mid) <> r.mid ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-best
MATCH (a:Entry)-[r:SESSION_RESULT]->(b) WHERE CASE WHEN r.best >= '' THEN true WHEN r.best >= 1 AND r.best <= 60 THEN toInteger(r.best) <> r.best ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-worst
MATCH (a:Entry)-[r:SESSION_RESULT]->(b) WHERE CASE WHEN r.worst >= '' THEN true WHEN r.worst >= 1 AND r.worst <= 60 THEN toInteger(r.worst) <> r.worst ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-average-position
MATCH (a:Entry)-[r:SESSION_RESULT]->(b) WHERE CASE WHEN r.averagePosition >= '' THEN true WHEN r.averagePosition >= 1.0 AND r.averagePosition <= 60.0 THEN false ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-passing-diff
MATCH (a:Entry)-[r:SESSION_RESULT]->(b) WHERE CASE WHEN r.passingDiff >= '' THEN true WHEN r.passingDiff <= 0 OR r.passingDiff > 0 THEN toInteger(r.passingDiff) <> r.passingDiff ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-green-passes
MATCH (a:Entry)-[r:SESSION_RESULT]->(b) WHERE CASE WHEN r.greenPasses >= '' THEN true WHEN r.greenPasses >= 0 THEN toInteger(r.greenPasses) <> r.greenPasses ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-green-times-passed
MATCH (a:Entry)-[r:SESSION_RESULT]->(b) WHERE CASE WHEN r.greenTimesPassed >= '' THEN true WHEN r.greenTimesPassed >= 0 THEN toInteger(r.greenTimesPassed) <> r.greenTimesPassed ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-quality-passes
MATCH (a:Entry)-[r:SESSION_RESULT]->(b) WHERE CASE WHEN r.qualityPasses >= '' THEN true WHEN r.qualityPasses >= 0 THEN toInteger(r.qualityPasses) <> r.qualityPasses ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-fastest-laps
MATCH (a:Entry)-[r:SESSION_RESULT]->(b) WHERE CASE WHEN r.fastestLaps >= '' THEN true WHEN r.fastestLaps >= 0 AND r.fastestLaps <= 1000 THEN toInteger(r.fastestLaps) <> r.fastestLaps ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-top15-laps
MATCH (a:Entry)-[r:SESSION_RESULT]->(b) WHERE CASE WHEN r.top15Laps >= '' THEN true WHEN r.top15Laps >= 0 AND r.top15Laps <= 1000 THEN toInteger(r.top15Laps) <> r.top15Laps ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-laps-led
MATCH (a:Entry)-[r:SESSION_RESULT]->(b) WHERE CASE WHEN r.lapsLed >= '' THEN true WHEN r.lapsLed >= 0 AND r.lapsLed <= 1000 THEN toInteger(r.lapsLed) <> r.lapsLed ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-laps-completed
MATCH (a:Entry)-[r:SESSION_RESULT]->(b) WHERE CASE WHEN r.lapsCompleted >= '' THEN true WHEN r.lapsCompleted >= 0 AND r.lapsCompleted <= 1000 THEN toInteger(r.lapsCompleted) <> r.lapsCompleted ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-rating
MATCH (a:Entry)-[r:SESSION_RESULT]->(b) WHERE CASE WHEN r.rating >= '' THEN true WHEN r.rating >= 0.0 AND r.rating <= 150.0 THEN false ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-status-raw
MATCH (a:Entry)-[r:SESSION_RESULT]->(b) WHERE NOT coalesce(r.statusRaw >= '', false) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-status-kind
MATCH (a:Entry)-[r:SESSION_RESULT]->(b) WHERE NOT coalesce(r.statusKind IN ['running', 'accident', 'mechanical', 'other'], false) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-lap-pace
MATCH (a:Entry)-[r:SESSION_RESULT]->(b) WHERE r.lapPace IS NOT NULL AND CASE WHEN r.lapPace >= '' THEN true WHEN r.lapPace <= 0 OR r.lapPace > 0 THEN false ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-last-third-pace
MATCH (a:Entry)-[r:SESSION_RESULT]->(b) WHERE r.lastThirdPace IS NOT NULL AND CASE WHEN r.lastThirdPace >= '' THEN true WHEN r.lastThirdPace <= 0 OR r.lastThirdPace > 0 THEN false ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-pace-laps
MATCH (a:Entry)-[r:SESSION_RESULT]->(b) WHERE r.paceLaps IS NOT NULL AND CASE WHEN r.paceLaps >= '' THEN true WHEN r.paceLaps >= 1 AND r.paceLaps <= 1000 THEN toInteger(r.paceLaps) <> r.paceLaps ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// session-result-known-properties
MATCH (a:Entry)-[r:SESSION_RESULT]->(b) WHERE any(k IN keys(r) WHERE NOT k IN ['knownAt', 'finishOnTrack', 'finishOfficial', 'mid', 'best', 'worst', 'averagePosition', 'passingDiff', 'greenPasses', 'greenTimesPassed', 'qualityPasses', 'fastestLaps', 'top15Laps', 'lapsLed', 'lapsCompleted', 'rating', 'statusRaw', 'statusKind', 'lapPace', 'lastThirdPace', 'paceLaps']) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-pace-ends
MATCH (a)-[r:SESSION_PACE]->(b) WHERE NOT ((a:Entry) AND (b:Session)) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-pace-once
MATCH (a:Entry)-[r:SESSION_PACE]->(b) WITH a.key AS key, b.key AS other, count(r) AS relations WHERE relations > 1 RETURN key, other LIMIT 25;

// session-pace-known-at
MATCH (a:Entry)-[r:SESSION_PACE]->(b) WHERE NOT coalesce(r.knownAt =~ '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z', false) RETURN a.key AS key, b.key AS other LIMIT 25;

// session-pace-best-lap
MATCH (a:Entry)-[r:SESSION_PACE]->(b) WHERE r.bestLap IS NOT NULL AND CASE WHEN r.bestLap >= '' THEN true WHEN r.bestLap >= 20.0 AND r.bestLap <= 230.0 THEN false ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// session-pace-run5
MATCH (a:Entry)-[r:SESSION_PACE]->(b) WHERE r.run5 IS NOT NULL AND CASE WHEN r.run5 >= '' THEN true WHEN r.run5 >= 20.0 AND r.run5 <= 230.0 THEN false ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// session-pace-run10
MATCH (a:Entry)-[r:SESSION_PACE]->(b) WHERE r.run10 IS NOT NULL AND CASE WHEN r.run10 >= '' THEN true WHEN r.run10 >= 20.0 AND r.run10 <= 230.0 THEN false ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// session-pace-run15
MATCH (a:Entry)-[r:SESSION_PACE]->(b) WHERE r.run15 IS NOT NULL AND CASE WHEN r.run15 >= '' THEN true WHEN r.run15 >= 20.0 AND r.run15 <= 230.0 THEN false ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// session-pace-run20
MATCH (a:Entry)-[r:SESSION_PACE]->(b) WHERE r.run20 IS NOT NULL AND CASE WHEN r.run20 >= '' THEN true WHEN r.run20 >= 20.0 AND r.run20 <= 230.0 THEN false ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// session-pace-run25
MATCH (a:Entry)-[r:SESSION_PACE]->(b) WHERE r.run25 IS NOT NULL AND CASE WHEN r.run25 >= '' THEN true WHEN r.run25 >= 20.0 AND r.run25 <= 230.0 THEN false ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// session-pace-run30
MATCH (a:Entry)-[r:SESSION_PACE]->(b) WHERE r.run30 IS NOT NULL AND CASE WHEN r.run30 >= '' THEN true WHEN r.run30 >= 20.0 AND r.run30 <= 230.0 THEN false ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// session-pace-known-properties
MATCH (a:Entry)-[r:SESSION_PACE]->(b) WHERE any(k IN keys(r) WHERE NOT k IN ['knownAt', 'bestLap', 'run5', 'run10', 'run15', 'run20', 'run25', 'run30']) RETURN a.key AS key, b.key AS other LIMIT 25;

// price-of-ends
MATCH (a)-[r:PRICE_OF]->(b) WHERE NOT ((a:Price) AND (b:Entry)) RETURN a.key AS key, b.key AS other LIMIT 25;

// price-of-out-price
MATCH (n:Price) WHERE COUNT { (n)-[:PRICE_OF]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// price-of-known-properties
MATCH (a:Price)-[r:PRICE_OF]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// fielded-by-ends
MATCH (a)-[r:FIELDED_BY]->(b) WHERE NOT ((a:Entry) AND (b:Team)) RETURN a.key AS key, b.key AS other LIMIT 25;

// fielded-by-out-entry
MATCH (n:Entry) WHERE COUNT { (n)-[:FIELDED_BY]->() } > 1 RETURN n.key AS key, null AS other LIMIT 25;

// fielded-by-known-properties
MATCH (a:Entry)-[r:FIELDED_BY]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// of-make-ends
MATCH (a)-[r:OF_MAKE]->(b) WHERE NOT ((a:Entry) AND (b:Manufacturer)) RETURN a.key AS key, b.key AS other LIMIT 25;

// of-make-out-entry
MATCH (n:Entry) WHERE COUNT { (n)-[:OF_MAKE]->() } > 1 RETURN n.key AS key, null AS other LIMIT 25;

// of-make-known-properties
MATCH (a:Entry)-[r:OF_MAKE]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// in-car-ends
MATCH (a)-[r:IN_CAR]->(b) WHERE NOT ((a:Entry) AND (b:CarNumber)) RETURN a.key AS key, b.key AS other LIMIT 25;

// in-car-out-entry
MATCH (n:Entry) WHERE COUNT { (n)-[:IN_CAR]->() } > 1 RETURN n.key AS key, null AS other LIMIT 25;

// in-car-known-properties
MATCH (a:Entry)-[r:IN_CAR]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// on-race-ends
MATCH (a)-[r:ON_RACE]->(b) WHERE NOT ((a:Slate) AND (b:Race)) RETURN a.key AS key, b.key AS other LIMIT 25;

// on-race-out-slate
MATCH (n:Slate) WHERE COUNT { (n)-[:ON_RACE]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// on-race-known-properties
MATCH (a:Slate)-[r:ON_RACE]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// lists-ends
MATCH (a)-[r:LISTS]->(b) WHERE NOT ((a:Slate) AND (b:Entry)) RETURN a.key AS key, b.key AS other LIMIT 25;

// lists-out-slate
MATCH (n:Slate) WHERE NOT EXISTS { (n)-[:LISTS]->() } RETURN n.key AS key, null AS other LIMIT 25;

// lists-once
MATCH (a:Slate)-[r:LISTS]->(b) WITH a.key AS key, b.key AS other, count(r) AS relations WHERE relations > 1 RETURN key, other LIMIT 25;

// lists-salary
MATCH (a:Slate)-[r:LISTS]->(b) WHERE CASE WHEN r.salary >= '' THEN true WHEN r.salary >= 0 AND r.salary <= 100000 THEN toInteger(r.salary) <> r.salary ELSE true END RETURN a.key AS key, b.key AS other LIMIT 25;

// lists-site-id
MATCH (a:Slate)-[r:LISTS]->(b) WHERE r.siteId IS NOT NULL AND NOT coalesce(r.siteId >= '', false) RETURN a.key AS key, b.key AS other LIMIT 25;

// lists-modelled
MATCH (a:Slate)-[r:LISTS]->(b) WHERE NOT coalesce(r.modelled IN [true, false], false) RETURN a.key AS key, b.key AS other LIMIT 25;

// lists-known-properties
MATCH (a:Slate)-[r:LISTS]->(b) WHERE any(k IN keys(r) WHERE NOT k IN ['salary', 'siteId', 'modelled']) RETURN a.key AS key, b.key AS other LIMIT 25;

// under-rules-ends
MATCH (a)-[r:UNDER_RULES]->(b) WHERE NOT ((a:Slate) AND (b:ScoringRules)) RETURN a.key AS key, b.key AS other LIMIT 25;

// under-rules-out-slate
MATCH (n:Slate) WHERE COUNT { (n)-[:UNDER_RULES]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// under-rules-known-properties
MATCH (a:Slate)-[r:UNDER_RULES]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// about-ends
MATCH (a)-[r:ABOUT]->(b) WHERE NOT ((a:Claim) AND (b:Race OR b:Entry)) RETURN a.key AS key, b.key AS other LIMIT 25;

// about-out-claim
MATCH (n:Claim) WHERE COUNT { (n)-[:ABOUT]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// about-known-properties
MATCH (a:Claim)-[r:ABOUT]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// from-ends
MATCH (a)-[r:FROM]->(b) WHERE NOT ((a:Claim) AND (b:Source)) RETURN a.key AS key, b.key AS other LIMIT 25;

// from-out-claim
MATCH (n:Claim) WHERE COUNT { (n)-[:FROM]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// from-known-properties
MATCH (a:Claim)-[r:FROM]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// for-race-ends
MATCH (a)-[r:FOR_RACE]->(b) WHERE NOT ((a:ProjectionSet) AND (b:Race)) RETURN a.key AS key, b.key AS other LIMIT 25;

// for-race-out-projection-set
MATCH (n:ProjectionSet) WHERE COUNT { (n)-[:FOR_RACE]->() } > 1 RETURN n.key AS key, null AS other LIMIT 25;

// for-race-known-properties
MATCH (a:ProjectionSet)-[r:FOR_RACE]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// records-ends
MATCH (a)-[r:RECORDS]->(b) WHERE NOT ((a:ProjectionRecord) AND (b:ProjectionSet)) RETURN a.key AS key, b.key AS other LIMIT 25;

// records-out-projection-record
MATCH (n:ProjectionRecord) WHERE COUNT { (n)-[:RECORDS]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// records-known-properties
MATCH (a:ProjectionRecord)-[r:RECORDS]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// in-set-ends
MATCH (a)-[r:IN_SET]->(b) WHERE NOT ((a:Projection) AND (b:ProjectionSet)) RETURN a.key AS key, b.key AS other LIMIT 25;

// in-set-out-projection
MATCH (n:Projection) WHERE COUNT { (n)-[:IN_SET]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// in-set-known-properties
MATCH (a:Projection)-[r:IN_SET]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// of-entry-ends
MATCH (a)-[r:OF_ENTRY]->(b) WHERE NOT ((a:Projection) AND (b:Entry)) RETURN a.key AS key, b.key AS other LIMIT 25;

// of-entry-out-projection
MATCH (n:Projection) WHERE COUNT { (n)-[:OF_ENTRY]->() } > 1 RETURN n.key AS key, null AS other LIMIT 25;

// of-entry-known-properties
MATCH (a:Projection)-[r:OF_ENTRY]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// derived-from-ends
MATCH (a)-[r:DERIVED_FROM]->(b) WHERE NOT ((a:ProjectionSet) AND (b:Claim OR b:Snapshot)) RETURN a.key AS key, b.key AS other LIMIT 25;

// derived-from-once
MATCH (a:ProjectionSet)-[r:DERIVED_FROM]->(b) WITH a.key AS key, b.key AS other, count(r) AS relations WHERE relations > 1 RETURN key, other LIMIT 25;

// derived-from-known-properties
MATCH (a:ProjectionSet)-[r:DERIVED_FROM]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// stated-by-ends
MATCH (a)-[r:STATED_BY]->(b) WHERE NOT ((a:Race) AND (b:Part)) RETURN a.key AS key, b.key AS other LIMIT 25;

// stated-by-out-race
MATCH (n:Race) WHERE NOT EXISTS { (n)-[:STATED_BY]->() } RETURN n.key AS key, null AS other LIMIT 25;

// stated-by-once
MATCH (a:Race)-[r:STATED_BY]->(b) WITH a.key AS key, b.key AS other, count(r) AS relations WHERE relations > 1 RETURN key, other LIMIT 25;

// stated-by-known-properties
MATCH (a:Race)-[r:STATED_BY]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// of-snapshot-ends
MATCH (a)-[r:OF_SNAPSHOT]->(b) WHERE NOT ((a:Part) AND (b:Snapshot)) RETURN a.key AS key, b.key AS other LIMIT 25;

// of-snapshot-out-part
MATCH (n:Part) WHERE COUNT { (n)-[:OF_SNAPSHOT]->() } <> 1 RETURN n.key AS key, null AS other LIMIT 25;

// of-snapshot-known-properties
MATCH (a:Part)-[r:OF_SNAPSHOT]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// supersedes-ends
MATCH (a)-[r:SUPERSEDES]->(b) WHERE NOT ((a:Snapshot) AND (b:Snapshot)) RETURN a.key AS key, b.key AS other LIMIT 25;

// supersedes-once
MATCH (a:Snapshot)-[r:SUPERSEDES]->(b) WITH a.key AS key, b.key AS other, count(r) AS relations WHERE relations > 1 RETURN key, other LIMIT 25;

// supersedes-acyclic
MATCH (a:Snapshot)-[:SUPERSEDES*1..12]->(b) WHERE a.key = b.key RETURN DISTINCT a.key AS key, null AS other LIMIT 25;

// supersedes-known-properties
MATCH (a:Snapshot)-[r:SUPERSEDES]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// of-ends
MATCH (a)-[r:OF]->(b) WHERE NOT ((a:Veto OR a:Quarantine) AND (b:Race OR b:Entry OR b:Claim OR b:ProjectionSet OR b:Part)) RETURN a.key AS key, b.key AS other LIMIT 25;

// of-once
MATCH (a)-[r:OF]->(b) WITH a.key AS key, b.key AS other, count(r) AS relations WHERE relations > 1 RETURN key, other LIMIT 25;

// of-known-properties
MATCH (a)-[r:OF]->(b) WHERE size(keys(r)) > 0 RETURN a.key AS key, b.key AS other LIMIT 25;

// results-in-own-race
MATCH (n:Entry)-[:IN_RACE]->(x) MATCH (n)-[:SESSION_RESULT]->()-[:OF_RACE]->(y) WHERE x.key <> y.key RETURN DISTINCT n.key AS key, y.key AS other LIMIT 25;

// paces-in-own-race
MATCH (n:Entry)-[:SESSION_PACE]->()-[:OF_RACE]->(x) MATCH (n)-[:IN_RACE]->(y) WHERE x.key <> y.key RETURN DISTINCT n.key AS key, y.key AS other LIMIT 25;

// projections-in-own-race
MATCH (n:Projection)-[:IN_SET]->()-[:FOR_RACE]->(x) MATCH (n)-[:OF_ENTRY]->()-[:IN_RACE]->(y) WHERE x.key <> y.key RETURN DISTINCT n.key AS key, y.key AS other LIMIT 25;

// slates-list-own-race
MATCH (n:Slate)-[:ON_RACE]->(x) MATCH (n)-[:LISTS]->()-[:IN_RACE]->(y) WHERE x.key <> y.key RETURN DISTINCT n.key AS key, y.key AS other LIMIT 25;
