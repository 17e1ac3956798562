// One node per record, however many processes put it at once.
CREATE CONSTRAINT ops_key_unique IF NOT EXISTS FOR (n:Ops) REQUIRE n.key IS UNIQUE
