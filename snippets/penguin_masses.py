# /// script
# dependencies = ["pandas>=2.2"]
# ///
"""Which penguins are heavy for their species?

A small table of field measurements is read, cleaned and summarised: rows without a body mass are left out, each bird
is compared with the others of its species, and the three that stand out most are printed.
"""

import io

import pandas as pd

FIELD_NOTES = """\
species,island,bill_length_mm,body_mass_g
Adelie,Torgersen,39.1,3750
Adelie,Torgersen,39.5,3800
Adelie,Biscoe,37.8,
Adelie,Dream,36.4,3325
Chinstrap,Dream,46.5,3500
Chinstrap,Dream,50.0,3900
Chinstrap,Dream,51.3,3650
Gentoo,Biscoe,46.1,4500
Gentoo,Biscoe,50.0,5700
Gentoo,Biscoe,48.7,4450
Gentoo,Biscoe,,5850
"""

penguins = pd.read_csv(io.StringIO(FIELD_NOTES))
weighed = penguins.dropna(subset=["body_mass_g"])

by_species = weighed.groupby("species")["body_mass_g"]
summary = by_species.agg(["count", "mean", "std"]).round(1)
print(summary.sort_values("mean", ascending=False))

# How many standard deviations is each bird away from the mean of its species?
score = (weighed["body_mass_g"] - by_species.transform("mean")) / by_species.transform("std")
ranked = weighed.assign(score=score).nlargest(3, "score")

for bird in ranked.itertuples(index=False):
    print(f"{bird.species:<10} {bird.island:<10} {bird.body_mass_g:>6.0f} g  {bird.score:+.2f}")
