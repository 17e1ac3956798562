MATCH (n)
WITH labels(n) AS labels, count(*) AS nodes
RETURN labels, nodes
