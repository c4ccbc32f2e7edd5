# Visits and promises.

place-home = At home
place-phone = Phone
place-community = Out together
place-clinic = Clinic
place-other = Elsewhere

holding-legend = Holding
holding-waiting-with = Waiting with
holding-steadying = Steadying
holding-listening = Listening
holding-being-alongside = Being alongside

heading-how-they-were = How they were
heading-noticed = What I saw
heading-said = What they said, in their words
heading-thought = What I think
heading-did = What we did

mark-ask = Keep apart
mark-ask-label = Keep apart: { $heading }
mark-third-party = About somebody else
mark-not-yet = Not for their eyes yet
mark-why = Why
mark-lift = It can be shown
mark-lift-label = It can be shown: { $part }
mark-lifted = This part is kept apart no more.

promised-title = Promised before
promised-word = A day has passed since you said so. A word about it to { $name } is enough.

draft-title = Visit
draft-whom = With whom?
draft-whom-change = Change with whom
draft-with = With { $name }
draft-nobody = Nobody of that name is on this phone.
draft-add = Add { $name }
draft-born = born { $day }
draft-them = they
draft-place = Where
draft-note = Your note
draft-note-with = Your note about { $name }
draft-more = More about this visit
draft-when = When
draft-when-change = Change when
draft-keep = Keep this visit
draft-kept = The visit is kept.
draft-kept-until = The visit is kept. You are in touch again { $day }.
draft-let-go = Let this note go
draft-gone = The note is gone.

author-you = you
author-for = entered by { $name } for { $person }

promises-title = Promises
promises-none = None just now.
promises-add = Add a promise
promises-whose = Whose promise
promises-what = What was promised
promises-day = Day of this promise
promise-mine = Mine
promise-theirs = { $name }’s
promise-by-day = by { $day }
promise-for-day = for { $day }
promise-no-day = no day yet
promise-heard = Is this a promise?
promise-take-up = Yes, a promise
promise-take-up-label = Yes, a promise: { $promise }
promise-wave-off = No
promise-drop = take out
promise-drop-label = Take out: { $promise }

promise-change = Change
promise-made = The promise is written down.

became-kept = Done
became-not-yet = Not yet
became-not-yet-until = Not yet. It comes up again { $day }.
became-let-go = Let go
became-done = { $what }: { $promise }
became-label = { $what }: { $promise }
became-i-did = I did it
became-somebody-did = { $name } did it
became-they-did = They did it

next-title = When we are next in touch
next-rhythm = Your rhythm: { $rhythm }
next-day = Day of the next contact
next-how = How
next-on = { $day }
next-none = Nothing agreed yet.
next-propose = In your rhythm: { $day }

calendar-add = Put it in my calendar
calendar-title = Alongside: visit
calendar-neutral = No name is put in your calendar.
calendar-not-saved = The phone would not take the calendar entry. The day stands here.

visit-title = Visit
visit-with = With { $name }
visit-about = { $place }, { $at }, { $by }
visit-amend = Add to this note
visit-amend-go = Add
visit-amended = Added by { $by }, { $at }
visit-moved = Its author says that this belongs to somebody else. A lead is asked to erase it here.
visit-moved-go = Where it is now
visit-moved-done = It is with { $name } now. A lead is asked to erase it where it was.
visit-moved-ask = Does this belong to { $name }?
visit-moved-ask-words = The note goes there, with what was promised and added.
visit-moved-yes = Yes, it is theirs
visit-somebody-else = This belongs to somebody else
visit-somebody-else-words = Whose visit was it? It will be kept anew there.
