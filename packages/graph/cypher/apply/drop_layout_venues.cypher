// Forgets the track of every layout, before it is said anew.
MATCH (:TrackConfig)-[x:LAYOUT_OF]->(:Track)
DELETE x
