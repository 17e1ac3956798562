// Generated from packages/ontology/ontology.toml by `cargo xtask codegen`; do not edit.

// series_key_unique
CREATE CONSTRAINT series_key_unique IF NOT EXISTS FOR (n:Series) REQUIRE n.key IS UNIQUE;

// season_key_unique
CREATE CONSTRAINT season_key_unique IF NOT EXISTS FOR (n:Season) REQUIRE n.key IS UNIQUE;

// race_key_unique
CREATE CONSTRAINT race_key_unique IF NOT EXISTS FOR (n:Race) REQUIRE n.key IS UNIQUE;

// track_key_unique
CREATE CONSTRAINT track_key_unique IF NOT EXISTS FOR (n:Track) REQUIRE n.key IS UNIQUE;

// track_config_key_unique
CREATE CONSTRAINT track_config_key_unique IF NOT EXISTS FOR (n:TrackConfig) REQUIRE n.key IS UNIQUE;

// track_class_key_unique
CREATE CONSTRAINT track_class_key_unique IF NOT EXISTS FOR (n:TrackClass) REQUIRE n.key IS UNIQUE;

// driver_key_unique
CREATE CONSTRAINT driver_key_unique IF NOT EXISTS FOR (n:Driver) REQUIRE n.key IS UNIQUE;

// driver_driver_id_unique
CREATE CONSTRAINT driver_driver_id_unique IF NOT EXISTS FOR (n:Driver) REQUIRE n.driverId IS UNIQUE;

// team_key_unique
CREATE CONSTRAINT team_key_unique IF NOT EXISTS FOR (n:Team) REQUIRE n.key IS UNIQUE;

// manufacturer_key_unique
CREATE CONSTRAINT manufacturer_key_unique IF NOT EXISTS FOR (n:Manufacturer) REQUIRE n.key IS UNIQUE;

// car_number_key_unique
CREATE CONSTRAINT car_number_key_unique IF NOT EXISTS FOR (n:CarNumber) REQUIRE n.key IS UNIQUE;

// entry_key_unique
CREATE CONSTRAINT entry_key_unique IF NOT EXISTS FOR (n:Entry) REQUIRE n.key IS UNIQUE;

// entry_list_key_unique
CREATE CONSTRAINT entry_list_key_unique IF NOT EXISTS FOR (n:EntryList) REQUIRE n.key IS UNIQUE;

// session_key_unique
CREATE CONSTRAINT session_key_unique IF NOT EXISTS FOR (n:Session) REQUIRE n.key IS UNIQUE;

// slate_key_unique
CREATE CONSTRAINT slate_key_unique IF NOT EXISTS FOR (n:Slate) REQUIRE n.key IS UNIQUE;

// scoring_rules_key_unique
CREATE CONSTRAINT scoring_rules_key_unique IF NOT EXISTS FOR (n:ScoringRules) REQUIRE n.key IS UNIQUE;

// price_key_unique
CREATE CONSTRAINT price_key_unique IF NOT EXISTS FOR (n:Price) REQUIRE n.key IS UNIQUE;

// claim_key_unique
CREATE CONSTRAINT claim_key_unique IF NOT EXISTS FOR (n:Claim) REQUIRE n.key IS UNIQUE;

// source_key_unique
CREATE CONSTRAINT source_key_unique IF NOT EXISTS FOR (n:Source) REQUIRE n.key IS UNIQUE;

// projection_set_key_unique
CREATE CONSTRAINT projection_set_key_unique IF NOT EXISTS FOR (n:ProjectionSet) REQUIRE n.key IS UNIQUE;

// projection_record_key_unique
CREATE CONSTRAINT projection_record_key_unique IF NOT EXISTS FOR (n:ProjectionRecord) REQUIRE n.key IS UNIQUE;

// projection_record_previous_unique
CREATE CONSTRAINT projection_record_previous_unique IF NOT EXISTS FOR (n:ProjectionRecord) REQUIRE n.previous IS UNIQUE;

// projection_key_unique
CREATE CONSTRAINT projection_key_unique IF NOT EXISTS FOR (n:Projection) REQUIRE n.key IS UNIQUE;

// snapshot_key_unique
CREATE CONSTRAINT snapshot_key_unique IF NOT EXISTS FOR (n:Snapshot) REQUIRE n.key IS UNIQUE;

// part_key_unique
CREATE CONSTRAINT part_key_unique IF NOT EXISTS FOR (n:Part) REQUIRE n.key IS UNIQUE;

// veto_key_unique
CREATE CONSTRAINT veto_key_unique IF NOT EXISTS FOR (n:Veto) REQUIRE n.key IS UNIQUE;

// quarantine_key_unique
CREATE CONSTRAINT quarantine_key_unique IF NOT EXISTS FOR (n:Quarantine) REQUIRE n.key IS UNIQUE;

// migration_key_unique
CREATE CONSTRAINT migration_key_unique IF NOT EXISTS FOR (n:Migration) REQUIRE n.key IS UNIQUE;

// lock_key_unique
CREATE CONSTRAINT lock_key_unique IF NOT EXISTS FOR (n:Lock) REQUIRE n.key IS UNIQUE;

// race_known_at_index
CREATE INDEX race_known_at_index IF NOT EXISTS FOR (n:Race) ON (n.knownAt);

// race_series_index
CREATE INDEX race_series_index IF NOT EXISTS FOR (n:Race) ON (n.series);

// race_date_index
CREATE INDEX race_date_index IF NOT EXISTS FOR (n:Race) ON (n.date);

// race_lock_at_index
CREATE INDEX race_lock_at_index IF NOT EXISTS FOR (n:Race) ON (n.lockAt);

// race_result_known_at_index
CREATE INDEX race_result_known_at_index IF NOT EXISTS FOR (n:Race) ON (n.resultKnownAt);

// race_race_group_index
CREATE INDEX race_race_group_index IF NOT EXISTS FOR (n:Race) ON (n.raceGroup);

// driver_name_index
CREATE INDEX driver_name_index IF NOT EXISTS FOR (n:Driver) ON (n.name);

// entry_known_at_index
CREATE INDEX entry_known_at_index IF NOT EXISTS FOR (n:Entry) ON (n.knownAt);

// entry_grid_known_at_index
CREATE INDEX entry_grid_known_at_index IF NOT EXISTS FOR (n:Entry) ON (n.gridKnownAt);

// entry_list_known_at_index
CREATE INDEX entry_list_known_at_index IF NOT EXISTS FOR (n:EntryList) ON (n.knownAt);

// session_known_at_index
CREATE INDEX session_known_at_index IF NOT EXISTS FOR (n:Session) ON (n.knownAt);

// slate_known_at_index
CREATE INDEX slate_known_at_index IF NOT EXISTS FOR (n:Slate) ON (n.knownAt);

// price_known_at_index
CREATE INDEX price_known_at_index IF NOT EXISTS FOR (n:Price) ON (n.knownAt);

// claim_known_at_index
CREATE INDEX claim_known_at_index IF NOT EXISTS FOR (n:Claim) ON (n.knownAt);

// claim_kind_index
CREATE INDEX claim_kind_index IF NOT EXISTS FOR (n:Claim) ON (n.kind);

// projection_set_as_of_index
CREATE INDEX projection_set_as_of_index IF NOT EXISTS FOR (n:ProjectionSet) ON (n.asOf);

// projection_record_race_index
CREATE INDEX projection_record_race_index IF NOT EXISTS FOR (n:ProjectionRecord) ON (n.race);

// projection_record_made_at_index
CREATE INDEX projection_record_made_at_index IF NOT EXISTS FOR (n:ProjectionRecord) ON (n.madeAt);

// snapshot_feed_index
CREATE INDEX snapshot_feed_index IF NOT EXISTS FOR (n:Snapshot) ON (n.feed);

// part_group_index
CREATE INDEX part_group_index IF NOT EXISTS FOR (n:Part) ON (n.group);

// part_race_group_index
CREATE INDEX part_race_group_index IF NOT EXISTS FOR (n:Part) ON (n.raceGroup);

// veto_rule_index
CREATE INDEX veto_rule_index IF NOT EXISTS FOR (n:Veto) ON (n.rule);

// quarantine_rule_index
CREATE INDEX quarantine_rule_index IF NOT EXISTS FOR (n:Quarantine) ON (n.rule);

// quarantine_group_index
CREATE INDEX quarantine_group_index IF NOT EXISTS FOR (n:Quarantine) ON (n.group);

// quarantine_race_group_index
CREATE INDEX quarantine_race_group_index IF NOT EXISTS FOR (n:Quarantine) ON (n.raceGroup);
