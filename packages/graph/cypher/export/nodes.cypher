// Every node with its properties.
MATCH (n)
RETURN labels(n) AS labels, n.key AS key, properties(n) AS props
