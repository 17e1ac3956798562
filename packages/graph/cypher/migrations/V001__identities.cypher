// Uniqueness of identities, and the index that comes with it.

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

// session_key_unique
CREATE CONSTRAINT session_key_unique IF NOT EXISTS FOR (n:Session) REQUIRE n.key IS UNIQUE;

// slate_key_unique
CREATE CONSTRAINT slate_key_unique IF NOT EXISTS FOR (n:Slate) REQUIRE n.key IS UNIQUE;

// scoring_rules_key_unique
CREATE CONSTRAINT scoring_rules_key_unique IF NOT EXISTS FOR (n:ScoringRules) REQUIRE n.key IS UNIQUE;

// claim_key_unique
CREATE CONSTRAINT claim_key_unique IF NOT EXISTS FOR (n:Claim) REQUIRE n.key IS UNIQUE;

// source_key_unique
CREATE CONSTRAINT source_key_unique IF NOT EXISTS FOR (n:Source) REQUIRE n.key IS UNIQUE;

// projection_set_key_unique
CREATE CONSTRAINT projection_set_key_unique IF NOT EXISTS FOR (n:ProjectionSet) REQUIRE n.key IS UNIQUE;

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
