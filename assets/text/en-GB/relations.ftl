# The people in a person's life, as they see it.

relations-title = { $name }’s people
relations-lead = Who is in your life, { $name }? Say a name, and tap it to move it.
relations-map = Map of { $name }’s people
relations-spot = { $person }, { $nearness }
relations-close = Close in
relations-further = Further out
relations-hard = Hard at the moment
relations-none = Nobody is on it yet.
relations-name = A name
relations-who = Who they are, if you like
relations-who-hint = Sister, neighbour, the man with the dog…
relations-add = Put them on the map
relations-added = { $person } is on the map.
relations-move = Where is { $person } just now?
relations-take-out = Take { $person } off the map
relations-taken-out = { $person } is no longer on the map.
relations-done = Back to the map
relations-list = Everybody on it
relations-too-many = So many people find no room on a map. They are all in the list.
relations-who-could-help = Who could help?

field-relation-name = Name
field-relation-who = Who they are
field-relation-nearness = Where they are just now
field-relation-words = A line about them
