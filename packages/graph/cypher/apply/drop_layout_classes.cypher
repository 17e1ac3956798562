// Forgets the class of every layout, before it is said anew.
MATCH (:TrackConfig)-[x:IS_A]->(:TrackClass)
DELETE x
