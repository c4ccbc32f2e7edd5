# Whose records this phone holds, and somebody whose record it does not hold.

following-title = Whose records are here
following-all = Everybody’s in the team
following-all-what = Every record of the team comes to this phone, and opens without a signal.
following-some-what = Your people’s records are here, and those that you open. Of the others this phone knows the names.
following-some-why = In a team of more than a thousand people a new phone begins like this.
following-some-goes = What nobody opened for three months goes, once a backup holds it. The team keeps all.

not-here-coming = { $name }’s record is not on this phone. It is on its way.
not-here = { $name }’s record is not on this phone, and did not come.
not-here-risks = What the team knows of risks is not here either. Ask a colleague before you go in.
not-here-again = Try again
people-not-here = Not on this phone
part-in-disorder = After the update this phone is putting its record in order. Something may be missing here until it is done.
part-only = Only people whose records are on this phone are counted here.
