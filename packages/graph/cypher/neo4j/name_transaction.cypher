// What the transaction shows in SHOW TRANSACTIONS and in the query log.
CALL tx.setMetaData($metadata)
