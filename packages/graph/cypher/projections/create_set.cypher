CREATE (s:ProjectionSet {
  key: $key, race: $race, asOf: $asOf, model: $model, dataDigest: $dataDigest, seed: $seed, simulations: $simulations,
  derivedFrom: $derivedFrom})
