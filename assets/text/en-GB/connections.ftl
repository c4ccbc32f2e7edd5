# Going along: places, introductions, how they go, and what stands in the way.

going-along-title = Going along
going-along-none = Nothing under way just now.
going-along-next = You ask { $day }
going-along-going = You go together { $day }
going-along-went = You meant to go together { $day }
going-along-apart = Said differently by two of you
find-with = Find something with { $name }

find-title = Something with { $name }
find-known = What do we know first-hand?
find-words = A word for it: singing, benches, forms
find-none = We know nothing like that yet.
find-none-yet = No place is written down yet. You can name one yourself.
find-learned = We learned: { $text }
find-nobody-was-there = None of us has been there yet
find-checked = Checked { $day }
find-elsewhere = Somewhere else
find-elsewhere-words = In your own words
find-elsewhere-go = Go on with this
find-places = All the places we know
find-no-such-place = There is no such place here
find-their-words = In { $name }’s words

how-title = How shall we do it?
how-where = { $name } · { $what }
how-another-place = Somewhere else instead
how-another-way = Another way
how-several = Several people are on their way there. It may be worth a word with them first.
how-go-together = We go together
how-go-together-means = I come along the first time.
how-introduce = I introduce you in person
how-introduce-means = You meet somebody there, with me beside you.
how-ring-ahead = I ring ahead
how-ring-ahead-means = Somebody there expects you by name.
how-ring-together = We ring together now
how-ring-together-means = You speak, and I am beside you.
how-try-it = You’ll try it, and I’ll ask how it went
how-try-it-means = We agree on a day to talk about it.
how-told-go-together = Going together
how-told-introduce = Introduced in person
how-told-ring-ahead = We rang ahead
how-told-ring-together = We rang together
how-told-try-it = Trying it, and talking about it

agree-day-going = The day we go
agree-day-asking = The day I ask how it went
agree-day-is = { $what }: { $day }
agree-ask-by = How I ask how it went
agree-for-hope = Which hope it is for
agree-for-none = None of these
agree-keep = Keep this
agree-kept = You ask { $name } { $day }.
agree-kept-going = You and { $name } go { $day }.

ask-by-phone = By phone
ask-by-next-visit = At the next visit
ask-by-text = With a text
ask-by-other = Some other way

plan-title = How we go
plan-none = None of this has to be known yet.
plan-who-goes = Who goes
plan-getting-there = How we get there
plan-fares = Fares
plan-who-meets = Who meets us
plan-first-ten-minutes = The first ten minutes
plan-fading-out = How I step back, bit by bit

connection-title = Going along
connection-place = What we know of this place
connection-let-know = Let the team know this place
connection-is-known = The team knows this place now: { $place }
connection-stands = Where it stands
connection-how = { $how }, begun { $day } by { $by }
connection-day = The day we agreed

stage-arranged = Arranged
stage-tried = Tried
stage-settled-in = Settled in
stage-not-for-me = Not for me
stage-not-yet = Not yet
stage-stood-in-the-way = Something stood in the way
stage-arranged-again = Arranged again

talk-title = How is it going?
talk-title-ended = Taking it up again
talk-ended = This came to its own end. It can be taken up again at any time.
talk-which = As { $name } tells it
talk-words = In a few words
talk-again = The day I ask again
talk-keep = Keep this
talk-kept = Kept: { $stage }
talk-take-up = Take it up again
talk-find-else = Find something else with { $name }
talk-so-far = What was said
talk-entry = { $stage }, { $day }

learned-title = What we learned there
learned-none = Nobody has written down yet what it is like.
learned-add = Add what we learned
learned-words = What would help whoever goes next?
learned-no-names = No names, please. This is for the whole team.
learned-after = You know { $place } a little better now. What would help whoever goes next?
learned-added = The whole team knows it now.
learned-by = { $by }, { $day }
learned-field = What we learned

services-title = Places we know
services-search = A name, or what it is for
services-none = No place is written down yet. What you learn by going there helps whoever goes next.
services-none-found = We know no place like that yet.
services-add = Add a place
services-name = What it is called
services-what-for = What it is for
services-added = The place is there for the whole team.
services-team = Places we know

service-title = A place
service-known = What we know
service-more = Add what you know
service-checked-today = I checked this today
service-name = Name
service-what-for = What it is for
service-who-answers = Who answers
service-how-to-get-in = How to get in
service-real-wait = The real wait
service-cost = Cost
service-getting-there = Getting there
service-step-free = Step-free
service-first-ten-minutes = The first ten minutes
service-does-not-suit = Whom it does not suit

barrier-add = Something stood in the way
barrier-world = This is about what is out there, and not about { $name }.
barrier-cause = What was it?
barrier-how-long = How long, as they were told
barrier-words = A line, if you like
barrier-shared = Does the same stand in the way of others?
barrier-shared-new = Yes: name it
barrier-shared-none = Not that I know
barrier-shared-words = In a few words, without names
barrier-shared-hint = For example: damp, the same landlord
barrier-added = It is written down, as something out there.
barrier-told = In the way: { $cause }
barrier-told-long = In the way: { $cause }, { $long }
barrier-shared-is = The same for others: { $words }
barrier-which = Choose what it was.

barriers-title = What stands in the way here
barriers-lead = It is out there, and not in the people who meet it.
barriers-none = Nothing is written down yet.
barriers-shared = The same for several people
barriers-alone = What else people meet
barriers-team = What stands in the way here
barriers-shared-field = In a few words

story-connection = { $how }: { $what }
story-talk = { $what }: { $stage }
story-barrier = What stood in the way

who-you = You
why-going-today = { $who } and { $name } are going to { $what } today.
why-going-was = { $who } and { $name } planned to go to { $what } { $day }. How was it?
why-introduced = { $who } planned to introduce { $name } at { $what }. How did it go?
why-rang-ahead = { $who } rang ahead to { $what } for { $name }. How did it go?
why-rang-together = { $who } and { $name } rang { $what } together. How did it go?
why-trying = { $name } was going to try { $what }. How did it go?
today-how-it-went = How it went
today-text = Text { $name }

cause-no-such-service = No such place here
cause-waiting-list = A waiting list
cause-fares = Fares
cause-cost = Cost
cause-benefit-decision = A benefit decision pending
cause-housing = Housing
cause-phone-or-data = Phone or data
cause-opening-hours = Opening hours
cause-access = Getting in, or around
cause-language = Not in their language
cause-caring = Nobody to take over the caring
cause-fear = It did not feel safe
cause-full = It was full
cause-other = Something else
