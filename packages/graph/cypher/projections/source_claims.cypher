// The accepted claims about a race and its entries that were known at the moment asked for.
MATCH (:Race {key: $race})<-[:ABOUT]-(c:Claim)
WHERE c.state = 'accepted' AND c.knownAt <= $asOf
RETURN c.key AS key
UNION ALL
MATCH (:Race {key: $race})<-[:IN_RACE]-(:Entry)<-[:ABOUT]-(c:Claim)
WHERE c.state = 'accepted' AND c.knownAt <= $asOf
RETURN c.key AS key
